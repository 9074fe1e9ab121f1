package people

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
)

// SetAlias gives a person the name under which everyone but the secretariat and the own party sees them; an empty one
// takes it away. Two aliases that can be mistaken for each other are refused.
func (s *Service) SetAlias(ctx context.Context, actor access.Actor, id string, version int, alias string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		p, o, err := findWithObject(tx, id, tx.Today())
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightAlias, o); err != nil {
			return false, err
		}
		if err := changeable(tx, p); err != nil {
			return false, err
		}
		alias = strings.Join(strings.Fields(alias), " ")
		if err := checkAlias(tx, p, alias); err != nil {
			return false, err
		}
		n, err := setAlias(tx, id, version, alias)
		if err != nil {
			return false, err
		}
		if n == 0 {
			return false, fault.Clash("%s was changed by someone else in the meantime.", p.Given)
		}
		// The history says that there is an alias, not which: whoever reads it would know both names.
		return true, audit.Record(tx, actor, ActionAlias, Kind, id, map[string]bool{"alias": alias != ""})
	})
	return err
}

func checkAlias(tx *db.Tx, p Person, alias string) error {
	if alias == "" {
		return nil
	}
	if utf8.RuneCountInString(alias) > 100 {
		return fault.Wrong("alias", "The alias is longer than 100 characters. Shorten it.")
	}
	if names.Similarity(alias, p.Given) >= names.Alike {
		return fault.Wrong("alias", "The alias is too close to the name. Choose another one.")
	}
	taken, err := aliases(tx, p.ID)
	if err != nil {
		return err
	}
	for _, other := range taken {
		if names.Similarity(alias, other) >= names.Alike {
			return fault.Wrong("alias", "Somebody stands under an alias that can be mistaken for this one. Choose another one.")
		}
	}
	return nil
}
