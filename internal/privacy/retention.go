package privacy

import (
	"context"
	"fmt"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	listed "counterpart/internal/imports/dossier"
	"counterpart/internal/letters"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// The states of a retention item.
const (
	Proposed = "proposed"
	Kept     = "kept"
	Carried  = "done"
)

// Item is a record whose time has run out.
type Item struct {
	ID         string  `db:"id"`
	Class      string  `db:"class"`
	RecordID   string  `db:"record_id"`
	Outcome    string  `db:"outcome"`
	DueOn      db.Date `db:"due_on"`
	State      string  `db:"state"`
	ProposedAt db.Time `db:"proposed_at"`
	KeepUntil  db.Date `db:"keep_until"`
	Reason     string  `db:"reason"`
	DecidedAt  db.Time `db:"decided_at"`
	DecidedBy  string  `db:"decided_by"`
	Title      string  `db:"title"` // what the record is, as it is called now
}

// ProposeArgs asks for a look for records whose time has run out.
type ProposeArgs struct{}

// Kind names the job.
func (ProposeArgs) Kind() string { return "privacy.propose" }

// ProposeEvery is how often records are looked at.
const ProposeEvery = 6 * time.Hour

// mostJump is how far the clock may have moved since the last look. Beyond it nothing is proposed until a person has said
// that the clock is right: a wrong clock must not empty the registers.
const mostJump = 48 * time.Hour

// due is a record that a class finds.
type due struct {
	recordID string
	title    string
	on       db.Date
}

// Propose looks for records whose time has run out and puts them on the list. It takes nothing away, and finding a record a
// second time changes nothing. The log of erasures is brought up to date on the way.
func (s *Service) Propose(ctx context.Context) error {
	if _, err := s.propose(ctx, false); err != nil {
		return err
	}
	return s.SyncLog(ctx)
}

// ConfirmClock says that the clock is right although it jumped, and looks at once.
func (s *Service) ConfirmClock(ctx context.Context, actor access.Actor) (int, error) {
	if err := actor.Require(RightReview, access.Anything); err != nil {
		return 0, err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		return true, audit.Record(tx, actor, ActionClock, "retention", "clock", nil)
	})
	if err != nil {
		return 0, err
	}
	return s.propose(ctx, true)
}

func (s *Service) propose(ctx context.Context, confirmed bool) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		last, err := lastRun(tx)
		if err != nil {
			return 0, err
		}
		if jump := tx.Now().Sub(last.Time); !confirmed && !last.IsZero() && (jump > mostJump || jump < -time.Minute) {
			return 0, noteRun(tx, 0, fmt.Sprintf("The clock moved by %s since the last look.", jump.Round(time.Hour)))
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return 0, err
		}
		proposed := 0
		for _, r := range words.Pack.Retention {
			if r.Class == "accounts" {
				if err := takeBackUsed(tx, since(tx, r)); err != nil {
					return 0, err
				}
			}
			list, err := dueIn(tx, r)
			if err != nil {
				return 0, err
			}
			for _, d := range list {
				fresh, err := proposeItem(tx, r, d)
				if err != nil {
					return 0, err
				}
				if fresh {
					proposed++
				}
			}
		}
		return proposed, noteRun(tx, proposed, "")
	})
}

// since is the day after which a record of the class is kept.
func since(tx *db.Tx, r pack.Retention) db.Date {
	return db.Date(tx.Now().AddDate(0, -r.KeepMonths, 0).Format(time.DateOnly))
}

// dueIn lists the records of a class whose time has run out today.
func dueIn(tx *db.Tx, r pack.Retention) ([]due, error) {
	before := since(tx, r)
	until := func(from db.Date) db.Date {
		return db.Date(from.Time().AddDate(0, r.KeepMonths, 0).Format(time.DateOnly))
	}
	var out []due
	switch r.Class {
	case "registrations", "letters":
		find := registrations.WithAnswersIn
		if r.Class == "letters" {
			find = letters.WithContentIn
		}
		list, err := find(tx, before)
		for _, a := range list {
			out = append(out, due{a.ID, a.Title, until(a.EndsOn)})
		}
		return out, err
	case "imports":
		list, err := listed.WithContentIn(tx, before)
		for _, i := range list {
			out = append(out, due{i.ID, i.Title, until(i.TakenAt.Date())})
		}
		return out, err
	default:
		find := idlePersons
		if r.Class == "accounts" {
			find = idleAccounts
		}
		list, err := find(tx, before, "")
		for _, p := range list {
			out = append(out, due{p.ID, p.Name, until(p.Last)})
		}
		return out, err
	}
}

// Retention is the list of what waits for a decision, with the schedule.
type Retention struct {
	Schedule []pack.Retention
	Items    []Item
	LastRun  db.Time
	Refused  string // why nothing was proposed lately
}

// Retention shows what waits and what was decided.
func (s *Service) Retention(ctx context.Context, actor access.Actor) (Retention, error) {
	if err := actor.Require(RightReview, access.Anything); err != nil {
		return Retention{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (r Retention, err error) {
		words, err := vocabulary.In(tx)
		if err != nil {
			return r, err
		}
		r.Schedule = words.Pack.Retention
		if r.LastRun, err = lastRun(tx); err != nil {
			return r, err
		}
		if r.Refused, err = refusedSince(tx, r.LastRun); err != nil {
			return r, err
		}
		r.Items, err = listItems(tx)
		return r, err
	})
}

// Keep keeps a record longer: why, and until when.
func (s *Service) Keep(ctx context.Context, actor access.Actor, id, reason string, until db.Date) error {
	return s.decideItem(ctx, actor, id, func(tx *db.Tx, i Item) error {
		var wrong fault.Invalid
		reason = strings.TrimSpace(reason)
		wrong.Check(reason != "" && len(reason) <= 2000, "reason", "Write why it is kept, in at most 2,000 characters.")
		wrong.Check(until > tx.Today(), "until", "Choose a day to come, on which it is looked at again.")
		if err := wrong.Err(); err != nil {
			return err
		}
		if err := keepItem(tx, id, reason, until, actor.Name); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionKeep, KindItem, id, map[string]any{"class": i.Class, "record": i.RecordID, "until": until, "reason": reason})
	})
}

// CarryOut does what the schedule says with a record. A person is not erased by one decision: it becomes a reviewed
// erasure, which a second person carries out.
func (s *Service) CarryOut(ctx context.Context, actor access.Actor, id string) error {
	var dropped []files.File
	err := s.decideItem(ctx, actor, id, func(tx *db.Tx, i Item) (err error) {
		if err := actor.RequireFresh(s.db.Clock()); err != nil {
			return err
		}
		if err := stillIdle(tx, i); err != nil {
			return err
		}
		switch i.Class {
		case "registrations":
			_, err = registrations.BlankIn(tx, actor, i.RecordID)
		case "letters":
			_, err = letters.BlankIn(tx, actor, i.RecordID)
		case "imports":
			dropped, err = listed.BlankIn(tx, actor, i.RecordID)
		case "accounts":
			err = accounts.CloseIn(tx, actor, i.RecordID, "not used for the time that the schedule of retention gives")
		default:
			err = proposeErasure(tx, actor, i)
		}
		if err != nil {
			return err
		}
		if err := finishItem(tx, id, actor.Name); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionCarry, KindItem, id, map[string]string{"class": i.Class, "record": i.RecordID})
	})
	if err != nil {
		return err
	}
	return s.after(ctx, dropped)
}

// stillIdle refuses a person or an account of whom something was heard after they were put on the list.
func stillIdle(tx *db.Tx, i Item) error {
	find := map[string]func(*db.Tx, db.Date, string) ([]idle, error){"accounts": idleAccounts, "person": idlePersons}[i.Class]
	if find == nil {
		return nil
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	for _, r := range words.Pack.Retention {
		if r.Class != i.Class {
			continue
		}
		if list, err := find(tx, since(tx, r), i.RecordID); err != nil || len(list) > 0 {
			return err
		}
	}
	return fault.Clash("Something was heard of this record after it was put on the list, so its time has not run out. It leaves the list with the next look.")
}

func proposeErasure(tx *db.Tx, actor access.Actor, i Item) error {
	id, err := askIn(tx, actor, i.RecordID, "")
	if err != nil {
		return err
	}
	return review(tx, id, "The time that the schedule of retention gives ran out on "+string(i.DueOn)+".", actor.Key())
}

func (s *Service) decideItem(ctx context.Context, actor access.Actor, id string, do func(tx *db.Tx, i Item) error) error {
	if err := actor.Require(RightReview, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		i, err := findItem(tx, id)
		if err != nil {
			return false, err
		}
		if i.State != Proposed {
			return false, fault.Clash("This was decided already.")
		}
		return true, do(tx, i)
	})
	return err
}
