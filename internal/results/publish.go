package results

import (
	"context"
	"encoding/json"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/people/shown"
	"counterpart/internal/vocabulary"
)

// Release is one published text of a report with its frozen figures.
type Release struct {
	ID          string  `db:"id" json:"id"`
	ReportID    string  `db:"report_id" json:"-"`
	Number      int     `db:"number" json:"number"`
	Title       string  `db:"title" json:"title"`
	Body        string  `db:"body" json:"-"`
	Note        string  `db:"note" json:"note,omitempty" doc:"Why it differs from the release before"`
	PublishedAt db.Time `db:"published_at" json:"published_at"`
}

// Publish makes the approved text a public page and freezes its figures in the same transaction.
func (s *Service) Publish(ctx context.Context, actor access.Actor, activityID string, version int, note string) error {
	return s.change(ctx, actor, RightPublish, activityID, func(tx *db.Tx, a activities.Activity, r Report) error {
		if err := sameVersion(r, version); err != nil {
			return err
		}
		rule, err := RuleIn(tx)
		if err != nil {
			return err
		}
		if err := mayPublish(a, r, rule); err != nil {
			return err
		}
		number, err := lastNumber(tx, r.ID)
		if err != nil {
			return err
		}
		note = strings.TrimSpace(note)
		if number > 0 && note == "" {
			return fault.Wrong("note", "The report is public already. Write for its readers why it changes.")
		}
		release := Release{ReportID: r.ID, Number: number + 1, Title: r.Title, Body: r.Body, Note: note}
		if err := freeze(tx, actor, a, release); err != nil {
			return err
		}
		if err := markPublished(tx, r.ID); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionPublish, Kind, r.ID, map[string]any{"version": version, "release": release.Number, "note": note})
	})
}

func mayPublish(a activities.Activity, r Report, rule Rule) error {
	if r.State != StateReview {
		return fault.Clash("The report is in the state %s. Submit it for review first.", r.State)
	}
	if words := rule.missing(r.Approvals); words != "" {
		return fault.Clash("The report is not approved. %s", words)
	}
	if r.Label != label.Clear {
		return fault.Clash("The report is labelled %s. Only what is labelled %s can be published.", r.Label, label.Clear)
	}
	if a.State != activities.Held {
		return fault.Clash("%s is not held yet. Mark it as held first: then people are counted as they were checked in.", a.Title)
	}
	return nil
}

// Restate publishes the last release once more with the figures as the registers give them now. It needs
// no second person, because nobody types a number; the note says why they changed.
func (s *Service) Restate(ctx context.Context, actor access.Actor, activityID, note string) error {
	return s.change(ctx, actor, RightPublish, activityID, func(tx *db.Tx, a activities.Activity, r Report) error {
		releases, err := releasesOf(tx, r.ID)
		if err != nil {
			return err
		}
		if len(releases) == 0 {
			return fault.Clash("The report is not published, so there is nothing to restate.")
		}
		if note = strings.TrimSpace(note); note == "" {
			return fault.Wrong("note", "Write for the readers why the figures change.")
		}
		failing, err := failingOf(tx, a.ID)
		if err != nil {
			return err
		}
		if len(failing) == 0 {
			return fault.Clash("Every published figure still holds, so there is nothing to restate.")
		}
		last := releases[0]
		last.Number, last.Note = last.Number+1, note
		if err := freeze(tx, actor, a, last); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionRestate, Kind, r.ID, map[string]any{"release": last.Number, "note": note})
	})
}

// freeze writes a release with every figure of the activity as the registers give it now.
func freeze(tx *db.Tx, actor access.Actor, a activities.Activity, release Release) error {
	release.ID, release.PublishedAt = tx.NewID(), tx.Now()
	if err := insertRelease(tx, actor, release); err != nil {
		return err
	}
	before, err := currentOf(tx, a.ID)
	if err != nil {
		return err
	}
	restates := make(map[string]string, len(before))
	for _, f := range before {
		restates[f.Key] = f.ID
	}
	if err := retireFigures(tx, a.ID); err != nil {
		return err
	}
	now, err := numbers(tx, a, true)
	if err != nil {
		return err
	}
	for _, n := range now {
		records, err := json.Marshal(Records{Of: n.Of, IDs: n.Records})
		if err != nil {
			return err
		}
		if err := insertFigure(tx, a.ID, release, n, string(records), restates[n.Key]); err != nil {
			return err
		}
	}
	return nil
}

// Change is a published number that a release corrected.
type Change struct {
	Key  string  `db:"key" json:"key"`
	Name string  `json:"name"`
	Was  int     `db:"was" json:"was"`
	Is   int     `db:"is_now" json:"is"`
	On   db.Time `db:"published_at" json:"on"`
	Note string  `db:"note" json:"note"`
	// Release is the number of the release that made the correction.
	Release int `db:"release" json:"release"`
	// Hidden changes concern figures too small to be shown.
	Hidden bool `json:"-"`
}

// Published is a release as the public reads it.
type Published struct {
	Slug     string
	Activity activities.Activity
	Release  Release
	Latest   int
	Releases []Release
	Figures  []Figure
	Changes  []Change
	Words    *vocabulary.Words
	Named    []shown.Face // who agreed to be named in public
}

// Figure finds a figure of the release by its key.
func (p Published) Figure(key string) (Figure, bool) {
	for _, f := range p.Figures {
		if f.Key == key {
			return f, true
		}
	}
	return Figure{}, false
}

// Published returns a release of a published report, the latest when number is 0. It is for everyone.
func (s *Service) Published(ctx context.Context, slug string, number int) (Published, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Published, error) {
		r, err := findBySlug(tx, slug)
		if err != nil {
			return Published{}, err
		}
		p := Published{Slug: slug}
		if p.Releases, err = releasesOf(tx, r.ID); err != nil {
			return Published{}, err
		}
		if len(p.Releases) == 0 {
			return Published{}, fault.Missing("report")
		}
		p.Latest = p.Releases[0].Number
		if number == 0 {
			number = p.Latest
		}
		for _, release := range p.Releases {
			if release.Number == number {
				p.Release = release
			}
		}
		if p.Release.ID == "" {
			return Published{}, fault.Missing("release")
		}
		if p.Activity, err = activities.FindIn(tx, r.ActivityID); err != nil {
			return Published{}, err
		}
		return p, p.fill(tx)
	})
}

func (p *Published) fill(tx *db.Tx) (err error) {
	if p.Words, err = vocabulary.In(tx); err != nil {
		return err
	}
	if p.Named, err = namedIn(tx, p.Activity.ID); err != nil {
		return err
	}
	if p.Figures, err = figuresOf(tx, p.Activity.ID, p.Release.Number); err != nil {
		return err
	}
	hide(p.Words, p.Figures)
	order(p.Words, p.Figures)
	hidden := map[string]bool{}
	for i, f := range p.Figures {
		hidden[f.Key] = f.Hidden
		if f.Hidden {
			p.Figures[i].Value, p.Figures[i].Records = 0, Records{}
		}
	}
	if p.Changes, err = changesOf(tx, p.Activity.ID, p.Release.Number); err != nil {
		return err
	}
	for i, c := range p.Changes {
		if d, ok := definitionOf(p.Words, true, c.Key); ok {
			p.Changes[i].Name = d.Name
		}
		if p.Changes[i].Hidden = hidden[c.Key]; hidden[c.Key] {
			p.Changes[i].Was, p.Changes[i].Is = 0, 0
		}
	}
	return nil
}

// order sorts figures as the definitions are shown and gives them their names.
func order(words *vocabulary.Words, figures []Figure) {
	rank := map[string]int{}
	for i, d := range definitions(words, true) {
		rank[d.Key] = i + 1
	}
	for i, f := range figures {
		figures[i].Name = f.Key
		if d, ok := definitionOf(words, true, f.Key); ok {
			figures[i].Name = d.Name
		}
	}
	sortBy(figures, func(f Figure) int {
		if n := rank[f.Key]; n > 0 {
			return n
		}
		return len(rank) + 1
	})
}

// Listed is a published report in the public list.
type Listed struct {
	Slug        string  `db:"slug" json:"slug"`
	Title       string  `db:"title" json:"title"`
	Place       string  `db:"place" json:"place,omitempty"`
	StartsOn    db.Date `db:"starts_on" json:"starts_on"`
	EndsOn      db.Date `db:"ends_on" json:"ends_on"`
	PublishedAt db.Time `db:"published_at" json:"published_at"`
	Release     int     `db:"release" json:"release"`
}

// Reports lists the published reports, the latest activities first. It is for everyone.
func (s *Service) Reports(ctx context.Context, after []string, limit int) ([]Listed, []string, error) {
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Listed, error) {
		rows, err := publishedReports(tx, after, limit)
		if err == nil && len(rows) > limit {
			rows = rows[:limit]
			next = []string{string(rows[limit-1].StartsOn), rows[limit-1].Slug}
		}
		return rows, err
	})
	return list, next, err
}
