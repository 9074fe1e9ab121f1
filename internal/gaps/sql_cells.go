package gaps

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
)

const cellColumns = `select c.round_id, c.provision_id, c.revision, c.label, c.answer, c.by_name, c.at from gap_cell c`

// findCell returns what stands under a provision; a cell of revision 0 where nothing does.
func findCell(tx *db.Tx, roundID, provisionID string) (Cell, error) {
	c, err := db.One[Cell](tx, cellColumns+` where c.round_id = $1 and c.provision_id = $2`, roundID, provisionID)
	if errors.Is(err, db.ErrNone) {
		return Cell{RoundID: roundID, ProvisionID: provisionID}, nil
	}
	if err == nil {
		c.Answer, err = answers.Parse(c.Kept)
	}
	return c, err
}

func cellsOf(tx *db.Tx, roundID string) ([]Cell, error) {
	list, err := db.All[Cell](tx, cellColumns+` where c.round_id = $1 order by c.provision_id`, roundID)
	for i := range list {
		if err == nil {
			list[i].Answer, err = answers.Parse(list[i].Kept)
		}
	}
	return list, err
}

func answeredIn(tx *db.Tx, roundID string) ([]string, error) {
	return db.All[string](tx, `select provision_id from gap_cell where round_id = $1 and answer <> '{}'`, roundID)
}

// findRevision returns a cell as it was; revision 0 is the empty one.
func findRevision(tx *db.Tx, roundID, provisionID string, number int) (Cell, error) {
	c := Cell{RoundID: roundID, ProvisionID: provisionID, Revision: number}
	if number == 0 {
		return c, nil
	}
	kept, err := db.One[string](tx, `select answer from gap_revision where round_id = $1 and provision_id = $2 and revision = $3`, roundID, provisionID, number)
	if err != nil {
		return c, fmt.Errorf("revision %d of a cell is not there: %w", number, err)
	}
	c.Answer, err = answers.Parse(kept)
	return c, err
}

func revisionsOf(tx *db.Tx, roundID, provisionID string) ([]Revision, error) {
	list, err := db.All[Revision](tx, `select revision, answer, how, note, by_name, at from gap_revision where round_id = $1 and provision_id = $2 order by revision desc`, roundID, provisionID)
	for i := range list {
		if err == nil {
			list[i].Answer, err = answers.Parse(list[i].Kept)
		}
	}
	return list, err
}

// putCell writes the next revision of a cell. Two that write the same revision meet in the key of gap_revision: the later one
// runs again, upon what the earlier one wrote.
func putCell(tx *db.Tx, actor access.Actor, roundID, provisionID string, revision int, a answers.Answer, how How, note string) error {
	kept := a.JSON()
	err := tx.Take(`insert into gap_revision (round_id, provision_id, revision, answer, how, note, by_actor, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		roundID, provisionID, revision, kept, string(how), note, actor.Key(), actor.Name, tx.Now())
	if err != nil {
		return err
	}
	return tx.Exec(`insert into gap_cell (round_id, provision_id, revision, applicability, de_jure, de_facto, confidence, answer, by_actor, by_name, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (round_id, provision_id) do update set revision = excluded.revision, applicability = excluded.applicability,
		de_jure = excluded.de_jure, de_facto = excluded.de_facto, confidence = excluded.confidence, answer = excluded.answer, by_actor = excluded.by_actor, by_name = excluded.by_name, at = excluded.at`,
		roundID, provisionID, revision, a.Applicability, a.DeJure, a.DeFacto, a.Confidence, kept, actor.Key(), actor.Name, tx.Now())
}

func labelCell(tx *db.Tx, roundID, provisionID string, to label.TLP) (int, error) {
	return tx.Affect(`update gap_cell set label = $3 where round_id = $1 and provision_id = $2`, roundID, provisionID, string(to))
}

// carryCells begins a round with what the last one said.
func carryCells(tx *db.Tx, actor access.Actor, from, to string) error {
	err := tx.Exec(`insert into gap_revision (round_id, provision_id, revision, answer, how, note, by_actor, by_name, at)
		select $2, provision_id, 1, answer, 'carry', '', $3, $4, $5 from gap_cell where round_id = $1`, from, to, actor.Key(), actor.Name, tx.Now())
	if err != nil {
		return err
	}
	return tx.Exec(`insert into gap_cell (round_id, provision_id, revision, applicability, de_jure, de_facto, confidence, label, answer, by_actor, by_name, at)
		select $2, provision_id, 1, applicability, de_jure, de_facto, confidence, label, answer, $3, $4, $5 from gap_cell where round_id = $1`, from, to, actor.Key(), actor.Name, tx.Now())
}

const commentColumns = `select m.id, m.round_id, m.provision_id, m.words, m.proposal, m.base, m.state, m.decided, m.decided_name, m.by_actor, m.by_name, m.at from gap_comment m`

func findComment(tx *db.Tx, id string) (Comment, error) {
	c, err := db.One[Comment](tx, commentColumns+` where m.id = $1`, id)
	if c, err = missing(c, err, "comment"); err != nil {
		return c, err
	}
	c.Answer, err = answers.Parse(c.Proposal)
	return c, err
}

func commentsOf(tx *db.Tx, roundID, provisionID string) ([]Comment, error) {
	list, err := db.All[Comment](tx, commentColumns+` where m.round_id = $1 and m.provision_id = $2 order by m.id`, roundID, provisionID)
	for i := range list {
		if err == nil {
			list[i].Answer, err = answers.Parse(list[i].Proposal)
		}
	}
	return list, err
}

func insertComment(tx *db.Tx, actor access.Actor, roundID, provisionID string, c Comment) (string, error) {
	id := tx.NewID()
	return id, tx.Exec(`insert into gap_comment (id, round_id, provision_id, words, proposal, base, state, by_actor, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, roundID, provisionID, c.Words, c.Proposal, c.Base, c.State, actor.Key(), actor.Name, tx.Now())
}

func decideComment(tx *db.Tx, actor access.Actor, id, state, why string) error {
	return tx.Exec(`update gap_comment set state = $2, decided = $3, decided_by = $4, decided_name = $5 where id = $1`, id, state, why, actor.Key(), actor.Name)
}

func openProposals(tx *db.Tx, roundID string) (int, error) {
	return db.One[int](tx, `select count(*) from gap_comment where round_id = $1 and state = 'open'`, roundID)
}

// talkOf counts by provision what waits for a decision and what was said.
func talkOf(tx *db.Tx, roundID string) (map[string]Talk, error) {
	list, err := db.All[Talk](tx, `select provision_id, count(*) as comments, sum(case when state = 'open' then 1 else 0 end) as open from gap_comment where round_id = $1 group by provision_id`, roundID)
	out := make(map[string]Talk, len(list))
	for _, t := range list {
		out[t.ProvisionID] = t
	}
	return out, err
}

// placed is a provision with its instrument.
type placed struct {
	instruments.Node
	InstrumentID string `db:"instrument_id"`
}

// lastTexts returns provisions as the newest version that has them says them, by instrument and position.
func lastTexts(tx *db.Tx, cells map[string]Cell) ([]placed, error) {
	return db.List[placed](tx, db.Q(`select p.id, p.key, '' as parent_id, t.position, t.depth, t.number, t.title, t.obligation, t.theme, t.assessable, t.text, t.url, t.guidance, p.instrument_id
		from provision p join provision_text t on t.provision_id = p.id join instrument_version v on v.id = t.version_id
		where v.number = (select max(w.number) from provision_text u join instrument_version w on w.id = u.version_id where u.provision_id = p.id) and`).
		In("p.id", slices.Sorted(maps.Keys(cells))).Add("order by p.instrument_id, t.position"))
}

// Origin is from where a text was taken over.
type Origin struct {
	SourceID string  `db:"source_id" json:"provision_id"`
	Short    string  `db:"short" json:"instrument"`
	Source   string  `db:"source_name" json:"provision"`
	Path     string  `db:"path" json:"path,omitempty" doc:"The provisions between"`
	Coverage string  `db:"coverage" json:"coverage" enum:"whole,part"`
	Fields   string  `db:"fields" json:"fields"`
	Revision int     `db:"revision" json:"revision"`
	Changed  bool    `db:"changed" json:"changed" doc:"What stands at the source was changed since"`
	At       db.Time `db:"at" json:"at"`
}

func originsOf(tx *db.Tx, roundID, provisionID string) ([]Origin, error) {
	return db.All[Origin](tx, `select o.source_id, v.short, trim(t.number || ' ' || t.title) as source_name, o.path, o.coverage, o.fields, o.revision,
		coalesce(c.revision, 0) <> o.source as changed, o.at from gap_origin o join provision p on p.id = o.source_id join instrument i on i.id = p.instrument_id
		join instrument_version v on v.id = i.latest_id left join provision_text t on t.version_id = v.id and t.provision_id = p.id
		left join gap_cell c on c.round_id = o.round_id and c.provision_id = o.source_id where o.round_id = $1 and o.provision_id = $2 order by o.revision desc, v.short, o.source_id`, roundID, provisionID)
}

// provisionNames cites provisions as the newest version that has them does: "TIP Protocol 5".
func provisionNames(tx *db.Tx, ids []string) (map[string]string, error) {
	type named struct {
		ID     string `db:"id"`
		Short  string `db:"short"`
		Number string `db:"number"`
		Title  string `db:"title"`
	}
	slices.Sort(ids)
	list, err := db.List[named](tx, db.Q(`select p.id, v.short, t.number, t.title from provision p join provision_text t on t.provision_id = p.id join instrument_version v on v.id = t.version_id
		where v.number = (select max(w.number) from provision_text u join instrument_version w on w.id = u.version_id where u.provision_id = p.id) and`).In("p.id", slices.Compact(ids)))
	out := make(map[string]string, len(list))
	for _, x := range list {
		out[x.ID] = x.Short + " " + cmp.Or(x.Number, x.Title)
	}
	return out, err
}
