package delegations

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// ParticipantList is who takes part in an activity, in protocol order.
type ParticipantList struct {
	Activity activities.Activity
	Final    bool // the activity has been held
	AsAt     db.Time
	Parties  []ParticipantParty
	Withheld int // people whose names are left out of a shared copy
}

// ParticipantParty is one delegation of the list.
type ParticipantParty struct {
	PartyID string
	Name    string
	People  []Participant
}

// Participant is one line of the list.
type Participant struct {
	Nomination
	Listed bool // agreed that name, position and organisation are given to those who take part
}

// ListOfParticipants returns the confirmed people in protocol order: the parties by kind and name, in each the head,
// the order given, and the name. It is made to be taken along: an entry for each person says so. shared leaves out those who
// did not agree to be named.
func (s *Service) ListOfParticipants(ctx context.Context, actor access.Actor, activityID string, shared bool) (ParticipantList, error) {
	list, err := s.participants(ctx, actor, activityID)
	if err != nil {
		return ParticipantList{}, err
	}
	return list, audit.Exported(ctx, s.db, actor, people.Kind, list.personIDs(shared), ActionExport, map[string]any{"activity": activityID, "shared": shared})
}

func (l ParticipantList) personIDs(shared bool) []string {
	var out []string
	for _, party := range l.Parties {
		for _, p := range party.People {
			if p.Listed || !shared {
				out = append(out, p.PersonID)
			}
		}
	}
	return out
}

func (s *Service) participants(ctx context.Context, actor access.Actor, activityID string) (ParticipantList, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (ParticipantList, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return ParticipantList{}, err
		}
		l := ParticipantList{Activity: a, Final: a.State == activities.Held, AsAt: tx.Now()}
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return l, err
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return l, err
		}
		agreed, err := agreedTo(tx, activityID, words.Codes(vocabulary.Consents, "participants_list"))
		if err != nil {
			return l, err
		}
		people, err := confirmed(tx, activityID)
		if err != nil {
			return l, err
		}
		for _, n := range people {
			if last := len(l.Parties) - 1; last < 0 || l.Parties[last].PartyID != n.PartyID {
				l.Parties = append(l.Parties, ParticipantParty{PartyID: n.PartyID, Name: n.Party})
			}
			p := Participant{Nomination: n, Listed: agreed[n.PersonID]}
			if !p.Listed {
				l.Withheld++
			}
			party := &l.Parties[len(l.Parties)-1]
			party.People = append(party.People, p)
		}
		return l, nil
	})
}
