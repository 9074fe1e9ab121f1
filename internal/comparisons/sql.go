package comparisons

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/parties"
)

// round is a round of which the reader may read something under an instrument.
type round struct {
	InstrumentID string  `db:"instrument_id"`
	PartyID      string  `db:"party_id"`
	Name         string  `db:"name"`
	ISO          string  `db:"iso"`
	Region       string  `db:"region"`
	SortKey      string  `db:"sort_key"`
	ID           string  `db:"id"`
	Number       int     `db:"number"`
	Kind         string  `db:"kind"`
	AsAt         db.Date `db:"as_at"`
}

// roundsIn lists the rounds of which the actor may read something, by instrument, then by State in alphabetical order, the newest
// last. For each it asks the index for one row, and reads no answer.
func roundsIn(tx *db.Tx, actor access.Actor, instrumentIDs ...string) ([]round, error) {
	where, args := actor.Where(gaps.RightRead, gaps.Cleared)
	q := db.Q(`select i.id as instrument_id, p.id as party_id, p.name, p.iso, p.region, p.sort_key, r.id, r.number, r.kind, r.as_at
		from instrument i cross join gap_assessment a join gap_round r on r.assessment_id = a.id join party p on p.id = a.party_id where`).In("i.id", instrumentIDs)
	q.Add("and exists (select 1 from gap_cleared k where k.instrument_id = i.id and k.party_id = a.party_id and k.number = r.number and k.round_id = r.id and "+where+")", args...)
	return db.List[round](tx, q.Add("order by i.id, p.sort_key, p.id, r.as_at, r.number, r.id"))
}

// cell is a cleared answer without its words.
type cell struct {
	PartyID       string    `db:"party_id"`
	ProvisionID   string    `db:"provision_id"`
	Label         label.TLP `db:"label"`
	Applicability string    `db:"applicability"`
	DeJure        string    `db:"de_jure"`
	DeFacto       string    `db:"de_facto"`
	Assistance    string    `db:"assistance"`
}

// chosen begins a query with "c": the rounds that are read.
func chosen(rounds []round) *db.Query {
	q := db.Q("with c (instrument_id, party_id, number, round_id) as (values")
	for i, r := range rounds {
		if i > 0 {
			q.Add(",")
		}
		q.Add("(?, ?, cast(? as integer), ?)", r.InstrumentID, r.PartyID, r.Number, r.ID)
	}
	return q.Add(")")
}

// ofChosen reads the rounds one after the other out of the index. SQLite keeps to the order of a cross join; left to itself it
// walks all that was ever cleared, in the order in which it will be grouped.
const ofChosen = `c cross join gap_cleared k where k.instrument_id = c.instrument_id and k.party_id = c.party_id and k.number = c.number and k.round_id = c.round_id and `

// cellsIn reads what was cleared in some rounds, out of the index alone.
func cellsIn(tx *db.Tx, actor access.Actor, rounds []round) ([]cell, error) {
	if len(rounds) == 0 {
		return nil, nil
	}
	where, args := actor.Where(gaps.RightRead, gaps.Cleared)
	return db.List[cell](tx, chosen(rounds).Add(`select k.party_id, k.provision_id, k.label, k.applicability, k.de_jure, k.de_facto, k.assistance from `+ofChosen+where, args...))
}

// tally is how many cells under one provision say the same.
type tally struct {
	cell
	Cells int `db:"cells"`
}

// talliesIn counts what was cleared in some rounds of many instruments, provision by provision.
func talliesIn(tx *db.Tx, actor access.Actor, rounds []round, m Measure) ([]tally, error) {
	if len(rounds) == 0 {
		return nil, nil
	}
	column := map[Measure]string{DeJure: "k.de_jure", DeFacto: "k.de_facto", Assistance: "k.assistance, k.de_jure, k.de_facto"}[m]
	where, args := actor.Where(gaps.RightRead, gaps.Cleared)
	return db.List[tally](tx, chosen(rounds).Add(`select k.provision_id, k.label, k.applicability, `+column+`, count(*) as cells from `+ofChosen+where, args...).
		Add(`group by k.provision_id, k.label, k.applicability, `+column))
}

// outline is where a provision stands, without its text.
type outline struct {
	ID           string                 `db:"id"`
	InstrumentID string                 `db:"instrument_id"`
	Theme        string                 `db:"theme"`
	Obligation   instruments.Obligation `db:"obligation"`
}

// outlinesIn are the provisions of all instruments in use that are assessed.
func outlinesIn(tx *db.Tx) ([]outline, error) {
	return db.All[outline](tx, `select t.provision_id as id, i.id as instrument_id, t.theme, t.obligation from instrument i join provision_text t on t.version_id = i.latest_id where t.assessable`)
}

// full is a cleared answer with its words.
type full struct {
	cell
	RoundID string  `db:"round_id"`
	Answer  string  `db:"answer"`
	At      db.Time `db:"at"`
}

// fullIn reads the answers under one provision in some rounds.
func fullIn(tx *db.Tx, actor access.Actor, rounds []round, provisionID string) ([]full, error) {
	if len(rounds) == 0 {
		return nil, nil
	}
	where, args := actor.Where(gaps.RightRead, gaps.Cleared)
	return db.List[full](tx, chosen(rounds).Add(`select k.party_id, k.provision_id, k.label, k.applicability, k.de_jure, k.de_facto, k.assistance, k.round_id, k.answer, k.at
		from c cross join gap_cleared k where k.round_id = c.round_id and k.provision_id = ? and `+where, append([]any{provisionID}, args...)...))
}

// membersOf lists the parties of the top level in a group today.
func membersOf(tx *db.Tx, kind, of string) ([]string, error) {
	switch kind {
	case "region":
		return db.All[string](tx, `select id from party where parent_id is null and region = $1`, of)
	case "status":
		return db.All[string](tx, `select p.id from party p where p.parent_id is null and exists (select 1 from membership m where m.party_id = p.id and m.status = $1
			and (m.valid_from is null or m.valid_from <= $2) and (m.valid_to is null or m.valid_to >= $2))`, of, tx.Today())
	default:
		return db.All[string](tx, `select p.id from party p where p.parent_id is null and exists (select 1 from body_member b where b.party_id = p.id and b.body_id = $1
			and (b.valid_from is null or b.valid_from <= $2) and (b.valid_to is null or b.valid_to >= $2))`, of, tx.Today())
	}
}

// regionsIn and bodiesIn list groups that can be chosen.
func regionsIn(tx *db.Tx) ([]Group, error) {
	return db.All[Group](tx, `select distinct 'region:' || region as value, region as words from party where region <> '' and parent_id is null order by 2 limit 100`)
}

func bodiesIn(tx *db.Tx) ([]Group, error) {
	return db.All[Group](tx, `select 'body:' || id as value, name as words from body order by position, name, id limit 200`)
}

// state is a State by name.
type state struct {
	ID   string `db:"id"`
	Name string `db:"name"`
}

// statesIn lists the States in alphabetical order, as far as the actor may see them in the register of parties.
func statesIn(tx *db.Tx, actor access.Actor, kinds []string) ([]state, error) {
	where, args := actor.Where(parties.RightSee, access.Columns{Party: "? in (p.id, p.parent_id)"})
	return db.List[state](tx, db.Q(`select p.id, p.name from party p where p.parent_id is null and`).In("p.kind", kinds).Add("and "+where, args...).Add("order by p.sort_key, p.id limit 500"))
}
