package publications

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/periodic"
	"counterpart/internal/results"
	"counterpart/internal/vocabulary"
)

// Filter narrows the list of what is worked on.
type Filter struct {
	Query      string // beginnings of words of title, authors, series and identifiers
	State      string
	Standing   string
	Kind       string
	ActivityID string
	After      []string
	Limit      int
}

// List returns a page of the publications that the actor sees at work, the latest change first, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Publication, []string, error) {
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Publication, error) {
		rows, err := listWork(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{rows[f.Limit-1].UpdatedAt.Text(), rows[f.Limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// Translation is the latest version in a language other than the source's.
type Translation struct {
	Version
	Behind bool `json:"behind" doc:"The source was saved again since the version that is translated"`
}

// Page is a publication as those see it who work on it.
type Page struct {
	Publication  Publication        `json:"publication"`
	About        About              `json:"about"`
	Source       Version            `json:"source"`
	Translations []Translation      `json:"translations" nullable:"false"`
	Versions     []Version          `json:"-"`
	Releases     []Release          `json:"releases" nullable:"false"`
	Files        []Attachment       `json:"files" nullable:"false"`
	Figures      []Embedded         `json:"figures" nullable:"false"`
	Counted      Counted            `json:"counted"`
	Failing      []periodic.Failure `json:"failing" nullable:"false" doc:"Figures of the latest release that the registers no longer give"`
	Flow         Flow               `json:"-"`
	Rule         results.Rule       `json:"rule"`
	Attributed   []string           `json:"-"` // names that the texts hold although nothing may be attributed, for those who write or review
	Activity     string             `json:"-"`
	Report       string             `json:"-"` // address of the activity's published report
	History      []audit.Entry      `json:"-"`
	Words        *vocabulary.Words  `json:"-"`
}

// Missing says in words what is needed before it goes out.
func (p Page) Missing() string {
	left := p.Rule.Needed - len(p.Flow.Consents)
	switch {
	case p.Flow.State == StateReview:
		return "One review is needed, by somebody who wrote no part of this."
	case p.Flow.State != StateApproved:
		return ""
	case p.Rule.DifferentParties && len(p.Flow.Consents) > 0:
		return "One more agreement is needed, for another party than that of " + p.Flow.Consents[0].ActorName + "."
	case left > 1 && p.Rule.DifferentParties:
		return "Two agreements are needed, by people of two parties who wrote no part of this."
	case left > 1:
		return "Two agreements are needed, by people who wrote no part of this."
	default:
		return "One agreement is needed, by somebody who wrote no part of this."
	}
}

// Find returns a publication with everything that those need who work on it.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	page, err := db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		p, err := guarded(tx, actor, id)
		if err != nil {
			return Page{}, err
		}
		page := Page{Publication: p, Translations: []Translation{}, Failing: []periodic.Failure{}, Activity: p.activity.Title}
		if page.Words, err = vocabulary.In(tx); err != nil {
			return Page{}, err
		}
		texts, err := latestTexts(tx, p.ID)
		if err != nil {
			return Page{}, err
		}
		if err := page.setTexts(p, texts); err != nil {
			return Page{}, err
		}
		// Whoever could not take a name out is not told that its bearer was there.
		if p.Chatham() && (actor.Can(RightWrite, p.Object()) || actor.Can(RightReview, p.Object())) {
			if page.Attributed, err = attributed(tx, p.ActivityID, texts); err != nil {
				return Page{}, err
			}
		}
		return page, page.fill(tx, p)
	})
	if err != nil {
		return Page{}, err
	}
	return page, page.count(ctx, s.db)
}

func (page *Page) setTexts(p Publication, texts []Version) (err error) {
	for _, t := range texts {
		if t.Lang == p.SourceLang {
			page.Source = t
		}
	}
	for _, t := range texts {
		if t.Lang != p.SourceLang {
			page.Translations = append(page.Translations, Translation{Version: t, Behind: t.OfSource < page.Source.SaidSince})
		}
	}
	page.About, err = readAbout(page.Source.AboutJSON)
	return err
}

// bodies are the latest texts.
func (page *Page) bodies() []string {
	out := []string{page.Source.Body}
	for _, t := range page.Translations {
		out = append(out, t.Body)
	}
	return out
}

func (page *Page) fill(tx *db.Tx, p Publication) (err error) {
	if page.Versions, err = versionsOf(tx, p.ID, 100); err != nil {
		return err
	}
	if page.Releases, err = releasesOf(tx, p.ID); err != nil {
		return err
	}
	if page.Files, err = attachmentsOf(tx, p.ID); err != nil {
		return err
	}
	if page.Figures, err = embeddedIn(tx, p, false); err != nil {
		return err
	}
	if page.Flow, err = flowOf(tx, p); err != nil {
		return err
	}
	if page.Rule, err = results.RuleIn(tx); err != nil {
		return err
	}
	if p.ActivityID != "" {
		if page.Report, err = reportOf(tx, p.ActivityID); err != nil {
			return err
		}
	}
	page.History, err = audit.Of(tx, Kind, p.ID, 50)
	return err
}

// attributed lists the people of an activity, speakers and named, whose names stand in the texts. It warns, it does not
// refuse: a name may stand there for another reason.
func attributed(tx *db.Tx, activityID string, texts []Version) ([]string, error) {
	all, err := namesAt(tx, activityID)
	var out []string
	for _, name := range all {
		named := func(t Version) bool { return strings.Contains(t.Title+"\n"+t.Summary+"\n"+t.Body, name) }
		if runes(name) > 3 && slices.ContainsFunc(texts, named) {
			out = append(out, name)
		}
	}
	return out, err
}

// Filled is what stands in the place of a text's placeholders.
type Filled struct {
	Figures []Embedded
	Counted Counted
}

// Preview finds the figures that a text names, for a look at it before it is kept.
func (s *Service) Preview(ctx context.Context, actor access.Actor, id, activityID string, scope periodic.Scope, body string) (Filled, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (out Filled, err error) {
		if id != "" {
			if _, err := guarded(tx, actor, id); err != nil {
				return out, err
			}
		} else if !actor.Holds(RightWrite) {
			return out, actor.Require(RightWrite, access.Anything)
		}
		refs := refsOf(body)
		if out.Figures, err = currentOf(tx, activityID, refs[:min(len(refs), 200)]); err != nil {
			return out, err
		}
		var wrong fault.Invalid
		if scope.Check(&wrong); wrong.Err() != nil {
			return out, nil // the form says so when the text is kept
		}
		out.Counted, err = countedIn(tx, scope, body)
		return out, err
	})
}

// Saved returns one version as it was saved.
func (s *Service) Saved(ctx context.Context, actor access.Actor, id string, number int) (Publication, Version, error) {
	var v Version
	p, err := db.View(ctx, s.db, func(tx *db.Tx) (Publication, error) {
		p, err := guarded(tx, actor, id)
		if err != nil {
			return p, err
		}
		v, err = findVersion(tx, id, number)
		return p, err
	})
	return p, v, err
}

// Line is a line of a comparison. Sign is '+', '-' or ' '; '@' begins a new place in the text.
type Line struct {
	Sign byte
	Text string
}

// Compared is the difference between two versions.
type Compared struct {
	Publication Publication
	From, To    Version
	Lines       []Line
}

// Compare shows what changed between two versions of one language, sentence by sentence.
func (s *Service) Compare(ctx context.Context, actor access.Actor, id string, from, to int) (Compared, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Compared, error) {
		p, err := guarded(tx, actor, id)
		if err != nil {
			return Compared{}, err
		}
		out := Compared{Publication: p}
		if out.From, err = findVersion(tx, id, from); err != nil {
			return Compared{}, err
		}
		if out.To, err = findVersion(tx, id, to); err != nil {
			return Compared{}, err
		}
		if out.From.Lang != out.To.Lang {
			return Compared{}, fault.Clash("Version %d is in another language than version %d.", from, to)
		}
		out.Lines = difference(sentences(out.From), sentences(out.To))
		return out, nil
	})
}

// sentenceEnd is where a sentence ends and another begins; a number before the mark counts a list.
var sentenceEnd = regexp.MustCompile(`([^0-9\s][.?!;]) +`)

// sentences writes a version with one sentence on each line, so that a changed word does not make a paragraph look new.
func sentences(v Version) string {
	all := v.Title + "\n" + v.Summary + "\n\n" + v.Body
	all = sentenceEnd.ReplaceAllString(all, "$1\n")
	return strings.TrimRight(all, "\n") + "\n"
}

func difference(from, to string) []Line {
	var out []Line
	for i, l := range strings.Split(strings.TrimRight(string(diff.Diff("a", []byte(from), "b", []byte(to))), "\n"), "\n") {
		switch {
		case i < 3 || l == "": // the head of the format
		case l[0] == '@':
			out = append(out, Line{Sign: '@'})
		case l[0] == '+' || l[0] == '-' || l[0] == ' ':
			out = append(out, Line{Sign: l[0], Text: l[1:]})
		}
	}
	return out
}

// Task is a publication that waits for somebody.
type Task struct {
	ID    string  `db:"id"`
	Title string  `db:"title"`
	State string  `db:"state"`
	Since db.Time `db:"updated_at"`
}

// StateFailing is the state of a task: figures of the report no longer hold, and it waits for its restatement.
const StateFailing = "failing"

// Tasks lists the publications that wait for the actor: for a review, for the agreement that they go out, or for a restatement.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Task, error) {
		waiting, err := tasksOf(tx, actor)
		if err != nil {
			return nil, err
		}
		failing, err := failingTasks(tx, actor)
		return append(waiting, failing...), err
	})
}
