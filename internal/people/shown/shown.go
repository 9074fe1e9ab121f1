// Package shown decides what of a person is shown to whom: the one place that every list, programme, calendar and badge
// asks. It stands below the rest of the room, so that the rooms that show people need not know how they are kept.
package shown

import (
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
)

// Field is a part of a person's record that is shown, or not, as a whole.
type Field string

// The fields that people decide about. The form of address goes with the name, the unit with the position.
const (
	FieldName     Field = "name"
	FieldPosition Field = "position"
	FieldParty    Field = "party"
	FieldNative   Field = "native_name"
	FieldEmail    Field = "email"
	FieldPhone    Field = "phone"
)

// Fields are all of them, in the order in which they are shown.
var Fields = []Field{FieldName, FieldPosition, FieldParty, FieldNative, FieldEmail, FieldPhone}

// The fields that only alumni have.
const (
	FieldKnows     Field = "knows"     // what they know
	FieldAbout     Field = "about"     // what they write of themselves
	FieldWilling   Field = "willing"   // whether they would train, speak, mentor
	FieldCompleted Field = "completed" // what they completed
)

// DirectoryFields are those that an alumnus decides about, in the order in which they are shown.
var DirectoryFields = []Field{FieldName, FieldPosition, FieldParty, FieldNative, FieldEmail, FieldPhone, FieldKnows, FieldAbout, FieldWilling, FieldCompleted}

// fields are what is decided for the audience.
func (a Audience) fields() []Field {
	if slices.Contains(Directory, a) {
		return DirectoryFields
	}
	return Fields
}

// Audience is who looks at a person.
type Audience string

// The audiences, the widest first. The secretariat and the own party see the record because they keep it;
// the other two see what the person agreed to and nothing else.
const (
	Public       Audience = "public"
	Participants Audience = "participants" // those who take part in the same activity
	OwnParty     Audience = "own_party"
	Secretariat  Audience = "secretariat"
)

// Asked are the audiences that every person decides about.
var Asked = []Audience{Participants, Public}

// The audiences of the directory of alumni, about whom an alumnus decides.
const (
	Alumni  Audience = "alumni"  // those who completed a training or a secondment as well
	Members Audience = "members" // the focal points of the parties
)

// Directory are they, the narrower first.
var Directory = []Audience{Alumni, Members}

// ShowItem is the item of the consent to show a field to an audience.
func ShowItem(f Field, a Audience) string { return "show." + string(f) + "." + string(a) }

// onTheList are the fields that a pack's consent to stand in the list of participants covers.
var onTheList = []Field{FieldName, FieldPosition, FieldParty, FieldNative}

// Shown tells what one audience may see of people. It is the only place that decides it.
type Shown struct {
	audience Audience
	agreed   map[string]map[Field]bool // by person
}

// In reads what the persons agreed to show to an audience in an activity; an empty activity is for what
// holds everywhere. Of all that a person said about a field and that concerns the activity, the last word counts.
func In(tx *db.Tx, audience Audience, activityID string, personIDs []string) (Shown, error) {
	s := Shown{audience: audience, agreed: map[string]map[Field]bool{}}
	if !slices.Contains(Asked, audience) && !slices.Contains(Directory, audience) || len(personIDs) == 0 {
		return s, nil
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return s, err
	}
	covers := map[string][]Field{}
	var items []string
	for _, f := range audience.fields() {
		covers[ShowItem(f, audience)] = []Field{f}
		items = append(items, ShowItem(f, audience))
	}
	if audience == Participants {
		for _, item := range words.Codes(vocabulary.Consents, "participants_list") {
			covers[item] = onTheList
			items = append(items, item)
		}
	}
	said, err := consentsAbout(tx, items, activityID, personIDs)
	for _, c := range said {
		if s.agreed[c.PersonID] == nil {
			s.agreed[c.PersonID] = map[Field]bool{}
		}
		for _, f := range covers[c.Item] {
			s.agreed[c.PersonID][f] = c.Given
		}
	}
	return s, err
}

// May tells whether the audience may see the field of the person. Without the name nothing is shown.
func (s Shown) May(personID string, f Field) bool {
	switch s.audience {
	case OwnParty, Secretariat:
		return true
	default:
		return s.agreed[personID][FieldName] && s.agreed[personID][f]
	}
}

// Agreed tells whether the person agreed to show the field, whether or not the name is shown.
func (s Shown) Agreed(personID string, f Field) bool { return s.agreed[personID][f] }

// NoName stands where somebody did not agree to be named.
const NoName = "Name not given"

// Face is a person as one audience sees them; what is not shown is empty.
type Face struct {
	Named       bool // false where the name is not shown
	Name        string
	AddressForm string
	NativeName  string
	NativeLang  string
	Position    string
	Unit        string
	Party       string
	Email       string
	Phone       string
}

// Face leaves of a whole record what the audience may see. An alias takes the place of the name, and what would give
// the name away goes with it.
func (s Shown) Face(personID, alias string, whole Face) Face {
	whole.Named = true
	if s.audience == OwnParty || s.audience == Secretariat {
		return whole
	}
	if !s.May(personID, FieldName) {
		return Face{Name: NoName}
	}
	if alias != "" {
		whole.Name, whole.AddressForm = alias, ""
	}
	for _, part := range []struct {
		field  Field
		hides  bool // the alias
		values []*string
	}{
		{FieldPosition, false, []*string{&whole.Position, &whole.Unit}},
		{FieldParty, false, []*string{&whole.Party}},
		{FieldNative, true, []*string{&whole.NativeName, &whole.NativeLang}},
		{FieldEmail, true, []*string{&whole.Email}},
		{FieldPhone, true, []*string{&whole.Phone}},
	} {
		if !s.May(personID, part.field) || alias != "" && part.hides {
			for _, v := range part.values {
				*v = ""
			}
		}
	}
	return whole
}

// RightSee opens a person's whole record.
const RightSee access.Right = "people.see"

// FaceFor is the whole face for an actor who keeps the person's record (the secretariat, the own party, the person), and
// what the audience may see for everyone else.
func (s Shown) FaceFor(actor access.Actor, o access.Object, personID, alias string, whole Face) Face {
	if actor.Can(RightSee, o) || actor.Person != "" && actor.Person == personID {
		whole.Named = true
		return whole
	}
	return s.Face(personID, alias, whole)
}
