package letters

import (
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"counterpart/internal/activities"
	"counterpart/internal/db"
)

// tongue is how a language writes what a letter says about an activity. A language without one gets days in figures,
// which every reader understands, rather than in English.
type tongue struct {
	tag    language.Tag
	months []string // empty: figures
	of     string   // between day, month and year
	first  string   // the first day of a month, where it is written in another way
	to     string   // between two days
	online string
	begin  string // said of a deadline that is not set
}

var tongues = map[string]tongue{
	"en": {months: strings.Fields("January February March April May June July August September October November December"), of: " ", to: " to ", online: "online", begin: "the beginning of the activity"},
	"fr": {months: strings.Fields("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"), of: " ", first: "1er", to: " au ", online: "en ligne", begin: "le début de l'activité"},
	"id": {months: strings.Fields("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"), of: " ", to: " sampai ", online: "daring", begin: "awal kegiatan"},
	"es": {months: strings.Fields("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"), of: " de ", to: " a ", online: "en línea", begin: "el comienzo de la actividad"},
}

// speaking returns the tongue of a BCP 47 tag.
func speaking(tag string) tongue {
	t, err := language.Parse(tag)
	if err != nil {
		t = language.English
	}
	base, _ := t.Base()
	out, ok := tongues[base.String()]
	if !ok {
		out = tongue{to: " – ", online: "online", begin: "–"}
	}
	out.tag = t
	return out
}

func (t tongue) day(d int) string {
	if d == 1 && t.first != "" {
		return t.first
	}
	return fmt.Sprint(d)
}

func (t tongue) dayMonth(at time.Time) string { return t.day(at.Day()) + t.of + t.months[at.Month()-1] }

func (t tongue) date(at time.Time) string {
	if t.months == nil {
		return at.Format(time.DateOnly)
	}
	return t.dayMonth(at) + t.of + fmt.Sprint(at.Year())
}

// dates says the days of an activity without writing month or year twice.
func (t tongue) dates(a activities.Activity) string {
	from, to := a.StartsOn.Time(), a.EndsOn.Time()
	switch {
	case from.Equal(to):
		return t.date(to)
	case t.months == nil || from.Year() != to.Year():
		return t.date(from) + t.to + t.date(to)
	case from.Month() != to.Month():
		return t.dayMonth(from) + t.to + t.date(to)
	default:
		return t.day(from.Day()) + t.to + t.date(to)
	}
}

func (t tongue) deadline(at db.Time, a activities.Activity) string {
	if at.IsZero() {
		return t.begin
	}
	local := at.In(a.Zone())
	return t.date(local) + ", " + local.Format("15:04") + " (" + a.TimeZone + ")"
}

func (t tongue) place(a activities.Activity) string {
	country := ""
	if region, err := language.ParseRegion(a.Country); err == nil {
		country = named(display.Regions(t.tag), display.English.Regions(), region)
	}
	switch {
	case a.Mode == activities.Online && a.Place == "":
		return t.online
	case a.Place == "":
		return country
	case country == "" || strings.Contains(a.Place, country):
		return a.Place
	default:
		return a.Place + ", " + country
	}
}

func (t tongue) languages(a activities.Activity) string {
	out := make([]string, len(a.Languages))
	for i, tag := range a.Languages {
		out[i] = tag
		if l, err := language.Parse(tag); err == nil {
			out[i] = named(display.Tags(t.tag), display.English.Tags(), l)
		}
	}
	return strings.Join(out, ", ")
}

// named names x in the reader's language, or in English where the language's own names are not known.
func named(own, english display.Namer, x any) string {
	if own != nil {
		if name := own.Name(x); name != "" {
			return name
		}
	}
	return english.Name(x)
}
