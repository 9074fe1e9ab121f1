package demo

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/alumni"
	"counterpart/internal/certificates"
	"counterpart/internal/db"
	"counterpart/internal/demo/events"
	"counterpart/internal/demo/moments"
	"counterpart/internal/people/shown"
)

// attended is somebody who came to an earlier workshop.
type attended struct {
	PersonID string  `db:"person_id"`
	PartyID  string  `db:"party_id"`
	Title    string  `db:"title"`
	From     db.Date `db:"starts_on"`
	To       db.Date `db:"ends_on"`
}

// graduated notes that those who came to an earlier workshop completed it: of this time there are lists, and no certificates.
func (s *story) graduated(tx *db.Tx, e *events.Event) error {
	if e.Kind != "training_workshop" {
		return nil
	}
	activity := s.ids[e.Key]
	list, err := db.All[attended](tx, `select distinct c.person_id, c.party_id, a.title, a.starts_on, a.ends_on from checkin c join activity a on a.id = c.activity_id
		where a.id = $1 and c.void_reason = '' order by c.person_id`, activity)
	for _, one := range list {
		if err == nil {
			_, err = certificates.CompleteIn(tx, s.officer, certificates.Completion{
				Kind: certificates.Delivery, RecordID: activity, ActivityID: activity, PersonID: one.PersonID, PartyID: one.PartyID, Title: one.Title, Criteria: "Present by the register.", From: one.From, To: one.To,
			})
		}
	}
	return err
}

// alumnusOf is somebody of a party who completed a workshop; "" where nobody did.
func (s *story) alumnusOf(tx *db.Tx, code string) (string, error) {
	ids, err := db.All[string](tx, `select person_id from completion where party_id = $1 order by completed_on, id limit 1`, s.homes[code].id)
	if len(ids) == 0 {
		return "", err
	}
	return ids[0], err
}

// knowing is what alumni know, in turn; all invented.
var knowing = [][]string{{"document_fraud", "passenger_data"}, {"cyber_scams"}, {"open_source", "electronic_evidence"}, {"victim_identification"}, {"consular", "cyber_scams"}, {"document_fraud"}}

// remembered enters what alumni say of themselves: most have opened their entry, some to all, some would train, speak or mentor. One tells a
// story, one looks for somebody, and there is a chapter and the draft of a newsletter.
func (s *story) remembered(ctx context.Context) error {
	return s.moment(ctx, s.ago(20), func(ctx context.Context, tx *db.Tx) error {
		ids, err := db.All[string](tx, `select person_id from completion where retracted_at is null group by person_id order by min(completed_on), person_id`)
		if err != nil {
			return err
		}
		tends := moments.Acting("", s.officer.Name, access.Officer, access.Scope{}, alumni.RightRead, alumni.RightSee, alumni.RightTend)
		chapter, err := s.alumni.FoundIn(tx, tends, "", alumni.ChapterDraft{Name: "Bangkok", About: "Alumni who work in or near Bangkok. They meet twice a year."})
		if err != nil {
			return err
		}
		for i, person := range ids {
			if err := s.opens(ctx, tx, person, i, chapter); err != nil {
				return err
			}
		}
		if len(ids) < 3 {
			return nil
		}
		story, err := s.alumni.TellIn(tx, tends, alumni.StoryDraft{
			PersonID: ids[0], Title: "What one colleague at another airport changed",
			Body:   "At the workshop I sat beside an officer whose airport receives the flights that leave from mine. We had sent each other forms for years and never spoken.\n\nNow we call. Twice since then a question that took a week was answered within the hour.",
			Byline: "A border officer",
		})
		if err != nil {
			return err
		}
		if err := s.alumni.AgreeToStory(ctx, own(ids[0]), story, 1); err != nil {
			return err
		}
		if err := s.alumni.PublishStory(ctx, tends, story, 2); err != nil {
			return err
		}
		if _, err := s.alumni.AskIn(tx, own(ids[2]), alumni.AskDraft{Topic: "document_fraud", Words: "We begin a unit for forensic examination, and would like to hear how others chose their equipment."}); err != nil {
			return err
		}
		_, err = s.alumni.WriteLetter(ctx, tends, "", alumni.LetterDraft{
			Subject: "News for alumni, " + s.now.Format("January 2006"), Body: "The second workshop for airport hubs is under way, and the pilot course on open sources has had its first delivery.\n\nIf you would train, speak or mentor, say so on your entry.",
		})
		return err
	})
}

// own is an alumnus who is signed in.
func own(person string) access.Actor {
	a := moments.Acting("", "Alumnus", access.Participant, access.Scope{Person: person}, alumni.RightRead, alumni.RightOwn)
	a.Person = person
	return a
}

// opens lets an alumnus write the profile and say what is shown, some more and some less.
func (s *story) opens(ctx context.Context, tx *db.Tx, person string, turn int, chapter string) error {
	if turn%5 == 4 {
		return nil // has not looked at it yet
	}
	err := s.alumni.WriteIn(tx, own(person), person, alumni.ProfileDraft{Knows: knowing[turn%len(knowing)], WillTrain: turn%4 == 0, WillSpeak: turn%3 == 0, WillMentor: turn%7 == 0, News: turn%2 == 0})
	if err != nil {
		return err
	}
	if turn%6 == 0 {
		if err := s.alumni.Join(ctx, own(person), chapter, true); err != nil {
			return err
		}
	}
	some := []shown.Field{shown.FieldName, shown.FieldParty, shown.FieldKnows}
	return s.alumni.ShowIn(tx, own(person), person, [...]alumni.ShowDraft{
		{Alumni: shown.DirectoryFields, Members: some}, {Alumni: some, Members: some}, {Alumni: some, Members: []shown.Field{}}, {Alumni: []shown.Field{}, Members: []shown.Field{}},
	}[turn%4])
}
