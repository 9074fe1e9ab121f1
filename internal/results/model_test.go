package results

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/roomtest"
)

// A world of parties and people, generated; the model counts it by hand.
type (
	modelParty struct {
		ID, Kind, ISO string
		Parent        *modelParty
		Status        string // on the day of the activity
		stored        []storedMembership
	}
	storedMembership struct{ Status, From, To string }
	modelGuest       struct {
		Person, Sex, Category, State string
		Party, From                  *modelParty
		Scans                        []modelScan
	}
	modelScan  struct{ Direction, Void string }
	modelWorld struct {
		Activity, Country string
		Held              bool
		Hosts             []*modelParty
		Invited           []*modelParty
		Parties           []*modelParty
		Guests            []*modelGuest
	}
)

const theDay = "2024-06-05"

var countsOf = map[string]string{
	"state": "state", "territory": "territory", "international_organisation": "organisation", "training_centre": "organisation",
	"company": "company", "civil_society": "civil_society", "academic": "academic", "agency": "agency",
}

func genWorld(t *rapid.T) *modelWorld {
	w := &modelWorld{Activity: db.NewID(), Held: rapid.Bool().Draw(t, "held"), Country: rapid.SampledFrom([]string{"", "ID", "TH"}).Draw(t, "country")}
	kinds := slices.Sorted(maps.Keys(countsOf))
	for i := range rapid.IntRange(1, 7).Draw(t, "parties") {
		p := &modelParty{ID: db.NewID(), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), ISO: rapid.SampledFrom([]string{"", "ID", "TH"}).Draw(t, "iso")}
		if i > 0 && (p.Kind == "agency" || rapid.IntRange(0, 9).Draw(t, "nested") == 0) {
			p.Parent = rapid.SampledFrom(w.Parties).Draw(t, "parent")
		}
		genMembership(t, p)
		w.Parties = append(w.Parties, p)
	}
	w.Hosts = genSome(t, w.Parties, "hosts", 2)
	w.Invited = genSome(t, w.Parties, "invited", 4)
	for range rapid.IntRange(0, 8).Draw(t, "guests") {
		g := &modelGuest{
			Person: db.NewID(), Sex: rapid.SampledFrom([]string{"f", "m", "x", ""}).Draw(t, "sex"),
			Category: rapid.SampledFrom([]string{"delegate", "expert", "staff"}).Draw(t, "category"),
			State:    rapid.SampledFrom([]string{"confirmed", "confirmed", "nominated", "declined", "substituted"}).Draw(t, "state"),
			Party:    rapid.SampledFrom(w.Parties).Draw(t, "party"),
		}
		g.From = g.Party
		for _, p := range w.Parties {
			if p.Parent == g.Party && p.Kind == "agency" {
				g.From = p
			}
		}
		for range rapid.IntRange(0, 3).Draw(t, "scans") {
			g.Scans = append(g.Scans, modelScan{
				rapid.SampledFrom([]string{"in", "in", "out"}).Draw(t, "direction"), rapid.SampledFrom([]string{"", "", "wrong"}).Draw(t, "void"),
			})
		}
		w.Guests = append(w.Guests, g)
	}
	return w
}

// genMembership gives a status that holds on the day, one that does not, or none.
func genMembership(t *rapid.T, p *modelParty) {
	status := rapid.SampledFrom([]string{"member", "observer", "partner"}).Draw(t, "status")
	switch rapid.IntRange(0, 5).Draw(t, "when") {
	case 0: // never
	case 1:
		p.stored = []storedMembership{{status, "2010-01-01", "2024-06-04"}}
	case 2:
		p.stored = []storedMembership{{status, "2024-06-06", ""}}
	case 3:
		p.stored, p.Status = []storedMembership{{status, "2010-01-01", theDay}, {"member", "2024-06-06", ""}}, status
	case 4:
		p.stored, p.Status = []storedMembership{{"partner", "", "2024-06-04"}, {status, theDay, ""}}, status
	default:
		p.stored, p.Status = []storedMembership{{status, "", ""}}, status
	}
}

func genSome(t *rapid.T, from []*modelParty, what string, most int) []*modelParty {
	seen := map[*modelParty]bool{}
	for range rapid.IntRange(0, most).Draw(t, what) {
		seen[rapid.SampledFrom(from).Draw(t, what)] = true
	}
	return slices.Collect(maps.Keys(seen))
}

func (p *modelParty) top() *modelParty {
	for p.Kind == "agency" && p.Parent != nil {
		p = p.Parent
	}
	return p
}

func (p *modelParty) counts() string { return countsOf[p.Kind] }
func (p *modelParty) isState() bool  { return p.counts() == "state" || p.counts() == "territory" }

func (g *modelGuest) came() bool {
	return slices.ContainsFunc(g.Scans, func(s modelScan) bool { return s.Direction == "in" && s.Void == "" })
}

// set collects ids, each once.
type set map[string]bool

// want counts the world by hand: for each figure the ids of what it counts.
func (w *modelWorld) want() map[string]set {
	out := map[string]set{}
	add := func(key, id string) {
		if out[key] == nil {
			out[key] = set{}
		}
		out[key][id] = true
	}
	for _, p := range w.Invited {
		add("invited_parties", p.ID)
	}
	for _, g := range w.Guests {
		add("nominated", g.Person)
		if g.State == "confirmed" {
			add("confirmed", g.Person)
		}
		if g.came() {
			add("attended", g.Person)
		}
		there := g.State == "confirmed"
		if w.Held {
			there = g.came()
		}
		if !there || g.Category == "staff" {
			continue
		}
		add("people", g.Person)
		add(map[string]string{"f": "women", "m": "men", "x": "other_sex", "": "sex_unknown"}[g.Sex], g.Person)
		for _, p := range []*modelParty{g.Party, g.From} {
			if p.Kind == "agency" {
				add("agencies", p.ID)
				if w.hostedBy(p.top()) {
					add("host_agencies", p.ID)
				}
			}
		}
		w.wantParty(add, g.Party.top())
	}
	return out
}

func (w *modelWorld) wantParty(add func(key, id string), top *modelParty) {
	add("parties", top.ID)
	switch top.counts() {
	case "state", "territory":
		add("states", top.ID)
		add(map[string]string{"member": "member_states", "observer": "observer_states", "partner": "other_states", "": "other_states"}[top.Status], top.ID)
	case "organisation", "company", "civil_society", "academic":
		add("organisations", top.ID)
		add("organisations_by_"+top.Kind, top.ID)
	}
}

// hostedBy tells whether a party is the host State of the activity.
func (w *modelWorld) hostedBy(top *modelParty) bool {
	if !top.isState() {
		return false
	}
	named := false
	for _, h := range w.Hosts {
		if h == top {
			return true
		}
		named = named || h.isState()
	}
	return !named && top.ISO != "" && top.ISO == w.Country
}

// store writes the world into the registers.
func (w *modelWorld) store(tx *db.Tx) error {
	var failed error
	run := func(query string, args ...any) {
		if failed == nil {
			failed = tx.Exec(query, args...)
		}
	}
	state := "open"
	if w.Held {
		state = "held"
	}
	run(`insert into activity (id, kind, title, country, time_zone, starts_on, ends_on, state, label, created_at, updated_at)
		values ($1, 'roundtable', $2, $3, 'Asia/Jakarta', $4, $4, $5, 'TLP:CLEAR', '', '')`, w.Activity, "Activity "+w.Activity, w.Country, theDay, state)
	for i, p := range w.Parties {
		parent := ""
		if p.Parent != nil {
			parent = p.Parent.ID
		}
		name := fmt.Sprintf("Party %d", i)
		run(`insert into party (id, kind, name, iso, parent_id, sort_key, name_key, created_at, updated_at)
			values ($1, $2, $3, $4, $5, $3, $3, '', '')`, p.ID, p.Kind, name, p.ISO, db.Opt(parent))
		for _, m := range p.stored {
			run(`insert into membership (id, party_id, status, valid_from, valid_to) values ($1, $2, $3, $4, $5)`,
				tx.NewID(), p.ID, m.Status, db.Opt(m.From), db.Opt(m.To))
		}
		run(`insert into allocation (id, activity_id, party_id, category, mode, seats) values ($1, $2, $1, 'delegate', 'in_person', 9)`, p.ID, w.Activity)
	}
	for _, p := range w.Hosts {
		run(`insert into activity_party (activity_id, party_id, role) values ($1, $2, 'host')`, w.Activity, p.ID)
	}
	for _, p := range w.Invited {
		run(`insert into invitation (id, activity_id, party_id, state, sent_at) values ($1, $2, $3, 'sent', '')`, tx.NewID(), w.Activity, p.ID)
	}
	for _, g := range w.Guests {
		g.store(tx, w.Activity, run)
	}
	return failed
}

func (g *modelGuest) store(tx *db.Tx, activity string, run func(string, ...any)) {
	nomination := tx.NewID()
	run(`insert into person (id, given, sort_form, sort_key, name_key, sex, label, created_at, updated_at)
		values ($1, $2, $2, $2, $2, $3, 'TLP:AMBER+STRICT', '', '')`, g.Person, "Secret Name "+g.Person, g.Sex)
	run(`insert into nomination (id, allocation_id, activity_id, party_id, from_party_id, person_id, seat, category, mode, state, active,
		source, created_at, updated_at) values ($1, $2, $3, $2, $4, $5, $1, $6, 'in_person', $7, $8, 'import', '', '')`,
		nomination, g.Party.ID, activity, g.From.ID, g.Person, g.Category, g.State, g.State == "confirmed" || g.State == "nominated")
	for i, s := range g.Scans {
		run(`insert into checkin (id, activity_id, nomination_id, person_id, party_id, direction, method, at, by_actor, void_reason)
			values ($1, $2, $3, $4, $5, $6, 'code', $7, 'system', $8)`,
			tx.NewID(), activity, nomination, g.Person, g.Party.ID, s.Direction, fmt.Sprintf("2024-06-05T0%d:00:00.000000Z", i), s.Void)
	}
}

func TestFiguresEqualAnIndependentCount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		svc, reader := New(d), roomtest.Holding("reader", RightSee)
		rapid.Check(t, func(rt *rapid.T) {
			w := genWorld(rt)
			if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, w.store(tx) }); err != nil {
				rt.Fatal(err)
			}
			checkWorld(rt, svc, reader, w)
		})
	})
}

func checkWorld(rt *rapid.T, svc *Service, reader access.Actor, w *modelWorld) {
	got, err := svc.Live(rt.Context(), reader, w.Activity)
	if err != nil {
		rt.Fatal(err)
	}
	want := w.want()
	for _, n := range got {
		ids := slices.Sorted(maps.Keys(want[n.Key]))
		if n.Value != len(ids) || !slices.Equal(n.Records, append([]string{}, ids...)) {
			rt.Errorf("%s is %d, the registers hold %d\n%s", n.Key, n.Value, len(ids), n.SQL)
		}
		delete(want, n.Key)
	}
	for key := range want {
		rt.Errorf("%s is not computed", key)
	}
}
