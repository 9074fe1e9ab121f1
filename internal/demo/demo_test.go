package demo_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/demo"
	"counterpart/internal/iati/iatitest"
	"counterpart/internal/iati/publishing"
	"counterpart/internal/people"
	"counterpart/internal/registrations"
	"counterpart/internal/results"
	"counterpart/internal/vault"
)

// today is when the story ends in the tests: half past midnight in Jakarta would be the awkward case, so it is that.
var today = time.Date(2026, 3, 9, 17, 30, 0, 0, time.UTC)

// TestStory enters the story once in each database and holds it against what was published.
func TestStory(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite://" + t.TempDir() + "/counterpart.db" },
		"postgres": func(t *testing.T) string { return dbtest.PostgresURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := url(t)
			if err := demo.Load(t.Context(), at, t.TempDir(), today); err != nil {
				t.Fatal(err)
			}
			d, err := db.Open(t.Context(), at, func() time.Time { return today })
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			t.Run("gives the published figures", func(t *testing.T) { givesThePublishedFigures(t, d) })
			t.Run("carries the capacity of the mechanism", func(t *testing.T) { carriesCapacity(t, d) })
			t.Run("holds laws against instruments", func(t *testing.T) { holdsLawsAgainstInstruments(t, d) })
			t.Run("restates the workshop", func(t *testing.T) { restatesTheWorkshop(t, d) })
			t.Run("leaves something to do to each role", func(t *testing.T) { leavesSomethingToDo(t, d) })
			t.Run("leaves nothing sensitive open", func(t *testing.T) { leavesNothingOpen(t, d) })
			t.Run("gives a valid file of the IATI standard", func(t *testing.T) { givesAValidFile(t, d) })
			t.Run("is entered once", func(t *testing.T) { isEnteredOnce(t, d, at) })
		})
	}
}

// published are the facts that the story must give, each counted from registers.
var published = map[string]map[string]int{
	"Members' Engagement Function, Jakarta 2024": {
		"people": 118, "states": 28, "member_states": 22, "observer_states": 6, "organisations": 14, "host_agencies": 6,
		"organisations_by_international_organisation": 10, "organisations_by_company": 4,
	},
	"Border Management by Air: Workshop for Airport Hubs":            {"people": 30, "states": 5},
	"Technical Experts Meeting on Following the Money":               {"people": 45, "member_states": 11},
	"Focus Group Discussion on National Legal Frameworks: Indonesia": {"people": 20, "states": 1, "host_agencies": 8},
}

// leavesNothingOpen holds that each sealed column of the program stands sealed, and that some have content.
func leavesNothingOpen(t *testing.T, d *db.DB) {
	full := 0
	for _, c := range []vault.Column{registrations.Sealed} {
		type counts struct {
			All  int `db:"n"`
			Open int `db:"open"`
		}
		n, err := db.View(t.Context(), d, func(tx *db.Tx) (counts, error) {
			return db.One[counts](tx, fmt.Sprintf(`select count(*) as n, count(case when %[2]s not like 'v1.%%' then 1 end) as open from %[1]s where %[2]s <> ''`, c.Table, c.Column))
		})
		if err != nil || n.Open > 0 {
			t.Errorf("%s.%s: %d stand open, %v", c.Table, c.Column, n.Open, err)
		}
		full += n.All
	}
	if full < 10 {
		t.Errorf("only %d sealed texts: the story no longer tests this", full)
	}
}

// givesAValidFile holds the file that leaves for everybody against the schema of its standard.
func givesAValidFile(t *testing.T, d *db.DB) {
	var out bytes.Buffer
	sum, err := publishing.New(d, "https://counterpart.example").Export(t.Context(), access.System("test", publishing.RightExport), &out)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range iatitest.Validate(t, out.Bytes()) {
		t.Error(wrong)
	}
	if sum.Activities == 0 || sum.Initiatives == 0 || sum.Values == 0 || sum.Documents == 0 || sum.Left > 0 {
		t.Errorf("the file holds too little: %+v", sum)
	}
}

var system = access.System("test", results.RightVerify, results.RightSee)

func givesThePublishedFigures(t *testing.T, d *db.DB) {
	service := results.New(d)
	list, err := service.List(t.Context(), system)
	if err != nil {
		t.Fatal(err)
	}
	value := map[string]map[string]int{}
	for _, f := range list {
		if value[f.Activity] == nil {
			value[f.Activity] = map[string]int{}
		}
		value[f.Activity][f.Key] = f.Value
	}
	if len(value) != len(published) {
		t.Errorf("%d activities have published figures, not %d", len(value), len(published))
	}
	for activity, figures := range published {
		for key, want := range figures {
			if got := value[activity][key]; got != want {
				t.Errorf("%s: %s is %d, not %d", activity, key, got, want)
			}
		}
		v := value[activity]
		if v["nominated"] < v["confirmed"] || v["confirmed"] < v["attended"] || v["attended"] < v["people"] {
			t.Errorf("%s: %d nominated, %d confirmed, %d attended, %d counted", activity, v["nominated"], v["confirmed"], v["attended"], v["people"])
		}
	}
	failures, err := service.Verify(t.Context(), system)
	if err != nil || len(failures) > 0 {
		t.Errorf("verify: %v %+v", err, failures)
	}
}

func isEnteredOnce(t *testing.T, d *db.DB, url string) {
	if err := demo.Load(t.Context(), url, t.TempDir(), today); err != nil {
		t.Errorf("a second start: %v", err)
	}
	if n := number(t, d, `select count(*) from account`); n != 12 {
		t.Errorf("%d accounts after a second start", n)
	}
}

func restatesTheWorkshop(t *testing.T, d *db.DB) {
	slug := one[string](t, d, `select r.slug from report r join activity a on a.id = r.activity_id where a.title like 'Border Management by Air: Workshop%'`)
	service := results.New(d)
	first, err := service.Published(t.Context(), slug, 1)
	if err != nil {
		t.Fatal(err)
	}
	latest, err := service.Published(t.Context(), slug, 0)
	if err != nil {
		t.Fatal(err)
	}
	was, _ := first.Figure("people")
	is, _ := latest.Figure("people")
	if was.Value != 27 || is.Value != 30 || is.RestatesID != was.ID || latest.Release.Number != 2 || latest.Release.Note == "" {
		t.Errorf("published as %d, then as %d in release %d because %q", was.Value, is.Value, latest.Release.Number, latest.Release.Note)
	}
}

// waiting says for each role what must wait for it, as a query that counts it.
var waiting = map[string]string{
	"nominations that the officer screens":       `select count(*) from nomination n join activity a on a.id = n.activity_id where n.state = 'nominated' and a.state = 'open'`,
	"a request that the officer deals with":      `select count(*) from support_request where state = 'received'`,
	"a request sent to the focal point":          `select count(*) from support_request r join support_circulation c on c.request_id = r.id join party p on p.id = c.party_id where p.code = 'thailand' and r.state = 'circulated'`,
	"a match that the focal point answers":       `select count(*) from support_match m join support_offer o on o.id = m.offer_id join party p on p.id = o.party_id where m.state = 'proposed' and p.code = 'thailand'`,
	"a question to the focal point":              `select count(*) from support_request r join party p on p.id = r.party_id where r.state = 'asked' and p.code = 'thailand'`,
	"what came of the request of 2022":           `select case when count(*) >= 6 then 1 else 0 end from thread_link l join support_request r on r.id = l.from_id where r.year = 2022 and l.type = 'answered-by'`,
	"two officers of one State in post":          `select case when count(*) = 2 and count(distinct party_id) = 1 then 1 else 0 end from secondment where state = 'in_post'`,
	"a secondee who returned and completed it":   `select count(*) from secondment s join completion c on c.kind = 'secondment' and c.record_id = s.id and c.person_id = s.person_id where s.state = 'returned'`,
	"nominations to a secondment to screen":      `select count(*) from secondment s join assignment a on a.id = s.assignment_id where s.state = 'nominated' and a.state = 'open'`,
	"a review at half-time":                      `select count(*) from secondment_step where verb = 'mid_own'`,
	"an overdue commitment":                      `select count(*) from commitment where state = 'accepted' and due_on < '2026-03-12'`,
	"a commitment that was done":                 `select count(*) from commitment_step where verb = 'done' and evidence <> ''`,
	"an outcome that the officer reads":          `select count(*) from outcome where state = 'proposed'`,
	"an outcome that is public":                  `select count(*) from outcome where state = 'published' and substantiated and label = 'TLP:CLEAR'`,
	"people who took a test before and after":    `select count(*) - 19 from assessment_sitting x join assessment_sitting y on y.taker_id = x.taker_id and x.phase = 'before' and y.phase = 'after'`,
	"tests typed in from paper":                  `select count(*) from assessment_sitting where source = 'paper'`,
	"an evaluation that is closed":               `select count(*) - 19 from evaluation_answer a join evaluation e on e.id = a.evaluation_id where e.state = 'closed'`,
	"an action plan that was followed up":        `select count(*) - 4 from action_plan where state = 'followed'`,
	"an action plan that waits for a follow-up":  `select count(*) from action_plan where state = 'signed' and reminded_at is not null`,
	"an outcome of an action plan":               `select count(*) from action_plan_action a join outcome o on o.id = a.outcome_id where o.state = 'accepted' and a.level = 3`,
	"a question asked back to the focal point":   `select count(*) from nomination n join party p on p.id = n.party_id where n.state = 'queried' and p.code = 'thailand'`,
	"seats that the focal point can fill":        `select max(l.seats) - count(n.id) from allocation l join party p on p.id = l.party_id join activity a on a.id = l.activity_id left join nomination n on n.allocation_id = l.id and n.state in ('nominated', 'queried', 'confirmed') where p.code = 'thailand' and a.starts_on > '2026-03-12'`,
	"a form that the participant has begun":      `select count(*) from registration r join nomination n on n.id = r.nomination_id join account c on c.person_id = n.person_id where r.state = 'draft' and c.email_key = 'participant@demo.invalid'`,
	"a report that one Co-Manager has approved":  `select count(*) from report r join report_approval p on p.report_id = r.id and p.version = r.version where r.state = 'review'`,
	"people to check in today":                   `select count(*) from nomination n join activity a on a.id = n.activity_id where n.state = 'confirmed' and a.state = 'open' and a.starts_on <= '2026-03-10' and a.ends_on >= '2026-03-10'`,
	"mail of the function to come, not sent yet": `select count(*) from message where state = 'queued' and kind = 'invitation'`,
	"invitations of the past, sent":              `select count(*) from message where state = 'sent' and kind = 'invitation' and answered_at is not null`,
	"a curriculum in pilot":                      `select count(*) from curriculum c join curriculum_version v on v.id = c.current_id where v.state = 'pilot' and c.label = 'TLP:CLEAR'`,
	"a selection with a rule accepted as broken": `select count(*) from selection s join selection_accepted a on a.selection_id = s.id where s.state = 'decided'`,
	"a decision changed with a reason":           `select count(*) from selection_line where proposed <> decision and reason <> ''`,
	"people who completed a course":              `select case when count(*) > 5 then 1 else 0 end from completion where kind = 'delivery' and retracted_at is null`,
	"certificates that were issued":              `select count(*) from certificate where state = 'issued'`,
	"certificates that a Co-Manager signs":       `select count(*) from certificate where state = 'prepared'`,
	"somebody who did not complete it":           `select count(*) from delivery_result where not completed`,
	"somebody on a reserve list":                 `select count(*) from nomination where state = 'reserve'`,
	"somebody declined":                          `select count(*) from nomination where state = 'declined'`,
	"somebody substituted":                       `select count(*) from nomination n join nomination r on r.seat = n.seat and r.replaces_id = n.id where n.state = 'substituted'`,
	"a note verbale":                             `select count(*) from invitation where note_file_id is not null`,
	"a party that sends nobody":                  `select count(*) from invitation where state = 'declined'`,
	"somebody who came in":                       `select count(*) from checkin where direction = 'in'`,
	"somebody who went out":                      `select count(*) from checkin where direction = 'out'`,
	"a rehearsal of meetings to publish":         `select count(*) from meeting_run r join activity a on a.id = r.activity_id where r.state = 'done' and a.state = 'open' and r.scheduled > 10`,
	"meetings that were held":                    `select count(*) from meeting where state = 'held'`,
	"an outcome with who follows up":             `select count(*) from meeting where outcome <> '' and owner_id is not null`,
	"people who met at a mixer":                  `select count(*) from encounter where how = 'mixer'`,
	"wishes that the participant can state":      `select count(*) from interest_profile p join account c on c.person_id = p.person_id where c.email_key = 'participant@demo.invalid' and p.takes_part`,
	"an alumnus among the speakers":              `select count(*) from session_speaker where role = 'alumnus'`,
}

// never says what must not be in the story, as a query that counts it.
var never = map[string]string{
	"a scan in the future":                `select count(*) from checkin where at > '2026-03-09T17:30:00.000000Z'`,
	"a history entry of the future":       `select count(*) from audit where at > '2026-03-09T17:30:00.000000Z'`,
	"more people than seats":              `select count(*) from allocation a where a.seats < (select count(*) from nomination n where n.allocation_id = a.id and n.state in ('nominated', 'queried', 'confirmed'))`,
	"an address that could be somebody's": `select count(*) from person where email not like '%.example.org'`,
	"an account that could get mail":      `select count(*) from account where email not like '%@demo.invalid'`,
	"a person twice":                      `select count(*) from (select given from person group by given having count(*) > 1) d`,
	"a name inside the form of address":   `select count(*) from person where address_form like '%' || given || '%'`,
}

func leavesSomethingToDo(t *testing.T, d *db.DB) {
	for what, query := range waiting {
		if number(t, d, query) < 1 {
			t.Errorf("there is not %s", what)
		}
	}
	for what, query := range never {
		if n := number(t, d, query); n > 0 {
			t.Errorf("%d times %s", n, what)
		}
	}
}

func TestLoadRefusesWhatIsNotTheDemonstration(t *testing.T) {
	t.Parallel()
	url := "sqlite://" + t.TempDir() + "/counterpart.db"
	enter := func(do func(tx *db.Tx) error) {
		d, err := db.Open(t.Context(), url, func() time.Time { return today })
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		if _, err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, do(tx) }); err != nil {
			t.Fatal(err)
		}
	}
	enter(func(tx *db.Tx) error {
		return tx.Exec(`insert into account (id, name, email, email_key, active, created_at) values ('a', 'A', 'a@b.example', 'a@b.example', true, $1)`, tx.Now())
	})
	if err := demo.Load(t.Context(), url, t.TempDir(), today); !errors.Is(err, demo.ErrOther) {
		t.Errorf("an earnest installation: %v", err)
	}
	enter(func(tx *db.Tx) error {
		return tx.Exec(`insert into account (id, name, email, email_key, active, created_at) values ('f', 'F', 'f', 'focalpoint@demo.invalid', true, $1)`, tx.Now())
	})
	if err := demo.Load(t.Context(), url, t.TempDir(), today); !errors.Is(err, demo.ErrHalf) {
		t.Errorf("half a demonstration: %v", err)
	}
}

func TestACrowdIsMadeOnce(t *testing.T) {
	t.Parallel()
	url := "sqlite://" + t.TempDir() + "/counterpart.db"
	clock := func() time.Time { return today }
	if err := demo.Load(t.Context(), url, t.TempDir(), today); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := demo.Crowd(t.Context(), url, 600, clock, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := demo.Crowd(t.Context(), url, 700, clock, nil); err == nil {
		t.Error("a crowd of another size was made over the first")
	}
	d, err := db.Open(t.Context(), url, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if n := number(t, d, `select count(*) from person where email like '%@crowd.example.org'`); n != 600 {
		t.Errorf("%d people in the crowd", n)
	}
	found, _, err := people.New(d).List(context.Background(), access.System("test", people.RightSee), people.Filter{Query: "person.599", Limit: 5})
	if err != nil || len(found) != 1 {
		t.Errorf("a person of the crowd is not found: %v %v", found, err)
	}
	failures, err := results.New(d).Verify(t.Context(), system)
	if err != nil || len(failures) > 0 {
		t.Errorf("the crowd changed published figures: %v %v", failures, err)
	}
}

func number(t *testing.T, d *db.DB, query string) int { t.Helper(); return one[int](t, d, query) }

func one[T any](t *testing.T, d *db.DB, query string) T {
	t.Helper()
	v, err := db.View(t.Context(), d, func(tx *db.Tx) (T, error) { return db.One[T](tx, query) })
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	return v
}

// carriesCapacity holds what the story says of training, alumni and secondments, by the registers.
func carriesCapacity(t *testing.T, d *db.DB) {
	for _, c := range []struct {
		what, query string
		least, most int
	}{
		{"curricula in pilot", `select count(*) from curriculum_version where state = 'pilot'`, 1, 1},
		{"deliveries of it", `select count(*) from delivery`, 1, 1},
		{"certificates that stand", `select count(*) from certificate where state = 'issued'`, 5, 1000},
		{"certificates that wait for a signature", `select count(*) from certificate where state = 'prepared'`, 1, 1000},
		{"alumni who spoke at the function, each after completing something", `select count(distinct w.person_id) from session_speaker w join activity_session s on s.id = w.session_id join activity a on a.id = s.activity_id
			where s.title = 'Remarks by alumni' and exists (select 1 from completion c where c.person_id = w.person_id and c.completed_on < a.starts_on)`, 2, 3},
		{"officers of one State in post", `select coalesce(max(n), 0) from (select count(*) as n from secondment where state = 'in_post' group by party_id) x`, 2, 2},
		{"officers who returned", `select count(*) from secondment where state = 'returned'`, 1, 1000},
		{"nominations of a call that is open", `select count(*) from secondment where state = 'nominated'`, 2, 1000},
		{"action plans", `select count(*) from action_plan`, 10, 1000},
		{"outcomes that came of one", `select count(*) from outcome where state = 'accepted'`, 1, 1000},
		{"stories that are published", `select count(*) from alumnus_story where state = 'published'`, 1, 1},
	} {
		n, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) { return db.One[int](tx, c.query) })
		if err != nil || n < c.least || n > c.most {
			t.Errorf("%s: %d, want %d to %d: %v", c.what, n, c.least, c.most, err)
		}
	}
}

// holdsLawsAgainstInstruments holds that three States are assessed, that officials found something at the focus group, and that
// what two of them cleared can be compared.
func holdsLawsAgainstInstruments(t *testing.T, d *db.DB) {
	for what, query := range map[string]string{
		"4 recommendations":       `select count(*) from recommendation`,
		"1 request for a need":    `select count(*) from need_request`,
		"3 assessments":           `select count(*) from gap_assessment`,
		"2 States have cleared":   `select count(distinct party_id) + 0 from gap_cleared`,
		"1 waits for clearance":   `select count(*) from gap_round where state = 'submitted'`,
		"1 follow-up is written":  `select count(*) from gap_round where state = 'drafting' and number = 2`,
		"8 findings of officials": `select count(*) from gap_finding f join activity a on a.id = f.activity_id where a.kind = 'focus_group'`,
		"20 people came to it": `select count(distinct c.person_id) from gap_task t join gap_round r on r.id = t.round_id join gap_assessment a on a.id = r.assessment_id
			join checkin c on c.activity_id = t.activity_id join party p on p.id = c.party_id where coalesce(p.parent_id, p.id) = a.party_id`,
	} {
		var want int
		if _, err := fmt.Sscanf(what, "%d", &want); err != nil {
			t.Fatal(err)
		}
		if n := number(t, d, query); n != want {
			t.Errorf("%s: %d", what, n)
		}
	}
}
