package activities

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/forms"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// Plan enters an activity.
func (s *Service) Plan(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	if err := actor.Require(RightEdit, objectOf(d)); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return AddIn(tx, actor, d) })
}

// objectOf is what the access rule sees of an activity that is not yet there.
func objectOf(d Draft) access.Object { return Activity{Parties: d.Parties}.Object() }

// AddIn enters an activity within a transaction of a higher room, which has asked for the right.
func AddIn(tx *db.Tx, actor access.Actor, d Draft) (string, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	d.tidy(words)
	if d.Questions == nil {
		d.Questions = forms.FromPack(words.Pack)
	}
	if err := d.check(words); err != nil {
		return "", err
	}
	if err := d.checkRegister(tx); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertActivity(tx, id, d); err != nil {
		return "", err
	}
	if d.Label != DefaultLabel(words) {
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, To: d.Label}); err != nil {
			return "", err
		}
	}
	if err := keepParts(tx, id, d, words); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionPlan, Kind, id, d)
}

// keepParts writes what stands beside the activity's own row: parties, areas, words for the search.
func keepParts(tx *db.Tx, id string, d Draft, words *vocabulary.Words) error {
	if err := replaceParties(tx, id, d.Parties); err != nil {
		return err
	}
	if err := replaceAreas(tx, id, d.Areas); err != nil {
		return err
	}
	return search.Index(tx, Kind, id, names.SearchTerms(d.Title, d.Place, words.Name(vocabulary.ActivityKinds, d.Kind), CountryName(d.Country)))
}

// Change rewrites an activity; version is the one that the editor saw. Its questions stay as they are.
func (s *Service) Change(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	return s.change(ctx, actor, id, func(tx *db.Tx, before Activity) error {
		words, err := vocabulary.In(tx)
		if err != nil {
			return err
		}
		d.Label = cmp.Or(d.Label, before.Label)
		d.tidy(words)
		d.Questions = nil
		if err := d.check(words); err != nil {
			return err
		}
		if err := d.checkRegister(tx); err != nil {
			return err
		}
		if err := d.checkProgramme(tx, id); err != nil {
			return err
		}
		n, err := updateActivity(tx, id, version, d)
		if err := unclashed(n, err, before.Title); err != nil {
			return err
		}
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, Object: before.Object(), To: d.Label, Reason: d.LabelReason}); err != nil {
			return err
		}
		if err := keepParts(tx, id, d, words); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionChange, Kind, id, d)
	})
}

// change runs a verb on an activity that the actor may edit.
func (s *Service) change(ctx context.Context, actor access.Actor, id string, do func(tx *db.Tx, a Activity) error) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		a, err := FindIn(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightEdit, a.Object()); err != nil {
			return false, err
		}
		return true, do(tx, a)
	})
	return err
}

func unclashed(n int, err error, what string) error {
	if err == nil && n == 0 {
		return fault.Clash("%s was changed by someone else in the meantime.", what)
	}
	return err
}

// checkProgramme refuses days that would leave sessions outside.
func (d *Draft) checkProgramme(tx *db.Tx, id string) error {
	sessions, err := sessionsOf(tx, id)
	if err != nil {
		return err
	}
	next := Activity{TimeZone: d.TimeZone, StartsOn: d.StartsOn, EndsOn: d.EndsOn}
	for _, s := range sessions {
		if s.StartsAt.Before(next.Begins()) || s.EndsAt.After(next.Ends()) {
			return fault.Wrong("starts_on", "The session %q (%s) would lie outside these days. Move it first.", s.Title, s.StartsAt.In(next.Zone()).Format("2 January 2006, 15:04"))
		}
	}
	return nil
}

// SetQuestions rewrites the questions of the registration form.
func (s *Service) SetQuestions(ctx context.Context, actor access.Actor, id string, version int, questions []forms.Question) error {
	return s.change(ctx, actor, id, func(tx *db.Tx, a Activity) error {
		if err := forms.CheckQuestions(questions); err != nil {
			return err
		}
		n, err := updateQuestions(tx, id, version, questions)
		if err := unclashed(n, err, a.Title); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionQuestions, Kind, id, questions)
	})
}

// Open opens a planned activity for invitations, or one that was held or cancelled by mistake.
func (s *Service) Open(ctx context.Context, actor access.Actor, id string) error {
	return s.change(ctx, actor, id, func(tx *db.Tx, a Activity) error { return setState(tx, actor, a, Open, "") })
}

// MarkHeld notes that an activity took place.
func (s *Service) MarkHeld(ctx context.Context, actor access.Actor, id string) error {
	return s.change(ctx, actor, id, func(tx *db.Tx, a Activity) error {
		if tx.Now().Before(a.Begins()) {
			return fault.Clash("The activity begins on %s. It can be marked as held from that day on.", a.StartsOn.Time().Format("2 January 2006"))
		}
		return setState(tx, actor, a, Held, "")
	})
}

// Cancel calls an activity off and keeps the reason.
func (s *Service) Cancel(ctx context.Context, actor access.Actor, id, reason string) error {
	return s.change(ctx, actor, id, func(tx *db.Tx, a Activity) error {
		reason = strings.TrimSpace(reason)
		var wrong fault.Invalid
		wrong.Check(reason != "", "reason", "Write why the activity is cancelled.")
		wrong.Check(utf8.RuneCountInString(reason) <= 500, "reason", "Shorten the reason to 500 characters.")
		if err := wrong.Err(); err != nil {
			return err
		}
		return setState(tx, actor, a, Cancelled, reason)
	})
}

// SetStateIn sets the state within a transaction of a higher room, which has asked for the right.
func SetStateIn(tx *db.Tx, actor access.Actor, id string, state State) error {
	a, err := FindIn(tx, id)
	if err != nil {
		return err
	}
	return setState(tx, actor, a, state, "")
}

var stateActions = map[State]audit.Action{Planned: ActionChange, Open: ActionOpen, Held: ActionHeld, Cancelled: ActionCancel}

func setState(tx *db.Tx, actor access.Actor, a Activity, state State, reason string) error {
	if a.State == state || a.State == Held && state == Cancelled {
		return fault.Clash("%s is %s already.", a.Title, a.State)
	}
	err := tx.Exec(`update activity set state = $2, cancel_reason = $3, version = version + 1, updated_at = $4 where id = $1`,
		a.ID, state, reason, tx.Now())
	if err != nil {
		return err
	}
	return audit.Record(tx, actor, stateActions[state], Kind, a.ID, map[string]string{"state": string(state), "reason": reason})
}
