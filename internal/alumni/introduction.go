package alumni

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// linkLife is how long a candidate can answer by the link of the mail.
const linkLife = 60 * 24 * time.Hour

// Introduction is a search for somebody, as kept. Nobody but the office is shown it whole.
type Introduction struct {
	ID           string  `db:"id" json:"id"`
	Year         int     `db:"year" json:"year"`
	Serial       int     `db:"serial" json:"serial"`
	AskerID      string  `db:"asker_id" json:"asker_id,omitempty"`
	Asker        string  `db:"asker" json:"asker,omitempty"`
	AskerParty   string  `db:"asker_party" json:"asker_party,omitempty"`
	AskerPartyID string  `db:"asker_party_id" json:"-"`
	ForParty     bool    `db:"for_party" json:"-"` // asked as the focal point: whoever is it now sees it
	AskedBy      string  `db:"asked_by" json:"-"`
	WantedID     string  `db:"wanted_party_id" json:"wanted_party_id,omitempty"`
	Wanted       string  `db:"wanted" json:"wanted,omitempty" doc:"The party in which somebody is looked for"`
	Topic        string  `db:"topic" json:"topic" doc:"A term of the list topic"`
	Words        string  `db:"words" json:"words" doc:"What for; it names nobody"`
	State        State   `db:"state" json:"state" enum:"asked,sought,willing,introduced,closed,withdrawn"`
	CandidateID  string  `db:"candidate_id" json:"candidate_id,omitempty"`
	Candidate    string  `db:"candidate" json:"candidate,omitempty"`
	LinkID       string  `db:"link_id" json:"-"`
	Reason       string  `db:"reason" json:"reason,omitempty"`
	AskedAt      db.Time `db:"asked_at" json:"asked_at"`
	SettledAt    db.Time `db:"settled_at" json:"settled_at,omitzero"`
	Version      int     `db:"version" json:"version"`
}

// Reference is the number under which the introduction is filed: I 2024/17.
func (i Introduction) Reference() string { return fmt.Sprintf("I %d/%d", i.Year, i.Serial) }

// Side is how somebody stands to an introduction.
type Side string

// The sides. Each is shown what it may know.
const (
	Office    Side = "office"
	Asker     Side = "asker"
	Candidate Side = "candidate"
)

// seenBy leaves of an introduction what a side may know: before both have agreed, neither knows the other.
func (i Introduction) seenBy(side Side) Introduction {
	if side == Office || i.State == Introduced {
		return i
	}
	if side == Asker {
		i.CandidateID, i.Candidate = "", ""
		if i.State == Sought { // that somebody was asked, or declined, is not the asker's to know
			i.State = Asked
		}
	}
	if side == Candidate {
		i.AskerID, i.Asker, i.AskerParty, i.AskerPartyID, i.Reason = "", "", "", "", ""
	}
	i.AskedBy, i.LinkID = "", ""
	return i
}

// sideOf says how an actor stands to it; "" for whom it does not exist.
func (i Introduction) sideOf(actor access.Actor) Side {
	switch {
	case actor.Can(RightSee, access.Anything):
		return Office
	case actor.Person != "" && actor.Person == i.AskerID && (actor.Holds(RightOwn) || actor.Holds(RightDirectory)) && actor.Via != "link":
		return Asker
	case i.ForParty && actor.Via != "link" && actor.Can(RightDirectory, access.Object{Parties: []string{i.AskerPartyID}}):
		return Asker
	case actor.Person != "" && actor.Person == i.CandidateID && actor.Can(RightOwn, actor.Own(i.CandidateID)) && (actor.Via != "link" || actor.Link == i.LinkID):
		return Candidate
	}
	return ""
}

// AskDraft is a search for somebody.
type AskDraft struct {
	Topic   string `json:"topic" doc:"What they should know: a term of the list topic"`
	PartyID string `json:"party_id,omitempty" maxLength:"40" doc:"Where they should work; anywhere when empty"`
	Words   string `json:"words" maxLength:"1000" doc:"What for. Whoever is asked reads it; name nobody, also not yourself"`
}

// Ask asks the office for an introduction. Who reads the directory may.
func (s *Service) Ask(ctx context.Context, actor access.Actor, d AskDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.AskIn(tx, actor, d) })
}

// AskIn is Ask within a transaction.
func (s *Service) AskIn(tx *db.Tx, actor access.Actor, d AskDraft) (string, error) {
	if _, err := enter(tx, actor); err != nil {
		return "", err
	}
	if actor.Person == "" {
		return "", fault.Clash("Your account belongs to no person of the register, so that nobody could be introduced to you. Ask the secretariat to enter you.")
	}
	d.Words = strings.TrimSpace(strings.ReplaceAll(d.Words, "\r\n", "\n"))
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	var wrong fault.Invalid
	wrong.Check(words.Has(vocabulary.Topics, d.Topic), "topic", "Choose what they should know.")
	wrong.Check(d.Words != "", "words", "Say what you would like to talk about, without naming anybody.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 1000, "words", "Shorten this to 1,000 characters.")
	if d.PartyID != "" {
		there, err := partyExists(tx, d.PartyID)
		if err != nil {
			return "", err
		}
		wrong.Check(there, "party_id", "Choose a party of the register.")
	}
	if err := wrong.Err(); err != nil {
		return "", err
	}
	party, err := people.PartyOfActorIn(tx, actor, RightDirectory)
	if err != nil {
		return "", err
	}
	i := Introduction{ID: tx.NewID(), Year: tx.Now().Year(), AskerID: actor.Person, AskedBy: actor.Key(), ForParty: len(actor.Parties(access.FocalPoint)) > 0, WantedID: d.PartyID, Topic: d.Topic, Words: d.Words, State: Asked}
	if i.Serial, err = nextIntroduction(tx, i.Year); err != nil {
		return "", err
	}
	if err := insertIntroduction(tx, i, party); err != nil {
		return "", err
	}
	return i.ID, audit.Record(tx, actor, ActionIntroduce, KindIntroduction, i.ID, map[string]string{"asked": i.Reference(), "topic": d.Topic})
}

// StepDraft is a step that somebody takes with an introduction.
type StepDraft struct {
	Verb      Verb   `json:"verb" enum:"seek,agree,decline,recall,confirm,withdraw,close"`
	Candidate string `json:"candidate_id,omitempty" maxLength:"40" doc:"For seek: who is asked"`
	Words     string `json:"words,omitempty" maxLength:"500" doc:"For close: why; the asker reads it"`
	Version   int    `json:"version,omitempty" doc:"The version that was read; whichever there is when 0"`
}

// takes says which side takes a step.
var takes = map[Verb]Side{Seek: Office, Recall: Office, Close: Office, Agree: Candidate, Decline: Candidate, Confirm: Asker, Withdraw: Asker}

// Step takes a step with an introduction.
func (s *Service) Step(ctx context.Context, actor access.Actor, id string, d StepDraft) error {
	return s.change(ctx, func(tx *db.Tx) error { return s.StepIn(tx, actor, id, d) })
}

// StepIn is Step within a transaction.
func (s *Service) StepIn(tx *db.Tx, actor access.Actor, id string, d StepDraft) error {
	i, err := findIntroduction(tx, id)
	if i, err = missing(i, err, "introduction"); err != nil {
		return err
	}
	side := i.sideOf(actor)
	if side == "" {
		return fault.Missing("introduction")
	}
	if side == Office {
		if err := actor.Require(RightTend, access.Anything); err != nil {
			return err
		}
	}
	if takes[d.Verb] == "" {
		return fault.Wrong("verb", "Choose what to do with the introduction.")
	}
	if side != takes[d.Verb] {
		return fault.Clash("This is not yours to say: another side of the introduction decides it.")
	}
	if d.Version != 0 && d.Version != i.Version {
		return fault.Clash("The introduction was changed by someone else in the meantime. Look at it again.")
	}
	to, ok := i.State.After(d.Verb)
	if !ok {
		return fault.Clash("The introduction stands at “%s”: this cannot be done from there.", i.seenBy(side).State.Words())
	}
	i.State = to
	if err := s.take(tx, actor, &i, d); err != nil {
		return err
	}
	if !i.State.Open() {
		i.SettledAt = tx.Now()
	}
	n, err := saveIntroduction(tx, i)
	if err == nil && n == 0 {
		err = fault.Clash("The introduction was changed by someone else in the meantime. Look at it again.")
	}
	if err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionIntroduce, KindIntroduction, i.ID, map[string]string{"verb": string(d.Verb), "reference": i.Reference()})
}

// take does what a step does besides changing the state.
func (s *Service) take(tx *db.Tx, actor access.Actor, i *Introduction, d StepDraft) error {
	switch d.Verb {
	case Seek:
		return s.seek(tx, actor, i, d.Candidate)
	case Agree:
		if err := answerTry(tx, i.ID, i.CandidateID, "agreed"); err != nil {
			return err
		}
		return s.tellAsker(tx, actor, *i)
	case Decline, Recall:
		answer := "declined"
		if d.Verb == Recall {
			answer = "recalled"
		}
		if err := answerTry(tx, i.ID, i.CandidateID, answer); err != nil {
			return err
		}
		return i.release(tx, actor)
	case Confirm:
		return s.introduce(tx, actor, i)
	case Close:
		i.Reason = strings.TrimSpace(d.Words)
		var wrong fault.Invalid
		wrong.Check(i.Reason != "", "words", "Write why: whoever asked reads it.")
		wrong.Check(utf8.RuneCountInString(i.Reason) <= 500, "words", "Shorten this to 500 characters.")
		if err := wrong.Err(); err != nil {
			return err
		}
		return i.release(tx, actor)
	case Withdraw:
		return i.release(tx, actor)
	}
	return nil
}

// release lets the candidate go: the link to answer with ends.
func (i *Introduction) release(tx *db.Tx, actor access.Actor) error {
	link := i.LinkID
	i.CandidateID, i.LinkID = "", ""
	if link == "" {
		return nil
	}
	return accounts.RevokeLinkIn(tx, actor, link)
}

// seek asks a candidate, who is not told who asks.
func (s *Service) seek(tx *db.Tx, actor access.Actor, i *Introduction, candidate string) error {
	row, err := alumnusByID(tx, candidate)
	if err != nil {
		_, err = missing(row, err, "alumnus")
		return err
	}
	tried, err := triesOf(tx, i.ID)
	if err != nil {
		return err
	}
	switch {
	case candidate == i.AskerID:
		return fault.Wrong("candidate_id", "Whoever asks is not introduced to themselves. Choose somebody else.")
	case row.Vetoed:
		return fault.Wrong("candidate_id", "The party of %s does not want contacts through the alumni. Choose somebody else.", row.Given)
	case slices.ContainsFunc(tried, func(t Try) bool { return t.PersonID == candidate }):
		return fault.Wrong("candidate_id", "%s was asked for this before. Choose somebody else.", row.Given)
	}
	i.CandidateID, i.Candidate = candidate, row.Given
	if err := insertTry(tx, i.ID, candidate); err != nil {
		return err
	}
	if !letters.Address(row.Email) || s.opts.Outbox == nil {
		return nil // the office speaks to them another way; they answer on their own page
	}
	if i.LinkID, err = accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeIntroduce, ActivityID: i.ID, PersonID: candidate, Name: row.Given, ExpiresAt: db.At(tx.Now().Add(linkLife)),
	}); err != nil {
		return err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	return s.post(tx, actor, letters.IntroductionAsked, *i, person{candidate, row.Given, row.AddressForm, row.Email}, map[string]string{
		"introduction.topic": words.Name(vocabulary.Topics, i.Topic), "introduction.words": i.Words, "link": letters.LinkMark(i.LinkID, accounts.PurposeIntroduce),
	})
}

// person is whom a mail goes to.
type person struct{ id, name, address, email string }

func personIn(tx *db.Tx, id string) (person, people.Person, error) {
	p, err := people.FindIn(tx, id)
	return person{id, p.Given, p.AddressForm, p.Email}, p, err
}

// tellAsker says that somebody agreed, and not who.
func (s *Service) tellAsker(tx *db.Tx, actor access.Actor, i Introduction) error {
	to, _, err := personIn(tx, i.AskerID)
	if err != nil {
		return err
	}
	return s.post(tx, actor, letters.IntroductionAgreed, i, to, nil)
}

// introduce tells each who the other is.
func (s *Service) introduce(tx *db.Tx, actor access.Actor, i *Introduction) error {
	asker, _, err := personIn(tx, i.AskerID)
	if err != nil {
		return err
	}
	candidate, _, err := personIn(tx, i.CandidateID)
	if err != nil {
		return err
	}
	row, err := alumnusByID(tx, i.CandidateID)
	if err != nil {
		return err
	}
	for _, one := range []struct {
		to, other person
		party     string
	}{{asker, candidate, row.Party}, {candidate, asker, i.AskerParty}} {
		other := strings.TrimSpace(one.other.address + " " + one.other.name)
		if one.party != "" {
			other += ", " + one.party
		}
		if err := s.post(tx, actor, letters.IntroductionMade, *i, one.to, map[string]string{"introduction.other": other, "introduction.contact": one.other.email}); err != nil {
			return err
		}
	}
	return nil
}

// post writes to one of the two.
func (s *Service) post(tx *db.Tx, actor access.Actor, code string, i Introduction, to person, values map[string]string) error {
	if s.opts.Outbox == nil || !letters.Address(to.email) {
		return nil
	}
	all := map[string]string{"introduction.reference": i.Reference(), "introduction.topic": i.Topic, "introduction.words": i.Words, "introduction.other": "", "introduction.contact": "", "link": ""}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	all["introduction.topic"] = words.Name(vocabulary.Topics, i.Topic)
	for name, value := range values {
		all[name] = value
	}
	return s.opts.Outbox.PostOfficeIn(tx, actor, letters.OfficeMail{
		Code: code, Reference: i.Reference(), Recipient: letters.Recipient{PersonID: to.id, PersonName: to.name, AddressForm: to.address, PersonEmail: to.email}, Values: all,
		Mail: letters.Mail{
			PersonID: to.id, Label: label.AmberStrict, OnceKey: code + ":" + i.ID + ":" + to.id, Subject: "Introduction {{introduction.reference}}",
			Body: "{{introduction.topic}}\n\n{{introduction.words}}\n\n{{introduction.other}} {{introduction.contact}}\n\n{{link}}\n\n{{signature}}",
		},
	}, nil)
}

// IntroductionPage is an introduction as one side is shown it.
type IntroductionPage struct {
	Introduction
	Side  Side    `json:"side" enum:"office,asker,candidate"`
	Can   []Verb  `json:"can" nullable:"false"`
	Tries []Try   `json:"tries,omitempty" doc:"For the office: who was asked"`
	Found []Entry `json:"candidates,omitempty" doc:"For the office: who knows it"`
	Other *Entry  `json:"other,omitempty" doc:"Once they are introduced: the other one"`
}

// Try is that somebody was asked.
type Try struct {
	PersonID string  `db:"person_id" json:"person_id"`
	Name     string  `db:"name" json:"name"`
	Answer   string  `db:"answer" json:"answer" enum:"asked,agreed,declined,recalled"`
	At       db.Time `db:"at" json:"at"`
}

// Introduction is one introduction as the actor's side is shown it.
func (s *Service) Introduction(ctx context.Context, actor access.Actor, id string) (IntroductionPage, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, IntroductionPage.persons)(db.View(ctx, s.db, func(tx *db.Tx) (IntroductionPage, error) {
		i, err := findIntroduction(tx, id)
		if i, err = missing(i, err, "introduction"); err != nil {
			return IntroductionPage{}, err
		}
		side := i.sideOf(actor)
		if side == "" {
			return IntroductionPage{}, fault.Missing("introduction")
		}
		p := IntroductionPage{Introduction: i.seenBy(side), Side: side, Can: []Verb{}}
		for _, v := range []Verb{Seek, Agree, Decline, Recall, Confirm, Withdraw, Close} {
			if _, ok := i.State.After(v); ok && takes[v] == side && (side != Office || actor.Can(RightTend, access.Anything)) {
				p.Can = append(p.Can, v)
			}
		}
		if i.State == Introduced && side != Office {
			return p, p.meet(tx, i)
		}
		if side != Office {
			return p, nil
		}
		if p.Tries, err = triesOf(tx, id); err != nil || !slices.Contains(p.Can, Seek) {
			return p, err
		}
		rows, err := candidatesFor(tx, actor, i)
		if err != nil {
			return p, err
		}
		p.Found, err = entriesIn(tx, actor, Reader{Office: true}, rows)
		return p, err
	}))
}

func (p IntroductionPage) persons() []string {
	out := entryPersons(p.Found)
	for _, id := range []string{p.AskerID, p.CandidateID} {
		if id != "" {
			out = append(out, id)
		}
	}
	return out
}

// meet shows the other of two who are introduced.
func (p *IntroductionPage) meet(tx *db.Tx, i Introduction) error {
	id := i.CandidateID
	if p.Side == Candidate {
		id = i.AskerID
	}
	_, found, err := personIn(tx, id)
	if err != nil {
		return err
	}
	party := i.AskerParty
	if p.Side == Asker {
		row, err := alumnusByID(tx, id)
		if err != nil {
			return err
		}
		party = row.Party
	}
	p.Other = &Entry{PersonID: id, Name: found.Given, AddressForm: found.AddressForm, Party: party, Email: found.Email, Knows: []string{}, Willing: []string{}, Completed: []Completed{}}
	return nil
}

// Introductions are those that concern the actor, the newest first: all for the office, the own ones for everybody else.
func (s *Service) Introductions(ctx context.Context, actor access.Actor, open bool) ([]Introduction, error) {
	persons := func(list []Introduction) []string {
		var out []string
		for _, i := range list {
			out = append(out, IntroductionPage{Introduction: i}.persons()...)
		}
		return out
	}
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, persons)(db.View(ctx, s.db, func(tx *db.Tx) ([]Introduction, error) {
		office := actor.Can(RightSee, access.Anything)
		if !office && !actor.Holds(RightDirectory) && (actor.Person == "" || !actor.Holds(RightOwn)) {
			return nil, actor.Require(RightSee, access.Anything)
		}
		list, err := introductionsOf(tx, actor, office, open)
		var out []Introduction
		for _, i := range list {
			if side := i.sideOf(actor); side != "" {
				out = append(out, i.seenBy(side))
			}
		}
		return out, err
	}))
}
