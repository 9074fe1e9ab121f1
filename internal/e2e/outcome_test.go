package e2e

import (
	"fmt"
	"strconv"
	"time"

	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

const (
	briefTitle   = "What forged documents have in common"
	promiseTitle = "A yearly course for document examiners"
	outcomeTitle = "Two airports examine documents in the same way"
)

// colleagues enters an author, a second officer and Co-Managers of two States, whose names end in when. A role that has no second
// factor lasts for some days only, so that others come after the clock has gone on.
func (w *thread) colleagues(when string) {
	ctx, a := w.t.Context(), w.site.app
	office := roomtest.Holding("set-up", accounts.RightManage, people.RightEdit, vocabulary.RightLoad)
	add := func(name, role, personID string) {
		_, err := a.Accounts.Add(ctx, office, accounts.Draft{Name: name, Email: name + "@example.org", PersonID: personID, Grant: accounts.GrantDraft{Role: role}})
		w.must(err)
	}
	add("author"+when, "officer", "")
	add("second"+when, "officer", "")
	for _, code := range []string{"indonesia", "australia"} {
		name := "manager-" + code + when
		person, err := db.Change(ctx, a.DB, func(tx *db.Tx) (string, error) {
			return people.AddIn(tx, office, people.Draft{Given: name, Email: name + "@example.org", PartyID: roomtest.PartyID(w.t, a.DB, code), Position: "Co-Manager", Anyway: true})
		})
		w.must(err)
		add(name, "comanager", person)
	}
}

// released takes what the author submitted through review and release, by the Co-Managers of two States.
func (w *thread) released(path, when string) {
	for i, code := range []string{"indonesia", "australia"} {
		p := w.signIn("manager-" + code + when)
		p.open(path)
		if i == 0 {
			p.press("Approve what I read")
			p.sees("You approved it")
			p.press("Agree to the release")
			continue
		}
		p.press("Release")
		p.sees("It is released")
	}
}

// brief writes up what the consultation found, and publishes it.
func (w *thread) brief() {
	p := w.signIn("author-then")
	p.open("/publications/new")
	p.fill("title", briefTitle)
	p.fill("summary", "What the consultation found.")
	p.fill("body", "## Findings\n\nThe same printers are behind many of them.")
	p.fill("kind", "policy_brief")
	p.fill("label", "TLP:CLEAR")
	p.press("Keep")
	p.sees("The draft is kept")
	path := p.here()
	p.press("Submit for review")
	w.released(path, "-then")
	reader := newPage(w.t, w.site.base, "reader", w.look)
	reader.open("/library")
	reader.press(briefTitle)
	reader.sees("The same printers")
}

// workshop is held with people of two States; each is checked in.
func (w *thread) workshop() {
	ctx, a := w.t.Context(), w.site.app
	office := roomtest.Holding("set-up", activities.RightEdit, activities.RightSee, people.RightEdit)
	day := time.Now().UTC().Format(time.DateOnly)
	id, err := a.Activities.Plan(ctx, office, activities.Draft{Kind: "training_workshop", Title: "Workshop on examining documents", Place: "Jakarta", TimeZone: "UTC", StartsOn: db.Date(day), EndsOn: db.Date(day), Label: "TLP:CLEAR"})
	w.must(err)
	w.held = id
	_, err = db.Change(ctx, a.DB, func(tx *db.Tx) (bool, error) {
		if err := tx.Exec(`update activity set state = 'held' where id = $1`, id); err != nil {
			return false, err
		}
		for _, code := range []string{"indonesia", "australia"} {
			if err := w.attended(tx, id, roomtest.PartyID(w.t, a.DB, code), code, day); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	w.must(err)
}

// attended enters twelve people of a party as checked in.
func (w *thread) attended(tx *db.Tx, activity, party, code, day string) error {
	seats := tx.NewID()
	if err := tx.Exec(`insert into allocation (id, activity_id, party_id, category, mode, seats) values ($1, $2, $3, 'delegate', 'in_person', 12)`, seats, activity, party); err != nil {
		return err
	}
	for i := range 12 {
		sex := []string{"f", "m"}[i%2]
		person, err := people.AddIn(tx, roomtest.Holding("set-up", people.RightEdit), people.Draft{Given: fmt.Sprintf("Examiner %d of %s", i+1, code), Sex: sex, PartyID: party, Anyway: true})
		if err != nil {
			return err
		}
		nomination := tx.NewID()
		err = tx.Exec(`insert into nomination (id, allocation_id, activity_id, party_id, from_party_id, person_id, seat, category, mode, state, active, source, created_at, updated_at)
			values ($1, $2, $3, $4, $4, $5, $1, 'delegate', 'in_person', 'confirmed', true, 'import', $6, $6)`, nomination, seats, activity, party, person, tx.Now())
		if err != nil {
			return err
		}
		err = tx.Exec(`insert into checkin (id, activity_id, nomination_id, person_id, party_id, direction, method, at, by_actor) values ($1, $2, $3, $4, $5, 'in', 'code', $6, 'system')`,
			tx.NewID(), activity, nomination, person, party, day+"T01:00:00.000000Z")
		if err != nil {
			return err
		}
	}
	return nil
}

// promise records what a State undertook at the workshop, and how it stands.
func (w *thread) promise() {
	p := w.signIn("author-then")
	p.open("/commitments/new?activity_id=" + w.held)
	p.fill("party_id", "Indonesia")
	p.fill("title", promiseTitle)
	p.fill("due_on", time.Now().UTC().AddDate(0, 0, 20).Format(time.DateOnly))
	p.fill("label", "TLP:AMBER")
	p.press("Keep")
	p.sees(promiseTitle)
	path := p.here()
	side := w.signIn("indonesia")
	side.open("/our-commitments")
	side.press(promiseTitle)
	side.press("Accept as recorded")
	side.press("Accept as recorded")
	side.open(path)
	side.press("Say how it stands")
	side.choose("verb", "done")
	side.fill("words", "The first course was held.")
	side.fill("evidence", "https://example.org/course")
	side.press("Keep")
	side.sees("Done")
	w.promised = path
}

// harvest is an outcome: the State that changed proposes it, and an officer who did not accepts it.
func (w *thread) harvest() {
	side := w.signIn("indonesia")
	side.open(w.promised)
	side.press("Propose an outcome")
	side.fill("title", outcomeTitle)
	side.fill("change", "Examiners of both airports use one sheet of signs, and send each other what they find.")
	side.fill("kind", "practice")
	side.fill("from_on", time.Now().UTC().Format(time.DateOnly))
	side.fill("label", "TLP:AMBER")
	side.press("Send")
	side.sees(outcomeTitle, "Proposed")
	path := side.here()
	p := w.signIn("second-then")
	p.open(path)
	p.press("Accept")
	p.press("Accept")
	p.sees("Accepted")
	p.press("Thread")
	p.sees(promiseTitle, outcomeTitle)
	p.shot("outcome-thread")
}

// report publishes the annual report when the year is over; its numbers are counted, not typed.
func (w *thread) report() {
	w.ahead.Store(int64(400 * 24 * time.Hour))
	w.colleagues("-later")
	year := time.Now().UTC().Format("2006")
	p := w.signIn("author-later")
	p.open("/publications/report")
	p.fill("template", "annual")
	p.fill("period", year)
	p.fill("label", "TLP:CLEAR")
	p.press("Begin the report")
	p.sees("Annual report "+year, "People who came 24", "Workshop on examining documents", "Outcomes 1", "Commitments made 1", "Requests received 1")
	p.shot("report-draft")
	w.reported = p.here()
	p.press("Submit for review")
	w.released(w.reported, "-later")
	w.reads("24", "")
}

// reads is what everybody reads of the report.
func (w *thread) reads(people, note string) {
	reader := newPage(w.t, w.site.base, "reader", w.look)
	reader.open("/library/annual-report-" + time.Now().UTC().Format("2006"))
	reader.sees("People who came "+people, "Women", "The numbers as a table")
	if note != "" {
		reader.sees(note)
		reader.press("Read the version before")
		reader.sees("People who came 24")
	}
	reader.shot("report-read")
}

// correct takes check-ins back; the figures no longer hold, and are restated with a reason for their readers.
func (w *thread) correct() {
	p := w.signIn("author-later")
	for i := range 2 {
		p.open("/activities/" + w.held + "/attendance")
		p.press("Take back: Examiner " + strconv.Itoa(11+i) + " of australia")
		p.fill("reason", "Left before the opening; the badge was scanned by a colleague.")
		p.press("Take it back")
	}
	p.open(w.reported)
	p.sees("Figures that no longer hold", "published as 24, now 22")
	manager := w.signIn("manager-australia-later")
	manager.open(w.reported)
	manager.fill("note", "Two people had left before the opening.")
	manager.shot("failing")
	manager.press("Restate")
	manager.sees("It is restated")
	manager.seesNot("Figures that no longer hold")
	w.reads("22", "Two people had left before the opening.")
}
