package results

import (
	"cmp"
	"errors"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
)

const reportColumns = `select id, activity_id, slug, title, body, state, label, version, author, author_name, updated_at, published_at from report`

func findReport(tx *db.Tx, activityID string) (Report, error) {
	r, err := db.One[Report](tx, reportColumns+` where activity_id = $1`, activityID)
	if errors.Is(err, db.ErrNone) {
		return Report{}, fault.Missing("report")
	}
	if err != nil {
		return Report{}, err
	}
	r.Approvals, err = db.All[Approval](tx, `select ra.version, ra.actor, ra.actor_name, ra.party_id, p.name as party, ra.at
		from report_approval ra left join party p on p.id = ra.party_id where ra.report_id = $1 and ra.version = $2 order by ra.at, ra.id`, r.ID, r.Version)
	if err != nil {
		return Report{}, err
	}
	r.Named, err = labels.ReadersIn(tx, Kind, r.ID)
	return r, err
}

func findBySlug(tx *db.Tx, slug string) (Report, error) {
	r, err := db.One[Report](tx, reportColumns+` where slug = $1`, slug)
	if errors.Is(err, db.ErrNone) {
		return Report{}, fault.Missing("report")
	}
	return r, err
}

func slugTaken(tx *db.Tx, slug string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from report where slug = $1`, slug)
	return n > 0, err
}

func insertReport(tx *db.Tx, actor access.Actor, r Report) error {
	return tx.Exec(`insert into report (id, activity_id, slug, title, body, state, label, version, author, author_name, created_at, updated_at)
		values ($1, $2, $3, $4, $5, 'draft', $6, 1, $7, $8, $9, $9)`,
		r.ID, r.ActivityID, r.Slug, r.Title, r.Body, string(r.Label), actor.Key(), actor.Name, tx.Now())
}

func updateText(tx *db.Tx, actor access.Actor, id string, d Draft) error {
	return tx.Exec(`update report set title = $2, body = $3, label = $4, state = 'draft', version = version + 1, author = $5,
		author_name = $6, updated_at = $7 where id = $1`, id, d.Title, d.Body, string(d.Label), actor.Key(), actor.Name, tx.Now())
}

func setReportState(tx *db.Tx, id, state string) error {
	return tx.Exec(`update report set state = $2, updated_at = $3 where id = $1`, id, state, tx.Now())
}

func markPublished(tx *db.Tx, id string) error {
	return tx.Exec(`update report set state = 'published', published_at = coalesce(published_at, $2), updated_at = $2 where id = $1`, id, tx.Now())
}

func insertApproval(tx *db.Tx, actor access.Actor, r Report, partyID string) error {
	return tx.Exec(`insert into report_approval (id, report_id, version, actor, actor_name, party_id, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		tx.NewID(), r.ID, r.Version, actor.Key(), actor.Name, partyID, tx.Now())
}

const releaseColumns = `select id, report_id, number, title, body, note, published_at from report_release`

// releasesOf lists the releases of a report, the latest first.
func releasesOf(tx *db.Tx, reportID string) ([]Release, error) {
	return db.All[Release](tx, releaseColumns+` where report_id = $1 order by number desc`, reportID)
}

func lastNumber(tx *db.Tx, reportID string) (int, error) {
	return db.One[int](tx, `select coalesce(max(number), 0) from report_release where report_id = $1`, reportID)
}

func insertRelease(tx *db.Tx, actor access.Actor, r Release) error {
	return tx.Take(`insert into report_release (id, report_id, number, title, body, note, published_at, published_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`, r.ID, r.ReportID, r.Number, r.Title, r.Body, r.Note, r.PublishedAt, actor.Key())
}

const figureColumns = `select f.id, f.activity_id, a.title as activity, rr.number as release, r.slug, f.key, f.value, f.definition, f.query, f.as_at,
	f.records, f.restates_id, f.current, f.published_at
	from figure f join activity a on a.id = f.activity_id join report_release rr on rr.id = f.release_id join report r on r.id = rr.report_id`

func findFigure(tx *db.Tx, id string) (Figure, error) {
	f, err := db.One[Figure](tx, figureColumns+` where f.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Figure{}, fault.Missing("figure")
	}
	return f, err
}

func currentFigures(tx *db.Tx) ([]Figure, error) {
	return db.All[Figure](tx, figureColumns+` where f.current = true order by a.starts_on, a.title, f.activity_id, f.key`)
}

// currentAmong are those of the figures that are current; all that are, for nil.
func currentAmong(tx *db.Tx, ids []string) ([]Figure, error) {
	if ids == nil {
		return currentFigures(tx)
	}
	return db.List[Figure](tx, db.Q(figureColumns+` where f.current = true and`).In("f.id", ids).Add("order by f.activity_id, f.key"))
}

func currentOf(tx *db.Tx, activityID string) ([]Figure, error) {
	return db.All[Figure](tx, figureColumns+` where f.current = true and f.activity_id = $1 order by f.key`, activityID)
}

func figuresOf(tx *db.Tx, activityID string, release int) ([]Figure, error) {
	return db.All[Figure](tx, figureColumns+` where f.activity_id = $1 and rr.number = $2 order by f.key`, activityID, release)
}

func retireFigures(tx *db.Tx, activityID string) error {
	if err := tx.Exec(`delete from figure_failure where figure_id in (select id from figure where activity_id = $1)`, activityID); err != nil {
		return err
	}
	return tx.Exec(`update figure set current = false where activity_id = $1 and current = true`, activityID)
}

func insertFigure(tx *db.Tx, activityID string, r Release, n Number, records, restatesID string) error {
	return tx.Exec(`insert into figure (id, activity_id, release_id, key, value, definition, query, as_at, records, restates_id, current, published_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true, $11)`,
		tx.NewID(), activityID, r.ID, n.Key, n.Value, n.Words, n.SQL, n.AsAt, records, db.Opt(restatesID), r.PublishedAt)
}

// changesOf lists the numbers that releases up to the given one corrected, the latest first.
func changesOf(tx *db.Tx, activityID string, release int) ([]Change, error) {
	return db.All[Change](tx, `select f.key, o.value as was, f.value as is_now, f.published_at, rr.note, rr.number as release
		from figure f join figure o on o.id = f.restates_id join report_release rr on rr.id = f.release_id
		where f.activity_id = $1 and rr.number <= $2 and (o.value <> f.value or o.records <> f.records)
		order by rr.number desc, f.key`, activityID, release)
}

// scope shows the activity of a row of "activity a" to the access rule.
var scope = activities.Scope()

// reportScope shows the report of a row of "report r" that hangs on an "activity a".
func reportScope() access.Columns {
	c := scope
	c.Above = []access.MarkColumns{{Label: c.Label, Named: c.Named}}
	c.Label, c.Named = "r.label", labels.Named(Kind, "r.id")
	return c
}

func reportsToApprove(tx *db.Tx, actor access.Actor) ([]Waiting, error) {
	where, args := actor.Where(RightApprove, reportScope())
	q := db.Q(`select a.id as activity_id, r.title, r.updated_at as since, 0 as figures from report r join activity a on a.id = r.activity_id
		where r.state = 'review' and r.author <> ?
		and not exists (select 1 from report_approval ra where ra.report_id = r.id and ra.version = r.version and ra.actor = ?)`,
		actor.Key(), actor.Key())
	return db.List[Waiting](tx, q.Add("and "+where, args...).Add("order by r.updated_at, r.id limit 50"))
}

func reportsToRestate(tx *db.Tx, actor access.Actor) ([]Waiting, error) {
	where, args := actor.Where(RightPublish, scope)
	q := db.Q(`select a.id as activity_id, a.title, min(ff.checked_at) as since, count(*) as figures
		from figure_failure ff join figure f on f.id = ff.figure_id join activity a on a.id = f.activity_id where f.current = true`)
	return db.List[Waiting](tx, q.Add("and "+where, args...).Add("group by a.id, a.title order by a.title, a.id limit 50"))
}

// partiesThere lists the parties of an activity in protocol order.
func partiesThere(tx *db.Tx, a activities.Activity) ([]partyThere, error) {
	who := confirmed
	if a.State == activities.Held {
		who = came
	}
	query := catalogue{who: who}.present() + climb + `
select p.name, p.kind, s.code as status from top t join party p on p.id = t.id
left join term k on k.list = 'party_kind' and k.code = p.kind
left join membership m on m.party_id = p.id and (m.valid_from is null or m.valid_from <= $2) and (m.valid_to is null or m.valid_to >= $2)
left join term s on s.list = 'membership_status' and s.code = m.status
order by coalesce(s.position, 100000), coalesce(k.position, 100000), p.sort_key, p.id`
	return db.All[partyThere](tx, query, a.ID, a.StartsOn)
}

func publishedReports(tx *db.Tx, after []string, limit int) ([]Listed, error) {
	q := db.Q(`select r.slug, rr.title, a.place, a.starts_on, a.ends_on, rr.published_at, rr.number as release
		from report r join activity a on a.id = r.activity_id join report_release rr on rr.report_id = r.id
		where rr.number = (select max(number) from report_release o where o.report_id = r.id)`)
	if len(after) == 2 {
		q.Add("and (a.starts_on < ? or a.starts_on = ? and r.slug > ?)", after[0], after[0], after[1])
	}
	return db.List[Listed](tx, q.Add("order by a.starts_on desc, r.slug limit ?", limit+1))
}

func sortBy(figures []Figure, rank func(Figure) int) {
	slices.SortStableFunc(figures, func(a, b Figure) int { return cmp.Compare(rank(a), rank(b)) })
}

// RelabelIn writes the label of a report; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update report set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}

// FindIn returns a report by its id for a higher room, which asks for the right.
func FindIn(tx *db.Tx, id string) (Report, error) {
	activityID, err := db.One[string](tx, `select activity_id from report where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Report{}, fault.Missing("report")
	}
	if err != nil {
		return Report{}, err
	}
	return findReport(tx, activityID)
}
