package letters

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary/pack"
)

// Preview is a letter as one party would get it.
type Preview struct {
	Recipient Recipient `json:"recipient"`
	Subject   string    `json:"subject"`
	Body      string    `json:"body" doc:"Markdown"`
	Samples   []string  `json:"samples,omitempty" doc:"Placeholders that only the sending fills, shown by what they stand for"`
}

// Preview shows a letter as the party would get it. What only the sending knows, such as seats and links, is shown by what it
// stands for.
func (s *Service) Preview(ctx context.Context, actor access.Actor, letterID, partyID string) (Preview, error) {
	asked := map[string]string{"letter": letterID, "party": partyID}
	return audit.ShownList[Preview](ctx, s.db, actor, Kind, ActionViewTo, asked)(db.View(ctx, s.db, func(tx *db.Tx) (Preview, error) {
		l, a, err := letterOf(tx, letterID)
		if err != nil {
			return Preview{}, err
		}
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return Preview{}, err
		}
		p := Preview{}
		if p.Recipient, err = RecipientIn(tx, partyID); err != nil {
			return Preview{}, err
		}
		values, err := valuesIn(tx, a, l, p.Recipient)
		if err != nil {
			return Preview{}, err
		}
		for _, name := range Used(l.Subject, l.Body) {
			if _, known := values[name]; !known {
				values[name] = "‹" + pack.Placeholders[name] + "›"
				p.Samples = append(p.Samples, name)
			}
		}
		p.Subject, p.Body, err = compose(l, values)
		return p, err
	}))
}

func compose(l Letter, values map[string]string) (subject, body string, err error) {
	if subject, err = Fill(l.Subject, values); err != nil {
		return "", "", err
	}
	body, err = FillBody(l.Body, values)
	return subject, body, err
}

// ByHand tells whether letters of the kind are sent to parties that somebody chooses. The others leave with the step that they
// belong to.
func ByHand(kind string) bool { return kind != Invitation && kind != Reminder && kind != Registration }

// Due says what a party would get when a letter is sent, or why it gets nothing.
type Due struct {
	Recipient Recipient `json:"recipient"`
	Subject   string    `json:"subject,omitempty"`
	LeftOut   string    `json:"left_out,omitempty"`
	mail      Mail
}

// Rehearse lists who would get a letter sent by hand, and who is left out and why. Nothing is written.
func (s *Service) Rehearse(ctx context.Context, actor access.Actor, letterID string, partyIDs []string) ([]Due, error) {
	return audit.ShownList[[]Due](ctx, s.db, actor, Kind, ActionViewTo, map[string]string{"letter": letterID})(db.View(ctx, s.db, func(tx *db.Tx) ([]Due, error) {
		l, a, err := letterOf(tx, letterID)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightSend, a.Object()); err != nil {
			return nil, err
		}
		return rehearse(tx, l, a, partyIDs)
	}))
}

func rehearse(tx *db.Tx, l Letter, a activities.Activity, partyIDs []string) ([]Due, error) {
	if !ByHand(l.Kind) {
		return nil, fault.Clash("A letter of this kind leaves when its step is done: the invitation when parties are invited, the registration link when a nomination is confirmed.")
	}
	slices.Sort(partyIDs)
	list, err := RecipientsIn(tx, slices.Compact(partyIDs))
	if err != nil {
		return nil, err
	}
	had, err := partiesWritten(tx, l.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Due, len(list))
	for i, r := range list {
		out[i] = Due{Recipient: r, LeftOut: r.LeftOut()}
		if slices.Contains(had, r.PartyID) {
			out[i].LeftOut = "It had this letter already."
		}
		if out[i].LeftOut != "" {
			continue
		}
		values, err := valuesIn(tx, a, l, r)
		if err != nil {
			return nil, err
		}
		m := Mail{
			LetterID: l.ID, ActivityID: a.ID, PartyID: r.PartyID, PersonID: r.PersonID, OnceKey: "note:" + l.ID + ":" + r.PartyID,
			ToName: r.Name(), ToAddress: r.Address(),
		}
		if m.Subject, m.Body, err = compose(l, values); err != nil {
			return nil, err
		}
		out[i].Subject, out[i].mail = m.Subject, m
	}
	return out, nil
}

// WrittenTo lists the parties that an activity has written to.
func (s *Service) WrittenTo(ctx context.Context, actor access.Actor, activityID string) ([]string, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]string, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return nil, err
		}
		return partiesOfMail(tx, activityID)
	})
}

// SendNote sends a letter by hand to the parties that get it by Rehearse, and returns how many these are. A party never gets
// the same letter twice.
func (s *Service) SendNote(ctx context.Context, actor access.Actor, letterID string, partyIDs []string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		l, a, err := letterOf(tx, letterID)
		if err != nil {
			return 0, err
		}
		if err := actor.Require(RightSend, a.Object()); err != nil {
			return 0, err
		}
		list, err := rehearse(tx, l, a, partyIDs)
		if err != nil {
			return 0, err
		}
		sent := 0
		for _, due := range list {
			if due.LeftOut != "" {
				continue
			}
			if _, err := s.QueueIn(tx, actor, due.mail); err != nil {
				return 0, err
			}
			sent++
		}
		if sent == 0 {
			return 0, fault.Wrong("party", "Nobody would get this letter. Choose at least one party that can be reached and has not had it.")
		}
		return sent, audit.Record(tx, actor, ActionSend, Kind, l.ID, map[string]int{"messages": sent})
	})
}
