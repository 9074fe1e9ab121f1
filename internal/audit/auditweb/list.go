package auditweb

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

const pageSize = 50

// row is an entry in words.
type row struct {
	audit.Line
	Record Record
	Open   bool // the record is open to the reader
}

type listPage struct {
	Form  *web.Form
	State audit.State
	Rows  []row
	Next  string
	CSV   string
}

func (p *Pages) list(c *web.Call) error {
	form := c.Form()
	f, err := filterOf(c, form)
	if err != nil {
		return err
	}
	page := listPage{Form: form, CSV: link("/audit/entries.csv", c.R.URL.Query(), "")}
	if page.State, err = p.Audit.State(c.Context(), c.Actor); err != nil {
		return err
	}
	lines, next, err := p.Audit.Lines(c.Context(), c.Actor, f)
	if err != nil {
		return err
	}
	if page.Rows, err = p.rows(c.Context(), c.Actor, lines); err != nil {
		return err
	}
	if next > 0 {
		page.Next = link("/audit", c.R.URL.Query(), strconv.FormatInt(next, 10))
	}
	return c.Show(web.View{Title: "History", Content: listView(page), Label: "TLP:AMBER+STRICT"})
}

func (p *Pages) rows(ctx context.Context, actor access.Actor, lines []audit.Line) ([]row, error) {
	seen, err := p.shown(ctx, actor, lines)
	if err != nil {
		return nil, err
	}
	out := make([]row, len(lines))
	for i, l := range lines {
		record, open := seen[l.Kind][l.RecordID]
		out[i] = row{Line: l, Record: record, Open: open}
	}
	return out, nil
}

func filterOf(c *web.Call, form *web.Form) (audit.Filter, error) {
	f := audit.Filter{
		Actor: form.Text("actor"), Room: form.Text("room"), Kind: form.Text("kind"), RecordID: form.Text("record"),
		From: form.Date("from", "From"), To: form.Date("to", "To"), Limit: pageSize,
	}
	var err error
	f.Before, err = before(c.Query("after"))
	return f, err
}

// before reads the place at which a page begins.
func before(key string) (int64, error) {
	if key == "" {
		return 0, nil
	}
	parts, err := web.DecodeKey(key, 1)
	if err != nil {
		return 0, err
	}
	seq, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		_, err = web.DecodeKey("?", 1)
	}
	return seq, err
}

// link is an address with the filter of the page, from the entry on.
func link(path string, q url.Values, after string) string {
	q.Del("after")
	if after != "" {
		q.Set("after", web.EncodeKey(after))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// csv gives the entries of the filter as a table; that it was taken is an entry itself.
func (p *Pages) csv(c *web.Call) error {
	f, err := filterOf(c, c.Form())
	if err != nil {
		return err
	}
	lines, err := p.Audit.Take(c.Context(), c.Actor, f)
	if err != nil {
		return err
	}
	if _, err := p.shown(c.Context(), c.Actor, lines); err != nil {
		return err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"number", "time", "actor", "name", "action", "in words", "record kind", "record id", "detail", "erased by", "label"}}
	for _, l := range lines {
		rows = append(rows, []string{
			strconv.FormatInt(l.Seq, 10), l.At.Format(time.RFC3339Nano), l.Actor, cell(l.Name), string(l.Action), Words(l.Action),
			l.Kind, cell(l.RecordID), cell(l.Detail), number(l.ErasedBy), string(label.AmberStrict),
		})
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return c.Send("history "+label.AmberStrict.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// cell keeps a spreadsheet from reading text as a formula, and a terminal from obeying it.
func cell(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if s != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// checkpoint gives the last signed checkpoint, to be kept elsewhere.
func (p *Pages) checkpoint(c *web.Call) error {
	state, err := p.Audit.State(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	if state.Last.Seq == 0 {
		return noCheckpoint
	}
	return c.Send(fmt.Sprintf("%012d.checkpoint", state.Last.Seq), "text/plain; charset=utf-8", []byte(state.Last.Note), false)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *listIn) (*web.ListOut[audit.Line], error) {
	at, err := before(in.After)
	if err != nil {
		return nil, err
	}
	lines, next, err := p.Audit.Lines(ctx, actor, audit.Filter{
		Actor: in.Actor, Room: in.Room, Kind: in.Kind, RecordID: in.Record, From: db.Date(in.From), To: db.Date(in.To), Before: at, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	if _, err := p.shown(ctx, actor, lines); err != nil {
		return nil, err
	}
	var key []string
	if next > 0 {
		key = []string{strconv.FormatInt(next, 10)}
	}
	return web.NewList(lines, key), nil
}

// about names the record of the entry.
func (r row) about() string {
	if r.Open && r.Record.Name != "" {
		return r.Record.Name
	}
	words := kindWords[r.Kind]
	if words == "" {
		words = strings.ReplaceAll(r.Kind, "_", " ")
	}
	if len(r.RecordID) > 8 {
		return words + " …" + r.RecordID[len(r.RecordID)-6:]
	}
	return strings.TrimSpace(words + " " + r.RecordID)
}

func roomOptions() []ui.Option {
	var out []ui.Option
	for _, room := range slices.Sorted(maps.Keys(roomWords)) {
		out = append(out, ui.Option{Value: room, Label: roomWords[room]})
	}
	return out
}

func kindOptions() []ui.Option {
	var out []ui.Option
	for _, kind := range slices.Sorted(maps.Keys(kindWords)) {
		out = append(out, ui.Option{Value: kind, Label: kindWords[kind]})
	}
	return out
}

// stateFacts say how the chain stands.
func (p listPage) stateFacts() []ui.Fact {
	last, checked := "None yet: the first is made within a quarter of an hour.", "Not yet: it is checked once a day."
	if p.State.Last.Seq > 0 {
		last = fmt.Sprintf("%s, up to entry %d", p.State.Last.At.Format("2 January 2006, 15:04 UTC"), p.State.Last.Seq)
	}
	if !p.State.Checked.At.IsZero() {
		checked = p.State.Checked.At.Format("2 January 2006, 15:04 UTC") + ": " + p.State.Checked.Words()
	}
	return []ui.Fact{{Term: "Last signed checkpoint", Value: last}, {Term: "Last check of the whole chain", Value: checked}, {Term: "Key to verify checkpoints", Value: p.State.Key}}
}
