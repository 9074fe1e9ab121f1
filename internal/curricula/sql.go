package curricula

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const curriculumColumns = `select c.id, c.code, c.label, c.latest_id, c.current_id, v.number, v.state, v.title, v.audience, v.languages,
	(select coalesce(sum(m.minutes), 0) from curriculum_module m where m.version_id = v.id) as minutes,
	case when c.current_id <> '' and c.latest_id <> c.current_id then l.state else '' end as newer
	from curriculum c join curriculum_version v on v.id = case when c.current_id = '' then c.latest_id else c.current_id end
	join curriculum_version l on l.id = c.latest_id`

func findCurriculum(tx *db.Tx, id string) (Curriculum, error) {
	c, err := db.One[Curriculum](tx, curriculumColumns+` where c.id = $1`, id)
	if c, err = missing(c, err, "curriculum"); err != nil {
		return c, err
	}
	c.Named, err = labels.ReadersIn(tx, Kind, id)
	return c, err
}

func idOfCode(tx *db.Tx, code string) (string, error) {
	id, err := db.One[string](tx, `select id from curriculum where code = $1`, code)
	return missing(id, err, "course")
}

func codeTaken(tx *db.Tx, code string) (bool, error) {
	_, err := db.One[string](tx, `select id from curriculum where code = $1`, code)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

func listCurricula(tx *db.Tx, actor access.Actor, right access.Right, f Filter) ([]Curriculum, error) {
	where, args := actor.Where(right, columns)
	q := db.Q(curriculumColumns+" where "+where, args...)
	if right == RightRead {
		q.Add("and c.current_id <> ''")
	}
	if f.State != "" {
		q.Add("and v.state = ?", string(f.State))
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "c.id", words)
	}
	if len(f.After) == 1 {
		q.Add("and c.code > ?", f.After[0])
	}
	return db.List[Curriculum](tx, q.Add("order by c.code limit ?", f.Limit+1))
}

func insertCurriculum(tx *db.Tx, c Curriculum, versionID string) error {
	return tx.Exec(`insert into curriculum (id, code, label, latest_id, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)`,
		c.ID, c.Code, string(c.Label), versionID, tx.Now())
}

func setLatest(tx *db.Tx, id, versionID string) error {
	return tx.Exec(`update curriculum set latest_id = $2, updated_at = $3 where id = $1`, id, versionID, tx.Now())
}

func setCurrent(tx *db.Tx, id, versionID string) error {
	return tx.Exec(`update curriculum set current_id = $2, updated_at = $3 where id = $1`, id, versionID, tx.Now())
}

func relabel(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update curriculum set label = $2, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}

const versionColumns = `select v.id, v.curriculum_id, v.number, v.state, v.title, v.summary, v.audience, v.languages, v.min_presence, v.needs_test, v.needs_plan,
	v.criteria, v.changes, v.submitted_by, v.pilot_on, v.adopted_on, v.retired_on, v.saved from curriculum_version v`

// findVersion returns a version with its modules and their materials.
func findVersion(tx *db.Tx, id string) (Version, error) {
	v, err := db.One[Version](tx, versionColumns+` where v.id = $1`, id)
	if v, err = missing(v, err, "version"); err != nil {
		return v, err
	}
	v.Modules, err = db.All[Module](tx, `select id, version_id, key, position, title, objectives, minutes, trainers, topics from curriculum_module
		where version_id = $1 order by position, id`, id)
	if err != nil {
		return v, err
	}
	materials, err := db.All[Material](tx, materialColumns+` where x.version_id = $1 order by x.id`, id)
	of := map[string][]Material{}
	for _, x := range materials {
		of[x.ModuleID] = append(of[x.ModuleID], x)
	}
	for i, m := range v.Modules {
		v.Modules[i].Materials = append([]Material{}, of[m.ID]...)
	}
	return v, err
}

// versionsOf lists the versions of a curriculum without their modules, the first first.
func versionsOf(tx *db.Tx, id string) ([]Version, error) {
	return db.All[Version](tx, versionColumns+` where v.curriculum_id = $1 order by v.number`, id)
}

func insertVersion(tx *db.Tx, v Version, d VersionDraft) error {
	return tx.Take(`insert into curriculum_version (id, curriculum_id, number, state, title, summary, audience, languages, min_presence, needs_test, needs_plan, criteria, changes, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)`,
		v.ID, v.CurriculumID, v.Number, string(v.State), d.Title, d.Summary, d.Audience, Tags(d.Languages).text(), d.MinPresence, d.NeedsTest, d.NeedsPlan, d.Criteria, d.Changes, tx.Now())
}

func updateVersion(tx *db.Tx, id string, d VersionDraft) error {
	return tx.Exec(`update curriculum_version set title = $2, summary = $3, audience = $4, languages = $5, min_presence = $6, needs_test = $7, needs_plan = $8, criteria = $9, changes = $10 where id = $1`,
		id, d.Title, d.Summary, d.Audience, Tags(d.Languages).text(), d.MinPresence, d.NeedsTest, d.NeedsPlan, d.Criteria, d.Changes)
}

// touchVersion counts a save.
func touchVersion(tx *db.Tx, id string, saved int) error {
	return tx.Exec(`update curriculum_version set saved = $2, updated_at = $3 where id = $1`, id, saved+1, tx.Now())
}

// saveProgress writes how far a version has come.
func saveProgress(tx *db.Tx, v Version) (int, error) {
	return tx.Affect(`update curriculum_version set state = $3, submitted_by = $4, pilot_on = $5, adopted_on = $6, retired_on = $7, saved = saved + 1, updated_at = $8
		where id = $1 and saved = $2`, v.ID, v.Saved, string(v.State), v.SubmittedBy, db.Opt(string(v.PilotOn)), db.Opt(string(v.AdoptedOn)), db.Opt(string(v.RetiredOn)), tx.Now())
}

func insertModule(tx *db.Tx, m Module) error {
	return tx.Exec(`insert into curriculum_module (id, version_id, key, position, title, objectives, minutes, trainers, topics) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		m.ID, m.VersionID, m.Key, m.Position, m.Title, m.Objectives, m.Minutes, m.Trainers, m.Topics.text())
}

func updateModule(tx *db.Tx, m Module) error {
	return tx.Exec(`update curriculum_module set title = $2, objectives = $3, minutes = $4, trainers = $5, topics = $6 where id = $1`, m.ID, m.Title, m.Objectives, m.Minutes, m.Trainers, m.Topics.text())
}

func placeModule(tx *db.Tx, id string, place int) error {
	return tx.Exec(`update curriculum_module set position = $2 where id = $1`, id, place)
}

func deleteModule(tx *db.Tx, id string) error {
	if err := tx.Exec(`delete from curriculum_material where module_id = $1`, id); err != nil {
		return err
	}
	return tx.Exec(`delete from curriculum_module where id = $1`, id)
}

const materialColumns = `select x.id, x.module_id, x.version_id, x.key, x.title, x.address, x.file_id, f.name as file, x.label from curriculum_material x left join file f on f.id = x.file_id`

func findMaterial(tx *db.Tx, id string) (Material, Version, error) {
	m, err := db.One[Material](tx, materialColumns+` where x.id = $1`, id)
	if m, err = missing(m, err, "material"); err != nil {
		return m, Version{}, err
	}
	v, err := db.One[Version](tx, versionColumns+` where v.id = $1`, m.VersionID)
	return m, v, err
}

func insertMaterial(tx *db.Tx, x Material) error {
	return tx.Exec(`insert into curriculum_material (id, module_id, version_id, key, title, address, file_id, label) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		x.ID, x.ModuleID, x.VersionID, x.Key, x.Title, x.Address, db.Opt(x.FileID), string(x.Label))
}

func deleteMaterial(tx *db.Tx, versionID, id string) (int, error) {
	return tx.Affect(`delete from curriculum_material where id = $1 and version_id = $2`, id, versionID)
}

func insertStep(tx *db.Tx, actor access.Actor, versionID string, x Step) error {
	return tx.Exec(`insert into curriculum_step (id, version_id, verb, state_from, state_to, words, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.NewID(), versionID, string(x.Verb), string(x.From), string(x.To), x.Words, tx.Now(), actor.Key(), actor.Name)
}

func stepsOf(tx *db.Tx, versionID string) ([]Step, error) {
	return db.All[Step](tx, `select verb, state_from, state_to, words, at, by_actor, by_name from curriculum_step where version_id = $1 order by id`, versionID)
}

// authorsOf are those who saved the draft of a version or submitted it.
func authorsOf(tx *db.Tx, versionID string) ([]string, error) {
	return db.All[string](tx, `select distinct by_actor from curriculum_step where version_id = $1 and verb in ('write', 'submit') order by by_actor`, versionID)
}

func insertFeedback(tx *db.Tx, actor access.Actor, id string, d FeedbackDraft) error {
	return tx.Exec(`insert into curriculum_feedback (id, version_id, module_key, activity_id, words, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, d.VersionID, d.ModuleKey, db.Opt(d.ActivityID), d.Words, tx.Now(), actor.Key(), actor.Name)
}

func feedbackOf(tx *db.Tx, id string) ([]Feedback, error) {
	return db.All[Feedback](tx, `select f.id, f.version_id, v.number, f.module_key, m.title as module, f.activity_id, f.words, f.at, f.by_name from curriculum_feedback f
		join curriculum_version v on v.id = f.version_id left join curriculum_module m on m.version_id = v.id and m.key = f.module_key
		where v.curriculum_id = $1 order by f.id desc limit 200`, id)
}

// submittedTo lists the submitted versions that the actor may read and did not write.
func submittedTo(tx *db.Tx, actor access.Actor) ([]string, error) {
	where, args := actor.Where(RightReview, columns)
	return db.List[string](tx, db.Q(`select v.curriculum_id || '/versions/' || v.id from curriculum_version v join curriculum c on c.id = v.curriculum_id where v.state = 'submitted'
		and not exists (select 1 from curriculum_step s where s.version_id = v.id and s.by_actor = ? and s.verb in ('write', 'submit')) and `, actor.Key()).
		Add(where, args...).Add("order by v.id limit 100"))
}

// EraseIn puts the pseudonym in place of the name under which an erased person wrote.
func EraseIn(tx *db.Tx, pseudonym string, keys []string) error {
	for _, key := range keys {
		if err := tx.Exec(`update curriculum_step set by_name = $2 where by_actor = $1`, key, pseudonym); err != nil {
			return err
		}
		if err := tx.Exec(`update curriculum_feedback set by_name = $2 where by_actor = $1`, key, pseudonym); err != nil {
			return err
		}
	}
	return nil
}

func inForce(tx *db.Tx, actor access.Actor) ([]Offered, error) {
	where, args := actor.Where(RightSee, columns)
	return db.List[Offered](tx, db.Q(`select v.id as version_id, c.code, v.number, v.title, v.state from curriculum_version v join curriculum c on c.id = v.curriculum_id
		where v.state in ('pilot', 'adopted')`).Add("and "+where, args...).Add("order by c.code, v.number desc limit 500"))
}
