package activities

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/forms"
	"counterpart/internal/label"
	"counterpart/internal/names"
)

// State is how far an activity has come.
type State string

// The states of an activity.
const (
	Planned   State = "planned"
	Open      State = "open"
	Held      State = "held"
	Cancelled State = "cancelled"
)

// States lists the states in their order.
var States = []State{Planned, Open, Held, Cancelled}

// The ways in which an activity meets.
const (
	InPerson = "in_person"
	Online   = "online"
	Hybrid   = "hybrid"
)

// Modes lists the ways in the order of a form.
var Modes = []string{InPerson, Online, Hybrid}

// What a party is to an activity.
const (
	Organiser = "organiser"
	Partner   = "partner"
	Funder    = "funder"
	Host      = "host"
)

// PartyRoles lists what a party can be to an activity.
var PartyRoles = []string{Organiser, Partner, Funder, Host}

// Activity is anything that the mechanism convenes.
type Activity struct {
	ID                   string       `db:"id" json:"id"`
	InitiativeID         string       `db:"initiative_id" json:"initiative_id,omitempty"`
	Initiative           string       `db:"initiative" json:"initiative,omitempty"`
	Kind                 string       `db:"kind" json:"kind"`
	KindName             string       `db:"kind_name" json:"kind_name"`
	Title                string       `db:"title" json:"title"`
	Summary              string       `db:"summary" json:"summary,omitempty"`
	Place                string       `db:"place" json:"place,omitempty"`
	Country              string       `db:"country" json:"country,omitempty"`
	Mode                 string       `db:"mode" json:"mode"`
	TimeZone             string       `db:"time_zone" json:"time_zone"`
	StartsOn             db.Date      `db:"starts_on" json:"starts_on"`
	EndsOn               db.Date      `db:"ends_on" json:"ends_on"`
	Languages            Tags         `db:"languages" json:"languages" nullable:"false"`
	State                State        `db:"state" json:"state"`
	CancelReason         string       `db:"cancel_reason" json:"cancel_reason,omitempty"`
	Label                label.TLP    `db:"label" json:"label"`
	Chatham              bool         `db:"chatham" json:"chatham_house,omitempty" doc:"Holds for every session of the activity"`
	Named                []string     `json:"-"` // accounts that are named as readers
	NominationDeadline   db.Time      `db:"nomination_deadline" json:"nomination_deadline,omitzero"`
	RegistrationDeadline db.Time      `db:"registration_deadline" json:"registration_deadline,omitzero"`
	Questions            QuestionList `db:"questions" json:"questions" nullable:"false"`
	Parties              []PartyRole  `json:"parties" nullable:"false"`
	Areas                []string     `json:"areas" nullable:"false"`
	Version              int          `db:"version" json:"version"`
}

// PartyRole is what a party is to an activity.
type PartyRole struct {
	ActivityID string `db:"activity_id" json:"-"`
	PartyID    string `db:"party_id" json:"party_id"`
	Party      string `db:"party" json:"party,omitempty" readOnly:"true"`
	ParentID   string `db:"parent_id" json:"-"`
	Role       string `db:"role" json:"role" enum:"organiser,partner,funder,host"`
}

// Object is the activity as the access rule sees it.
func (a Activity) Object() access.Object {
	o := access.Object{Activities: []string{a.ID}, Label: a.Label, Named: a.Named}
	for _, p := range a.Parties {
		o.Parties = append(o.Parties, p.PartyID)
		if p.ParentID != "" {
			o.Parties = append(o.Parties, p.ParentID)
		}
	}
	return o
}

// Zone is the activity's time zone.
func (a Activity) Zone() *time.Location {
	zone, err := time.LoadLocation(a.TimeZone)
	if err != nil {
		return time.UTC // the zone was checked when it was written
	}
	return zone
}

// With names the parties that have the role.
func (a Activity) With(role string) []PartyRole {
	var out []PartyRole
	for _, p := range a.Parties {
		if p.Role == role {
			out = append(out, p)
		}
	}
	return out
}

// Dates says the days as people write them: "5 June 2024", "3 to 7 June 2024", "30 May to 2 June 2024".
func (a Activity) Dates() string {
	from, to := a.StartsOn.Time(), a.EndsOn.Time()
	switch {
	case from.Equal(to):
		return from.Format("2 January 2006")
	case from.Year() != to.Year():
		return from.Format("2 January 2006") + " to " + to.Format("2 January 2006")
	case from.Month() != to.Month():
		return from.Format("2 January") + " to " + to.Format("2 January 2006")
	default:
		return from.Format("2") + " to " + to.Format("2 January 2006")
	}
}

// Where says the place with its country, or that the activity is online.
func (a Activity) Where() string {
	country := CountryName(a.Country)
	switch {
	case a.Mode == Online && a.Place == "":
		return "online"
	case a.Place == "":
		return country
	case country == "" || strings.Contains(a.Place, country):
		return a.Place
	default:
		return a.Place + ", " + country
	}
}

// LanguageNames says the working languages in English.
func (a Activity) LanguageNames() string { return names.LanguageNames(a.Languages) }

// CountryName is the English name of a country code, or the code where there is none.
func CountryName(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return display.English.Regions().Name(region)
}

// Begins and Ends are the instants at which the first day begins and the last day is over, in the activity's zone.
func (a Activity) Begins() time.Time { return midnight(a.StartsOn, a.Zone()) }

// Ends is the midnight after the last day.
func (a Activity) Ends() time.Time { return midnight(a.EndsOn.AddDays(1), a.Zone()) }

func midnight(d db.Date, zone *time.Location) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
}

// Tags are BCP 47 language tags; the database keeps them separated by blanks.
type Tags []string

// Scan reads the tags.
func (t *Tags) Scan(src any) error {
	text, err := text(src)
	*t = strings.Fields(text)
	return err
}

// QuestionList is the questions of a registration form; the database keeps them as JSON.
type QuestionList []forms.Question

// Scan reads the questions.
func (q *QuestionList) Scan(src any) error {
	raw, err := text(src)
	if err != nil {
		return err
	}
	list, err := forms.Decode(raw)
	*q = list
	return err
}

// MarshalJSON writes a form without questions as an empty list.
func (q QuestionList) MarshalJSON() ([]byte, error) {
	if q == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]forms.Question(q))
}

func text(src any) (string, error) {
	switch v := src.(type) {
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	default:
		return "", fmt.Errorf("cannot read %T as text", src)
	}
}
