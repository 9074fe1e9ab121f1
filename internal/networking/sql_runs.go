package networking

import (
	"encoding/json"
	"errors"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/networking/problem"
)

const runColumns = `select id, activity_id, kind, state, seconds, seed, stop_asked, scheduled, wishes, musts, musts_met, score, bound, proved, words, basis,
	created_at, started_at, ended_at, created_by from meeting_run `

func insertRun(tx *db.Tx, id, activityID string, d RunDraft, by string) error {
	return tx.Exec(`insert into meeting_run (id, activity_id, kind, state, seconds, seed, stop_asked, scheduled, wishes, musts, musts_met, score, bound, proved,
		words, report, basis, created_at, created_by) values ($1, $2, $3, 'queued', $4, $5, false, 0, 0, 0, 0, 0, 0, false, '', '', '', $6, $7)`,
		id, activityID, d.Kind, d.Seconds, d.Seed, tx.Now(), by)
}

func runByID(tx *db.Tx, id string) (Run, error) {
	r, err := db.One[Run](tx, runColumns+`where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		err = fault.Missing("run")
	}
	return r, err
}

// reportOf is what a run leaves open; it can be long, and is read only where it is needed.
func reportOf(tx *db.Tx, runID string) (problem.Report, error) {
	raw, err := db.One[string](tx, `select report from meeting_run where id = $1`, runID)
	if err != nil || raw == "" {
		return problem.Report{}, err
	}
	var out problem.Report
	return out, json.Unmarshal([]byte(raw), &out)
}

// planOf are the meetings of a run.
func planOf(tx *db.Tx, runID string) ([]problem.Planned, error) {
	text, err := db.One[string](tx, `select plan from meeting_run where id = $1`, runID)
	if err != nil {
		return nil, err
	}
	return problem.Unpack(text)
}

func findRun(tx *db.Tx, activityID, id string) (Run, error) {
	r, err := runByID(tx, id)
	if err == nil && r.ActivityID != activityID {
		err = fault.Missing("run")
	}
	return r, err
}

func runsOf(tx *db.Tx, activityID string) ([]Run, error) {
	return db.All[Run](tx, runColumns+`where activity_id = $1 order by created_at desc, id desc limit 50`, activityID)
}

func liveRuns(tx *db.Tx, activityID string) (int, error) {
	return db.One[int](tx, `select count(*) from meeting_run where activity_id = $1 and state in ('queued', 'running')`, activityID)
}

func askStop(tx *db.Tx, id string) error {
	return tx.Exec(`update meeting_run set stop_asked = true where id = $1`, id)
}

func startRun(tx *db.Tx, id string, wishes, musts int) error {
	return tx.Exec(`update meeting_run set state = 'running', started_at = $2, wishes = $3, musts = $4 where id = $1`, id, tx.Now(), wishes, musts)
}

func tellRun(tx *db.Tx, id string, p progress, proved bool) error {
	return tx.Exec(`update meeting_run set scheduled = $2, musts_met = $3, score = $4, bound = $5, proved = $6 where id = $1`,
		id, p.scheduled, p.mustsMet, p.score, p.bound, proved)
}

func failRun(tx *db.Tx, id, words string) error {
	return tx.Exec(`update meeting_run set state = 'failed', words = $2, ended_at = $3 where id = $1`, id, words, tx.Now())
}

// endRun keeps what a run found.
func endRun(tx *db.Tx, id, state string, r problem.Report, plan, basis string) error {
	report, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return tx.Exec(`update meeting_run set state = $2, report = $3, plan = $4, basis = $5, ended_at = $6 where id = $1`, id, state, string(report), plan, basis, tx.Now())
}

func forgetTold(tx *db.Tx, runID string) error {
	return tx.Exec(`delete from meeting_told where run_id = $1`, runID)
}

func insertTold(tx *db.Tx, runID string, people []string, each problem.Told) error {
	rows := make([][]any, len(people))
	for i, id := range people {
		raw, err := json.Marshal(each[id])
		if err != nil {
			return err
		}
		rows[i] = []any{runID, id, string(raw)}
	}
	return tx.InsertRows("meeting_told", []string{"run_id", "person_id", "unmet"}, rows)
}

// publishedTo is what the run that holds says to a person, nothing before the first.
func publishedTo(tx *db.Tx, activityID, personID string) ([]problem.Unmet, error) {
	raw, err := db.All[string](tx, `select t.unmet from meeting_run r join meeting_told t on t.run_id = r.id and t.person_id = $2
		where r.activity_id = $1 and r.state = 'published'`, activityID, personID)
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	var out []problem.Unmet
	return out, json.Unmarshal([]byte(raw[0]), &out)
}

// namedRow is a person as the secretariat reads them.
type namedRow struct {
	PersonID string `db:"person_id"`
	Given    string `db:"given"`
}

const nameColumns = `select n.person_id, pe.given from nomination n join person pe on pe.id = n.person_id where n.activity_id = ? and `

// namesFor are the people of an activity whom the actor may see, by id.
func namesFor(tx *db.Tx, actor access.Actor, activityID string) (map[string]string, error) {
	return named(tx, actor, db.Q(nameColumns+`(n.active or exists (select 1 from meeting_side d where d.person_id = n.person_id))`, activityID))
}

// mostNamed is how many people are asked for by their ids; the names of more are read with all of the activity.
const mostNamed = 1000

// namesOf are those of some people.
func namesOf(tx *db.Tx, actor access.Actor, activityID string, people []string) (map[string]string, error) {
	if len(people) > mostNamed {
		return namesFor(tx, actor, activityID)
	}
	return named(tx, actor, db.Q(nameColumns, activityID).In("n.person_id", people))
}

func named(tx *db.Tx, actor access.Actor, which *db.Query) (map[string]string, error) {
	where, args := actor.Where(RightSee, delegations.Columns)
	rows, err := db.List[namedRow](tx, which.Add("and "+where, args...))
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.PersonID] = r.Given
	}
	return out, err
}

type partyRow struct {
	ID   string `db:"id"`
	Name string `db:"name"`
}

// partyNames are the names of parties, by id.
func partyNames(tx *db.Tx, ids []string) (map[string]string, error) {
	slices.Sort(ids)
	rows, err := db.List[partyRow](tx, db.Q(`select id, name from party where`).In("id", slices.Compact(ids)))
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Name
	}
	return out, err
}

// beginnings are what must be there before anything can be computed.
type beginnings struct {
	Slots  bool `db:"slots"`
	Tables bool `db:"tables"`
	People int  `db:"people"` // who take part, of whom no more than two are counted
}

func beginningsOf(tx *db.Tx, activityID string) (beginnings, error) {
	return db.One[beginnings](tx, `select exists (select 1 from meeting_slot where activity_id = $1) as slots, exists (select 1 from meeting_table where activity_id = $1) as tables,
		(select count(*) from (select 1 from nomination n join interest_profile p on p.activity_id = n.activity_id and p.person_id = n.person_id and p.takes_part
			where n.activity_id = $1 and n.active and n.state = 'confirmed' limit 2) two) as people`, activityID)
}

// partiesOf are the parties of those who take part, by person.
func partiesOf(tx *db.Tx, activityID string) (map[string]string, error) {
	rows, err := db.All[partyRow](tx, `select n.person_id as id, n.party_id as name from nomination n join interest_profile p on p.activity_id = n.activity_id
		and p.person_id = n.person_id and p.takes_part where n.activity_id = $1 and n.active and n.state = 'confirmed'`, activityID)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Name
	}
	return out, err
}

// guestRow is somebody of a meeting as kept.
type guestRow struct {
	PersonID    string `db:"person_id"`
	Given       string `db:"given"`
	AddressForm string `db:"address_form"`
	Alias       string `db:"alias"`
	Position    string `db:"position"`
	Party       string `db:"party"`
	Red         bool   `db:"red"`
}

// guestsOfMeetings reads those who are at meetings, and those in whose place somebody is.
func guestsOfMeetings(tx *db.Tx, activityID string, people []string) ([]guestRow, error) {
	there := func(column string) string {
		return `select pe.id as person_id, pe.given, pe.address_form, pe.alias, pa.name as party, pe.label = 'TLP:RED' as red,
			coalesce((select n.position from nomination n where n.activity_id = m.activity_id and n.person_id = pe.id order by n.active desc, n.created_at desc limit 1), '') as position
			from meeting_side d join meeting m on m.id = d.meeting_id join person pe on pe.id = ` + column + ` join party pa on pa.id = d.party_id where m.activity_id = ? and`
	}
	return db.List[guestRow](tx, db.Q(there("d.person_id"), activityID).In("d.person_id", people).Add("union "+there("d.for_id"), activityID).In("d.for_id", people))
}

// silentOf lists the confirmed people with an address who have said nothing about taking part and were not asked yet.
func silentOf(tx *db.Tx, activityID string) ([]string, error) {
	return db.All[string](tx, `select n.person_id from nomination n join person pe on pe.id = n.person_id
		where n.activity_id = $1 and n.active and n.state = 'confirmed' and pe.email <> '' and pe.label <> 'TLP:RED'
		and not exists (select 1 from interest_profile p where p.activity_id = n.activity_id and p.person_id = n.person_id)
		and not exists (select 1 from message m where m.once_key = 'meetings:invited:' || n.activity_id || ':' || n.person_id) order by n.person_id`, activityID)
}

func takesPart(tx *db.Tx, activityID, personID string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from interest_profile where activity_id = $1 and person_id = $2 and takes_part`, activityID, personID)
	return n > 0, err
}
