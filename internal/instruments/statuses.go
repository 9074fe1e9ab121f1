package instruments

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/names"
)

// Columns are the headings of the file of statuses, as it is taken out and brought in. A row is a status, a reservation or a
// declaration, as the first column says; the label is that of the file, and is not read.
var Columns = []string{"entry", "party", "instrument", "signed", "means", "consent", "in_force", "ended", "made", "withdrawn", "provisions", "words", "source", "url", "label"}

// maxRows bounds the file of statuses.
const maxRows = 20000

// Verdict says what taking a row would do.
type Verdict string

// The verdicts.
const (
	RowNew     Verdict = "new"
	RowSame    Verdict = "same"
	RowChanged Verdict = "changed"
	RowRefused Verdict = "refused"
)

// Verdicts in the order in which pages show them.
var Verdicts = []Verdict{RowRefused, RowNew, RowChanged, RowSame}

// RowPlan is what taking one row of the file would do.
type RowPlan struct {
	Line       int     `json:"line"`
	Verdict    Verdict `json:"verdict" enum:"new,same,changed,refused"`
	Party      string  `json:"party"`
	Instrument string  `json:"instrument"`
	What       string  `json:"what" doc:"What the row holds, or why it is refused"`

	take func(tx *db.Tx, actor access.Actor) error
}

// StatusPlan is what taking a file of statuses would do.
type StatusPlan struct {
	Rows []RowPlan `json:"rows" nullable:"false"`
}

// Count tells how many rows have a verdict.
func (p StatusPlan) Count(v Verdict) int {
	n := 0
	for _, r := range p.Rows {
		if r.Verdict == v {
			n++
		}
	}
	return n
}

type directoryRow struct {
	ID     string `db:"id"`
	Code   string `db:"code"`
	Name   string `db:"name"`
	Short  string `db:"short_name"`
	Formal string `db:"formal_name"`
	ISO    string `db:"iso"`
}

// statusReader judges the rows of a file against what is known.
type statusReader struct {
	today        db.Date
	parties      map[string]directoryRow // by folded code, country code and names; ID "" where several have it
	instruments  map[string]Version      // by folded code, short and long title
	keys         map[string]map[string]string
	statuses     map[[2]string]Status
	reservations map[[2]string][]Reservation
	seen         map[string]int // line of each entry of the file
}

func newStatusReader(tx *db.Tx) (*statusReader, error) {
	r := &statusReader{
		today: tx.Today(), parties: map[string]directoryRow{}, instruments: map[string]Version{}, keys: map[string]map[string]string{},
		statuses: map[[2]string]Status{}, reservations: map[[2]string][]Reservation{}, seen: map[string]int{},
	}
	rows, err := directoryIn(tx)
	if err != nil {
		return nil, err
	}
	for _, p := range rows {
		for _, name := range []string{p.Code, p.ISO, p.Name, p.Short, p.Formal} {
			key := names.Fold(name)
			if other, taken := r.parties[key]; taken && other.ID != p.ID {
				r.parties[key] = directoryRow{}
			} else if key != "" {
				r.parties[key] = p
			}
		}
	}
	latest, err := LatestIn(tx)
	if err != nil {
		return nil, err
	}
	for _, v := range latest {
		for _, name := range []string{v.Code, v.Short, v.Title} {
			r.instruments[names.Fold(name)] = v
		}
		if r.keys[v.InstrumentID], err = keysOf(tx, v.InstrumentID); err != nil {
			return nil, err
		}
	}
	return r, r.known(tx)
}

func (r *statusReader) known(tx *db.Tx) error {
	statuses, err := allStatuses(tx)
	if err != nil {
		return err
	}
	for _, s := range statuses {
		r.statuses[[2]string{s.PartyID, s.InstrumentID}] = s
	}
	reservations, err := allReservations(tx)
	for _, x := range reservations {
		pair := [2]string{x.PartyID, x.InstrumentID}
		r.reservations[pair] = append(r.reservations[pair], x)
	}
	return err
}

// planStatuses judges every row of the file.
func planStatuses(tx *db.Tx, body []byte) (StatusPlan, error) {
	out := StatusPlan{Rows: []RowPlan{}}
	body = bytes.TrimPrefix(body, []byte("\uFEFF"))
	in := csv.NewReader(bytes.NewReader(body))
	in.Comma, in.FieldsPerRecord = delimiter(body), -1
	headings, err := in.Read()
	if err != nil {
		return out, fault.Wrong("file", "The first line, which holds the headings, cannot be read: %v.", err)
	}
	if err := checkHeadings(headings); err != nil {
		return out, err
	}
	r, err := newStatusReader(tx)
	if err != nil {
		return out, err
	}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if len(out.Rows) == maxRows {
			return out, fault.Wrong("file", "The file has more than %d rows. Send it in parts.", maxRows)
		}
		if broken, ok := errors.AsType[*csv.ParseError](err); ok {
			out.Rows = append(out.Rows, RowPlan{Line: broken.StartLine, Verdict: RowRefused, What: "The row cannot be read: a quotation mark is missing or stands in the wrong place."})
			continue
		} else if err != nil {
			return out, err
		}
		line, _ := in.FieldPos(0)
		row := map[string]string{}
		for i, cell := range cells {
			if i < len(headings) {
				row[headings[i]] = unguard(strings.TrimSpace(cell))
			}
		}
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			out.Rows = append(out.Rows, r.judge(line, row))
		}
	}
}

// checkHeadings brings the headings into the form of Columns, and says which are wrong.
func checkHeadings(headings []string) error {
	var wrong fault.Invalid
	seen := map[string]bool{}
	for i, h := range headings {
		h = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(h)), " ", "_")
		headings[i] = h
		wrong.Check(slices.Contains(Columns, h), "file", "There is no column %q. The columns are %s.", h, strings.Join(Columns, ", "))
		wrong.Check(!seen[h], "file", "The column %q stands twice.", h)
		seen[h] = true
	}
	for _, h := range []string{"party", "instrument"} {
		wrong.Check(seen[h], "file", "The column %q is missing.", h)
	}
	return wrong.Err()
}

// delimiter is the one of comma, semicolon and tab that stands most often in the first line.
func delimiter(body []byte) rune {
	first, _, _ := bytes.Cut(body, []byte("\n"))
	best, most := ',', bytes.Count(first, []byte(","))
	for _, r := range []rune{';', '\t'} {
		if n := bytes.Count(first, []byte(string(r))); n > most {
			best, most = r, n
		}
	}
	return best
}

// unguard takes away the mark that keeps a spreadsheet from reading a cell as a formula.
func unguard(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && rest != "" && strings.ContainsAny(rest[:1], "=+-@|%") {
		return rest
	}
	return cell
}

func (r *statusReader) judge(line int, row map[string]string) RowPlan {
	out := RowPlan{Line: line, Verdict: RowRefused, Party: row["party"], Instrument: row["instrument"]}
	party, known := r.parties[names.Fold(row["party"])]
	switch {
	case !known:
		out.What = fmt.Sprintf("There is no party %q. Write its code, its country code or its name as the register has it.", row["party"])
		return out
	case party.ID == "":
		out.What = fmt.Sprintf("Several parties are called %q. Write the code of the party.", row["party"])
		return out
	}
	v, known := r.instruments[names.Fold(row["instrument"])]
	if !known {
		out.What = fmt.Sprintf("There is no instrument %q. Write its code, such as untip.", row["instrument"])
		return out
	}
	out.Party, out.Instrument = party.Name, v.Short
	pair := [2]string{party.ID, v.InstrumentID}
	switch entry := strings.ToLower(row["entry"]); {
	case entry == "" || entry == "status":
		r.judgeStatus(&out, pair, row)
	case slices.Contains(ReservationKinds, entry):
		r.judgeReservation(&out, pair, entry, row)
	default:
		out.What = fmt.Sprintf("The column entry holds %q. Write status, reservation or declaration.", row["entry"])
	}
	return out
}

// once refuses what an earlier row of the file has said.
func (r *statusReader) once(out *RowPlan, key string) bool {
	if first := r.seen[key]; first > 0 {
		out.What = fmt.Sprintf("Line %d speaks of the same. Keep one of the two.", first)
		return false
	}
	r.seen[key] = out.Line
	return true
}

func (r *statusReader) judgeStatus(out *RowPlan, pair [2]string, row map[string]string) {
	d := StatusDraft{
		SignedOn: db.Date(row["signed"]), ConsentOn: db.Date(row["consent"]), Means: strings.ReplaceAll(strings.ToLower(row["means"]), " ", "_"), InForceOn: db.Date(row["in_force"]), EndedOn: db.Date(row["ended"]),
		Source: row["source"], URL: row["url"],
	}
	if err := d.check(r.today); err != nil {
		out.What = sentences(err)
		return
	}
	if !r.once(out, "status "+pair[0]+pair[1]) {
		return
	}
	there, known := r.statuses[pair]
	next := d.status(pair[0], pair[1])
	out.Verdict, out.What = RowNew, said(d)
	switch {
	case known && there.draft() == d:
		out.Verdict = RowSame
		return
	case known:
		out.Verdict, out.What = RowChanged, said(d)+" instead of "+said(there.draft())
	}
	out.take = func(tx *db.Tx, actor access.Actor) error { return writeStatus(tx, actor, next, there.Version) }
}

func (r *statusReader) judgeReservation(out *RowPlan, pair [2]string, kind string, row map[string]string) {
	d := ReservationDraft{
		Kind: kind, MadeOn: db.Date(row["made"]), WithdrawnOn: db.Date(row["withdrawn"]), Provisions: strings.Fields(row["provisions"]), Words: row["words"], Source: row["source"],
	}
	if err := d.check(r.today, r.keys[pair[1]]); err != nil {
		out.What = sentences(err)
		return
	}
	provisions := Keys(d.Provisions).text()
	if !r.once(out, strings.Join([]string{kind, pair[0], pair[1], string(d.MadeOn), provisions}, " ")) {
		return
	}
	out.Verdict, out.What = RowNew, strings.TrimSpace(MeansWords(kind)+" "+provisions)+": "+firstWords(d.Words)
	out.take = func(tx *db.Tx, actor access.Actor) error {
		_, err := noteReservation(tx, actor, pair[0], pair[1], d)
		return err
	}
	for _, there := range r.reservations[pair] {
		if there.Kind != kind || there.MadeOn != d.MadeOn || there.Provisions.text() != provisions {
			continue
		}
		if out.Verdict = RowChanged; there.WithdrawnOn == d.WithdrawnOn && there.Words == d.Words && there.Source == d.Source {
			out.Verdict, out.take = RowSame, nil
			return
		}
		id := there.ID
		out.take = func(tx *db.Tx, actor access.Actor) error {
			if err := updateReservation(tx, actor, id, d); err != nil {
				return err
			}
			return audit.Record(tx, actor, ActionReservation, KindStatus, StatusID(pair[0], pair[1]), map[string]any{"id": id, "kind": kind})
		}
		return
	}
}

// said is a status in one line.
func said(d StatusDraft) string {
	var parts []string
	for _, x := range []struct {
		words string
		day   db.Date
	}{{"signed", d.SignedOn}, {strings.ToLower(MeansWords(d.Means)), d.ConsentOn}, {"in force", d.InForceOn}, {"ended", d.EndedOn}} {
		if x.day != "" {
			parts = append(parts, x.words+" "+string(x.day))
		}
	}
	out := strings.Join(parts, ", ")
	if d.Source != "" {
		out += " (" + firstWords(d.Source) + ")"
	}
	return out
}

func firstWords(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

// sentences are what is wrong, one after the other.
func sentences(err error) string {
	invalid := fault.AsInvalid(err)
	if invalid == nil {
		return err.Error()
	}
	out := make([]string, len(invalid.Fields))
	for i, f := range invalid.Fields {
		out[i] = f.Words
	}
	return strings.Join(out, " ")
}

// Rows are all statuses and reservations as rows of the file, the headings first.
func (s *Service) Rows(ctx context.Context, actor access.Actor) ([][]string, error) {
	m, err := s.Standings(ctx, actor, "")
	if err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([][]string, error) {
		codes := map[string]string{}
		for _, v := range m.Instruments {
			codes[v.InstrumentID] = v.Code
		}
		rows, err := directoryIn(tx)
		if err != nil {
			return nil, err
		}
		party := map[string]string{}
		for _, p := range rows {
			party[p.ID] = cmp.Or(p.Code, p.Name)
		}
		out := [][]string{Columns}
		for _, st := range m.Statuses {
			out = append(out, []string{
				"status", party[st.PartyID], codes[st.InstrumentID], string(st.SignedOn), st.Means, string(st.ConsentOn), string(st.InForceOn), string(st.EndedOn), "", "", "", "", st.Source, st.URL, string(label.Clear),
			})
		}
		reservations, err := allReservations(tx)
		for _, r := range reservations {
			out = append(out, []string{
				r.Kind, party[r.PartyID], codes[r.InstrumentID], "", "", "", "", "", string(r.MadeOn), string(r.WithdrawnOn), r.Provisions.text(), r.Words, r.Source, "", string(label.Clear),
			})
		}
		return out, err
	})
}
