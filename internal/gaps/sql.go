package gaps

import (
	"errors"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const projectColumns = `select p.id, p.title, p.purpose, coalesce(p.initiative_id, '') as initiative_id, coalesce(i.name, '') as initiative, p.version, p.created_at
	from gap_project p left join initiative i on i.id = p.initiative_id`

func findProject(tx *db.Tx, id string) (Project, error) {
	p, err := db.One[Project](tx, projectColumns+` where p.id = $1`, id)
	return missing(p, err, "project")
}

// listProjects returns the projects with an assessment that the actor may see, the newest first; all of them for who manages.
func listProjects(tx *db.Tx, actor access.Actor, f Filter) ([]Project, error) {
	q := db.Q(projectColumns)
	if actor.Can(RightManage, access.Anything) {
		q.Add("where true")
	} else {
		where, args := actor.Where(RightSee, columns)
		q.Add("where exists (select 1 from gap_assessment a where a.project_id = p.id and "+where+")", args...)
	}
	if len(f.After) == 2 {
		q.Add("and (p.created_at, p.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Project](tx, q.Add("order by p.created_at desc, p.id desc limit ?", f.Limit+1))
}

func initiativeExists(tx *db.Tx, id string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from initiative where id = $1`, id)
	return n > 0, err
}

func insertProject(tx *db.Tx, id string, d ProjectDraft) error {
	return tx.Exec(`insert into gap_project (id, title, purpose, initiative_id, created_at) values ($1, $2, $3, $4, $5)`, id, d.Title, d.Purpose, db.Opt(d.InitiativeID), tx.Now())
}

func updateProject(tx *db.Tx, id string, d ProjectDraft) error {
	return tx.Exec(`update gap_project set title = $2, purpose = $3, initiative_id = $4, version = version + 1 where id = $1`, id, d.Title, d.Purpose, db.Opt(d.InitiativeID))
}

const assessmentColumns = `select a.id, a.project_id, p.title as project, a.party_id, y.name as party, a.label, a.version, a.begun_at, r.id as round_id, r.state as round_state
	from gap_assessment a join gap_project p on p.id = a.project_id join party y on y.id = a.party_id
	join gap_round r on r.assessment_id = a.id and r.number = (select max(l.number) from gap_round l where l.assessment_id = a.id)`

// FindIn returns an assessment with its members, for those who look at its object first.
func FindIn(tx *db.Tx, id string) (Assessment, error) {
	a, err := db.One[Assessment](tx, assessmentColumns+` where a.id = $1`, id)
	if a, err = missing(a, err, "assessment"); err != nil {
		return a, err
	}
	if a.Named, err = labels.ReadersIn(tx, Kind, id); err != nil {
		return a, err
	}
	one := []Assessment{a}
	err = withMembers(tx, one)
	return one[0], err
}

// assessmentsOf returns the assessments of projects that the actor may see, by the names of the States.
func assessmentsOf(tx *db.Tx, actor access.Actor, projects []string) ([]Assessment, error) {
	where, args := actor.Where(RightSee, columns)
	return db.List[Assessment](tx, db.Q(assessmentColumns+" where "+where+" and", args...).In("a.project_id", projects).Add("order by y.sort_key, a.id"))
}

// ChoicesIn returns assessments that the actor may see by the beginnings of words of project and State, the newest first.
func ChoicesIn(tx *db.Tx, actor access.Actor, words string, limit int) ([]Assessment, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(assessmentColumns+" where "+where, args...)
	if terms := names.QueryTerms(words); len(terms) > 0 {
		search.Matching(q, Kind, "a.id", terms)
	}
	list, err := db.List[Assessment](tx, q.Add("order by a.begun_at desc, a.id desc limit ?", limit))
	if err != nil {
		return nil, err
	}
	return list, withMembers(tx, list)
}

// SeenIn returns those of the assessments that the actor may see.
func SeenIn(tx *db.Tx, actor access.Actor, ids []string) ([]Assessment, error) {
	where, args := actor.Where(RightSee, columns)
	list, err := db.List[Assessment](tx, db.Q(assessmentColumns+" where "+where+" and", args...).In("a.id", ids))
	if err != nil {
		return nil, err
	}
	return list, withMembers(tx, list)
}

// withMembers adds members, and the named readers of those that are RED, so that the records show whom they concern.
func withMembers(tx *db.Tx, list []Assessment) error {
	at, ids := map[string]int{}, make([]string, len(list))
	for i, a := range list {
		at[a.ID], ids[i] = i, a.ID
		if a.Label == label.Red {
			var err error
			if list[i].Named, err = labels.ReadersIn(tx, Kind, a.ID); err != nil {
				return err
			}
		}
	}
	type row struct {
		AssessmentID string `db:"assessment_id"`
		Member
	}
	members, err := db.List[row](tx, db.Q(memberColumns+" where").In("m.assessment_id", ids).Add("order by m.part, c.name, c.id"))
	for _, m := range members {
		a := &list[at[m.AssessmentID]]
		a.Members = append(a.Members, m.Member)
	}
	return err
}

const memberColumns = `select m.assessment_id, m.account_id, m.person_id, c.name, m.part, m.note, m.at from gap_member m join account c on c.id = m.account_id`

func assessmentOf(tx *db.Tx, projectID, partyID string) (string, error) {
	id, err := db.One[string](tx, `select id from gap_assessment where project_id = $1 and party_id = $2`, projectID, partyID)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return id, err
}

// namesOf are the assessments of a project with the words under which they are found.
func namesOf(tx *db.Tx, projectID string) ([]Assessment, error) {
	return db.All[Assessment](tx, `select a.id, p.title as project, y.name as party from gap_assessment a join gap_project p on p.id = a.project_id join party y on y.id = a.party_id where a.project_id = $1`, projectID)
}

func insertAssessment(tx *db.Tx, a Assessment) error {
	return tx.Exec(`insert into gap_assessment (id, project_id, party_id, label, begun_at) values ($1, $2, $3, $4, $5)`, a.ID, a.ProjectID, a.PartyID, string(a.Label), tx.Now())
}

// RelabelIn writes the label of an assessment.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update gap_assessment set label = $2, version = version + 1 where id = $1`, id, string(to))
}

func setScope(tx *db.Tx, assessmentID, instrumentID, versionID string) error {
	return tx.Exec(`insert into gap_scope (assessment_id, instrument_id, version_id) values ($1, $2, $3)
		on conflict (assessment_id, instrument_id) do update set version_id = excluded.version_id`, assessmentID, instrumentID, versionID)
}

func scopesOf(tx *db.Tx, assessmentID, roundID string) ([]Scope, error) {
	return db.All[Scope](tx, `select s.instrument_id, s.version_id, i.code, v.short, v.title, v.number, v.draft, i.latest_id,
		(select count(*) from provision_text t where t.version_id = s.version_id and t.assessable) as assessable,
		(select count(*) from provision_text t join gap_cell c on c.provision_id = t.provision_id and c.round_id = $2 where t.version_id = s.version_id and t.assessable and c.answer <> '{}') as answered
		from gap_scope s join instrument i on i.id = s.instrument_id join instrument_version v on v.id = s.version_id where s.assessment_id = $1 order by v.short, s.instrument_id`, assessmentID, roundID)
}

// assessableIn tells whether the provision is asked in the versions that the assessment is held against.
func assessableIn(tx *db.Tx, assessmentID, provisionID string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from gap_scope s join provision_text t on t.version_id = s.version_id where s.assessment_id = $1 and t.provision_id = $2 and t.assessable`, assessmentID, provisionID)
	return n > 0, err
}

func participates(tx *db.Tx, accountID string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from role_grant where account_id = $1 and role = 'participant' and (valid_to is null or valid_to >= $2)`, accountID, string(tx.Today()))
	return n > 0, err
}

func putMember(tx *db.Tx, assessmentID string, m Member) error {
	return tx.Exec(`insert into gap_member (assessment_id, account_id, person_id, part, note, at) values ($1, $2, $3, $4, $5, $6)
		on conflict (assessment_id, account_id) do update set part = excluded.part, note = excluded.note, at = excluded.at`, assessmentID, m.AccountID, m.PersonID, string(m.Part), m.Note, tx.Now())
}

func unseatClearing(tx *db.Tx, assessmentID string) error {
	return tx.Exec(`update gap_member set part = 'observer' where assessment_id = $1 and part = 'clears'`, assessmentID)
}

func removeMember(tx *db.Tx, assessmentID, accountID string) (int, error) {
	return tx.Affect(`delete from gap_member where assessment_id = $1 and account_id = $2`, assessmentID, accountID)
}

const roundColumns = `select r.id, r.assessment_id, r.number, r.kind, r.as_at, r.state, r.since, r.version,
	(select count(*) from gap_cell c where c.round_id = r.id and c.answer <> '{}') as answered, (select count(*) from gap_cleared k where k.round_id = r.id) as cleared from gap_round r`

func findRound(tx *db.Tx, id string) (Round, error) {
	r, err := db.One[Round](tx, roundColumns+` where r.id = $1`, id)
	return missing(r, err, "round")
}

func roundsOf(tx *db.Tx, assessmentID string) ([]Round, error) {
	return db.All[Round](tx, roundColumns+` where r.assessment_id = $1 order by r.number desc`, assessmentID)
}

func insertRound(tx *db.Tx, r Round) error {
	return tx.Exec(`insert into gap_round (id, assessment_id, number, kind, as_at, state, opened_at, since) values ($1, $2, $3, $4, $5, $6, $7, $7)`,
		r.ID, r.AssessmentID, r.Number, r.Kind, r.AsAt, string(Drafting), tx.Now())
}

func setRound(tx *db.Tx, r Round) error {
	return tx.Exec(`update gap_round set state = $2, since = $3, version = version + 1 where id = $1`, r.ID, string(r.State), tx.Now())
}

func insertStep(tx *db.Tx, actor access.Actor, roundID string, v Verb, words string) error {
	return tx.Exec(`insert into gap_step (id, round_id, verb, words, by_actor, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)`, tx.NewID(), roundID, string(v), words, actor.Key(), actor.Name, tx.Now())
}

func stepsOf(tx *db.Tx, roundID string) ([]Step, error) {
	return db.All[Step](tx, `select verb, words, by_name, at from gap_step where round_id = $1 order by id desc`, roundID)
}

func insertTask(tx *db.Tx, id, roundID string, d TaskDraft) error {
	return tx.Exec(`insert into gap_task (id, round_id, phase, title, due_on, account_id, activity_id, state, at) values ($1, $2, $3, $4, $5, $6, $7, 'open', $8)`,
		id, roundID, d.Phase, d.Title, db.Opt(string(d.DueOn)), db.Opt(d.AccountID), db.Opt(d.ActivityID), tx.Now())
}

const taskColumns = `select t.id, t.round_id, t.phase, t.title, t.due_on, coalesce(t.account_id, '') as account_id, coalesce(c.name, '') as holder, coalesce(t.activity_id, '') as activity_id, t.state, t.words, t.version
	from gap_task t left join account c on c.id = t.account_id`

func findTask(tx *db.Tx, id string) (Task, error) {
	t, err := db.One[Task](tx, taskColumns+` where t.id = $1`, id)
	return missing(t, err, "task")
}

func tasksOf(tx *db.Tx, roundID string) ([]Task, error) {
	return db.All[Task](tx, taskColumns+` where t.round_id = $1 order by coalesce(t.due_on, '9999'), t.id`, roundID)
}

func setTask(tx *db.Tx, id string, d TaskStep) error {
	return tx.Exec(`update gap_task set state = $2, words = $3, version = version + 1 where id = $1`, id, d.State, d.Words)
}

func insertFinding(tx *db.Tx, actor access.Actor, id, roundID, provisionID string, d FindingDraft) error {
	return tx.Exec(`insert into gap_finding (id, round_id, provision_id, activity_id, kind, words, by_actor, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, roundID, provisionID, d.ActivityID, d.Kind, d.Words, actor.Key(), actor.Name, tx.Now())
}

func findingsOf(tx *db.Tx, roundID, provisionID string) ([]Finding, error) {
	return db.All[Finding](tx, `select id, provision_id, activity_id, kind, words, by_name, at from gap_finding where round_id = $1 and provision_id = $2 order by id`, roundID, provisionID)
}

func insertClearance(tx *db.Tx, actor access.Actor, roundID string, c Clearance) error {
	return tx.Exec(`insert into gap_clearance (id, round_id, verb, note_number, note_on, words, cells, withheld, by_actor, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		c.ID, roundID, string(c.Verb), c.NoteNumber, db.Opt(string(c.NoteOn)), c.Words, c.Cells, c.Withheld, actor.Key(), actor.Name, tx.Now())
}

func clearancesOf(tx *db.Tx, assessmentID string) ([]Clearance, error) {
	return db.All[Clearance](tx, `select c.id, c.verb, c.note_number, c.note_on, c.words, c.cells, c.withheld, c.by_name, c.at from gap_clearance c join gap_round r on r.id = c.round_id
		where r.assessment_id = $1 order by c.id desc`, assessmentID)
}

// insertCleared freezes answers. The instrument of each is that of its provision.
func insertCleared(tx *db.Tx, a Assessment, r Round, clearanceID string, cells []Cell, labelOf func(provisionID string) label.TLP) error {
	ids := make([]string, len(cells))
	for i, c := range cells {
		ids[i] = c.ProvisionID
	}
	of, err := instrumentsOf(tx, ids)
	if err != nil {
		return err
	}
	rows := make([][]any, len(cells))
	for i, c := range cells {
		x := c.Answer
		rows[i] = []any{
			r.ID, c.ProvisionID, a.ID, a.PartyID, a.ProjectID, of[c.ProvisionID], r.Number, c.Revision, x.Applicability, x.DeJure, x.DeFacto, x.Confidence,
			assistanceText(x.Assistance), x.JSON(), string(labelOf(c.ProvisionID)), clearanceID, tx.Now(),
		}
	}
	return tx.InsertRows("gap_cleared", strings.Fields("round_id provision_id assessment_id party_id project_id instrument_id number revision applicability de_jure de_facto confidence assistance answer label clearance_id at"), rows)
}

func instrumentsOf(tx *db.Tx, provisions []string) (map[string]string, error) {
	type row struct {
		ID           string `db:"id"`
		InstrumentID string `db:"instrument_id"`
	}
	list, err := db.List[row](tx, db.Q("select id, instrument_id from provision where").In("id", provisions))
	out := make(map[string]string, len(list))
	for _, x := range list {
		out[x.ID] = x.InstrumentID
	}
	return out, err
}

func dropCleared(tx *db.Tx, roundID string, provisions []string) error {
	if len(provisions) == 0 {
		return tx.Exec(`delete from gap_cleared where round_id = $1`, roundID)
	}
	for _, id := range provisions {
		if err := tx.Exec(`delete from gap_cleared where round_id = $1 and provision_id = $2`, roundID, id); err != nil {
			return err
		}
	}
	return nil
}

// openAnswersOf returns what the actor may read of what the State cleared in a round.
func openAnswersOf(tx *db.Tx, actor access.Actor, assessmentID string, number int) ([]OpenAnswer, error) {
	where, args := actor.Where(RightRead, Cleared)
	list, err := db.List[OpenAnswer](tx, db.Q(`select k.assessment_id, k.party_id, y.name as party, k.instrument_id, k.provision_id, k.number, r.as_at, k.label, k.answer, k.at
		from gap_cleared k join party y on y.id = k.party_id join gap_round r on r.id = k.round_id where k.assessment_id = ? and k.number = ? and`, assessmentID, number).Add(where, args...))
	for i := range list {
		if err == nil {
			list[i].Answer, err = answers.Parse(list[i].Kept)
		}
	}
	return list, err
}

// openRoundsOf lists the numbers of the rounds of which the actor may read anything, the newest first.
func openRoundsOf(tx *db.Tx, actor access.Actor, assessmentID string) ([]int, error) {
	where, args := actor.Where(RightRead, Cleared)
	return db.List[int](tx, db.Q("select distinct k.number from gap_cleared k where k.assessment_id = ? and", assessmentID).Add(where+" order by k.number desc", args...))
}
