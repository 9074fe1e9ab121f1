package publications

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

// press is a secretariat that publishes, with a clock that the test moves.
type press struct {
	t       *testing.T
	d       *db.DB
	svc     *Service
	mu      sync.Mutex
	now     time.Time
	author  access.Actor
	second  access.Actor // another officer
	indo    access.Actor // Co-Managers of two parties
	aus     access.Actor
	aus2    access.Actor
	public  access.Actor
	account access.Actor // signed in, without a role
}

func newPress(t *testing.T, d *db.DB) *press {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	p := &press{t: t, d: d, svc: New(d, Options{Files: roomtest.Files(t, d)}), now: dbtest.Noon}
	d.Clock = func() time.Time { p.mu.Lock(); defer p.mu.Unlock(); return p.now }
	officer := []access.Right{RightRead, RightSee, RightWrite, RightReview, RightWithdraw}
	p.author, p.second = roomtest.Holding("author", officer...), roomtest.Holding("second", officer...)
	manager := func(name, code string) access.Actor {
		a := roomtest.Holding(name, RightSee, RightReview, RightRelease, RightWithdraw, labels.RightLower)
		a.Person = p.person(name, code)
		return a
	}
	p.indo, p.aus, p.aus2 = manager("indo", "indonesia"), manager("aus", "australia"), manager("aus2", "australia")
	everyone := access.Grant{Role: access.Public, Rights: map[access.Right]bool{RightRead: true}}
	p.public = access.Actor{Via: "public", Grants: []access.Grant{everyone}}
	p.account = access.Actor{Account: "somebody", Via: "session", Grants: []access.Grant{everyone}}
	return p
}

func (p *press) person(name, code string) string {
	p.t.Helper()
	id, err := people.New(p.d).Add(p.t.Context(), roomtest.Holding("office", people.RightSee, people.RightEdit), people.Draft{
		Given: name, PartyID: roomtest.PartyID(p.t, p.d, code), Anyway: true,
	})
	p.must(err)
	return id
}

func (p *press) exec(query string, args ...any) {
	p.t.Helper()
	_, err := db.Change(p.t.Context(), p.d, func(tx *db.Tx) (bool, error) { return true, tx.Exec(query, args...) })
	p.must(err)
}

func (p *press) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *press) pass(d time.Duration) { p.mu.Lock(); p.now = p.now.Add(d); p.mu.Unlock() }

func brief() Draft {
	return Draft{
		About: About{Kind: "policy_brief", Authors: []string{"A. Writer", "The Office"}, Topics: []string{"cyber_scams"}, Areas: []string{}, DOI: "10.1000/182", ISBN: "978-3-16-148410-0"},
		Text:  Text{Title: "Trapped in Deceit", Summary: "What is known.", Body: "First words.\n"}, SourceLang: "en", Label: label.Clear,
	}
}

func (p *press) draft(d Draft) string {
	p.t.Helper()
	id, err := p.svc.Draft(p.t.Context(), p.author, d)
	p.must(err)
	return id
}

func (p *press) page(id string) Page {
	p.t.Helper()
	page, err := p.svc.Find(p.t.Context(), p.author, id)
	p.must(err)
	return page
}

// release takes a publication through a whole round.
func (p *press) release(id, note string) {
	p.t.Helper()
	ctx, version := p.t.Context(), p.page(id).Publication.Version
	p.must(p.svc.Submit(ctx, p.author, id, version))
	p.must(p.svc.Approve(ctx, p.second, id, version))
	out, err := p.svc.Release(ctx, p.indo, id, version, note)
	p.must(err)
	if out {
		p.t.Fatal("one Co-Manager let it out")
	}
	out, err = p.svc.Release(ctx, p.aus, id, version, note)
	p.must(err)
	if !out {
		p.t.Fatal("two Co-Managers of two parties did not let it out")
	}
}

func (p *press) read(actor access.Actor, slug, lang string, number int) (Reading, error) {
	return p.svc.Read(p.t.Context(), actor, slug, lang, number)
}

func (p *press) library(actor access.Actor, f LibraryFilter) []string {
	p.t.Helper()
	f.Limit = 50
	list, _, err := p.svc.Library(p.t.Context(), actor, f)
	p.must(err)
	var out []string
	for _, l := range list {
		out = append(out, l.Slug)
	}
	return out
}

func TestFromDraftToCorrection(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress(t, d)
		ctx, id := t.Context(), p.draft(brief())
		if p.page(id).About.ISBN != "9783161484100" || p.page(id).Publication.Slug != "trapped-in-deceit" {
			t.Errorf("%+v", p.page(id))
		}
		if _, err := p.read(p.public, "trapped-in-deceit", "", 0); !fault.IsNotFound(err) {
			t.Error("a draft is read:", err)
		}
		if err := p.svc.Approve(ctx, p.second, id, 1); !fault.IsConflict(err) {
			t.Error("a draft was approved:", err)
		}
		p.must(p.svc.Submit(ctx, p.author, id, 1))
		if err := p.svc.Approve(ctx, p.author, id, 1); !fault.IsForbidden(err) {
			t.Error("the author approved:", err)
		}
		p.must(p.svc.Return(ctx, p.second, id, "Name the sources."))
		p.release(id, "")
		r, err := p.read(p.public, "trapped-in-deceit", "", 0)
		if err != nil || r.Title != "Trapped in Deceit" || r.Release.Number != 1 || r.Body != "First words.\n" {
			t.Fatal(r, err)
		}
		p.pass(24 * time.Hour)
		change := brief()
		change.Body, change.Changed = "Better words.\n", "Corrected the second sentence"
		p.must(p.svc.Save(ctx, p.author, id, 1, change))
		if r, err = p.read(p.public, "trapped-in-deceit", "", 0); err != nil || r.Body != "First words.\n" {
			t.Error("a change is read before it is released:", r.Body, err)
		}
		version := p.page(id).Publication.Version
		p.must(p.svc.Submit(ctx, p.author, id, version))
		p.must(p.svc.Approve(ctx, p.second, id, version))
		if _, err := p.svc.Release(ctx, p.aus, id, version, "x"); err != nil {
			t.Error(err)
		}
		if _, err := p.svc.Release(ctx, p.aus2, id, version, "x"); !fault.IsConflict(err) {
			t.Error("two people of one party let it out:", err)
		}
		if _, err := p.svc.Release(ctx, p.indo, id, version, " "); fault.AsInvalid(err) == nil {
			t.Error("a correction without a note:", err)
		}
		_, err = p.svc.Release(ctx, p.indo, id, version, "The second sentence was wrong.")
		p.must(err)
		r, err = p.read(p.public, "trapped-in-deceit", "", 0)
		if err != nil || r.Body != "Better words.\n" || r.Release.Number != 2 || r.Release.Note != "The second sentence was wrong." || !r.Release.IssuedAt.Equal(dbtest.Noon) {
			t.Error(r, err)
		}
		if r, err = p.read(p.public, "trapped-in-deceit", "", 1); err != nil || r.Body != "First words.\n" || r.Latest != 2 {
			t.Error("the earlier release:", r, err)
		}
		if _, err = p.read(p.public, "trapped-in-deceit", "", 3); !fault.IsNotFound(err) {
			t.Error(err)
		}
		diff, err := p.svc.Compare(ctx, p.author, id, 1, version)
		if err != nil || !slices.Contains(diff.Lines, Line{'-', "First words."}) || !slices.Contains(diff.Lines, Line{'+', "Better words."}) {
			t.Error(diff.Lines, err)
		}
		p.must(p.svc.Withdraw(ctx, p.indo, id, "A State asked for it."))
		for _, number := range []int{0, 1, 2} {
			_, err = p.read(p.public, "trapped-in-deceit", "", number)
			if gone, ok := errors.AsType[*Gone](err); !ok || gone.Reason != "A State asked for it." || gone.Title != "Trapped in Deceit" {
				t.Error("withdrawn:", err)
			}
		}
		if got := p.library(p.public, LibraryFilter{}); len(got) != 0 {
			t.Error("what is withdrawn is listed:", got)
		}
		p.release(id, "Released again as it was.")
		if r, err = p.read(p.public, "trapped-in-deceit", "", 0); err != nil || r.Release.Number != 3 {
			t.Error(r, err)
		}
	})
}

// Nothing under embargo is open to anybody a microsecond before its time, and a correction under embargo leaves what is out.
func TestEmbargo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress(t, d)
		draft := brief()
		draft.EmbargoAt = db.At(dbtest.Noon.Add(time.Hour))
		id := p.draft(draft)
		p.release(id, "")
		for _, step := range []struct {
			wait time.Duration
			open bool
		}{{0, false}, {time.Hour - time.Microsecond, false}, {time.Microsecond, true}} {
			p.pass(step.wait)
			for _, actor := range []access.Actor{p.public, p.account, p.author} {
				_, err := p.read(actor, "trapped-in-deceit", "", 0)
				listed := len(p.library(actor, LibraryFilter{})) + len(p.library(actor, LibraryFilter{Query: "trapped", Latest: true}))
				if (err == nil) != step.open || (listed == 2) != step.open {
					t.Errorf("%v after noon: %v, listed %d", p.now.Sub(dbtest.Noon), err, listed)
				}
			}
		}
		draft.EmbargoAt, draft.Body, draft.Changed = db.At(dbtest.Noon.Add(3*time.Hour)), "Later.\n", "Later"
		p.must(p.svc.Save(t.Context(), p.author, id, 1, draft))
		p.release(id, "New facts.")
		if r, err := p.read(p.public, "trapped-in-deceit", "", 0); err != nil || r.Release.Number != 1 || r.Latest != 1 {
			t.Error("the correction is out, or nothing is:", r, err)
		}
		if _, err := p.read(p.public, "trapped-in-deceit", "", 2); !fault.IsNotFound(err) {
			t.Error("the correction is read by its number:", err)
		}
		p.pass(2 * time.Hour)
		if r, err := p.read(p.public, "trapped-in-deceit", "", 0); err != nil || r.Release.Number != 2 {
			t.Error(r, err)
		}
	})
}

func TestTranslations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress(t, d)
		ctx, id := t.Context(), p.draft(brief())
		thai := Text{Title: "กับดักลวง", Summary: "สรุป", Body: "คำแรก\n"}
		p.must(p.svc.Translate(ctx, p.second, id, "th", 0, 1, thai))
		for lang, of := range map[string]int{"en": 1, "xx-toolongtag": 1, "": 1, "id": 2, "ar": 9} {
			if err := p.svc.Translate(ctx, p.second, id, lang, 0, of, thai); fault.AsInvalid(err) == nil {
				t.Errorf("%q of version %d: %v", lang, of, err)
			}
		}
		change := brief()
		change.Changed, change.Body = "More", "First words. More.\n"
		p.must(p.svc.Save(ctx, p.author, id, 1, change))
		page := p.page(id)
		same := change
		same.Topics, same.Changed = []string{"forced_labour"}, "Another topic, the same words"
		p.must(p.svc.Translate(ctx, p.second, id, "id", 0, 3, thai))
		p.must(p.svc.Save(ctx, p.author, id, 3, same))
		if later := p.page(id).Translations; len(later) != 2 || later[0].Lang != "id" || later[0].Behind || !later[1].Behind {
			t.Errorf("after the same words were saved again: %+v", later)
		}
		if len(page.Translations) != 1 || !page.Translations[0].Behind {
			t.Errorf("%+v", page.Translations)
		}
		if err := p.svc.Approve(ctx, p.second, id, 5); err == nil {
			t.Error("a translator reviewed")
		}
		p.must(p.svc.Submit(ctx, p.author, id, 5))
		if err := p.svc.Approve(ctx, p.second, id, 5); !fault.IsForbidden(err) {
			t.Error("the translator approved:", err)
		}
		p.must(p.svc.Approve(ctx, p.indo, id, 5))
		for _, actor := range []access.Actor{p.indo, p.aus} {
			_, err := p.svc.Release(ctx, actor, id, 5, "")
			p.must(err)
		}
		r, err := p.read(p.public, "trapped-in-deceit", "th", 0)
		if err != nil || r.Title != "กับดักลวง" || !r.Behind() || len(r.Langs) != 3 || r.Langs[0].Tag != "en" {
			t.Error(r, err)
		}
		if _, err := p.read(p.public, "trapped-in-deceit", "fr", 0); !fault.IsNotFound(err) {
			t.Error(err)
		}
		if got := p.library(p.public, LibraryFilter{Lang: "th"}); len(got) != 1 {
			t.Error(got)
		}
		if got := p.library(p.public, LibraryFilter{Lang: "fr"}); len(got) != 0 {
			t.Error(got)
		}
		if Dir("ar") != "rtl" || Dir("fa-AF") != "rtl" || Dir("th") != "ltr" || Dir("az-Arab") != "rtl" || Dir("x") != "ltr" {
			t.Error("directions")
		}
	})
}

// Nothing is overwritten: whoever saves over a text that they did not see gets it to read, also when both save at once.
func TestNothingIsOverwritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress(t, d)
		id := p.draft(brief())
		var wg sync.WaitGroup
		results := make([]error, 6)
		for i := range results {
			wg.Go(func() {
				change := brief()
				change.Body, change.Changed = strings.Repeat("x", i+1), "Change"
				actor := p.author
				if i%2 == 1 {
					actor = p.second
				}
				results[i] = p.svc.Save(context.WithoutCancel(t.Context()), actor, id, 1, change)
			})
		}
		wg.Wait()
		kept := 0
		for _, err := range results {
			if err == nil {
				kept++
			} else if stale, ok := errors.AsType[*Stale](err); !ok || stale.Current.Number != 2 || !fault.IsConflict(err) {
				t.Error(err)
			}
		}
		if versions := p.page(id).Versions; kept != 1 || len(versions) != 2 {
			t.Errorf("%d saves were kept, %d versions", kept, len(versions))
		}
	})
}

// Two Co-Managers of one party at the same moment are one agreement.
func TestReleasesAtTheSameMoment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress(t, d)
		id := p.draft(brief())
		p.must(p.svc.Submit(t.Context(), p.author, id, 1))
		p.must(p.svc.Approve(t.Context(), p.second, id, 1))
		var wg sync.WaitGroup
		outs := make([]bool, 4)
		for i, actor := range []access.Actor{p.aus, p.aus2, p.aus, p.aus2} {
			wg.Go(func() { outs[i], _ = p.svc.Release(context.WithoutCancel(t.Context()), actor, id, 1, "") })
		}
		wg.Wait()
		if slices.Contains(outs, true) || len(p.page(id).Flow.Consents) != 1 || len(p.page(id).Releases) != 0 {
			t.Error(outs, p.page(id).Flow)
		}
	})
}

// The library holds for each reader what the reader may open, whatever the labels, and the public what is TLP:CLEAR.
func TestLabels(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress(t, d)
		slugs := map[label.TLP]string{}
		for _, l := range label.All {
			if l == label.Red {
				continue // nobody could review it; a label raised afterwards is tried below
			}
			draft := brief()
			draft.Label, draft.Title = l, "Labelled "+l.Slug()
			id := p.draft(draft)
			p.release(id, "")
			slugs[l] = p.page(id).Publication.Slug
		}
		partner := roomtest.Scoped("partner", access.Scope{Activity: "none"}, RightRead)
		partner.Grants = append(partner.Grants, p.account.Grants...)
		for name, c := range map[string]struct {
			actor access.Actor
			want  []label.TLP
		}{
			"public": {p.public, []label.TLP{label.Clear}}, "account": {p.account, []label.TLP{label.Clear, label.Green}}, "partner": {partner, []label.TLP{label.Clear, label.Green}},
			"officer": {p.author, []label.TLP{label.Clear, label.Green, label.Amber, label.AmberStrict}},
		} {
			listed := p.library(c.actor, LibraryFilter{})
			for l, slug := range slugs {
				_, err := p.read(c.actor, slug, "", 0)
				if want := slices.Contains(c.want, l); (err == nil) != want || slices.Contains(listed, slug) != want {
					t.Errorf("%s, %s: opened %v, listed %v, want %v", name, l, err, slices.Contains(listed, slug), want)
				}
			}
		}
		if got := p.library(p.author, LibraryFilter{Public: true}); len(got) != 1 {
			t.Error("a feed for everybody holds", got)
		}
		// A stricter label closes what is out, at once; loosened again, a new release opens it.
		id, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
			return db.One[string](tx, `select id from publication where slug = $1`, slugs[label.Clear])
		})
		p.must(err)
		_, err = db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, RelabelIn(tx, id, label.Green) })
		p.must(err)
		if _, err := p.read(p.public, slugs[label.Clear], "", 0); !fault.IsNotFound(err) || len(p.library(p.public, LibraryFilter{})) != 0 {
			t.Error("still open:", err)
		}
	})
}

func TestFilesAndCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress(t, d)
		ctx, id := t.Context(), p.draft(brief())
		attach := func(title string, l label.TLP) error {
			return p.svc.Attach(ctx, p.author, id, AttachmentDraft{Title: title, Label: l, Lang: "en", File: files.Upload{Field: "file", Name: "data.csv", Bytes: []byte("a,b\n1,2\n")}})
		}
		p.must(attach("Data", ""))
		p.must(attach("Names", label.Green))
		p.release(id, "")
		r, err := p.read(p.public, "trapped-in-deceit", "", 0)
		if err != nil || len(r.Files) != 1 || r.Files[0].Title != "Data" {
			t.Fatal(r.Files, err)
		}
		f, err := p.svc.Download(ctx, p.public, "trapped-in-deceit", r.Files[0].ID)
		if err != nil || string(f.Content) != "a,b\n1,2\n" || f.FileName() != "data TLP-CLEAR.csv" {
			t.Error(f, err)
		}
		signedIn, err := p.read(p.account, "trapped-in-deceit", "", 0)
		if err != nil || len(signedIn.Files) != 2 {
			t.Fatal(signedIn.Files, err)
		}
		if _, err := p.svc.Download(ctx, p.public, "trapped-in-deceit", signedIn.Files[1].ID); !fault.IsNotFound(err) {
			t.Error("the public took a file that is for those who are signed in:", err)
		}
		p.must(p.svc.Detach(ctx, p.author, id, r.Files[0].ID))
		if _, err := p.svc.Download(ctx, p.public, "trapped-in-deceit", r.Files[0].ID); err != nil {
			t.Error("a release lost its file:", err)
		}
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				p.svc.Count(p.public, id, 1, "en", FormatPage)
				p.svc.Count(p.author, id, 1, "en", FormatPage) // works on it, so is no reader
				if err := p.svc.Flush(context.WithoutCancel(ctx)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		p.svc.Count(p.public, id, 1, "en", FormatPDF)
		p.must(p.svc.Close())
		_, counts, err := p.svc.Counts(ctx, p.author, id)
		want := []CountRow{{Release: 1, Lang: "en", Format: "page", N: 40}, {Release: 1, Lang: "en", Format: "pdf", N: 1}}
		if err != nil || !slices.Equal(counts.Totals, want) || len(counts.Days) != 2 || counts.Days[0].Day != "2024-06-05" && counts.Days[0].Day == "" {
			t.Error(counts, err)
		}
	})
}

func TestWhatIsWrongIsListedAtOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	p := newPress(t, d)
	bad := brief()
	bad.Title, bad.Kind, bad.ISBN, bad.DOI, bad.SourceLang, bad.Topics, bad.Body = "", "poem", "978-3-16-148410-1", "x", "!", []string{"nonsense"}, "{{figure:nonsense}} {{x}} {{figure:people}}"
	_, err := p.svc.Draft(t.Context(), p.author, bad)
	invalid := fault.AsInvalid(err)
	if invalid == nil {
		t.Fatal(err)
	}
	for _, field := range []string{"title", "kind", "isbn", "doi", "source_language", "topics", "body"} {
		if invalid.Words(field) == "" {
			t.Errorf("nothing is said about %s in %v", field, invalid.Fields)
		}
	}
	bad = brief()
	bad.Body = "{{figure:people@no-such-report}}"
	id := p.draft(bad)
	if err := p.svc.Submit(t.Context(), p.author, id, 1); fault.AsInvalid(err) == nil {
		t.Error("submitted with a figure that nobody publishes:", err)
	}
}
