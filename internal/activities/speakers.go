package activities

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/people/shown"
)

// shownSpeakers lists the speakers of an activity: with their names for those who keep their records, for everyone else
// as the audience may see them.
func shownSpeakers(tx *db.Tx, actor access.Actor, activityID string, audience shown.Audience) ([]Speaker, error) {
	speakers, err := speakersOf(tx, "s.activity_id", activityID)
	if err != nil || len(speakers) == 0 {
		return nil, err
	}
	ids := make([]string, len(speakers))
	for i, sp := range speakers {
		ids[i] = sp.PersonID
	}
	objects, err := shown.ObjectsIn(tx, ids)
	if err != nil {
		return nil, err
	}
	agreed, err := shown.In(tx, audience, activityID, ids)
	for i, sp := range speakers {
		f := agreed.FaceFor(actor, objects[sp.PersonID], sp.PersonID, sp.Alias, shown.Face{Name: sp.Name, AddressForm: sp.AddressForm})
		if f.Name != sp.Name || !f.Named {
			speakers[i].PersonID = "" // it would lead from the alias to the name
		}
		speakers[i].Name, speakers[i].AddressForm = f.Name, f.AddressForm
	}
	return speakers, err
}
