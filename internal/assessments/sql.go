package assessments

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const itemColumns = `select i.id, i.line_id, i.number, i.kind, i.topic, i.points, i.texts, i.answer, i.state, i.written_by, i.written_name, i.reviewed_name, i.reason,
	i.version, i.updated_at, (select count(*) from assessment_test_item t where t.item_id = i.id) as tests from assessment_item i`

func decodeItems(list []Item, err error) ([]Item, error) {
	for k := range list {
		if err == nil {
			err = list[k].decode()
		}
	}
	return list, err
}

func findItem(tx *db.Tx, id string) (Item, error) {
	i, err := db.One[Item](tx, itemColumns+` where i.id = $1`, id)
	if i, err = missing(i, err, "item"); err != nil {
		return i, err
	}
	return i, i.decode()
}

// versionsOf lists the versions of an item, the latest first.
func versionsOf(tx *db.Tx, lineID string) ([]Item, error) {
	return decodeItems(db.All[Item](tx, itemColumns+` where i.line_id = $1 order by i.number desc`, lineID))
}

func listItems(tx *db.Tx, f ItemFilter) ([]Item, error) {
	q := db.Q(itemColumns + ` where true`)
	for _, one := range [][2]string{{"i.state", string(f.State)}, {"i.kind", string(f.Kind)}, {"i.topic", f.Topic}} {
		if one[1] != "" {
			q.Add("and "+one[0]+" = ?", one[1])
		}
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, KindItem, "i.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (i.updated_at, i.id) < (?, ?)", f.After[0], f.After[1])
	}
	return decodeItems(db.List[Item](tx, q.Add("order by i.updated_at desc, i.id desc limit ?", f.Limit+1)))
}

func itemsByID(tx *db.Tx, ids []string) (map[string]Item, error) {
	list, err := decodeItems(db.List[Item](tx, db.Q(itemColumns+` where`).In("i.id", ids)))
	out := map[string]Item{}
	for _, i := range list {
		out[i.ID] = i
	}
	return out, err
}

func insertItem(tx *db.Tx, actor access.Actor, i Item, d ItemDraft, texts, answer string) error {
	return tx.Take(`insert into assessment_item (id, line_id, number, kind, topic, points, texts, answer, state, written_by, written_name, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9, $10, $11, $11)`, i.ID, i.LineID, i.Number, string(d.Kind), d.Topic, d.Points, texts, answer, actor.Key(), actor.Name, tx.Now())
}

// updateItem writes a draft anew; whoever wrote it last does not review it.
func updateItem(tx *db.Tx, actor access.Actor, i Item, version int, d ItemDraft, texts, answer string) (int, error) {
	return tx.Affect(`update assessment_item set kind = $3, topic = $4, points = $5, texts = $6, answer = $7, written_by = $8, written_name = $9, version = version + 1, updated_at = $10
		where id = $1 and version = $2 and state = 'draft'`, i.ID, version, string(d.Kind), d.Topic, d.Points, texts, answer, actor.Key(), actor.Name, tx.Now())
}

func setItemState(tx *db.Tx, i Item, to ItemState, actor access.Actor, reason string) error {
	if to == Reviewed {
		return tx.Exec(`update assessment_item set state = $2, reviewed_by = $3, reviewed_name = $4, version = version + 1, updated_at = $5 where id = $1`, i.ID, string(to), actor.Key(), actor.Name, tx.Now())
	}
	return tx.Exec(`update assessment_item set state = $2, reason = $3, version = version + 1, updated_at = $4 where id = $1`, i.ID, string(to), reason, tx.Now())
}

// retireOthers retires the versions before a reviewed one.
func retireOthers(tx *db.Tx, i Item) error {
	return tx.Exec(`update assessment_item set state = 'retired', reason = 'A later version was reviewed.', version = version + 1, updated_at = $3
		where line_id = $1 and number < $2 and state = 'reviewed'`, i.LineID, i.Number, tx.Now())
}

// testsWith are the tests in which an item stands.
func testsWith(tx *db.Tx, itemID string) ([]string, error) {
	return db.All[string](tx, `select test_id from assessment_test_item where item_id = $1 order by test_id`, itemID)
}

const testColumns = `select t.id, t.activity_id, t.title, t.intro, t.shuffle, t.seed, t.state, t.before_opens, t.before_closes, t.after_opens, t.after_closes, t.version from assessment_test t`

func testOf(tx *db.Tx, activityID string) (Test, bool, error) {
	t, err := db.One[Test](tx, testColumns+` where t.activity_id = $1`, activityID)
	if errors.Is(err, db.ErrNone) {
		return t, false, nil
	}
	return t, err == nil, err
}

func insertTest(tx *db.Tx, t Test, d TestPlan) error {
	return tx.Take(`insert into assessment_test (id, activity_id, title, intro, shuffle, seed, state, before_opens, before_closes, after_opens, after_closes, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)`,
		t.ID, t.ActivityID, d.Title, d.Intro, d.Shuffle, t.Seed, t.State, d.BeforeOpens, d.BeforeCloses, d.AfterOpens, d.AfterCloses, tx.Now())
}

func updateTest(tx *db.Tx, t Test, d TestPlan) (int, error) {
	return tx.Affect(`update assessment_test set title = $3, intro = $4, shuffle = $5, before_opens = $6, before_closes = $7, after_opens = $8, after_closes = $9,
		version = version + 1, updated_at = $10 where id = $1 and version = $2`,
		t.ID, d.Version, d.Title, d.Intro, d.Shuffle, d.BeforeOpens, d.BeforeCloses, d.AfterOpens, d.AfterCloses, tx.Now())
}

func setTestState(tx *db.Tx, id, state string) error {
	return tx.Exec(`update assessment_test set state = $2, version = version + 1, updated_at = $3 where id = $1`, id, state, tx.Now())
}

func setItems(tx *db.Tx, testID string, items []string) error {
	if err := tx.Exec(`delete from assessment_test_item where test_id = $1`, testID); err != nil {
		return err
	}
	rows := make([][]any, len(items))
	for k, id := range items {
		rows[k] = []any{testID, id, k}
	}
	return tx.InsertRows("assessment_test_item", []string{"test_id", "item_id", "place"}, rows)
}

// itemsOf lists the items of a test in their order.
func itemsOf(tx *db.Tx, testID string) ([]Item, error) {
	return decodeItems(db.All[Item](tx, itemColumns+` join assessment_test_item x on x.item_id = i.id where x.test_id = $1 order by x.place`, testID))
}

const takerColumns = `k.id, k.test_id, k.activity_id, k.person_id, n.given as person, n.address_form, n.email, k.party_id, p.name as party, k.code, k.link_id, k.party_may_see,
	k.asked_before, k.asked_after from assessment_taker k join person n on n.id = k.person_id join party p on p.id = k.party_id`

// takersOf lists who takes a test, whoever asks: for counting and for mail.
func takersOf(tx *db.Tx, testID string) ([]Taker, error) {
	return db.All[Taker](tx, `select `+takerColumns+` where k.test_id = $1 order by p.name_key, n.sort_key, k.id`, testID)
}

// takersSeen lists those whom the actor may see by name.
func takersSeen(tx *db.Tx, actor access.Actor, right access.Right, testID string) ([]Taker, error) {
	where, args := actor.Where(right, Columns)
	return db.List[Taker](tx, db.Q(`select `+takerColumns+` where k.test_id = ?`, testID).Add("and "+where, args...).Add("order by p.name_key, n.sort_key, k.id"))
}

func takerOf(tx *db.Tx, testID, personID string) (Taker, bool, error) {
	k, err := db.One[Taker](tx, `select `+takerColumns+` where k.test_id = $1 and k.person_id = $2`, testID, personID)
	if errors.Is(err, db.ErrNone) {
		return k, false, nil
	}
	return k, err == nil, err
}

// mostAgreed bounds what a focal point reads at once.
const mostAgreed = 500

func agreedBy(tx *db.Tx, actor access.Actor) ([]Scored, error) {
	where, args := actor.Where(RightAgreed, Columns)
	return db.List[Scored](tx, db.Q(`select a.title as activity, `+takerColumns+` join activity a on a.id = k.activity_id where k.party_may_see and`).
		In("k.party_id", actor.Parties(access.FocalPoint)).Add("and "+where, args...).Add("order by a.starts_on desc, n.sort_key, k.id limit ?", mostAgreed))
}

// newTaker makes somebody a taker under a code of their own.
func newTaker(tx *db.Tx, t Test, personID, partyID string) (Taker, error) {
	k := Taker{ID: tx.NewID(), TestID: t.ID, ActivityID: t.ActivityID, PersonID: personID, PartyID: partyID, Code: newCode()}
	return k, tx.Take(`insert into assessment_taker (id, test_id, activity_id, person_id, party_id, code, party_may_see) values ($1, $2, $3, $4, $5, $6, false)`,
		k.ID, k.TestID, k.ActivityID, k.PersonID, k.PartyID, k.Code)
}

func setPartyMaySee(tx *db.Tx, takerID string, yes bool) error {
	return tx.Exec(`update assessment_taker set party_may_see = $2 where id = $1`, takerID, yes)
}

func setAsked(tx *db.Tx, takerID, link string, phase Phase) error {
	column := "asked_before"
	if phase == After {
		column = "asked_after"
	}
	return tx.Exec(`update assessment_taker set link_id = $2, `+column+` = $3 where id = $1`, takerID, link, tx.Now())
}

// withoutCode counts confirmed people who are no takers of a fixed test yet.
func withoutCode(tx *db.Tx, t Test) (int, error) {
	if !t.Fixed() {
		return 0, nil
	}
	return db.One[int](tx, `select count(*) from nomination n where n.activity_id = $1 and n.state = 'confirmed'
		and not exists (select 1 from assessment_taker k where k.test_id = $2 and k.person_id = n.person_id)`, t.ActivityID, t.ID)
}
