package commitments

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const shortColumns = `select c.id, c.year, c.serial, c.party_id, p.name as party, coalesce(p.code, '') as party_code, c.post_id, o.title as post, c.title, c.due_on, c.made_on,
	c.activity_id, a.title as activity, c.session_id, s.title as session, c.body_id, b.name as body, c.label, c.state, c.settled_on, c.last_step_id, l.words as last_words,
	l.on_date as last_on, c.holder_id, c.link_id, c.reminded_at, c.overdue_at, c.version`

const tables = ` from commitment c join party p on p.id = c.party_id join activity a on a.id = c.activity_id left join post o on o.id = c.post_id
	left join activity_session s on s.id = c.session_id left join body b on b.id = c.body_id left join commitment_step l on l.id = c.last_step_id`

// listColumns leaves the long text to whoever shows a single commitment.
const listColumns = shortColumns + tables

func findCommitment(tx *db.Tx, id string) (Commitment, error) {
	c, err := db.One[Commitment](tx, shortColumns+`, c.words`+tables+` where c.id = $1`, id)
	if c, err = missing(c, err, "commitment"); err != nil {
		return c, err
	}
	one := []Commitment{c}
	if err := withMembers(tx, one); err != nil {
		return c, err
	}
	return one[0], nil
}

// withMembers adds the parties of the bodies where they read the commitments, and the named readers of those that are RED.
func withMembers(tx *db.Tx, list []Commitment) error {
	var bodies []string
	for i, c := range list {
		if c.shared() {
			bodies = append(bodies, c.BodyID)
		}
		if c.Label == label.Red {
			var err error
			if list[i].Named, err = labels.ReadersIn(tx, Kind, c.ID); err != nil {
				return err
			}
		}
	}
	if len(bodies) == 0 {
		return nil
	}
	type seat struct {
		BodyID  string `db:"body_id"`
		PartyID string `db:"party_id"`
	}
	rows, err := db.List[seat](tx, db.Q(`select m.body_id, m.party_id from body_member m where `+seated(tx.Today())+` and`).In("m.body_id", bodies))
	of := map[string][]string{}
	for _, r := range rows {
		of[r.BodyID] = append(of[r.BodyID], r.PartyID)
	}
	for i, c := range list {
		if c.shared() {
			list[i].members = of[c.BodyID]
		}
	}
	return err
}

func listCommitments(tx *db.Tx, actor access.Actor, f Filter) ([]Commitment, error) {
	where, args := actor.Where(RightSee, columns(tx.Today()))
	q := db.Q(listColumns+" where "+where, args...)
	for _, one := range [][2]string{{"c.state", string(f.State)}, {"c.party_id", f.PartyID}, {"c.body_id", f.BodyID}} {
		if one[1] != "" {
			q.Add("and "+one[0]+" = ?", one[1])
		}
	}
	if f.Open || f.Late {
		q.Add("and").In("c.state", open())
	}
	if f.Late {
		q.Add("and c.due_on < ?", tx.Today())
	}
	if f.From != "" {
		q.Add("and c.due_on >= ?", f.From)
	}
	if f.Until != "" {
		q.Add("and c.due_on <= ?", f.Until)
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "c.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (c.due_on, c.id) > (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Commitment](tx, q.Add("order by c.due_on, c.id limit ?", f.Limit+1))
}

func open() []string {
	var out []string
	for _, s := range Open() {
		out = append(out, string(s))
	}
	return out
}

// ofParties lists the commitments of the actor's parties, the open ones first.
func ofParties(tx *db.Tx, actor access.Actor, mine []string, limit int) ([]Commitment, error) {
	where, args := actor.Where(RightSee, columns(tx.Today()))
	q := db.Q(listColumns+" where "+where+" and", args...).In("c.party_id", mine)
	return db.List[Commitment](tx, q.Add("order by case when c.state in ('made', 'accepted', 'in_progress') then 0 else 1 end, c.due_on, c.id limit ?", limit))
}

// madeAt lists what was undertaken at an activity.
func madeAt(tx *db.Tx, actor access.Actor, activityID string, limit int) ([]Commitment, error) {
	where, args := actor.Where(RightSee, columns(tx.Today()))
	return db.List[Commitment](tx, db.Q(listColumns+" where "+where, args...).Add("and c.activity_id = ? order by c.due_on, c.id limit ?", activityID, limit))
}

// onTable lists what reports to a body and is open, or was due or settled between two meetings of it.
func onTable(tx *db.Tx, actor access.Actor, bodyID string, last db.Date, a activities.Activity, limit int) ([]Commitment, error) {
	where, args := actor.Where(RightSee, columns(tx.Today()))
	q := db.Q(listColumns+" where "+where, args...).Add("and c.body_id = ? and c.made_on <= ? and (", bodyID, a.EndsOn).In("c.state", open())
	q.Add("or c.due_on > ? and c.due_on <= ? or c.settled_on >= ?) order by c.due_on, c.id limit ?", last, a.EndsOn, last, limit)
	return db.List[Commitment](tx, q)
}

func nextSerial(tx *db.Tx, year int) (int, error) {
	return db.One[int](tx, `select coalesce(max(serial), 0) + 1 from commitment where year = $1`, year)
}

// insertCommitment writes a commitment under a number of its own.
func insertCommitment(tx *db.Tx, c Commitment, d Draft) error {
	return tx.Take(`insert into commitment (id, year, serial, party_id, post_id, title, words, due_on, made_on, activity_id, session_id, body_id, label, state, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $15)`,
		c.ID, c.Year, c.Serial, c.PartyID, db.Opt(d.PostID), d.Title, d.Words, d.DueOn, d.MadeOn, d.ActivityID, db.Opt(d.SessionID), db.Opt(d.BodyID), string(d.Label), string(c.State), tx.Now())
}

// updateCommitment rewrites the record. A new date is asked about anew.
func updateCommitment(tx *db.Tx, c Commitment, version int, d Draft) (int, error) {
	return tx.Affect(`update commitment set post_id = $3, title = $4, words = $5, body_id = $6, label = $7, state = $8,
		reminded_at = case when due_on = $9 then reminded_at end, overdue_at = case when due_on = $9 then overdue_at end, due_on = $9,
		version = version + 1, updated_at = $10 where id = $1 and version = $2`,
		c.ID, version, db.Opt(d.PostID), d.Title, d.Words, db.Opt(d.BodyID), string(d.Label), string(c.State), d.DueOn, tx.Now())
}

// saveProgress writes how far a commitment has come.
func saveProgress(tx *db.Tx, c Commitment) (int, error) {
	return tx.Affect(`update commitment set state = $3, last_step_id = $4, settled_on = $5, holder_id = $6, link_id = $7, reminded_at = $8, overdue_at = $9,
		version = version + 1, updated_at = $10 where id = $1 and version = $2`, c.ID, c.Version, string(c.State), c.LastStep, c.SettledOn, db.Opt(c.HolderID), c.LinkID,
		c.RemindedAt, c.OverdueAt, tx.Now())
}

func insertStep(tx *db.Tx, actor access.Actor, id string, s Step) (string, error) {
	step := tx.NewID()
	return step, tx.Exec(`insert into commitment_step (id, commitment_id, verb, state_from, state_to, on_date, words, evidence, activity_id, at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		step, id, string(s.Verb), string(s.From), string(s.To), s.On, s.Words, s.Evidence, db.Opt(s.ActivityID), tx.Now(), actor.Key(), actor.Name)
}

func stepsOf(tx *db.Tx, id string) ([]Step, error) {
	return db.All[Step](tx, `select t.verb, t.state_from, t.state_to, t.on_date, t.words, t.evidence, t.activity_id, a.title as activity, t.at, t.by_name
		from commitment_step t left join activity a on a.id = t.activity_id where t.commitment_id = $1 order by t.id`, id)
}

// holdersOfPosts reads the posts with their holders of today.
func holdersOfPosts(tx *db.Tx, ids []string) (map[string]letters.Recipient, error) {
	out := map[string]letters.Recipient{}
	if len(ids) == 0 {
		return out, nil
	}
	q := db.Q(`select p.id as party_id, p.name as party, p.formal_name, p.code, o.id as post_id, o.title as post_title, o.email as post_email,
		n.id as person_id, n.given as person_name, n.address_form, n.email as person_email
		from post o join party p on p.id = o.party_id
		left join holding h on h.post_id = o.id and (h.valid_from is null or h.valid_from <= ?) and (h.valid_to is null or h.valid_to >= ?)
		left join person n on n.id = h.person_id where`, tx.Today(), tx.Today()).In("o.id", ids)
	list, err := db.List[letters.Recipient](tx, q.Add("order by o.id, h.valid_from, h.id"))
	for _, r := range list {
		out[r.PostID] = r // the latest holder stays
	}
	return out, err
}

func openWithLink(tx *db.Tx, limit int) ([]Commitment, error) {
	return db.All[Commitment](tx, `select c.id, c.party_id, c.post_id, c.holder_id from commitment c
		where c.state in ('made', 'accepted', 'in_progress') and c.link_id <> '' order by c.due_on, c.id limit $1`, limit)
}

// dueSoon lists what may have to be asked about: what is due until a day and was not reminded of, or is overdue and was not told.
func dueSoon(tx *db.Tx, today, until db.Date, limit int) ([]string, error) {
	return db.All[string](tx, `select id from commitment where state in ('accepted', 'in_progress')
		and (due_on < $1 and overdue_at is null or due_on >= $1 and due_on <= $2 and reminded_at is null) order by due_on, id limit $3`, today, until, limit)
}

type body struct {
	ID   string `db:"id"`
	Name string `db:"name"`
}

func bodyExists(tx *db.Tx, id string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from body where id = $1`, id)
	return n > 0, err
}

func bodyOfMeeting(tx *db.Tx, activityID string) (body, bool, error) {
	b, err := db.One[body](tx, `select b.id, b.name from commitment_meeting m join body b on b.id = m.body_id where m.activity_id = $1`, activityID)
	if errors.Is(err, db.ErrNone) {
		return b, false, nil
	}
	return b, err == nil, err
}

// lastMeeting is the activity at which a body met before a day, empty where there is none.
func lastMeeting(tx *db.Tx, bodyID string, before db.Date, not string) (Meeting, error) {
	m, err := db.One[Meeting](tx, `select a.id as activity_id, a.title, a.starts_on from commitment_meeting m join activity a on a.id = m.activity_id
		where m.body_id = $1 and a.starts_on < $2 and a.id <> $3 and a.state <> 'cancelled' order by a.starts_on desc, a.id desc limit 1`, bodyID, before, not)
	if errors.Is(err, db.ErrNone) {
		return Meeting{}, nil
	}
	return m, err
}

func setBody(tx *db.Tx, activityID, bodyID string) error {
	if bodyID == "" {
		return tx.Exec(`delete from commitment_meeting where activity_id = $1`, activityID)
	}
	return tx.Exec(`insert into commitment_meeting (activity_id, body_id, at) values ($1, $2, $3)
		on conflict (activity_id) do update set body_id = excluded.body_id, at = excluded.at`, activityID, bodyID, tx.Now())
}

const taskColumns = `select x.kind, count(*) as count, min(x.due) as due, case when count(*) = 1 then min(x.id) else '' end as id from (`

func officeTasks(tx *db.Tx, actor access.Actor) ([]Task, error) {
	where, args := actor.Where(RightRecord, columns(tx.Today()))
	q := db.Q(taskColumns + `select c.id, 'late' as kind, c.due_on as due from commitment c where c.state in ('made', 'accepted', 'in_progress')`)
	return db.List[Task](tx, q.Add("and c.due_on < ? and "+where, append([]any{tx.Today()}, args...)...).Add(") x group by x.kind"))
}

// partyTasks lists what waits for the holders of the posts of some parties.
func partyTasks(tx *db.Tx, actor access.Actor, mine []string) ([]Task, error) {
	where, args := actor.Where(RightReport, columns(tx.Today()))
	q := db.Q(taskColumns+`select c.id, case when c.state = 'made' then 'confirm' else 'report' end as kind, case when c.state = 'made' then null else c.due_on end as due
		from commitment c where (c.state = 'made' or c.state in ('accepted', 'in_progress') and c.due_on <= ?) and`, tx.Today().AddDays(14)).In("c.party_id", mine)
	return db.List[Task](tx, q.Add("and "+where, args...).Add(") x group by x.kind order by x.kind"))
}

// EraseIn puts the pseudonym in place of the name under which an erased person took steps.
func EraseIn(tx *db.Tx, pseudonym, personID string, keys []string) error {
	if err := tx.Exec(`update commitment set holder_id = null, link_id = '' where holder_id = $1`, personID); err != nil {
		return err
	}
	for _, key := range keys {
		if err := tx.Exec(`update commitment_step set by_name = $2 where by_actor = $1`, key, pseudonym); err != nil {
			return err
		}
	}
	return nil
}
