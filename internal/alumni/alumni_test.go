package alumni_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/alumni"
	"counterpart/internal/certificates"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
	"counterpart/internal/roomtest"
)

// stage is the Bali pack with an office, two parties with their focal points, and people who completed something.
type stage struct {
	t       *testing.T
	d       *db.DB
	svc     *alumni.Service
	officer access.Actor
	party   string // Thailand
	other   string // Fiji
	focal   access.Actor
	foreign access.Actor
	persons []string
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	s := &stage{t: t, d: d}
	d.Clock = func() time.Time { return time.Date(2024, 9, 2, 9, 0, 0, 0, time.UTC) }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	s.must(err)
	s.svc = alumni.New(d, alumni.Options{Outbox: letters.NewOutbox(queue)})
	s.officer = roomtest.Holding("officer", alumni.RightSee, alumni.RightTend)
	s.party, s.other = roomtest.PartyID(t, d, "thailand"), roomtest.PartyID(t, d, "fiji")
	s.focal, s.foreign = s.focalOf(s.party, "Focal Thai"), s.focalOf(s.other, "Focal Fiji")
	for i, name := range []string{"สมชาย ใจดี", "Nguyễn Thị Hoa", "Sari Dewi"} {
		s.persons = append(s.persons, s.person(name, fmt.Sprintf("alumnus%d@thailand.example", i), s.party))
		s.complete(s.persons[i])
	}
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) person(name, email, party string) string {
	s.t.Helper()
	id, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		return people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: name, Email: email, Phone: "+66 2 000 0000", NativeName: "ชื่อ", NativeLang: "th", PartyID: party, Position: "Inspector"})
	})
	s.must(err)
	return id
}

func (s *stage) focalOf(party, name string) access.Actor {
	a := roomtest.Scoped(name, access.Scope{Parties: []string{party}}, alumni.RightDirectory, alumni.RightVeto)
	a.Grants[0].Role = access.FocalPoint
	a.Person = s.person(name, strings.ReplaceAll(strings.ToLower(name), " ", ".")+"@gov.example", party)
	return a
}

func (s *stage) complete(person string) {
	s.t.Helper()
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) {
		_, err := certificates.CompleteIn(tx, access.System("test"), certificates.Completion{
			Kind: certificates.Delivery, RecordID: "0190aaaa-0000-7000-8000-000000000001", PersonID: person, PartyID: s.party, Title: "A course", From: "2024-06-10", To: "2024-06-14",
		})
		return true, err
	})
	s.must(err)
}

// self is a person who is signed in.
func self(person string) access.Actor {
	a := roomtest.Scoped("self "+person, access.Scope{Person: person}, alumni.RightOwn)
	a.Person = person
	return a
}

func (s *stage) write(person string, knows ...string) {
	s.t.Helper()
	p := s.page(s.officer, person)
	s.must(s.svc.Write(s.t.Context(), self(person), person, alumni.ProfileDraft{About: "about me", Knows: knows, WillTrain: true, News: true, Version: p.Profile.Version}))
}

func (s *stage) show(person string, members, others []shown.Field) {
	s.t.Helper()
	s.must(s.svc.Show(s.t.Context(), self(person), person, alumni.ShowDraft{Members: members, Alumni: others}))
}

func (s *stage) page(by access.Actor, person string) alumni.Page {
	s.t.Helper()
	p, err := s.svc.Find(s.t.Context(), by, person)
	s.must(err)
	return p
}

func (s *stage) list(by access.Actor, f alumni.Filter) []alumni.Entry {
	s.t.Helper()
	list, _, err := s.svc.List(s.t.Context(), by, f)
	s.must(err)
	return list
}

// secret is every value of an entry that a field shows.
func values(e alumni.Entry) map[shown.Field]string {
	out := map[shown.Field]string{
		shown.FieldName: e.Name, shown.FieldPosition: e.Position, shown.FieldParty: e.Party, shown.FieldNative: e.NativeName, shown.FieldEmail: e.Email, shown.FieldPhone: e.Phone,
		shown.FieldKnows: strings.Join(e.Knows, " "), shown.FieldAbout: e.About, shown.FieldWilling: strings.Join(e.Willing, " "),
	}
	for _, c := range e.Completed {
		out[shown.FieldCompleted] += c.Title
	}
	return out
}

// TestTheDirectoryLeaksNothing tries every viewer against every field and every consent: what a viewer finds, by the list, by each
// narrowing of it, by the record and by the file, is what the person shows to them, and nothing else.
func TestTheDirectoryLeaksNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		it := s.persons[0]
		s.write(it, "document_fraud")
		viewers := map[string]struct {
			actor    access.Actor
			audience shown.Audience // "" for everything
			none     bool           // sees no directory
		}{
			"officer": {actor: s.officer}, "self": {actor: self(it)}, "own focal point": {actor: s.focal, audience: shown.Members}, "focal point of another": {actor: s.foreign, audience: shown.Members},
			"alumnus": {actor: self(s.persons[1]), audience: shown.Alumni}, "stranger": {actor: self(s.person("No Alumnus", "", s.other)), none: true}, "public": {actor: access.Actor{Via: "public"}, none: true},
		}
		cases := [][]shown.Field{nil}
		for _, f := range shown.DirectoryFields {
			cases = append(cases, []shown.Field{shown.FieldName, f})
		}
		cases = append(cases, shown.DirectoryFields)
		for _, members := range cases {
			for _, others := range [][]shown.Field{nil, {shown.FieldName}, shown.DirectoryFields} {
				s.show(it, members, others)
				for name, v := range viewers {
					agreed := others
					if v.audience == shown.Members {
						agreed = members
					}
					if v.audience == "" {
						agreed = shown.DirectoryFields
					}
					s.holds(name, v.actor, it, agreed, v.none, v.audience == "")
				}
			}
		}
	})
}

// holds compares what a viewer finds of a person with what they may.
func (s *stage) holds(name string, actor access.Actor, person string, agreed []shown.Field, none, whole bool) {
	s.t.Helper()
	what := fmt.Sprintf("%s with %v", name, agreed)
	find := func(f alumni.Filter) (alumni.Entry, bool) {
		list, _, err := s.svc.List(s.t.Context(), actor, f)
		if none && err == nil {
			s.t.Errorf("%s: the directory is open", what)
		}
		i := slices.IndexFunc(list, func(e alumni.Entry) bool { return e.PersonID == person })
		if i < 0 {
			return alumni.Entry{}, false
		}
		return list[i], true
	}
	if none {
		find(alumni.Filter{})
		if p, err := s.svc.Find(s.t.Context(), actor, person); err == nil {
			s.t.Errorf("%s: the record is open: %+v", what, p)
		}
		return
	}
	has := func(f shown.Field) bool { return slices.Contains(agreed, f) }
	e, found := find(alumni.Filter{})
	if found != has(shown.FieldName) && name != "self" { // the own entry stands in the list only as others see it
		s.t.Errorf("%s: in the list %v", what, found)
	}
	if found {
		s.compare(what+", list", e, agreed)
	}
	for _, n := range []struct {
		filter alumni.Filter
		field  shown.Field
	}{
		{alumni.Filter{Topic: "document_fraud"}, shown.FieldKnows},
		{alumni.Filter{PartyID: s.party}, shown.FieldParty},
		{alumni.Filter{Willing: "train"}, shown.FieldWilling},
		{alumni.Filter{Query: "ใจดี"}, shown.FieldName},
		{alumni.Filter{Query: "alumnus0"}, ""},
		{alumni.Filter{Query: "ชื่อ"}, shown.FieldNative},
	} {
		if _, found := find(n.filter); found != (has(shown.FieldName) && has(n.field)) && !whole {
			s.t.Errorf("%s: narrowed to %+v found %v", what, n.filter, found)
		}
	}
	p, err := s.svc.Find(s.t.Context(), actor, person)
	switch {
	case name == "own focal point": // knows that the person is theirs, to veto it, and no field beyond
		if err != nil {
			s.t.Errorf("%s: %v", what, err)
		}
		s.compare(what+", record", p.Entry, append(slices.Clone(agreed), shown.FieldName, shown.FieldParty))
	case has(shown.FieldName):
		if err != nil {
			s.t.Errorf("%s: %v", what, err)
		}
		s.compare(what+", record", p.Entry, agreed)
		if !whole && (p.Profile != nil || p.Shows != nil || len(p.Posts)+len(p.Uses)+len(p.Vetoes) > 0 || p.Contact != (alumni.Contact{})) {
			s.t.Errorf("%s: the record says more: %+v", what, p)
		}
	case !fault.IsNotFound(err):
		s.t.Errorf("%s: a hidden record answers %v", what, err)
	}
}

func (s *stage) compare(what string, e alumni.Entry, agreed []shown.Field) {
	s.t.Helper()
	for f, value := range values(e) {
		if (value != "") != slices.Contains(agreed, f) {
			s.t.Errorf("%s: %s is %q", what, f, value)
		}
	}
}

func TestWhoIsNeverListed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		it := s.persons[0]
		s.show(it, shown.DirectoryFields, shown.DirectoryFields)
		listed := func(want bool, why string) {
			t.Helper()
			for _, v := range []access.Actor{s.foreign, self(s.persons[1])} {
				if got := len(s.list(v, alumni.Filter{})) == 1; got != want {
					t.Errorf("%s: listed %v for %s", why, got, v.Name)
				}
			}
			if got := s.list(s.officer, alumni.Filter{}); len(got) != 3 {
				t.Errorf("%s: the office sees %d", why, len(got))
			}
		}
		listed(true, "at first")
		if err := s.svc.NeverList(t.Context(), s.officer, it, alumni.NeverDraft{Never: true}); fault.AsInvalid(err).Words("reason") == "" {
			t.Errorf("without a reason: %v", err)
		}
		s.must(s.svc.NeverList(t.Context(), s.officer, it, alumni.NeverDraft{Never: true, Reason: "Works under cover"}))
		listed(false, "never")
		s.must(s.svc.NeverList(t.Context(), self(it), it, alumni.NeverDraft{}))
		listed(true, "again")
		if err := s.svc.SetVeto(t.Context(), s.foreign, it, alumni.VetoDraft{Veto: true, PartyID: s.other, Words: "no"}); err == nil {
			t.Error("another party vetoed")
		}
		s.must(s.svc.SetVeto(t.Context(), s.focal, it, alumni.VetoDraft{Veto: true, PartyID: s.party, Words: "Not now"}))
		listed(false, "vetoed")
		if p := s.page(self(it), it); len(p.Vetoes) != 1 || p.Vetoes[0].Words != "Not now" {
			t.Errorf("the person does not read why: %+v", p.Vetoes)
		}
		s.must(s.svc.SetVeto(t.Context(), s.focal, it, alumni.VetoDraft{PartyID: s.party}))
		listed(true, "lifted")
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, people.RelabelIn(tx, it, label.Red) })
		s.must(err)
		for _, v := range []access.Actor{s.foreign, self(s.persons[1])} {
			if len(s.list(v, alumni.Filter{})) != 0 {
				t.Errorf("somebody labelled RED is listed for %s", v.Name)
			}
		}
	})
}

func TestAnAliasHidesTheName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		it := s.persons[1]
		s.write(it)
		s.show(it, shown.DirectoryFields, nil)
		p, err := people.New(d).Find(t.Context(), roomtest.Holding("o", people.RightSee), it, "")
		s.must(err)
		s.must(people.New(d).SetAlias(t.Context(), roomtest.Holding("o", people.RightAlias), it, p.Version, "Heron Forest"))
		list := s.list(s.foreign, alumni.Filter{})
		if len(list) != 1 || list[0].Name != "Heron Forest" || list[0].Email+list[0].NativeName+list[0].About+list[0].Phone != "" || strings.Contains(list[0].SortKey, "hoa") {
			t.Errorf("%+v", list)
		}
		for _, query := range []string{"Hoa", "nguyen", "alumnus1"} {
			if got := s.list(s.foreign, alumni.Filter{Query: query}); len(got) != 0 {
				t.Errorf("%q finds %+v", query, got)
			}
		}
		if got := s.list(s.officer, alumni.Filter{Query: "Hoa"}); len(got) != 1 || got[0].Name != "Nguyễn Thị Hoa" {
			t.Errorf("the office finds %+v", got)
		}
	})
}

func TestOnlyThePersonShows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		it := s.persons[0]
		for _, by := range []access.Actor{s.officer, s.focal, self(s.persons[1])} {
			if err := s.svc.Show(t.Context(), by, it, alumni.ShowDraft{Members: []shown.Field{shown.FieldName}}); err == nil {
				t.Errorf("%s shows somebody else", by.Name)
			}
		}
		err := s.svc.Show(t.Context(), self(it), it, alumni.ShowDraft{Members: []shown.Field{shown.FieldEmail}})
		if fault.AsInvalid(err).Words("members") == "" {
			t.Errorf("an address without a name: %v", err)
		}
		if err := s.svc.Write(t.Context(), s.officer, it, alumni.ProfileDraft{Knows: []string{"document_fraud"}, News: true}); err != nil {
			t.Errorf("the office writes for them: %v", err)
		}
		if p := s.page(s.officer, it); p.Profile.News || len(p.Profile.Knows) != 1 {
			t.Errorf("the office asked for the newsletter: %+v", p.Profile)
		}
		if err := s.svc.Write(t.Context(), self(it), it, alumni.ProfileDraft{}); !fault.IsConflict(err) {
			t.Errorf("over what was written meanwhile: %v", err)
		}
		if err := s.svc.Write(t.Context(), self(it), it, alumni.ProfileDraft{Knows: []string{"no such topic"}, Version: 1}); fault.AsInvalid(err).Words("knows") == "" {
			t.Errorf("an unknown topic: %v", err)
		}
		stranger := s.person("Not One", "", s.party)
		if err := s.svc.Show(t.Context(), self(stranger), stranger, alumni.ShowDraft{}); !fault.IsNotFound(err) {
			t.Errorf("somebody who completed nothing: %v", err)
		}
	})
}

// bearer holds the link of the mail that asks a candidate.
func (s *stage) bearer(id, candidate string) access.Actor {
	s.t.Helper()
	link, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select link_id from introduction where id = $1`, id)
	})
	s.must(err)
	return access.Actor{Via: "link", Link: link, Person: candidate, Grants: []access.Grant{{Role: access.Participant, Scope: access.Scope{Activity: id, Person: candidate}, Rights: map[access.Right]bool{alumni.RightOwn: true}}}}
}

func (s *stage) ask() string {
	s.t.Helper()
	id, err := s.svc.Ask(s.t.Context(), s.foreign, alumni.AskDraft{Topic: "document_fraud", PartyID: s.party, Words: "How are stamps checked?"})
	s.must(err)
	return id
}

func TestAnIntroduction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		it := s.persons[0]
		s.write(it, "document_fraud")
		s.write(s.persons[1], "document_fraud")
		id := s.ask()
		step := func(by access.Actor, v alumni.Verb, candidate string) error {
			return s.svc.Step(t.Context(), by, id, alumni.StepDraft{Verb: v, Candidate: candidate, Words: "nobody"})
		}
		office, err := s.svc.Introduction(t.Context(), s.officer, id)
		if err != nil || len(office.Found) != 2 || office.Asker != "Focal Fiji" {
			t.Fatalf("%+v %v", office, err)
		}
		s.must(step(s.officer, alumni.Seek, s.persons[1]))
		first := s.bearer(id, s.persons[1])
		s.must(step(first, alumni.Decline, ""))
		if err := step(first, alumni.Agree, ""); err == nil {
			t.Error("whoever declined agreed by the old link")
		}
		if err := step(s.officer, alumni.Seek, s.persons[1]); fault.AsInvalid(err).Words("candidate_id") == "" {
			t.Errorf("asked again: %v", err)
		}
		s.must(step(s.officer, alumni.Seek, it))
		candidate := s.bearer(id, it)
		page, err := s.svc.Introduction(t.Context(), candidate, id)
		if err != nil || page.Asker+page.AskerID+page.AskerParty != "" || page.Words != "How are stamps checked?" {
			t.Errorf("the candidate sees %+v %v", page, err)
		}
		page, err = s.svc.Introduction(t.Context(), s.foreign, id)
		if err != nil || page.Candidate+page.CandidateID != "" || page.State != alumni.Asked || len(page.Tries) != 0 {
			t.Errorf("the asker sees %+v %v", page, err)
		}
		if err := step(s.foreign, alumni.Confirm, ""); !fault.IsConflict(err) {
			t.Errorf("confirmed before anybody agreed: %v", err)
		}
		s.must(step(candidate, alumni.Agree, ""))
		if page, err = s.svc.Introduction(t.Context(), s.foreign, id); err != nil || page.State != alumni.Willing || page.Candidate+page.CandidateID != "" || page.Other != nil {
			t.Errorf("the asker sees %+v %v", page, err)
		}
		for _, by := range []access.Actor{s.focal, self(s.persons[1]), first, {Via: "public"}} {
			if _, err := s.svc.Introduction(t.Context(), by, id); err == nil {
				t.Errorf("%s sees it", by.Name)
			}
		}
		s.must(step(s.foreign, alumni.Confirm, ""))
		page, err = s.svc.Introduction(t.Context(), s.foreign, id)
		if err != nil || page.Other == nil || page.Other.Name != "สมชาย ใจดี" || page.Other.Email == "" {
			t.Errorf("%+v %v", page.Other, err)
		}
		page, err = s.svc.Introduction(t.Context(), self(it), id)
		if err != nil || page.Other == nil || page.Other.Name != "Focal Fiji" {
			t.Errorf("%+v %v", page.Other, err)
		}
		s.mailsNameNobodyTooEarly(id)
	})
}

// mailsNameNobodyTooEarly reads the mails of an introduction: the questions name neither side.
func (s *stage) mailsNameNobodyTooEarly(id string) {
	s.t.Helper()
	type mail struct {
		Kind    string `db:"kind"`
		Subject string `db:"subject"`
		Body    string `db:"body"`
	}
	list, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) ([]mail, error) {
		return db.All[mail](tx, `select kind, subject, body from message where once_key like $1`, "%:"+id+":%")
	})
	s.must(err)
	counts := map[string]int{}
	for _, m := range list {
		counts[m.Kind]++
		if m.Kind == letters.IntroductionMade {
			continue
		}
		for _, secret := range []string{"Focal", "Fiji", "gov.example"} {
			if m.Kind == letters.IntroductionAsked && strings.Contains(m.Subject+m.Body, secret) {
				s.t.Errorf("%s says %q: %s", m.Kind, secret, m.Body)
			}
		}
		if m.Kind == letters.IntroductionAgreed && (strings.Contains(m.Body, "สมชาย") || strings.Contains(m.Body, "alumnus0")) {
			s.t.Errorf("the asker is told who: %s", m.Body)
		}
	}
	if counts[letters.IntroductionAsked] != 2 || counts[letters.IntroductionAgreed] != 1 || counts[letters.IntroductionMade] != 2 {
		s.t.Errorf("mails: %v", counts)
	}
}

// TestNoWayToAName walks the states at random: neither side learns of the other before both agreed, and nothing is lost.
func TestNoWayToAName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		state, agreed, confirmed := alumni.Asked, false, false
		verbs := []alumni.Verb{alumni.Seek, alumni.Agree, alumni.Decline, alumni.Recall, alumni.Confirm, alumni.Withdraw, alumni.Close}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			v := rapid.SampledFrom(verbs).Draw(t, "verb")
			to, ok := state.After(v)
			if !ok {
				continue
			}
			switch v {
			case alumni.Seek, alumni.Decline, alumni.Recall:
				agreed = false
			case alumni.Agree:
				agreed = true
			case alumni.Confirm:
				confirmed = true
			}
			state = to
			if state == alumni.Introduced && (!agreed || !confirmed) {
				t.Fatal("introduced without both")
			}
		}
		if !slices.Contains(alumni.States, state) || state.Words() == "" {
			t.Fatalf("lost in %q", state)
		}
	})
}

// TestOneCandidateAtATime: two officers who ask somebody at the same moment ask one.
func TestOneCandidateAtATime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		id := s.ask()
		var wg sync.WaitGroup
		went := make([]error, 2)
		for i := range went {
			wg.Go(func() {
				went[i] = s.svc.Step(t.Context(), s.officer, id, alumni.StepDraft{Verb: alumni.Seek, Candidate: s.persons[i]})
			})
		}
		wg.Wait()
		if (went[0] == nil) == (went[1] == nil) {
			t.Errorf("%v", went)
		}
		p, err := s.svc.Introduction(t.Context(), s.officer, id)
		if err != nil || len(p.Tries) != 1 {
			t.Errorf("%+v %v", p.Tries, err)
		}
	})
}

func TestAStoryNeedsItsTeller(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		it := s.persons[0]
		id, err := s.svc.Tell(t.Context(), s.officer, alumni.StoryDraft{PersonID: it, Title: "A stamp", Body: "What I saw.", Byline: "A border officer"})
		s.must(err)
		if err := s.svc.PublishStory(t.Context(), s.officer, id, 1); !fault.IsConflict(err) {
			t.Errorf("published without agreement: %v", err)
		}
		for _, by := range []access.Actor{s.officer, self(s.persons[1])} {
			if err := s.svc.AgreeToStory(t.Context(), by, id, 1); err == nil {
				t.Errorf("%s agreed in their place", by.Name)
			}
		}
		s.must(s.svc.AgreeToStory(t.Context(), self(it), id, 1))
		s.must(s.svc.Retell(t.Context(), s.officer, id, alumni.StoryDraft{Title: "A stamp", Body: "Another text.", Byline: "Somchai", Version: 2}))
		if err := s.svc.PublishStory(t.Context(), s.officer, id, 3); !fault.IsConflict(err) {
			t.Errorf("published what was changed after the agreement: %v", err)
		}
		s.must(s.svc.AgreeToStory(t.Context(), self(it), id, 3))
		s.must(s.svc.PublishStory(t.Context(), s.officer, id, 4))
		list, err := s.svc.PublishedStories(t.Context())
		if err != nil || len(list) != 1 || list[0].Person+list[0].PersonID != "" || list[0].Byline != "Somchai" {
			t.Errorf("%+v %v", list, err)
		}
		s.must(s.svc.TakeBackStory(t.Context(), self(it), id, 5))
		if list, _ = s.svc.PublishedStories(t.Context()); len(list) != 0 {
			t.Error("it is still published")
		}
		if _, err := s.svc.Story(t.Context(), s.focal, id); !fault.IsNotFound(err) {
			t.Errorf("somebody reads what was taken back: %v", err)
		}
	})
}

func TestTheNewsletterGoesToWhoAskedForIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.write(s.persons[0])
		s.write(s.persons[1])
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`update person set email = '' where id = $1`, s.persons[1])
		})
		s.must(err)
		id, err := s.svc.WriteLetter(t.Context(), s.officer, "", alumni.LetterDraft{Subject: "News", Body: "**Hello**"})
		s.must(err)
		r, err := s.svc.Rehearse(t.Context(), s.officer, id)
		if err != nil || len(r.To) != 1 || len(r.LeftOut) != 1 || r.Silent != 1 {
			t.Fatalf("%+v %v", r, err)
		}
		n, err := s.svc.SendLetter(t.Context(), s.officer, id, r.Version)
		if err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
		if _, err := s.svc.SendLetter(t.Context(), s.officer, id, r.Version+1); !fault.IsConflict(err) {
			t.Errorf("sent twice: %v", err)
		}
		s.must(s.svc.EndNews(t.Context(), self(s.persons[0]), s.persons[0]))
		id, err = s.svc.WriteLetter(t.Context(), s.officer, "", alumni.LetterDraft{Subject: "More news", Body: "Hello"})
		s.must(err)
		if _, err := s.svc.SendLetter(t.Context(), s.officer, id, 1); !fault.IsConflict(err) {
			t.Errorf("sent to nobody: %v", err)
		}
	})
}

func TestChapters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		id, err := s.svc.Found(t.Context(), s.officer, "", alumni.ChapterDraft{Name: "Bangkok", LeadID: s.persons[0]})
		s.must(err)
		if _, err := s.svc.Found(t.Context(), s.officer, "", alumni.ChapterDraft{Name: "Bangkok"}); fault.AsInvalid(err).Words("name") == "" {
			t.Errorf("a name twice: %v", err)
		}
		s.must(s.svc.Join(t.Context(), self(s.persons[1]), id, true))
		s.show(s.persons[1], nil, []shown.Field{shown.FieldName})
		p, err := s.svc.Chapter(t.Context(), self(s.persons[2]), id)
		if err != nil || p.Members != 2 || len(p.List) != 1 || p.List[0].PersonID != s.persons[1] {
			t.Errorf("%+v %v", p, err)
		}
		s.must(s.svc.Join(t.Context(), self(s.persons[1]), id, false))
		if p, err = s.svc.Chapter(t.Context(), s.officer, id); err != nil || p.Members != 1 || len(p.List) != 1 {
			t.Errorf("%+v %v", p, err)
		}
		s.must(s.svc.CloseChapter(t.Context(), s.officer, id))
		if err := s.svc.Join(t.Context(), self(s.persons[1]), id, true); !fault.IsConflict(err) {
			t.Errorf("joined a closed chapter: %v", err)
		}
	})
}

func TestInTouch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		it := s.persons[0]
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			if err := tx.Exec(`update affiliation set valid_to = '2024-07-31' where person_id = $1`, it); err != nil {
				return false, err
			}
			_, err := people.AffiliateIn(tx, access.System("test", people.RightEdit), people.AffiliationDraft{PersonID: it, PartyID: s.party, Position: "Superintendent", From: "2024-08-01"})
			return true, err
		})
		s.must(err)
		list, _, err := s.svc.InTouch(t.Context(), s.officer, alumni.TouchFilter{Show: alumni.ShowMoved})
		if err != nil || len(list) != 1 || list[0].Then != "Inspector" || list[0].Position != "Superintendent" || !list[0].Moved() {
			t.Errorf("%+v %v", list, err)
		}
		d.Clock = func() time.Time { return time.Date(2025, 12, 2, 9, 0, 0, 0, time.UTC) }
		s.write(s.persons[1])
		if list, _, err = s.svc.InTouch(t.Context(), s.officer, alumni.TouchFilter{Show: alumni.ShowSilent}); err != nil || len(list) != 2 {
			t.Errorf("%+v %v", list, err)
		}
		if list, _, err = s.svc.InTouch(t.Context(), s.officer, alumni.TouchFilter{Show: alumni.ShowWilling}); err != nil || len(list) != 1 || list[0].PersonID != s.persons[1] {
			t.Errorf("%+v %v", list, err)
		}
		c, err := s.svc.Counted(t.Context(), s.officer)
		if err != nil || c.All != 3 || c.Willing != 1 || c.News != 1 || c.Heard != 1 || c.Listed != 0 {
			t.Errorf("%+v %v", c, err)
		}
		if _, _, err := s.svc.InTouch(t.Context(), s.focal, alumni.TouchFilter{}); !fault.IsForbidden(err) {
			t.Errorf("a focal point reads it: %v", err)
		}
	})
}
