package match

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Bounds of the input. They keep one file from taking the machine, and the numbers within their integers.
const (
	MaxPeople    = 1_000_000
	MaxTopics    = 10_000
	MaxDepth     = 8   // levels of the topic tree
	MaxInterests = 32  // topics offered, and as many sought, by one person
	MaxLinks     = 500 // wishes, vetoes, past meetings or corrections of one person, each
	MaxName      = 200 // bytes of an id or a code
	MaxLanguages = 128 // different languages in one input
	MaxAgencies  = 64  // different agency types in one input
	MaxTop       = 100 // length of a list
)

// Input is everything a run looks at.
type Input struct {
	Topics []Topic  `json:"topics"`
	People []Person `json:"people"`
}

// Topic is a node of the taxonomy; Parent is empty at the top.
type Topic struct {
	Code   string `json:"code"`
	Parent string `json:"parent,omitempty"`
}

// Person is who may be proposed. Empty means unknown.
type Person struct {
	ID          string       `json:"id"`
	Name        string       `json:"name,omitempty"` // for who reads the lists; it never counts
	Party       string       `json:"party,omitempty"`
	Agency      string       `json:"agency,omitempty"` // type of agency: police, border guard, ministry of justice
	Post        string       `json:"post,omitempty"`
	Region      string       `json:"region,omitempty"`
	Level       int          `json:"level,omitempty"` // 1 (working level) to 5 (minister); 0 unknown
	Languages   []string     `json:"languages,omitempty"`
	Offers      []Interest   `json:"offers,omitempty"`
	Seeks       []Interest   `json:"seeks,omitempty"`
	Wants       []string     `json:"wants,omitempty"` // types of agency looked for
	Wishes      []Wish       `json:"wishes,omitempty"`
	Vetoes      []string     `json:"vetoes,omitempty"`
	Met         []Meeting    `json:"met,omitempty"`
	Corrections []Correction `json:"corrections,omitempty"`
	Consent     Fields       `json:"consent,omitempty"`
}

// Interest is a topic with its priority, 1 to 3; 0 reads as 2.
type Interest struct {
	Topic    string `json:"topic"`
	Priority int    `json:"priority,omitempty"`
}

// Wish is what a person said about meeting another.
type Wish struct {
	Person string `json:"person"`
	Kind   string `json:"kind"`
}

// The kinds of a wish.
const (
	Must      = "must"
	Want      = "want"
	RatherNot = "rather_not"
)

// Meeting is a past meeting, with the full months gone since.
type Meeting struct {
	Person string `json:"person"`
	Months int    `json:"months"`
}

// Correction is what a person answered to a proposal.
type Correction struct {
	Kind   string `json:"kind"`
	Topic  string `json:"topic,omitempty"`
	Person string `json:"person,omitempty"`
}

// The kinds of a correction.
const (
	NotTopic  = "not_topic"
	NotPerson = "not_person"
	Known     = "known"
)

// Fields is a set of fields that a person agreed to have used for proposals. Vetoes and corrections need no agreement:
// they are instructions to leave something out.
type Fields uint16

// The fields. Without Listed a person takes no part: mutual lists can show them nobody without showing them to somebody.
const (
	FieldListed Fields = 1 << iota
	FieldParty
	FieldAgency
	FieldPost
	FieldRegion
	FieldLevel
	FieldLanguages
	FieldTopics
	FieldWants
	FieldWishes
	FieldMet
	FieldAll = 1<<iota - 1
)

var fieldNames = []string{"listed", "party", "agency", "post", "region", "level", "languages", "topics", "wants", "wishes", "met"}

// Has reports whether all of the fields are in the set.
func (f Fields) Has(of Fields) bool { return f&of == of }

// Names lists the fields in their fixed order.
func (f Fields) Names() []string {
	names := []string{}
	for i, name := range fieldNames {
		if f.Has(1 << i) {
			names = append(names, name)
		}
	}
	return names
}

// ParseFields reads names of fields; "all" stands for every one.
func ParseFields(names []string) (Fields, error) {
	var set Fields
	for _, name := range names {
		i := slices.Index(fieldNames, name)
		switch {
		case name == "all":
			set = FieldAll
		case i < 0:
			return 0, fmt.Errorf("consent to %q: the fields are all, %s", name, strings.Join(fieldNames, ", "))
		default:
			set |= 1 << i
		}
	}
	return set, nil
}

// MarshalJSON writes the names.
func (f Fields) MarshalJSON() ([]byte, error) { return json.Marshal(f.Names()) }

// UnmarshalJSON reads a list of names.
func (f *Fields) UnmarshalJSON(data []byte) error {
	var names []string
	if err := json.Unmarshal(data, &names); err != nil {
		return err
	}
	set, err := ParseFields(names)
	*f = set
	return err
}

// Options say how long and how strict the lists are.
type Options struct {
	Top       int    // length of a list; 0 reads as 20
	Seed      uint64 // decides between equals
	NewOnly   bool   // never propose a pair that has met before
	SameParty bool   // propose people of one party to each other without a wish
	Workers   int    // goroutines; 0 reads as one for each processor. The result does not depend on it
}
