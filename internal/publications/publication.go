package publications

import (
	"context"
	"fmt"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// Publication is a publication as it is worked on.
type Publication struct {
	ID             string    `db:"id" json:"id"`
	Slug           string    `db:"slug" json:"slug"`
	Kind           string    `db:"kind" json:"kind"`
	ActivityID     string    `db:"activity_id" json:"activity_id,omitempty"`
	SourceLang     string    `db:"source_lang" json:"source_language"`
	Title          string    `db:"title" json:"title"`
	Label          label.TLP `db:"label" json:"label"`
	State          string    `db:"state" json:"state" enum:"draft,review,approved,released"`
	Standing       string    `db:"standing" json:"standing,omitempty" enum:",released,withdrawn" doc:"Before its readers: absent while nothing is out"`
	Round          int       `db:"round" json:"-"`
	Version        int       `db:"version" json:"version"`
	Since          int       `db:"since" json:"-"`
	WithdrawnAt    db.Time   `db:"withdrawn_at" json:"withdrawn_at,omitzero"`
	WithdrawReason string    `db:"withdraw_reason" json:"withdraw_reason,omitempty"`
	CreatedAt      db.Time   `db:"created_at" json:"created_at"`
	UpdatedAt      db.Time   `db:"updated_at" json:"updated_at"`
	Named          []string  `json:"-"` // accounts that are named as readers

	activity activities.Activity // without an id when it came out of none
}

// Object is the work on a publication as the access rule sees it: to see it asks for the activity's label as well.
func (p Publication) Object() access.Object {
	var o access.Object
	if p.activity.ID != "" {
		o = p.activity.Object()
		o.Above = append(o.Above, o.Mark())
	}
	o.Label, o.Named = p.Label, p.Named
	return o
}

// Chatham tells that the activity was held under the Chatham House Rule: nothing may be attributed.
func (p Publication) Chatham() bool { return p.activity.Chatham }

// Version is one save of the source or of a translation.
type Version struct {
	Number     int     `db:"number" json:"number"`
	Lang       string  `db:"lang" json:"language"`
	OfSource   int     `db:"of_source" json:"of_source,omitempty" doc:"The version of the source that is translated; absent for the source"`
	SaidSince  int     `db:"said_since" json:"-"`
	Title      string  `db:"title" json:"title"`
	Summary    string  `db:"summary" json:"summary"`
	Body       string  `db:"body" json:"body"`
	AboutJSON  string  `db:"about" json:"-"`
	Changed    string  `db:"changed" json:"changed,omitempty"`
	Author     string  `db:"author" json:"-"`
	AuthorName string  `db:"author_name" json:"by"`
	At         db.Time `db:"at" json:"at"`
}

// Text is what the version says.
func (v Version) Text() Text { return Text{Title: v.Title, Summary: v.Summary, Body: v.Body} }

// Stale tells that somebody saved the same language since the text was loaded. Current is what it is now.
type Stale struct {
	Words   string
	Current Version
}

func (e *Stale) Error() string { return "conflict: " + e.Words }

// Unwrap makes a Stale a conflict for everyone who does not show both texts.
func (e *Stale) Unwrap() error { return &fault.Conflict{Words: e.Words} }

// DefaultLabel is the label that the pack gives to new publications.
func DefaultLabel(words *vocabulary.Words) label.TLP { return words.DefaultLabel(Kind, label.Amber) }

// check lists everything wrong with a draft.
func (d *Draft) check(tx *db.Tx, first bool) error {
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	if d.Label == "" && first {
		d.Label = DefaultLabel(words)
	}
	var wrong fault.Invalid
	d.Text.check(&wrong, first)
	d.About.check(&wrong, words)
	checkFigures(&wrong, words, d.Body, d.ActivityID != "", d.Scope)
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	if first {
		lang, ok := names.Language(d.SourceLang)
		d.SourceLang = lang
		wrong.Check(ok, "source_language", "Say in which language it is written, as a tag: en, id, th, ar.")
		wrong.Check(d.Slug == "" || slugForm.MatchString(d.Slug) && len(d.Slug) <= 80, "slug", "Write the address in small letters, digits and dashes, 80 at most.")
	}
	return wrong.Err()
}

// Draft begins a publication.
func (s *Service) Draft(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		activity, err := activityOf(tx, d.ActivityID)
		if err != nil {
			return "", err
		}
		if err := actor.Require(RightWrite, Publication{activity: activity}.Object()); err != nil {
			return "", err
		}
		if err := d.check(tx, true); err != nil {
			return "", err
		}
		if d.Slug, err = freeSlug(tx, d); err != nil {
			return "", err
		}
		p := Publication{ID: tx.NewID(), Slug: d.Slug, Kind: d.Kind, ActivityID: d.ActivityID, SourceLang: d.SourceLang, Title: d.Title, Label: d.Label, activity: activity}
		if err := insertPublication(tx, p, Begin(actor.Key())); err != nil {
			return "", err
		}
		if err := writeVersion(tx, actor, p.ID, Version{Number: 1, Lang: d.SourceLang}, d.Text, &d.About); err != nil {
			return "", err
		}
		if err := index(tx, p.ID, d); err != nil {
			return "", err
		}
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: p.ID, To: d.Label}); err != nil {
			return "", err
		}
		return p.ID, audit.Record(tx, actor, ActionDraft, Kind, p.ID, map[string]any{"slug": d.Slug, "kind": d.Kind, "label": d.Label})
	})
}

// activityOf loads the activity of a publication; none where it has none.
func activityOf(tx *db.Tx, id string) (activities.Activity, error) {
	if id == "" {
		return activities.Activity{}, nil
	}
	a, err := activities.FindIn(tx, id)
	if fault.IsNotFound(err) {
		return a, fault.Wrong("activity_id", "There is no such activity.")
	}
	return a, err
}

// index makes the publication findable by those who work on it.
func index(tx *db.Tx, id string, d Draft) error {
	return search.Index(tx, Kind, id, names.SearchTerms(append([]string{d.Title, d.Series, d.DOI, d.ISBN}, d.Authors...)...))
}

// freeSlug is the address that was asked for, or one made of the title.
func freeSlug(tx *db.Tx, d Draft) (string, error) {
	if d.Slug != "" {
		taken, err := slugTaken(tx, d.Slug)
		if err == nil && taken {
			err = fault.Wrong("slug", "Another publication has this address. Choose another one.")
		}
		return d.Slug, err
	}
	base := names.Slug(d.Title, 60)
	if base == "" {
		base = "publication"
	}
	for slug, i := base, 2; ; i++ {
		taken, err := slugTaken(tx, slug)
		if err != nil || !taken {
			return slug, err
		}
		slug = fmt.Sprintf("%s-%d", base, i)
	}
}

// Save makes a new version of the source and of what is said about it; version is the latest of the source that the author saw.
func (s *Service) Save(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	return s.change(ctx, actor, RightWrite, id, func(tx *db.Tx, p Publication, f Flow) error {
		activity, err := activityOf(tx, d.ActivityID)
		if err != nil {
			return err
		}
		if d.ActivityID != p.ActivityID { // whoever moves it to another activity may write there as well
			if err := actor.Require(RightWrite, Publication{activity: activity, Label: p.Label, Named: p.Named}.Object()); err != nil {
				return err
			}
		}
		if d.Label == "" {
			d.Label = p.Label
		}
		if err := d.check(tx, false); err != nil {
			return err
		}
		if err := sameVersion(tx, p, p.SourceLang, version); err != nil {
			return err
		}
		before := p.Object()
		f = f.Save(actor.Key())
		p.Kind, p.ActivityID, p.Title, p.Label = d.Kind, d.ActivityID, d.Title, d.Label
		if err := writeVersion(tx, actor, id, Version{Number: f.Version, Lang: p.SourceLang}, d.Text, &d.About); err != nil {
			return err
		}
		if err := updatePublication(tx, p, f); err != nil {
			return err
		}
		if err := index(tx, id, d); err != nil {
			return err
		}
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, Object: before, To: d.Label, Reason: d.LabelReason}); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionChange, Kind, id, map[string]any{"version": f.Version, "changed": d.Changed, "label": d.Label})
	})
}

// sameVersion refuses to save over a version of the same language that the author did not see.
func sameVersion(tx *db.Tx, p Publication, lang string, seen int) error {
	latest, err := latestOf(tx, p.ID, lang)
	if err != nil {
		return err
	}
	if latest.Number != seen {
		return &Stale{Words: latest.AuthorName + " saved this text in the meantime.", Current: latest}
	}
	return nil
}

// Translate makes a new version of a translation. version is the latest of the translation that the translator saw, 0 for a
// new one; ofSource is the version of the source that the text follows.
func (s *Service) Translate(ctx context.Context, actor access.Actor, id, lang string, version, ofSource int, t Text) error {
	return s.change(ctx, actor, RightWrite, id, func(tx *db.Tx, p Publication, f Flow) error {
		words, err := vocabulary.In(tx)
		if err != nil {
			return err
		}
		var wrong fault.Invalid
		tag, ok := names.Language(lang)
		wrong.Check(ok, "language", "Say into which language, as a tag: en, id, th, ar.")
		wrong.Check(!ok || tag != p.SourceLang, "language", "This is the language of the source.")
		t.check(&wrong, version == 0)
		if ok {
			source, err := findVersion(tx, id, ofSource)
			about, readErr := readAbout(source.AboutJSON)
			if readErr != nil {
				return readErr
			}
			checkFigures(&wrong, words, t.Body, p.ActivityID != "", about.Scope)
			if err != nil && !fault.IsNotFound(err) {
				return err
			}
			wrong.Check(err == nil && source.Lang == p.SourceLang, "of_source", "Say which version of the source this is a translation of.")
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		if version > 0 {
			err = sameVersion(tx, p, tag, version)
		} else if latest, lookErr := latestOf(tx, id, tag); lookErr == nil {
			err = &Stale{Words: latest.AuthorName + " began this translation in the meantime.", Current: latest}
		} else if !fault.IsNotFound(lookErr) {
			err = lookErr
		}
		if err != nil {
			return err
		}
		f = f.Save(actor.Key())
		if err := writeVersion(tx, actor, id, Version{Number: f.Version, Lang: tag, OfSource: ofSource}, t, nil); err != nil {
			return err
		}
		if err := updatePublication(tx, p, f); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionTranslate, Kind, id, map[string]any{"version": f.Version, "language": tag, "of_source": ofSource, "changed": t.Changed})
	})
}

// change loads a publication, asks for the right, and runs do.
func (s *Service) change(ctx context.Context, actor access.Actor, right access.Right, id string, do func(*db.Tx, Publication, Flow) error) error {
	_, err := changing(ctx, s, actor, right, id, func(tx *db.Tx, p Publication, f Flow) (bool, error) { return true, do(tx, p, f) })
	return err
}

// changing is change with a result, which a repeated request gets again.
func changing[T any](ctx context.Context, s *Service, actor access.Actor, right access.Right, id string, do func(*db.Tx, Publication, Flow) (T, error)) (T, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (T, error) {
		var zero T
		p, err := FindIn(tx, id)
		if err != nil {
			return zero, err
		}
		if err := actor.Require(right, p.Object()); err != nil {
			return zero, err
		}
		f, err := flowOf(tx, p)
		if err != nil {
			return zero, err
		}
		return do(tx, p, f)
	})
}

// guarded loads a publication for those who may see the work on it.
func guarded(tx *db.Tx, actor access.Actor, id string) (Publication, error) {
	p, err := FindIn(tx, id)
	if err != nil {
		return Publication{}, err
	}
	return p, actor.Require(RightSee, p.Object())
}

// reasonOf checks words that somebody must write.
func reasonOf(field, words, ask string) (string, error) {
	words = strings.TrimSpace(words)
	var wrong fault.Invalid
	wrong.Check(words != "", field, "%s", ask)
	wrong.Check(runes(words) <= 1000, field, "Shorten it to 1,000 characters.")
	return words, wrong.Err()
}
