package networkingweb_test

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/interests"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/mixers"
	"counterpart/internal/networking"
	"counterpart/internal/networking/company"
	"counterpart/internal/networking/exchange"
	"counterpart/internal/networking/networkingweb"
	"counterpart/internal/networking/places"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// rooms are the pages, and an activity with one confirmed person.
type rooms struct {
	site     *roomtest.Site
	db       *db.DB
	officer  access.Actor
	activity string
	person   string
}

func newRooms(t *testing.T) *rooms {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := &rooms{db: d, officer: roomtest.Holding("officer", networking.RightSee, networking.RightPlan, interests.RightSee, activities.RightSee, activities.RightEdit, people.RightEdit, delegations.RightAllocate)}
	says := interests.New(d)
	r.site = roomtest.Serve(t, r.officer, &networkingweb.Pages{
		Networking: networking.New(d, networking.Options{Queue: queue, Outbox: letters.NewOutbox(queue), Interests: says}), Places: places.New(d), Company: company.New(d), Exchange: exchange.New(d), Interests: says,
		Mixers: mixers.New(d, mixers.Options{Queue: queue}), Vocabulary: vocabulary.New(d),
	})
	svc := activities.New(d)
	if r.activity, err = svc.Plan(t.Context(), r.officer, activities.Draft{Kind: "roundtable", Title: "Evening", TimeZone: "Asia/Jakarta", StartsOn: "2024-06-07", EndsOn: "2024-06-07", Label: "TLP:GREEN"}); err != nil {
		t.Fatal(err)
	}
	begins := db.At(time.Date(2024, 6, 7, 9, 0, 0, 0, time.UTC))
	if _, err = svc.AddSession(t.Context(), r.officer, r.activity, activities.SessionDraft{Title: "Meet", StartsAt: begins, EndsAt: db.At(begins.Add(time.Hour))}); err != nil {
		t.Fatal(err)
	}
	party := roomtest.PartyID(t, d, "indonesia")
	r.person, err = db.Change(t.Context(), d, func(tx *db.Tx) (string, error) {
		id, err := people.AddIn(tx, r.officer, people.Draft{Given: "สมชาย", PartyID: party})
		if err != nil {
			return "", err
		}
		_, err = delegations.AddConfirmedIn(tx, r.officer, delegations.ConfirmedDraft{
			ActivityID: r.activity, PartyID: party, PersonID: id, Category: "delegate", Mode: "in_person", Source: delegations.FromSecretariat,
		})
		return id, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A form that is refused leaves the other forms of the page as they are kept: nobody turns a rule off by sending the next one.
func TestARefusedFormLeavesTheOthers(t *testing.T) {
	r := newRooms(t)
	base := "/activities/" + r.activity + "/networking"
	r.site.Post(303, base+"/setup", []string{"min_per_party", "3", "max_per_person", "4", "max_in_row", "0", "fill", "1", "version", "0"})
	r.site.Post(422, base+"/tables", []string{"number", "0"}, "1 to 5000 tables", `name="fill" value="1" checked`, `value="20"`, `value="3"`)
	r.site.Post(422, base+"/setup", []string{"min_per_party", "-1", "max_per_person", "4", "max_in_row", "0", "version", "1"}, `name="fill" value="1"`)
}

func TestMixersRefuseWhatCannotBeMeant(t *testing.T) {
	r := newRooms(t)
	base := "/activities/" + r.activity + "/networking/mixers"
	r.site.Post(422, base, []string{"title", " ", "size", "1", "rounds", "99", "minutes", "x"}, "Minutes: write a whole number")
	r.site.Post(422, base, []string{"title", " ", "size", "1", "rounds", "99", "minutes", "15"}, "Give it a name", "A table seats 2 to 20 people", "There are 1 to 20 rounds")
	at := r.site.Post(303, base, []string{"title", "Soirée", "size", "4", "rounds", "2", "minutes", "15"})
	r.site.Get(200, at, "Nobody has a seat yet")
	r.site.Post(409, at+"/seat", nil, "Fewer than two people")
}

// No seconds are not the seconds that a run takes when nothing is said.
func TestARunOfNoSeconds(t *testing.T) {
	r := newRooms(t)
	at := "/activities/" + r.activity + "/networking/runs"
	r.site.Post(422, at, []string{"kind", "plan", "seconds", "0"}, `<ul><li><a href="#f-seconds">A run takes a second at least. Left empty, it takes 10.</a></li></ul>`)
	r.site.Post(422, at, []string{"kind", "plan", "seconds", "-1"}, "A run takes 1 to 60 seconds")
	r.site.Post(422, at, []string{"kind", "plan", "seconds", "soon"}, "Seconds: write a whole number")
	r.site.Post(409, at, []string{"kind", "plan", "seconds", ""}, "slots")
}

// A participant is led to no page that they may not open.
func TestOwnPagesLeadNowhereClosed(t *testing.T) {
	r := newRooms(t)
	self := roomtest.Scoped("self", access.Scope{Activity: r.activity, Person: r.person}, interests.RightTakePart)
	self.Person = r.person
	r.site.Actor = self
	path := "/activities/" + r.activity + "/meetings/tables"
	if body := r.site.Get(200, path, "No mixer is arranged"); strings.Contains(body, `href="/activities/`+r.activity+`"`) {
		t.Error("leads to the page of the activity, which is closed")
	}
}

// Once the activity is over, no page offers what its verb refuses.
func TestNothingIsOfferedWhenItIsOver(t *testing.T) {
	r := newRooms(t)
	base := "/activities/" + r.activity + "/networking"
	r.site.Get(200, base+"/mixers", "Arrange a mixer")
	if _, err := db.Change(t.Context(), r.db, func(tx *db.Tx) (bool, error) {
		return true, activities.SetStateIn(tx, r.officer, r.activity, activities.Held)
	}); err != nil {
		t.Fatal(err)
	}
	for path, offer := range map[string]string{"": "Rehearse", "/mixers": "Arrange a mixer", "/plan": base + "/setup"} {
		if body := r.site.Get(200, base+path); strings.Contains(body, offer) {
			t.Errorf("%s offers %q", path, offer)
		}
	}
	r.site.Post(409, base+"/runs", []string{"kind", "plan", "seconds", "1"}, "is over")
}
