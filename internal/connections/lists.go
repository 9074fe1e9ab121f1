package connections

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/parties"
)

// Pair is two people who met, as the secretariat reads it.
type Pair struct {
	ID       string  `db:"id" json:"id"`
	OneID    string  `db:"one_id" json:"one_id"`
	One      string  `db:"one" json:"one"`
	OneParty string  `db:"one_party" json:"one_party"`
	TwoID    string  `db:"two_id" json:"two_id"`
	Two      string  `db:"two" json:"two"`
	TwoParty string  `db:"two_party" json:"two_party"`
	Times    int     `db:"times" json:"times"`
	Since    db.Time `db:"since" json:"since"`
	How      string  `db:"how" json:"how" enum:"meeting,exchange,mixer" doc:"Of the first time"`
}

// ActivityPage is who met at an activity.
type ActivityPage struct {
	Activity activities.Activity `json:"-"`
	Pairs    []Pair              `json:"items" nullable:"false"`
	All      int                 `json:"all" doc:"Pairs that met, also those not named here"`
	Parties  int                 `json:"pairs_of_parties" doc:"Pairs of parties of which somebody met"`
	Next     []string            `json:"-"`
}

// OfActivity lists the pairs that met at an activity, the newest first. Those under the Chatham House Rule are counted only.
func (s *Service) OfActivity(ctx context.Context, actor access.Actor, activityID string, after []string, limit int) (ActivityPage, error) {
	return audit.ShownList[ActivityPage](ctx, s.db, actor, activities.Kind, ActionViewList, map[string]string{"activity": activityID})(db.View(ctx, s.db, func(tx *db.Tx) (ActivityPage, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return ActivityPage{}, err
		}
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return ActivityPage{}, err
		}
		page := ActivityPage{Activity: a}
		if page.Pairs, err = pairsOfActivity(tx, actor, activityID, after, limit+1); err != nil {
			return page, err
		}
		if len(page.Pairs) > limit {
			page.Pairs = page.Pairs[:limit]
			last := page.Pairs[limit-1]
			page.Next = []string{last.Since.Text(), last.ID}
		}
		if page.All, err = countPairs(tx, activityID); err != nil {
			return page, err
		}
		page.Parties, err = countPartyPairs(tx, activityID)
		return page, err
	}))
}

// Tie is that people of one party met people of another.
type Tie struct {
	PartyID string  `db:"party_id" json:"party_id"`
	Party   string  `db:"party" json:"party"`
	Pairs   int     `db:"pairs" json:"pairs" doc:"Pairs of people who met"`
	Since   db.Time `db:"since" json:"since"`
	Last    db.Time `db:"last_at" json:"last"`
}

// PartyPage is whom the people of a party met.
type PartyPage struct {
	Party parties.Party `json:"-"`
	Ties  []Tie         `json:"items" nullable:"false"`
}

// OfParty lists the parties whose people met people of this party or of an agency inside it.
func (s *Service) OfParty(ctx context.Context, actor access.Actor, partyID string) (PartyPage, error) {
	return audit.ShownList[PartyPage](ctx, s.db, actor, parties.Kind, ActionViewParty, map[string]string{"party": partyID})(db.View(ctx, s.db, func(tx *db.Tx) (PartyPage, error) {
		p, err := parties.FindIn(tx, partyID)
		if err != nil {
			return PartyPage{}, err
		}
		if err := actor.Require(RightSee, p.Object()); err != nil {
			return PartyPage{}, err
		}
		ties, err := tiesOf(tx, actor, partyID)
		return PartyPage{Party: p, Ties: ties}, err
	}))
}
