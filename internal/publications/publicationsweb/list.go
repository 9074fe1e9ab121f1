package publicationsweb

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"counterpart/internal/label"
	"counterpart/internal/publications"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// listPage is the list of what is worked on.
type listPage struct {
	Form     *web.Form
	Rows     []publications.Publication
	Next     string
	CSV      string
	Words    *vocabulary.Words
	MayWrite bool
}

func filterOf(form *web.Form) publications.Filter {
	return publications.Filter{Query: form.Text("q"), State: form.Text("state"), Standing: form.Text("standing"), Kind: form.Text("kind"), ActivityID: form.Text("activity")}
}

func (p *Pages) list(c *web.Call) error {
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	f := filterOf(c.Form())
	f.After, f.Limit = after, 50
	rows, next, err := p.Publications.List(c.Context(), c.Actor, f)
	if err != nil {
		return err
	}
	page := listPage{
		Form: c.Form(), Rows: rows, MayWrite: c.Actor.Holds(publications.RightWrite),
		CSV: web.Address("/publications.csv", "q", f.Query, "state", f.State, "standing", f.Standing, "kind", f.Kind, "activity", f.ActivityID),
	}
	if next != nil {
		page.Next = c.NextPage(next)
	}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Publications", Content: listView(page), Label: string(strictest(rows, label.Amber))})
}

func strictest(rows []publications.Publication, at label.TLP) label.TLP {
	for _, r := range rows {
		at = label.Strictest(at, r.Label)
	}
	return at
}

// listCSV is the list as a file, as far as the filter lets it through.
func (p *Pages) listCSV(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	f, all := filterOf(c.Form()), []publications.Publication{}
	f.Limit = 500
	for more := true; more; more = f.After != nil {
		rows, next, err := p.Publications.List(c.Context(), c.Actor, f)
		if err != nil {
			return err
		}
		all, f.After = append(all, rows...), next
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"address", "title", "kind", "source_language", "state", "standing", "version", "label", "created_at", "updated_at"}}
	for _, r := range all {
		rows = append(rows, []string{
			r.Slug, registrations.Guard(r.Title), registrations.Guard(kindWords(words, r.Kind)), r.SourceLang, r.State, r.Standing, strconv.Itoa(r.Version),
			string(r.Label), r.CreatedAt.Format(time.RFC3339), r.UpdatedAt.Format(time.RFC3339),
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return c.Send("publications "+strictest(all, label.Clear).Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

func stateOptions() []ui.Option {
	out := make([]ui.Option, len(publications.States))
	for i, s := range publications.States {
		out[i] = ui.Option{Value: s, Label: stateTitle(s)}
	}
	return out
}

// stateTitle says a state as it stands in a table.
func stateTitle(state string) string {
	words := strings.TrimPrefix(publications.StateWords(state), "a ")
	return strings.ToUpper(words[:1]) + words[1:]
}

// standingWords say how a publication stands before its readers.
func standingWords(p publications.Publication) string {
	switch p.Standing {
	case publications.Out:
		return "Released"
	case publications.Withdrawn:
		return "Withdrawn"
	default:
		return "Not out"
	}
}

func standingState(p publications.Publication) ui.State {
	if p.Standing == publications.NotOut {
		return "new"
	}
	if p.Standing == publications.Out {
		return "published"
	}
	return "withdrawn"
}

func workState(state string) ui.State {
	if state == publications.StateReleased {
		return "published"
	}
	return ui.State(state)
}
