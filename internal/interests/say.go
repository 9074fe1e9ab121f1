package interests

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// What a person can say about another.
const (
	Must      = "must"       // a meeting that they need
	Want      = "want"       // a meeting that they would like
	Veto      = "veto"       // never, anywhere
	NotPerson = "not_person" // not suggested again
	Known     = "known"      // not suggested again: they know each other
	Nothing   = "nothing"    // takes back whatever was said
)

// mostMusts bounds what a person can insist on, so that it means something; mostWishes what they can ask for.
const (
	mostMusts  = 5
	mostWishes = 100
)

var sayable = []string{Must, Want, Veto, NotPerson, Known, Nothing}

// Say keeps what a person says about another, in place of what they said before. The history tells that something was
// said, and not what or about whom.
func (s *Service) Say(ctx context.Context, actor access.Actor, activityID, personID, aboutID, what string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		page, said, err := within(tx, actor, activityID, personID)
		if err != nil {
			return false, err
		}
		if !page.TakesPart {
			return false, errNotIn
		}
		if !slices.Contains(sayable, what) {
			return false, fault.Wrong("what", "Choose one of the answers.")
		}
		if err := tells(tx, activityID, personID, aboutID, said[aboutID]); err != nil {
			return false, err
		}
		musts, wishes := 0, 0
		for other, w := range said {
			if other != aboutID && (w == Must || w == Want) {
				wishes++
			}
			if other != aboutID && w == Must {
				musts++
			}
		}
		if what == Must && musts >= mostMusts {
			return false, fault.Clash("You already ask for %d meetings that must be. Make one of them a wish first: if everything must be, nothing stands out.", mostMusts)
		}
		if (what == Must || what == Want) && wishes >= mostWishes {
			return false, fault.Clash("You already ask for %d meetings. Take one back first.", mostWishes)
		}
		if err := keepSaid(tx, activityID, personID, aboutID, what); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionSay, kindPerson, personID, map[string]string{"activity": activityID})
	})
	return err
}

// tells refuses to say something about oneself or about somebody whom the person cannot see. What was said about somebody
// who has left can still be changed.
func tells(tx *db.Tx, activityID, personID, aboutID, before string) error {
	if aboutID == personID {
		return fault.Wrong("person", "This is yourself.")
	}
	if before != "" {
		return nil
	}
	list, err := ListedOf(tx, activityID, []string{aboutID})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fault.Missing("participant who takes part")
	}
	return nil
}

// CorrectTopic notes that a topic was wrongly supposed of a person: no suggestion is made of it again.
func (s *Service) CorrectTopic(ctx context.Context, actor access.Actor, activityID, personID, topic string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		page, _, err := within(tx, actor, activityID, personID)
		if err != nil {
			return false, err
		}
		if !page.TakesPart {
			return false, errNotIn
		}
		if _, ok := page.Words.Term("topic", topic); !ok {
			return false, fault.Wrong("topic", "This is not one of the topics.")
		}
		if err := addCorrection(tx, activityID, personID, "not_topic", topic); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionSay, kindPerson, personID, map[string]string{"activity": activityID})
	})
	return err
}

// Wish is that a person asks to meet another.
type Wish struct {
	PersonID string `db:"person_id"`
	AboutID  string `db:"about_id"`
	Kind     string `db:"kind"`
}

// WishesIn lists the wishes of an activity, for the solver.
func WishesIn(tx *db.Tx, activityID string) ([]Wish, error) { return wishesOf(tx, activityID) }

// WishedIn are the people whom somebody wishes to meet.
func WishedIn(tx *db.Tx, activityID, personID string) (map[string]bool, error) {
	list, err := db.All[string](tx, `select about_id from wish where activity_id = $1 and person_id = $2`, activityID, personID)
	out := make(map[string]bool, len(list))
	for _, id := range list {
		out[id] = true
	}
	return out, err
}

// VetoesIn lists the vetoes between the people of an activity, for the solver and for nobody else. Kind is empty.
func VetoesIn(tx *db.Tx, activityID string) ([]Wish, error) { return vetoesOf(tx, activityID) }

// AvoidsIn tells whether a person vetoed another. It must decide nothing that the other could tell from an unanswered request.
func AvoidsIn(tx *db.Tx, personID, otherID string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from veto where person_id = $1 and about_id = $2`, personID, otherID)
	return n > 0, err
}
