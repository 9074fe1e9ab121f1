package ui

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// State is where a record stands. The component knows how to show these; any
// other is shown plainly.
type State string

// look is the colour and the sign of a state: grey ring for what has not begun,
// half disc for what is under way, check for what is settled well, clock for
// what waits for somebody, cross for what ended badly.
type look struct {
	tone string
	icon string
}

var (
	ahead   = look{"plain", "ring"}
	moving  = look{"moving", "half"}
	settled = look{"good", "check"}
	waiting = look{"waiting", "clock"}
	ended   = look{"plain", "cross"}
	bad     = look{"bad", "alert"}
)

var looks = map[State]look{
	"draft": ahead, "planned": ahead, "queued": ahead, "open": ahead, "new": ahead, "suggested": ahead,
	"invited": moving, "sent": moving, "nominated": moving, "nominations": moving, "screened": moving, "requested": moving,
	"running": moving, "active": moving, "scheduled": moving, "pilot": moving, "sending": moving, "matched": moving,
	"answered": settled, "confirmed": settled, "held": settled, "reported": settled, "delivered": settled, "accepted": settled,
	"approved": settled, "cleared": settled, "published": settled, "adopted": settled, "done": settled, "attended": settled,
	"substantiated": settled, "verified": settled, "in": settled, "kept": settled, "met": settled,
	"reserve": waiting, "waiting": waiting, "pending": waiting, "hold": waiting, "review": waiting, "due": waiting, "out": waiting,
	"declined": ended, "withdrawn": ended, "cancelled": ended, "closed": ended, "substituted": ended, "expired": ended, "absent": ended,
	"failed": bad, "bounced": bad, "overdue": bad, "problem": bad, "refused": bad, "blocked": bad, "broken": bad, "revoked": bad,
}

func (s State) look() look {
	if l, ok := looks[s]; ok {
		return l
	}
	return look{"plain", "dot"}
}

// Figure is a counted number with the words that define it.
type Figure struct {
	Number     string
	Label      string
	Definition string // how it is counted, from which register
	AsAt       string
	Records    string // link to the records behind it
}

// Entry is one point of a Timeline.
type Entry struct {
	ISO    string // machine-readable time
	When   string // as shown
	What   string
	Detail string
	Href   string
	By     string // who did it
}

// Step is one stage of an activity: done, current or ahead.
type Step struct {
	Label string
	When  string
	Href  string
	State StepState
}

// StepState is where a step stands.
type StepState string

// The states of a step.
const (
	StepDone    StepState = "done"
	StepCurrent StepState = "current"
	StepAhead   StepState = "ahead"
)

func (s StepState) icon() string {
	switch s {
	case StepDone:
		return "check"
	case StepCurrent:
		return "dot"
	default:
		return "ring"
	}
}

// Seats is how many seats of an allocation are taken. Held ones wait for a
// nomination to be confirmed.
type Seats struct {
	Used int
	Held int
	Of   int
}

// width is the length of a bar of n seats on a scale of 100.
func (s Seats) width(n int) string {
	if s.Of <= 0 || n <= 0 {
		return "0"
	}
	return strconv.FormatFloat(min(100, 100*float64(n)/float64(s.Of)), 'f', 2, 64)
}

// words says in full what the bar shows.
func (s Seats) words(ctx context.Context) string {
	words := word(ctx, "ui.seats", "used", strconv.Itoa(s.Used), "of", strconv.Itoa(s.Of))
	if s.Held > 0 {
		words += ", " + word(ctx, "ui.seats.held", "held", strconv.Itoa(s.Held))
	}
	switch free := s.Of - s.Used - s.Held; {
	case free < 0:
		return words + ", " + word(ctx, "ui.seats.over", "over", strconv.Itoa(-free))
	case free == 0:
		return words + ", " + word(ctx, "ui.seats.full")
	default:
		return words + ", " + word(ctx, "ui.seats.free", "free", strconv.Itoa(free))
	}
}

// Task is one thing that waits for somebody.
type Task struct {
	Title   string
	Href    string
	Waits   string // for whom
	Due     string // as shown
	DueISO  string
	Overdue bool
	Detail  string
}

// Moment is one time in the zone of the host and in that of the viewer. The
// viewer's half is left out when it is empty.
type Moment struct {
	ISO        string
	Host       string
	HostZone   string
	Viewer     string
	ViewerZone string
}

// Name is a person's name as it is written. Before and After are forms of
// address; Native is the name in its own script.
type Name struct {
	Before     string
	Name       string
	After      string
	Native     string
	NativeLang string
	Href       string
}

func (n Name) words() string {
	return strings.Join(strings.Fields(n.Before+" "+n.Name+" "+n.After), " ")
}

// Confirmation is a page that asks once more before a verb.
type Confirmation struct {
	Title   string
	Lead    string   // what will happen
	Effects []string // each consequence in words
	Final   bool     // it cannot be undone
	Action  string
	Key     string
	Confirm string // words of the button
	Danger  bool
	Cancel  string // where the reader goes instead
	Hidden  []Option
}

func (c Confirmation) kind() ButtonKind {
	if c.Danger {
		return Danger
	}
	return Primary
}

// Trouble is an error page in the reader's words.
type Trouble struct {
	Code      string
	Title     string
	What      string // what happened
	Do        string // what to do now
	Links     []Link
	Reference string // request id to quote
}

// SignIn is the form that lets a person in. A method without an action is not
// offered.
type SignIn struct {
	Key      string
	Email    Field
	Password *Field // nil when passwords are not used
	Action   string
	Submit   string // words of the button; the sign-in link when empty
	Passkey  string // URL of the passkey ceremony; needs JavaScript
	Others   []Link // identity providers
	Next     string // where to go afterwards
}

// Scan describes the check-in desk. The server answers a scan sent with
// Accept: application/json by {"tone","title","words"}.
type Scan struct {
	Action  string
	Key     string
	Code    Field
	Hidden  []Option // session, direction
	Storage string   // name under which unsent scans are kept
	Submit  string   // words of the button; "Check in" when empty
}

// submit is the words of the button.
func (s Scan) submit(ctx context.Context) string {
	if s.Submit != "" {
		return s.Submit
	}
	return word(ctx, "ui.scan.submit")
}

// code fills in the words of the code field.
func (s Scan) code(ctx context.Context) Field {
	f := s.Code
	f.Name = "code"
	f.Autocomplete = "off"
	if f.Label == "" {
		f.Label = word(ctx, "ui.scan.code")
	}
	if f.Hint == "" {
		f.Hint = word(ctx, "ui.scan.code.hint")
	}
	f.Attrs = templ.Attributes{"autocapitalize": "characters", "spellcheck": "false", "inputmode": "text"}
	return f
}
