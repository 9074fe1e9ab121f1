package privacy

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	planned "counterpart/internal/actionplans/dossier"
	"counterpart/internal/alumni"
	"counterpart/internal/assessments"
	learnt "counterpart/internal/assessments/dossier"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/certificates"
	"counterpart/internal/connections"
	met "counterpart/internal/connections/dossier"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/delegations/dossier"
	assessed "counterpart/internal/gaps/dossier"
	"counterpart/internal/held"
	listed "counterpart/internal/imports/dossier"
	said "counterpart/internal/interests/dossier"
	"counterpart/internal/letters"
	mixed "counterpart/internal/mixers/dossier"
	meetings "counterpart/internal/networking/dossier"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
	"counterpart/internal/registrations"
	taught "counterpart/internal/training/dossier"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// Data is everything that is held of a person, and why, for how long, who looked and who may see it.
type Data struct {
	Person  people.Person
	Own     bool // the reader is the person
	OnHold  bool
	Records []held.Record
	Hidden  []string // classes of which the reader's other rights do not open everything; empty for the own person
	Views   []audit.View
	Shown   []Switch
	Items   []people.Consent // the latest answer to each other item
	Erasure *Erasure         // the latest wish, if any
	Words   *vocabulary.Words
}

// Of returns the records of one class.
func (d Data) Of(class string) []held.Record {
	var out []held.Record
	for _, r := range d.Records {
		if r.Class == class {
			out = append(out, r)
		}
	}
	return out
}

// Why lists the entries of the register of processing that cover a class.
func (d Data) Why(class string) []pack.Processing {
	var out []pack.Processing
	for _, p := range d.Words.Pack.Processing {
		if slices.Contains(p.Classes, class) {
			out = append(out, p)
		}
	}
	return out
}

// Switch is one field and one audience that the person decides about.
type Switch struct {
	Field    shown.Field
	Audience shown.Audience
	On       bool
}

// mostViews bounds how many looks are listed.
const mostViews = 200

// Data returns what is held of a person; that somebody else looked is noted where the person can read it.
func (s *Service) Data(ctx context.Context, actor access.Actor, personID string) (Data, error) {
	d, err := db.View(ctx, s.db, func(tx *db.Tx) (Data, error) { return s.dataIn(tx, actor, personID) })
	if err == nil && !d.Own {
		err = audit.Viewed(ctx, s.db, actor, people.Kind, personID, ActionView)
	}
	return d, err
}

func (s *Service) dataIn(tx *db.Tx, actor access.Actor, personID string) (d Data, err error) {
	if personID == "" {
		return s.accountIn(tx, actor)
	}
	if d.Person, err = people.FindIn(tx, personID); err != nil {
		return d, err
	}
	o, err := people.ObjectIn(tx, personID)
	if err != nil {
		return d, err
	}
	if err := mayKnow(actor, personID, o); err != nil {
		return Data{}, err
	}
	d.Own = actor.Person == personID
	if d.Records, err = s.recordsIn(tx, d.Person, d.Own || actor.Can(registrations.RightSeeSensitive, o), d.Own); err != nil {
		return d, err
	}
	if !d.Own {
		d.narrow(actor, o)
	}
	if d.Views, err = audit.ViewsOf(tx, people.Kind, personID, 0, mostViews); err != nil {
		return d, err
	}
	if d.OnHold, err = people.OnHoldIn(tx, personID); err != nil {
		return d, err
	}
	if d.Words, err = vocabulary.In(tx); err != nil {
		return d, err
	}
	if d.Erasure, err = latestErasure(tx, personID); err != nil {
		return d, err
	}
	return d, d.fill(tx)
}

// accountIn is what is held of somebody who is signed in and no person of the register.
func (s *Service) accountIn(tx *db.Tx, actor access.Actor) (d Data, err error) {
	if !actor.SignedIn() || !actor.Holds(RightOwn) {
		return d, actor.Require(RightOwn, access.Anything)
	}
	d.Own, d.Person.Given = true, actor.Name
	if d.Words, err = vocabulary.In(tx); err != nil {
		return d, err
	}
	d.Records, err = accounts.HeldByIn(tx, actor.Account)
	return d, err
}

// opens says which right opens the records of a class to somebody else than the person. Reviewing what is held is no way
// around the rights of the rooms that hold it.
var opens = map[string]access.Right{
	held.Identity: people.RightSee, held.Contact: people.RightSee, held.Affiliations: people.RightSee, held.Posts: people.RightSee, held.Consents: people.RightSee,
	held.Nominations: delegations.RightSee, held.Registrations: registrations.RightSee, held.Attendance: attendance.RightSee,
	held.Networking: connections.RightSee, held.Learning: assessments.RightManage, held.Capacity: certificates.RightSee, held.Letters: letters.RightSee, held.Accounts: accounts.RightSee, held.Imports: people.RightImport,
}

// narrow leaves out what the reader could not read in its own room, and says that it did.
func (d *Data) narrow(actor access.Actor, o access.Object) {
	d.Records = slices.DeleteFunc(d.Records, func(r held.Record) bool {
		open := actor.Can(opens[r.Class], o)
		if !open && !slices.Contains(d.Hidden, r.Class) {
			d.Hidden = append(d.Hidden, r.Class)
		}
		return !open
	})
	if actor.Can(registrations.RightSee, o) && !actor.Can(registrations.RightSeeSensitive, o) && len(d.Of(held.Registrations)) > 0 {
		d.Hidden = append(d.Hidden, held.Registrations)
	}
}

// recordsIn asks every room, the highest last.
func (s *Service) recordsIn(tx *db.Tx, p people.Person, sensitive, own bool) ([]held.Record, error) {
	var out []held.Record
	for _, room := range []func() ([]held.Record, error){
		func() ([]held.Record, error) { return people.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return accounts.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return assessed.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return letters.HeldIn(tx, p.ID, p.Email) },
		func() ([]held.Record, error) { return dossier.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return s.opts.Registrations.HeldIn(tx, p.ID, sensitive) },
		func() ([]held.Record, error) { return attendance.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return said.HeldIn(tx, p.ID, own) },
		func() ([]held.Record, error) { return meetings.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return mixed.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return met.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return learnt.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return planned.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return certificates.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return alumni.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return taught.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return s.opts.Secondments.HeldIn(tx, p.ID) },
		func() ([]held.Record, error) { return listed.HeldIn(tx, p.ID) },
	} {
		records, err := room()
		if err != nil {
			return nil, err
		}
		out = append(out, records...)
	}
	return out, nil
}

// fill reads the switches and the other consents.
func (d *Data) fill(tx *db.Tx) error {
	for _, audience := range shown.Asked {
		agreed, err := shown.In(tx, audience, "", []string{d.Person.ID})
		if err != nil {
			return err
		}
		for _, f := range shown.Fields {
			d.Shown = append(d.Shown, Switch{Field: f, Audience: audience, On: agreed.Agreed(d.Person.ID, f)})
		}
	}
	latest, err := people.ConsentsIn(tx, d.Person.ID)
	for _, c := range latest {
		if d.Words.Has(vocabulary.Consents, c.Item) {
			d.Items = append(d.Items, c)
		}
	}
	return err
}
