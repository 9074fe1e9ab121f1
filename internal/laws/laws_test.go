package laws_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/roomtest"
)

type stage struct {
	t                             *testing.T
	db                            *db.DB
	svc                           *laws.Service
	thailand, fiji                string
	officer, focal, other, public access.Actor
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	everybody := access.Grant{Role: access.Public, Rights: map[access.Right]bool{laws.RightSee: true}}
	s := &stage{
		t: t, db: d, svc: laws.New(d, laws.Options{Files: roomtest.Files(t, d)}), thailand: roomtest.PartyID(t, d, "thailand"), fiji: roomtest.PartyID(t, d, "fiji"),
		officer: roomtest.Holding("officer", laws.RightSee, laws.RightEdit), public: access.Actor{Via: "public", Grants: []access.Grant{everybody}},
	}
	focal := func(name, party string) access.Actor {
		a := roomtest.Scoped(name, access.Scope{Parties: []string{party}}, laws.RightSee, laws.RightEdit)
		a.Grants[0].Role = access.FocalPoint
		a.Grants = append(a.Grants, everybody)
		return a
	}
	s.focal, s.other = focal("focal", s.thailand), focal("other", s.fiji)
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) draft() laws.Draft {
	return laws.Draft{
		PartyID: s.thailand, Form: "act", Number: "7", Year: 2090, Title: "พระราชบัญญัติตัวอย่าง", Language: "TH", Translation: "Sample Act (invented)", EnactedOn: "2090-03-01", From: "2090-04-01",
	}
}

func (s *stage) enter(d laws.Draft) string {
	s.t.Helper()
	id, err := s.svc.Enter(s.t.Context(), s.officer, d)
	s.must(err)
	return id
}

func (s *stage) sample(name string) files.Upload {
	s.t.Helper()
	data, err := os.ReadFile("akn/testdata/" + name)
	s.must(err)
	return files.Upload{Field: "file", Name: name, Bytes: data}
}

// take reads a sample and takes it.
func (s *stage) take(lawID, name string) laws.Text {
	s.t.Helper()
	id, err := s.svc.Rehearse(s.t.Context(), s.focal, lawID, s.sample(name))
	s.must(err)
	text, err := s.svc.Take(s.t.Context(), s.focal, lawID, id)
	s.must(err)
	return text
}

func TestWhoEntersAndReads(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		_, err := s.svc.Enter(ctx, s.officer, laws.Draft{PartyID: s.thailand, From: "2090-01-02", To: "2090-01-01", Language: "no language"})
		for _, field := range []string{"kind", "title", "year", "language", "to"} {
			if fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("no words beside %s: %v", field, err)
			}
		}
		if _, err := s.svc.Enter(ctx, s.focal, laws.Draft{PartyID: s.fiji}); !fault.IsForbidden(err) {
			t.Errorf("a focal point enters the law of another State: %v", err)
		}
		if _, err := s.svc.Enter(ctx, s.public, laws.Draft{}); !fault.IsForbidden(err) {
			t.Errorf("everybody enters laws: %v", err)
		}
		id, err := s.svc.Enter(ctx, s.focal, s.draft())
		s.must(err)
		if _, err := s.svc.Enter(ctx, s.officer, s.draft()); fault.AsInvalid(err).Words("number") == "" {
			t.Errorf("one law twice: %v", err)
		}
		page, err := s.svc.Find(ctx, s.public, id)
		s.must(err)
		if page.Law.Label != label.Clear || page.Citation != "Act No. 7 of 2090 (Thailand)" || page.MayEdit || page.Law.Language != "th" {
			t.Errorf("%+v", page)
		}
		again := s.draft()
		again.Label, again.To = label.Amber, "2095-12-31"
		s.must(s.svc.Change(ctx, s.focal, id, 1, again))
		if err := s.svc.Change(ctx, s.officer, id, 1, again); !fault.IsConflict(err) {
			t.Errorf("a stale change: %v", err)
		}
		for name, who := range map[string]access.Actor{"public": s.public, "another State": s.other} {
			if _, err := s.svc.Find(ctx, who, id); !fault.IsForbidden(err) {
				t.Errorf("%s reads an AMBER law: %v", name, err)
			}
			list, _, err := s.svc.List(ctx, who, laws.Filter{Limit: 10})
			if err != nil || len(list) != 0 {
				t.Errorf("%s lists it: %v %v", name, list, err)
			}
			named, err := db.View(ctx, d, func(tx *db.Tx) (map[string]laws.Law, error) { return s.svc.Named(tx, who, []string{id}) })
			if err != nil || len(named) != 0 {
				t.Errorf("%s is told its name: %v %v", name, named, err)
			}
		}
		for _, f := range []laws.Filter{{Query: "sample 7"}, {Query: "พระราช"}, {PartyID: s.thailand, Form: "act"}, {InForceOn: "2095-12-31"}} {
			f.Limit = 10
			if list, _, err := s.svc.List(ctx, s.focal, f); err != nil || len(list) != 1 {
				t.Errorf("%+v finds %v %v", f, list, err)
			}
		}
		for _, f := range []laws.Filter{{Query: "other"}, {PartyID: s.fiji}, {Form: "code"}, {InForceOn: "2096-01-01"}, {InForceOn: "2090-03-31"}} {
			f.Limit = 10
			if list, _, err := s.svc.List(ctx, s.focal, f); err != nil || len(list) != 0 {
				t.Errorf("%+v finds %v %v", f, list, err)
			}
		}
	})
}

func TestListIsPaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		for i := range 5 {
			law := s.draft()
			law.Number, law.Year = strconv.Itoa(i), 2080+i/2
			s.enter(law)
		}
		var got []string
		list, err := db.Whole(func(after []string) ([]laws.Law, []string, error) {
			return s.svc.List(ctx, s.public, laws.Filter{Limit: 2, After: after})
		})
		s.must(err)
		for _, l := range list {
			got = append(got, strconv.Itoa(l.Year)+"/"+l.Number)
		}
		if strings.Join(got, " ") != "2082/4 2081/3 2081/2 2080/1 2080/0" {
			t.Error(got)
		}
		taken, err := s.svc.TakeAlong(ctx, s.officer, laws.Filter{})
		if err != nil || len(taken.List) != 5 || taken.Label != label.Clear {
			t.Errorf("%+v %v", taken, err)
		}
	})
}

func TestTextsAreReadOnceAndByTheDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id := s.enter(s.draft())
		if _, err := s.svc.Rehearse(ctx, s.other, id, s.sample("invented-th.xml")); !fault.IsForbidden(err) {
			t.Errorf("another State reads a text in: %v", err)
		}
		if _, err := s.svc.Rehearse(ctx, s.focal, id, files.Upload{Field: "file", Name: "x.xml", Bytes: []byte("<html/>")}); fault.AsInvalid(err).Words("file") == "" {
			t.Errorf("a page is a law: %v", err)
		}
		rehearsal, err := s.svc.Rehearse(ctx, s.focal, id, s.sample("invented-th.xml"))
		s.must(err)
		r, err := s.svc.Rehearsal(ctx, s.officer, id, rehearsal)
		s.must(err)
		if r.Language != "th" || r.From != "2090-04-01" || r.To != "2091-12-31" || r.Units != 11 || r.Same || r.Replaces || r.Before != nil || len(r.Problems) != 0 {
			t.Errorf("%+v", r)
		}
		if page, err := s.svc.Find(ctx, s.public, id); err != nil || len(page.Texts) != 0 || page.Law.AKN != "" {
			t.Errorf("a rehearsal wrote something: %+v %v", page, err)
		}
		first, err := s.svc.Take(ctx, s.focal, id, rehearsal)
		s.must(err)
		if _, err := s.svc.Take(ctx, s.focal, id, rehearsal); !fault.IsNotFound(err) {
			t.Errorf("a rehearsal is taken twice: %v", err)
		}
		if again := s.take(id, "invented-th.xml"); again.ID != first.ID {
			t.Errorf("the same bytes made another text: %+v", again)
		}
		if _, err := s.svc.Rehearse(ctx, s.focal, id, s.sample("invented-en.xml")); !strings.Contains(fault.AsInvalid(err).Words("file"), "Choose the right law") {
			t.Errorf("the text of another law: %v", err)
		}
		second := s.take(id, "invented-th-amended.xml")
		page, err := s.svc.Find(ctx, s.public, id)
		s.must(err)
		if len(page.Texts) != 2 || page.Texts[0].ID != second.ID || page.Law.AKN != "/akn/th/act/2090-03-01/7" {
			t.Errorf("%+v", page)
		}
		s.readBy(id, first, second)
		c, err := s.svc.Compare(ctx, s.public, id, "", "")
		s.must(err)
		if c.From.ID != first.ID || c.Changes.Added != 1 || c.Changes.Gone != 1 || c.Changes.Changed != 1 || c.Changes.List[0].EID != "chp_2__art_3__para_1" {
			t.Errorf("%+v", c.Changes)
		}
		if _, err := s.svc.Compare(ctx, s.public, id, first.ID, "nothing"); fault.AsInvalid(err).Words("to") == "" {
			t.Errorf("a text that is none: %v", err)
		}
		f, data, err := s.svc.Source(ctx, s.public, id, first.ID)
		if err != nil || f.MediaType != "application/xml" || string(data) != string(s.sample("invented-th.xml").Bytes) {
			t.Errorf("%+v %v", f, err)
		}
	})
}

// readBy reads a law by the day, whole and by its units.
func (s *stage) readBy(id string, first, second laws.Text) {
	t, ctx := s.t, s.t.Context()
	t.Helper()
	for on, want := range map[db.Date]string{"2090-04-01": first.ID, "2091-12-31": first.ID, "2092-01-01": second.ID, "2150-01-01": second.ID} {
		r, err := s.svc.Read(ctx, s.public, id, laws.ReadDraft{On: on})
		if err != nil || r.Text.ID != want || len(r.Contents) != 3 {
			t.Errorf("on %s: %+v %v", on, r.Text, err)
		}
	}
	if _, err := s.svc.Read(ctx, s.public, id, laws.ReadDraft{On: "2090-03-31"}); !fault.IsNotFound(err) {
		t.Errorf("before the first day: %v", err)
	}
	if _, err := s.svc.Read(ctx, s.public, id, laws.ReadDraft{On: "2092-01-01", Language: "en"}); !fault.IsNotFound(err) {
		t.Errorf("in a language that there is not: %v", err)
	}
	r, err := s.svc.Read(ctx, s.public, id, laws.ReadDraft{On: "2090-05-01", EID: "chp_1__art_2"})
	s.must(err)
	if len(r.Provisions) != 4 || r.Unit.Title() != "มาตรา ๒ คำนิยาม" || len(r.Above) != 1 || r.Above[0].EID != "chp_1" {
		t.Errorf("%+v", r)
	}
	if r, err = s.svc.Read(ctx, s.public, id, laws.ReadDraft{On: "2090-05-01", EID: "chp_2__art_3__para_2"}); err != nil || len(r.Provisions) != 1 || len(r.Above) != 2 {
		t.Errorf("%+v %v", r, err)
	}
	at := func(eid string, on db.Date) (laws.Provision, error) {
		return db.View(ctx, s.db, func(tx *db.Tx) (laws.Provision, error) {
			p, _, err := laws.ProvisionAt(tx, id, eid, on)
			return p, err
		})
	}
	if p, err := at("chp_2__art_3__para_1", "2090-05-01"); err != nil || strings.Contains(p.Words, "จำคุก") {
		t.Errorf("before the amendment: %+v %v", p, err)
	}
	if p, err := at("chp_2__art_3__para_1", "2092-05-01"); err != nil || !strings.Contains(p.Words, "จำคุก") {
		t.Errorf("after the amendment: %+v %v", p, err)
	}
	if _, err := at("chp_2__art_3__para_2", "2092-05-01"); !fault.IsNotFound(err) {
		t.Errorf("what was taken out: %v", err)
	}
}

func TestATextOfTheSameDayReplacesTheOneBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id := s.enter(s.draft())
		s.take(id, "invented-th.xml")
		mended := s.sample("invented-th.xml")
		mended.Bytes = []byte(strings.Replace(string(mended.Bytes), "เรือทุกชนิด", "ยานทุกชนิด", 1))
		rehearsal, err := s.svc.Rehearse(ctx, s.focal, id, mended)
		s.must(err)
		r, err := s.svc.Rehearsal(ctx, s.focal, id, rehearsal)
		s.must(err)
		if !r.Replaces || r.Before == nil || r.Changes.Changed != 1 || r.Changes.All() != 1 {
			t.Errorf("%+v", r)
		}
		text, err := s.svc.Take(ctx, s.focal, id, rehearsal)
		s.must(err)
		read, err := s.svc.Read(ctx, s.public, id, laws.ReadDraft{On: "2090-05-01"})
		if err != nil || read.Text.ID != text.ID {
			t.Errorf("%+v %v", read.Text, err)
		}
		if page, err := s.svc.Find(ctx, s.public, id); err != nil || len(page.Texts) != 2 {
			t.Errorf("the text before is gone: %+v %v", page.Texts, err)
		}
		unwanted, err := s.svc.Rehearse(ctx, s.focal, id, s.sample("invented-th-amended.xml"))
		s.must(err)
		s.must(s.svc.Discard(ctx, s.focal, id, unwanted))
		if _, err := s.svc.Rehearsal(ctx, s.focal, id, unwanted); !fault.IsNotFound(err) {
			t.Errorf("a discarded rehearsal: %v", err)
		}
	})
}

func TestAnotherLawWithTheSameIdentifier(t *testing.T) {
	s := newStage(t, dbtest.SQLite(t))
	first, other := s.enter(s.draft()), s.draft()
	s.take(first, "invented-th.xml")
	other.Number = "8"
	if _, err := s.svc.Rehearse(t.Context(), s.focal, s.enter(other), s.sample("invented-th-amended.xml")); !strings.Contains(fault.AsInvalid(err).Words("file"), "Import it there") {
		t.Error(err)
	}
}

func TestChangesBetweenLaws(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		old := s.enter(s.draft())
		d2, d3, foreign := s.draft(), s.draft(), s.draft()
		d2.Number, d3.Number, foreign.PartyID = "8", "9", s.fiji
		d3.Label = label.Amber
		amending, replacing, away := s.enter(d2), s.enter(d3), s.enter(foreign)
		_, err := s.svc.Link(ctx, s.focal, old, laws.LinkDraft{ByID: amending, Effect: "amends", On: "2092-01-01"})
		s.must(err)
		id, err := s.svc.Link(ctx, s.focal, old, laws.LinkDraft{ByID: replacing, Effect: "replaces", On: "2093-01-01"})
		s.must(err)
		for name, c := range map[string]struct {
			law string
			d   laws.LinkDraft
		}{
			"itself": {old, laws.LinkDraft{ByID: old, Effect: "amends"}}, "a circle": {amending, laws.LinkDraft{ByID: old, Effect: "amends"}}, "twice": {old, laws.LinkDraft{ByID: amending, Effect: "amends"}},
			"another State": {old, laws.LinkDraft{ByID: away, Effect: "amends"}}, "nothing": {old, laws.LinkDraft{ByID: "x", Effect: "amends"}},
		} {
			if _, err := s.svc.Link(ctx, s.officer, c.law, c.d); fault.AsInvalid(err).Words("by_id") == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.svc.Link(ctx, s.officer, old, laws.LinkDraft{ByID: amending, Effect: "repeals", On: "2092-01-01"}); fault.AsInvalid(err).Words("on") == "" {
			t.Errorf("it ends twice: %v", err)
		}
		page, err := s.svc.Find(ctx, s.focal, old)
		s.must(err)
		if page.Law.To != "2092-12-31" || len(page.By) != 2 || page.By[0].Law.Number != "8" || page.By[0].Effect.Suffered() != "Amended by" || len(page.Of) != 0 {
			t.Errorf("%+v", page)
		}
		if page, err = s.svc.Find(ctx, s.public, old); err != nil || len(page.By) != 1 {
			t.Errorf("everybody learns of an AMBER law: %+v %v", page.By, err)
		}
		if page, err = s.svc.Find(ctx, s.public, amending); err != nil || len(page.Of) != 1 {
			t.Errorf("%+v %v", page.Of, err)
		}
		if err := s.svc.Unlink(ctx, s.other, old, id); !fault.IsForbidden(err) {
			t.Errorf("another State takes it back: %v", err)
		}
		s.must(s.svc.Unlink(ctx, s.focal, old, id))
		if err := s.svc.Unlink(ctx, s.focal, old, id); !fault.IsNotFound(err) {
			t.Errorf("twice: %v", err)
		}
	})
}

// However laws are linked, no law comes to have changed itself.
func TestChangesMakeNoCircle(t *testing.T) {
	s := newStage(t, dbtest.SQLite(t))
	var ids []string
	for i := range 6 {
		d := s.draft()
		d.Number = strconv.Itoa(i)
		ids = append(ids, s.enter(d))
	}
	rapid.Check(t, func(t *rapid.T) {
		law, by := rapid.SampledFrom(ids).Draw(t, "law"), rapid.SampledFrom(ids).Draw(t, "by")
		id, err := s.svc.Link(s.t.Context(), s.officer, law, laws.LinkDraft{ByID: by, Effect: rapid.SampledFrom(laws.Effects).Draw(t, "effect")})
		if err != nil && fault.AsInvalid(err) == nil {
			t.Fatal(err)
		}
		reach, edges := map[string]bool{}, map[string][]string{}
		for _, x := range ids {
			page, err := s.svc.Find(s.t.Context(), s.officer, x)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range page.By {
				edges[x] = append(edges[x], l.ByID)
			}
		}
		var walk func(string)
		walk = func(x string) {
			for _, y := range edges[x] {
				if !reach[y] {
					reach[y] = true
					walk(y)
				}
			}
		}
		if walk(law); reach[law] {
			t.Fatalf("%s changed itself", law)
		}
		if err == nil && rapid.Bool().Draw(t, "undo") {
			if err := s.svc.Unlink(s.t.Context(), s.officer, law, id); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestFilesHaveTheirOwnLabel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id := s.enter(s.draft())
		sheet := files.Upload{Field: "file", Name: "gazette.csv", Bytes: []byte("a;b\n1;2\n")}
		_, err := s.svc.AddFile(ctx, s.focal, id, laws.FileDraft{Upload: &sheet, Label: label.Red})
		if wrong := fault.AsInvalid(err); wrong.Words("title") == "" || wrong.Words("label") == "" {
			t.Error(err)
		}
		open, err := s.svc.AddFile(ctx, s.focal, id, laws.FileDraft{Title: "Gazette", Upload: &sheet})
		s.must(err)
		closed, err := s.svc.AddFile(ctx, s.focal, id, laws.FileDraft{Title: "Unofficial translation", Upload: &sheet, Label: label.Amber})
		s.must(err)
		page, err := s.svc.Find(ctx, s.public, id)
		if err != nil || len(page.Files) != 1 || page.Files[0].ID != open {
			t.Errorf("%+v %v", page.Files, err)
		}
		if _, data, err := s.svc.File(ctx, s.public, id, open); err != nil || string(data) != string(sheet.Bytes) {
			t.Errorf("%q %v", data, err)
		}
		if _, _, err := s.svc.File(ctx, s.public, id, closed); !fault.IsForbidden(err) {
			t.Errorf("everybody reads an AMBER file: %v", err)
		}
		if _, _, err := s.svc.File(ctx, s.focal, id, closed); err != nil {
			t.Error(err)
		}
	})
}

func TestErasure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id := s.enter(s.draft())
		s.take(id, "invented-th.xml")
		_, err := db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
			return true, laws.EraseIn(tx, "Person 1", []string{"account:focal"})
		})
		s.must(err)
		page, err := s.svc.Find(ctx, s.officer, id)
		if err != nil || page.Texts[0].By != "Person 1" {
			t.Errorf("%+v %v", page.Texts, err)
		}
	})
}
