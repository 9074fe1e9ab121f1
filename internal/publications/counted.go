package publications

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/periodic"
	"counterpart/internal/vocabulary"
)

// Counted is what a report's text names of its period: numbers, and charts made of them.
type Counted struct {
	Scope   periodic.Scope    `json:"scope"`
	Figures []periodic.Figure `json:"figures" nullable:"false"`
	Charts  []periodic.Chart  `json:"-"`
}

// Number finds the figure of the report's own period.
func (c Counted) Number(key string) (periodic.Figure, bool) {
	return periodic.Find(c.Figures, key, c.Scope.Code)
}

// Chart finds a chart by how the text names it.
func (c Counted) Chart(r periodic.Ref) (periodic.Chart, bool) {
	for _, chart := range c.Charts {
		if chart.Ref == r {
			return chart, true
		}
	}
	return periodic.Chart{}, false
}

// countedIn counts what texts name of their period from the registers as they are now.
func countedIn(tx *db.Tx, scope periodic.Scope, bodies ...string) (Counted, error) {
	out := Counted{Scope: scope, Figures: []periodic.Figure{}}
	refs := periodic.RefsOf(bodies...)
	if scope.None() || len(refs) == 0 {
		return out, nil
	}
	var err error
	if out.Figures, err = periodic.CountIn(tx, scope, refs); err != nil {
		return out, err
	}
	out.Charts, err = periodic.ChartsIn(tx, scope, refs, out.Figures)
	return out, err
}

// count adds what the texts of a report name of its period, and what of the latest release no longer holds. It may read for
// seconds, and does so with connections that pages do not wait for.
func (page *Page) count(ctx context.Context, d *db.DB) error {
	page.Counted = Counted{Scope: page.About.Scope, Figures: []periodic.Figure{}}
	if page.About.Scope.None() && len(page.Releases) == 0 {
		return nil
	}
	_, err := db.ViewLong(ctx, d, func(tx *db.Tx) (bool, error) {
		var err error
		if page.Counted, err = countedIn(tx, page.About.Scope, page.bodies()...); err != nil {
			return false, err
		}
		page.Failing, err = periodic.FailingOfIn(tx, page.Publication.ID, page.Counted.Figures...)
		return true, err
	})
	return err
}

// countableIn counts for a release. A period that is not over would be counted otherwise tomorrow.
func countableIn(tx *db.Tx, p Publication) (Counted, error) {
	texts, err := latestTexts(tx, p.ID)
	if err != nil {
		return Counted{}, err
	}
	about, _, err := aboutOf(texts, p.SourceLang)
	if err != nil || about.Scope.None() {
		return Counted{}, err
	}
	if last := about.Scope.Period().Last; last >= string(tx.Today()) {
		return Counted{}, fault.Clash("The period ends on %s. What happens in it can be counted when it is over.", db.Date(last).Time().Format("2 January 2006"))
	}
	bodies := make([]string, len(texts))
	for i, t := range texts {
		bodies[i] = t.Body
	}
	return countedIn(tx, about.Scope, bodies...)
}

// releasedCounts are the figures that a release froze, with the charts of one of its texts.
func releasedCounts(tx *db.Tx, scope periodic.Scope, releaseID, body string) (Counted, error) {
	out := Counted{Scope: scope, Figures: []periodic.Figure{}}
	if scope.None() {
		return out, nil
	}
	var err error
	if out.Figures, err = periodic.OfReleaseIn(tx, releaseID); err != nil {
		return out, err
	}
	out.Charts, err = periodic.ChartsIn(tx, scope, periodic.RefsOf(body), out.Figures)
	return out, err
}

// ReportDraft begins a report of a period.
type ReportDraft struct {
	Template string    `json:"template" maxLength:"60" doc:"Of the mechanism pack"`
	Period   string    `json:"period" maxLength:"7" doc:"2024-06, 2024-Q2, 2024-H1 or 2024, as the template asks"`
	Label    label.TLP `json:"label,omitempty" doc:"Of the pack when empty. Lists in the report hold what its readers may read"`
}

// DraftReport begins a report of a period: its text comes from a template of the pack and the registers.
func (s *Service) DraftReport(ctx context.Context, actor access.Actor, d ReportDraft) (string, error) {
	if !actor.Holds(RightWrite) {
		return "", actor.Require(RightWrite, access.Anything)
	}
	text, scope, lang, tlp, err := s.reportText(ctx, actor, d)
	if err != nil {
		return "", err
	}
	return s.Draft(ctx, actor, Draft{
		About: About{Kind: text.Kind, Scope: scope}, Text: Text{Title: text.Title, Summary: text.Summary, Body: text.Body}, SourceLang: lang, Label: tlp,
	})
}

func (s *Service) reportText(ctx context.Context, actor access.Actor, d ReportDraft) (text periodic.Draft, scope periodic.Scope, lang string, tlp label.TLP, err error) {
	tlp = d.Label
	text, err = db.ViewLong(ctx, s.db, func(tx *db.Tx) (periodic.Draft, error) {
		words, err := vocabulary.In(tx)
		if err != nil {
			return periodic.Draft{}, err
		}
		if lang = words.Pack.Mechanism.Languages[0]; tlp == "" {
			tlp = DefaultLabel(words)
		}
		t, _ := periodic.Template(words, d.Template)
		scope = periodic.Scope{Template: d.Template, Frequency: t.Frequency, Code: d.Period}
		return periodic.DraftIn(tx, actor, s.threads, scope, tlp)
	})
	return text, scope, lang, tlp, err
}

// Restate releases the last release once more with the figures of its period as the registers give them now. It needs no second
// person, because nobody types a number; the note says for readers why they changed.
func (s *Service) Restate(ctx context.Context, actor access.Actor, id, note string) error {
	return s.change(ctx, actor, RightRelease, id, func(tx *db.Tx, p Publication, f Flow) error {
		if p.Standing != Out {
			return fault.Clash("Only what is released can be restated.")
		}
		failing, err := periodic.FailingOfIn(tx, p.ID)
		if err != nil {
			return err
		}
		if len(failing) == 0 {
			return fault.Clash("Every figure of its period still holds, so there is nothing to restate.")
		}
		if note, err = reasonOf("note", note, "Write for the readers why the figures change."); err != nil {
			return err
		}
		last, err := lastRelease(tx, p.ID)
		if err != nil {
			return err
		}
		r := last
		r.ID, r.Number, r.Note, r.ReleasedAt, r.PublicFrom = tx.NewID(), last.Number+1, note, tx.Now(), tx.Now()
		if last.PublicFrom.After(r.PublicFrom.Time) {
			r.PublicFrom = last.PublicFrom // still under embargo
		}
		if err := s.again(tx, actor, p, last, r); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionRestate, Kind, p.ID, map[string]any{"release": r.Number, "note": note})
	})
}

// again makes a release of what the last one said, with the figures of its period counted anew.
func (s *Service) again(tx *db.Tx, actor access.Actor, p Publication, last, r Release) error {
	texts, err := releasedVersions(tx, last.ID)
	if err != nil {
		return err
	}
	about, err := readAbout(r.AboutJSON)
	if err != nil {
		return err
	}
	bodies := make([]string, len(texts))
	for i, t := range texts {
		bodies[i] = t.Body
	}
	counted, err := countedIn(tx, about.Scope, bodies...)
	if err != nil {
		return err
	}
	if err := insertRelease(tx, actor, r); err != nil {
		return err
	}
	if err := copyParts(tx, last.ID, r.ID); err != nil {
		return err
	}
	if err := periodic.FreezeIn(tx, p.ID, r.ID, counted.Figures); err != nil {
		return err
	}
	return indexRelease(tx, r, about, texts)
}
