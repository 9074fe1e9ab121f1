package letters

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/mail"
	"counterpart/internal/roomtest"
	"counterpart/packs"
)

func TestFill(t *testing.T) {
	t.Parallel()
	values := map[string]string{"party.name": "Côte *Indigo*", "link": LinkMark("a", "nominate"), "seats": "", "person.name": "{{link:x:signin}}", "activity.title": "{{{link:x:signin}}}"}
	cases := []struct{ text, fill, body, wrong string }{
		{"To {{party.name}}", "To Côte *Indigo*", `To Côte \*Indigo\*`, ""},
		{"{{ party.name }}!", "Côte *Indigo*!", `Côte \*Indigo\*!`, ""},
		{"{{link}}", "{{link:a:nominate}}", "{{link:a:nominate}}", ""},
		{"[{{seats}}]", "[]", "[]", ""},
		{"{{person.name}}", "{ {link:x:signin}}", `{ {link\:x\:signin}}`, ""},
		{"{{activity.title}}", "{ { {link:x:signin}}}", `{ { {link\:x\:signin}}}`, ""},
		{"{{party.nmae}}", "", "", "party.nmae"},
		{"{{deadline}}", "", "", "deadline"},
		{"{{party.name}", "", "", "not closed"},
		{"}} {{", "", "", "not closed"},
	}
	for _, c := range cases {
		got, err := Fill(c.text, values)
		if got != c.fill || (err != nil) != (c.wrong != "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%q: %q, %v", c.text, got, err)
		}
		if got, _ := FillBody(c.text, values); got != c.body {
			t.Errorf("%q: body %q", c.text, got)
		}
	}
}

// TestTypedValuesStayText draws values that somebody could have typed: in the mail they read as typed, and never become a
// link, a heading or a personal link of somebody else.
func TestTypedValuesStayText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringOf(rapid.RuneFrom([]rune("ab1*=_[]()<>`#-+.!&~|\\{}:/ é"))).Draw(t, "value")
		before := rapid.SampledFrom([]string{"To ", "To\n"}).Draw(t, "before")
		body, err := FillBody(before+"{{party.name}}.", map[string]string{"party.name": value})
		if err != nil {
			t.Fatal(err)
		}
		page := mail.HTML(body)
		if strings.Contains(page, "<a ") || strings.Contains(page, "<em>") || strings.Contains(page, "<h") || strings.Contains(page, "<code>") || strings.Contains(page, "<li>") {
			t.Fatalf("%q became %s", value, page)
		}
		if linkMark.MatchString(body) {
			t.Fatalf("%q holds a personal link", body)
		}
		want := before + oneLine(value) + ".\n"
		for strings.Contains(want, "{{") {
			want = strings.ReplaceAll(want, "{{", "{ {")
		}
		if got := mail.Plain(body); got != want {
			t.Fatalf("plain %q, want %q", got, want)
		}
	})
}

func TestTemplatesOfEveryPackAreLetters(t *testing.T) {
	t.Parallel()
	for _, name := range packs.Names() {
		p := roomtest.Pack(t, name)
		for _, kind := range []string{Invitation, Reminder, Registration} {
			d := Template(p, kind, "")
			if err := d.check(p); err != nil {
				t.Errorf("%s, %s: %v", name, kind, err)
			}
		}
		first := Template(p, Invitation, "")
		for _, language := range p.Mechanism.Languages[1:] {
			if other := Template(p, Invitation, language); other.Subject == first.Subject {
				t.Errorf("%s has no invitation in %s", name, language)
			}
		}
	}
}

// held is an activity with a focal point of Indonesia who can be reached and one of Thailand who cannot.
func atActivity(t *testing.T, o *office) (activity, reached, unreached string) {
	t.Helper()
	activity, err := activities.New(o.d).Plan(t.Context(), roomtest.Holding("planner", activities.RightEdit), activities.Draft{
		Kind: "roundtable", Title: "Roundtable *A*", TimeZone: "Asia/Jakarta", Place: "Jakarta", Country: "ID", StartsOn: "2024-07-05",
	})
	if err != nil {
		t.Fatal(err)
	}
	reached, unreached = roomtest.PartyID(t, o.d, "indonesia"), roomtest.PartyID(t, o.d, "thailand")
	_, err = db.Change(t.Context(), o.d, func(tx *db.Tx) (bool, error) {
		kind, err := db.One[string](tx, `select code from term where list = 'post_kind' and counts = 'nominates' order by position limit 1`)
		if err != nil {
			return false, err
		}
		if err := tx.Exec(`delete from holding`); err != nil {
			return false, err
		}
		if err := tx.Exec(`delete from post where party_id in ($1, $2)`, reached, unreached); err != nil {
			return false, err
		}
		person := db.NewID()
		for _, q := range []struct {
			text string
			args []any
		}{
			{`insert into post (id, kind, title, party_id) values ('p1', $1, 'Focal point', $2)`, []any{kind, reached}},
			{`insert into post (id, kind, title, party_id) values ('p2', $1, 'Focal point', $2)`, []any{kind, unreached}},
			{`insert into person (id, given, sort_form, sort_key, name_key, address_form, email, label, created_at, updated_at)
				values ($1, 'Sari', 'Sari', 'sari', 'sari', 'Ms', 'sari@party.example', 'TLP:AMBER', '', '')`, []any{person}},
			{`insert into holding (id, post_id, person_id, valid_from) values ('h1', 'p1', $1, '2024-01-01')`, []any{person}},
			{`insert into holding (id, post_id, person_id, valid_from, valid_to) values ('h2', 'p2', $1, '2020-01-01', '2024-06-04')`, []any{person}},
		} {
			if err := tx.Exec(q.text, q.args...); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return activity, reached, unreached
}

func TestANoteIsRehearsedAndSentOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := open(t, d), t.Context()
		activity, reached, unreached := atActivity(t, o)
		_, err := o.svc.Write(ctx, officer, activity, Draft{Kind: Note, Subject: "About {{activity.titel}}", Body: "{{x}}"})
		if wrong := fault.AsInvalid(err); !strings.Contains(wrong.Words("subject"), "activity.titel") || !strings.Contains(wrong.Words("body"), "{{x}}") {
			t.Fatalf("%v", err)
		}
		letter, err := o.svc.Write(ctx, officer, activity, Draft{Kind: Note, Subject: "About {{activity.title}}", Body: "Dear {{person.address_form}} of {{party.name}}: {{activity.title}}.\n\n{{signature}}"})
		if err != nil {
			t.Fatal(err)
		}
		preview, err := o.svc.Preview(ctx, officer, letter, reached)
		if err != nil || preview.Subject != "About Roundtable *A*" || !strings.HasPrefix(preview.Body, `Dear Ms Sari of Indonesia: Roundtable \*A\*.`) {
			t.Fatalf("%+v %v", preview, err)
		}
		both := []string{reached, unreached, reached}
		due, err := o.svc.Rehearse(ctx, officer, letter, both)
		if err != nil || len(due) != 2 || due[0].LeftOut != "" || !strings.Contains(due[1].LeftOut, "Nobody holds") {
			t.Fatalf("%+v %v", due, err)
		}
		if sent, err := o.svc.SendNote(ctx, officer, letter, both); err != nil || sent != 1 {
			t.Fatalf("%d %v", sent, err)
		}
		if _, err := o.svc.SendNote(ctx, officer, letter, both); fault.AsInvalid(err).Words("party") == "" {
			t.Errorf("sent twice: %v", err)
		}
		rows, _, err := o.svc.Messages(ctx, officer, Filter{ActivityID: activity, Limit: 10})
		if err != nil || len(rows) != 1 || rows[0].ToName != "Ms Sari" || rows[0].Party != "Indonesia" || rows[0].Kind != Note {
			t.Fatalf("%+v %v", rows, err)
		}
		o.deliver(t, rows[0].ID)
		if counts, err := o.svc.Counts(ctx, officer, activity); err != nil || len(counts) != 1 || counts[0].Sent != 1 || counts[0].Queued != 0 {
			t.Errorf("%+v %v", counts, err)
		}
	})
}

func TestAnAnswerIsNotedOnTheInvitation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := open(t, d), t.Context()
		activity, party, other := atActivity(t, o)
		for _, m := range []Mail{{Kind: Invitation, PartyID: party}, {Kind: Reminder, PartyID: party}, {Kind: Note, PartyID: party}, {Kind: Invitation, PartyID: other}} {
			full := sample("")
			full.Kind, full.PartyID, full.ActivityID = m.Kind, m.PartyID, activity
			o.queue(t, full)
		}
		_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) { return true, AnsweredIn(tx, activity, party) })
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			f    Filter
			want int
		}{{Filter{Answered: "yes"}, 2}, {Filter{Answered: "no"}, 2}, {Filter{PartyID: party, Kind: Note, Answered: "no"}, 1}, {Filter{State: Sent}, 0}} {
			c.f.Limit = 10
			if rows, _, err := o.svc.Messages(ctx, officer, c.f); err != nil || len(rows) != c.want {
				t.Errorf("%+v: %d, %v", c.f, len(rows), err)
			}
		}
		var all []string
		for after := []string(nil); ; {
			rows, next, err := o.svc.Messages(ctx, officer, Filter{ActivityID: activity, After: after, Limit: 3})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range rows {
				all = append(all, m.ID)
			}
			if after = next; after == nil {
				break
			}
		}
		if len(all) != 4 {
			t.Errorf("%d messages over the pages", len(all))
		}
	})
}

func TestLetterOfAnActivityOrThePack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, ctx := open(t, d), t.Context()
		activity, _, _ := atActivity(t, o)
		text := func() Letter {
			l, err := db.View(ctx, d, func(tx *db.Tx) (Letter, error) { return TextIn(tx, activity, Invitation) })
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		if l := text(); l.ID != "" || !strings.Contains(l.Subject, "{{activity.title}}") {
			t.Errorf("%+v", l)
		}
		id, err := o.svc.Write(ctx, officer, activity, Draft{Kind: Invitation, Subject: "Come", Body: "{{link}}"})
		if err != nil {
			t.Fatal(err)
		}
		if l := text(); l.ID != id || l.Subject != "Come" {
			t.Errorf("%+v", l)
		}
		if err := o.svc.Rewrite(ctx, officer, id, 1, Draft{Subject: "Come!", Body: "{{link}}"}); err != nil {
			t.Fatal(err)
		}
		if err := o.svc.Rewrite(ctx, officer, id, 1, Draft{Subject: "Come?", Body: "{{link}}"}); !fault.IsConflict(err) {
			t.Errorf("an old version was kept: %v", err)
		}
		if _, err := o.svc.SendNote(ctx, officer, id, nil); !fault.IsConflict(err) {
			t.Errorf("an invitation left without seats: %v", err)
		}
	})
}

// TestUnwrapMeansTheSame holds that joining a template's lines changes nothing that a reader sees.
func TestUnwrapMeansTheSame(t *testing.T) {
	t.Parallel()
	bodies := []string{"a\nb\n\n- one\n- two\nlazy\n\n1. x\n2. y\n\n> q\n> r\n\n# T\ntext\\\nnext  \nlast", "---\nx", "a\n```\ncode\nmore\n```"}
	for _, name := range packs.Names() {
		for _, l := range roomtest.Pack(t, name).Letters {
			bodies = append(bodies, l.Body)
		}
	}
	for _, body := range bodies {
		if was, is := oneLine(mail.HTML(body)), oneLine(mail.HTML(unwrap(body))); was != is {
			t.Errorf("%s\nbecame\n%s", was, is)
		}
	}
	if got := unwrap("one\ntwo\n\nthree\\\nfour"); got != "one two\n\nthree\\\nfour" {
		t.Errorf("%q", got)
	}
}

func TestTongues(t *testing.T) {
	t.Parallel()
	a := activities.Activity{TimeZone: "Asia/Jakarta", StartsOn: "2024-06-01", EndsOn: "2024-06-02", Country: "DE", Place: "Berlin", Languages: activities.Tags{"fr"}}
	month := a
	month.StartsOn = "2024-05-30"
	for tag, want := range map[string][5]string{
		"en":    {"1 to 2 June 2024", "30 May to 2 June 2024", "Berlin, Germany", "French", "5 June 2024, 19:00 (Asia/Jakarta)"},
		"en-GB": {"1 to 2 June 2024", "30 May to 2 June 2024", "Berlin, Germany", "French", "5 June 2024, 19:00 (Asia/Jakarta)"},
		"fr":    {"1er au 2 juin 2024", "30 mai au 2 juin 2024", "Berlin, Allemagne", "français", "5 juin 2024, 19:00 (Asia/Jakarta)"},
		"id":    {"1 sampai 2 Juni 2024", "30 Mei sampai 2 Juni 2024", "Berlin, Jerman", "Prancis", "5 Juni 2024, 19:00 (Asia/Jakarta)"},
		"es":    {"1 a 2 de junio de 2024", "30 de mayo a 2 de junio de 2024", "Berlin, Alemania", "francés", "5 de junio de 2024, 19:00 (Asia/Jakarta)"},
		"sw":    {"2024-06-01 – 2024-06-02", "2024-05-30 – 2024-06-02", "Berlin, Ujerumani", "Kifaransa", "2024-06-05, 19:00 (Asia/Jakarta)"},
		"tlh":   {"2024-06-01 – 2024-06-02", "2024-05-30 – 2024-06-02", "Berlin, Germany", "French", "2024-06-05, 19:00 (Asia/Jakarta)"},
	} {
		s := speaking(tag)
		got := [5]string{s.dates(a), s.dates(month), s.place(a), s.languages(a), s.deadline(db.At(dbtest.Noon), a)}
		if got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}

// A18 in mail: the label of the activity stands in the subject and above the text, as it is when the mail leaves.
func TestMailCarriesTheLabel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		activity, _, _ := atActivity(t, o)
		m := sample("")
		m.ActivityID = activity
		id, bare := o.queue(t, m), o.queue(t, sample(""))
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			return true, activities.RelabelIn(tx, activity, label.AmberStrict)
		})
		if err != nil {
			t.Fatal(err)
		}
		o.deliver(t, id)
		o.deliver(t, bare)
		got := o.post.arrived()
		if len(got) != 2 {
			t.Fatalf("%d mails", len(got))
		}
		if !strings.Contains(got[0], "Subject: [TLP:AMBER+STRICT] Invitation\r\n") || !strings.Contains(got[0], "\r\n\r\nTLP:AMBER+STRICT\r\n") {
			t.Errorf("the label is missing:\n%s", got[0])
		}
		if strings.Contains(got[1], "TLP:") || !strings.Contains(got[1], "Subject: Invitation\r\n") {
			t.Errorf("a mail about no activity carries a label:\n%s", got[1])
		}
	})
}

// A18 in the outbox: the mails of what is RED are for its named readers only, one by one and in the list.
func TestMailOfARedActivityIsForTheNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		activity, _, _ := atActivity(t, o)
		m := sample("")
		m.ActivityID = activity
		id := o.queue(t, m)
		named := officer
		named.Account = "0190-named"
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			if err := activities.RelabelIn(tx, activity, label.Red); err != nil {
				return false, err
			}
			err := tx.Exec(`insert into account (id, name, email, email_key, active, created_at) values ($1, 'Named', 'n@x.example', 'n@x.example', true, '')`, named.Account)
			if err != nil {
				return false, err
			}
			return true, tx.Exec(`insert into label_reader (kind, record_id, account_id, by_actor, at) values ('activity', $1, $2, 'test', $3)`, activity, named.Account, tx.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			actor access.Actor
			sees  int
		}{{officer, 0}, {named, 1}} {
			list, _, err := o.svc.Messages(t.Context(), c.actor, Filter{Limit: 10})
			if err != nil || len(list) != c.sees {
				t.Errorf("%q lists %d mails: %v", c.actor.Account, len(list), err)
			}
			if _, err := o.svc.Message(t.Context(), c.actor, id); fault.IsForbidden(err) != (c.sees == 0) {
				t.Errorf("%q opens the mail: %v", c.actor.Account, err)
			}
		}
	})
}
