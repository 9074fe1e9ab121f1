package imports_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/imports"
	"counterpart/internal/jobs"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

// The file of eight real negotiating sessions; see the README beside it.
const unfccc = "../../testdata/unfccc/delegations-1991-1993.csv"

var officer = roomtest.Holding("officer", people.RightSee, people.RightEdit, people.RightImport, activities.RightSee, activities.RightEdit)

// kindsOfGroups maps the groups of the file to party kinds of the pack lakes.
var kindsOfGroups = map[string]string{
	"Parties":                                        "riparian",
	"Non-governmental organizations":                 "fishers",
	"Intergovernmental organizations":                "fund",
	"United Nations Secretariat units and bodies":    "service",
	"Specialized agencies and related organizations": "institute",
}

// house is a database with the service under test.
type house struct {
	d   *db.DB
	svc *imports.Service
}

func open(t *testing.T, d *db.DB, pack string) house {
	t.Helper()
	roomtest.LoadPack(t, d, pack)
	store := roomtest.Files(t, d)
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return house{d, imports.New(d, store, queue)}
}

func (h house) activity(t *testing.T, title string, day db.Date) string {
	t.Helper()
	id, err := activities.New(h.d).Plan(t.Context(), officer, activities.Draft{Kind: h.term(t, "activity_kind"), Title: title, TimeZone: "America/New_York", StartsOn: day})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (h house) term(t *testing.T, list string) string {
	t.Helper()
	return one[string](t, h.d, `select code from term where list = '`+list+`' and active order by position limit 1`)
}

func one[T any](t *testing.T, d *db.DB, query string) T {
	t.Helper()
	v, err := db.View(t.Context(), d, func(tx *db.Tx) (T, error) { return db.One[T](tx, query) })
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// bring uploads a file, sets the options that the test wants, and takes the good rows to the end, as the job would.
func (h house) bring(t *testing.T, d imports.Draft, choose func(*imports.Options)) imports.Import {
	t.Helper()
	id, err := h.svc.Upload(t.Context(), officer, d)
	if err != nil {
		t.Fatal(err)
	}
	if choose != nil {
		imp, err := h.svc.Find(t.Context(), officer, id)
		if err != nil {
			t.Fatal(err)
		}
		choose(&imp.Options)
		if err := h.svc.Rehearse(t.Context(), officer, id, imp.Options); err != nil {
			t.Fatal(err)
		}
	}
	return h.take(t, id)
}

func (h house) take(t *testing.T, id string) imports.Import {
	t.Helper()
	if err := h.svc.Take(t.Context(), officer, id); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		imp, err := h.svc.Find(t.Context(), officer, id)
		if err != nil {
			t.Fatal(err)
		}
		if imp.State == imports.Taken {
			return imp
		}
		if err := h.svc.Continue(t.Context(), imports.ContinueArgs{Import: id, Account: officer.Account, Name: officer.Name}); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("the import is never taken")
	return imports.Import{}
}

// tables counts the rows of every table that an import could touch.
func (h house) tables(t *testing.T) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, table := range []string{"party", "membership", "person", "affiliation", "holding", "consent", "activity", "allocation", "nomination", "nomination_step", "checkin", "search_term", "message"} {
		out[table] = one[int](t, h.d, "select count(*) from "+table)
	}
	return out
}

type fileRow struct{ Group, Delegation, Name, Meeting string }

func fileRows(t *testing.T) (raw []byte, rows []fileRow) {
	t.Helper()
	raw, err := os.ReadFile(unfccc)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(all[0], name) }
	for _, r := range all[1:] {
		rows = append(rows, fileRow{r[column("Group_Type")], r[column("Delegation")], r[column("Person_Name")], r[column("Meeting")]})
	}
	return raw, rows
}

// inNames are the forms of address that the file has inside names, beside those in their own column. The matching rule
// leaves them out: "Tan Sri Razali Ismail" and "Razali Ismail" of Malaysia are one person.
var inNames = regexp.MustCompile(`^(?:Dato['’]|Tan Sri|Mrs\.|Mr|Srta\.|Shri|Honorable|S\.e\.) `)

// plain is this test's own folding, written without the package names: letters without marks, small, words joined by one
// blank; an apostrophe is no letter.
func plain(s string) string {
	s = inNames.ReplaceAllString(s, "")
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ReplaceAll(s, "’", "'")) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case r == '\'' || unicode.IsMark(r):
		default:
			b.WriteByte(' ')
		}
	}
	return strings.NewReplacer("ø", "o", "ł", "l", "ß", "ss", "æ", "ae", "đ", "d", "ı", "i").Replace(strings.Join(strings.Fields(b.String()), " "))
}

// counted is what a meeting holds, straight from the file: persons are distinct pairs of delegation and name, parties
// distinct delegations by the group of their first row.
func counted(rows []fileRow, meeting string) (total, persons int, kinds map[string]int) {
	seen, parties := map[string]bool{}, map[string]string{}
	for _, r := range rows {
		if r.Meeting != meeting {
			continue
		}
		total++
		seen[plain(r.Delegation)+"|"+plain(r.Name)] = true
		if parties[plain(r.Delegation)] == "" {
			parties[plain(r.Delegation)] = r.Group
		}
	}
	kinds = map[string]int{}
	for _, group := range parties {
		kinds[kindsOfGroups[group]]++
	}
	return total, len(seen), kinds
}

// The published list of INC 5: every row is accounted for, and the registers hold what a count straight from the file
// holds. Brought in a second time, nothing changes.
func TestAWholeMeetingIsAccountedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, "lakes")
		raw, rows := fileRows(t)
		total, persons, kinds := counted(rows, "INC 5")
		if total != 1580 {
			t.Fatalf("the file holds %d rows of INC 5", total)
		}
		before, inPack := h.tables(t), h.shared(t, rows)
		draft := imports.Draft{Kind: imports.Participants, ActivityID: h.activity(t, "INC 5", "1992-02-18"), Name: "inc5.csv", Content: raw}
		choose := func(o *imports.Options) {
			o.Kinds, o.Attended, o.Filter, o.Is = kindsOfGroups, true, "Meeting", "INC 5"
		}
		imp := h.bring(t, draft, choose)
		t.Logf("new %d, same %d, refused %d; %d persons by the file; kinds %v", imp.NewRows, imp.SameRows, imp.RefusedRows, persons, kinds)
		if imp.NewRows+imp.SameRows+imp.RefusedRows != total || imp.RefusedRows != 0 || imp.TakenRows != imp.NewRows {
			t.Errorf("%d new + %d same + %d refused of %d rows, %d taken", imp.NewRows, imp.SameRows, imp.RefusedRows, total, imp.TakenRows)
		}
		if got := one[int](t, d, "select count(*) from person"); got != persons || imp.NewRows != persons {
			t.Errorf("%d persons in the register, %d new rows, %d in the file", got, imp.NewRows, persons)
		}
		for _, table := range []string{"nomination", "checkin", "affiliation"} {
			if got := one[int](t, d, "select count(*) from "+table); got != persons {
				t.Errorf("%d rows in %s, wanted %d", got, table, persons)
			}
		}
		if got := h.kinds(t, draft.ActivityID); !maps.Equal(got, kinds) {
			t.Errorf("parties by kind %v, in the file %v", got, kinds)
		}
		h.figures(t, draft.ActivityID, persons, kinds)
		h.everyLineOnce(t, imp)
		after := h.tables(t)
		if after["party"]-before["party"] != sum(kinds)-inPack {
			t.Errorf("%d new parties; %d in the file, %d of them in the pack", after["party"]-before["party"], sum(kinds), inPack)
		}
		again := h.bring(t, draft, choose)
		if again.NewRows != 0 || again.SameRows != total || again.RefusedRows != 0 {
			t.Errorf("again: %d new, %d same, %d refused", again.NewRows, again.SameRows, again.RefusedRows)
		}
		if got := h.tables(t); !maps.Equal(got, after) {
			t.Errorf("the second time changed the registers:\n%v\n%v", after, got)
		}
	})
}

// shared counts the delegations of INC 5 that the pack has as parties, by name or by code; they are found, not made.
func (h house) shared(t *testing.T, rows []fileRow) (n int) {
	t.Helper()
	known, err := db.View(t.Context(), h.d, func(tx *db.Tx) ([]string, error) {
		return db.All[string](tx, "select name from party where parent_id is null union select formal_name from party union select short_name from party union select coalesce(code, '') from party")
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range rows {
		if r.Meeting == "INC 5" && !seen[r.Delegation] && slices.ContainsFunc(known, func(name string) bool { return plain(name) == plain(r.Delegation) }) {
			seen[r.Delegation] = true
			n++
		}
	}
	return n
}

// kinds counts the parties that take part in an activity by their kind.
func (h house) kinds(t *testing.T, activityID string) map[string]int {
	t.Helper()
	type row struct {
		Kind string `db:"kind"`
		N    int    `db:"n"`
	}
	rows, err := db.View(t.Context(), h.d, func(tx *db.Tx) ([]row, error) {
		return db.All[row](tx, `select p.kind, count(distinct p.id) as n from nomination n join party p on p.id = n.party_id
			where n.activity_id = $1 group by p.kind`, activityID)
	})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, r := range rows {
		out[r.Kind] = r.N
	}
	return out
}

// everyLineOnce walks the verdicts page by page: each row has one, and a row that is the same says as which.
func (h house) everyLineOnce(t *testing.T, imp imports.Import) {
	t.Helper()
	lines := map[int]bool{}
	for after := 0; ; {
		rows, next, err := h.svc.Rows(t.Context(), officer, imp.ID, "", after, 300)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if lines[r.Line] || (r.Verdict == imports.VerdictNew) != (r.RecordID != "") || r.Reason == "" {
				t.Errorf("line %d: %+v", r.Line, r)
			}
			lines[r.Line] = true
		}
		if after = next; after == 0 {
			break
		}
	}
	if len(lines) != imp.Rows() {
		t.Errorf("%d lines with a verdict of %d rows", len(lines), imp.Rows())
	}
}

func sum(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

// All eight sessions: whoever comes back is found again.
func TestReturningPeopleAreFoundAgain(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	h := open(t, d, "lakes")
	raw, rows := fileRows(t)
	ever := map[string]bool{}
	for n := 1; n <= 8; n++ {
		meeting := fmt.Sprintf("INC %d", n)
		total, persons, _ := counted(rows, meeting)
		returning := 0
		inMeeting := map[string]bool{}
		for _, r := range rows {
			if r.Meeting == meeting {
				inMeeting[plain(r.Delegation)+"|"+plain(r.Name)] = true
			}
		}
		for key := range inMeeting {
			if ever[key] {
				returning++
			}
			ever[key] = true
		}
		before := one[int](t, d, "select count(*) from person")
		draft := imports.Draft{Kind: imports.Participants, ActivityID: h.activity(t, meeting, db.Date(fmt.Sprintf("199%d-0%d-01", 1+n/4, n))), Name: "inc.csv", Content: raw}
		imp := h.bring(t, draft, func(o *imports.Options) { o.Kinds, o.Filter, o.Is = kindsOfGroups, "Meeting", meeting })
		added := one[int](t, d, "select count(*) from person") - before
		t.Logf("%s: %d rows, %d people, of them %d returning, %d new in the register", meeting, total, persons, returning, added)
		if imp.Rows() != total || imp.NewRows != persons || added != persons-returning {
			t.Errorf("%s: %d rows (%d), %d new (%d), %d added (%d)", meeting, imp.Rows(), total, imp.NewRows, persons, added, persons-returning)
		}
	}
	if got := one[int](t, d, "select count(*) from person"); got != len(ever) {
		t.Errorf("%d persons, %d in the file", got, len(ever))
	}
	t.Logf("%d rows, %d persons", len(rows), len(ever))
}
