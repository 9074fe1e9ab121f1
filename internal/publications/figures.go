package publications

import (
	"slices"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/figures"
	"counterpart/internal/results"
)

// Embedded is a figure in a text, as its readers see it.
type Embedded struct {
	Ref    string         `json:"ref"`
	Frozen results.Figure `json:"frozen,omitzero"` // as it was at the release; without an id where the text is not released
	Now    results.Figure `json:"now"`             // as its report publishes it now
}

// Shown is the figure that a placeholder stands for.
func (e Embedded) Shown(live bool) results.Figure {
	if live || e.Frozen.ID == "" {
		return e.Now
	}
	return e.Frozen
}

// Restated tells that the report corrected the figure since it was frozen here.
func (e Embedded) Restated() bool {
	return e.Frozen.ID != "" && e.Now.ID != "" && e.Frozen.ID != e.Now.ID && (e.Frozen.Value != e.Now.Value || e.Frozen.Hidden != e.Now.Hidden)
}

// Fill replaces the placeholders of a text: put is told the figure and whether it is a live one.
func Fill(body string, list []Embedded, put func(e Embedded, live bool) string) string {
	return figures.FillPlaceholders(body, func(kind, key string) (string, bool) {
		ref := parseRef(key).String()
		i := slices.IndexFunc(list, func(e Embedded) bool { return e.Ref == ref })
		if i < 0 || kind != frozenKind && kind != liveKind || list[i].Shown(kind == liveKind).ID == "" {
			return "", false
		}
		return put(list[i], kind == liveKind), true
	})
}

// embeddedIn finds the figures that the latest texts of a publication name, as they are published now. Where all must be
// there, one that no report publishes is refused.
func embeddedIn(tx *db.Tx, p Publication, all bool) ([]Embedded, error) {
	texts, err := latestTexts(tx, p.ID)
	if err != nil {
		return nil, err
	}
	bodies := make([]string, len(texts))
	for i, t := range texts {
		bodies[i] = t.Body
	}
	out, err := currentOf(tx, p.ActivityID, refsOf(bodies...))
	if err != nil || !all {
		return out, err
	}
	var wrong fault.Invalid
	for _, e := range out {
		wrong.Check(e.Now.ID != "", "body", "No published report has the figure %q. Publish the report first, or take the figure out.", e.Ref)
	}
	return out, wrong.Err()
}

// currentOf finds figures as their reports publish them now.
func currentOf(tx *db.Tx, activityID string, refs []Ref) ([]Embedded, error) {
	own := ""
	if activityID != "" && slices.ContainsFunc(refs, func(r Ref) bool { return r.Report == "" }) {
		var err error
		if own, err = reportOf(tx, activityID); err != nil {
			return nil, err
		}
	}
	var slugs []string
	for _, r := range refs {
		if slug := r.report(own); slug != "" && !slices.Contains(slugs, slug) {
			slugs = append(slugs, slug)
		}
	}
	figures, err := results.CurrentIn(tx, slugs)
	out := make([]Embedded, len(refs))
	for i, r := range refs {
		out[i].Ref = r.String()
		for _, f := range figures {
			if f.Key == r.Key && f.Slug == r.report(own) {
				out[i].Now = f
			}
		}
	}
	return out, err
}

func (r Ref) report(own string) string {
	if r.Report == "" {
		return own
	}
	return r.Report
}

// releasedFigures finds the figures of a release, frozen and as they are published now.
func releasedFigures(tx *db.Tx, releaseID string) ([]Embedded, error) {
	rows, err := figuresOf(tx, releaseID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.FigureID
	}
	frozen, err := results.FiguresIn(tx, ids)
	if err != nil {
		return nil, err
	}
	var slugs []string
	for _, f := range frozen {
		if !slices.Contains(slugs, f.Slug) {
			slugs = append(slugs, f.Slug)
		}
	}
	current, err := results.CurrentIn(tx, slugs)
	out := make([]Embedded, len(rows))
	for i, r := range rows {
		out[i].Ref = r.Ref
		for _, f := range frozen {
			if f.ID == r.FigureID {
				out[i].Frozen = f
			}
		}
		for _, f := range current {
			if f.Slug == out[i].Frozen.Slug && f.Key == out[i].Frozen.Key {
				out[i].Now = f
			}
		}
	}
	return out, err
}
