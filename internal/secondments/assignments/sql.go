package assignments

import (
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
	"counterpart/internal/secondments/stages"
)

// assignmentShort leaves the long texts to whoever shows a single assignment.
var assignmentShort = `select a.id, a.year, a.serial, a.title, a.project, a.office, a.duty_station, a.languages, a.desk_id, k.name as desk, a.from_on, a.to_on, a.places, a.area, a.topic, a.label, a.state, a.since,
	a.due_on, a.author_by, a.author_name, a.call_number, a.call_on, a.closes_on, a.most, a.version,
	(select count(*) from secondment s where s.assignment_id = a.id and s.state in (` + stages.Quoted(stages.Those(stages.State.Taken)) + `)) as taken`

const assignmentTables = ` from assignment a left join secondment_desk k on k.id = a.desk_id`

// FindIn returns an assignment within a transaction.
func FindIn(tx *db.Tx, id string) (Assignment, error) {
	a, err := db.One[Assignment](tx, assignmentShort+`, a.tasks, a.deliverables, a.profile, a.criteria`+assignmentTables+` where a.id = $1`, id)
	if a, err = missing(a, err, "assignment"); err != nil {
		return a, err
	}
	if a.Called, err = db.All[string](tx, `select party_id from assignment_call where assignment_id = $1 order by party_id`, id); err != nil {
		return a, err
	}
	if a.Label == label.Red {
		a.Named, err = labels.ReadersIn(tx, Kind, id)
	}
	return a, err
}

func listAssignments(tx *db.Tx, actor access.Actor, f Filter) ([]Assignment, error) {
	where, args := actor.Where(RightSee, Columns)
	q := db.Q(assignmentShort+assignmentTables+" where "+where, args...)
	if f.State != "" {
		q.Add("and a.state = ?", string(f.State))
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "a.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (a.from_on, a.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Assignment](tx, q.Add("order by a.from_on desc, a.id desc limit ?", f.Limit+1))
}

// NextSerial is the next number of a year in a table of this room.
func NextSerial(tx *db.Tx, table string, year int) (int, error) {
	return db.One[int](tx, `select coalesce(max(serial), 0) + 1 from `+table+` where year = $1`, year)
}

func insertAssignment(tx *db.Tx, actor access.Actor, a Assignment, d TermsDraft) error {
	return tx.Take(`insert into assignment (id, year, serial, title, project, tasks, deliverables, profile, criteria, languages, office, duty_station, desk_id, from_on, to_on, places, area, topic, label,
		state, since, author_by, author_name, most, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, 1, $25, $25)`,
		a.ID, a.Year, a.Serial, d.Title, d.Project, d.Tasks, d.Deliverables, d.Profile, d.Criteria, d.Languages, d.Office, d.Station, db.Opt(d.DeskID), d.From, d.To, d.Places, d.Area, d.Topic, string(d.Label),
		string(a.State), tx.Today(), actor.Key(), actor.Name, a.Most, tx.Now())
}

func rewriteAssignment(tx *db.Tx, actor access.Actor, a Assignment, version int, d TermsDraft) (int, error) {
	return tx.Affect(`update assignment set title = $3, project = $4, tasks = $5, deliverables = $6, profile = $7, criteria = $8, languages = $9, office = $10, duty_station = $11, desk_id = $12,
		from_on = $13, to_on = $14, places = $15, area = $16, topic = $17, label = $18, state = 'drafted', since = $19, due_on = null, author_by = $20, author_name = $21,
		version = version + 1, updated_at = $22 where id = $1 and version = $2`,
		a.ID, version, d.Title, d.Project, d.Tasks, d.Deliverables, d.Profile, d.Criteria, d.Languages, d.Office, d.Station, db.Opt(d.DeskID), d.From, d.To, d.Places, d.Area, d.Topic, string(d.Label),
		tx.Today(), actor.Key(), actor.Name, tx.Now())
}

func saveAssignment(tx *db.Tx, a Assignment) (int, error) {
	return tx.Affect(`update assignment set state = $3, since = $4, due_on = $5, call_number = $6, call_on = $7, closes_on = $8, most = $9, version = version + 1, updated_at = $10
		where id = $1 and version = $2`, a.ID, a.Version, string(a.State), a.Since, a.DueOn, a.CallNumber, a.CallOn, a.ClosesOn, a.Most, tx.Now())
}

func replaceCosts(tx *db.Tx, id string, list []Cost) error {
	if err := tx.Exec(`delete from assignment_cost where assignment_id = $1`, id); err != nil {
		return err
	}
	for _, c := range list {
		err := tx.Exec(`insert into assignment_cost (id, assignment_id, year, item, bearer, amount, currency) values ($1, $2, $3, $4, $5, $6, $7)`,
			tx.NewID(), id, c.Year, c.Item, c.Bearer, c.Amount, c.Currency)
		if err != nil {
			return err
		}
	}
	return nil
}

func costsOf(tx *db.Tx, id string) ([]Cost, error) {
	return db.All[Cost](tx, `select year, item, bearer, amount, currency from assignment_cost where assignment_id = $1 order by year, id`, id)
}

func insertCall(tx *db.Tx, id, party, link string) error {
	return tx.Exec(`insert into assignment_call (assignment_id, party_id, link_id, at) values ($1, $2, $3, $4)`, id, party, link, tx.Now())
}

func calledParties(tx *db.Tx, id string) ([]Callable, error) {
	return db.All[Callable](tx, `select p.id, p.name from assignment_call c join party p on p.id = c.party_id where c.assignment_id = $1 order by p.name, p.id`, id)
}

// membersOn lists the parties that are members on a day.
func membersOn(tx *db.Tx, day db.Date) ([]Callable, error) {
	return db.All[Callable](tx, `select p.id, p.name from party p where p.parent_id is null and exists (select 1 from membership m join term t on t.list = 'membership_status' and t.code = m.status
		where m.party_id = p.id and t.counts = 'member' and (m.valid_from is null or m.valid_from <= $1) and (m.valid_to is null or m.valid_to >= $1)) order by p.name, p.id`, day)
}

// liveAndPosted counts the dossiers that have not ended, and those that came into post.
func liveAndPosted(tx *db.Tx, id string) (live, posted int, err error) {
	type count struct {
		Live   int `db:"live"`
		Posted int `db:"posted"`
	}
	n, err := db.One[count](tx, `select coalesce(sum(case when state not in (`+stages.Quoted(stages.Those(stages.State.Final))+`) then 1 else 0 end), 0) as live,
		coalesce(sum(case when state in ('in_post', 'ended', 'reported', 'debriefed', 'returned') then 1 else 0 end), 0) as posted from secondment where assignment_id = $1`, id)
	return n.Live, n.Posted, err
}

// ApprovalsIn are those of a record of this room.
func ApprovalsIn(tx *db.Tx, kind, id string) ([]Approval, error) {
	return db.All[Approval](tx, `select v.by_actor, v.by_name, v.party_id, coalesce(p.name, '') as party, v.at from secondment_approval v left join party p on p.id = v.party_id
		where v.kind = $1 and v.record_id = $2 order by v.at, v.by_actor`, kind, id)
}

// ApproveIn keeps an approval for a State.
func ApproveIn(tx *db.Tx, actor access.Actor, kind, id, party string) error {
	return tx.Exec(`insert into secondment_approval (kind, record_id, by_actor, by_name, party_id, at) values ($1, $2, $3, $4, $5, $6)`, kind, id, actor.Key(), actor.Name, party, tx.Now())
}

func dropApprovals(tx *db.Tx, kind, id string) error {
	return tx.Exec(`delete from secondment_approval where kind = $1 and record_id = $2`, kind, id)
}

func insertRecord(tx *db.Tx, actor access.Actor, kind, id string, r Record) error {
	return tx.Exec(`insert into secondment_step (id, kind, record_id, verb, state_from, state_to, words, rating, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.ID, kind, id, r.Verb, r.From, r.To, r.Words, r.Rating, tx.Now(), actor.Key(), actor.Name)
}

func readRecords(tx *db.Tx, kind, id string) ([]Record, error) {
	return db.All[Record](tx, `select id, verb, state_from, state_to, words, rating, at, by_actor, by_name from secondment_step where kind = $1 and record_id = $2 order by id`, kind, id)
}

// RelabelIn writes the label of an assignment; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update assignment set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}

// PanellistsIn are the accounts of officers and Co-Managers for the whole mechanism.
func PanellistsIn(tx *db.Tx) ([]Panellist, error) {
	return db.All[Panellist](tx, `select a.id, a.name, coalesce(a.person_id, '') as person_id from account a where a.active and exists (select 1 from role_grant g where g.account_id = a.id and g.role in ('officer', 'comanager')
		and g.party_id is null and g.activity_id = '' and (g.valid_from is null or g.valid_from <= $1) and (g.valid_to is null or g.valid_to >= $1)) order by a.name, a.id`, tx.Today())
}

func panelOfAssignment(tx *db.Tx, id string) ([]Panellist, error) {
	return db.All[Panellist](tx, `select a.id, a.name, coalesce(a.person_id, '') as person_id from assignment_panel m join account a on a.id = m.account_id where m.assignment_id = $1 order by m.at, a.id`, id)
}

func joinPanel(tx *db.Tx, id, account string) error {
	return tx.Exec(`insert into assignment_panel (assignment_id, account_id, at) values ($1, $2, $3) on conflict do nothing`, id, account, tx.Now())
}

func leavePanel(tx *db.Tx, id, account string) error {
	return tx.Exec(`delete from assignment_panel where assignment_id = $1 and account_id = $2`, id, account)
}

// spokenOn tells whether a member has spoken about a candidate of an assignment.
func spokenOn(tx *db.Tx, id, account string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from secondment_stance t join secondment s on s.id = t.secondment_id where s.assignment_id = $1 and t.account_id = $2`, id, account)
	return n > 0, err
}

// IsCandidateIn tells whether a person is nominated for an assignment.
func IsCandidateIn(tx *db.Tx, id, person string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from secondment where assignment_id = $1 and person_id = $2`, id, person)
	return n > 0, err
}

// DeskExistsIn tells whether there is a desk.
func DeskExistsIn(tx *db.Tx, id string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from secondment_desk where id = $1`, id)
	return n > 0, err
}

func insertDesk(tx *db.Tx, id string, d DeskDraft) error {
	return tx.Exec(`insert into secondment_desk (id, office, name, active, version, at) values ($1, $2, $3, $4, 1, $5)`, id, d.Office, d.Name, d.Active, tx.Now())
}

func updateDesk(tx *db.Tx, id string, version int, d DeskDraft) (int, error) {
	return tx.Affect(`update secondment_desk set office = $3, name = $4, active = $5, version = version + 1, at = $6 where id = $1 and version = $2`, id, version, d.Office, d.Name, d.Active, tx.Now())
}

// DesksIn lists the desks within a transaction.
func DesksIn(tx *db.Tx) ([]Desk, error) {
	return db.All[Desk](tx, `select id, office, name, active, version from secondment_desk order by office, name, id`)
}

// OverlappingIn are the numbers of the dossiers that have a desk at the same time. They name nobody.
func OverlappingIn(tx *db.Tx, desk string, from, to db.Date, not string) ([]string, error) {
	out := []string{}
	if desk == "" || from == "" || to == "" {
		return out, nil
	}
	type number struct {
		Year   int `db:"year"`
		Serial int `db:"serial"`
	}
	list, err := db.All[number](tx, `select s.year, s.serial from secondment s where s.desk_id = $1 and s.start_on <= $3 and s.end_on >= $2 and s.id <> $4
		and s.state in ('offered', 'accepted', 'formalities', 'in_post', 'ended', 'reported', 'debriefed', 'returned') order by s.start_on, s.id`, desk, from, to, not)
	for _, d := range list {
		out = append(out, fmt.Sprintf("S %d/%d", d.Year, d.Serial))
	}
	return out, err
}
