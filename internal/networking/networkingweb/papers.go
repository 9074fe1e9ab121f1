package networkingweb

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/networking"
	"counterpart/internal/print"
	"counterpart/internal/web"
)

// sheets starts a document of schedules.
func (p *Pages) sheets(ctx context.Context, c *web.Call, a activities.Activity, title string) (print.Sheets, error) {
	words, err := p.Vocabulary.Words(ctx)
	if err != nil {
		return print.Sheets{}, err
	}
	mechanism := words.Pack.Mechanism
	head := print.Letterhead{Mechanism: mechanism.Name.Default, Created: c.Site.Now()}
	if len(mechanism.Letterhead) > 0 {
		head.Office = mechanism.Letterhead[0]
	}
	return print.Sheets{
		Head: head, Title: title + ": " + a.Title, Place: a.Where(), Dates: a.Dates(), Label: string(tlp(a)), Demo: c.Site.Demo,
		AsAt: c.Site.Now().In(a.Zone()).Format("2 January 2006, 15:04 MST"),
	}, nil
}

func send(c *web.Call, a activities.Activity, name string, s print.Sheets) error {
	var out bytes.Buffer
	if err := print.WriteSheets(&out, s); err != nil {
		return fmt.Errorf("print %s: %w", name, err)
	}
	return c.Send(name+" "+string(a.StartsOn)+" "+tlp(a).Slug()+".pdf", "application/pdf", out.Bytes(), true)
}

func row(a activities.Activity, from, to db.Time) print.SheetRow {
	return print.SheetRow{Day: from.In(a.Zone()).Format("Monday, 2 January 2006"), When: from.In(a.Zone()).Format("15:04") + " to " + to.In(a.Zone()).Format("15:04")}
}

// schedulePDF prints a person's own meetings.
func (p *Pages) schedulePDF(c *web.Call, w who) error {
	in, err := p.Networking.Take(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	s, err := p.sheets(c.Context(), c, in.Activity, "Meetings")
	if err != nil {
		return err
	}
	one := print.Sheet{Title: in.Person, Lead: "My meetings", None: "No meeting is planned."}
	for _, m := range in.Meetings {
		if m.State.Stands() {
			r := row(in.Activity, m.StartsAt, m.EndsAt)
			r.What, r.Detail, r.Where = m.Other, joined(m.Position, m.Party, besides(m)), m.Where()
			one.Rows = append(one.Rows, r)
		}
	}
	s.Sheets = []print.Sheet{one}
	return send(c, in.Activity, "my meetings", s)
}

// byKey prints the plan with a sheet for each key that a meeting has.
func (p *Pages) byKey(c *web.Call, name, title string, keys func(l networking.Line) []keyed) error {
	in, err := p.Networking.TakePlan(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	s, err := p.sheets(c.Context(), c, in.Activity, title)
	if err != nil {
		return err
	}
	place := map[string]int{}
	for _, l := range in.Lines {
		if !l.State.Stands() {
			continue
		}
		for _, k := range keys(l) {
			at, there := place[k.key]
			if !there {
				at = len(s.Sheets)
				place[k.key] = at
				s.Sheets = append(s.Sheets, print.Sheet{Title: k.title, Lead: k.lead})
			}
			r := row(in.Activity, l.StartsAt, l.EndsAt)
			r.What, r.Detail, r.Where = k.what, k.detail, k.where
			s.Sheets[at].Rows = append(s.Sheets[at].Rows, r)
		}
	}
	if len(s.Sheets) == 0 {
		s.Sheets = []print.Sheet{{Title: in.Activity.Title, Lead: title, None: "No meeting is planned."}}
	}
	slices.SortStableFunc(s.Sheets, func(a, b print.Sheet) int { return strings.Compare(natural(a.Title), natural(b.Title)) })
	return send(c, in.Activity, name, s)
}

// keyed is a line of one sheet.
type keyed struct{ key, title, lead, what, detail, where string }

// natural orders "Table 9" before "Table 10".
func natural(s string) string {
	var n int
	if _, err := fmt.Sscanf(s, "Table %d", &n); err == nil {
		return fmt.Sprintf("Table %06d", n)
	}
	return strings.ToLower(s)
}

// alsoThere says who comes along to a meeting and who interprets.
func alsoThere(l networking.Line) string {
	out := ""
	if l.Others != "" {
		out = "also " + l.Others
	}
	if l.Voice != "" {
		out = joined(out, "interpreter: "+l.Voice)
	}
	return out
}

func (p *Pages) peoplePDF(c *web.Call) error {
	return p.byKey(c, "meetings by person", "Meetings", func(l networking.Line) []keyed {
		also := alsoThere(l)
		out := []keyed{
			{l.Sides[0].PersonID, l.One, l.OneParty, l.Two, joined(l.TwoParty, also), l.Where()},
			{l.Sides[1].PersonID, l.Two, l.TwoParty, l.One, joined(l.OneParty, also), l.Where()},
		}
		for _, x := range l.AlongIs {
			out = append(out, keyed{x.PersonID, x.Name, "", l.One + " with " + l.Two, also, l.Where()})
		}
		if l.VoiceID != "" {
			out = append(out, keyed{l.VoiceID, l.Voice, "Interpreter", l.One + " with " + l.Two, l.OneParty + "; " + l.TwoParty, l.Where()})
		}
		return out
	})
}

func (p *Pages) tablesPDF(c *web.Call) error {
	return p.byKey(c, "meetings by table", "Meetings", func(l networking.Line) []keyed {
		return []keyed{{l.TableID, l.Table, l.Room, l.One + " with " + l.Two, joined(l.OneParty+"; "+l.TwoParty, alsoThere(l)), ""}}
	})
}

func (p *Pages) roomsPDF(c *web.Call) error {
	return p.byKey(c, "meetings by room", "Meetings", func(l networking.Line) []keyed {
		title := l.Room
		if title == "" {
			title = "Tables outside the rooms"
		}
		return []keyed{{title, title, "", l.One + " with " + l.Two, joined(l.OneParty+"; "+l.TwoParty, alsoThere(l)), l.Table}}
	})
}
