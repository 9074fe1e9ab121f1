package imports

import (
	"context"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

const (
	takeChunk = 50 // rows taken in one transaction
	atOnce    = 4  // chunks taken before the answer; the others by a job
	inOneJob  = 40 // chunks that one job takes before the next one goes on
)

// ContinueArgs is the job that goes on taking rows.
type ContinueArgs struct {
	Import  string `json:"import"`
	Account string `json:"account"`
	Name    string `json:"name"`
	After   int    `json:"after"`
}

// Kind names the job.
func (ContinueArgs) Kind() string { return "imports.continue" }

// Take takes the good rows: the first at once, the others by a job that goes on after a restart. Taking again
// goes on where it stopped.
func (s *Service) Take(ctx context.Context, actor access.Actor, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		imp, err := findImport(tx, id)
		if err != nil {
			return false, err
		}
		if err := require(tx, actor, imp.Kind, imp.ActivityID); err != nil {
			return false, err
		}
		if err := actor.RequireFresh(s.db.Clock()); err != nil {
			return false, err
		}
		switch imp.State {
		case Taken:
			return false, fault.Clash("The good rows of this file have been taken.")
		case Reading:
			return false, fault.Clash("This file has not been looked at to its end. Look at it again first.")
		}
		if err := imp.Options.check(tx, imp); err != nil {
			return false, err
		}
		if imp.State == Rehearsed {
			if err := audit.Record(tx, actor, ActionTake, Kind, id, map[string]int{"rows": imp.NewRows}); err != nil {
				return false, err
			}
		}
		return true, setState(tx, id, Taking)
	})
	if err != nil {
		return err
	}
	return s.takeSome(ctx, actor, ContinueArgs{Import: id, Account: actor.Account, Name: actor.Name}, atOnce)
}

// Continue is the job that goes on taking rows. The right was asked for when the taking began.
func (s *Service) Continue(ctx context.Context, args ContinueArgs) error {
	actor := access.Actor{Account: args.Account, Name: args.Name, Via: "system"}
	return s.takeSome(ctx, actor, args, inOneJob)
}

// takeSome takes a few chunks; the last one leaves a job for the rest, in its own transaction.
func (s *Service) takeSome(ctx context.Context, actor access.Actor, args ContinueArgs, chunks int) error {
	for n := 1; ; n++ {
		last, err := db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.takeChunk(tx, actor, args, takeChunk, n == chunks) })
		if isFault(err) {
			last, err = s.takeSingly(ctx, actor, args, n == chunks)
		}
		if err != nil || last == 0 || n == chunks {
			return err
		}
		args.After = last
	}
}

// takeSingly takes the rows of a chunk one by one, because one of them cannot be taken: that one is refused.
func (s *Service) takeSingly(ctx context.Context, actor access.Actor, args ContinueArgs, leave bool) (int, error) {
	for n := 1; ; n++ {
		last, err := db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.takeChunk(tx, actor, args, 1, leave && n == takeChunk) })
		if isFault(err) {
			words := err.Error()
			last, err = db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return refuseNext(tx, args, words) })
		}
		if err != nil || last == 0 || n == takeChunk {
			return last, err
		}
		args.After = last
	}
}

func refuseNext(tx *db.Tx, args ContinueArgs, words string) (int, error) {
	rows, err := waiting(tx, args.Import, args.After, 1)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0].Line, markRefused(tx, args.Import, rows[0].Line, refusal{Reason: words})
}

func isFault(err error) bool {
	return fault.AsInvalid(err) != nil || fault.IsConflict(err) || fault.IsNotFound(err)
}

// takeChunk takes the next rows and returns the line of the last one, 0 when none is left.
func (s *Service) takeChunk(tx *db.Tx, actor access.Actor, args ContinueArgs, most int, leave bool) (int, error) {
	imp, err := findBrief(tx, args.Import)
	if err != nil || imp.State == Taken {
		return 0, err
	}
	rows, err := waiting(tx, imp.ID, args.After, most)
	if err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		return 0, finish(tx, actor, imp.ID)
	}
	t, err := newTaker(tx, actor, imp, rows)
	if err != nil {
		return 0, err
	}
	for i, row := range rows {
		recordID, err := t.take(row, t.records[i])
		if err != nil {
			return 0, err
		}
		if err := markTaken(tx, imp.ID, row.Line, recordID); err != nil {
			return 0, err
		}
	}
	args.After = rows[len(rows)-1].Line
	if leave {
		return args.After, s.queue.Enqueue(tx, args)
	}
	return args.After, nil
}

func finish(tx *db.Tx, actor access.Actor, id string) error {
	if err := count(tx, id, Taken); err != nil {
		return err
	}
	if err := setTaken(tx, id); err != nil {
		return err
	}
	imp, err := findImport(tx, id)
	if err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionTaken, Kind, imp.ID, map[string]int{"rows": imp.TakenRows})
}

// taker takes rows within one transaction.
type taker struct {
	tx       *db.Tx
	actor    access.Actor
	imp      Import
	reader   reader
	reg      *register
	records  []record
	activity activities.Activity
}

func newTaker(tx *db.Tx, actor access.Actor, imp Import, rows []Row) (*taker, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	t := &taker{tx: tx, actor: actor, imp: imp, reader: reader{kind: imp.Kind, opts: imp.Options, words: words}}
	for _, row := range rows {
		rec, bad := t.reader.read(row.Cells)
		if bad != nil {
			return nil, fault.Wrong(bad.Cell, "%s", bad.Reason)
		}
		t.records = append(t.records, rec)
	}
	if t.reg, err = openRegister(tx, imp, t.records); err != nil {
		return nil, err
	}
	if imp.Kind == Participants {
		t.activity, err = activities.FindIn(tx, imp.ActivityID)
	}
	return t, err
}

// take writes one row to the registers and returns the id of the person or party.
func (t *taker) take(row Row, rec record) (string, error) {
	if t.imp.Kind == Parties {
		return t.takeParty(rec)
	}
	m, bad := t.reg.match(t.reader, rec)
	if bad != nil {
		return "", fault.Wrong(bad.Cell, "%s", bad.Reason)
	}
	if err := t.enterParty(&m); err != nil {
		return "", err
	}
	if err := t.enterPerson(&m); err != nil {
		return "", err
	}
	if t.imp.Kind == People {
		return m.PersonID, nil
	}
	return m.PersonID, t.enterParticipant(row, m)
}

// enterParty enters the party of a person where it is new.
func (t *taker) enterParty(m *matched) error {
	if m.NewKind == "" {
		return nil
	}
	id, err := parties.AddIn(t.tx, t.actor, parties.Draft{Name: m.PartyName, Code: m.PartyCode, Kind: m.NewKind})
	if err != nil {
		return err
	}
	m.Party = partyRow{ID: id, Code: m.PartyCode, Name: m.PartyName, NameKey: names.Fold(m.PartyName)}
	m.PartyKey, m.NewKind = id, ""
	t.reg.dir.add(m.Party)
	return nil
}

// enterPerson enters a new person, or gives a known one the affiliation that the register does not have.
func (t *taker) enterPerson(m *matched) error {
	from := m.Person.From
	if t.imp.Kind == Participants {
		from = t.activity.StartsOn // the first day on which the file proves it
	}
	var err error
	switch {
	case m.PersonID == "":
		d := m.Person
		d.PartyID, d.From = m.Party.ID, from
		m.PersonID, err = people.AddIn(t.tx, t.actor, d)
	case m.Party.ID != "" && !t.reg.works[joinKey(m.PersonID, m.PartyKey)]:
		_, err = people.AffiliateIn(t.tx, t.actor, people.AffiliationDraft{
			PersonID: m.PersonID, PartyID: m.Party.ID, Position: m.Person.Position, Unit: m.Person.Unit, From: from,
		})
	default:
		return nil
	}
	t.reg.know(knownRow{ID: m.PersonID, Given: m.Person.Given, NameKey: m.NameKey, EmailKey: people.EmailKey(m.Person.Email), Top: m.PartyKey})
	return err
}

func (t *taker) enterParticipant(row Row, m matched) error {
	opts := t.imp.Options
	nomination, err := delegations.AddConfirmedIn(t.tx, t.actor, delegations.ConfirmedDraft{
		ActivityID: t.imp.ActivityID, PartyID: m.PartyKey, FromPartyID: m.Party.ID, PersonID: m.PersonID, Category: opts.Category,
		Mode: opts.Mode, Position: m.Person.Position, Unit: m.Person.Unit, Source: delegations.FromImport,
	})
	if err != nil || !opts.Attended {
		return err
	}
	// Nobody knows at which hour they came: noon of the first day stands for it.
	at := db.At(t.activity.Begins().Add(12 * time.Hour))
	_, err = attendance.RecordIn(t.tx, t.actor, attendance.ScanDraft{
		ID: db.NewID(), ActivityID: t.imp.ActivityID, NominationID: nomination, Direction: attendance.In, Method: attendance.ByImport, At: at,
	})
	return err
}

func (t *taker) takeParty(rec record) (string, error) {
	d := parties.Draft{
		Name: rec.PartyName, Code: rec.PartyCode, Kind: t.imp.Options.Kinds[rec.Group], ShortName: rec.Party.Short,
		FormalName: rec.Party.Formal, ISO: rec.Party.ISO, Region: rec.Party.Region,
	}
	if rec.Party.Parent != "" {
		parent, found := t.reg.dir.find(rec.Party.Parent, rec.Party.Parent)
		if !found {
			return "", fault.Wrong(t.imp.Options.heading(fieldParent), "The party that this one is inside is not in the register.")
		}
		d.ParentID = parent.ID
	}
	if known, found := t.reg.dir.findIn(d.ParentID, rec); found {
		return known.ID, nil // entered by someone else since the rehearsal
	}
	id, err := parties.AddIn(t.tx, t.actor, d)
	if err != nil {
		return "", err
	}
	t.reg.dir.add(partyRow{
		ID: id, Code: d.Code, ISO: d.ISO, Name: d.Name, Short: d.ShortName, Formal: d.FormalName,
		NameKey: names.Fold(d.Name), ParentID: d.ParentID,
	})
	if rec.Party.Status == "" {
		return id, nil
	}
	_, err = parties.SetMembershipIn(t.tx, t.actor, id, parties.MembershipDraft{Status: rec.Party.Status, From: rec.Party.From})
	return id, err
}
