package publications

import (
	"context"
	"errors"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
)

// Release is what readers get: texts and figures frozen at one moment.
type Release struct {
	ID            string    `db:"id" json:"-"`
	PublicationID string    `db:"publication_id" json:"publication_id"`
	Number        int       `db:"number" json:"number"`
	Version       int       `db:"version" json:"-"`
	Kind          string    `db:"kind" json:"kind"`
	ActivityID    string    `db:"activity_id" json:"activity_id,omitempty"`
	Label         label.TLP `db:"label" json:"label"`
	SourceLang    string    `db:"source_lang" json:"source_language"`
	AboutJSON     string    `db:"about" json:"-"`
	Note          string    `db:"note" json:"note,omitempty" doc:"What it changed of the release before"`
	IssuedAt      db.Time   `db:"issued_at" json:"issued_at" doc:"From when the first release was open"`
	PublicFrom    db.Time   `db:"public_from" json:"public_from"`
	ReleasedAt    db.Time   `db:"released_at" json:"released_at"`
}

// Object is a release as the access rule sees it: its own label, and that of the publication, so that a stricter label
// closes at once what is out already. The activity's label is not asked for: the text was written for readers of its own.
func (r Release) Object(p Publication, activity activities.Activity) access.Object {
	var o access.Object
	if activity.ID != "" {
		o = activity.Object()
	}
	o.Label, o.Named = r.Label, p.Named
	o.Above = []access.Mark{{Label: p.Label, Named: p.Named}}
	return o
}

// LibraryFilter narrows the library.
type LibraryFilter struct {
	Query  string // beginnings of words of titles, summaries, authors, series, identifiers and topics
	Kind   string
	Topic  string
	Area   string
	Lang   string
	Year   int
	Public bool // only what everybody may read, whoever asks
	Latest bool // the latest releases first, corrections among them, instead of the latest publications
	After  []string
	Limit  int
}

// Listed is a publication in the library.
type Listed struct {
	ReleaseID     string    `db:"release_id" json:"-"`
	PublicationID string    `db:"publication_id" json:"publication_id"`
	Slug          string    `db:"slug" json:"slug"`
	Kind          string    `db:"kind" json:"kind"`
	Number        int       `db:"number" json:"release"`
	Title         string    `db:"title" json:"title"`
	Summary       string    `db:"summary" json:"summary,omitempty"`
	Lang          string    `db:"lang" json:"language"`
	SourceLang    string    `db:"source_lang" json:"source_language"`
	Label         label.TLP `db:"label" json:"label"`
	IssuedAt      db.Time   `db:"issued_at" json:"issued_at"`
	PublicFrom    db.Time   `db:"public_from" json:"public_from"`
	AboutJSON     string    `db:"about" json:"-"`
	About         About     `json:"about"`
	Langs         []string  `json:"languages" nullable:"false"`
}

// Library lists what is out and open to the actor, and the key of the next page.
func (s *Service) Library(ctx context.Context, actor access.Actor, f LibraryFilter) ([]Listed, []string, error) {
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Listed, error) {
		rows, err := listLibrary(tx, actor, f)
		if err != nil || len(rows) == 0 {
			return rows, err
		}
		if len(rows) > f.Limit {
			rows = rows[:f.Limit]
			last := rows[f.Limit-1]
			if next = []string{last.IssuedAt.Text(), last.ReleaseID}; f.Latest {
				next[0] = last.PublicFrom.Text()
			}
		}
		return rows, withLangs(tx, rows)
	})
	return list, next, err
}

// withLangs adds to each row in which languages it can be read, with one query for all.
func withLangs(tx *db.Tx, rows []Listed) error {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ReleaseID
	}
	texts, err := textsOf(tx, ids...)
	if err != nil {
		return err
	}
	langs := map[string][]string{}
	for _, t := range texts {
		langs[t.ReleaseID] = append(langs[t.ReleaseID], t.Lang)
	}
	for i := range rows {
		rows[i].Langs = langs[rows[i].ReleaseID]
		if rows[i].About, err = readAbout(rows[i].AboutJSON); err != nil {
			return err
		}
	}
	return nil
}

// Choices are what the library can be narrowed to.
type Choices struct {
	Years []string
	Langs []string
}

// Choices lists the years and languages of what the actor can read.
func (s *Service) Choices(ctx context.Context, actor access.Actor) (Choices, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (c Choices, err error) {
		if c.Years, err = yearsOf(tx, actor); err != nil {
			return c, err
		}
		c.Langs, err = langsOf(tx, actor)
		return c, err
	})
}

// Lang is a language in which a release can be read.
type Lang struct {
	Tag    string `json:"language"`
	Title  string `json:"title"`
	Source bool   `json:"source,omitempty"`
	Behind bool   `json:"behind,omitempty" doc:"The source was changed since the version that was translated"`
}

// Reading is a release as it is read, in one language.
type Reading struct {
	PublicationID string
	Slug          string
	Release       Release
	About         About
	Title         string
	Summary       string
	Body          string
	Lang          string
	Langs         []Lang
	Releases      []Release // those that are open by now, the latest first
	Latest        int
	Figures       []Embedded
	Counted       Counted
	Files         []Attachment
	Activity      string // its title, where everybody may know it
	ReportSlug    string // of its published report
	Chatham       bool
	Words         *vocabulary.Words
}

// Behind tells that the language of the reading is a translation of an earlier source.
func (r Reading) Behind() bool {
	return slices.ContainsFunc(r.Langs, func(l Lang) bool { return l.Tag == r.Lang && l.Behind })
}

// Gone tells that what is asked for was withdrawn.
type Gone struct {
	Title  string
	At     db.Time
	Reason string
}

func (e *Gone) Error() string { return "withdrawn: " + e.Reason }

// Unwrap makes a Gone a record that is not found for everyone who has no words for it.
func (e *Gone) Unwrap() error { return fault.Missing("publication") }

// Read returns a release in a language: the one in force when number is 0, the source when lang is "".
func (s *Service) Read(ctx context.Context, actor access.Actor, slug, lang string, number int) (Reading, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Reading, error) {
		p, r, open, err := openReleases(tx, actor, slug, number)
		if err != nil {
			return Reading{}, err
		}
		out := Reading{PublicationID: p.ID, Slug: p.Slug, Release: r, Releases: open, Latest: open[0].Number, Chatham: p.Chatham()}
		if out.About, err = readAbout(r.AboutJSON); err != nil {
			return Reading{}, err
		}
		return out, out.fill(tx, actor, p, lang)
	})
}

// openReleases finds a publication with the releases that are open to the actor by now, and the one of the number. What is
// not open, not yet, or withdrawn without ever having been open to the actor looks like none.
func openReleases(tx *db.Tx, actor access.Actor, slug string, number int) (Publication, Release, []Release, error) {
	p, err := findWhere(tx, ` where p.slug = $1`, slug)
	if err != nil {
		return p, Release{}, nil, err
	}
	all, err := releasesOf(tx, p.ID)
	if err != nil {
		return p, Release{}, nil, err
	}
	open, activity := all[:0:0], p.activity
	for _, r := range all {
		if r.PublicFrom.After(tx.Now().Time) {
			continue
		}
		if r.ActivityID != activity.ID { // it was moved to another activity since, as few are
			if activity, err = activityOf(tx, r.ActivityID); err != nil {
				return p, Release{}, nil, err
			}
		}
		if !actor.Can(RightRead, r.Object(p, activity)) {
			if len(open) == 0 {
				break // the one in force is closed, and so is what it replaced
			}
			continue
		}
		open = append(open, r)
	}
	if len(open) == 0 {
		return p, Release{}, nil, fault.Missing("publication")
	}
	if p.Standing != Out {
		texts, err := textsOf(tx, open[0].ID)
		gone := &Gone{At: p.WithdrawnAt, Reason: p.WithdrawReason}
		for _, t := range texts {
			if t.Lang == open[0].SourceLang {
				gone.Title = t.Title
			}
		}
		return p, Release{}, nil, errors.Join(err, gone)
	}
	for _, r := range open {
		if number == 0 || r.Number == number {
			return p, r, open, nil
		}
	}
	return p, Release{}, nil, fault.Missing("release")
}

func (out *Reading) fill(tx *db.Tx, actor access.Actor, p Publication, lang string) error {
	texts, err := textsOf(tx, out.Release.ID)
	if err != nil {
		return err
	}
	if lang == "" {
		lang = out.Release.SourceLang
	}
	if err := out.setText(tx, p.ID, texts, lang); err != nil {
		return err
	}
	if out.Figures, err = releasedFigures(tx, out.Release.ID); err != nil {
		return err
	}
	if out.Counted, err = releasedCounts(tx, out.About.Scope, out.Release.ID, out.Body); err != nil {
		return err
	}
	if out.Files, err = filesOfRelease(tx, actor, p, out.Release); err != nil {
		return err
	}
	if out.Words, err = vocabulary.In(tx); err != nil || out.Release.ActivityID == "" {
		return err
	}
	activity, err := activityOf(tx, out.Release.ActivityID)
	if err != nil {
		return err
	}
	if out.ReportSlug, err = reportOf(tx, activity.ID); err != nil {
		return err
	}
	if out.ReportSlug != "" || actor.Can(activities.RightSee, activity.Object()) {
		out.Activity = activity.Title
	}
	return nil
}

// setText takes the text of a language, and notes which translations are behind the source.
func (out *Reading) setText(tx *db.Tx, id string, texts []textRow, lang string) error {
	said, here := 0, textRow{}
	for _, t := range texts {
		if t.Lang == out.Release.SourceLang {
			said = t.SaidSince
		}
		if t.Lang == lang {
			here = t
		}
	}
	if here.Lang == "" {
		return fault.Missing("language")
	}
	v, err := findVersion(tx, id, here.Version)
	if err != nil {
		return err
	}
	out.Lang, out.Title, out.Summary, out.Body = lang, v.Title, v.Summary, v.Body
	for _, t := range texts {
		out.Langs = append(out.Langs, Lang{Tag: t.Lang, Title: t.Title, Source: t.OfSource == 0, Behind: t.OfSource > 0 && t.OfSource < said})
	}
	slices.SortStableFunc(out.Langs, func(a, b Lang) int {
		if a.Source == b.Source {
			return 0
		}
		if a.Source {
			return -1
		}
		return 1
	})
	return nil
}
