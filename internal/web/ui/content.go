package ui

import "github.com/a-h/templ"

// Heading is the head of a page.
type Heading struct {
	Title    string
	Subtitle string
	Facts    []string        // short facts under the title: dates, place, state
	Label    string          // TLP label of the record, when it has one
	Chatham  bool            // the Chatham House Rule holds as well
	Status   templ.Component // a StatusChip
	Actions  templ.Component // buttons and links
}

// Part is a section of a page: an anchor, a title, and an optional note that
// stands beside or under the title.
type Part struct {
	ID      string
	Title   string
	Note    string
	Wide    bool            // the content needs the whole width, as long tables do
	Actions templ.Component // buttons of this part
}

// Fact is one line of a FactList. Content is shown instead of Value when given.
type Fact struct {
	Term    string
	Value   string
	Content templ.Component
}

// Empty says that there is nothing here and what to do next.
type Empty struct {
	Title  string
	Next   string          // what to do
	Action templ.Component // the button that does it
}

// Tone is how serious a message or a state is.
type Tone string

// The tones of a message.
const (
	Info    Tone = "info"
	Success Tone = "success"
	Warning Tone = "warning"
	Problem Tone = "problem"
)

// role makes screen readers speak up at once for what must not be missed.
func (t Tone) role() string {
	if t == Warning || t == Problem {
		return "alert"
	}
	return "status"
}

func (t Tone) icon() string {
	switch t {
	case Success:
		return "check"
	case Warning, Problem:
		return "alert"
	default:
		return "info"
	}
}
