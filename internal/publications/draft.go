package publications

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/figures"
	"counterpart/internal/label"
	"counterpart/internal/periodic"
	"counterpart/internal/results"
	"counterpart/internal/vocabulary"
)

// About is what is said about a publication beside its text.
type About struct {
	Kind       string         `json:"kind" maxLength:"60" doc:"A kind of the mechanism pack"`
	ActivityID string         `json:"activity_id,omitempty" maxLength:"40" doc:"The activity it came out of"`
	Authors    []string       `json:"authors" nullable:"false" maxItems:"40" doc:"As they are printed"`
	Topics     []string       `json:"topics" nullable:"false" maxItems:"40"`
	Areas      []string       `json:"areas" nullable:"false" maxItems:"40"`
	DOI        string         `json:"doi,omitempty" maxLength:"200"`
	ISBN       string         `json:"isbn,omitempty" maxLength:"40" doc:"Ten or thirteen digits; the last one is checked"`
	Series     string         `json:"series,omitempty" maxLength:"200"`
	Issue      string         `json:"issue,omitempty" maxLength:"40" doc:"Number in the series"`
	Scope      periodic.Scope `json:"scope,omitzero" doc:"The period that it tells of, where it is the report of one"`
	EmbargoAt  db.Time        `json:"embargo_at,omitzero" doc:"Released earlier, it is open to nobody before this time"`
}

// Text is what is written, in one language.
type Text struct {
	Title   string `json:"title" maxLength:"200"`
	Summary string `json:"summary" maxLength:"1000"`
	Body    string `json:"body" maxLength:"400000" doc:"Markdown; {{figure:KEY}} is a figure of its activity's report, {{figure:KEY@REPORT}} one of another report, {{live:…}} the same as it stands whenever it is read; {{period:KEY}} is a number of its period, {{chart:KEY/DIVISION}} on a line of its own a chart"`
	Changed string `json:"changed,omitempty" maxLength:"500" doc:"What changed, in words; needed from the second version on"`
}

// Draft is the source of a publication as its author sends it.
type Draft struct {
	About
	Text
	SourceLang string    `json:"source_language,omitempty" maxLength:"35" doc:"BCP 47; of a new publication"`
	Slug       string    `json:"slug,omitempty" maxLength:"80" doc:"Part of its address; of a new publication, made of the title when empty"`
	Label      label.TLP `json:"label,omitempty" doc:"The public reads TLP:CLEAR only. Made stricter, it closes what is out already"`

	LabelReason string `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const maxBody = 400_000

// check lists everything wrong with a text.
func (t *Text) check(wrong *fault.Invalid, first bool) {
	t.Title, t.Summary, t.Changed = line(t.Title), strings.TrimSpace(t.Summary), line(t.Changed)
	t.Body = strings.ReplaceAll(t.Body, "\r\n", "\n")
	wrong.Check(t.Title != "", "title", "Write the title.")
	wrong.Check(runes(t.Title) <= 200, "title", "The title is longer than 200 characters. Shorten it.")
	wrong.Check(runes(t.Summary) <= 1000, "summary", "The summary is longer than 1,000 characters. Shorten it.")
	wrong.Check(len(t.Body) <= maxBody, "body", "The text is longer than 400,000 characters. Attach the long version as a file.")
	wrong.Check(first || t.Changed != "", "changed", "Write in a few words what changed. It stands in the list of versions.")
	wrong.Check(runes(t.Changed) <= 500, "changed", "Shorten what changed to 500 characters.")
}

// check lists everything wrong with what is said about the publication.
func (a *About) check(wrong *fault.Invalid, words *vocabulary.Words) {
	a.Series, a.Issue = line(a.Series), line(a.Issue)
	a.Authors, a.Topics, a.Areas = lines(a.Authors), lines(a.Topics), lines(a.Areas)
	a.Scope.Check(wrong)
	if len(words.List(vocabulary.PublicationKinds)) == 0 {
		wrong.Add("kind", "The mechanism pack lists no kinds of publication. Load a pack with publication_kinds.yaml first.")
	} else {
		wrong.Check(words.Has(vocabulary.PublicationKinds, a.Kind), "kind", "Choose a kind.")
	}
	for _, t := range a.Topics {
		wrong.Check(words.Has(vocabulary.Topics, t), "topics", "There is no topic %q.", t)
	}
	for _, t := range a.Areas {
		wrong.Check(words.Has(vocabulary.Areas, t), "areas", "There is no area %q.", t)
	}
	for _, author := range a.Authors {
		wrong.Check(runes(author) <= 200, "authors", "Shorten each author to 200 characters.")
	}
	wrong.Check(len(a.Authors) <= 40, "authors", "Name 40 authors at most.")
	wrong.Check(runes(a.Series) <= 200, "series", "Shorten the name of the series to 200 characters.")
	wrong.Check(runes(a.Issue) <= 40, "issue", "Shorten the number to 40 characters.")
	wrong.Check(a.Issue == "" || a.Series != "", "series", "Write which series the number counts in.")
	if a.DOI = strings.TrimSpace(a.DOI); a.DOI != "" {
		doi, ok := ParseDOI(a.DOI)
		if a.DOI = doi; !ok {
			wrong.Add("doi", "This is not a DOI. It begins with 10. and a number, as in 10.1000/182.")
		}
	}
	if a.ISBN = strings.TrimSpace(a.ISBN); a.ISBN != "" {
		isbn, ok := ParseISBN(a.ISBN)
		if ok {
			a.ISBN = isbn
		} else {
			wrong.Add("isbn", "This is not an ISBN: it has ten or thirteen digits, and the last one checks the others. Compare it with what the agency gave out.")
		}
	}
}

func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// lines are the entries without blanks, each once.
func lines(in []string) []string {
	out := []string{}
	for _, s := range in {
		if s = line(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// rightToLeft are the scripts that run from right to left.
var rightToLeft = []string{"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr"}

// Dir is "rtl" for a language that is written from right to left, "ltr" otherwise.
func Dir(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	if script, _ := tag.Script(); slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}

// The kinds of placeholder in a text.
const (
	frozenKind = "figure" // as it was at the release
	liveKind   = "live"   // as it is whenever the text is read
)

// Ref names a figure in a text: by its key, and by the report that published it where that is not the activity's own.
type Ref struct {
	Key    string
	Report string
}

func (r Ref) String() string {
	if r.Report == "" {
		return r.Key
	}
	return r.Key + "@" + r.Report
}

// Placeholder is how a figure is written in a text.
func (r Ref) Placeholder(live bool) string {
	if live {
		return "{{" + liveKind + ":" + r.String() + "}}"
	}
	return results.Placeholder(r.String())
}

func parseRef(s string) Ref {
	key, report, _ := strings.Cut(s, "@")
	return Ref{Key: strings.TrimSpace(key), Report: strings.TrimSpace(report)}
}

// refsOf lists the figures that texts name, each once.
func refsOf(texts ...string) []Ref {
	var out []Ref
	for _, t := range texts {
		figures.FillPlaceholders(t, func(kind, key string) (string, bool) {
			if r := parseRef(key); (kind == frozenKind || kind == liveKind) && !slices.Contains(out, r) {
				out = append(out, r)
			}
			return "", false
		})
	}
	return out
}

// maxReports is how many reports the figures of one text may come from.
const maxReports = 20

// checkFigures refuses placeholders that can never be filled.
func checkFigures(wrong *fault.Invalid, words *vocabulary.Words, body string, activity bool, scope periodic.Scope) {
	periodic.CheckRefs(wrong, scope, body)
	reports := map[string]bool{}
	for _, r := range refsOf(body) {
		reports[r.Report] = true
		switch {
		case !results.KnownFigure(words, r.Key):
			wrong.Add("body", "There is no figure %q. The figures that can be used stand beside the text.", r.Key)
		case r.Report == "" && !activity:
			wrong.Add("body", "The figure %q does not say of which report it is. Write %s, or name the activity.", r.Key, Ref{Key: r.Key, Report: "REPORT"}.Placeholder(false))
		}
	}
	wrong.Check(len(reports) <= maxReports, "body", "The figures come from more than %d reports.", maxReports)
	figures.FillPlaceholders(body, func(kind, key string) (string, bool) {
		if _, counted := periodic.ParseRef(kind, key); kind != frozenKind && kind != liveKind && !counted {
			wrong.Add("body", "%q stands in double braces and is no figure.", strings.TrimSuffix(kind+":"+key, ":"))
		}
		return "", false
	})
}
