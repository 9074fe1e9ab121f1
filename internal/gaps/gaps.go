package gaps

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/laws"
	"counterpart/internal/vocabulary"
)

// Rights of this room.
const (
	RightSee    access.Right = "gaps.see"    // administrator, officer, comanager; focalpoint of the State; whoever is a member of the assessment
	RightManage access.Right = "gaps.manage" // officer
	RightWork   access.Right = "gaps.work"   // officer; focalpoint of the State; a member, whose part the verbs look at
	RightRead   access.Right = "gaps.read"   // everybody, as far as the label lets them, what States cleared
)

// Actions in the history.
const (
	ActionBegin   audit.Action = "gaps.begin"
	ActionChange  audit.Action = "gaps.change"
	ActionScope   audit.Action = "gaps.scope"
	ActionMember  audit.Action = "gaps.member"
	ActionRound   audit.Action = "gaps.round"
	ActionWrite   audit.Action = "gaps.write"
	ActionComment audit.Action = "gaps.comment"
	ActionDecide  audit.Action = "gaps.decide"
	ActionStep    audit.Action = "gaps.step"
	ActionClear   audit.Action = "gaps.clear"
	ActionTask    audit.Action = "gaps.task"
	ActionFinding audit.Action = "gaps.finding"
)

// How other tables name the records of this room.
const (
	Kind        = "gap_assessment"
	KindProject = "gap_project"
)

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	laws *laws.Service
}

// New makes the service; answers cite the laws of the register.
func New(d *db.DB, register *laws.Service) *Service { return &Service{db: d, laws: register} }

// columns show a row of "gap_assessment a" to the access rule: it concerns the State and those who are members of it.
var columns = access.Columns{
	Party: "a.party_id = ?", Activity: "? in (a.id, a.project_id)",
	Person: "exists (select 1 from gap_member m where m.assessment_id = a.id and m.person_id = ?)",
	Label:  "a.label", Named: labels.Named(Kind, "a.id"),
}

// Cleared shows a row of "gap_cleared k" to the access rule, with RightRead: the label that the State gave says who reads it.
var Cleared = access.Columns{Party: "k.party_id = ?", Activity: "? in (k.assessment_id, k.project_id)", Label: "k.label"}

// DefaultLabel is the label that the pack gives to new assessments.
func DefaultLabel(words *vocabulary.Words) label.TLP {
	return words.DefaultLabel(Kind, label.AmberStrict)
}

// Part is what a member does in an assessment.
type Part string

// The parts.
const (
	Expert   Part = "expert"   // writes
	Observer Part = "observer" // reads and comments
	Clears   Part = "clears"   // clears for the State; there is one
)

// Parts lists the parts in the order of a form.
var Parts = []Part{Expert, Clears, Observer}

// Words says the part as people say it.
func (p Part) Words() string {
	return map[Part]string{Expert: "Expert", Observer: "Observer", Clears: "Clears for the State"}[p]
}

// partOf is the part that the actor has in the assessment; "" where none.
func (a Assessment) partOf(actor access.Actor) Part {
	for _, m := range a.Members {
		if actor.Account != "" && m.AccountID == actor.Account {
			return m.Part
		}
	}
	return ""
}

// mayWork tells whether the actor writes in the assessment: an observer does not, whatever else their account holds.
func (a Assessment) mayWork(actor access.Actor) bool {
	return actor.Can(RightWork, a.Object()) && a.partOf(actor) != Observer
}

func (a Assessment) requireWork(actor access.Actor) error {
	if err := actor.Require(RightWork, a.Object()); err != nil {
		return err
	}
	if a.partOf(actor) == Observer {
		return fault.Refuse("You observe this assessment: you read it and comment. Ask the secretariat if you are to write.")
	}
	return nil
}

// requireClears asks for the one person who clears for the State.
func (a Assessment) requireClears(actor access.Actor) error {
	if err := actor.Require(RightSee, a.Object()); err != nil {
		return err
	}
	if a.partOf(actor) == Clears {
		return nil
	}
	i := slices.IndexFunc(a.Members, func(m Member) bool { return m.Part == Clears })
	if i < 0 {
		return fault.Refuse("Nobody clears for %s yet. The secretariat enters who does, from the State's note verbale.", a.Party)
	}
	return fault.Refuse("Only %s does this, for %s.", a.Members[i].Name, a.Party)
}

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}

// listed is the list as JSON shows it: empty where it has nothing.
func listed[T any](list []T) []T { return append([]T{}, list...) }

func tidy(s *string) { *s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n")) }

func tooLong(wrong *fault.Invalid, field, s string, most int) {
	wrong.Check(utf8.RuneCountInString(s) <= most, field, "Shorten this to %d characters.", most)
}
