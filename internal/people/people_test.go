package people_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

var officer = roomtest.Holding("officer", people.RightSee, people.RightEdit, "parties.see", "parties.edit")

func add(t *testing.T, s *people.Service, d people.Draft) string {
	t.Helper()
	id, err := s.Add(t.Context(), officer, d)
	if err != nil {
		t.Fatalf("add %q: %v", d.Given, err)
	}
	return id
}

func TestAddListsEverythingWrongAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := people.New(d)
		_, err := s.Add(t.Context(), officer, people.Draft{Email: "not an address", Sex: "male", NativeLang: "??", Label: "TLP:BLUE"})
		wrong := fault.AsInvalid(err)
		if wrong == nil {
			t.Fatalf("got %v", err)
		}
		for _, field := range []string{"given", "email", "sex", "native_lang", "label"} {
			if wrong.Words(field) == "" {
				t.Errorf("nothing said about %s: %v", field, err)
			}
		}
	})
}

func TestFoundInAnyScript(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := people.New(d)
		tha := roomtest.PartyID(t, d, "thailand")
		id := add(t, s, people.Draft{Given: "Somchai Jaidee", NativeName: "สมชาย ใจดี", NativeLang: "th", PartyID: tha, Position: "Director", From: "2020-01-01"})
		add(t, s, people.Draft{Given: "Özgür Yılmaz", PartyID: roomtest.PartyID(t, d, "turkiye")})
		for _, query := range []string{"somch", "jai som", "สมช", "ใจดี", "Jaidee SOMCHAI"} {
			rows, _, err := s.List(t.Context(), officer, people.Filter{Query: query, Limit: 10})
			if err != nil || len(rows) != 1 || rows[0].ID != id {
				t.Errorf("%q found %v, %v", query, rows, err)
			}
		}
		if rows, _, err := s.List(t.Context(), officer, people.Filter{Query: "ozgur yil", Limit: 10}); err != nil || len(rows) != 1 {
			t.Errorf("ozgur: %v, %v", rows, err)
		}
		rows, _, err := s.List(t.Context(), officer, people.Filter{PartyID: tha, AsAt: "2019-12-31", Limit: 10})
		if err != nil || len(rows) != 0 {
			t.Errorf("before the affiliation began: %v, %v", rows, err)
		}
	})
}

func TestScopes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := people.New(d)
		tha, idn := roomtest.PartyID(t, d, "thailand"), roomtest.PartyID(t, d, "indonesia")
		thai := add(t, s, people.Draft{Given: "Anong Suwan", PartyID: tha})
		indonesian := add(t, s, people.Draft{Given: "Siti Rahayu", PartyID: idn})
		left := add(t, s, people.Draft{Given: "Kanya Boonmee", PartyID: tha, From: "2020-01-01"})
		affs, err := s.Affiliations(t.Context(), officer, left)
		if err != nil || len(affs) != 1 {
			t.Fatal(affs, err)
		}
		if err := s.EndAffiliation(t.Context(), officer, "another person", affs[0].ID, "2024-01-31"); !fault.IsNotFound(err) {
			t.Errorf("an affiliation ended under another person: %v", err)
		}
		if err := s.EndAffiliation(t.Context(), officer, affs[0].PersonID, affs[0].ID, "2024-01-31"); err != nil {
			t.Fatal(err)
		}
		focal := roomtest.Scoped("focal point", access.Scope{Parties: []string{tha}}, people.RightSee, people.RightEdit)
		self := roomtest.Scoped("participant", access.Scope{Person: indonesian}, people.RightSee)
		for _, c := range []struct {
			actor access.Actor
			sees  []string
		}{{focal, []string{thai}}, {self, []string{indonesian}}, {officer, []string{thai, left, indonesian}}} {
			rows, _, err := s.List(t.Context(), c.actor, people.Filter{Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range rows {
				got = append(got, r.ID)
			}
			for _, id := range []string{thai, indonesian, left} {
				_, err := s.Find(t.Context(), c.actor, id, "")
				wanted := strings.Contains(fmt.Sprint(c.sees), id)
				if (err == nil) != wanted || strings.Contains(fmt.Sprint(got), id) != wanted {
					t.Errorf("%s and %s: find %v, list %v, wanted %v", c.actor.Name, id, err, got, wanted)
				}
			}
		}
		if _, err := s.Add(t.Context(), focal, people.Draft{Given: "New One", PartyID: idn}); !fault.IsForbidden(err) {
			t.Errorf("a focal point added a person to another party: %v", err)
		}
		if _, err := s.Affiliate(t.Context(), focal, people.AffiliationDraft{PersonID: indonesian, PartyID: tha}); !fault.IsForbidden(err) {
			t.Errorf("a focal point took a person of another party: %v", err)
		}
	})
}

func TestTheRegisterOffersWhoIsAlike(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := people.New(d)
		tha, idn := roomtest.PartyID(t, d, "thailand"), roomtest.PartyID(t, d, "indonesia")
		add(t, s, people.Draft{Given: "Nattapong Srisuwan", Email: "nattapong@example.org", PartyID: tha})
		for _, c := range []struct {
			name  string
			draft people.Draft
			alike bool
		}{
			{"same address, another name", people.Draft{Given: "N. S.", Email: "Nattapong@Example.org", PartyID: idn}, true},
			{"same name with honorific", people.Draft{Given: "Dr. Nattapong SRISUWAN", PartyID: tha}, true},
			{"another spelling in the same party", people.Draft{Given: "Natthaphong Srisuwan", PartyID: tha}, true},
			{"another spelling in another party", people.Draft{Given: "Natthaphong Srisuwan", PartyID: idn}, false},
			{"someone else of the same party", people.Draft{Given: "Kanda Wongsawat", PartyID: tha}, false},
		} {
			_, err := s.Add(t.Context(), officer, c.draft)
			doubles, offered := errors.AsType[*people.Doubles](err)
			if offered != c.alike || !offered && err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			if offered && (!fault.IsConflict(err) || len(doubles.Matches) != 1) {
				t.Errorf("%s: %+v", c.name, doubles)
			}
		}
		again := people.Draft{Given: "Nattapong Srisuwan", PartyID: tha, Anyway: true}
		if _, err := s.Add(t.Context(), officer, again); err != nil {
			t.Errorf("two persons of one name: %v", err)
		}
		focal := roomtest.Scoped("focal point", access.Scope{Parties: []string{idn}}, people.RightSee, people.RightEdit)
		_, err := s.Add(t.Context(), focal, people.Draft{Given: "X", Email: "nattapong@example.org", PartyID: idn})
		if doubles, ok := errors.AsType[*people.Doubles](err); !ok || len(doubles.Matches) != 0 || doubles.Hidden != 1 || strings.Contains(err.Error(), "Srisuwan") {
			t.Errorf("a focal point was shown a person of another party: %v", err)
		}
	})
}

// Two officers enter the same person at once: one succeeds, the others are offered the record that the first one made.
func TestTwoOfficersAddOnePersonAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := people.New(d)
		const officers = 8
		errs := make([]error, officers)
		var wg sync.WaitGroup
		for i := range officers {
			wg.Go(func() {
				_, errs[i] = s.Add(t.Context(), officer, people.Draft{Given: fmt.Sprintf("Maria Santos %d", i), Email: "maria@example.org"})
			})
		}
		wg.Wait()
		entered := 0
		for _, err := range errs {
			doubles, offered := errors.AsType[*people.Doubles](err)
			switch {
			case err == nil:
				entered++
			case !offered || len(doubles.Matches) != 1:
				t.Errorf("got %v", err)
			}
		}
		rows, _, err := s.List(t.Context(), officer, people.Filter{Query: "maria", Limit: 20})
		if err != nil || entered != 1 || len(rows) != 1 {
			t.Errorf("%d officers entered %d records: %v", entered, len(rows), err)
		}
	})
}

func TestChangeGuardsAgainstLostUpdates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := people.New(d)
		id := add(t, s, people.Draft{Given: "Sukarno"})
		if err := s.Change(t.Context(), officer, id, 1, people.Draft{Given: "Soekarno"}); err != nil {
			t.Fatal(err)
		}
		if err := s.Change(t.Context(), officer, id, 1, people.Draft{Given: "Sukarno II"}); !fault.IsConflict(err) {
			t.Errorf("an old version overwrote a newer one: %v", err)
		}
		p, err := s.Find(t.Context(), officer, id, "")
		if err != nil || p.Given != "Soekarno" || p.Version != 2 || p.Label != "TLP:AMBER+STRICT" {
			t.Errorf("%+v, %v", p, err)
		}
		rows, _, err := s.List(t.Context(), officer, people.Filter{Query: "sukarno", Limit: 5})
		if err != nil || len(rows) != 0 {
			t.Errorf("the old name is still found: %v, %v", rows, err)
		}
	})
}

func TestConsentTheLatestRowCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := people.New(d)
		id := add(t, s, people.Draft{Given: "Rithy Sok"})
		consented := func(activity string) bool {
			ok, err := db.View(t.Context(), d, func(tx *db.Tx) (bool, error) { return people.Consented(tx, id, "photo", activity) })
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		say := func(activity string, given bool) {
			t.Helper()
			err := s.Consent(t.Context(), officer, people.ConsentDraft{PersonID: id, ActivityID: activity, Item: "photo", Given: given, Wording: "My picture may be shown."})
			if err != nil {
				t.Fatal(err)
			}
		}
		if consented("") || consented("a1") {
			t.Error("nothing said counts as given")
		}
		say("", true)
		if !consented("") || !consented("a1") {
			t.Error("a general consent does not hold for an activity")
		}
		say("a1", false)
		if !consented("") || consented("a1") {
			t.Error("an activity's own answer does not win")
		}
		say("", false)
		say("", false)
		if consented("") {
			t.Error("taken back, yet it counts")
		}
		all, err := s.Consents(t.Context(), officer, id)
		if err != nil || len(all) != 3 {
			t.Errorf("%d rows, %v: a repeated answer must write none", len(all), err)
		}
	})
}

// Affiliations with one party never overlap and a post never has two holders, whatever is asked for.
func TestSuccessionHolds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := people.New(d)
		tha := roomtest.PartyID(t, d, "thailand")
		day := rapid.Custom(func(r *rapid.T) db.Date {
			if rapid.IntRange(0, 9).Draw(r, "open") == 0 {
				return ""
			}
			return db.Date("2024-01-01").AddDays(rapid.IntRange(0, 60).Draw(r, "day"))
		})
		rapid.Check(t, func(r *rapid.T) {
			persons := []string{add(t, s, people.Draft{Given: "Aree One", Anyway: true}), add(t, s, people.Draft{Given: "Boon Two", Anyway: true})}
			post, err := parties.New(d).AddPost(t.Context(), officer, parties.PostDraft{Kind: "focal_point", Title: "Post " + db.NewID(), PartyID: tha})
			if err != nil {
				r.Fatal(err)
			}
			for range rapid.IntRange(1, 5).Draw(r, "steps") {
				who := rapid.SampledFrom(persons).Draw(r, "who")
				_, err := s.Affiliate(t.Context(), officer, people.AffiliationDraft{PersonID: who, PartyID: tha, From: day.Draw(r, "from"), To: day.Draw(r, "to")})
				if err != nil && fault.AsInvalid(err) == nil {
					r.Fatal(err)
				}
				_, err = db.Change(t.Context(), d, func(tx *db.Tx) (string, error) {
					return people.SetHolderIn(tx, officer, post, who, day.Draw(r, "since"))
				})
				if err != nil && fault.AsInvalid(err) == nil {
					r.Fatal(err)
				}
			}
			held, err := s.HoldersOfParty(t.Context(), officer, tha)
			if err != nil {
				r.Fatal(err)
			}
			for i := range 62 {
				on, holders := db.Date("2024-01-01").AddDays(i-1), 0
				for _, h := range held {
					if h.PostID == post && h.Covers(on) {
						holders++
					}
				}
				if holders > 1 {
					r.Fatalf("%d holders on %s: %+v", holders, on, held)
				}
			}
			for _, who := range persons {
				affs, err := s.Affiliations(t.Context(), officer, who)
				if err != nil {
					r.Fatal(err)
				}
				for i := range 62 {
					on, n := db.Date("2024-01-01").AddDays(i-1), 0
					for _, a := range affs {
						if a.Covers(on) {
							n++
						}
					}
					if n > 1 {
						r.Fatalf("%d affiliations with one party on %s: %+v", n, on, affs)
					}
				}
			}
		})
	})
}

func TestTheFormerHolderEndsTheDayBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := people.New(d)
		tha := roomtest.PartyID(t, d, "thailand")
		post, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
			return db.One[string](tx, `select id from post where party_id = $1 limit 1`, tha)
		})
		if err != nil {
			t.Fatal(err)
		}
		first, second := add(t, s, people.Draft{Given: "First Holder", PartyID: tha}), add(t, s, people.Draft{Given: "Second Successor"})
		for _, step := range []struct {
			person string
			from   db.Date
		}{{first, "2023-01-01"}, {second, "2024-03-01"}} {
			if _, err := s.SetHolder(t.Context(), officer, post, step.person, step.from); err != nil {
				t.Fatal(err)
			}
		}
		for day, want := range map[db.Date]string{"2022-12-31": "", "2024-02-29": first, "2024-03-01": second, "2030-01-01": second} {
			got, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
				p, _, err := people.HolderIn(tx, post, day)
				return p.ID, err
			})
			if err != nil || got != want {
				t.Errorf("on %s: %q, wanted %q (%v)", day, got, want, err)
			}
		}
		if err := s.Vacate(t.Context(), officer, post, "2024-06-30"); err != nil {
			t.Fatal(err)
		}
		if err := s.Vacate(t.Context(), officer, post, ""); !fault.IsConflict(err) {
			t.Errorf("vacated twice: %v", err)
		}
	})
}

// An alias stands in place of the name before those who do not keep the record, and nothing that would give the name away
// goes with it; two aliases that can be mistaken for each other are refused, and a record under a legal hold stays as it is.
func TestAliasAndLegalHold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s, ctx := people.New(d), t.Context()
		officer := roomtest.Holding("officer", people.RightSee, people.RightEdit, people.RightAlias, people.RightHold)
		add := func(name, email string) string {
			id, err := s.Add(ctx, officer, people.Draft{Given: name, Email: email, PartyID: roomtest.PartyID(t, d, "indonesia"), Position: "Head"})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		budi, siti := add("Budi Santoso", "budi@example.org"), add("Siti Rahayu", "siti@example.org")
		if err := s.SetAlias(ctx, roomtest.Holding("focal", people.RightSee, people.RightEdit), budi, 1, "Officer Seven"); !fault.IsForbidden(err) {
			t.Fatalf("the own party sets an alias: %v", err)
		}
		if err := s.SetAlias(ctx, officer, budi, 1, "Officer Seven"); err != nil {
			t.Fatal(err)
		}
		for _, alias := range []string{"Officer Seven", "officer seven", "Siti Rahayu"} {
			if err := s.SetAlias(ctx, officer, siti, 1, alias); fault.AsInvalid(err) == nil {
				t.Errorf("the alias %q is taken: %v", alias, err)
			}
		}
		if err := s.PlaceHold(ctx, officer, budi, "A claim of 3 June"); err != nil {
			t.Fatal(err)
		}
		if err := s.PlaceHold(ctx, officer, budi, "again"); !fault.IsConflict(err) {
			t.Errorf("held twice: %v", err)
		}
		draft := people.Draft{Given: "Somebody Else", Email: "budi@example.org"}
		if err := s.Change(ctx, officer, budi, 2, draft); !fault.IsConflict(err) {
			t.Errorf("changed under a legal hold: %v", err)
		}
		if err := s.SetAlias(ctx, officer, budi, 2, ""); !fault.IsConflict(err) {
			t.Errorf("alias changed under a legal hold: %v", err)
		}
		if err := s.LiftHold(ctx, officer, budi, "The claim is settled"); err != nil {
			t.Fatal(err)
		}
		if err := s.Change(ctx, officer, budi, 2, draft); err != nil {
			t.Errorf("after the hold: %v", err)
		}
	})
}
