package publishing

import (
	"slices"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/iati"
)

// initiatives gives every initiative under which something leaves. What is said of it may tell of activities that do not leave, so
// that its summary leaves only where all of them do.
func (f *file) initiatives(give func(iati.Activity) error) error {
	list, err := listInitiatives(f.tx)
	if err != nil {
		return err
	}
	for _, i := range list {
		children := f.inside[i.ID]
		if len(children) == 0 {
			continue
		}
		f.sum.Initiatives++
		if err := give(f.initiative(i, children)); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) initiative(i initiative, children []string) iati.Activity {
	a := f.frame(2, i.ID)
	a.Title = iati.Say(i.Name, i.ID)
	summary := i.Summary
	if i.Activities > len(children) {
		summary = ""
	}
	a.Descriptions = []iati.Description{{Type: "1", Narratives: iati.Say(summary, a.Title.Narratives[0].Text).Narratives}}
	a.Participating = []iati.Participating{f.office("2")}
	first, last, held := i.span(children)
	today := string(f.tx.Today())
	a.Status = iati.Code{Code: statusByDates(first, last, today)}
	if held {
		a.Status.Code = "4"
	}
	a.Dates = dates(first, last, held, today)
	if f.pack.IATI.Region != "" {
		a.Regions = []iati.Share{{Vocabulary: "1", Code: f.pack.IATI.Region}}
	}
	a.Sectors = []iati.Share{{Vocabulary: "1", Code: f.pack.IATI.Sector}}
	a.Related = []iati.Related{{Ref: f.identifier(f.pack.IATI.Programme.Code), Type: "1"}}
	for _, id := range children {
		a.Related = append(a.Related, iati.Related{Ref: f.identifier(id), Type: "2"})
	}
	return a
}

// span is from the first to the last day of the activities that leave, and whether all of them were held.
func (i initiative) span(children []string) (first, last string, held bool) {
	held = true
	for _, c := range i.children {
		if !slices.Contains(children, c.ID) {
			continue
		}
		if first == "" || c.StartsOn < first {
			first = c.StartsOn
		}
		for _, day := range []string{c.StartsOn, c.EndsOn} {
			if isDay(day) && day > last {
				last = day
			}
		}
		held = held && c.State == string(activities.Held)
	}
	return first, last, held
}

// dates writes the planned days, and the actual ones of what was held. A last day before the first is left out.
func dates(first, last string, held bool, today string) []iati.Date {
	out := []iati.Date{{Type: "1", Day: first}}
	if held && first <= today {
		out = append(out, iati.Date{Type: "2", Day: first})
	}
	if isDay(last) && last >= first {
		out = append(out, iati.Date{Type: "3", Day: last})
		if held && last <= today {
			out = append(out, iati.Date{Type: "4", Day: last})
		}
	}
	return out
}

// isDay tells whether a day of the register is one of the calendar, as the schema asks.
func isDay(s string) bool {
	_, err := db.ParseDate(s)
	return err == nil
}

// activities gives every activity that leaves, some hundred at a time.
func (f *file) activities(give func(iati.Activity) error) error {
	after := ""
	for {
		list, err := activitiesAfter(f.tx, f.labels(), after)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, x := range list {
			after = x.ID
			if !isDay(x.StartsOn) {
				f.sum.Left++
				f.sum.missing(x.ID, x.Title, "its first day, without which the standard takes no activity")
				continue
			}
			f.sum.Activities++
			if err := give(f.activity(x)); err != nil {
				return err
			}
		}
	}
}

func (f *file) labels() []string {
	out := make([]string, len(f.pack.IATI.Labels))
	for i, l := range f.pack.IATI.Labels {
		out[i] = string(l)
	}
	return out
}

func (f *file) activity(x row) iati.Activity {
	a := f.frame(3, x.ID)
	a.Updated = stamp(x.UpdatedAt)
	a.Title = iati.Say(x.Title, x.ID)
	a.Descriptions = []iati.Description{{Type: "1", Narratives: iati.Say(x.Summary, a.Title.Narratives[0].Text).Narratives}}
	if iati.Clean(x.Summary, "") == "" {
		f.sum.missing(x.ID, x.Title, "a summary; the title stands in its place")
	}
	f.organisations(&a, x)
	today := string(f.tx.Today())
	a.Status = iati.Code{Code: statusOf(x, today)}
	a.Dates = dates(x.StartsOn, x.EndsOn, x.State == string(activities.Held), today)
	if !isDay(x.EndsOn) || x.EndsOn < x.StartsOn {
		f.sum.missing(x.ID, x.Title, "a last day that is not before the first; it is left out")
	}
	f.where(&a, x)
	f.about(&a, x)
	for _, d := range x.reports {
		if f.baseURL == "" {
			break
		}
		a.Documents = append(a.Documents, f.document(d))
		f.sum.Documents++
	}
	above := f.pack.IATI.Programme.Code
	if x.InitiativeID != "" {
		above = x.InitiativeID
	}
	a.Related = []iati.Related{{Ref: f.identifier(above), Type: "1"}}
	return a
}

func stamp(t db.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

func statusOf(x row, today string) string {
	last := x.EndsOn
	if !isDay(last) || last < x.StartsOn {
		last = x.StartsOn
	}
	switch activities.State(x.State) {
	case activities.Held:
		return "4"
	case activities.Cancelled:
		return "5"
	default:
		return statusByDates(x.StartsOn, last, today)
	}
}

// roles are those of the standard: who pays funds, who organises is accountable, who hosts or works along implements.
var roles = map[string]string{activities.Funder: "1", activities.Organiser: "2", activities.Host: "4", activities.Partner: "4"}

func (f *file) organisations(a *iati.Activity, x row) {
	seen := map[string]bool{}
	for _, p := range x.parties {
		role := roles[p.Role]
		if role == "" || seen[role+p.PartyID] {
			continue
		}
		seen[role+p.PartyID], seen[role] = true, true
		a.Participating = append(a.Participating, iati.Participating{Ref: f.orgs[p.Code], Type: f.types[p.Kind], Role: role, Narratives: iati.Say(p.Name, p.PartyID).Narratives})
	}
	if !seen["2"] {
		a.Participating = append(a.Participating, f.office("2"))
	}
	if !seen["4"] {
		a.Participating = append(a.Participating, f.office("4"))
	}
	if !seen["1"] {
		f.sum.missing(x.ID, x.Title, "who funds it")
	}
}

// where says the countries of the hosts, or else the country, or else the region of the pack.
func (f *file) where(a *iati.Activity, x row) {
	var codes []string
	for _, p := range x.parties {
		if p.Role == activities.Host && isCountry(p.ISO) && !slices.Contains(codes, p.ISO) {
			codes = append(codes, p.ISO)
		}
	}
	if len(codes) == 0 && isCountry(x.Country) {
		codes = []string{x.Country}
	}
	switch {
	case len(codes) > 0:
		a.Countries = shares("", codes)
	case f.pack.IATI.Region != "":
		a.Regions = []iati.Share{{Vocabulary: "1", Code: f.pack.IATI.Region}}
	default:
		f.sum.missing(x.ID, x.Title, "a country; the pack names no region either")
	}
	if place := iati.Clean(x.Place, ""); place != "" {
		a.Locations = []iati.Location{{Name: iati.Say(place, place)}}
	}
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// about says the sectors of the areas.
func (f *file) about(a *iati.Activity, x row) {
	var codes []string
	for _, area := range x.areas {
		code := f.sectors[area]
		if code == "" {
			code = f.pack.IATI.Sector
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if len(codes) == 0 {
		codes = []string{f.pack.IATI.Sector}
		f.sum.missing(x.ID, x.Title, "an area; the sector is the usual one")
	}
	a.Sectors = shares("1", codes)
}

// document is a published report.
func (f *file) document(d report) iati.Document {
	out := iati.Document{URL: f.baseURL + "/reports/" + d.Slug, Format: "text/html", Title: iati.Say(d.Title, d.Slug), Category: iati.Code{Code: "A08"}, Language: &iati.Code{Code: f.lang}}
	if day := string(d.PublishedAt.Date()); isDay(day) {
		out.Date = &iati.Day{Day: day}
	}
	return out
}
