package parties

import (
	"context"
	"fmt"
	"sync"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// Named is a party as the choices of a form show it, an agency with the party that it is inside.
type Named struct {
	ID   string `db:"id"`
	Name string `db:"name"`
}

// Names lists every party that the actor may see. Whoever reads it must not change it.
func (s *Service) Names(ctx context.Context, actor access.Actor) ([]Named, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Named, error) {
		state, err := stateOfParties(tx)
		if err != nil {
			return nil, err
		}
		where, args := actor.Where(RightSee, columns)
		who := fmt.Sprint(where, args)
		if list, ok := s.names.find(state, who); ok {
			return list, nil
		}
		list, err := nameParties(tx, actor)
		if err == nil {
			s.names.keep(state, who, list)
		}
		return list, err
	})
}

// partiesState tells one state of the table of parties from another.
type partiesState struct {
	Number   int    `db:"number"`
	Versions int    `db:"versions"`
	Latest   string `db:"latest"`
}

// nameLists keeps the lists of names as long as no party changes: they are a third of the cost of a page that offers them.
type nameLists struct {
	mu    sync.Mutex
	state partiesState
	lists map[string][]Named // by what the actor may see
}

// mostNames bounds how many lists are kept.
const mostNames = 100

func (n *nameLists) find(state partiesState, who string) ([]Named, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	list, ok := n.lists[who]
	return list, ok && n.state == state
}

func (n *nameLists) keep(state partiesState, who string, list []Named) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.state != state || len(n.lists) >= mostNames {
		n.state, n.lists = state, map[string][]Named{}
	}
	n.lists[who] = list
}
