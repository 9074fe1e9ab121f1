package gapreports

import (
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
)

// listed writes a section of one text of the answers, provision by provision.
func (w *writer) listed(title string, of func(answers.Answer) string, none string) {
	w.p("## %s", title)
	some := false
	for _, x := range w.answered() {
		if words := of(x.a()); words != "" {
			w.out.WriteString("- " + w.name(x) + ": " + esc(words) + "\n")
			some = true
		}
	}
	if !some {
		w.out.WriteString(none + "\n")
	}
	w.end()
}

func (w *writer) strengths() {
	w.listed("Strengths and good practice", func(a answers.Answer) string {
		switch {
		case a.GoodPractice != "":
			return a.GoodPractice
		case a.DeJure == "beyond":
			return "The law goes beyond what is asked. " + a.Law
		default:
			return ""
		}
	}, "No good practice was named.")
}

// isGap tells whether an answer shows something missing: in the law, or in how it is applied.
func isGap(a answers.Answer) bool {
	if neutral(a) {
		return false
	}
	return a.DeJure == "none" || a.DeJure == "partial" || a.DeFacto == "not_applied" || a.DeFacto == "rarely"
}

func stands(a answers.Answer) string {
	out := []string{}
	if a.DeJure != "" {
		out = append(out, "in law: "+strings.ToLower(answers.Words(a.DeJure)))
	}
	if a.DeFacto != "" {
		out = append(out, "in practice: "+strings.ToLower(answers.Words(a.DeFacto)))
	}
	return strings.Join(out, "; ")
}

func (w *writer) gapsByTheme() {
	w.p("## Gaps, by theme")
	by := map[string][]said{}
	for _, x := range w.answered() {
		if isGap(x.a()) {
			by[x.line.Theme] = append(by[x.line.Theme], x)
		}
	}
	if len(by) == 0 {
		w.p("No gap is open to the readers of this report.")
	}
	themes := []string{}
	for _, t := range w.words.List(vocabulary.Themes) {
		themes = append(themes, t.Code)
	}
	for theme := range by {
		if !slices.Contains(themes, theme) {
			themes = append(themes, theme)
		}
	}
	slices.Sort(themes[len(w.words.List(vocabulary.Themes)):])
	for _, theme := range themes {
		list := by[theme]
		if len(list) == 0 {
			continue
		}
		name := "Without a theme"
		if theme != "" {
			name = w.words.Name(vocabulary.Themes, theme)
		}
		w.p("### %s", esc(name))
		for _, x := range list {
			w.out.WriteString("- " + w.name(x) + ", " + x.line.Obligation.Words() + ": " + stands(x.a()))
			if law := x.a().Law; law != "" {
				w.out.WriteString(". " + esc(law))
			}
			w.out.WriteString("\n")
		}
		w.end()
	}
}

func (w *writer) assistance() {
	w.p("## Assistance needed")
	some := false
	for _, t := range w.words.List(vocabulary.HelpTypes) {
		var lines []string
		for _, x := range w.answered() {
			if slices.Contains(x.a().Assistance, t.Code) {
				line := "- " + w.name(x)
				if more := x.a().AssistanceWords; more != "" {
					line += ": " + esc(more)
				}
				lines = append(lines, line)
			}
		}
		if len(lines) > 0 {
			some = true
			w.p("### %s", esc(t.Name))
			w.p("%s", strings.Join(lines, "\n"))
		}
	}
	if !some {
		w.p("No assistance was asked for.")
	}
}

func (w *writer) advice() {
	w.p("## Recommendations")
	some := false
	for _, s := range w.states {
		if len(s.advice) == 0 {
			continue
		}
		some = true
		if w.regional {
			w.p("### %s", esc(s.page.Party))
		}
		w.table(9, "Recommendation", "Owner", "Priority", "Due", "State")
		for _, r := range s.advice {
			owner := strings.Trim(r.Owner+", "+r.Office, ", ")
			w.row(esc(strings.TrimSpace(r.Title)), esc(owner), r.Priority, day(r.DueOn), r.State.Words())
		}
		w.end()
	}
	if !some {
		w.p("No recommendation that a State accepted is open to the readers of this report.")
	}
}

func (w *writer) moved() {
	some := false
	for _, s := range w.states {
		some = some || len(s.moves) > 0
	}
	if !some {
		return
	}
	w.p("## What moved between rounds")
	w.table(9, "State", "Provision", "From", "To", "Rounds")
	for _, s := range w.states {
		for _, m := range s.moves {
			w.row(esc(s.page.Party), esc(m.Provision.Name)+" ("+esc(m.Provision.Short)+")", answers.Words(m.From), answers.Words(m.To), strconv.Itoa(m.Rounds[0])+" to "+strconv.Itoa(m.Rounds[1]))
		}
	}
	w.end()
}

func (w *writer) annex() {
	for _, v := range w.sortedVersions() {
		w.p("## Annex: %s, version %d", esc(v.Title), v.Number)
		for i := range w.states {
			s := &w.states[i]
			for _, sheet := range s.page.Sheets {
				if sheet.Scope.VersionID != v.ID {
					continue
				}
				if w.regional {
					w.p("### %s", esc(s.page.Party))
				}
				w.table(9, "Provision", "Obligation", "In law", "In practice", "National law")
				for _, line := range sheet.Lines {
					switch {
					case line.Answer != nil:
						a := line.Answer.Answer
						w.row(esc(line.Name()), line.Obligation.Words(), inLaw(a), inPractice(a), w.citations(a))
					case line.Assessable:
						w.row(esc(line.Name()), line.Obligation.Words(), "Not stated", "", "")
					default:
						w.row("**"+esc(line.Name())+"**", "", "", "", "")
					}
				}
				w.end()
			}
		}
	}
}

func inLaw(a answers.Answer) string {
	switch {
	case neutral(a):
		return answers.Words(a.Applicability)
	case a.Applicability == "reservation":
		return answers.Words(a.DeJure) + " (reservation)"
	default:
		return answers.Words(a.DeJure)
	}
}

// citations names the laws that an answer cites; one that is closed to the reader is not named.
func (w *writer) citations(a answers.Answer) string {
	var out []string
	for _, c := range a.Citations {
		name := c.Text
		if c.LawID != "" {
			l, ok := w.laws[c.LawID]
			if !ok {
				out = append(out, "a law that is not open")
				continue
			}
			name = l.Citation()
			if t := l.Name(); t != "" && !strings.Contains(name, t) {
				name += ", " + t
			}
		}
		out = append(out, esc(strings.TrimPrefix(c.Article+", "+name, ", ")))
	}
	return strings.Join(out, "; ")
}

func (w *writer) clearances() {
	w.p("## Clearance")
	heads := []string{"State", "Round", "Law as at", "Cleared on", "Note verbale"}
	if w.public {
		heads = heads[:4]
	}
	w.table(9, heads...)
	for _, s := range w.states {
		for _, c := range s.notes {
			cells := []string{esc(s.page.Party), strconv.Itoa(c.Number), day(c.AsAt), day(c.At.Date())}
			if !w.public {
				cells = append(cells, esc(strings.TrimSpace(c.NoteNumber+" of "+day(c.NoteOn))))
			}
			w.row(cells...)
		}
	}
	w.end()
	if w.label != label.Clear {
		w.p("This report is labelled %s: the strictest label of what stands in it.", w.label)
	}
}

func inPractice(a answers.Answer) string {
	if neutral(a) {
		return ""
	}
	return answers.Words(a.DeFacto)
}
