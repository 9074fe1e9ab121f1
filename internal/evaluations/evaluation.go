package evaluations

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary/pack"
)

// The kinds of questions of an evaluation.
const (
	Likert    = "likert"    // 1 disagree strongly, 5 agree strongly
	Recommend = "recommend" // 0 to 10: would you recommend it
	Free      = "free"      // words
)

// Kinds lists the kinds in the order of a form.
var Kinds = []string{Likert, Recommend, Free}

// For what a question is asked.
const (
	PerActivity = "activity"
	PerSession  = "session"
	PerSpeaker  = "speaker"
)

// Pers lists for what a question is asked, in the order of a form.
var Pers = []string{PerActivity, PerSession, PerSpeaker}

// Asked is one question of an evaluation. Those about sessions and speakers stand once for each of them from the opening on.
type Asked struct {
	Key   string `json:"key"`
	Label string `json:"label" maxLength:"300"`
	Kind  string `json:"kind" enum:"likert,recommend,free"`
	Level int    `json:"level" minimum:"1" maximum:"4" doc:"Of Kirkpatrick: 1 reaction, 2 learning, 3 behaviour, 4 results"`
	Per   string `json:"per" enum:"activity,session,speaker"`
	Of    string `json:"of,omitempty" readOnly:"true" doc:"The session or the speaker"`
}

// The states of an evaluation.
const (
	Draft  = "draft"
	Open   = "open"
	Closed = "closed"
)

// Evaluation is what those who took part are asked about an activity.
type Evaluation struct {
	ID         string  `db:"id" json:"id"`
	ActivityID string  `db:"activity_id" json:"activity_id"`
	Intro      string  `db:"intro" json:"intro,omitempty"`
	Raw        string  `db:"questions" json:"-"`
	Questions  []Asked `db:"-" json:"questions" nullable:"false"`
	State      string  `db:"state" json:"state,omitempty" enum:"draft,open,closed" doc:"Empty where there is no evaluation"`
	ClosesAt   db.Time `db:"closes_at" json:"closes_at,omitzero"`
	Version    int     `db:"version" json:"version"`
}

func (e *Evaluation) decode() error {
	if err := json.Unmarshal([]byte(e.Raw), &e.Questions); err != nil {
		return fmt.Errorf("evaluation %s: %w", e.ID, err)
	}
	return nil
}

// Takes tells whether answers come in.
func (e Evaluation) Takes(now db.Time) bool {
	return e.State == Open && (e.ClosesAt.IsZero() || now.Before(e.ClosesAt.Add(grace)))
}

// Over tells whether no answer comes in any more, so that what was said may be shown.
func (e Evaluation) Over(now db.Time) bool {
	return e.State == Closed || e.State == Open && !e.Takes(now)
}

// Plan is an evaluation as somebody sets it up.
type Plan struct {
	Intro     string  `json:"intro,omitempty" maxLength:"2000"`
	Questions []Asked `json:"questions" nullable:"false"`
	ClosesAt  db.Time `json:"closes_at,omitzero"`
	Version   int     `json:"version,omitempty" doc:"The version that was read; 0 for a new evaluation"`
}

const maxAsked = 40

func (d *Plan) check() error {
	d.Intro = strings.TrimSpace(strings.ReplaceAll(d.Intro, "\r\n", "\n"))
	var wrong fault.Invalid
	wrong.Check(utf8.RuneCountInString(d.Intro) <= 2000, "intro", "Shorten this to 2,000 characters.")
	d.Questions = slices.DeleteFunc(d.Questions, func(q Asked) bool { return strings.TrimSpace(q.Label) == "" })
	wrong.Check(len(d.Questions) > 0, "label.0", "Ask at least one question.")
	wrong.Check(len(d.Questions) <= maxAsked, "label.0", "An evaluation has at most %d questions.", maxAsked)
	for i := range d.Questions {
		q := &d.Questions[i]
		q.Key, q.Of, q.Label = "q"+strconv.Itoa(i+1), "", strings.Join(strings.Fields(q.Label), " ")
		q.Level, q.Per = cmp.Or(q.Level, 1), cmp.Or(q.Per, PerActivity)
		n := strconv.Itoa(i)
		wrong.Check(utf8.RuneCountInString(q.Label) <= 300, "label."+n, "Shorten the question to 300 characters.")
		wrong.Check(slices.Contains(Kinds, q.Kind), "kind."+n, "Choose how the question is answered.")
		wrong.Check(slices.Contains(Pers, q.Per), "per."+n, "Choose for what it is asked.")
		wrong.Check(q.Level >= 1 && q.Level <= 4, "level."+n, "Choose a level from 1 to 4.")
	}
	return wrong.Err()
}

// QuestionsOfPack are the default questions of the pack.
func QuestionsOfPack(p *pack.Pack) []Asked {
	out := []Asked{}
	if p == nil {
		return out
	}
	for i, q := range p.Evaluation {
		out = append(out, Asked{Key: "q" + strconv.Itoa(i+1), Label: q.Label.Default, Kind: q.Kind, Level: q.Level, Per: q.Per})
	}
	return out
}

// spread are the questions as they are asked from the opening on: those about sessions and speakers once for each. Who spoke under the
// Chatham House Rule is not named, and a session that is closed to some of those who take part is not asked about.
func spread(questions []Asked, p activities.Programme) []Asked {
	var out []Asked
	about := func(per, of string) {
		for _, q := range questions {
			if q.Per == per {
				q.Of, q.Key = of, "q"+strconv.Itoa(len(out)+1)
				out = append(out, q)
			}
		}
	}
	about(PerActivity, "")
	for _, session := range p.Sessions {
		if label.Strictest(session.Label, p.Activity.Label) != p.Activity.Label {
			continue
		}
		about(PerSession, session.Title)
		for _, sp := range session.Speakers {
			if sp.Name != "" && !session.Chatham && !p.Activity.Chatham {
				about(PerSpeaker, sp.Name+", "+session.Title)
			}
		}
	}
	return out
}

// Said are somebody's answers to an evaluation, by the key of the question.
type Said map[string]string

const maxSaid = 2000

// keep are the answers that fit their questions; every one may be left open.
func (s Said) keep(questions []Asked) (Said, error) {
	out := Said{}
	var wrong fault.Invalid
	for _, q := range questions {
		v := strings.TrimSpace(strings.ReplaceAll(s[q.Key], "\r\n", "\n"))
		if v == "" {
			continue
		}
		n, err := strconv.Atoi(v)
		switch q.Kind {
		case Likert:
			wrong.Check(err == nil && n >= 1 && n <= 5, q.Key, "Choose one of the answers listed.")
		case Recommend:
			wrong.Check(err == nil && n >= 0 && n <= 10, q.Key, "Choose a number from 0 to 10.")
		default:
			wrong.Check(utf8.ValidString(v) && utf8.RuneCountInString(v) <= maxSaid, q.Key, "Shorten this to 2,000 characters.")
		}
		out[q.Key] = v
	}
	wrong.Check(len(out) > 0, "", "Answer at least one question.")
	return out, wrong.Err()
}

// Summary is what was said to one question. Nothing but n is shown where fewer answered than a figure needs.
type Summary struct {
	Asked
	N         int      `json:"n"`
	Shown     bool     `json:"shown"`
	Counts    []int    `json:"counts,omitempty" doc:"Of likert: how many chose 1 to 5; of recommend: 0 to 10"`
	Mean      float64  `json:"mean,omitempty"`
	Median    float64  `json:"median,omitempty"`
	Recommend float64  `json:"net_recommendation,omitempty" doc:"Of recommend: those of 9 and 10 less those of 0 to 6, in per cent"`
	Texts     []string `json:"texts,omitempty" doc:"In no order"`
}

// summarise counts the answers to every question.
func summarise(questions []Asked, all []Said, least int) []Summary {
	out := make([]Summary, 0, len(questions))
	for _, q := range questions {
		sum := Summary{Asked: q}
		var numbers []float64
		total, below, top := 0.0, 0, 0
		counts := make([]int, 5)
		if q.Kind == Recommend {
			counts = make([]int, 11)
		}
		for _, said := range all {
			v, answered := said[q.Key]
			if !answered {
				continue
			}
			sum.N++
			if q.Kind == Free {
				sum.Texts = append(sum.Texts, v)
				continue
			}
			n, err := strconv.Atoi(v)
			if at := n - btoi(q.Kind == Likert); err == nil && at >= 0 && at < len(counts) {
				counts[at]++
				numbers, total = append(numbers, float64(n)), total+float64(n)
				below, top = below+btoi(n <= 6), top+btoi(n >= 9)
			}
		}
		// Words are those of few even where many answered the rest: what counts is how many could have written them.
		enough := sum.N
		if q.Kind == Free && q.Per == PerActivity {
			enough = len(all)
		}
		if sum.Shown = enough >= least; !sum.Shown {
			sum.Texts = nil
		} else if q.Kind != Free && len(numbers) > 0 {
			sum.Counts, sum.Mean, sum.Median = counts, total/float64(len(numbers)), median(numbers)
			if q.Kind == Recommend {
				sum.Recommend = 100 * float64(top-below) / float64(len(numbers))
			}
		}
		slices.Sort(sum.Texts) // the order of the alphabet tells nothing of who wrote them
		out = append(out, sum)
	}
	return out
}

// median is the middle of the numbers, or half-way between the two in the middle.
func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
