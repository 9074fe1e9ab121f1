package instruments_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/instruments"
	"counterpart/internal/instruments/library"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

var (
	everybody = access.Grant{Role: access.Public, Rights: map[access.Right]bool{instruments.RightRead: true}}
	public    = access.Actor{Via: "public", Grants: []access.Grant{everybody}}
)

func officer() access.Actor {
	return roomtest.Holding("officer", instruments.RightRead, instruments.RightLoad, instruments.RightStatus)
}

func must[T any](t *testing.T) func(T, error) T {
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// bring uploads a file and returns what taking it would do.
func bring(t *testing.T, s *instruments.Service, kind, body string) instruments.Rehearsal {
	t.Helper()
	id, err := s.Upload(t.Context(), officer(), instruments.UploadDraft{Kind: kind, Name: "a file", Content: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	return must[instruments.Rehearsal](t)(s.Rehearse(t.Context(), officer(), id))
}

func take(t *testing.T, s *instruments.Service, r instruments.Rehearsal) {
	t.Helper()
	if err := s.Take(t.Context(), officer(), r.Upload.ID); err != nil {
		t.Fatal(err)
	}
}

func lake(version int, provisions string) string {
	return fmt.Sprintf("code: lake\nversion: %d\ntitle: Lake\nshort: Lake\nlanguage: en\nprovisions:\n%s", version, provisions)
}

const (
	first  = "- {key: a, title: A, obligation: shall}\n- {key: b, title: B, obligation: may}\n- {key: c, title: C, theme: border}\n"
	second = "- {key: a1, title: A1, obligation: shall, was: [a]}\n- {key: a2, title: A2, was: [a]}\n- {key: b, title: B in other words, obligation: may}\n"
)

func TestThePackBringsItsLibraries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := roomtest.LoadPack(t, d, "bali")
		s, ctx := instruments.New(d), t.Context()
		list := must[[]instruments.Listed](t)(s.List(ctx, public))
		if len(list) != 9 {
			t.Fatalf("%d instruments", len(list))
		}
		page := must[instruments.Page](t)(s.Find(ctx, public, "untip", 0))
		if !page.Version.Draft || page.Version.Note == "" || page.Version.InForceOn != "2003-12-25" || !page.Version.Latest {
			t.Errorf("%+v", page.Version)
		}
		shall := 0
		for i, n := range page.Provisions {
			if n.Position != i+1 || n.Assessable && len(n.Guidance) == 0 || n.Assessable == (n.Obligation == instruments.General) {
				t.Errorf("provision %+v", n)
			}
			if n.Obligation == instruments.Shall {
				shall++
			}
		}
		if shall != 19 || list[slices.IndexFunc(list, func(l instruments.Listed) bool { return l.Code == "untip" })].Assessable != 25 {
			t.Errorf("%d provisions bind", shall)
		}
		six := must[instruments.ProvisionPage](t)(s.Provision(ctx, public, "untip", "6.6"))
		if len(six.Above) != 2 || len(six.Mapped) != 3 || six.Mapped[0].Code != "actip" || six.Provision.Obligation != instruments.Shall {
			t.Errorf("%+v", six)
		}
		back := must[instruments.ProvisionPage](t)(s.Provision(ctx, public, "actip", "5"))
		if len(back.Mapped) != 1 || back.Mapped[0].Code != "untip" || back.Mapped[0].Relation != instruments.Superset {
			t.Errorf("from the other end: %+v", back.Mapped)
		}
		// Loading the pack again changes nothing.
		_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
			return true, instruments.LoadPackIn(tx, roomtest.Holding("loader", vocabulary.RightLoad), p)
		})
		if again := must[instruments.Page](t)(s.Find(ctx, public, "untip", 0)); err != nil || again.Version != page.Version || len(again.Versions) != 1 {
			t.Errorf("loaded again: %v %+v", err, again.Version)
		}
	})
}

func TestVersionsRiseAndStay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s, ctx := instruments.New(d), t.Context()
		if _, err := s.Upload(ctx, public, instruments.UploadDraft{Kind: "library", Content: []byte("x")}); !fault.IsForbidden(err) {
			t.Errorf("the public loads: %v", err)
		}
		r := bring(t, s, "library", "code: lake\n")
		if len(r.Problems) < 4 || !strings.Contains(strings.Join(r.Problems, " "), `a file:1: the field "version" is missing. Add it.`) {
			t.Errorf("problems: %q", r.Problems)
		}
		if err := s.Take(ctx, officer(), r.Upload.ID); len(fault.AsInvalid(err).Fields) != len(r.Problems) {
			t.Errorf("a bad file is taken: %v", err)
		}
		if r = bring(t, s, "library", lake(1, "- {key: a, title: A, theme: nonsense}\n")); len(r.Problems) != 1 || !strings.Contains(r.Problems[0], `there is no theme "nonsense"`) {
			t.Errorf("theme: %q", r.Problems)
		}
		r = bring(t, s, "library", lake(1, first))
		if r.Library == nil || r.Library.InUse != 0 || r.Library.Count(library.Added) != 3 || !r.Changes() {
			t.Fatalf("%+v", r)
		}
		if _, err := s.Find(ctx, public, "lake", 0); !fault.IsNotFound(err) {
			t.Errorf("a rehearsal loads: %v", err)
		}
		take(t, s, r)
		take(t, s, r) // twice changes nothing
		v1 := must[instruments.Page](t)(s.Find(ctx, public, "lake", 0))
		if r = bring(t, s, "library", lake(1, first)); !r.Library.Loaded || r.Changes() {
			t.Errorf("the same file: %+v", r.Library)
		}
		if r = bring(t, s, "library", lake(1, second[:strings.Index(second, ", was")]+"}\n")); len(r.Problems) != 1 || !strings.Contains(r.Problems[0], "write version: 2") {
			t.Errorf("version 1 in other words: %q", r.Problems)
		}
		if r = bring(t, s, "library", lake(3, "- {key: z, title: Z, was: [y]}\n")); len(r.Problems) != 1 || !strings.Contains(r.Problems[0], `has no provision "y"`) {
			t.Errorf("unknown was: %q", r.Problems)
		}
		r = bring(t, s, "library", lake(3, second))
		if c := r.Library; c == nil || c.InUse != 1 || c.Count(library.Split) != 2 || c.Count(library.Changed) != 1 || c.Count(library.Gone) != 1 || c.Changes[0].Of[0] != "A" {
			t.Fatalf("%+v", r)
		}
		take(t, s, r)
		if r = bring(t, s, "library", lake(2, first)); len(r.Problems) != 1 || !strings.Contains(r.Problems[0], "Write version: 4") {
			t.Errorf("an earlier version: %q", r.Problems)
		}
		v3 := must[instruments.Page](t)(s.Find(ctx, public, "lake", 0))
		if v3.Version.Number != 3 || len(v3.Versions) != 2 || v3.Provisions[2].ID != v1.Provisions[1].ID {
			t.Errorf("a provision is not the same over versions: %+v", v3)
		}
		if old := must[instruments.Page](t)(s.Find(ctx, public, "lake", 1)); !slices.EqualFunc(old.Provisions, v1.Provisions, func(a, b instruments.Node) bool { return a.ID == b.ID && a.Title == b.Title }) {
			t.Error("version 1 reads otherwise")
		}
		cmp := must[instruments.Comparison](t)(s.Compare(ctx, public, "lake", 3))
		if len(cmp.Changes) != 4 || cmp.Before.Number != 1 || cmp.Changes[3].Became != library.Gone || cmp.Changes[3].Name != "C" {
			t.Errorf("%+v", cmp.Changes)
		}
		if gone := must[instruments.ProvisionPage](t)(s.Provision(ctx, public, "lake", "c")); gone.Version.Number != 1 {
			t.Errorf("a provision that is gone: %+v", gone.Version)
		}
		if _, body, err := s.Body(ctx, public, "lake", 1); err != nil || body != lake(1, first) {
			t.Errorf("the file: %v %q", err, body)
		}
		was := must[[]instruments.Was](t)(db.View(ctx, d, func(tx *db.Tx) ([]instruments.Was, error) { return instruments.WasIn(tx, v3.Version.ID) }))
		if len(was) != 2 || was[0].WasID != v1.Provisions[0].ID {
			t.Errorf("was: %+v", was)
		}
	})
}

func TestMappingsAreReplacedAsASet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := instruments.New(d)
		take(t, s, bring(t, s, "library", lake(1, first)))
		set := func(mappings string) string { return "code: lakes\ntitle: Lakes\nmappings:\n" + mappings }
		r := bring(t, s, "mappings", set("- {from: 'lake:a', to: 'untip:99', relation: equal}\n- {from: 'actip:2', to: 'untip:3', relation: equal}\n"))
		if len(r.Problems) != 2 || !strings.Contains(r.Problems[0], `a file:4: there is no provision "untip:99"`) || !strings.Contains(r.Problems[1], `by the set "bali-drafts"`) {
			t.Errorf("%q", r.Problems)
		}
		take(t, s, bring(t, s, "mappings", set("- {from: 'lake:a', to: 'untip:3', relation: equal}\n- {from: 'lake:b', to: 'untip:3', relation: subset}\n")))
		r = bring(t, s, "mappings", set("- {from: 'lake:a', to: 'untip:3', relation: superset, rationale: Because.}\n- {from: 'lake:a', to: 'untip:4', relation: intersect}\n"))
		if m := r.Mappings; m == nil || len(m.Added) != 1 || len(m.Changed) != 1 || len(m.Gone) != 1 || m.Changed[0] != "lake:a superset untip:3" {
			t.Fatalf("%+v", r)
		}
		take(t, s, r)
		r = must[instruments.Rehearsal](t)(s.Rehearse(t.Context(), officer(), r.Upload.ID))
		if r.Mappings.Same != 2 || r.Changes() {
			t.Errorf("again: %+v", r.Mappings)
		}
		p := must[instruments.ProvisionPage](t)(s.Provision(t.Context(), public, "untip", "3"))
		if !slices.ContainsFunc(p.Mapped, func(m instruments.Mapped) bool {
			return m.Code == "lake" && m.Relation == instruments.Subset && m.Rationale == "Because."
		}) {
			t.Errorf("%+v", p.Mapped)
		}
	})
}

func TestStatuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s, ctx := instruments.New(d), t.Context()
		fiji := roomtest.PartyID(t, d, "fiji")
		untip := must[instruments.Page](t)(s.Find(ctx, public, "untip", 0)).Version.InstrumentID
		if err := s.SetStatus(ctx, public, fiji, untip, 0, instruments.StatusDraft{SignedOn: "2001-01-01"}); !fault.IsForbidden(err) {
			t.Errorf("the public writes: %v", err)
		}
		for _, c := range []struct {
			d     instruments.StatusDraft
			field string
		}{
			{instruments.StatusDraft{}, "signed_on"},
			{instruments.StatusDraft{SignedOn: "yesterday"}, "signed_on"},
			{instruments.StatusDraft{SignedOn: "2199-01-01"}, "signed_on"},
			{instruments.StatusDraft{ConsentOn: "2001-01-01"}, "consent_means"},
			{instruments.StatusDraft{ConsentOn: "2001-01-01", Means: "handshake"}, "consent_means"},
			{instruments.StatusDraft{SignedOn: "2002-01-01", ConsentOn: "2001-01-01", Means: "ratification"}, "consent_on"},
			{instruments.StatusDraft{ConsentOn: "2001-01-01", Means: "ratification", InForceOn: "2000-01-01"}, "in_force_on"},
			{instruments.StatusDraft{SignedOn: "2001-01-01", EndedOn: "2003-01-01"}, "ended_on"},
			{instruments.StatusDraft{SignedOn: "2001-01-01", URL: "javascript:1"}, "url"},
		} {
			if err := s.SetStatus(ctx, officer(), fiji, untip, 0, c.d); fault.AsInvalid(err).Words(c.field) == "" {
				t.Errorf("%+v: %v", c.d, err)
			}
		}
		draft := instruments.StatusDraft{SignedOn: "2001-01-01", ConsentOn: "2017-09-19", Means: "accession", InForceOn: "2017-10-19", EndedOn: "2020-01-01"}
		if err := s.SetStatus(ctx, officer(), fiji, untip, 0, draft); err != nil {
			t.Fatal(err)
		}
		if err := s.SetStatus(ctx, officer(), fiji, untip, 0, draft); !fault.IsConflict(err) {
			t.Errorf("a stale save: %v", err)
		}
		for day, want := range map[db.Date]instruments.Standing{
			"2000-12-31": instruments.NotParty, "2001-01-01": instruments.Signatory, "2017-09-19": instruments.Consented, "2017-10-19": instruments.Party, "2019-12-31": instruments.Party, "2020-01-01": instruments.NotParty,
		} {
			m := must[instruments.Matrix](t)(s.Standings(ctx, public, day))
			if st, ok := m.Status(fiji, untip); !ok || st.At(day) != want || m.Count(untip, want) != 1 {
				t.Errorf("on %s: %s, not %s", day, st.At(day), want)
			}
		}
		m := must[instruments.Matrix](t)(s.Standings(ctx, public, ""))
		if len(m.States) < 45 || len(m.Instruments) != 9 {
			t.Errorf("%d States, %d instruments", len(m.States), len(m.Instruments))
		}
		if _, err := s.AddReservation(ctx, officer(), fiji, untip, instruments.ReservationDraft{Kind: "reservation", Words: "x", Provisions: []string{"99"}}); fault.AsInvalid(err).Words("provisions") == "" {
			t.Errorf("an unknown provision: %v", err)
		}
		id := must[string](t)(s.AddReservation(ctx, officer(), fiji, untip, instruments.ReservationDraft{Kind: "reservation", MadeOn: "2017-09-19", Words: "Not bound by 15(2).", Provisions: []string{"15"}}))
		if err := s.ChangeReservation(ctx, officer(), id, 1, instruments.ReservationDraft{Kind: "reservation", MadeOn: "2017-09-19", WithdrawnOn: "2018-01-01", Words: "Not bound by 15(2).", Provisions: []string{"15"}}); err != nil {
			t.Fatal(err)
		}
		if err := s.RemoveReservation(ctx, officer(), id, 1); !fault.IsConflict(err) {
			t.Errorf("a stale removal: %v", err)
		}
		p := must[instruments.StandingPage](t)(s.Standing(ctx, public, fiji, "untip"))
		if !p.Known || len(p.Reservations) != 1 || p.Reservations[0].WithdrawnOn != "2018-01-01" || p.MayWrite {
			t.Errorf("%+v", p)
		}
		if err := s.RemoveReservation(ctx, officer(), id, 2); err != nil {
			t.Fatal(err)
		}
		if err := s.RemoveStatus(ctx, officer(), fiji, untip, 1); err != nil {
			t.Fatal(err)
		}
	})
}

const statuses = `entry,party,instrument,signed,means,consent,in_force,made,provisions,words,source
status,fiji,untip,,accession,2017-09-19,2017-10-19,,,,Depositary
,ID,TIP Protocol,2000-12-12,ratification,2009-09-28,2009-10-28,,,,
status,indonesia,untip,2000-12-12,ratification,2009-09-28,,,,,
reservation,Indonesia,untip,,,,,2009-09-28,15,'-not bound by 15(2),
status,Atlantis,untip,2000-12-12,,,,,,,
status,fiji,unknown,2000-12-12,,,,,,,
status,fiji,untoc,12 Dec 2000,,,,,,,
visit,fiji,untoc,2000-12-12,,,,,,,
reservation,fiji,untip,,,,,2017-09-19,99,words,
`

func TestStatusesComeInByCSV(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s, ctx := instruments.New(d), t.Context()
		for body, want := range map[string]string{
			"party,when\n": `There is no column "when"`, "party\n": `The column "instrument" is missing`, "party,instrument,party\n": `The column "party" stands twice`, "\"": "cannot be read",
		} {
			if r := bring(t, s, "statuses", body); !strings.Contains(strings.Join(r.Problems, " "), want) {
				t.Errorf("%q: %q", body, r.Problems)
			}
		}
		r := bring(t, s, "statuses", statuses)
		if r.Statuses == nil {
			t.Fatalf("%+v", r)
		}
		var got []string
		for _, row := range r.Statuses.Rows {
			got = append(got, fmt.Sprintf("%d %s", row.Line, row.Verdict))
		}
		if want := []string{"2 new", "3 new", "4 refused", "5 new", "6 refused", "7 refused", "8 refused", "9 refused", "10 refused"}; !slices.Equal(got, want) {
			t.Errorf("got %q\n%+v", got, r.Statuses.Rows)
		}
		if what := r.Statuses.Rows[2].What; !strings.Contains(what, "Line 3 speaks of the same") {
			t.Errorf("twice: %s", what)
		}
		take(t, s, r)
		take(t, s, r)
		r = must[instruments.Rehearsal](t)(s.Rehearse(ctx, officer(), r.Upload.ID))
		if r.Statuses.Count(instruments.RowSame) != 3 || r.Changes() {
			t.Errorf("after taking: %+v", r.Statuses.Rows)
		}
		out := must[[][]string](t)(s.Rows(ctx, public))
		if len(out) != 4 || !slices.ContainsFunc(out, func(row []string) bool { return row[0] == "reservation" && row[11] == "-not bound by 15(2)" }) {
			t.Fatalf("out: %q", out)
		}
		var file strings.Builder
		for _, row := range out {
			file.WriteString(`"` + strings.Join(row, `","`) + "\"\n")
		}
		if r = bring(t, s, "statuses", file.String()); r.Statuses.Count(instruments.RowSame) != 3 {
			t.Errorf("out and in again: %+v", r)
		}
		r = bring(t, s, "statuses", strings.ReplaceAll(statuses, "2009-10-28", "2009-10-29"))
		if r.Statuses.Count(instruments.RowChanged) != 1 || !strings.Contains(r.Statuses.Rows[1].What, "in force 2009-10-29 instead of") {
			t.Errorf("changed: %+v", r.Statuses.Rows)
		}
		take(t, s, r)
	})
}

func TestUploadsAreKeptForAWhile(t *testing.T) {
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	s, ctx := instruments.New(d), t.Context()
	r := bring(t, s, "library", lake(1, first))
	keeper := roomtest.Holding("keeper", instruments.RightStatus)
	if _, err := s.Rehearse(ctx, keeper, r.Upload.ID); !fault.IsForbidden(err) {
		t.Errorf("who writes statuses sees a library: %v", err)
	}
	if list, err := s.Uploads(ctx, keeper); err != nil || len(list) != 0 {
		t.Errorf("uploads: %v %v", list, err)
	}
	if list := must[[]instruments.Upload](t)(s.Uploads(ctx, officer())); len(list) != 1 || list[0].Body != "" {
		t.Errorf("uploads: %+v", list)
	}
	if err := s.Drop(ctx, officer(), r.Upload.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Take(ctx, officer(), r.Upload.ID); !fault.IsNotFound(err) {
		t.Errorf("a dropped file: %v", err)
	}
	for body, want := range map[string]string{" ": "empty", "a\x00b": "no text", strings.Repeat("a", library.MaxBytes+1): "larger than 2 MB"} {
		_, err := s.Upload(ctx, officer(), instruments.UploadDraft{Kind: "library", Content: []byte(body)})
		if !strings.Contains(fault.AsInvalid(err).Words("file"), want) {
			t.Errorf("%.10q: %v", body, err)
		}
	}
}
