package delegations

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/parties"
	"counterpart/internal/people"
)

// Delegation is a party's part in an activity: its seats, its invitation and everybody named, in protocol order.
type Delegation struct {
	PartyID     string       `json:"party_id"`
	Party       string       `json:"party"`
	Seats       []Allocation `json:"seats" nullable:"false"`
	Invitation  *Invitation  `json:"invitation,omitempty"`
	Nominations []Nomination `json:"nominations" nullable:"false"`
}

// Reserves are the people who wait for a seat, the next first.
func (d Delegation) Reserves() []Nomination { return d.in(Reserve) }

// Confirmed are the people who take part.
func (d Delegation) Confirmed() []Nomination { return d.in(Confirmed) }

func (d Delegation) in(s State) []Nomination {
	var out []Nomination
	for _, n := range d.Nominations {
		if n.State == s {
			out = append(out, n)
		}
	}
	return out
}

// Offer is the reserve to whom a free seat may be offered next, nil when no seat is free or nobody waits.
func (d Delegation) Offer() *Nomination {
	free := map[string]bool{}
	for _, a := range d.Seats {
		free[a.ID] = a.Free() > 0
	}
	var best *Nomination
	for i, n := range d.Nominations {
		if n.State == Reserve && free[n.AllocationID] && (best == nil || n.Rank < best.Rank) {
			best = &d.Nominations[i]
		}
	}
	return best
}

// Delegations lists the parties of an activity that have seats, an invitation or people, in protocol order, as far
// as the actor may see them.
func (s *Service) Delegations(ctx context.Context, actor access.Actor, activityID string) ([]Delegation, error) {
	return audit.ShownList[[]Delegation](ctx, s.db, actor, activities.Kind, ActionViewList, map[string]string{"activity": activityID})(db.View(ctx, s.db, func(tx *db.Tx) ([]Delegation, error) {
		if !actor.Holds(RightSee) {
			return nil, actor.Require(RightSee, access.Anything)
		}
		if _, err := activities.FindIn(tx, activityID); err != nil {
			return nil, err
		}
		order, err := partsOf(tx, actor, activityID)
		if err != nil {
			return nil, err
		}
		seats, err := allocations(tx, actor, activityID, "")
		if err != nil {
			return nil, err
		}
		named, err := listNominations(tx, actor, Filter{ActivityID: activityID})
		if err != nil {
			return nil, err
		}
		invitations, err := listInvitations(tx, actor, activityID, "")
		if err != nil {
			return nil, err
		}
		return gather(order, seats, named, invitations), nil
	}))
}

// gather sorts seats, people and invitations under their parties.
func gather(out []Delegation, seats []Allocation, named []Nomination, invitations []Invitation) []Delegation {
	at := make(map[string]*Delegation, len(out))
	for i := range out {
		out[i].Seats, out[i].Nominations = []Allocation{}, []Nomination{}
		at[out[i].PartyID] = &out[i]
	}
	for _, a := range seats {
		if d := at[a.PartyID]; d != nil {
			d.Seats = append(d.Seats, a)
		}
	}
	for _, n := range named {
		if d := at[n.PartyID]; d != nil {
			d.Nominations = append(d.Nominations, n)
		}
	}
	for i := range invitations {
		if d := at[invitations[i].PartyID]; d != nil {
			d.Invitation = &invitations[i]
		}
	}
	return out
}

func personIDs(list []Nomination) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = n.PersonID
	}
	return out
}

// Own is everything that a focal point sees and needs on one page.
type Own struct {
	Activity   activities.Activity
	Party      parties.Party
	Delegation Delegation        // with those that are over, too
	History    map[string][]Step // by nomination
	Known      []Known
	Agencies   []Agency
	Now        db.Time
	Open       bool   // people may be named and changed
	Closed     string // why not
}

// Own returns a party's part in an activity for whoever may nominate there.
func (s *Service) Own(ctx context.Context, actor access.Actor, activityID, partyID string) (Own, error) {
	o, err := audit.Shown(ctx, s.db, actor, people.Kind, ActionViewOwn, func(o Own) []string { return personIDs(o.Delegation.Nominations) })(s.own(ctx, actor, activityID, partyID))
	if len(o.Known) == 0 {
		return o, err
	}
	return audit.ShownList[Own](ctx, s.db, actor, activities.Kind, ActionViewKnown, map[string]string{"activity": activityID, "party": partyID})(o, err)
}

func (s *Service) own(ctx context.Context, actor access.Actor, activityID, partyID string) (Own, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Own, error) {
		a, _, err := s.part(tx, actor, activityID, partyID)
		if err != nil {
			return Own{}, err
		}
		o := Own{Activity: a, Now: tx.Now()}
		if o.Party, err = parties.FindIn(tx, partyID); err != nil {
			return o, err
		}
		o.Delegation = Delegation{PartyID: partyID, Party: o.Party.Name}
		if o.Delegation.Seats, err = allocationsOf(tx, activityID, partyID); err != nil {
			return o, err
		}
		named, err := nominationsOf(tx, activityID, partyID)
		if err != nil {
			return o, err
		}
		if o.Delegation.Nominations, err = open(tx, actor, named); err != nil {
			return o, err
		}
		i, err := invitationOf(tx, activityID, partyID)
		if err != nil {
			return o, err
		}
		if i.ID != "" {
			o.Delegation.Invitation = &i
		}
		if err := o.load(tx); err != nil {
			return o, err
		}
		closed := openFor(tx, actor, a, Allocation{PartyID: partyID})
		o.Open = closed == nil
		if conflict, ok := closed.(*fault.Conflict); ok {
			o.Closed = conflict.Words
		}
		return o, nil
	})
}

func (o *Own) load(tx *db.Tx) (err error) {
	ids := make([]string, len(o.Delegation.Nominations))
	for i, n := range o.Delegation.Nominations {
		ids[i] = n.ID
	}
	steps, err := stepsOf(tx, ids)
	if err != nil {
		return err
	}
	o.History = make(map[string][]Step, len(ids))
	for _, step := range steps {
		o.History[step.NominationID] = append(o.History[step.NominationID], step)
	}
	if o.Known, err = known(tx, o.Activity.ID, o.Party.ID, "", tx.Today()); err != nil {
		return err
	}
	o.Agencies, err = agencies(tx, o.Party.ID)
	return err
}

// Invitations lists a party's invitations over the years with their fate, for its page.
func (s *Service) Invitations(ctx context.Context, actor access.Actor, partyID string) ([]Invitation, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Invitation, error) { return listInvitations(tx, actor, "", partyID) })
}
