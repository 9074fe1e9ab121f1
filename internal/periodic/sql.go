package periodic

import (
	"counterpart/internal/db"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/label"
)

const columns = `select f.id, f.publication_id, f.release_id, f.computation, f.frequency, f.period, f.starts_on, f.ends_on, f.value, f.definition, f.query, f.as_at,
	f.records, f.shown, f.closed, f.restates_id, f.current from period_figure f`

// OfReleaseIn are the figures that a release froze.
func OfReleaseIn(tx *db.Tx, releaseID string) ([]Figure, error) {
	return db.All[Figure](tx, columns+` where f.release_id = $1 order by f.computation, f.starts_on`, releaseID)
}

// published are the figures of the latest releases that are out.
const published = columns + ` join publication p on p.id = f.publication_id where f.current = true and p.standing = 'released'`

// currentAmong are those of the figures that are out; all that are, for nil.
func currentAmong(tx *db.Tx, ids []string) ([]Figure, error) {
	if ids == nil {
		return currentOf(tx, "")
	}
	return db.List[Figure](tx, db.Q(published+` and`).In("f.id", ids).Add("order by f.id"))
}

// currentOf are the figures of the latest release of a publication; of all that are out, where no publication is named.
func currentOf(tx *db.Tx, publicationID string) ([]Figure, error) {
	q := db.Q(published)
	if publicationID != "" {
		q.Add("and f.publication_id = ?", publicationID)
	}
	return db.List[Figure](tx, q.Add("order by f.publication_id, f.computation, f.starts_on"))
}

func retire(tx *db.Tx, publicationID string) error {
	if err := tx.Exec(`delete from period_failure where figure_id in (select id from period_figure where publication_id = $1)`, publicationID); err != nil {
		return err
	}
	return tx.Exec(`update period_figure set current = false where publication_id = $1 and current = true`, publicationID)
}

func insert(tx *db.Tx, f Figure) error {
	return tx.Exec(`insert into period_figure (id, publication_id, release_id, computation, frequency, period, starts_on, ends_on, value, definition, query, as_at, records, shown,
		closed, restates_id, current) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, true)`,
		tx.NewID(), f.PublicationID, f.ReleaseID, f.Key, f.Frequency, f.Code, f.First, f.Last, f.Value, f.Definition, f.Query, f.AsAt, f.Records.Text(), f.Shown, f.Closed,
		db.Opt(f.RestatesID))
}

// held is an activity in a list of a report.
type held struct {
	Title    string  `db:"title"`
	Kind     string  `db:"kind"`
	Place    string  `db:"place"`
	StartsOn db.Date `db:"starts_on"`
}

// heldIn lists the activities of a period whose labels are open to the readers of a text.
func heldIn(tx *db.Tx, p catalogue.Period, open []label.TLP) ([]held, error) {
	return db.List[held](tx, db.Q(`select title, kind, place, starts_on from activity where state = 'held' and starts_on >= ? and starts_on <= ? and`, p.First, p.Last).
		In("label", texts(open)).Add("order by starts_on, title, id limit ?", mostListed))
}

// promised is a commitment in a list of a report.
type promised struct {
	Title string  `db:"title"`
	Party string  `db:"party"`
	State string  `db:"state"`
	DueOn db.Date `db:"due_on"`
}

func promisedIn(tx *db.Tx, p catalogue.Period, open []label.TLP) ([]promised, error) {
	return db.List[promised](tx, db.Q(`select c.title, p.name as party, c.state, c.due_on from commitment c join party p on p.id = c.party_id
		where c.made_on >= ? and c.made_on <= ? and c.state <> 'withdrawn' and`, p.First, p.Last).In("c.label", texts(open)).Add("order by c.due_on, c.id limit ?", mostListed))
}

// changed is the public summary of an outcome.
type changed struct {
	ID    string  `db:"id"`
	Title string  `db:"title"`
	Party string  `db:"party"`
	Words string  `db:"summary"`
	From  db.Date `db:"from_on"`
}

// changedIn lists the outcomes of a period that are published: their parties agreed to these words.
func changedIn(tx *db.Tx, p catalogue.Period) ([]changed, error) {
	return db.All[changed](tx, `select o.id, o.title, p.name as party, o.summary, o.from_on from outcome o join party p on p.id = o.party_id
		where o.state = 'published' and o.label = 'TLP:CLEAR' and o.from_on >= $1 and o.from_on <= $2 order by o.from_on, o.id limit 100`, p.First, p.Last)
}

// askedIn are the summaries of requests that were circulated, as the room support shows them to everybody: one that was referred
// elsewhere before is not among them.
func askedIn(tx *db.Tx, p catalogue.Period) ([]string, error) {
	return db.All[string](tx, `select summary from support_request where summary_agreed = true and summary <> '' and received_on >= $1 and received_on <= $2
		and state in ('circulated', 'offered', 'matched', 'delivering', 'delivered', 'asked', 'met', 'partly_met', 'not_met', 'closed') order by received_on, id limit 100`, p.First, p.Last)
}

// written is a publication in a list of a report.
type written struct {
	Slug  string  `db:"slug"`
	Title string  `db:"title"`
	Kind  string  `db:"kind"`
	At    db.Time `db:"issued_at"`
}

func writtenIn(tx *db.Tx, p catalogue.Period, open []label.TLP) ([]written, error) {
	labels := texts(open)
	return db.List[written](tx, db.Q(`select p.slug, t.title, p.kind, r.issued_at from publication p join publication_release r on r.publication_id = p.id and r.number = 1
		join publication_text t on t.release_id = r.id and t.lang = r.source_lang
		where p.standing = 'released' and r.issued_at >= ? and substr(r.issued_at, 1, 10) <= ? and`, p.First, p.Last).In("p.label", labels).Add("and").In("r.label", labels).
		Add("order by r.issued_at, p.id limit ?", mostListed))
}

// mostListed bounds each list of a report.
const mostListed = 300

func texts(labels []label.TLP) []string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = string(l)
	}
	return out
}
