package activities

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/forms"
	"counterpart/internal/label"
	"counterpart/internal/names"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
)

// Draft is an activity as someone writes it down.
type Draft struct {
	InitiativeID         string           `json:"initiative_id,omitempty"`
	Kind                 string           `json:"kind" doc:"A term of the list activity_kind"`
	Title                string           `json:"title" maxLength:"300"`
	Summary              string           `json:"summary,omitempty" maxLength:"5000"`
	Place                string           `json:"place,omitempty" maxLength:"300" doc:"Venue and city"`
	Country              string           `json:"country,omitempty" maxLength:"2" doc:"ISO 3166-1, two letters"`
	Mode                 string           `json:"mode,omitempty" enum:"in_person,online,hybrid" doc:"in_person when empty"`
	TimeZone             string           `json:"time_zone" maxLength:"60" doc:"IANA name, for example Asia/Jakarta"`
	StartsOn             db.Date          `json:"starts_on" format:"date"`
	EndsOn               db.Date          `json:"ends_on,omitempty" format:"date" doc:"The first day when empty"`
	Languages            []string         `json:"languages,omitempty" doc:"BCP 47 tags"`
	Label                label.TLP        `json:"label,omitempty" doc:"When empty, the one before, or the pack's default for a new activity"`
	LabelReason          string           `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`
	Chatham              bool             `json:"chatham_house,omitempty" doc:"The Chatham House Rule holds for every session"`
	NominationDeadline   db.Time          `json:"nomination_deadline,omitzero"`
	RegistrationDeadline db.Time          `json:"registration_deadline,omitzero"`
	Parties              []PartyRole      `json:"parties,omitempty"`
	Areas                []string         `json:"areas,omitempty" doc:"Terms of the list strategy_area"`
	Questions            []forms.Question `json:"questions,omitempty" doc:"Only for a new activity; the pack's default questions when left out"`
}

func (d *Draft) tidy(words *vocabulary.Words) {
	for _, s := range []*string{&d.Kind, &d.Title, &d.Summary, &d.Place, &d.Country, &d.TimeZone} {
		*s = strings.TrimSpace(*s)
	}
	d.Country = strings.ToUpper(d.Country)
	if d.EndsOn == "" {
		d.EndsOn = d.StartsOn
	}
	if d.Mode == "" {
		d.Mode = InPerson
	}
	if d.Label == "" {
		d.Label = DefaultLabel(words)
	}
	d.NominationDeadline, d.RegistrationDeadline = db.At(d.NominationDeadline.Time), db.At(d.RegistrationDeadline.Time)
	d.Languages = slices.DeleteFunc(slices.Clone(d.Languages), func(s string) bool { return strings.TrimSpace(s) == "" })
	seen := map[PartyRole]bool{}
	d.Parties = slices.DeleteFunc(slices.Clone(d.Parties), func(p PartyRole) bool {
		key := PartyRole{PartyID: p.PartyID, Role: p.Role}
		twice := seen[key]
		seen[key] = true
		return twice || p.PartyID == ""
	})
	slices.Sort(d.Areas)
	d.Areas = slices.Compact(d.Areas)
}

// DefaultLabel is the label that the pack gives to new activities.
func DefaultLabel(words *vocabulary.Words) label.TLP { return words.DefaultLabel(Kind, label.Amber) }

// check lists everything wrong with the draft that can be seen without the register.
func (d *Draft) check(words *vocabulary.Words) error {
	var wrong fault.Invalid
	wrong.Check(d.Title != "", "title", "Write the title of the activity.")
	wrong.Check(utf8.RuneCountInString(d.Title) <= 300, "title", "The title is longer than 300 characters. Shorten it.")
	wrong.Check(utf8.RuneCountInString(d.Summary) <= 5000, "summary", "The summary is longer than 5000 characters. Shorten it.")
	wrong.Check(utf8.RuneCountInString(d.Place) <= 300, "place", "The place is longer than 300 characters. Shorten it.")
	wrong.Check(words.Has(vocabulary.ActivityKinds, d.Kind), "kind", "Choose what kind of activity this is.")
	wrong.Check(slices.Contains(Modes, d.Mode), "mode", "Choose in person, online or hybrid.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label of TLP 2.0.")
	wrong.Check(d.Country == "" || isCountry(d.Country), "country", "%q is not a country code. Write two letters, for example ID.", d.Country)
	wrong.Check(d.StartsOn != "", "starts_on", "Write the first day.")
	d.checkDates(&wrong)
	for i, tag := range d.Languages {
		known, ok := names.Language(tag)
		wrong.Check(ok, "languages", "%q is not a language tag. Write it as en, id or zh-Hant.", tag)
		d.Languages[i] = known
	}
	for _, p := range d.Parties {
		wrong.Check(slices.Contains(PartyRoles, p.Role), "parties", "%q is not what a party can be to an activity: choose organiser, partner, funder or host.", p.Role)
	}
	for _, a := range d.Areas {
		wrong.Check(words.Has(vocabulary.Areas, a), "areas", "Choose strategy areas of the mechanism; %q is none.", a)
	}
	if err := fault.AsInvalid(forms.CheckQuestions(d.Questions)); err != nil {
		wrong.Fields = append(wrong.Fields, err.Fields...)
	}
	return wrong.Err()
}

// longest bounds an activity: a longer one is a mistyped year.
const longest = 400 * 24 * time.Hour

func (d *Draft) checkDates(wrong *fault.Invalid) {
	for _, day := range []struct {
		name string
		day  db.Date
	}{{"starts_on", d.StartsOn}, {"ends_on", d.EndsOn}} {
		if day.day != "" {
			_, err := db.ParseDate(string(day.day))
			wrong.Check(err == nil, day.name, "%q is not a date. Write it as 2024-06-05.", day.day)
		}
	}
	wrong.Check(d.StartsOn <= d.EndsOn, "ends_on", "The last day lies before the first day.")
	wrong.Check(d.EndsOn.Time().Sub(d.StartsOn.Time()) <= longest, "ends_on", "The activity would last longer than a year. Check the years.")
	zone, err := LoadZone(d.TimeZone)
	if err != nil {
		wrong.Add("time_zone", "%s", err.Error())
		return
	}
	end := midnight(d.EndsOn.AddDays(1), zone)
	wrong.Check(d.EndsOn == "" || !d.NominationDeadline.After(end), "nomination_deadline", "The deadline for nominations lies after the activity.")
	wrong.Check(d.EndsOn == "" || !d.RegistrationDeadline.After(end), "registration_deadline", "The deadline for registration lies after the activity.")
}

// LoadZone finds an IANA time zone. The words of its error are for people.
func LoadZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	switch {
	case name == "":
		return nil, zoneError("Write the time zone, for example Asia/Jakarta.")
	case err != nil || name == "Local" || utf8.RuneCountInString(name) > 60:
		return nil, zoneError("There is no such time zone. Write a name such as Asia/Jakarta or Africa/Nairobi.")
	}
	return zone, nil
}

type zoneError string

func (e zoneError) Error() string { return string(e) }

func isCountry(code string) bool {
	r, err := language.ParseRegion(code)
	return err == nil && len(code) == 2 && r.IsCountry()
}

// checkRegister refuses an initiative or party that is not there.
func (d *Draft) checkRegister(tx *db.Tx) error {
	var wrong fault.Invalid
	if d.InitiativeID != "" {
		_, err := findInitiative(tx, d.InitiativeID)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		wrong.Check(err == nil, "initiative_id", "Choose an initiative of the list.")
	}
	for _, p := range d.Parties {
		_, err := parties.FindIn(tx, p.PartyID)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		wrong.Check(err == nil, "parties", "Choose parties of the register.")
	}
	return wrong.Err()
}
