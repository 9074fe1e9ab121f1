package delegations

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/forms"
)

// Registrant is a confirmed person with their registration.
type Registrant struct {
	Nomination
	SubmittedAt db.Time
	Answers     map[string]string // by question, in words; sensitive ones only for those who may see them
	kept        string
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
		if p.Registration != RegistrationSubmitted {
			n++
		}
	}
	return n
}

// Registrations lists an activity's confirmed people with their answers. Sensitive answers stay out of every list; they
// are in the export of those who hold the right.
func (s *Service) Registrations(ctx context.Context, actor access.Actor, activityID string) (Registrations, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Registrations, error) { return registrations(tx, actor, activityID, false) })
}

func registrations(tx *db.Tx, actor access.Actor, activityID string, sensitive bool) (Registrations, error) {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return Registrations{}, err
	}
	out := Registrations{Activity: a}
	if err := actor.Require(RightScreen, a.Object()); err != nil {
		return out, err
	}
	for _, q := range a.Questions {
		if q.Sensitive && !sensitive {
			out.Hidden++
			continue
		}
		out.Questions = append(out.Questions, q)
	}
	people, err := confirmed(tx, activityID)
	if err != nil {
		return out, err
	}
	kept, err := registrationsOf(tx, activityID)
	if err != nil {
		return out, err
	}
	for _, n := range people {
		r := Registrant{Nomination: n, SubmittedAt: kept[n.ID].SubmittedAt, Answers: map[string]string{}}
		if kept[n.ID].State == RegistrationSubmitted {
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
func (s *Service) ExportAnswers(ctx context.Context, actor access.Actor, activityID string, sensitive bool, w io.Writer) error {
	list, err := db.Change(ctx, s.db, func(tx *db.Tx) (Registrations, error) {
		list, err := registrations(tx, actor, activityID, sensitive)
		if err != nil {
			return list, err
		}
		if sensitive {
			if err := actor.Require(RightSeeSensitive, list.Activity.Object()); err != nil {
				return list, err
			}
		}
		return list, audit.Record(tx, actor, ActionExport, activities.Kind, activityID, map[string]any{"people": len(list.People), "sensitive": sensitive})
	})
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
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
	write(head)
	for _, p := range list.People {
		state := p.Registration
		if state != RegistrationSubmitted {
			state = "missing"
		}
		row := []string{p.Party, p.FromParty, p.AddressForm, p.Person, p.Position, p.Category, p.Mode, state}
		for _, q := range list.Questions {
			row = append(row, p.Answers[q.Key])
		}
		write(row)
	}
	out.Flush()
	return out.Error()
}

// Guard keeps a spreadsheet from reading a cell as a formula.
func Guard(cell string) string {
	trimmed := strings.TrimLeft(cell, " \u00a0")
	if trimmed != "" && strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", []rune(trimmed)[0]) {
		return "'" + cell
	}
	return cell
}

// RemindToRegister mails the registration link again to confirmed people who have not submitted the form, at most
// once a day. It returns how many.
func (s *Service) RemindToRegister(ctx context.Context, actor access.Actor, activityID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		list, err := registrations(tx, actor, activityID, false)
		if err != nil {
			return 0, err
		}
		sent := 0
		for _, p := range list.People {
			if p.Registration == RegistrationSubmitted || p.Email == "" {
				continue
			}
			if err := s.remind(tx, actor, list.Activity, p.Nomination); err != nil {
				return 0, err
			}
			sent++
		}
		return sent, audit.Record(tx, actor, ActionRemind, activities.Kind, activityID, map[string]int{"registrations": sent})
	})
}

func (s *Service) remind(tx *db.Tx, actor access.Actor, a activities.Activity, n Nomination) error {
	if n.LinkID == "" {
		linkID, err := accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
			Purpose: accounts.PurposeRegister, ActivityID: a.ID, PersonID: n.PersonID, PartyID: n.PartyID, Name: n.Person, ExpiresAt: linkEnds(tx, a),
		})
		if err != nil {
			return err
		}
		if err := setLink(tx, n.ID, linkID); err != nil {
			return err
		}
		n.LinkID = linkID
	}
	return s.mailRegistration(tx, actor, a, n, fmt.Sprintf("registration:%s:%s", n.ID, tx.Today()))
}
