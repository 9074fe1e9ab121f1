package secondments

import (
	"context"
	"slices"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/secondments/assignments"
	"counterpart/internal/vocabulary"
)

// AppointDraft says when, where and under whom somebody works.
type AppointDraft struct {
	Supervisor string  `json:"supervisor,omitempty" doc:"An account of the secretariat; stays as it is when empty"`
	DeskID     string  `json:"desk_id,omitempty" doc:"Stays as it is when empty"`
	Start      db.Date `json:"start,omitempty" doc:"Before the first day only"`
	EndOn      db.Date `json:"end,omitempty" doc:"Before the first day only; later by an extension or a curtailment"`
}

// Appoint says when, where and under whom somebody works. A desk that is taken is warned of on the page, and not refused.
func (s *Service) Appoint(ctx context.Context, actor access.Actor, id string, x AppointDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.AppointIn(tx, actor, id, x) })
	return err
}

// AppointIn is Appoint within a transaction.
func (s *Service) AppointIn(tx *db.Tx, actor access.Actor, id string, x AppointDraft) error {
	return s.inPost(tx, actor, id, RightEdit, func(d *Dossier, c Case) error {
		var wrong fault.Invalid
		if x.Start != "" || x.EndOn != "" {
			wrong.Check(d.State != InPost, "start", "The time in post has begun. Extend or shorten it instead.")
			if x.Start != "" {
				d.Start = x.Start
			}
			if x.EndOn != "" {
				d.EndOn, d.PlannedEnd = x.EndOn, x.EndOn
			}
			wrong.Check(d.EndOn > d.Start, "end", "Name a last day after the first one.")
		}
		if x.Supervisor != "" {
			list, err := assignments.PanellistsIn(tx)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(list, func(p Panellist) bool { return p.Account == x.Supervisor })
			wrong.Check(at >= 0 && list[max(at, 0)].PersonID != d.PersonID, "supervisor", "Choose an officer or a Co-Manager of the list, other than the secondee.")
			d.SupervisorID = x.Supervisor
		}
		if x.DeskID != "" {
			there, err := assignments.DeskExistsIn(tx, x.DeskID)
			if err != nil {
				return err
			}
			wrong.Check(there, "desk_id", "Choose a desk of the list.")
			d.DeskID = x.DeskID
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		return s.take(tx, actor, d, c, Appoint, Record{})
	})
}

// inPost loads a dossier for a verb of the secretariat, and takes it.
func (s *Service) inPost(tx *db.Tx, actor access.Actor, id string, right access.Right, do func(*Dossier, Case) error) error {
	d, a, err := withAssignment(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(right, d.wide()); err != nil {
		return err
	}
	c, err := s.caseOf(tx, d, a)
	if err != nil {
		return err
	}
	return do(&d, c)
}

// LetterDraft is what is known of the letter of secondment: when each of the three signed it.
type LetterDraft struct {
	Number string  `json:"number" maxLength:"100"`
	State  db.Date `json:"signed_by_state,omitempty"`
	Host   db.Date `json:"signed_by_host,omitempty"`
	Person db.Date `json:"signed_by_officer,omitempty"`
}

// Sign notes who signed the letter of secondment. When all three have, the formalities begin.
func (s *Service) Sign(ctx context.Context, actor access.Actor, id string, x LetterDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.SignIn(tx, actor, id, x) })
	return err
}

// SignIn is Sign within a transaction.
func (s *Service) SignIn(tx *db.Tx, actor access.Actor, id string, x LetterDraft) error {
	return s.inPost(tx, actor, id, RightEdit, func(d *Dossier, c Case) error {
		assignments.Tidy(&x.Number)
		var wrong fault.Invalid
		wrong.Check(x.Number != "" && utf8.RuneCountInString(x.Number) <= 100, "number", "Write the number of the letter, in at most 100 characters.")
		for field, day := range map[string]db.Date{"signed_by_state": x.State, "signed_by_host": x.Host, "signed_by_officer": x.Person} {
			wrong.Check(day <= tx.Today(), field, "A signature lies in the past: choose today or an earlier day.")
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		d.LetterNumber, d.LetterState, d.LetterHost, d.LetterPerson = x.Number, x.State, x.Host, x.Person
		if err := s.take(tx, actor, d, c, Letter, Record{}); err != nil {
			return err
		}
		if c.Signed = d.signed(); c.Signed < 3 {
			return nil
		}
		if err := s.take(tx, actor, d, c, Sign, Record{}); err != nil {
			return err
		}
		if err := prepare(tx, *d); err != nil {
			return err
		}
		return s.welcome(tx, actor, d)
	})
}

// prepare enters the formalities of the pack.
func prepare(tx *db.Tx, d Dossier) error {
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	for _, f := range words.Pack.Formalities {
		due := max(tx.Today(), d.Start.AddDays(-f.DueDays))
		if err := insertFormality(tx, d.ID, Formality{Code: f.Code, Name: f.Name.Default, Owner: f.Owner, Required: f.Required, DueOn: due, WarnDays: f.WarnDays}); err != nil {
			return err
		}
	}
	return nil
}

// welcome sends the officer a link to the own page, which ends the one before.
func (s *Service) welcome(tx *db.Tx, actor access.Actor, d *Dossier) error {
	a, err := assignments.FindIn(tx, d.AssignmentID)
	if err != nil {
		return err
	}
	p, err := people.FindIn(tx, d.PersonID)
	if err != nil {
		return err
	}
	if d.LinkID != "" {
		if err := accounts.RevokeLinkIn(tx, actor, d.LinkID); err != nil {
			return err
		}
	}
	d.LinkID, err = accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposePosted, PartyID: d.PartyID, ActivityID: d.ID, PersonID: d.PersonID, Name: p.Given, ExpiresAt: db.At(d.EndOn.Time().Add(ownGrace)),
	})
	if err != nil {
		return err
	}
	if err := assignments.Changed(saveDossier(tx, *d)); err != nil {
		return err
	}
	d.Version++
	if !letters.Address(p.Email) { // the office hands the link over by other ways
		return audit.Record(tx, actor, ActionRemind, Kind, d.ID, map[string]string{"letter": letters.SecondmentOwn, "left_out": "no address"})
	}
	to := letters.Recipient{PartyID: d.PartyID, Party: d.Party, PersonID: p.ID, PersonName: p.Given, AddressForm: p.AddressForm, PersonEmail: p.Email}
	return s.Post(tx, actor, assignments.Mailing{Code: letters.SecondmentOwn, Assignment: a, About: d.about(), To: to, Link: d.LinkID, Purpose: accounts.PurposePosted})
}

// SendLink sends the officer a new link to the own page.
func (s *Service) SendLink(ctx context.Context, actor access.Actor, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		return true, s.inPost(tx, actor, id, RightEdit, func(d *Dossier, _ Case) error {
			if !d.State.Own() || d.State.Final() {
				return fault.Clash("The dossier stands at “%s”: the officer has no page then.", d.State.Words())
			}
			if err := s.welcome(tx, actor, d); err != nil {
				return err
			}
			return audit.Record(tx, actor, ActionRemind, Kind, id, map[string]string{"letter": letters.SecondmentOwn})
		})
	})
	return err
}

// Formality is something that is done before somebody is in post. What it says of clearance or health is never kept: only that it was seen.
type Formality struct {
	ID       string  `db:"id" json:"id"`
	Code     string  `db:"code" json:"code"`
	Name     string  `db:"name" json:"name"`
	Owner    string  `db:"owner" json:"owner" enum:"office,party,secondee"`
	Required bool    `db:"required" json:"required"`
	DueOn    db.Date `db:"due_on" json:"due_on,omitempty"`
	SeenOn   db.Date `db:"seen_on" json:"seen_on,omitempty"`
	SeenBy   string  `db:"seen_by" json:"seen_by,omitempty"`
	Until    db.Date `db:"valid_until" json:"valid_until,omitempty"`
	WarnDays int     `db:"warn_days" json:"-"`
}

// Done tells whether the formality was seen and has not lapsed.
func (f Formality) Done(today db.Date) bool {
	return f.SeenOn != "" && (f.Until == "" || f.Until >= today)
}

// Lapses tells whether it lapses so soon that somebody should renew it.
func (f Formality) Lapses(today db.Date) bool {
	return f.SeenOn != "" && f.Until != "" && f.Until < today.AddDays(f.WarnDays)
}

// TickDraft says that a formality was seen.
type TickDraft struct {
	SeenOn db.Date `json:"seen_on,omitempty" doc:"Today when empty"`
	Until  db.Date `json:"valid_until,omitempty" doc:"Empty where it does not lapse"`
}

// Tick notes that a formality was seen.
func (s *Service) Tick(ctx context.Context, actor access.Actor, id, formality string, x TickDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.TickIn(tx, actor, id, formality, x) })
	return err
}

// TickIn is Tick within a transaction; the formality is named by its code.
func (s *Service) TickIn(tx *db.Tx, actor access.Actor, id, code string, x TickDraft) error {
	return s.inPost(tx, actor, id, RightEdit, func(d *Dossier, c Case) error {
		x.SeenOn = orToday(tx, x.SeenOn)
		var wrong fault.Invalid
		wrong.Check(x.SeenOn <= tx.Today(), "seen_on", "It was seen today or on an earlier day.")
		wrong.Check(x.Until == "" || x.Until >= tx.Today(), "valid_until", "It has lapsed already on this day. Ask for a new one.")
		if err := wrong.Err(); err != nil {
			return err
		}
		list, err := formalitiesOf(tx, id)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(list, func(f Formality) bool { return f.Code == code })
		if at < 0 {
			return fault.Missing("formality")
		}
		if err := tickFormality(tx, actor, id, code, x); err != nil {
			return err
		}
		return s.take(tx, actor, d, c, Tick, Record{Words: list[at].Name})
	})
}
