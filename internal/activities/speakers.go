package activities

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/people"
)

// shownSpeakers lists the speakers of an activity: with their names for those who keep their records, for everyone else
// as the audience may see them.
func shownSpeakers(tx *db.Tx, actor access.Actor, activityID string, audience people.Audience) ([]Speaker, error) {
	speakers, err := speakersOf(tx, "s.activity_id", activityID)
	if err != nil || len(speakers) == 0 {
		return nil, err
	}
	ids := make([]string, len(speakers))
	for i, sp := range speakers {
		ids[i] = sp.PersonID
	}
	objects, err := people.ObjectsIn(tx, ids)
	if err != nil {
		return nil, err
	}
	shown, err := people.ShownIn(tx, audience, activityID, ids)
	for i, sp := range speakers {
		if actor.Person == sp.PersonID || people.Insider(actor, objects[sp.PersonID]) {
			continue
		}
		f := shown.Face(sp.PersonID, sp.Alias, people.Face{Name: sp.Name, AddressForm: sp.AddressForm})
		speakers[i].Name, speakers[i].AddressForm, speakers[i].PersonID = f.Name, f.AddressForm, ""
	}
	return speakers, err
}
