package pack

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"counterpart/internal/label"

	"go.yaml.in/yaml/v3"
)

// The families of codes, as problems call them.
const (
	famStatus      = "membership status"
	famPartyKind   = "party kind"
	famParty       = "party"
	famBody        = "body"
	famPost        = "post"
	famArea        = "area"
	famActivity    = "activity kind"
	famTopic       = "topic"
	famPublication = "publication kind"
	famHelp        = "type of help"
	famChange      = "kind of change"
	famFormality   = "formality"
	famCategory    = "category"
	famMode        = "mode"
	famQuestion    = "question"
	famConsent     = "consent"
	famLetter      = "letter"
	famLabel       = "record class"
	famTheme       = "theme"
	famInstrument  = "instrument"
)

func readMechanism(l *loader, s sheet) {
	t := s.table()
	if t == nil {
		return
	}
	m := &l.pack.Mechanism
	m.At = t.at
	m.Languages = t.languages("languages") // first, the wordings below depend on it
	m.Code = t.code("code")
	m.Name = t.name("name", required)
	m.ShortName = t.line("short_name", required)
	m.Version = t.line("version", required)
	m.Illustrative = t.flag("illustrative")
	m.Notice = t.text("notice", m.Illustrative)
	m.TimeZone = t.zone("time_zone")
	m.HostCountry = t.country("host_country", required)
	m.Address = t.lines("address", required)
	m.Letterhead = t.lines("letterhead", required)
	m.Signature = t.lines("signature", required)
	m.SuppressBelow = t.whole("suppress_below", 0, 100, 0)
	m.BreachHours = t.whole("breach_hours", 1, 720, 72)
	m.Weekend = t.weekend()
	m.FollowUpDays = t.whole("follow_up_days", 1, 730, 90)
	m.Support = DefaultSupport
	if n := t.take("support", optional); n != nil {
		m.Support = readSupport(l.table(s.file, n))
	}
	m.Secondments = DefaultSecondments
	if n := t.take("secondments", optional); n != nil {
		m.Secondments = readSecondments(l.table(s.file, n))
	}
	if n := t.take("email", required); n != nil {
		m.Email = readEmail(l.table(s.file, n))
	}
	if n := t.take("approvals", required); n != nil {
		m.Approvals = readApprovals(l.table(s.file, n))
	}
	t.done()
}

func readSupport(t *table) Support {
	if t == nil {
		return DefaultSupport
	}
	out := Support{
		AcknowledgeDays: t.whole("acknowledge_days", 1, 260, DefaultSupport.AcknowledgeDays), RespondDays: t.whole("respond_days", 1, 520, DefaultSupport.RespondDays),
		SilenceDays: t.whole("silence_days", 0, 60, DefaultSupport.SilenceDays), AskAfterMonths: t.whole("ask_after_months", 1, 60, DefaultSupport.AskAfterMonths),
	}
	t.done()
	return out
}

func readSecondments(t *table) Secondments {
	if t == nil {
		return DefaultSecondments
	}
	out := Secondments{
		CloseAfterDays: t.whole("close_after_days", 0, 3650, DefaultSecondments.CloseAfterDays), MostPerParty: t.whole("most_per_party", 1, 20, DefaultSecondments.MostPerParty),
		Days: map[string]int{},
	}
	for _, state := range slices.Sorted(maps.Keys(SecondmentDays)) {
		out.Days[state] = t.whole(state+"_days", 1, 365, SecondmentDays[state])
	}
	t.done()
	return out
}

func readFormalities(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.Formalities = append(l.pack.Formalities, Formality{
			At: t.at, Code: t.named(famFormality, "code"), Name: t.name("name", required), Owner: t.oneOf("owner", required, FormalityOwners), Required: t.flag("required"),
			DueDays: t.whole("due_days", 0, 365, 14), WarnDays: t.whole("warn_days", 1, 365, 30),
		})
	})
}

// weekend reads the days of the week on which nobody works.
func (t *table) weekend() []string {
	list := t.lines("weekend", optional)
	seen := map[string]bool{}
	for _, day := range list {
		switch n := t.values["weekend"]; {
		case !contains(Weekdays, day):
			t.l.problem(t.source(n), fmt.Sprintf("there is no day of the week %q", shorten(day)), "Choose among "+strings.Join(Weekdays, ", "))
		case seen[day]:
			t.l.problem(t.source(n), fmt.Sprintf("%q is listed twice", day), "Remove one of the two")
		}
		seen[day] = true
	}
	if len(seen) == len(Weekdays) {
		t.l.problem(t.source(t.values["weekend"]), "every day of the week is a weekend", "Leave at least one day to work on")
	}
	return list
}

func readEmail(t *table) Email {
	if t == nil {
		return Email{}
	}
	e := Email{FromName: t.line("from_name", required), FromAddress: t.email("from_address", required), ReplyTo: t.email("reply_to", optional)}
	t.done()
	return e
}

func readApprovals(t *table) Approvals {
	if t == nil {
		return Approvals{}
	}
	a := Approvals{Report: t.whole("report", 1, 2, 1), DifferentParties: t.flag("different_parties")}
	if a.DifferentParties && a.Report < 2 {
		t.l.problem(t.source(t.values["different_parties"]), "one person cannot belong to two different parties", "Write report: 2, or different_parties: false")
	}
	t.done()
	return a
}

func readStatuses(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.Statuses = append(l.pack.Statuses, Status{
			At: t.at, Code: t.named(famStatus, "code"), Name: t.name("name", required), Plural: t.name("plural", required),
			CountsAs: t.oneOf("counts_as", required, StatusMeanings), DefaultInvited: t.flag("default_invited"), Order: t.order(len(l.pack.Statuses)),
		})
	})
}

func readPartyKinds(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.PartyKinds = append(l.pack.PartyKinds, PartyKind{
			At: t.at, Code: t.named(famPartyKind, "code"), Name: t.name("name", required), Plural: t.name("plural", required),
			CountsAs: t.oneOf("counts_as", required, PartyMeanings), OrgType: t.oneOf("org_type", required, orgTypes), Order: t.order(len(l.pack.PartyKinds)),
		})
	})
}

func readParties(l *loader, s sheet) {
	s.each(func(t *table) {
		p := Party{
			At: t.at, Code: t.named(famParty, "code"), Kind: t.refer("kind", required, famPartyKind),
			Name: t.name("name", required), FormalName: t.name("formal_name", optional), Short: t.line("short", optional),
			ISO: t.country("iso", optional), Region: t.line("region", optional), Parent: t.refer("parent", optional, famParty),
			Weekend: t.weekend(),
		}
		if n := t.take("memberships", optional); n != nil {
			l.each(s.file, n, func(t *table) { p.Memberships = append(p.Memberships, readMembership(t)) })
		}
		if n := t.take("agencies", optional); n != nil {
			l.each(s.file, n, func(t *table) {
				p.Agencies = append(p.Agencies, Agency{
					At: t.at, Code: t.named(famParty, "code"), Name: t.name("name", required), Short: t.line("short", optional),
				})
			})
		}
		l.pack.Parties = append(l.pack.Parties, p)
	})
}

func readMembership(t *table) Membership {
	m := Membership{
		At: t.at, Status: t.refer("status", required, famStatus),
		From: t.date("from", required), To: t.date("to", optional),
	}
	if m.To != "" && m.From > m.To {
		t.l.problem(t.source(t.values["to"]), fmt.Sprintf("the membership ends on %s, before it begins on %s", m.To, m.From), "Correct one of the two dates")
	}
	return m
}

func readBodies(l *loader, s sheet) {
	s.each(func(t *table) {
		b := Body{
			At: t.at, Code: t.named(famBody, "code"), Name: t.name("name", required), Kind: t.code("kind"),
			Parent: t.refer("parent", optional, famBody), TermsOfReference: t.text("terms_of_reference", optional), Order: t.order(len(l.pack.Bodies)),
		}
		if n := t.take("members", optional); n != nil {
			seen := map[string]int{}
			l.each(s.file, n, func(t *table) { b.Members = append(b.Members, readBodyMember(t, seen)) })
		}
		l.pack.Bodies = append(l.pack.Bodies, b)
	})
}

func readBodyMember(t *table, seen map[string]int) BodyMember {
	m := BodyMember{At: t.at, Party: t.refer("party", required, famParty), Role: t.oneOf("role", required, BodyRoles)}
	if line, twice := seen[m.Party]; twice && m.Party != "" {
		t.l.problem(t.at, fmt.Sprintf("the party %q is listed twice in this body, first in line %d", m.Party, line), "Remove one of the two")
	}
	seen[m.Party] = t.at.Line
	return m
}

func readPosts(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.Posts = append(l.pack.Posts, Post{
			At: t.at, Code: t.named(famPost, "code"), Name: t.name("name", required), Plural: t.name("plural", required),
			Of: t.oneOf("of", required, PostOwners), Several: t.flag("several"), Nominates: t.flag("nominates"),
			Approves: t.flag("approves"), Order: t.order(len(l.pack.Posts)),
		})
	})
}

func readAreas(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.Areas = append(l.pack.Areas, Area{
			At: t.at, Code: t.named(famArea, "code"), Name: t.name("name", required),
			Description: t.text("description", optional), Order: t.order(len(l.pack.Areas)),
			Sector: t.pattern("sector", optional, sectorPattern, "a DAC sector", "Write the five digits of the list Sector, for example 15190"),
		})
	})
}

func readActivityKinds(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.ActivityKinds = append(l.pack.ActivityKinds, ActivityKind{
			At: t.at, Code: t.named(famActivity, "code"), Name: t.name("name", required), Plural: t.name("plural", required),
			DefaultMode: t.refer("default_mode", required, famMode), Trains: t.flag("trains"), Order: t.order(len(l.pack.ActivityKinds)),
		})
	})
}

func readPublicationKinds(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.PublicationKinds = append(l.pack.PublicationKinds, PublicationKind{
			At: t.at, Code: t.named(famPublication, "code"), Name: t.name("name", required), Plural: t.name("plural", required),
			CountsAs: t.oneOf("counts_as", required, PublicationMeanings), Order: t.order(len(l.pack.PublicationKinds)),
		})
	})
}

func readTopics(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.Topics = append(l.pack.Topics, Topic{
			At: t.at, Code: t.named(famTopic, "code"), Name: t.name("name", required),
			Parent: t.refer("parent", optional, famTopic), Order: t.order(len(l.pack.Topics)),
		})
	})
}

func readHelpTypes(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.HelpTypes = append(l.pack.HelpTypes, HelpType{At: t.at, Code: t.named(famHelp, "code"), Name: t.name("name", required), Order: t.order(len(l.pack.HelpTypes))})
	})
}

func readChangeKinds(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.ChangeKinds = append(l.pack.ChangeKinds, ChangeKind{At: t.at, Code: t.named(famChange, "code"), Name: t.name("name", required), Order: t.order(len(l.pack.ChangeKinds))})
	})
}

func readCategories(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.Categories = append(l.pack.Categories, Category{
			At: t.at, Code: t.named(famCategory, "code"), Name: t.name("name", required), Plural: t.name("plural", required),
			CountsAsParticipant: t.flag("counts_as_participant"), Order: t.order(len(l.pack.Categories)),
		})
	})
}

func readModes(l *loader, s sheet) {
	s.each(func(t *table) {
		l.pack.Modes = append(l.pack.Modes, Mode{
			At: t.at, Code: t.named(famMode, "code"), Name: t.name("name", required),
			InRoom: t.flag("in_room"), Order: t.order(len(l.pack.Modes)),
		})
	})
}

func readHolidays(l *loader, s sheet) {
	seen := map[string]int{}
	s.each(func(t *table) {
		h := Holiday{At: t.at, Date: t.date("date", required), Name: t.name("name", required), Party: t.refer("party", optional, famParty)}
		if key := string(h.Date) + " " + h.Party; h.Date != "" {
			if line, twice := seen[key]; twice {
				l.problem(t.at, fmt.Sprintf("the holiday of %s is listed twice, first in line %d", h.Date, line), "Remove one of the two")
			}
			seen[key] = t.at.Line
		}
		if h.Party == "" != t.flag("mechanism") {
			l.problem(t.at, "a holiday belongs either to a party or to the mechanism's own office", "Write either party: code or mechanism: true")
		}
		l.pack.Holidays = append(l.pack.Holidays, h)
	})
}

func readQuestions(l *loader, s sheet) {
	s.each(func(t *table) {
		q := Question{
			At: t.at, Key: t.named(famQuestion, "key"), Label: t.name("label", required), Help: t.text("help", optional),
			Kind: t.oneOf("kind", required, QuestionKinds), Required: t.flag("required"), Sensitive: t.flag("sensitive"),
			Purpose: t.line("purpose", required), Order: t.order(len(l.pack.Questions)),
		}
		n := t.take("options", optional)
		chooses := q.Kind == "choice" || q.Kind == "many"
		switch {
		case n == nil && chooses:
			l.problem(t.at, fmt.Sprintf("a question of kind %q needs options", q.Kind), "List at least two options")
		case n != nil && q.Kind != "" && !chooses:
			l.problem(t.source(n), fmt.Sprintf("a question of kind %q has no options", q.Kind), "Remove the options, or use kind choice or many")
		case n != nil:
			q.Options = readOptions(t, n)
		}
		l.pack.Questions = append(l.pack.Questions, q)
	})
}

func readOptions(t *table, n *yaml.Node) []Text {
	if n.Kind != yaml.SequenceNode || len(n.Content) < 2 {
		t.l.problem(t.source(n), `"options" must be a list of at least two`, `Begin each option with "- "`)
		return nil
	}
	var out []Text
	seen := map[string]bool{}
	for _, c := range n.Content {
		o := t.l.wording(t.at.File, c, "options", maxLine)
		if o.Default != "" && seen[o.Default] {
			t.l.problem(t.source(c), fmt.Sprintf("the option %q is listed twice", shorten(o.Default)), "Remove one of the two")
		}
		seen[o.Default] = true
		out = append(out, o)
	}
	return out
}

func readEvaluation(l *loader, s sheet) {
	s.each(func(t *table) {
		q := EvaluationQuestion{At: t.at, Label: t.name("label", required), Kind: t.oneOf("kind", required, EvaluationKinds), Level: t.whole("level", 1, 4, 1), Per: t.oneOf("per", optional, EvaluationPer)}
		if q.Per == "" {
			q.Per = EvaluationPer[0]
		}
		l.pack.Evaluation = append(l.pack.Evaluation, q)
	})
}

func readConsents(l *loader, s sheet) {
	s.each(func(t *table) {
		c := Consent{
			At: t.at, Key: t.named(famConsent, "key"), Wording: t.text("wording", required),
			Purpose: t.oneOf("purpose", required, ConsentPurposes), Order: t.order(len(l.pack.Consents)),
		}
		if t.flag("default") {
			l.problem(t.source(t.values["default"]), "a consent cannot be given in advance", "Write default: false, or leave it out")
		}
		l.pack.Consents = append(l.pack.Consents, c)
	})
}

// readLabels reads labels as people write them in a list, "AMBER" for TLP:AMBER.
func readLabels(l *loader, s sheet) {
	t := s.table()
	if t == nil {
		return
	}
	var allowed []string
	for _, tlp := range label.All {
		allowed = append(allowed, strings.TrimPrefix(string(tlp), "TLP:"))
	}
	for _, class := range RecordClasses {
		written := t.oneOf(class, contains(requiredClasses, class), allowed)
		if written == "" {
			continue
		}
		d := LabelDefault{Class: class, TLP: label.TLP("TLP:" + written), At: t.source(t.values[class])}
		if class == "person" && (d.TLP == label.Green || d.TLP == label.Clear) {
			l.problem(d.At, "records of persons cannot start with "+written, "Choose AMBER, AMBER+STRICT or RED")
		}
		l.pack.Labels = append(l.pack.Labels, d)
	}
	t.done()
}
