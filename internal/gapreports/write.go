package gapreports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/instruments"
	"counterpart/internal/instruments/library"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/vocabulary"
)

// writer writes the text of a report.
type writer struct {
	words    *vocabulary.Words
	states   []state
	laws     map[string]laws.Law
	versions map[string]instruments.Version
	regional bool
	public   bool
	label    label.TLP
	today    db.Date
	out      strings.Builder
}

// learn loads what the texts name: the laws that the reader may see, and the versions of the instruments.
func (w *writer) learn(tx *db.Tx, register *laws.Service, actor access.Actor) error {
	var ids []string
	for _, s := range w.states {
		w.label = label.Strictest(w.label, s.page.Label)
		for _, r := range s.advice {
			w.label = label.Strictest(w.label, r.Label)
		}
		for _, m := range s.moves {
			w.label = label.Strictest(w.label, m.Label)
		}
		for _, sheet := range s.page.Sheets {
			v, err := instruments.VersionIn(tx, sheet.Scope.VersionID)
			if err != nil {
				return err
			}
			w.versions[v.ID] = v
			for _, line := range sheet.Lines {
				if line.Answer != nil {
					for _, c := range line.Answer.Answer.Citations {
						ids = append(ids, c.LawID)
					}
				}
			}
		}
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
	if len(ids) == 0 || !actor.Holds(laws.RightSee) {
		return nil
	}
	for len(ids) > 0 {
		n := min(len(ids), 300)
		found, err := register.Named(tx, actor, ids[:n])
		if err != nil {
			return err
		}
		for id, l := range found {
			if !w.public || l.Label == label.Clear {
				w.laws[id], w.label = l, label.Strictest(w.label, l.Label)
			}
		}
		ids = ids[n:]
	}
	return nil
}

var markdown = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "#", `\#`, "~", `\~`, "&", `\&`, "{{", "{ {", "}}", "} }", "\n", " ", "\t", " ",
)

// esc is a text that somebody wrote, in one line and without the marks of Markdown.
func esc(s string) string { return strings.Join(strings.Fields(markdown.Replace(s)), " ") }

func (w *writer) p(format string, args ...any) { fmt.Fprintf(&w.out, format+"\n\n", args...) }

func (w *writer) row(cells ...string) { w.out.WriteString("| " + strings.Join(cells, " | ") + " |\n") }

// table begins a table; right-hand columns from the given one on hold figures.
func (w *writer) table(figures int, heads ...string) {
	w.row(heads...)
	for i := range heads {
		if i >= figures {
			w.out.WriteString("|---:")
		} else {
			w.out.WriteString("|---")
		}
	}
	w.out.WriteString("|\n")
}

func (w *writer) end() { w.out.WriteString("\n") }

// said is an answer with where it stands.
type said struct {
	s    *state
	code string // short title of the instrument
	line gaps.OpenLine
}

func (x said) a() answers.Answer { return x.line.Answer.Answer }

// name is what an answer is called in a list: the provision, and the State in a regional report.
func (w *writer) name(x said) string {
	name := "**" + esc(x.line.Name()) + "** (" + esc(x.code) + ")"
	if w.regional {
		name += ", " + esc(x.s.page.Party)
	}
	return name
}

// all lists the assessable provisions of every State in order; answers that are closed or missing are nil.
func (w *writer) all() []said {
	var out []said
	for i := range w.states {
		for _, sheet := range w.states[i].page.Sheets {
			for _, line := range sheet.Lines {
				if line.Assessable || line.Answer != nil {
					out = append(out, said{&w.states[i], w.versions[sheet.Scope.VersionID].Short, line})
				}
			}
		}
	}
	return out
}

func (w *writer) answered() []said {
	return slices.DeleteFunc(w.all(), func(x said) bool { return x.line.Answer == nil })
}

func (w *writer) report() Report {
	first := w.states[0].page
	r := Report{Label: w.label, AsAt: w.today, Regional: w.regional, Notices: []string{}}
	r.Title = "The law of " + first.Party + " beside " + w.instrumentNames()
	if w.regional {
		r.Title = first.Project + ": regional report"
	}
	if runes := []rune(r.Title); len(runes) > 200 {
		r.Title = string(runes[:199]) + "…"
	}
	r.Summary = "What the law says, how it is applied, where it falls short of what was agreed, and which help is needed, as " + w.who() + " cleared it."
	r.Facts = []string{"Assessment: " + first.Project, "Written on " + day(w.today)}
	if w.public {
		r.Facts = append(r.Facts, "Public version: only what was cleared for everybody")
	}
	for _, v := range w.sortedVersions() {
		if v.Draft {
			r.Notices = append(r.Notices, "The library of provisions is a draft and awaits review.")
			break
		}
	}
	w.introduction()
	w.counts()
	w.strengths()
	w.gapsByTheme()
	w.listed("Challenges", func(a answers.Answer) string { return a.Challenge }, "No challenge was named.")
	w.assistance()
	w.advice()
	w.moved()
	w.annex()
	w.clearances()
	r.Body = strings.TrimSpace(w.out.String()) + "\n"
	return r
}

func day(d db.Date) string {
	if d == "" {
		return ""
	}
	return d.Time().Format("2 January 2006")
}

func (w *writer) who() string {
	if w.regional {
		return "the States"
	}
	return "the State"
}

func (w *writer) sortedVersions() []instruments.Version {
	out := make([]instruments.Version, 0, len(w.versions))
	for _, v := range w.versions {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b instruments.Version) int { return strings.Compare(a.Short+a.ID, b.Short+b.ID) })
	return out
}

func (w *writer) instrumentNames() string {
	var out []string
	for _, v := range w.sortedVersions() {
		if !slices.Contains(out, v.Short) {
			out = append(out, v.Short)
		}
	}
	if len(out) > 3 {
		return strconv.Itoa(len(out)) + " instruments"
	}
	return "the " + strings.Join(out, " and the ")
}

func (w *writer) introduction() {
	w.p("## Introduction")
	w.p("National experts described, provision by provision, what the law says and how it is applied. The answers were discussed, and each State cleared by note verbale what others may read. This report holds nothing else.")
	w.p("Provisions are counted by how strongly they bind. Counts are not put together in one score, and States stand in alphabetical order.")
	w.table(9, "State", "Round", "Law as at", "Instruments")
	for _, s := range w.states {
		var names []string
		for _, sheet := range s.page.Sheets {
			v := w.versions[sheet.Scope.VersionID]
			names = append(names, esc(v.Short)+", version "+strconv.Itoa(v.Number))
		}
		w.row(esc(s.page.Party), strconv.Itoa(s.page.Number), day(s.page.AsAt), strings.Join(names, "; "))
	}
	w.end()
	for _, v := range w.sortedVersions() {
		if v.Draft && v.Note != "" {
			w.p("%s, version %d, is a draft. %s", esc(v.Short), v.Number, esc(v.Note))
		}
	}
}

// grades are the columns of the counts.
var grades = []struct {
	head string
	is   func(x said) bool
}{
	{"None", judged("none")},
	{"Partial", judged("partial")},
	{"Full", judged("full")},
	{"Beyond", judged("beyond")},
	{"Not applicable", func(x said) bool { return x.line.Answer != nil && neutral(x.a()) }},
	{"Not stated", func(x said) bool { return x.line.Answer == nil || !neutral(x.a()) && x.a().DeJure == "" }},
}

// neutral tells whether the provision asks nothing of the State.
func neutral(a answers.Answer) bool {
	return a.Applicability == "not_applicable" || a.Applicability == "not_party"
}

func judged(grade string) func(x said) bool {
	return func(x said) bool { return x.line.Answer != nil && !neutral(x.a()) && x.a().DeJure == grade }
}

func (w *writer) counts() {
	w.p("## What the law says, by how strongly provisions bind")
	w.p("“Not stated” counts provisions without an answer and those whose answer is not open to the readers of this report.")
	all := w.all()
	for _, level := range library.Obligations[:3] {
		of := map[*state][]said{}
		for _, x := range all {
			if x.line.Obligation == level && x.line.Assessable {
				of[x.s] = append(of[x.s], x)
			}
		}
		if len(of) == 0 {
			continue
		}
		w.p("### %s", level.Words())
		heads := []string{"State", "Provisions"}
		for _, g := range grades {
			heads = append(heads, g.head)
		}
		w.table(1, heads...)
		for i := range w.states {
			list := of[&w.states[i]]
			cells := []string{esc(w.states[i].page.Party), strconv.Itoa(len(list))}
			for _, g := range grades {
				n := 0
				for _, x := range list {
					if g.is(x) {
						n++
					}
				}
				cells = append(cells, strconv.Itoa(n))
			}
			w.row(cells...)
		}
		w.end()
	}
}
