package results

import (
	"fmt"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/figures"
	"counterpart/internal/label"
	"counterpart/internal/names"
	"counterpart/internal/people/shown"
	"counterpart/internal/vocabulary"
)

// Placeholder is how a figure is written in the text.
func Placeholder(key string) string { return "{{figure:" + key + "}}" }

// FillFigures replaces each placeholder of a known figure by what fill makes of its key.
func FillFigures(body string, fill func(key string) (string, bool)) string {
	return figures.FillPlaceholders(body, func(kind, key string) (string, bool) {
		if kind != "figure" {
			return "", false
		}
		return fill(key)
	})
}

// KnownFigure tells whether there is a definition of a figure.
func KnownFigure(words *vocabulary.Words, key string) bool {
	_, ok := definitionOf(words, true, key)
	return ok
}

// UnknownPlaceholders lists what stands in double braces and is no figure, each once.
func UnknownPlaceholders(body string, words *vocabulary.Words) []string {
	var out []string
	for _, found := range figures.Placeholders(body) {
		key, isFigure := strings.CutPrefix(found, "figure:")
		if isFigure {
			if _, ok := definitionOf(words, true, strings.TrimSpace(key)); ok {
				continue
			}
		}
		if !slices.Contains(out, found) {
			out = append(out, found)
		}
	}
	return out
}

// write drafts the report of an activity from its registers.
func write(tx *db.Tx, a activities.Activity) (string, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	programme, err := activities.ProgrammeIn(tx, access.Actor{Via: "public"}, a.ID, shown.Public)
	if err != nil {
		return "", err
	}
	there, err := partiesThere(tx, a)
	if err != nil {
		return "", err
	}
	list, err := numbers(tx, a, a.State == activities.Held)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	writeOpening(&b, a, list)
	writeNumbers(&b, list)
	writeProgramme(&b, programme)
	writeParties(&b, there, words)
	return b.String(), nil
}

func writeOpening(b *strings.Builder, a activities.Activity, list []Number) {
	fmt.Fprintf(b, "**%s**\n\n", figures.PlainText(strings.Join(notEmpty(a.Where(), a.Dates()), ", ")))
	for _, role := range []struct{ role, words string }{
		{activities.Organiser, "Organised by"},
		{activities.Host, "Hosted by"},
		{activities.Partner, "In partnership with"},
		{activities.Funder, "Funded by"},
	} {
		var of []string
		for _, p := range a.With(role.role) {
			of = append(of, figures.PlainText(p.Party))
		}
		if len(of) > 0 {
			fmt.Fprintf(b, "%s %s.  \n", role.words, series(of))
		}
	}
	if a.Summary != "" {
		fmt.Fprintf(b, "\n%s\n", figures.PlainText(a.Summary))
	}
	fmt.Fprintf(b, "\n%s\n", whoCame(list))
}

// whoCame says in a sentence who took part, leaving out what is nought.
func whoCame(list []Number) string {
	value := map[string]int{}
	for _, n := range list {
		value[n.Key] = n.Value
	}
	parts := func(of ...string) []string {
		var out []string
		for i := 0; i < len(of); i += 2 {
			if value[of[i]] > 0 {
				out = append(out, Placeholder(of[i])+" "+of[i+1])
			}
		}
		return out
	}
	status := series(parts("member_states", "members", "observer_states", "observers"))
	if status != "" {
		status = " (" + status + ")"
	}
	from := series(parts("states", "States and territories"+status, "organisations", "organisations", "agencies", "agencies"))
	if from == "" {
		return Placeholder("people") + " people took part."
	}
	return Placeholder("people") + " people took part, from " + from + "."
}

// writeNumbers makes the table of the figures that are not nought.
func writeNumbers(b *strings.Builder, list []Number) {
	b.WriteString("\n## In numbers\n\n| | |\n| --- | ---: |\n")
	for _, n := range list {
		if n.Value > 0 {
			fmt.Fprintf(b, "| %s | %s |\n", figures.PlainText(n.Name), Placeholder(n.Key))
		}
	}
}

// writeProgramme lists the sessions that may be made public, without names of people.
func writeProgramme(b *strings.Builder, p activities.Programme) {
	var lines []string
	zone, day := p.Activity.Zone(), ""
	for _, s := range p.Sessions {
		if s.Label != label.Clear && s.Label != label.Green {
			continue
		}
		at := s.StartsAt.In(zone)
		if d := at.Format("Monday, 2 January 2006"); d != day {
			day = d
			lines = append(lines, "\n### "+d+"\n")
		}
		lines = append(lines, "- "+at.Format("15:04")+" "+figures.PlainText(s.Title))
	}
	if len(lines) > 0 {
		b.WriteString("\n## Programme\n" + strings.Join(lines, "\n") + "\n")
	}
}

// partyThere is a party that took part, with its status on the first day.
type partyThere struct {
	Name   string `db:"name"`
	Kind   string `db:"kind"`
	Status string `db:"status"`
}

// writeParties lists the parties in protocol order: by status, then by kind, then by name.
func writeParties(b *strings.Builder, there []partyThere, words *vocabulary.Words) {
	if len(there) == 0 {
		return
	}
	b.WriteString("\n## Parties\n")
	heading := ""
	for _, p := range there {
		h := plural(words, vocabulary.Statuses, p.Status)
		if p.Status == "" {
			h = plural(words, vocabulary.PartyKinds, p.Kind)
		}
		if h != heading {
			heading = h
			fmt.Fprintf(b, "\n### %s\n\n", figures.PlainText(h))
		}
		fmt.Fprintf(b, "- %s\n", figures.PlainText(p.Name))
	}
}

func plural(words *vocabulary.Words, list, code string) string {
	t, ok := words.Term(list, code)
	if !ok {
		return code
	}
	if t.Plural != "" {
		return t.Plural
	}
	return t.Name
}

func series(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func notEmpty(words ...string) []string {
	return slices.DeleteFunc(words, func(s string) bool { return s == "" })
}

// freeSlug makes the address of the public page out of the title and the year.
func freeSlug(tx *db.Tx, a activities.Activity) (string, error) {
	base := names.Slug(a.Title, 70)
	if year := string(a.StartsOn)[:4]; !strings.Contains(base, year) {
		base = strings.Trim(base+"-"+year, "-")
	}
	for slug, i := base, 2; ; i++ {
		taken, err := slugTaken(tx, slug)
		if err != nil || !taken {
			return slug, err
		}
		slug = fmt.Sprintf("%s-%d", base, i)
	}
}
