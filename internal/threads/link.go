package threads

import (
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
)

// Link joins two records.
type Link struct {
	ID          string    `db:"id" json:"id"`
	FromKind    string    `db:"from_kind" json:"from_kind"`
	FromID      string    `db:"from_id" json:"from_id"`
	Type        Type      `db:"type" json:"type" enum:"requested-by,led-to,informed-by,funded-by,adopted-by,answered-by,part-of,reported-in,delivered-by,follow-up-of"`
	ToKind      string    `db:"to_kind" json:"to_kind"`
	ToID        string    `db:"to_id" json:"to_id"`
	On          db.Date   `db:"on_date" json:"on" doc:"Since when it holds"`
	Label       label.TLP `db:"label" json:"label"`
	Evidence    string    `db:"evidence" json:"evidence,omitempty" doc:"Words or an address"`
	Note        string    `db:"note" json:"note,omitempty"`
	At          db.Time   `db:"at" json:"entered_at"`
	By          string    `db:"by_name" json:"entered_by"`
	EndedAt     db.Time   `db:"ended_at" json:"ended_at,omitzero"`
	EndedName   string    `db:"ended_name" json:"ended_by,omitempty"`
	EndedReason string    `db:"ended_reason" json:"ended_reason,omitempty"`
	Named       []string  `db:"-" json:"-"` // accounts that are named as readers
}

// From is the first record of the link.
func (l Link) From() Ref { return Ref{l.FromKind, l.FromID} }

// To is the second record of the link.
func (l Link) To() Ref { return Ref{l.ToKind, l.ToID} }

// Address is the evidence where it is an address that can be followed, "" otherwise.
func (l Link) Address() string { return address(l.Evidence) }

func address(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(s, " \n") {
		return ""
	}
	return u.String()
}

// LinkDraft is a link as somebody writes it down.
type LinkDraft struct {
	From     Ref       `json:"from"`
	To       Ref       `json:"to"`
	Type     Type      `json:"type" enum:"requested-by,led-to,informed-by,funded-by,adopted-by,answered-by,part-of,reported-in,delivered-by,follow-up-of"`
	On       db.Date   `json:"on,omitempty" doc:"Since when it holds; today when empty"`
	Label    label.TLP `json:"label,omitempty" doc:"TLP:AMBER when empty"`
	Evidence string    `json:"evidence,omitempty" maxLength:"1000" doc:"Words or an address"`
	Note     string    `json:"note,omitempty" maxLength:"1000"`
}

func (d *LinkDraft) check(tx *db.Tx) error {
	d.Evidence, d.Note = strings.TrimSpace(d.Evidence), strings.TrimSpace(d.Note)
	if d.On == "" {
		d.On = tx.Today()
	}
	if d.Label == "" {
		d.Label = label.Amber
	}
	var wrong fault.Invalid
	wrong.Check(d.Type.Valid(), "type", "Choose how the two belong together.")
	wrong.Check(d.From != d.To, "to", "A record is not linked to itself. Choose another one.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	if _, err := db.ParseDate(string(d.On)); err != nil {
		wrong.Add("on", "The date is not a day. Write it as 2024-06-05.")
	}
	wrong.Check(utf8.RuneCountInString(d.Evidence) <= 1000, "evidence", "Shorten the evidence to 1,000 characters.")
	wrong.Check(utf8.RuneCountInString(d.Note) <= 1000, "note", "Shorten the note to 1,000 characters.")
	return wrong.Err()
}

// Link joins two records that the actor may see.
func (s *Service) Link(ctx context.Context, actor access.Actor, d LinkDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		found, err := s.loadIn(tx, actor, []Ref{d.From, d.To})
		if err != nil {
			return "", err
		}
		from, known := found[d.From]
		to, there := found[d.To]
		if err := actor.Require(RightLink, between(from, to, "", nil)); err != nil {
			return "", err
		}
		var wrong fault.Invalid
		wrong.Check(known, "from", "There is no such record, or it is not open to you.")
		wrong.Check(there, "to", "Choose the record to link with: there is none like this, or it is not open to you.")
		if invalid := fault.AsInvalid(d.check(tx)); invalid != nil {
			wrong.Fields = append(wrong.Fields, invalid.Fields...)
		}
		if err := wrong.Err(); err != nil {
			return "", err
		}
		return linkIn(tx, actor, d, true)
	})
}

// LinkOutside enters something that is kept elsewhere and joins a record with it.
func (s *Service) LinkOutside(ctx context.Context, actor access.Actor, d LinkDraft, to OutsideDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		found, err := s.loadIn(tx, actor, []Ref{d.From})
		if err != nil {
			return "", err
		}
		if err := actor.Require(RightLink, found[d.From].Object); err != nil {
			return "", err
		}
		if _, known := found[d.From]; !known {
			return "", fault.Missing("record")
		}
		id, err := AddOutsideIn(tx, actor, to)
		if err != nil {
			return "", err
		}
		d.To = Ref{KindOutside, id}
		if err := d.check(tx); err != nil {
			return "", err
		}
		return linkIn(tx, actor, d, true)
	})
}

// LinkIn joins two records within a transaction of a higher room, which has asked for the right over them. Records that are
// linked in this way already stay so.
func LinkIn(tx *db.Tx, actor access.Actor, d LinkDraft) error {
	if err := d.check(tx); err != nil {
		return err
	}
	_, err := linkIn(tx, actor, d, false)
	return err
}

func linkIn(tx *db.Tx, actor access.Actor, d LinkDraft, fresh bool) (string, error) {
	id := tx.NewID()
	n, err := insertLink(tx, actor, id, d)
	if err != nil || n == 0 && !fresh {
		return "", err
	}
	if n == 0 {
		return "", fault.Clash("The two are linked in this way already. End that link first, or choose another type.")
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, To: d.Label}); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionLink, Kind, id, d)
}

// End ends a link that was wrong or no longer holds. It stays in the register with the reason.
func (s *Service) End(ctx context.Context, actor access.Actor, id, reason string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		_, l, err := s.open(tx, actor, RightLink, id)
		if err != nil {
			return false, err
		}
		reason = strings.TrimSpace(reason)
		var wrong fault.Invalid
		wrong.Check(reason != "", "reason", "Write why the link ends: it is kept.")
		wrong.Check(utf8.RuneCountInString(reason) <= 500, "reason", "Shorten the reason to 500 characters.")
		if err := wrong.Err(); err != nil {
			return false, err
		}
		n, err := endLink(tx, actor, id, reason)
		if err == nil && n == 0 {
			err = fault.Clash("The link has ended already: %s", l.Link.EndedReason)
		}
		if err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionEnd, Kind, id, map[string]string{"reason": reason})
	})
	return err
}

// Find returns one link with its records.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Step, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Step, error) {
		_, step, err := s.open(tx, actor, RightSee, id)
		return step, err
	})
}

// open loads a link and asks for the right over it. Whoever may not see both of its records does not see the link.
func (s *Service) open(tx *db.Tx, actor access.Actor, right access.Right, id string) (access.Object, Step, error) {
	l, err := findLink(tx, id)
	if err != nil {
		return access.Object{}, Step{}, err
	}
	found, err := s.loadIn(tx, actor, []Ref{l.From(), l.To()})
	if err != nil {
		return access.Object{}, Step{}, err
	}
	from, known := found[l.From()]
	to, there := found[l.To()]
	o := between(from, to, l.Label, l.Named)
	if err := actor.Require(right, o); err != nil {
		return o, Step{}, err
	}
	if !known || !there {
		return o, Step{}, fault.Missing("link")
	}
	return o, Step{Link: l, From: from, To: to}, nil
}
