package training

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/figures/counted"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const deliveryColumns = `select d.id, d.activity_id, a.title as activity, a.starts_on, a.ends_on, a.place, d.curriculum_id, c.code, d.version_id, v.number, v.title, v.state,
	d.min_presence, d.lms_url, d.adapted, d.concluded_at, d.saved,
	(select count(*) from nomination n where n.activity_id = d.activity_id and n.state = 'confirmed' and ` + counted.Participant + `) as confirmed,
	(select count(*) from delivery_result r where r.delivery_id = d.id and r.completed) as completed
	from delivery d join activity a on a.id = d.activity_id join curriculum c on c.id = d.curriculum_id join curriculum_version v on v.id = d.version_id`

// deliveryOf finds what an activity delivers. Where it delivers nothing, the delivery has no id.
func deliveryOf(tx *db.Tx, a activities.Activity) (Delivery, error) {
	list, err := db.All[Delivery](tx, deliveryColumns+` where d.activity_id = $1`, a.ID)
	if err != nil {
		return Delivery{}, err
	}
	d := Delivery{ActivityID: a.ID, Activity: a.Title, StartsOn: a.StartsOn, EndsOn: a.EndsOn}
	if len(list) > 0 {
		d = list[0]
		if d.curriculum, err = curricula.FindIn(tx, d.CurriculumID); err != nil {
			return d, err
		}
	}
	d.convened = a
	d.parties, err = db.All[string](tx, concerned("$1"), a.ID)
	return d, err
}

func listDeliveries(tx *db.Tx, actor access.Actor, f Filter) ([]Delivery, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(deliveryColumns+" where "+where, args...)
	if f.CurriculumID != "" {
		q.Add("and d.curriculum_id = ?", f.CurriculumID)
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, activities.Kind, "d.activity_id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (a.starts_on, d.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Delivery](tx, q.Add("order by a.starts_on desc, d.id desc limit ?", f.Limit+1))
}

// deliveriesOfPerson lists the deliveries in whose cohort a person is confirmed, with their activities.
func deliveriesOfPerson(tx *db.Tx, personID string) ([]Delivery, error) {
	list, err := db.All[Delivery](tx, deliveryColumns+` where d.activity_id in (select n.activity_id from nomination n where n.person_id = $1 and n.state = 'confirmed' and `+
		counted.Participant+`) and a.state <> 'cancelled' order by a.starts_on desc, d.id desc limit $2`, personID, mostOwn)
	for i, d := range list {
		if list[i].convened, err = activities.FindIn(tx, d.ActivityID); err != nil {
			return nil, err
		}
	}
	return list, err
}

func insertDelivery(tx *db.Tx, id, activityID string, v curricula.Version, x DeliveryDraft) error {
	return tx.Take(`insert into delivery (id, activity_id, curriculum_id, version_id, min_presence, lms_url, adapted, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
		id, activityID, v.CurriculumID, v.ID, x.MinPresence, x.LMS, x.Adapted, tx.Now())
}

func updateDelivery(tx *db.Tx, d Delivery, v curricula.Version, x DeliveryDraft) error {
	return tx.Exec(`update delivery set curriculum_id = $2, version_id = $3, min_presence = $4, lms_url = $5, adapted = $6, saved = saved + 1, updated_at = $7 where id = $1`,
		d.ID, v.CurriculumID, v.ID, x.MinPresence, x.LMS, x.Adapted, tx.Now())
}

// replaceParts writes how the modules are delivered.
func replaceParts(tx *db.Tx, deliveryID string, list []PartDraft) error {
	for _, table := range []string{"delete from delivery_trainer where delivery_id = $1", "delete from delivery_session where delivery_id = $1", "delete from delivery_module where delivery_id = $1"} {
		if err := tx.Exec(table, deliveryID); err != nil {
			return err
		}
	}
	var modules, sessions, trainers [][]any
	for _, p := range list {
		modules = append(modules, []any{deliveryID, p.ModuleID, p.LeftOut, p.Minutes})
		for _, id := range distinct(p.Sessions) {
			sessions = append(sessions, []any{deliveryID, p.ModuleID, id})
		}
		for _, id := range distinct(p.Trainers) {
			trainers = append(trainers, []any{deliveryID, p.ModuleID, id})
		}
	}
	if err := tx.InsertRows("delivery_module", []string{"delivery_id", "module_id", "left_out", "minutes"}, modules); err != nil {
		return err
	}
	if err := tx.InsertRows("delivery_session", []string{"delivery_id", "module_id", "session_id"}, sessions); err != nil {
		return err
	}
	return tx.InsertRows("delivery_trainer", []string{"delivery_id", "module_id", "person_id"}, trainers)
}

func distinct(list []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// partsOf lists the modules as they are delivered; trainers are named to the office only, as far as labels open them.
func partsOf(tx *db.Tx, actor access.Actor, d Delivery, office bool) ([]Part, error) {
	list, err := db.All[Part](tx, `select x.module_id, m.title, m.minutes as planned, x.minutes, x.left_out from delivery_module x join curriculum_module m on m.id = x.module_id
		where x.delivery_id = $1 order by m.position, m.id`, d.ID)
	if err != nil {
		return nil, err
	}
	type pair struct {
		ModuleID  string `db:"module_id"`
		SessionID string `db:"session_id"`
	}
	sessions, err := db.All[pair](tx, `select x.module_id, x.session_id from delivery_session x join activity_session s on s.id = x.session_id where x.delivery_id = $1 order by s.starts_at, s.id`, d.ID)
	if err != nil {
		return nil, err
	}
	var trainers []Trainer
	if office {
		where, args := actor.Where(RightSee, access.Columns{Label: "pe.label", Named: labels.Named("person", "pe.id"), Activity: "d.activity_id = ?"})
		trainers, err = db.List[Trainer](tx, db.Q(`select t.module_id, t.person_id, pe.given as name from delivery_trainer t join delivery d on d.id = t.delivery_id
			join person pe on pe.id = t.person_id where t.delivery_id = ?`, d.ID).
			Add("and "+where, args...).Add("order by pe.sort_key, pe.id"))
	}
	for i := range list {
		list[i].Sessions, list[i].Trainers = []string{}, []Trainer{}
		for _, x := range sessions {
			if x.ModuleID == list[i].ModuleID {
				list[i].Sessions = append(list[i].Sessions, x.SessionID)
			}
		}
		for _, x := range trainers {
			if x.ModuleID == list[i].ModuleID {
				list[i].Trainers = append(list[i].Trainers, x)
			}
		}
	}
	return list, err
}

// countParties counts the cohort by party, as far as the actor may see it.
func countParties(tx *db.Tx, actor access.Actor, d Delivery) ([]PartyCount, error) {
	where, args := actor.Where(RightSee, access.Columns{Party: "? in (n.party_id, n.from_party_id)", Activity: "n.activity_id = ?"})
	return db.List[PartyCount](tx, db.Q(`select p.id as party_id, p.name as party, count(*) as nominated, sum(case when n.state = 'confirmed' then 1 else 0 end) as confirmed,
		sum(case when n.state = 'reserve' then 1 else 0 end) as reserve, sum(case when n.state = 'confirmed' and r.completed then 1 else 0 end) as completed
		from nomination n join party p on p.id = n.party_id left join delivery_result r on r.delivery_id = ? and r.nomination_id = n.id
		where n.activity_id = ? and n.state <> 'substituted' and `+counted.Participant, d.ID, d.ActivityID).Add("and "+where, args...).
		Add("group by p.id, p.name, p.sort_key order by p.sort_key, p.id"))
}

type countRow struct {
	DeliveryID string `db:"delivery_id"`
	PartyCount
}

// completedByParty counts for each delivery of a curriculum who completed it, by party.
func completedByParty(tx *db.Tx, actor access.Actor, curriculumID string) (map[string][]PartyCount, error) {
	where, args := actor.Where(RightSee, access.Columns{Party: "r.party_id = ?", Activity: "d.activity_id = ?"})
	rows, err := db.List[countRow](tx, db.Q(`select r.delivery_id, p.id as party_id, p.name as party, sum(case when r.completed then 1 else 0 end) as completed
		from delivery_result r join delivery d on d.id = r.delivery_id join party p on p.id = r.party_id where d.curriculum_id = ? and r.completed`, curriculumID).
		Add("and "+where, args...).Add("group by r.delivery_id, p.id, p.name, p.sort_key order by p.sort_key, p.id"))
	out := map[string][]PartyCount{}
	for _, r := range rows {
		out[r.DeliveryID] = append(out[r.DeliveryID], r.PartyCount)
	}
	return out, err
}

// instancesOf lists the deliveries at activities that are open to everybody.
func instancesOf(tx *db.Tx, curriculumID string) ([]Instance, error) {
	return db.All[Instance](tx, `select d.activity_id, d.version_id, a.title, a.place, a.mode, a.starts_on, a.ends_on from delivery d join activity a on a.id = d.activity_id
		where d.curriculum_id = $1 and a.state <> 'cancelled' and a.label = $2 order by a.starts_on desc, d.id desc limit 100`, curriculumID, string(label.Clear))
}

// tasks lists trainings whose nominations wait to be selected, and those that are over and not concluded.
func tasks(tx *db.Tx, actor access.Actor) ([]Task, error) {
	where, args := actor.Where(RightConclude, columns)
	const from = ` from delivery d join activity a on a.id = d.activity_id join curriculum c on c.id = d.curriculum_id where `
	q := db.Q(`select 'select' as kind, d.activity_id, a.title as activity, a.starts_on as due`+from+`a.state in ('planned', 'open') and a.ends_on >= ?
		and exists (select 1 from nomination n where n.activity_id = d.activity_id and n.state = 'nominated' and `+counted.Participant+`) and `, tx.Today())
	q.Add(where, args...).Add(`union all select 'conclude' as kind, d.activity_id, a.title as activity, '' as due`+from+`a.state <> 'cancelled' and a.ends_on < ? and d.concluded_at is null and `, tx.Today())
	return db.List[Task](tx, q.Add(where, args...).Add("order by kind, due, activity_id limit 50"))
}

// SQL over nominations.

const memberColumns = `n.id as nomination_id, n.party_id, p.name as party, case when n.from_party_id <> n.party_id then fp.name else '' end as agency, n.person_id, pe.given, pe.address_form,
	pe.native_name, pe.native_lang, coalesce(pe.email, '') as email, n.position as job`

const memberTables = ` from nomination n join person pe on pe.id = n.person_id join party p on p.id = n.party_id join party fp on fp.id = n.from_party_id
	left join term k on k.list = 'party_kind' and k.code = p.kind`

const memberOrder = ` order by k.position, p.sort_key, p.id, n.head desc, n.rank, pe.sort_key, n.id`

// participantsOf lists the cohort of an activity; those whom the actor may see, or everybody where it is nil.
func participantsOf(tx *db.Tx, actor *access.Actor, activityID string) ([]Participant, error) {
	q := db.Q(`select `+memberColumns+memberTables+` where n.activity_id = ? and n.state = 'confirmed' and `+counted.Participant, activityID)
	if actor != nil {
		where, args := actor.Where(RightSee, delegations.Columns)
		q.Add("and "+where, args...)
	}
	return db.List[Participant](tx, q.Add(memberOrder))
}

// participantOf finds one of the cohort whom the actor may see.
func participantOf(tx *db.Tx, actor access.Actor, activityID, nominationID string) (Participant, error) {
	where, args := actor.Where(RightSee, delegations.Columns)
	p, err := db.Only[Participant](tx, db.Q(`select `+memberColumns+memberTables+` where n.activity_id = ? and n.id = ? and n.state = 'confirmed' and `+counted.Participant, activityID, nominationID).
		Add("and "+where, args...))
	return missing(p, err, "nomination")
}

func confirmedOf(tx *db.Tx, activityID, personID string) (Participant, error) {
	p, err := db.One[Participant](tx, `select `+memberColumns+memberTables+` where n.activity_id = $1 and n.person_id = $2 and n.state = 'confirmed'`, activityID, personID)
	return missing(p, err, "nomination")
}

// nomineesOf lists the active nominations of an activity that count as participants, in the order of nomination.
func nomineesOf(tx *db.Tx, d Delivery) ([]nomineeRow, error) {
	return db.All[nomineeRow](tx, `select n.id as nomination_id, n.state, n.party_id, p.name as party, case when n.from_party_id <> n.party_id then n.from_party_id else '' end as agency_id,
		case when n.from_party_id <> n.party_id then fp.name else '' end as agency, pe.sex,
		not exists (select 1 from delivery_result r join delivery x on x.id = r.delivery_id where x.curriculum_id = $2 and x.id <> $3 and r.party_id = n.party_id and r.completed) as fresh
		from nomination n join party p on p.id = n.party_id join party fp on fp.id = n.from_party_id join person pe on pe.id = n.person_id
		where n.activity_id = $1 and n.active and `+counted.Participant+` order by n.created_at, n.id`, d.ActivityID, d.CurriculumID, d.ID)
}

// openNominations are the nominations of an activity that no label closes to the actor.
func openNominations(tx *db.Tx, actor access.Actor, activityID string) (map[string]bool, error) {
	where, args := actor.Where(RightSelect, delegations.Columns)
	ids, err := db.List[string](tx, db.Q(`select n.id from nomination n where n.activity_id = ? and n.active`, activityID).Add("and "+where, args...))
	out := map[string]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}
