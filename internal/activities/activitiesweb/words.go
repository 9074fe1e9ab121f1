package activitiesweb

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/forms"
	"counterpart/internal/web/ui"
)

var modeWords = map[string]string{activities.InPerson: "In person", activities.Online: "Online", activities.Hybrid: "Hybrid"}

var roleWords = map[string]string{
	activities.Organiser: "Organisers", activities.Host: "Host", activities.Partner: "Partners", activities.Funder: "Funders",
}

// roles is the order of the parties of an activity on pages.
var roles = []string{activities.Organiser, activities.Host, activities.Partner, activities.Funder}

var kindWords = map[string]string{
	forms.Text: "One line", forms.Long: "Several lines", forms.Choice: "One of the options", forms.Many: "Any number of the options",
	forms.YesNo: "Yes or no", forms.Date: "A day",
}

var actionWords = map[audit.Action]string{
	activities.ActionPlan: "Planned", activities.ActionChange: "Changed", activities.ActionOpen: "Opened", activities.ActionHeld: "Marked as held",
	activities.ActionCancel: "Cancelled", activities.ActionQuestions: "Questions of the registration changed", activities.ActionRoom: "Room added",
	activities.ActionSession: "Session removed",
}

// countries lists all countries by their English names.
var countries = sync.OnceValue(func() []ui.Option {
	var out []ui.Option
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			r, err := language.ParseRegion(code)
			if err != nil || !r.IsCountry() || r.String() != code || r.Canonicalize() != r {
				continue
			}
			if name := display.English.Regions().Name(r); name != "" && name != "Unknown Region" {
				out = append(out, ui.Option{Value: code, Label: name})
			}
		}
	}
	slices.SortFunc(out, func(x, y ui.Option) int { return strings.Compare(x.Label, y.Label) })
	return out
})

// instant says a time in the activity's zone and in UTC.
func instant(t db.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	local := t.In(zone)
	words := local.Format("2 January 2006, 15:04") + " " + zone.String()
	if _, offset := local.Zone(); offset == 0 {
		return words
	}
	utc := t.UTC()
	if utc.Day() == local.Day() {
		return words + " (" + utc.Format("15:04") + " UTC)"
	}
	return words + " (" + utc.Format("2 January, 15:04") + " UTC)"
}

// span says when a session is, by the clock of the zone.
func span(s activities.Session, zone *time.Location) string {
	return s.StartsAt.In(zone).Format("15:04") + " to " + s.EndsAt.In(zone).Format("15:04")
}

func local(t db.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02T15:04")
}

// checkbox makes a field send "1" when it is ticked, whatever it was filled with.
func checkbox(f ui.Field) ui.Field {
	f.Value = ""
	return f
}

func places(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
