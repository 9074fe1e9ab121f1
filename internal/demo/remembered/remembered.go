// Package remembered enters what alumni say of themselves, a story, a chapter, an introduction that is open, and the draft of a newsletter.
package remembered

import (
	"context"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/alumni"
	"counterpart/internal/db"
	"counterpart/internal/demo/moments"
	"counterpart/internal/people/shown"
)

// Story is what this chapter knows of the story.
type Story struct {
	Officer string // the name of the officer
	Alumni  *alumni.Service
	Now     time.Time
	Ago     func(days int) time.Time
	Moment  moments.Moment
}

// knowing is what alumni know, in turn; all invented.
var knowing = [][]string{{"document_fraud", "passenger_data"}, {"cyber_scams"}, {"open_source", "electronic_evidence"}, {"victim_identification"}, {"consular", "cyber_scams"}, {"document_fraud"}}

// Enter enters what alumni say of themselves: most have opened their entry, some to all, some would train, speak or mentor. One tells a
// story, one looks for somebody, and there is a chapter and the draft of a newsletter.
func (s *Story) Enter(ctx context.Context) error {
	return s.Moment(ctx, s.Ago(20), func(ctx context.Context, tx *db.Tx) error {
		ids, err := db.All[string](tx, `select person_id from completion where retracted_at is null group by person_id order by min(completed_on), person_id`)
		if err != nil {
			return err
		}
		tends := moments.Acting("", s.Officer, access.Officer, access.Scope{}, alumni.RightRead, alumni.RightSee, alumni.RightTend)
		chapter, err := s.Alumni.FoundIn(tx, tends, "", alumni.ChapterDraft{Name: "Bangkok", About: "Alumni who work in or near Bangkok. They meet twice a year."})
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
		story, err := s.Alumni.TellIn(tx, tends, alumni.StoryDraft{
			PersonID: ids[0], Title: "What one colleague at another airport changed",
			Body:   "At the workshop I sat beside an officer whose airport receives the flights that leave from mine. We had sent each other forms for years and never spoken.\n\nNow we call. Twice since then a question that took a week was answered within the hour.",
			Byline: "A border officer",
		})
		if err != nil {
			return err
		}
		if err := s.Alumni.AgreeToStory(ctx, own(ids[0]), story, 1); err != nil {
			return err
		}
		if err := s.Alumni.PublishStory(ctx, tends, story, 2); err != nil {
			return err
		}
		if _, err := s.Alumni.AskIn(tx, own(ids[2]), alumni.AskDraft{Topic: "document_fraud", Words: "We begin a unit for forensic examination, and would like to hear how others chose their equipment."}); err != nil {
			return err
		}
		_, err = s.Alumni.WriteLetter(ctx, tends, "", alumni.LetterDraft{
			Subject: "News for alumni, " + s.Now.Format("January 2006"), Body: "The second workshop for airport hubs is under way, and the pilot course on open sources has had its first delivery.\n\nIf you would train, speak or mentor, say so on your entry.",
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
func (s *Story) opens(ctx context.Context, tx *db.Tx, person string, turn int, chapter string) error {
	if turn%5 == 4 {
		return nil // has not looked at it yet
	}
	err := s.Alumni.WriteIn(tx, own(person), person, alumni.ProfileDraft{Knows: knowing[turn%len(knowing)], WillTrain: turn%4 == 0, WillSpeak: turn%3 == 0, WillMentor: turn%7 == 0, News: turn%2 == 0})
	if err != nil {
		return err
	}
	if turn%6 == 0 {
		if err := s.Alumni.Join(ctx, own(person), chapter, true); err != nil {
			return err
		}
	}
	some := []shown.Field{shown.FieldName, shown.FieldParty, shown.FieldKnows}
	return s.Alumni.ShowIn(tx, own(person), person, [...]alumni.ShowDraft{
		{Alumni: shown.DirectoryFields, Members: some}, {Alumni: some, Members: some}, {Alumni: some, Members: []shown.Field{}}, {Alumni: []shown.Field{}, Members: []shown.Field{}},
	}[turn%4])
}
