package secondments

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/people"
	"counterpart/internal/search"
	"counterpart/internal/secondments/assignments"
)

const dossierColumns = `select s.id, s.year, s.serial, s.assignment_id, a.title as assignment, a.office, s.party_id, p.name as party, s.person_id, pe.given as person, pe.label as person_label, s.note_number,
	s.label, s.state, s.since, s.due_on, s.reminded_on, s.supervisor, coalesce(u.name, '') as supervisor_name, s.desk_id, k.name as desk, s.start_on, s.end_on, s.planned_end, s.letter_number,
	s.letter_state, s.letter_host, s.letter_person, s.link_id, s.offer_link, s.closes_on, s.version
	from secondment s join assignment a on a.id = s.assignment_id join party p on p.id = s.party_id join person pe on pe.id = s.person_id
	left join account u on u.id = s.supervisor left join secondment_desk k on k.id = s.desk_id`

func findDossier(tx *db.Tx, id string) (Dossier, error) {
	d, err := db.One[Dossier](tx, dossierColumns+` where s.id = $1`, id)
	if d, err = missing(d, err, "secondment"); err != nil {
		return d, err
	}
	one := []Dossier{d}
	err = withReaders(tx, one)
	return one[0], err
}

// withReaders completes dossiers with what the access rule asks for.
func withReaders(tx *db.Tx, list []Dossier) (err error) {
	for i, d := range list {
		list[i].open = d.ClosesOn == "" || d.ClosesOn > tx.Today()
		if d.Label == label.Red {
			if list[i].Named, err = labels.ReadersIn(tx, Kind, d.ID); err != nil {
				return err
			}
		}
		if d.PersonLabel == label.Red {
			if list[i].PersonNamed, err = labels.ReadersIn(tx, people.Kind, d.PersonID); err != nil {
				return err
			}
		}
	}
	return nil
}

func listDossiers(tx *db.Tx, actor access.Actor, f Filter) ([]Dossier, error) {
	where, args := actor.Where(RightSee, Columns(tx.Today()))
	q := db.Q(dossierColumns+" where "+where, args...)
	if states := f.states(); states != nil {
		q.Add("and").In("s.state", states)
	}
	if f.Late {
		q.Add("and s.due_on < ?", tx.Today())
	}
	for _, one := range [][2]string{{"s.party_id", f.PartyID}, {"s.assignment_id", f.AssignmentID}} {
		if one[1] != "" {
			q.Add("and "+one[0]+" = ?", one[1])
		}
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		q.Add("and (s.person_id in (select pn.id from person pn where true")
		search.Matching(q, people.Kind, "pn.id", words)
		q.Add(") or s.assignment_id in (select an.id from assignment an where true")
		search.Matching(q, KindAssignment, "an.id", words)
		q.Add("))")
	}
	if len(f.After) == 2 {
		q.Add("and (s.since, s.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Dossier](tx, q.Add("order by s.since desc, s.id desc limit ?", f.Limit+1))
}

func dossiersOf(tx *db.Tx, actor access.Actor, assignment string) ([]Dossier, error) {
	where, args := actor.Where(RightSee, Columns(tx.Today()))
	q := db.Q(dossierColumns+" where "+where, args...)
	return db.List[Dossier](tx, q.Add("and s.assignment_id = ? order by s.year, s.serial limit ?", assignment, mostDossiers))
}

func ownDossiers(tx *db.Tx, actor access.Actor) ([]Dossier, error) {
	where, args := actor.Where(RightOwn, Columns(tx.Today()))
	q := db.Q(dossierColumns+" where "+where, args...)
	return db.List[Dossier](tx, q.Add("and s.person_id = ? order by s.start_on desc, s.id limit ?", actor.Person, mostDossiers))
}

func insertDossier(tx *db.Tx, d Dossier) error {
	return tx.Take(`insert into secondment (id, year, serial, assignment_id, party_id, person_id, note_number, label, state, since, due_on, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $12)`,
		d.ID, d.Year, d.Serial, d.AssignmentID, d.PartyID, d.PersonID, d.NoteNumber, string(d.Label), string(d.State), d.Since, d.DueOn, tx.Now())
}

func saveDossier(tx *db.Tx, d Dossier) (int, error) {
	return tx.Affect(`update secondment set state = $3, since = $4, due_on = $5, reminded_on = $6, supervisor = $7, desk_id = $8, start_on = $9, end_on = $10, planned_end = $11, letter_number = $12,
		letter_state = $13, letter_host = $14, letter_person = $15, link_id = $16, offer_link = $17, closes_on = $18, version = version + 1, updated_at = $19 where id = $1 and version = $2`,
		d.ID, d.Version, string(d.State), d.Since, d.DueOn, d.RemindedOn, db.Opt(d.SupervisorID), db.Opt(d.DeskID), d.Start, d.EndOn, d.PlannedEnd, d.LetterNumber,
		d.LetterState, d.LetterHost, d.LetterPerson, d.LinkID, d.OfferLink, d.ClosesOn, tx.Now())
}

// nominatedBy counts the nominations of a party that were not withdrawn.
func nominatedBy(tx *db.Tx, assignment, party string) (int, error) {
	return db.One[int](tx, `select count(*) from secondment where assignment_id = $1 and party_id = $2 and state <> 'withdrawn'`, assignment, party)
}

func checksOf(tx *db.Tx, id string) ([]Check, error) {
	return db.All[Check](tx, `select criterion, met from secondment_check where secondment_id = $1 order by criterion`, id)
}

func replaceChecks(tx *db.Tx, id string, list []Check) error {
	if err := tx.Exec(`delete from secondment_check where secondment_id = $1`, id); err != nil {
		return err
	}
	for _, c := range list {
		if err := tx.Exec(`insert into secondment_check (secondment_id, criterion, met) values ($1, $2, $3) on conflict do nothing`, id, c.Criterion, c.Met); err != nil {
			return err
		}
	}
	return nil
}

// panelOf are the members of the panel, and who spoke about the candidate.
func panelOf(tx *db.Tx, d Dossier) ([]Member, error) {
	return db.All[Member](tx, `select m.account_id, a.name, t.account_id is not null as declared, coalesce(t.conflict, false) as conflict, t.scored_at is not null as scored
		from assignment_panel m join account a on a.id = m.account_id left join secondment_stance t on t.secondment_id = $2 and t.account_id = m.account_id
		where m.assignment_id = $1 order by m.at, m.account_id`, d.AssignmentID, d.ID)
}

func putStance(tx *db.Tx, id, account string, conflict bool) error {
	return tx.Exec(`insert into secondment_stance (secondment_id, account_id, conflict, declared_at) values ($1, $2, $3, $4)
		on conflict (secondment_id, account_id) do update set conflict = excluded.conflict, declared_at = excluded.declared_at`, id, account, conflict, tx.Now())
}

func insertScore(tx *db.Tx, row, id, account, sealed string) error {
	if err := tx.Exec(`insert into secondment_score (id, secondment_id, account_id, scores) values ($1, $2, $3, $4)`, row, id, account, sealed); err != nil {
		return err
	}
	return tx.Exec(`update secondment_stance set scored_at = $3 where secondment_id = $1 and account_id = $2 and not conflict`, id, account, tx.Now())
}

type scoreRow struct {
	ID      string `db:"id"`
	Account string `db:"account_id"`
	Scores  string `db:"scores"`
}

func scoresOf(tx *db.Tx, id string) ([]scoreRow, error) {
	return db.All[scoreRow](tx, `select id, account_id, scores from secondment_score where secondment_id = $1 order by id`, id)
}

func insertFormality(tx *db.Tx, id string, f Formality) error {
	return tx.Exec(`insert into secondment_formality (id, secondment_id, code, name, owner, required, due_on, warn_days) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
		tx.NewID(), id, f.Code, f.Name, f.Owner, f.Required, f.DueOn, f.WarnDays)
}

func formalitiesOf(tx *db.Tx, id string) ([]Formality, error) {
	return db.All[Formality](tx, `select id, code, name, owner, required, due_on, seen_on, seen_by, valid_until, warn_days from secondment_formality where secondment_id = $1 order by id`, id)
}

func tickFormality(tx *db.Tx, actor access.Actor, id, code string, x TickDraft) error {
	return tx.Exec(`update secondment_formality set seen_on = $3, seen_by = $4, valid_until = $5, seen_actor = $6, warned_on = null where secondment_id = $1 and code = $2`,
		id, code, x.SeenOn, actor.Name, x.Until, actor.Key())
}

// lapsing are the formalities of people in post, or about to be, that lapse and were not noted yet.
func lapsing(tx *db.Tx, limit int) ([]string, error) {
	type row struct {
		ID    string  `db:"id"`
		Until db.Date `db:"valid_until"`
		Warn  int     `db:"warn_days"`
	}
	list, err := db.All[row](tx, `select f.id, f.valid_until, f.warn_days from secondment_formality f join secondment s on s.id = f.secondment_id
		where f.valid_until is not null and f.valid_until < $1 and f.warned_on is null and s.state in ('formalities', 'in_post') order by f.valid_until, f.id limit $2`, tx.Today().AddDays(366), limit)
	var out []string
	for _, r := range list {
		if r.Until < tx.Today().AddDays(r.Warn) {
			out = append(out, r.ID)
		}
	}
	return out, err
}

// warned notes that it was told that a formality lapses; ID is then that of the dossier.
func warned(tx *db.Tx, id string) (Formality, error) {
	if err := tx.Exec(`update secondment_formality set warned_on = $2 where id = $1`, id, tx.Today()); err != nil {
		return Formality{}, err
	}
	return db.One[Formality](tx, `select secondment_id as id, code, valid_until from secondment_formality where id = $1`, id)
}

func tasksOf(tx *db.Tx, id string) ([]Task, error) {
	return db.All[Task](tx, `select id, title, from_on, to_on, progress from secondment_task where secondment_id = $1 order by from_on, id`, id)
}

func countTasks(tx *db.Tx, id string) (int, error) {
	return db.One[int](tx, `select count(*) from secondment_task where secondment_id = $1`, id)
}

func insertTask(tx *db.Tx, id string, t Task) error {
	return tx.Exec(`insert into secondment_task (id, secondment_id, title, from_on, to_on, at) values ($1, $2, $3, $4, $5, $6)`, t.ID, id, t.Title, t.From, t.To, tx.Now())
}

func saveProgress(tx *db.Tx, id, task string, progress int) (int, error) {
	return tx.Affect(`update secondment_task set progress = $3, version = version + 1, at = $4 where secondment_id = $1 and id = $2`, id, task, progress, tx.Now())
}

func insertChange(tx *db.Tx, actor access.Actor, id string, end db.Date, state string) error {
	return tx.Exec(`insert into secondment_change (id, secondment_id, end_on, state, by_actor, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		tx.NewID(), id, end, state, actor.Key(), actor.Name, tx.Now())
}

func decideChange(tx *db.Tx, id, state string) error {
	return tx.Exec(`update secondment_change set state = $2 where id = $1`, id, state)
}

func changesOf(tx *db.Tx, id string) ([]EndChange, error) {
	list, err := db.All[EndChange](tx, `select id, end_on, state, by_actor, by_name, at from secondment_change where secondment_id = $1 order by id`, id)
	for i := range list {
		if list[i].Approvals, err = assignments.ApprovalsIn(tx, kindChange, list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, err
}

// openChange is the later end that waits for the Co-Managers.
func openChange(tx *db.Tx, id string) (EndChange, bool, error) {
	x, err := db.One[EndChange](tx, `select id, end_on, state, by_actor, by_name, at from secondment_change where secondment_id = $1 and state = 'proposed' order by id limit 1`, id)
	if errors.Is(err, db.ErrNone) {
		return x, false, nil
	}
	if err != nil {
		return x, false, err
	}
	x.Approvals, err = assignments.ApprovalsIn(tx, kindChange, x.ID)
	return x, err == nil, err
}

// reportedOf tells whether the secondee and the supervisor have written their reports.
func reportedOf(tx *db.Tx, d Dossier) (own, host bool, err error) {
	list, err := db.All[string](tx, `select verb from secondment_step where kind = 'secondment' and record_id = $1 and verb in ('report_own', 'report_host')`, d.ID)
	for _, v := range list {
		own, host = own || Verb(v) == ReportOwn, host || Verb(v) == ReportHost
	}
	return own, host, err
}

const fileColumns = `select x.id, x.kind, x.title, x.file_id, f.name, x.label, x.at, x.by_name from secondment_file x join file f on f.id = x.file_id`

func filesOf(tx *db.Tx, id string) ([]File, error) {
	return db.All[File](tx, fileColumns+` where x.secondment_id = $1 order by x.id`, id)
}

func findFile(tx *db.Tx, dossier, id string) (File, error) {
	f, err := db.One[File](tx, fileColumns+` where x.secondment_id = $1 and x.id = $2`, dossier, id)
	return missing(f, err, "file")
}

func insertFile(tx *db.Tx, actor access.Actor, dossier string, f File) error {
	return tx.Exec(`insert into secondment_file (id, secondment_id, kind, title, file_id, label, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		f.ID, dossier, f.Kind, f.Title, f.FileID, string(f.Label), tx.Now(), actor.Key(), actor.Name)
}
