package training

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/figures/counted"
	"counterpart/internal/training/balance"
)

// Selections.

func selectionNumbers(tx *db.Tx, deliveryID string) ([]int, error) {
	return db.All[int](tx, `select number from selection where delivery_id = $1 order by number`, deliveryID)
}

func selectionOf(tx *db.Tx, deliveryID string, number int) (Selection, error) {
	x, err := db.One[Selection](tx, `select id, delivery_id, number, state, rules, baseline, saved, proposed_at, proposed_by, decided_at, decided_by from selection
		where delivery_id = $1 and number = $2`, deliveryID, number)
	if x, err = missing(x, err, "selection"); err != nil {
		return x, err
	}
	if x.Rules, err = fromJSON[Rules](x.RulesJSON); err != nil {
		return x, err
	}
	x.Before, err = fromJSON[[]Nominee](x.BeforeJSON)
	return x, err
}

func nextSelection(tx *db.Tx, deliveryID string) (int, error) {
	return db.One[int](tx, `select coalesce(max(number), 0) + 1 from selection where delivery_id = $1`, deliveryID)
}

func dropOpen(tx *db.Tx, deliveryID string) error {
	return tx.Exec(`update selection set state = 'dropped' where delivery_id = $1 and state = 'open'`, deliveryID)
}

func insertSelection(tx *db.Tx, actor access.Actor, x Selection) error {
	rules, err := toJSON(x.Rules)
	if err != nil {
		return err
	}
	before, err := toJSON(append([]Nominee{}, x.Before...))
	if err != nil {
		return err
	}
	return tx.Take(`insert into selection (id, delivery_id, number, state, rules, baseline, proposed_at, proposed_by, by_actor) values ($1, $2, $3, 'open', $4, $5, $6, $7, $8)`,
		x.ID, x.DeliveryID, x.Number, rules, before, tx.Now(), actor.Name, actor.Key())
}

func insertLine(tx *db.Tx, selectionID string, n Nominee, position int, p balance.Proposed) error {
	return tx.Exec(`insert into selection_line (id, selection_id, nomination_id, position, fresh, proposed, why, decision, place) values ($1, $2, $3, $4, $5, $6, $7, $6, $8)`,
		tx.NewID(), selectionID, n.NominationID, position, n.New, string(p.Decision), p.Why, p.Place)
}

// linesOf lists a selection in the order of nomination, as far as labels open it to the actor.
func linesOf(tx *db.Tx, actor access.Actor, selectionID string, d Delivery) ([]Line, error) {
	where, args := actor.Where(RightSelect, delegations.Columns)
	return db.List[Line](tx, db.Q(`select l.id, l.position, l.proposed, l.why, l.decision, l.place, l.reason, l.by_name, l.fresh, n.id as nomination_id, n.party_id, p.name as party,
		case when n.from_party_id <> n.party_id then n.from_party_id else '' end as agency_id, case when n.from_party_id <> n.party_id then fp.name else '' end as agency, pe.sex,
		n.person_id, pe.given, pe.address_form, pe.native_name, pe.native_lang, n.position as job
		from selection_line l join nomination n on n.id = l.nomination_id join person pe on pe.id = n.person_id join party p on p.id = n.party_id join party fp on fp.id = n.from_party_id
		where l.selection_id = ? and n.activity_id = ?`, selectionID, d.ActivityID).Add("and "+where, args...).Add("order by l.position, l.id"))
}

func updateLine(tx *db.Tx, actor access.Actor, id string, x ChangeDraft) error {
	return tx.Exec(`update selection_line set decision = $2, reason = $3, at = $4, by_actor = $5, by_name = $6 where id = $1`, id, string(x.Decision), x.Reason, tx.Now(), actor.Key(), actor.Name)
}

func touchSelection(tx *db.Tx, x Selection) error {
	return tx.Exec(`update selection set saved = $2 where id = $1`, x.ID, x.Saved+1)
}

func acceptBreak(tx *db.Tx, actor access.Actor, selectionID string, b Break, reason string) error {
	return tx.Exec(`insert into selection_accepted (selection_id, rule, words, reason, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (selection_id, rule) do update set words = excluded.words, reason = excluded.reason, at = excluded.at, by_actor = excluded.by_actor, by_name = excluded.by_name`,
		selectionID, b.Rule, b.Words, reason, tx.Now(), actor.Key(), actor.Name)
}

type acceptedRow struct {
	Rule   string `db:"rule"`
	Words  string `db:"words"`
	Reason string `db:"reason"`
	By     string `db:"by_name"`
}

func acceptedIn(tx *db.Tx, selectionID string) ([]acceptedRow, error) {
	return db.All[acceptedRow](tx, `select rule, words, reason, by_name from selection_accepted where selection_id = $1 order by rule`, selectionID)
}

func decideSelection(tx *db.Tx, actor access.Actor, x Selection) error {
	return tx.Exec(`update selection set state = 'decided', decided_at = $2, decided_by = $3, decided_actor = $4, saved = saved + 1 where id = $1`, x.ID, tx.Now(), actor.Name, actor.Key())
}

// suggest are the rules with which a form begins: those of the last selection, or all seats of the activity.
func suggest(tx *db.Tx, d Delivery) (Rules, error) {
	last, err := db.All[string](tx, `select rules from selection where delivery_id = $1 order by number desc limit 1`, d.ID)
	if err != nil {
		return Rules{}, err
	}
	if len(last) > 0 {
		return fromJSON[Rules](last[0])
	}
	n, err := db.One[int](tx, `select coalesce(sum(n.seats), 0) from allocation n where n.activity_id = $1 and `+counted.Participant, d.ActivityID)
	return Rules{Seats: n}, err
}

// The register.

// sessionsOf lists the sessions of an activity in the order of time. The title of one labelled RED is not given.
func sessionsOf(tx *db.Tx, activityID string) ([]Session, error) {
	return db.All[Session](tx, `select s.id, case when s.label = 'TLP:RED' then 'A session labelled RED' else s.title end as title, s.starts_at, s.ends_at, (s.chatham or a.chatham) as chatham
		from activity_session s join activity a on a.id = s.activity_id where s.activity_id = $1 order by s.starts_at, s.ends_at, s.id`, activityID)
}

// taughtIn are the sessions in which modules are taught.
func taughtIn(tx *db.Tx, deliveryID string) ([]string, error) {
	return db.All[string](tx, `select distinct x.session_id from delivery_session x join activity_session s on s.id = x.session_id where x.delivery_id = $1`, deliveryID)
}

// checkinsOf lists the check-ins that count, in the order of time; those at sessions under the Chatham House Rule are left out.
func checkinsOf(tx *db.Tx, activityID string) ([]checkin, error) {
	return db.All[checkin](tx, `select c.nomination_id, coalesce(c.session_id, '') as session_id, c.direction, c.at from checkin c left join activity_session s on s.id = c.session_id
		where c.activity_id = $1 and c.void_reason = '' and not coalesce(s.chatham, false) order by c.at, c.id`, activityID)
}

func correctionsOf(tx *db.Tx, deliveryID string) ([]Correction, error) {
	return db.All[Correction](tx, `select id, nomination_id, session_id, from_at, until_at, reason, source, at, by_name from presence_correction
		where delivery_id = $1 and not undone order by id`, deliveryID)
}

func insertCorrection(tx *db.Tx, actor access.Actor, deliveryID string, x CorrectionDraft, source, fileID string) error {
	return tx.Exec(`insert into presence_correction (id, delivery_id, nomination_id, session_id, from_at, until_at, reason, source, file_id, at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.NewID(), deliveryID, x.NominationID, x.SessionID, db.Opt(x.From.Text()), db.Opt(x.Until.Text()), x.Reason, source, fileID, tx.Now(), actor.Key(), actor.Name)
}

// Completion.

func evidenceOf(tx *db.Tx, deliveryID string) ([]Evidence, error) {
	return db.All[Evidence](tx, `select nomination_id, kind, on_date, score, words from delivery_evidence where delivery_id = $1 and not undone order by id`, deliveryID)
}

func insertEvidence(tx *db.Tx, actor access.Actor, deliveryID string, e Evidence, fileID string) error {
	return tx.Exec(`insert into delivery_evidence (id, delivery_id, nomination_id, kind, on_date, score, words, file_id, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.NewID(), deliveryID, e.NominationID, string(e.Kind), e.On, e.Score, e.Words, fileID, tx.Now(), actor.Key(), actor.Name)
}

type resultRow struct {
	NominationID string `db:"nomination_id"`
	Exception    string `db:"exception"`
	Reason       string `db:"reason"`
	Concluded    bool   `db:"concluded"`
	Completed    bool   `db:"completed"`
}

func resultsOf(tx *db.Tx, deliveryID string) (map[string]resultRow, error) {
	rows, err := db.All[resultRow](tx, `select nomination_id, exception, reason, completed is not null as concluded, coalesce(completed, false) as completed from delivery_result where delivery_id = $1`, deliveryID)
	out := map[string]resultRow{}
	for _, r := range rows {
		out[r.NominationID] = r
	}
	return out, err
}

func keepException(tx *db.Tx, actor access.Actor, deliveryID string, p Participant, x ExceptionDraft) error {
	return tx.Exec(`insert into delivery_result (delivery_id, nomination_id, person_id, party_id, exception, reason, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (delivery_id, nomination_id) do update set exception = excluded.exception, reason = excluded.reason, at = excluded.at, by_actor = excluded.by_actor, by_name = excluded.by_name`,
		deliveryID, p.NominationID, p.PersonID, p.PartyID, x.Exception, x.Reason, tx.Now(), actor.Key(), actor.Name)
}

func keepResult(tx *db.Tx, actor access.Actor, deliveryID string, r Result) error {
	return tx.Exec(`insert into delivery_result (delivery_id, nomination_id, person_id, party_id, completed, presence, why, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		on conflict (delivery_id, nomination_id) do update set completed = excluded.completed, presence = excluded.presence, why = excluded.why, at = excluded.at`,
		deliveryID, r.NominationID, r.PersonID, r.PartyID, r.Completes, r.Percent, r.Why, tx.Now(), actor.Key(), actor.Name)
}

func conclude(tx *db.Tx, d Delivery) error {
	return tx.Exec(`update delivery set concluded_at = $2, saved = saved + 1 where id = $1`, d.ID, tx.Now())
}

// taughtMinutes is how long the modules take that are taught.
func taughtMinutes(tx *db.Tx, deliveryID string) (int, error) {
	return db.One[int](tx, `select coalesce(sum(minutes), 0) from delivery_module where delivery_id = $1 and not left_out`, deliveryID)
}

// Files of a learning platform.

const fileColumns = `select id, name, state, row_count, taken_rows, saved, at, by_name, headings, columns from lms_file`

func fileOf(tx *db.Tx, deliveryID, id string) (File, error) {
	f, err := db.One[File](tx, fileColumns+` where id = $1 and delivery_id = $2`, id, deliveryID)
	if f, err = missing(f, err, "file"); err != nil {
		return f, err
	}
	if f.Headings, err = fromJSON[[]string](f.HeadJSON); err != nil {
		return f, err
	}
	f.Columns, err = fromJSON[[]string](f.ColsJSON)
	return f, err
}

func filesOf(tx *db.Tx, deliveryID string) ([]File, error) {
	return db.All[File](tx, fileColumns+` where delivery_id = $1 order by id desc limit 50`, deliveryID)
}

func insertFile(tx *db.Tx, actor access.Actor, deliveryID string, f File) error {
	head, err := toJSON(f.Headings)
	if err != nil {
		return err
	}
	columns, err := toJSON(f.Columns)
	if err != nil {
		return err
	}
	return tx.Exec(`insert into lms_file (id, delivery_id, name, state, headings, columns, row_count, at, by_actor, by_name) values ($1, $2, $3, 'read', $4, $5, $6, $7, $8, $9)`,
		f.ID, deliveryID, f.Name, head, columns, f.Rows, tx.Now(), actor.Key(), actor.Name)
}

func saveColumns(tx *db.Tx, f File) error {
	columns, err := toJSON(f.Columns)
	if err != nil {
		return err
	}
	return tx.Exec(`update lms_file set columns = $2, saved = saved + 1 where id = $1`, f.ID, columns)
}

func insertFileRow(tx *db.Tx, fileID string, line int, cells []string) error {
	raw, err := toJSON(cells)
	if err != nil {
		return err
	}
	return tx.Exec(`insert into lms_row (file_id, line, cells) values ($1, $2, $3)`, fileID, line, raw)
}

func rowsOf(tx *db.Tx, fileID string) ([]FileRow, error) {
	rows, err := db.All[FileRow](tx, `select line, cells, nomination_id, words from lms_row where file_id = $1 order by line`, fileID)
	for i := range rows {
		if rows[i].cells, err = fromJSON[[]string](rows[i].CellsJSON); err != nil {
			return nil, err
		}
	}
	return rows, err
}

// settleRow keeps what was taken of a row, and forgets its cells.
func settleRow(tx *db.Tx, fileID string, r FileRow) error {
	return tx.Exec(`update lms_row set cells = '[]', nomination_id = $3, words = $4 where file_id = $1 and line = $2`, fileID, r.Line, db.Opt(r.NominationID), r.Words)
}

func setFile(tx *db.Tx, id, state string, taken int) error {
	return tx.Exec(`update lms_file set state = $2, taken_rows = $3, taken_at = $4, saved = saved + 1 where id = $1`, id, state, taken, tx.Now())
}

func undoFile(tx *db.Tx, id string) error {
	for _, statement := range []string{
		`update presence_correction set undone = true where file_id = $1`, `update delivery_evidence set undone = true where file_id = $1`,
	} {
		if err := tx.Exec(statement, id); err != nil {
			return err
		}
	}
	return tx.Exec(`update lms_file set state = 'undone', undone_at = $2, saved = saved + 1 where id = $1`, id, tx.Now())
}
