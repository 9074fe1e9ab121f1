package outcomes

import (
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const shortColumns = `select o.id, o.year, o.serial, o.party_id, p.name as party, o.institution, o.title, o.kind, o.from_on, o.to_on, o.place, o.area, o.topic, o.activity_id,
	o.label, o.state, o.proposed_by, o.author_by, o.proposed_name, o.proposer_role, o.proposer_id, o.summarised_by, o.consent_on, o.submitted_by, o.substantiated, o.published_at, o.version`

const tables = ` from outcome o join party p on p.id = o.party_id`

// listColumns leaves the long texts to whoever shows a single outcome.
const listColumns = shortColumns + tables

func findOutcome(tx *db.Tx, id string) (Outcome, error) {
	o, err := db.One[Outcome](tx, shortColumns+`, o.change, o.significance, o.contribution, o.summary, o.consent_words, o.consent_name`+tables+` where o.id = $1`, id)
	if o, err = missing(o, err, "outcome"); err != nil {
		return o, err
	}
	o.Named, err = labels.ReadersIn(tx, Kind, id)
	return o, err
}

// withReaders adds the named readers of those that are RED.
func withReaders(tx *db.Tx, list []Outcome) error {
	for i, o := range list {
		if o.Label == label.Red {
			var err error
			if list[i].Named, err = labels.ReadersIn(tx, Kind, o.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func listOutcomes(tx *db.Tx, actor access.Actor, f Filter) ([]Outcome, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(listColumns+" where "+where, args...)
	for _, one := range [][2]string{{"o.state", string(f.State)}, {"o.kind", f.Kind}, {"o.area", f.Area}, {"o.topic", f.Topic}, {"o.party_id", f.PartyID}} {
		if one[1] != "" {
			q.Add("and "+one[0]+" = ?", one[1])
		}
	}
	if f.Year != 0 {
		q.Add("and o.year = ?", f.Year)
	}
	if f.Substantiated != "" {
		q.Add("and o.substantiated = ?", f.Substantiated == "yes")
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "o.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (o.from_on, o.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Outcome](tx, q.Add("order by o.from_on desc, o.id desc limit ?", f.Limit+1))
}

func nextSerial(tx *db.Tx, year int) (int, error) {
	return db.One[int](tx, `select coalesce(max(serial), 0) + 1 from outcome where year = $1`, year)
}

// insertOutcome writes an outcome under a number of its own.
func insertOutcome(tx *db.Tx, actor access.Actor, o Outcome, d Draft) error {
	return tx.Take(`insert into outcome (id, year, serial, party_id, institution, title, change, kind, from_on, to_on, place, significance, contribution, area, topic, activity_id, label, state,
		proposed_by, author_by, proposed_name, proposer_id, proposer_role, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19, $20, $21, $22, 1, $23, $23)`,
		o.ID, o.Year, o.Serial, o.PartyID, d.Institution, d.Title, d.Change, d.Kind, d.From, d.To, d.Place, d.Significance, d.Contribution, d.Area, d.Topic, db.Opt(d.ActivityID), string(d.Label), string(o.State),
		actor.Key(), actor.Name, db.Opt(o.ProposerID), o.ProposerRole, tx.Now())
}

// reviseOutcome writes the text anew. What was agreed to or approved before does not hold for it.
func reviseOutcome(tx *db.Tx, actor access.Actor, o Outcome, version int, d Draft) (int, error) {
	return tx.Affect(`update outcome set institution = $3, title = $4, change = $5, kind = $6, from_on = $7, to_on = $8, place = $9, significance = $10, contribution = $11, area = $12, topic = $13, label = $14,
		state = 'proposed', author_by = $15, consent_on = null, consent_words = '', consent_name = '', consent_by = '', version = version + 1, updated_at = $16 where id = $1 and version = $2`,
		o.ID, version, d.Institution, d.Title, d.Change, d.Kind, d.From, d.To, d.Place, d.Significance, d.Contribution, d.Area, d.Topic, string(d.Label), actor.Key(), tx.Now())
}

// saveProgress writes how far an outcome has come. by is who agreed, where the step is that.
func saveProgress(tx *db.Tx, o Outcome, by string) (int, error) {
	return tx.Affect(`update outcome set state = $3, summary = $4, summarised_by = $5, consent_by = case when cast($6 as text) is null then '' when consent_on is null then $7 else consent_by end, consent_on = $6,
		consent_words = $8, consent_name = $9, submitted_by = $10, substantiated = $11, published_at = $12, version = version + 1, updated_at = $13 where id = $1 and version = $2`,
		o.ID, o.Version, string(o.State), o.Summary, o.SummarisedBy, o.ConsentOn, by, o.ConsentWords, o.ConsentName, o.SubmittedBy, o.Substantiated, o.PublishedAt, tx.Now())
}

func insertStep(tx *db.Tx, actor access.Actor, id string, v Verb, from, to State, words string) error {
	return tx.Exec(`insert into outcome_step (id, outcome_id, verb, state_from, state_to, words, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.NewID(), id, string(v), string(from), string(to), words, tx.Now(), actor.Key(), actor.Name)
}

func stepsOf(tx *db.Tx, id string) ([]Step, error) {
	return db.All[Step](tx, `select verb, state_from, state_to, words, at, by_name from outcome_step where outcome_id = $1 order by id`, id)
}

const sourceColumns = `select x.id, x.title, x.address, x.file_id, f.name as file, x.label, x.by_name from outcome_source x left join file f on f.id = x.file_id`

func sourcesOf(tx *db.Tx, id string) ([]Source, error) {
	return db.All[Source](tx, sourceColumns+` where x.outcome_id = $1 order by x.id`, id)
}

func findSource(tx *db.Tx, outcomeID, id string) (Source, error) {
	x, err := db.One[Source](tx, sourceColumns+` where x.outcome_id = $1 and x.id = $2`, outcomeID, id)
	return missing(x, err, "source")
}

func insertSource(tx *db.Tx, actor access.Actor, id string, x Source) error {
	return tx.Exec(`insert into outcome_source (id, outcome_id, title, address, file_id, label, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		x.ID, id, x.Title, x.Address, db.Opt(x.FileID), string(x.Label), tx.Now(), actor.Key(), actor.Name)
}

func witnessesOf(tx *db.Tx, id string) ([]Witness, error) {
	return db.All[Witness](tx, `select w.person_id, coalesce(pe.given, w.office) as who, w.confirms, w.on_date, w.words, w.by_name
		from outcome_witness w left join person pe on pe.id = w.person_id where w.outcome_id = $1 order by w.id`, id)
}

func insertWitness(tx *db.Tx, actor access.Actor, id string, d WitnessDraft) error {
	return tx.Exec(`insert into outcome_witness (id, outcome_id, person_id, office, confirms, on_date, words, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.NewID(), id, db.Opt(d.PersonID), d.Office, d.Confirms, d.On, d.Words, tx.Now(), actor.Key(), actor.Name)
}

func approvalsOf(tx *db.Tx, id string) ([]Approval, error) {
	return db.All[Approval](tx, `select by_actor, by_name, party_id, at from outcome_approval where outcome_id = $1 order by at, by_actor`, id)
}

func insertApproval(tx *db.Tx, actor access.Actor, id, party string) error {
	return tx.Exec(`insert into outcome_approval (outcome_id, by_actor, by_name, party_id, at) values ($1, $2, $3, $4, $5)`, id, actor.Key(), actor.Name, party, tx.Now())
}

func dropApprovals(tx *db.Tx, id string) error {
	return tx.Exec(`delete from outcome_approval where outcome_id = $1`, id)
}

// published are at most as many as a page shows well.
func published(tx *db.Tx) ([]Summary, error) {
	return db.All[Summary](tx, `select o.id, o.year, o.title, o.kind, p.name as party, o.summary, o.from_on from outcome o join party p on p.id = o.party_id
		where o.state = 'published' and o.label = 'TLP:CLEAR' order by o.from_on desc, o.id desc limit 200`)
}

func countRows(tx *db.Tx) ([]Outcome, error) {
	states := make([]string, len(Counted))
	for i, s := range Counted {
		states[i] = string(s)
	}
	return db.List[Outcome](tx, db.Q(`select o.id, o.year, o.kind, o.substantiated from outcome o where`).In("o.state", states).Add("order by o.year desc, o.kind, o.substantiated, o.id"))
}

const taskColumns = `select x.kind, count(*) as count, case when count(*) = 1 then min(x.id) else '' end as id from (`

func reviewTasks(tx *db.Tx, actor access.Actor, _ []string) ([]Task, error) {
	where, args := actor.Where(RightReview, columns)
	q := db.Q(taskColumns+`select o.id, 'review' as kind from outcome o where o.state = 'proposed' and o.proposed_by <> ? and o.author_by <> ?`, actor.Key(), actor.Key())
	return db.List[Task](tx, q.Add("and "+where, args...).Add(") x group by x.kind"))
}

func approveTasks(tx *db.Tx, actor access.Actor, _ []string) ([]Task, error) {
	where, args := actor.Where(RightApprove, columns)
	q := db.Q(taskColumns+`select o.id, 'approve' as kind from outcome o where o.state = 'in_review' and o.proposed_by <> ? and o.summarised_by <> ? and o.submitted_by <> ?
		and not exists (select 1 from outcome_approval a where a.outcome_id = o.id and a.by_actor = ?)`, actor.Key(), actor.Key(), actor.Key(), actor.Key())
	return db.List[Task](tx, q.Add("and "+where, args...).Add(") x group by x.kind"))
}

func partyTasks(tx *db.Tx, actor access.Actor, mine []string) ([]Task, error) {
	where, args := actor.Where(RightPropose, columns)
	q := db.Q(taskColumns+`select o.id, case when o.state = 'returned' then 'revise' else 'agree' end as kind from outcome o
		where (o.state = 'returned' or o.state = 'substantiated' and o.summary <> '' and o.consent_on is null) and`).In("o.party_id", mine)
	return db.List[Task](tx, q.Add("and "+where, args...).Add(") x group by x.kind order by x.kind"))
}

// EraseIn puts the pseudonym in place of the name under which an erased person acted, and takes the person's names and address out of
// what others wrote. Who substantiated is read from the register, where the pseudonym stands.
func EraseIn(tx *db.Tx, pseudonym, personID string, keys, words []string) error {
	for _, key := range keys {
		for _, statement := range []string{
			`update outcome set proposed_name = $2 where proposed_by = $1`, `update outcome set consent_name = $2 where consent_by = $1`, `update outcome_step set by_name = $2 where by_actor = $1`,
			`update outcome_source set by_name = $2 where by_actor = $1`, `update outcome_witness set by_name = $2 where by_actor = $1`, `update outcome_approval set by_name = $2 where by_actor = $1`,
		} {
			if err := tx.Exec(statement, key, pseudonym); err != nil {
				return err
			}
		}
	}
	if err := tx.Exec(`update outcome_witness set words = '' where person_id = $1`, personID); err != nil {
		return err
	}
	for _, w := range words {
		if !strings.ContainsAny(w, " @") { // a name of one word may be part of another word
			continue
		}
		if err := tx.Exec(`update outcome_witness set office = replace(office, $1, $2), words = replace(words, $1, $2) where office like $3 or words like $3`, w, pseudonym, "%"+w+"%"); err != nil {
			return err
		}
	}
	return nil
}
