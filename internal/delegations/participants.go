package delegations

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
)

// ParticipantList is who takes part in an activity, in protocol order.
type ParticipantList struct {
	Activity activities.Activity
	Final    bool // the activity has been held
	AsAt     db.Time
	Parties  []ParticipantParty
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
	Face shown.Face // as the reader of the list may see them
}

// ListOfParticipants returns the confirmed people in protocol order: the parties by kind and name, in each the head,
// the order given, and the name. It is made to be taken along: an entry for each person who is named says so. Who keeps a
// person's record sees it whole; everyone else, and everyone who reads a shared copy, sees what the person agreed to
// show to those who take part.
func (s *Service) ListOfParticipants(ctx context.Context, actor access.Actor, activityID string, shared bool) (ParticipantList, error) {
	list, err := s.participants(ctx, actor, activityID, shared)
	if err != nil {
		return ParticipantList{}, err
	}
	return list, audit.Exported(ctx, s.db, actor, people.Kind, list.named(), ActionExport, map[string]any{"activity": activityID, "shared": shared})
}

// named are the people whose names stand on the list.
func (l ParticipantList) named() []string {
	var out []string
	for _, party := range l.Parties {
		for _, p := range party.People {
			if p.Face.Named {
				out = append(out, p.PersonID)
			}
		}
	}
	return out
}

func (s *Service) participants(ctx context.Context, actor access.Actor, activityID string, shared bool) (ParticipantList, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (ParticipantList, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return ParticipantList{}, err
		}
		l := ParticipantList{Activity: a, Final: a.State == activities.Held, AsAt: tx.Now()}
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return l, err
		}
		if err := actor.RequireFresh(s.db.Clock()); err != nil {
			return l, err
		}
		confirmed, err := confirmed(tx, activityID)
		if err != nil {
			return l, err
		}
		faces, err := facesIn(tx, actor, activityID, confirmed, shared)
		if err != nil {
			return l, err
		}
		for i, n := range confirmed {
			if last := len(l.Parties) - 1; last < 0 || l.Parties[last].PartyID != n.PartyID {
				l.Parties = append(l.Parties, ParticipantParty{PartyID: n.PartyID, Name: n.Party})
			}
			party := &l.Parties[len(l.Parties)-1]
			party.People = append(party.People, Participant{Nomination: n, Face: faces[i]})
		}
		return l, nil
	})
}

// facesIn is how the actor, or the reader of a shared copy, sees the people of an activity. Whatever a person agreed to, a
// record labelled RED shows a name to its named readers alone; everyone else sees that somebody comes.
func facesIn(tx *db.Tx, actor access.Actor, activityID string, list []Nomination, shared bool) ([]shown.Face, error) {
	if shared {
		actor = access.Actor{Via: "public"}
	}
	opened, err := open(tx, actor, list)
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, n := range opened {
		named[n.ID] = true
	}
	ids := make([]string, len(list))
	for i, n := range list {
		ids[i] = n.PersonID
	}
	agreed, err := shown.In(tx, shown.Participants, activityID, ids)
	faces := make([]shown.Face, len(list))
	for i, n := range list {
		if n.PersonLabel == label.Red && !named[n.ID] {
			faces[i] = shown.Face{Name: shown.NoName}
			continue
		}
		faces[i] = agreed.FaceFor(actor, n.Object(), n.PersonID, n.Alias, n.face())
	}
	return faces, err
}

// face is the whole of what a list of participants says of a person.
func (n Nomination) face() shown.Face {
	f := shown.Face{
		Name: n.Person, AddressForm: n.AddressForm, NativeName: n.NativeName, NativeLang: n.NativeLang,
		Position: n.Position, Unit: n.Unit, Party: n.Party, Email: n.Email, Phone: n.Phone,
	}
	if n.FromPartyID != n.PartyID {
		f.Unit = strings.Trim(f.Unit+", "+n.FromParty, ", ")
	}
	return f
}
