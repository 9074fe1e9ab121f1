package recommendations

import (
	"cmp"
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
	"counterpart/internal/support"
)

const recommendationColumns = `select r.id, r.assessment_id, j.title as project, r.party_id, y.name as party, r.title, r.words, r.owner_id, o.name as owner, r.office, r.due_on, r.priority, r.state, r.since,
	r.label, r.version from recommendation r join gap_assessment a on a.id = r.assessment_id join gap_project j on j.id = a.project_id join party y on y.id = r.party_id left join party o on o.id = r.owner_id`

func find(tx *db.Tx, id string) (Recommendation, error) {
	r, err := db.One[Recommendation](tx, recommendationColumns+` where r.id = $1`, id)
	if r, err = missing(r, err, "recommendation"); err != nil {
		return r, err
	}
	a, err := gaps.FindIn(tx, r.AssessmentID)
	if err != nil {
		return r, err
	}
	r.projectID, r.persons = a.ProjectID, a.Object().Persons
	r.Named, err = labels.ReadersIn(tx, Kind, id)
	return r, err
}

// dueKey sorts what has no day behind everything that has one.
func dueKey(d db.Date) string { return cmp.Or(string(d), "9999") }

func list(tx *db.Tx, actor access.Actor, f Filter) ([]Recommendation, error) {
	see, args := actor.Where(RightSee, columns)
	read, more := actor.Where(RightRead, columns)
	q := db.Q(recommendationColumns+" where (").Add("("+see+")", args...).Add("or r.state not in ('proposed', 'withdrawn') and ("+read+"))", more...)
	if f.AssessmentID != "" {
		q.Add("and r.assessment_id = ?", f.AssessmentID)
	}
	if f.State != "" {
		q.Add("and r.state = ?", string(f.State))
	}
	if f.PartyID != "" {
		q.Add("and r.party_id = ?", f.PartyID)
	}
	if f.Late {
		q.Add("and r.state in ('accepted', 'in_progress') and r.due_on < ?", tx.Today())
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "r.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (coalesce(r.due_on, '9999') > ? or coalesce(r.due_on, '9999') = ? and r.id > ?)", f.After[0], f.After[0], f.After[1])
	}
	q.Add("order by coalesce(r.due_on, '9999'), r.id")
	if f.Limit > 0 {
		q.Add("limit ?", f.Limit+1)
	}
	return db.List[Recommendation](tx, q)
}

func insertRecommendation(tx *db.Tx, actor access.Actor, id string, a gaps.Assessment, d Draft) error {
	return tx.Exec(`insert into recommendation (id, assessment_id, party_id, title, words, owner_id, office, due_on, priority, state, since, label, created_at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		id, a.ID, a.PartyID, d.Title, d.Words, db.Opt(d.OwnerID), d.Office, d.DueOn, d.Priority, string(Proposed), tx.Today(), string(d.Label), tx.Now(), actor.Key(), actor.Name)
}

func updateRecommendation(tx *db.Tx, id string, version int, d Draft) (int, error) {
	return tx.Affect(`update recommendation set title = $3, words = $4, owner_id = $5, office = $6, due_on = $7, priority = $8, label = $9, version = version + 1 where id = $1 and version = $2`,
		id, version, d.Title, d.Words, db.Opt(d.OwnerID), d.Office, d.DueOn, d.Priority, string(d.Label))
}

func setState(tx *db.Tx, id string, to State) error {
	return tx.Exec(`update recommendation set state = $2, since = $3, version = version + 1 where id = $1`, id, string(to), tx.Today())
}

func relabel(tx *db.Tx, id, to string) error {
	return tx.Exec(`update recommendation set label = $2 where id = $1`, id, to)
}

func setProvisions(tx *db.Tx, id string, provisions []string) error {
	if err := tx.Exec(`delete from recommendation_provision where recommendation_id = $1`, id); err != nil {
		return err
	}
	rows := make([][]any, len(provisions))
	for i, p := range provisions {
		rows[i] = []any{id, p}
	}
	return tx.InsertRows("recommendation_provision", []string{"recommendation_id", "provision_id"}, rows)
}

func insertStep(tx *db.Tx, actor access.Actor, id string, s Step) error {
	return tx.Exec(`insert into recommendation_step (id, recommendation_id, verb, state_from, state_to, on_date, words, by_actor, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.NewID(), id, string(s.Verb), string(s.From), string(s.To), s.On, s.Words, actor.Key(), actor.Name, tx.Now())
}

func stepsOf(tx *db.Tx, id string) ([]Step, error) {
	return db.All[Step](tx, `select verb, state_from, state_to, on_date, words, by_name from recommendation_step where recommendation_id = $1 order by id desc`, id)
}

// placed is a provision with its theme.
type placed struct {
	Provision
	Theme string `db:"theme"`
}

const placedColumns = `select p.id, i.code, v.short, p.key, trim(t.number || ' ' || t.title) as name, t.theme`

// provisionsOfScope are the provisions that an assessment looks at, in the order of the instruments' short titles and their texts.
func provisionsOfScope(tx *db.Tx, assessmentID string) ([]placed, error) {
	return db.All[placed](tx, placedColumns+` from gap_scope s join instrument_version v on v.id = s.version_id join instrument i on i.id = s.instrument_id
		join provision_text t on t.version_id = v.id join provision p on p.id = t.provision_id where s.assessment_id = $1 and t.assessable order by v.short, i.code, t.position`, assessmentID)
}

// newestText joins to "provision p" its text in the newest version that has it.
const newestText = ` join instrument i on i.id = p.instrument_id join instrument_version v on v.id = (select x.version_id from provision_text x join instrument_version w on w.id = x.version_id
	where x.provision_id = p.id order by w.number desc limit 1) join provision_text t on t.version_id = v.id and t.provision_id = p.id`

func provisionsOf(tx *db.Tx, id string) ([]placed, error) {
	return db.All[placed](tx, placedColumns+` from recommendation_provision c join provision p on p.id = c.provision_id`+newestText+` where c.recommendation_id = $1 order by v.short, t.position`, id)
}

func provisionNames(tx *db.Tx, ids []string) (map[string]Provision, error) {
	list, err := db.List[placed](tx, db.Q(placedColumns+" from provision p"+newestText+" where").In("p.id", ids))
	out := make(map[string]Provision, len(list))
	for _, p := range list {
		out[p.ID] = p.Provision
	}
	return out, err
}

func ownerRows(tx *db.Tx, partyID string) ([]Owner, error) {
	return db.All[Owner](tx, `select id, name from party where id = $1 or parent_id = $1 order by case when id = $1 then 0 else 1 end, sort_key, id`, partyID)
}

func ownersOf(tx *db.Tx, partyID string) ([]string, error) {
	rows, err := ownerRows(tx, partyID)
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out, err
}

// cellsOf are the answers of the newest round, as they are being written.
func cellsOf(tx *db.Tx, a gaps.Assessment) ([]needRow, error) {
	rows, err := db.All[needRow](tx, `select provision_id, answer, label from gap_cell where round_id = $1`, a.RoundID)
	for i := range rows {
		rows[i].Label = cmp.Or(rows[i].Label, a.Label)
		if rows[i].Label.Looser(a.Label) { // proposed for a clearance that may never come
			rows[i].Label = a.Label
		}
	}
	return rows, err
}

// clearedOf are the newest answers that the State cleared, as far as the actor may read them.
func clearedOf(tx *db.Tx, actor access.Actor, assessmentID string) ([]needRow, error) {
	where, args := actor.Where(gaps.RightRead, gaps.Cleared)
	return db.List[needRow](tx, db.Q(`select k.provision_id, k.answer, k.label from gap_cleared k where k.assessment_id = ?
		and k.number = (select max(n.number) from gap_cleared n where n.assessment_id = k.assessment_id and n.provision_id = k.provision_id) and`, assessmentID).Add(where, args...))
}

// gradesOf is what the State cleared in all rounds, as far as the actor may read it, by provision and round.
func gradesOf(tx *db.Tx, actor access.Actor, assessmentID string) ([]gradeRow, error) {
	where, args := actor.Where(gaps.RightRead, gaps.Cleared)
	return db.List[gradeRow](tx, db.Q("select k.provision_id, k.number, k.de_jure, k.label, k.at from gap_cleared k where k.assessment_id = ? and", assessmentID).Add(where, args...).
		Add("order by k.provision_id, k.number"))
}

// requestsOf are the requests that were made of the needs of an assessment, by provision and help.
func requestsOf(tx *db.Tx, assessmentID string) (map[[2]string]string, error) {
	type row struct {
		ProvisionID string `db:"provision_id"`
		Help        string `db:"help"`
		RequestID   string `db:"request_id"`
	}
	rows, err := db.All[row](tx, `select provision_id, help, request_id from need_request where assessment_id = $1`, assessmentID)
	out := make(map[[2]string]string, len(rows))
	for _, r := range rows {
		out[[2]string{r.ProvisionID, r.Help}] = r.RequestID
	}
	return out, err
}

func insertNeed(tx *db.Tx, actor access.Actor, assessmentID string, d AskDraft, requestID string) error {
	return tx.Take(`insert into need_request (assessment_id, provision_id, help, request_id, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7)`,
		assessmentID, d.ProvisionID, d.Help, requestID, tx.Now(), actor.Key(), actor.Name)
}

func insertRequest(tx *db.Tx, id, requestID string) error {
	return tx.Exec(`insert into recommendation_request (recommendation_id, request_id, at) values ($1, $2, $3)`, id, requestID, tx.Now())
}

// requestFor is the request that was made of a recommendation for a kind of help; "" where none was.
func requestFor(tx *db.Tx, id, help string) (string, error) {
	out, err := db.One[string](tx, `select q.id from recommendation_request x join support_request q on q.id = x.request_id where x.recommendation_id = $1 and q.help = $2 order by q.id limit 1`, id, help)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return out, err
}

func requestsMade(tx *db.Tx, id string) ([]string, error) {
	return db.All[string](tx, `select request_id from recommendation_request where recommendation_id = $1 order by at, request_id`, id)
}

// askedRow is a request that concerns a provision.
type askedRow struct {
	ProvisionID string `db:"provision_id"`
	RequestID   string `db:"request_id"`
}

// askedUnder are the requests that were made of needs and of recommendations of an assessment, by provision.
func askedUnder(tx *db.Tx, assessmentID string) ([]askedRow, error) {
	return db.All[askedRow](tx, `select provision_id, request_id from need_request where assessment_id = $1
		union select c.provision_id, x.request_id from recommendation r join recommendation_request x on x.recommendation_id = r.id join recommendation_provision c on c.recommendation_id = r.id
		where r.assessment_id = $1`, assessmentID)
}

// responsesOf are the responses to requests, whose reader was asked about before.
func responsesOf(tx *db.Tx, requests []string) (map[string][]support.Response, error) {
	list, err := db.List[support.Response](tx, db.Q("select id, request_id, kind, title, on_date from support_response where").In("request_id", requests).Add("order by on_date, id"))
	out := map[string][]support.Response{}
	for _, r := range list {
		out[r.RequestID] = append(out[r.RequestID], r)
	}
	return out, err
}

// adviceRow is a recommendation that concerns a provision, with the day on which the State accepted it, or on which it was proposed.
type adviceRow struct {
	Recommendation
	ProvisionID string
	On          db.Date
}

// adviceUnder are the recommendations of an assessment that the actor reads, by provision.
func adviceUnder(tx *db.Tx, actor access.Actor, assessmentID string) ([]adviceRow, error) {
	list, err := list(tx, actor, Filter{AssessmentID: assessmentID})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	by := map[string]Recommendation{}
	ids := make([]string, len(list))
	for i, r := range list {
		by[r.ID], ids[i] = r, r.ID
	}
	type row struct {
		ID          string  `db:"recommendation_id"`
		ProvisionID string  `db:"provision_id"`
		On          db.Date `db:"on_date"`
	}
	rows, err := db.List[row](tx, db.Q(`select c.recommendation_id, c.provision_id, coalesce((select min(a.on_date) from recommendation_step a where a.recommendation_id = c.recommendation_id and a.verb = 'accept'),
		(select min(b.on_date) from recommendation_step b where b.recommendation_id = c.recommendation_id)) as on_date from recommendation_provision c where`).In("c.recommendation_id", ids))
	out := make([]adviceRow, len(rows))
	for i, r := range rows {
		out[i] = adviceRow{by[r.ID], r.ProvisionID, r.On}
	}
	return out, err
}

// EraseIn puts the pseudonym in place of the name under which an erased person wrote.
func EraseIn(tx *db.Tx, pseudonym string, keys []string) error {
	for _, key := range keys {
		for _, update := range []string{
			`update recommendation set by_name = $2 where by_actor = $1`,
			`update recommendation_step set by_name = $2 where by_actor = $1`,
			`update need_request set by_name = $2 where by_actor = $1`,
		} {
			if err := tx.Exec(update, key, pseudonym); err != nil {
				return err
			}
		}
	}
	return nil
}
