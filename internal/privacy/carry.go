package privacy

import (
	"context"
	"errors"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	planned "counterpart/internal/actionplans/dossier"
	"counterpart/internal/activities"
	"counterpart/internal/alumni"
	learnt "counterpart/internal/assessments/dossier"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/certificates"
	"counterpart/internal/commitments"
	met "counterpart/internal/connections/dossier"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/delegations/dossier"
	"counterpart/internal/fault"
	calendars "counterpart/internal/feeds/dossier"
	"counterpart/internal/files"
	assessed "counterpart/internal/gaps/dossier"
	listed "counterpart/internal/imports/dossier"
	"counterpart/internal/indicators"
	"counterpart/internal/instruments"
	said "counterpart/internal/interests/dossier"
	"counterpart/internal/labels"
	"counterpart/internal/laws"
	"counterpart/internal/letters"
	mixed "counterpart/internal/mixers/dossier"
	meetings "counterpart/internal/networking/dossier"
	"counterpart/internal/outcomes"
	"counterpart/internal/people"
	"counterpart/internal/publications"
	"counterpart/internal/questionnaires"
	"counterpart/internal/recommendations"
	"counterpart/internal/registrations"
	"counterpart/internal/results"
	"counterpart/internal/secondments"
	"counterpart/internal/signins"
	"counterpart/internal/support"
	"counterpart/internal/threads"
	taught "counterpart/internal/training/dossier"
)

// Erase carries an erasure out. Whoever reviewed it does not: it takes two.
func (s *Service) Erase(ctx context.Context, actor access.Actor, id string) error {
	var dropped []files.File
	err := s.step(ctx, actor, id, func(tx *db.Tx, e Erasure) error {
		if err := actor.RequireFresh(s.db.Clock()); err != nil {
			return err
		}
		switch {
		case e.State != Reviewed:
			return fault.Clash("Somebody of the secretariat has to review this first.")
		case e.ReviewedBy == actor.Key():
			return fault.Refuse("You reviewed this yourself. A second person carries it out.")
		case e.Upcoming != "":
			return fault.Clash("The person is to take part in %s. Withdraw the nomination first, or wait until it is over.", e.Upcoming)
		}
		var err error
		if dropped, err = s.eraseIn(tx, actor, e.PersonID); err != nil {
			return err
		}
		if err := finishErasure(tx, id, actor.Key()); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionErase, KindErasure, id, nil)
	})
	if err != nil {
		return err
	}
	return s.after(ctx, dropped)
}

// traces is what the histories of other records than the person's own know the person by.
type traces struct {
	person      people.Person
	names       []string // the longer ones first
	activities  []string
	nominations []string
	accounts    []string
	messages    []string
	imports     []string
	plans       []string // action plans
	secondments []string
	keys        []string // of the person as an actor
}

func tracesIn(tx *db.Tx, personID string) (t traces, err error) {
	if t.person, err = people.FindIn(tx, personID); err != nil {
		return t, err
	}
	for _, list := range []struct {
		into *[]string
		read func(*db.Tx, string) ([]string, error)
	}{
		{&t.activities, dossier.ActivitiesOfPersonIn},
		{&t.nominations, dossier.OfPersonIn},
		{&t.plans, planned.OfPersonIn},
		{&t.secondments, secondments.OfPersonIn},
		{&t.accounts, accounts.IDsIn},
		{&t.names, accounts.NamesIn},
	} {
		if *list.into, err = list.read(tx, personID); err != nil {
			return t, err
		}
	}
	t.names = compact(append(t.names, t.person.Addressed(), t.person.Given, t.person.NativeName, t.person.Alias))
	if t.imports, err = listed.NamingIn(tx, personID, t.words()); err != nil {
		return t, err
	}
	t.messages, err = letters.ToIn(tx, personID, t.person.Email)
	return t, err
}

// words are the names and the address.
func (t traces) words() []string { return compact(append(slices.Clone(t.names), t.person.Email)) }

// eraseIn takes a person out of every room, the highest first: each still finds what it needs in those below. What is left
// are rows under a pseudonym, of which counts are made.
func (s *Service) eraseIn(tx *db.Tx, actor access.Actor, personID string) ([]files.File, error) {
	t, err := tracesIn(tx, personID)
	if err != nil {
		return nil, err
	}
	pseudonym := people.Pseudonym(personID)
	dropped, err := listed.EraseIn(tx, personID, t.words())
	if err != nil {
		return nil, err
	}
	shown, err := planned.FilesOf(tx, personID)
	if err != nil {
		return nil, err
	}
	gone, err := files.ForgetIn(tx, shown...)
	if err != nil {
		return nil, err
	}
	dropped = append(dropped, gone...)
	for _, room := range []func() error{
		func() error { return meetings.EraseIn(tx, personID) },
		func() error { return mixed.EraseIn(tx, personID) },
		func() error { return said.EraseIn(tx, personID) },
		func() error { return met.EraseIn(tx, personID) },
		func() error { return certificates.EraseIn(tx, personID, pseudonym) },
		func() error { return taught.EraseIn(tx, personID) },
		func() error { return attendance.EraseIn(tx, personID) },
		func() error { return registrations.EraseIn(tx, personID) },
		func() error { return dossier.EraseIn(tx, personID, pseudonym, t.names) },
		func() error { return letters.EraseIn(tx, personID, t.person.Email, pseudonym, t.names, t.activities) },
		func() error { return people.EraseIn(tx, actor, personID) },
		func() error { return db.ForgetKeysIn(tx, t.words()...) },
		func() error { return signins.EraseIn(tx, t.accounts...) },
		func() error { return calendars.EraseIn(tx, t.accounts...) },
		func() error { return blankItems(tx, personID) },
	} {
		if err := room(); err != nil {
			return nil, err
		}
	}
	if t.keys, err = accounts.EraseIn(tx, actor, personID, pseudonym, t.names); err != nil {
		return nil, err
	}
	papers, err := secondments.EraseIn(tx, pseudonym, personID, t.keys)
	if err != nil {
		return nil, err
	}
	if err := t.forgetIn(tx, pseudonym); err != nil {
		return nil, err
	}
	dropped = append(dropped, papers...)
	return dropped, t.eraseHistory(tx, actor)
}

// forgetIn puts the pseudonym in place of what the person did and said as somebody who may do something.
func (t traces) forgetIn(tx *db.Tx, pseudonym string) error {
	for _, room := range []func() error{
		func() error { return learnt.EraseIn(tx, t.person.ID, pseudonym, t.keys) },
		func() error { return planned.EraseIn(tx, t.person.ID, pseudonym, t.keys) },
		func() error { return certificates.ForgetIn(tx, pseudonym, t.keys) },
		func() error { return alumni.EraseIn(tx, t.person.ID, pseudonym, t.keys) },
		func() error { return curricula.EraseIn(tx, pseudonym, t.keys) },
		func() error { return assessed.EraseIn(tx, pseudonym, t.person.ID, t.keys) },
		func() error { return questionnaires.EraseIn(tx, pseudonym, t.keys) },
		func() error { return instruments.EraseIn(tx, pseudonym, t.keys) },
		func() error { return recommendations.EraseIn(tx, pseudonym, t.keys) },
		func() error { return laws.EraseIn(tx, pseudonym, t.keys) },
		func() error { return taught.ForgetIn(tx, pseudonym, t.keys) },
		func() error { return commitments.EraseIn(tx, pseudonym, t.person.ID, t.keys) },
		func() error { return outcomes.EraseIn(tx, pseudonym, t.person.ID, t.keys, t.words()) },
		func() error { return support.EraseIn(tx, pseudonym, t.keys, t.words()) },
		func() error { return threads.EraseIn(tx, pseudonym, t.keys) },
		func() error { return results.EraseIn(tx, pseudonym, t.keys) },
		func() error { return indicators.EraseIn(tx, t.person.ID, pseudonym, t.keys) },
		func() error { return publications.EraseIn(tx, pseudonym, t.keys) },
		func() error { return labels.EraseIn(tx, people.Kind, t.person.ID, pseudonym, t.keys) },
	} {
		if err := room(); err != nil {
			return err
		}
	}
	return nil
}

// searched are the kinds of lists in which people are looked for by words: whatever was typed may be the person's name.
var searched = []string{people.Kind, activities.Kind}

// eraseHistory takes the words out of the histories of everything that concerned the person.
func (t traces) eraseHistory(tx *db.Tx, actor access.Actor) error {
	if err := audit.EraseDetailIn(tx, actor, people.Kind, t.person.ID, t.keys...); err != nil {
		return err
	}
	for _, kind := range searched {
		if err := audit.EraseSearchesIn(tx, actor, kind); err != nil {
			return err
		}
	}
	var links []string
	for _, key := range t.keys {
		if id, ok := strings.CutPrefix(key, "link:"); ok {
			links = append(links, id)
		}
	}
	for _, records := range []struct {
		kind string
		ids  []string
	}{
		{delegations.Kind, t.nominations}, {secondments.Kind, t.secondments}, {accounts.Kind, t.accounts}, {"message", t.messages}, {listed.Kind, t.imports}, {actionplans.Kind, t.plans}, {"signed_link", links},
	} {
		for _, id := range records.ids {
			if err := audit.EraseDetailIn(tx, actor, records.kind, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// after does what a transaction cannot: it drops bytes, writes the log and makes sessions meet the database.
func (s *Service) after(ctx context.Context, dropped []files.File) error {
	s.opts.Accounts.Forget()
	err := s.SyncLog(ctx)
	for _, f := range dropped {
		err = errors.Join(err, s.opts.Files.Drop(f))
	}
	return errors.Join(err, s.db.Forget(ctx))
}

func compact(list []string) []string {
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) }) // the longer first: a name may stand in another
	return slices.DeleteFunc(slices.Compact(list), func(s string) bool { return s == "" })
}
