package publishing

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/iati/iatitest"
	"counterpart/internal/indicators"
	"counterpart/internal/label"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

const canary = "Qwertiana Zanzibarov"

// worlds is how many random databases are exported; each is another filling of one.
const worlds = 1000

// filled are the tables that a world fills, those first that hang on others.
var filled = []string{
	"indicator_value", "indicator_target", "indicator", "framework_result", "report_release", "report", "nomination", "allocation", "person",
	"activity_area", "activity_party", "activity", "initiative",
}

// world draws the registers of one mechanism.
type world struct {
	t       *rapid.T
	tx      *db.Tx
	parties []string
	n       int
	secret  []string // ids of activities that may not leave
	err     error
}

func (w *world) run(query string, args ...any) {
	if w.err == nil {
		w.err = w.tx.Exec(query, args...)
	}
}

func (w *world) id() string { w.n++; return fmt.Sprintf("id%05d", w.n) }

// text draws what people and machines type: any script, what XML forbids, nothing, and now and then very much of it.
func (w *world) text(what string) string {
	switch rapid.IntRange(0, 8).Draw(w.t, what) {
	case 0:
		return ""
	case 1:
		return " \t\n"
	case 2:
		return strings.Repeat(rapid.SampledFrom([]string{"ข้อความยาว ", "<&>]]>", "\x01\x0b\ufffe"}).Draw(w.t, what), rapid.IntRange(1, 3000).Draw(w.t, what))
	case 3:
		return rapid.SampledFrom([]string{"\x00", "\ufffe\uffff", "]]>", "<script>", "&amp;&#0;", "\xff\xfe\xc0", "العربية", "ไทย", "𝒳𝒴", "a\r\nb"}).Draw(w.t, what)
	default:
		return rapid.String().Draw(w.t, what)
	}
}

func (w *world) day(what string) string {
	if rapid.IntRange(0, 19).Draw(w.t, what) == 0 {
		return rapid.SampledFrom([]string{"", "2024-02-31", "soon", "0000-00-00"}).Draw(w.t, what)
	}
	return db.Date("2023-01-01").AddDays(rapid.IntRange(0, 900).Draw(w.t, what)).Time().Format(time.DateOnly)
}

func some[T any](w *world, what string, of ...T) T { return rapid.SampledFrom(of).Draw(w.t, what) }

func (w *world) fill() error {
	var initiatives []string
	for range rapid.IntRange(0, 2).Draw(w.t, "initiatives") {
		id := w.id()
		initiatives = append(initiatives, id)
		w.run(`insert into initiative (id, name, summary) values ($1, $2, $3)`, id, w.text("name"), w.text("summary"))
	}
	for range rapid.IntRange(0, 5).Draw(w.t, "activities") {
		w.activity(initiatives)
	}
	for range rapid.IntRange(0, 2).Draw(w.t, "results") {
		w.result()
	}
	return w.err
}

func (w *world) activity(initiatives []string) {
	id, initiative := w.id(), ""
	if len(initiatives) > 0 && rapid.Bool().Draw(w.t, "inside") {
		initiative = some(w, "initiative", initiatives...)
	}
	tlp := string(some(w, "label", append([]label.TLP{label.Clear, label.Clear, label.Clear}, label.All...)...))
	if tlp != string(label.Clear) {
		w.secret = append(w.secret, id)
	}
	w.run(`insert into activity (id, initiative_id, kind, title, summary, place, country, time_zone, starts_on, ends_on, state, label, created_at, updated_at)
		values ($1, $2, 'roundtable', $3, $4, $5, $6, 'UTC', $7, $8, $9, $10, '', $11)`, id, db.Opt(initiative), w.text("title"), w.text("summary"), w.text("place"),
		some(w, "country", "", "ID", "TH", "id", "<>", "IDN"), w.day("starts"), w.day("ends"), some(w, "state", "planned", "open", "held", "cancelled"), tlp,
		some(w, "updated", "", "2024-06-05T12:00:00.123456Z"))
	for range rapid.IntRange(0, 4).Draw(w.t, "roles") {
		w.run(`insert into activity_party (activity_id, party_id, role) values ($1, $2, $3) on conflict do nothing`, id, some(w, "party", w.parties...), some(w, "role", "organiser", "partner", "funder", "host"))
	}
	for range rapid.IntRange(0, 3).Draw(w.t, "areas") {
		w.run(`insert into activity_area (activity_id, area) values ($1, $2) on conflict do nothing`, id, some(w, "area", "law_enforcement", "borders", "border_management", "gone"))
	}
	if rapid.IntRange(0, 2).Draw(w.t, "reported") == 0 {
		w.report(id)
	}
	person, alloc := w.id(), w.id()
	w.run(`insert into person (id, given, sort_form, sort_key, name_key, label, created_at, updated_at) values ($1, $2, $2, $2, $2, 'TLP:CLEAR', '', '')`, person, canary)
	w.run(`insert into allocation (id, activity_id, party_id, category, mode, seats) values ($1, $2, $3, 'delegate', 'in_person', 3)`, alloc, id, w.parties[0])
	w.run(`insert into nomination (id, allocation_id, activity_id, party_id, from_party_id, person_id, seat, category, mode, state, active, source, created_at, updated_at)
		values ($1, $2, $3, $4, $4, $5, $1, 'delegate', 'in_person', 'confirmed', true, 'import', '', '')`, w.id(), alloc, id, w.parties[0], person)
}

func (w *world) report(activity string) {
	id := w.id()
	w.run(`insert into report (id, activity_id, slug, title, body, state, label, author, author_name, created_at, updated_at) values ($1, $2, $3, $4, '', 'published', $5, 'x', $6, '', '')`,
		id, activity, "report-"+id, w.text("title"), some(w, "label", "TLP:CLEAR", "TLP:RED"), canary)
	if rapid.Bool().Draw(w.t, "released") {
		w.run(`insert into report_release (id, report_id, number, title, body, published_at, published_by) values ($1, $2, 1, $3, '', $4, 'x')`, w.id(), id, w.text("title"), some(w, "at", "", "2024-06-20T10:00:00.000000Z"))
	}
}

func (w *world) result() {
	result := w.id()
	w.run(`insert into framework_result (id, code, level, name, names, description, position, active, updated_at) values ($1, $1, $2, $3, $4, $5, 1, true, '')`,
		result, some(w, "level", "impact", "outcome", "output"), w.text("name"), some(w, "names", "{}", `{"id":"Hasil","th":"\u0001"}`), w.text("description"))
	for range rapid.IntRange(0, 2).Draw(w.t, "indicators") {
		id, measure := w.id(), some(w, "measure", "unit", "percentage", "nominal", "ordinal", "qualitative")
		computation := some(w, "computation", "", "people", "share_of_women")
		w.run(`insert into indicator (id, code, result_id, name, definition, unit, measure, direction, computation, dimensions, frequency, baseline, baseline_year, position, active, updated_at)
			values ($1, $1, $2, $3, $4, $5, $6, $7, $8, 'sex party status', 'half_yearly', $9, $10, 1, $11, '')`, id, result, w.text("name"), w.text("definition"), some(w, "unit", "", "%", "people <"),
			measure, some(w, "direction", "up", "down", "none"), computation, w.text("baseline"), some(w, "year", 0, 2020), rapid.Bool().Draw(w.t, "active"))
		for _, period := range []string{"2023-H1", "2024-H1"} {
			if rapid.Bool().Draw(w.t, "target") {
				w.run(`insert into indicator_target (indicator_id, period, value) values ($1, $2, $3)`, id, period, some(w, "target", "10", "2.5", "text \x02"))
			}
		}
		for range rapid.IntRange(0, 2).Draw(w.t, "values") {
			w.value(id, computation)
		}
	}
}

func (w *world) value(indicator, computation string) {
	rows := ""
	for i := range rapid.IntRange(0, 12).Draw(w.t, "rows") {
		rows += fmt.Sprintf(`,{"id":"r%d","n":1,"d":1,"sex":%q,"party":%q,"status":"member","activity":"a"}`, i, some(w, "sex", "f", "m", "", "x"), some(w, "of", w.parties...))
	}
	period := some(w, "period", "2023-H1", "2023-H2")
	first, last := "2023-01-01", "2023-06-30"
	if period == "2023-H2" {
		first, last = "2023-07-01", "2023-12-31"
	}
	state := some(w, "state", "published", "published", "proposed", "returned")
	w.run(`insert into indicator_value (id, indicator_id, period, starts_on, ends_on, state, value, computation, dimensions, definition, query, as_at, records, evidence, reason, current, proposed_by,
		proposed_name, proposed_at, published_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', '2024-01-05T00:00:00.000000Z', $10, $11, $11, $12, 'x', $11, '2024-01-05T00:00:00.000000Z', '2024-01-06T00:00:00.000000Z')
		on conflict do nothing`, w.id(), indicator, period, first, last, state, some(w, "value", "12", "2.5", "words \x03 ไทย"), computation, some(w, "dimensions", "", "sex", "sex party status"),
		`{"of":"person","rows":[`+strings.TrimPrefix(rows, ",")+`]}`, canary, state == "published")
}

// Of any registers the export is valid by the official schema, names nobody, and holds no activity that may not leave.
func TestTheExportOfAnyDatabaseIsValid(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	load(t, d)
	parties := prepare(t, d)
	var batch [][]byte
	seen, checked := 0, 0
	flush := func() {
		if len(batch) == 0 {
			return
		}
		for _, wrong := range iatitest.Validate(t, batch...) {
			t.Error(wrong)
		}
		checked, batch = checked+len(batch), nil
	}
	svc, actor := New(d, "https://counterpart.example"), access.System("test", RightExport)
	for seen < worlds && !t.Failed() {
		rapid.Check(t, func(rt *rapid.T) {
			if seen >= worlds {
				return
			}
			seen++
			w := &world{t: rt, parties: parties}
			if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
				w.tx = tx
				for _, table := range filled {
					w.run("delete from " + table)
				}
				return true, w.fill()
			}); err != nil {
				rt.Fatal(err)
			}
			var out bytes.Buffer
			if _, err := svc.Export(t.Context(), actor, &out); err != nil {
				rt.Fatal(err)
			}
			for _, secret := range append(w.secret, canary) {
				if strings.Contains(out.String(), secret) {
					rt.Fatalf("the file holds %s, which may not leave", secret)
				}
			}
			if batch = append(batch, out.Bytes()); len(batch) == 250 {
				flush()
			}
		})
	}
	if flush(); checked != worlds && !t.Failed() {
		t.Errorf("%d files were validated, not %d", checked, worlds)
	}
}

func load(t *testing.T, d *db.DB) {
	t.Helper()
	if err := indicators.New(d, nil).LoadPack(t.Context(), roomtest.Holding("loader", vocabulary.RightLoad), roomtest.Pack(t, "bali")); err != nil {
		t.Fatal(err)
	}
}

// prepare enters parties whose names are as bad as names can be.
func prepare(t *testing.T, d *db.DB) []string {
	t.Helper()
	out := []string{roomtest.PartyID(t, d, "iom"), roomtest.PartyID(t, d, "indonesia"), roomtest.PartyID(t, d, "thailand")}
	for i, name := range []string{"\x01", "<b>&\"'", "ประเทศ", ""} {
		id := fmt.Sprintf("party%d", i)
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`insert into party (id, kind, name, iso, sort_key, name_key, created_at, updated_at) values ($1, $2, $3, $4, $1, $1, '', '')`, id, []string{"state", "gone"}[i%2], name, []string{"", "XX", "xx", "ID"}[i])
		})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, id)
	}
	return out
}
