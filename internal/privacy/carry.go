package privacy

import (
	"context"
	"errors"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/imports"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/registrations"
)

// Erase carries an erasure out. Whoever reviewed it does not: it takes two.
func (s *Service) Erase(ctx context.Context, actor access.Actor, id string) error {
	var dropped []files.File
	err := s.step(ctx, actor, id, func(tx *db.Tx, e Erasure) error {
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

// eraseIn takes a person out of every room, the highest first: each still finds what it needs in those below. What is left
// are rows under a pseudonym, of which counts are made.
func (s *Service) eraseIn(tx *db.Tx, actor access.Actor, personID string) ([]files.File, error) {
	p, err := people.FindIn(tx, personID)
	if err != nil {
		return nil, err
	}
	pseudonym := people.Pseudonym(personID)
	nominations, err := delegations.OfPersonIn(tx, personID)
	if err != nil {
		return nil, err
	}
	activities, err := delegations.ActivitiesOfPersonIn(tx, personID)
	if err != nil {
		return nil, err
	}
	accountIDs, err := accounts.IDsIn(tx, personID)
	if err != nil {
		return nil, err
	}
	names, err := accounts.NamesIn(tx, personID)
	if err != nil {
		return nil, err
	}
	names = compact(append(names, p.Addressed(), p.Given, p.NativeName, p.Alias))
	dropped, err := imports.EraseIn(tx, personID)
	if err != nil {
		return nil, err
	}
	for _, room := range []func() error{
		func() error { return attendance.EraseIn(tx, personID) },
		func() error { return registrations.EraseIn(tx, personID) },
		func() error { return delegations.EraseIn(tx, personID, pseudonym, names) },
		func() error { return letters.EraseIn(tx, personID, p.Email, pseudonym, names, activities) },
		func() error { return people.EraseIn(tx, actor, personID) },
	} {
		if err := room(); err != nil {
			return nil, err
		}
	}
	keys, err := accounts.EraseIn(tx, actor, personID, pseudonym)
	if err != nil {
		return nil, err
	}
	if err := db.ForgetKeysIn(tx, append(names, p.Email)...); err != nil {
		return nil, err
	}
	return dropped, eraseHistory(tx, actor, personID, nominations, accountIDs, keys)
}

// eraseHistory takes the words out of the histories of everything that concerned the person alone.
func eraseHistory(tx *db.Tx, actor access.Actor, personID string, nominations, accountIDs, keys []string) error {
	if err := audit.EraseDetailIn(tx, actor, people.Kind, personID, keys...); err != nil {
		return err
	}
	for _, id := range nominations {
		if err := audit.EraseDetailIn(tx, actor, delegations.Kind, id); err != nil {
			return err
		}
	}
	for _, id := range accountIDs {
		if err := audit.EraseDetailIn(tx, actor, accounts.Kind, id); err != nil {
			return err
		}
	}
	for _, key := range keys {
		if id, ok := cutLink(key); ok {
			if err := audit.EraseDetailIn(tx, actor, "signed_link", id); err != nil {
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

func cutLink(key string) (string, bool) {
	const link = "link:"
	if len(key) > len(link) && key[:len(link)] == link {
		return key[len(link):], true
	}
	return "", false
}
