package publications

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const publicationColumns = `select p.id, p.slug, p.kind, p.activity_id, p.source_lang, p.title, p.label, p.state, p.standing, p.round, p.version, p.since,
	p.withdrawn_at, p.withdraw_reason, p.created_at, p.updated_at from publication p`

// FindIn returns a publication by its id for a higher room, which asks for the right.
func FindIn(tx *db.Tx, id string) (Publication, error) {
	return findWhere(tx, ` where p.id = $1`, id)
}

func findWhere(tx *db.Tx, where, value string) (Publication, error) {
	p, err := db.One[Publication](tx, publicationColumns+where, value)
	if errors.Is(err, db.ErrNone) {
		return Publication{}, fault.Missing("publication")
	}
	if err != nil {
		return Publication{}, err
	}
	if p.ActivityID != "" {
		if p.activity, err = activities.FindIn(tx, p.ActivityID); err != nil {
			return Publication{}, err
		}
	}
	p.Named, err = labels.ReadersIn(tx, Kind, p.ID)
	return p, err
}

func slugTaken(tx *db.Tx, slug string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from publication where slug = $1`, slug)
	return n > 0, err
}

// flowOf reads how far a publication has come.
func flowOf(tx *db.Tx, p Publication) (Flow, error) {
	f := Flow{State: p.State, Standing: p.Standing, Round: p.Round, Version: p.Version, Since: p.Since}
	var err error
	f.Writers, err = db.All[string](tx, `select distinct author from publication_version where publication_id = $1 and number >= $2 order by author`, p.ID, p.Since)
	if err != nil {
		return f, err
	}
	if f.Consents, err = consentsOf(tx, p, stepRelease); err != nil {
		return f, err
	}
	reviews, err := consentsOf(tx, p, stepReview)
	if len(reviews) > 0 {
		f.Reviewer = reviews[0].Actor
	}
	return f, err
}

func consentsOf(tx *db.Tx, p Publication, step string) ([]Consent, error) {
	if p.State != StateApproved && p.State != StateReleased {
		return nil, nil
	}
	return db.All[Consent](tx, `select actor, actor_name, party_id from publication_consent
		where publication_id = $1 and round = $2 and step = $3 order by at, id`, p.ID, p.Round, step)
}

func insertConsent(tx *db.Tx, actor access.Actor, p Publication, step, party string) error {
	return tx.Exec(`insert into publication_consent (id, publication_id, round, step, actor, actor_name, party_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.NewID(), p.ID, p.Round, step, actor.Key(), actor.Name, party, tx.Now())
}

func insertPublication(tx *db.Tx, p Publication, f Flow) error {
	return tx.Exec(`insert into publication (id, slug, kind, activity_id, source_lang, title, label, state, standing, round, version, since, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
		p.ID, p.Slug, p.Kind, db.Opt(p.ActivityID), p.SourceLang, p.Title, string(p.Label), f.State, f.Standing, f.Round, f.Version, f.Since, tx.Now())
}

func updatePublication(tx *db.Tx, p Publication, f Flow) error {
	return tx.Exec(`update publication set kind = $2, activity_id = $3, title = $4, label = $5, state = $6, standing = $7, round = $8, version = $9, since = $10,
		updated_at = $11 where id = $1`,
		p.ID, p.Kind, db.Opt(p.ActivityID), p.Title, string(p.Label), f.State, f.Standing, f.Round, f.Version, f.Since, tx.Now())
}

func noteWithdrawn(tx *db.Tx, id string, at db.Time, reason string) error {
	return tx.Exec(`update publication set withdrawn_at = $2, withdraw_reason = $3 where id = $1`, id, at, reason)
}

// RelabelIn writes the label of a publication; the room labels has asked whether it may be so. What was agreed to was agreed
// to for the label before.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update publication set label = $2, state = case when state in ('review', 'approved') then 'draft' else state end, updated_at = $3 where id = $1`,
		id, string(to), tx.Now())
}

const versionColumns = `select number, lang, of_source, said_since, title, summary, body, about, changed, author, author_name, at from publication_version`

func findVersion(tx *db.Tx, id string, number int) (Version, error) {
	v, err := db.One[Version](tx, versionColumns+` where publication_id = $1 and number = $2`, id, number)
	if errors.Is(err, db.ErrNone) {
		return Version{}, fault.Missing("version")
	}
	return v, err
}

// latestOf is the latest version in a language.
func latestOf(tx *db.Tx, id, lang string) (Version, error) {
	v, err := db.One[Version](tx, versionColumns+` where publication_id = $1 and lang = $2 order by number desc limit 1`, id, lang)
	if errors.Is(err, db.ErrNone) {
		return Version{}, fault.Missing("version")
	}
	return v, err
}

// latestTexts are the latest versions of every language, the source first.
func latestTexts(tx *db.Tx, id string) ([]Version, error) {
	return db.All[Version](tx, versionColumns+` v where publication_id = $1
		and number = (select max(number) from publication_version o where o.publication_id = v.publication_id and o.lang = v.lang)
		order by case when of_source = 0 then 0 else 1 end, lang`, id)
}

// versionsOf lists the versions without their texts, the latest first.
func versionsOf(tx *db.Tx, id string, limit int) ([]Version, error) {
	return db.All[Version](tx, `select number, lang, of_source, title, changed, author, author_name, at from publication_version
		where publication_id = $1 order by number desc limit $2`, id, limit)
}

func writeVersion(tx *db.Tx, actor access.Actor, id string, v Version, t Text, about *About) error {
	if v.SaidSince = v.Number; v.OfSource == 0 && v.Number > 1 {
		before, err := latestOf(tx, id, v.Lang)
		if err != nil {
			return err
		}
		if before.Title == t.Title && before.Summary == t.Summary && before.Body == t.Body {
			v.SaidSince = before.SaidSince
		}
	}
	raw := ""
	if about != nil {
		encoded, err := json.Marshal(about)
		if err != nil {
			return fmt.Errorf("write version %d: %w", v.Number, err)
		}
		raw = string(encoded)
	}
	return tx.Take(`insert into publication_version (id, publication_id, number, lang, of_source, said_since, title, summary, body, about, changed, author, author_name, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		tx.NewID(), id, v.Number, v.Lang, v.OfSource, v.SaidSince, t.Title, t.Summary, t.Body, raw, t.Changed, actor.Key(), actor.Name, tx.Now())
}

func readAbout(raw string) (About, error) {
	a := About{Authors: []string{}, Topics: []string{}, Areas: []string{}}
	if raw == "" {
		return a, nil
	}
	err := json.Unmarshal([]byte(raw), &a)
	return a, err
}

// aboutOf reads what is said about a publication from the source among its texts.
func aboutOf(texts []Version, source string) (About, string, error) {
	for _, t := range texts {
		if t.Lang == source {
			a, err := readAbout(t.AboutJSON)
			return a, t.AboutJSON, err
		}
	}
	return About{}, "", fault.Missing("version")
}

const releaseColumns = `select r.id, r.publication_id, r.number, r.version, r.kind, r.activity_id, r.label, r.source_lang, r.about, r.note, r.issued_at, r.public_from,
	r.released_at from publication_release r`

// releasesOf lists the releases, the latest first.
func releasesOf(tx *db.Tx, id string) ([]Release, error) {
	return db.All[Release](tx, releaseColumns+` where r.publication_id = $1 order by r.number desc`, id)
}

// lastRelease is the latest release, without an id when there is none.
func lastRelease(tx *db.Tx, id string) (Release, error) {
	r, err := db.One[Release](tx, releaseColumns+` where r.publication_id = $1 order by r.number desc limit 1`, id)
	if errors.Is(err, db.ErrNone) {
		return Release{}, nil
	}
	return r, err
}

func insertRelease(tx *db.Tx, actor access.Actor, r Release) error {
	return tx.Take(`insert into publication_release (id, publication_id, number, version, kind, activity_id, label, source_lang, about, note, issued_at, public_from,
		released_at, released_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		r.ID, r.PublicationID, r.Number, r.Version, r.Kind, db.Opt(r.ActivityID), string(r.Label), r.SourceLang, r.AboutJSON, r.Note, r.IssuedAt, r.PublicFrom,
		r.ReleasedAt, actor.Key())
}

// insertParts writes the texts, tags, figures and files of a release.
func insertParts(tx *db.Tx, r Release, about About, texts []Version, figures []Embedded) error {
	for _, t := range texts {
		err := tx.Exec(`insert into publication_text (release_id, lang, version, of_source, said_since, title, summary) values ($1, $2, $3, $4, $5, $6, $7)`,
			r.ID, t.Lang, t.Number, t.OfSource, t.SaidSince, t.Title, t.Summary)
		if err != nil {
			return err
		}
	}
	var tags [][]any
	for list, codes := range map[string][]string{tagTopic: about.Topics, tagArea: about.Areas} {
		for _, code := range codes {
			tags = append(tags, []any{list, code, r.ID})
		}
	}
	if err := tx.InsertRows("publication_tag", []string{"list", "code", "release_id"}, tags); err != nil {
		return err
	}
	for _, e := range figures {
		if err := tx.Exec(`insert into publication_figure (release_id, ref, figure_id) values ($1, $2, $3)`, r.ID, e.Ref, e.Now.ID); err != nil {
			return err
		}
	}
	return tx.Exec(`insert into publication_release_file (release_id, publication_file_id)
		select $1, id from publication_file where publication_id = $2 and removed_at is null`, r.ID, r.PublicationID)
}

// releasedVersions are the versions that went into a release.
func releasedVersions(tx *db.Tx, releaseID string) ([]Version, error) {
	return db.All[Version](tx, `select v.number, v.lang, v.of_source, v.said_since, v.title, v.summary, v.body, v.about, v.changed, v.author, v.author_name, v.at
		from publication_text t join publication_release r on r.id = t.release_id
		join publication_version v on v.publication_id = r.publication_id and v.number = t.version where t.release_id = $1 order by v.number`, releaseID)
}

// copyParts gives a release the texts, tags, figures of activities and files of another.
func copyParts(tx *db.Tx, from, to string) error {
	for _, query := range []string{
		`insert into publication_text (release_id, lang, version, of_source, said_since, title, summary)
			select $2, lang, version, of_source, said_since, title, summary from publication_text where release_id = $1`,
		`insert into publication_tag (list, code, release_id) select list, code, $2 from publication_tag where release_id = $1`,
		`insert into publication_figure (release_id, ref, figure_id) select $2, ref, figure_id from publication_figure where release_id = $1`,
		`insert into publication_release_file (release_id, publication_file_id) select $2, publication_file_id from publication_release_file where release_id = $1`,
	} {
		if err := tx.Exec(query, from, to); err != nil {
			return err
		}
	}
	return nil
}

// The lists of a release's tags, named as the vocabulary names them.
const (
	tagTopic = "topic"
	tagArea  = "strategy_area"
)

type figureRow struct {
	Ref      string `db:"ref"`
	FigureID string `db:"figure_id"`
}

func figuresOf(tx *db.Tx, releaseID string) ([]figureRow, error) {
	return db.All[figureRow](tx, `select ref, figure_id from publication_figure where release_id = $1 order by ref`, releaseID)
}

// reportOf is the address of the published report of an activity, "" when there is none.
func reportOf(tx *db.Tx, activityID string) (string, error) {
	slug, err := db.One[string](tx, `select slug from report where activity_id = $1 and published_at is not null`, activityID)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return slug, err
}

// workScope shows a row of "publication p left join activity a" to the access rule, as Object does a publication.
func workScope() access.Columns {
	return access.Columns{
		Activity: "p.activity_id = ?", Party: activities.OfParty("p.activity_id"), Label: "p.label", Named: labels.Named(Kind, "p.id"),
		Above: []access.MarkColumns{{Label: "coalesce(a.label, 'TLP:CLEAR')", Named: labels.Named(activities.Kind, "a.id")}},
	}
}

// libraryScope shows a row of "publication_release r join publication p" to the access rule, as Release.Object does a release.
func libraryScope() access.Columns {
	named := labels.Named(Kind, "p.id")
	return access.Columns{
		Activity: "r.activity_id = ?", Party: activities.OfParty("r.activity_id"), Label: "r.label", Named: named,
		Above: []access.MarkColumns{{Label: "p.label", Named: named}},
	}
}

func listWork(tx *db.Tx, actor access.Actor, f Filter) ([]Publication, error) {
	where, args := actor.Where(RightSee, workScope())
	q := db.Q(publicationColumns).Add("left join activity a on a.id = p.activity_id where "+where, args...)
	if f.State != "" {
		q.Add("and p.state = ?", f.State)
	}
	if f.Standing != "" {
		q.Add("and p.standing = ?", f.Standing)
	}
	if f.Kind != "" {
		q.Add("and p.kind = ?", f.Kind)
	}
	if f.ActivityID != "" {
		q.Add("and p.activity_id = ?", f.ActivityID)
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "p.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (p.updated_at, p.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Publication](tx, q.Add("order by p.updated_at desc, p.id desc limit ?", f.Limit+1))
}

// failingTasks are the reports of which figures did not hold when they were last checked.
func failingTasks(tx *db.Tx, actor access.Actor) ([]Task, error) {
	where, args := actor.Where(RightRelease, workScope())
	q := db.Q(`select p.id, p.title, '` + StateFailing + `' as state, p.updated_at from publication p left join activity a on a.id = p.activity_id
		where p.standing = 'released' and p.id in (select f.publication_id from period_failure x join period_figure f on f.id = x.figure_id where f.current = true) and`)
	return db.List[Task](tx, q.Add(where, args...).Add("order by p.updated_at, p.id limit 50"))
}

// SeenIn are those of several publications at work that the actor may see, for a higher room.
func SeenIn(tx *db.Tx, actor access.Actor, ids []string) ([]Publication, error) {
	if len(ids) == 0 || !actor.Holds(RightSee) {
		return nil, nil
	}
	where, args := actor.Where(RightSee, workScope())
	list, err := db.List[Publication](tx, db.Q(publicationColumns).Add("left join activity a on a.id = p.activity_id where "+where, args...).Add("and").In("p.id", ids).Add("order by p.id"))
	return list, withActivities(tx, list, err)
}

// ChoicesIn finds publications at work by the beginnings of words, for a higher room that links one.
func ChoicesIn(tx *db.Tx, actor access.Actor, words string, limit int) ([]Publication, error) {
	if !actor.Holds(RightSee) {
		return nil, nil
	}
	list, err := listWork(tx, actor, Filter{Query: words, Limit: limit})
	return list[:min(len(list), limit)], withActivities(tx, list, err)
}

// withActivities gives publications the activities that they came out of, whose labels they stand under.
func withActivities(tx *db.Tx, list []Publication, err error) error {
	for i, p := range list {
		if err != nil || p.ActivityID == "" {
			continue
		}
		list[i].activity, err = activities.FindIn(tx, p.ActivityID)
	}
	return err
}

// inForce is the condition that a release is the one that readers get: the latest of those that are open by now.
const inForce = `p.standing = 'released' and r.public_from <= ? and r.number =
	(select max(o.number) from publication_release o where o.publication_id = r.publication_id and o.public_from <= ?)`

func listLibrary(tx *db.Tx, actor access.Actor, f LibraryFilter) ([]Listed, error) {
	where, args := actor.Where(RightRead, libraryScope())
	q := db.Q(`select r.id as release_id, p.id as publication_id, p.slug, r.kind, r.number, r.issued_at, r.public_from, r.about, r.source_lang, r.label, t.lang, t.title, t.summary
		from publication_release r join publication p on p.id = r.publication_id join publication_text t on t.release_id = r.id and t.lang = `)
	if f.Lang != "" {
		q.Add("?", f.Lang)
	} else {
		q.Add("r.source_lang")
	}
	q.Add("where "+inForce, tx.Now(), tx.Now()).Add("and "+where, args...)
	if f.Public {
		q.Add("and r.label = 'TLP:CLEAR' and p.label = 'TLP:CLEAR'")
	}
	if f.Kind != "" {
		q.Add("and r.kind = ?", f.Kind)
	}
	for list, code := range map[string]string{tagTopic: f.Topic, tagArea: f.Area} {
		if code != "" {
			q.Add("and exists (select 1 from publication_tag g where g.list = ? and g.code = ? and g.release_id = r.id)", list, code)
		}
	}
	if f.Year > 0 {
		q.Add("and r.issued_at >= ? and r.issued_at < ?", strconv.Itoa(f.Year), strconv.Itoa(f.Year+1))
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, KindRelease, "r.id", words)
	}
	by := "r.issued_at"
	if f.Latest {
		by = "r.public_from"
	}
	if len(f.After) == 2 {
		q.Add("and ("+by+", r.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Listed](tx, q.Add("order by "+by+" desc, r.id desc limit ?", f.Limit+1))
}

// wasOpen is inForce without the look for a later release, which would cost more than the choices of a filter are worth: what
// it lets through beyond is still read at its own address.
const wasOpen = `p.standing = 'released' and r.public_from <= ?`

func yearsOf(tx *db.Tx, actor access.Actor) ([]string, error) {
	where, args := actor.Where(RightRead, libraryScope())
	q := db.Q(`select distinct substr(r.issued_at, 1, 4) as year from publication_release r join publication p on p.id = r.publication_id where `)
	return db.List[string](tx, q.Add(wasOpen, tx.Now()).Add("and "+where, args...).Add("order by year desc"))
}

func langsOf(tx *db.Tx, actor access.Actor) ([]string, error) {
	where, args := actor.Where(RightRead, libraryScope())
	q := db.Q(`select distinct t.lang from publication_release r join publication p on p.id = r.publication_id join publication_text t on t.release_id = r.id where `)
	return db.List[string](tx, q.Add(wasOpen, tx.Now()).Add("and "+where, args...).Add("order by t.lang"))
}

type textRow struct {
	ReleaseID string `db:"release_id"`
	Lang      string `db:"lang"`
	Version   int    `db:"version"`
	OfSource  int    `db:"of_source"`
	SaidSince int    `db:"said_since"`
	Title     string `db:"title"`
	Summary   string `db:"summary"`
}

// textsOf are the languages of releases, in the order of their tags.
func textsOf(tx *db.Tx, releases ...string) ([]textRow, error) {
	return db.List[textRow](tx, db.Q(`select release_id, lang, version, of_source, said_since, title, summary from publication_text where`).In("release_id", releases).Add("order by lang"))
}

// namesAt are the names of those who were nominated for an activity or spoke at it.
func namesAt(tx *db.Tx, activityID string) ([]string, error) {
	return db.All[string](tx, `select pe.given from person pe where pe.label <> 'TLP:RED' and pe.id in
		(select person_id from nomination where activity_id = $1 union select sp.person_id from session_speaker sp join activity_session s on s.id = sp.session_id
		where s.activity_id = $1) order by pe.sort_key, pe.id`, activityID)
}

func tasksOf(tx *db.Tx, actor access.Actor) ([]Task, error) {
	review, reviewArgs := actor.Where(RightReview, workScope())
	release, releaseArgs := actor.Where(RightRelease, workScope())
	q := db.Q(`select p.id, p.title, p.state, p.updated_at from publication p left join activity a on a.id = p.activity_id where (`)
	q.Add("p.state = 'review' and "+review, reviewArgs...).Add("or p.state = 'approved' and "+release, releaseArgs...)
	q.Add(`) and not exists (select 1 from publication_version v where v.publication_id = p.id and v.number >= p.since and v.author = ?)`, actor.Key())
	q.Add(`and not exists (select 1 from publication_consent c where c.publication_id = p.id and c.round = p.round and c.step = 'release' and c.actor = ?)`, actor.Key())
	return db.List[Task](tx, q.Add("order by p.updated_at, p.id limit 50"))
}

// EraseIn puts the pseudonym in place of the name under which an erased person wrote or agreed, within the transaction of a
// higher room. keys are those by which histories know the person as an actor. Authors as they are printed stay: what was
// published under a name is not unpublished by its erasure here.
func EraseIn(tx *db.Tx, pseudonym string, keys []string) error {
	for _, key := range keys {
		if err := tx.Exec(`update publication_version set author_name = $2 where author = $1`, key, pseudonym); err != nil {
			return err
		}
		if err := tx.Exec(`update publication_consent set actor_name = $2 where actor = $1`, key, pseudonym); err != nil {
			return err
		}
	}
	return nil
}
