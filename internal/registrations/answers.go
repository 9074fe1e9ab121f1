package registrations

import (
	"context"
	"encoding/csv"
	"io"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/forms"
	"counterpart/internal/label"
	"counterpart/internal/people"
)

// Registrant is a confirmed person with their registration.
type Registrant struct {
	delegations.Nomination
	State       string // empty, draft or submitted
	SubmittedAt db.Time
	Answers     map[string]string // by question, in words; sensitive ones only for those who may see them
}

// Registrations is the registrations of an activity.
type Registrations struct {
	Activity  activities.Activity
	People    []Registrant
	Questions []forms.Question // those whose answers are shown
	Hidden    int              // questions whose answers are sensitive and left out
}

// Missing counts who has not submitted the form.
func (r Registrations) Missing() int {
	n := 0
	for _, p := range r.People {
		if p.State != Submitted {
			n++
		}
	}
	return n
}

// Registrations lists an activity's confirmed people with their answers. Sensitive answers stay out of every list; they
// are in the export of those who hold the right.
func (s *Service) Registrations(ctx context.Context, actor access.Actor, activityID string) (Registrations, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionAnswers, Registrations.personIDs)(db.View(ctx, s.db, func(tx *db.Tx) (Registrations, error) {
		return s.registrations(tx, actor, activityID, false)
	}))
}

func (r Registrations) personIDs() []string {
	out := make([]string, len(r.People))
	for i, p := range r.People {
		out[i] = p.PersonID
	}
	return out
}

func (s *Service) registrations(tx *db.Tx, actor access.Actor, activityID string, sensitive bool) (Registrations, error) {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return Registrations{}, err
	}
	out := Registrations{Activity: a}
	if err := actor.Require(RightSee, a.Object()); err != nil {
		return out, err
	}
	for _, q := range a.Questions {
		if q.Sensitive && !sensitive {
			out.Hidden++
			continue
		}
		out.Questions = append(out.Questions, q)
	}
	people, err := delegations.ConfirmedIn(tx, activityID)
	if err != nil {
		return out, err
	}
	kept, err := s.registrationsOf(tx, activityID)
	if err != nil {
		return out, err
	}
	seen, err := seenBy(tx, actor, activityID)
	if err != nil {
		return out, err
	}
	for _, n := range people {
		if !seen[n.ID] {
			continue
		}
		r := Registrant{Nomination: n, State: kept[n.ID].State, SubmittedAt: kept[n.ID].SubmittedAt, Answers: map[string]string{}}
		if r.State == Submitted {
			answers, err := forms.DecodeAnswers(kept[n.ID].Answers)
			if err != nil {
				return out, err
			}
			for _, q := range out.Questions {
				r.Answers[q.Key] = q.Words(answers[q.Key])
			}
		}
		out.People = append(out.People, r)
	}
	return out, nil
}

// ExportAnswers writes the answers as CSV. With sensitive, which needs a right of its own, the sensitive ones too.
// It returns the label that each line carries.
func (s *Service) ExportAnswers(ctx context.Context, actor access.Actor, activityID string, sensitive bool, w io.Writer) (label.TLP, error) {
	var list Registrations
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (_ bool, err error) { // answers are no result to be kept for an idempotency key
		if list, err = s.registrations(tx, actor, activityID, sensitive); err != nil {
			return false, err
		}
		if sensitive {
			if err := actor.Require(RightSeeSensitive, list.Activity.Object()); err != nil {
				return false, err
			}
		}
		if err := actor.RequireFresh(s.db.Clock()); err != nil {
			return false, err
		}
		if err := audit.ExportedIn(tx, actor, people.Kind, list.personIDs(), ActionExport, map[string]any{"activity": activityID, "sensitive": sensitive}); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionExport, activities.Kind, activityID, map[string]any{"people": len(list.People), "sensitive": sensitive})
	})
	if err != nil {
		return "", err
	}
	tlp, out := label.Strictest(label.AmberStrict, list.Activity.Label), csv.NewWriter(w)
	head := []string{"party", "from", "form_of_address", "name", "position", "category", "mode", "registration"}
	for _, q := range list.Questions {
		head = append(head, q.Label)
	}
	write := func(cells []string) {
		for i, c := range cells {
			cells[i] = Guard(c)
		}
		_ = out.Write(cells) // the writer keeps its first error, asked for below
	}
	write(append(head, "label"))
	for _, p := range list.People {
		state := Submitted
		if p.State != Submitted {
			state = "missing"
		}
		row := []string{p.Party, p.FromParty, p.AddressForm, p.Person, p.Position, p.Category, p.Mode, state}
		for _, q := range list.Questions {
			row = append(row, p.Answers[q.Key])
		}
		write(append(row, string(tlp)))
	}
	out.Flush()
	return tlp, out.Error()
}

// Guard keeps a spreadsheet from reading a cell as a formula.
func Guard(cell string) string {
	trimmed := strings.TrimLeft(cell, " \u00a0")
	if trimmed != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(trimmed)[0]) {
		return "'" + cell
	}
	return cell
}

// Remind mails the registration link again to confirmed people who have not submitted the form, at most once a day.
// It returns how many.
func (s *Service) Remind(ctx context.Context, actor access.Actor, activityID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		list, err := s.registrations(tx, actor, activityID, false)
		if err != nil {
			return 0, err
		}
		if err := actor.Require(delegations.RightInvite, list.Activity.Object()); err != nil {
			return 0, err
		}
		sent := 0
		for _, p := range list.People {
			if p.State == Submitted {
				continue
			}
			fresh, err := s.delegations.RemindIn(tx, actor, list.Activity, p.Nomination)
			if err != nil {
				return 0, err
			}
			if fresh {
				sent++
			}
		}
		return sent, audit.Record(tx, actor, ActionRemind, activities.Kind, activityID, map[string]int{"registrations": sent})
	})
}
