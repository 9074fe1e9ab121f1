package gapsweb

import (
	"cmp"
	"strconv"
	"strings"

	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/gaps/reuse"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// cellFacts stand under the title: how strongly the instrument asks, and how the State stands to it.
func cellFacts(p cellPage) []string {
	out := []string{obligationWords[p.Node.Obligation]}
	if theme := p.Words.Name("theme", p.Node.Theme); p.Node.Theme != "" {
		out = append(out, theme)
	}
	standing := "status not entered"
	if p.Status.PartyID != "" {
		standing = p.Status.At(p.Round.AsAt).Words()
	}
	return append(out, p.Assessment.Party+": "+standing, "The law as of "+web.Day(p.Round.AsAt))
}

// base is the revision upon which the form is written.
func base(p cellPage) int {
	n, _ := strconv.Atoi(p.Form.Text("base")) // what is no number is refused when it is sent
	return n
}

// cited counts citations from 1.
func cited(n string) string {
	i, _ := strconv.Atoi(n) // rows are numbered here
	return strconv.Itoa(i + 1)
}

// rowID marks a row of a list of the form. The first carries the id to which the words about what is wrong with the list lead.
func rowID(list string, i int) string {
	if i == 0 {
		return ui.FieldID(list)
	}
	return ui.FieldID(list) + "-" + strconv.Itoa(i)
}

// citationHead names a row of the form by what it cites.
func citationHead(f *web.Form, i int) string {
	n := strconv.Itoa(i)
	c := answers.Citation{Text: f.Text("citation_text_" + n), Article: f.Text("citation_article_" + n)}
	if words := citationWords(c); words != "" {
		return "Citation " + cited(n) + ": " + words
	}
	return "Cite a provision of national law"
}

func evidenceHead(f *web.Form, i int) string {
	if title := f.Text("evidence_title_" + strconv.Itoa(i)); title != "" {
		return "Evidence: " + title
	}
	return "Add a piece of evidence"
}

func offerOptions(list []gaps.Offered) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, o := range list {
		reach := "covers the whole"
		if o.Coverage == reuse.Part {
			reach = "covers a part"
		}
		out[i] = ui.Option{Value: o.SourceID, Label: o.Source + ", " + reach, Hint: o.Path + ". Fills: " + fieldNames(o.Fills) + "."}
	}
	return out
}

func originWords(o gaps.Origin) string {
	out := fieldNames(strings.Fields(o.Fields))
	if o.Coverage == string(reuse.Part) {
		out += ", in part"
	}
	return out + " (" + o.Path + ")"
}

func activityOptions(tasks []gaps.Task) []ui.Option {
	var out []ui.Option
	seen := map[string]bool{}
	for _, t := range tasks {
		if !seen[t.ActivityID] {
			out = append(out, ui.Option{Value: t.ActivityID, Label: cmp.Or(t.Activity, t.Title)}) // whoever may not see the activity knows it by the task
			seen[t.ActivityID] = true
		}
	}
	return out
}

func activityWords(f gaps.Finding) string {
	if f.Activity == "" {
		return ""
	}
	return " (" + f.Activity + ")"
}

var proposalWords = map[string]string{gaps.Waits: "Waits for a decision", gaps.Taken: "Taken", gaps.Declined: "Declined"}

func commentHead(c gaps.Comment) string {
	out := c.By + ", " + web.Day(c.At.Date())
	if c.Proposal != "" {
		out += ": a proposal. " + proposalWords[c.State]
	}
	return out
}

// proposes are the fields in which a proposal differs from what it was written upon.
func proposes(p cellPage, c gaps.Comment) []string {
	before := answers.Answer{}
	for _, r := range p.Revisions {
		if r.Number == c.Base {
			before = r.Answer
		}
	}
	return answers.Changed(before, c.Answer)
}

func decidedWords(c gaps.Comment) string {
	out := "Decided by " + c.DecidedBy
	if c.Decided != "" {
		out += ": " + c.Decided
	}
	return out
}

func fieldOptions(names []string) []ui.Option {
	out := make([]ui.Option, len(names))
	for i, n := range names {
		out[i] = ui.Option{Value: n, Label: answers.Labels[n]}
	}
	return out
}

// fieldText is one field of an answer as text.
func fieldText(words *vocabulary.Words, a answers.Answer, name string) string {
	switch name {
	case "assistance":
		return helpNames(words, a.Assistance)
	case "citations":
		lines := make([]string, len(a.Citations))
		for i, c := range a.Citations {
			lines[i] = strings.TrimSpace(citationWords(c) + "\n" + c.Quote)
		}
		return strings.Join(lines, "\n")
	case "evidence":
		lines := make([]string, len(a.Evidence))
		for i, e := range a.Evidence {
			lines[i] = strings.TrimSpace(e.Title + " " + e.URL)
		}
		return strings.Join(lines, "\n")
	default:
		return answers.Words(a.Text(name))
	}
}
