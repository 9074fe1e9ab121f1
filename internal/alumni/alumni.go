package alumni

import (
	"context"
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
)

// Rights of this room.
const (
	RightRead      access.Right = "alumni.read"      // administrator, officer, comanager, focalpoint, participant: the directory, each as far as they may
	RightSee       access.Right = "alumni.see"       // administrator, officer, comanager: all of them
	RightTend      access.Right = "alumni.tend"      // officer: profiles, introductions, stories, chapters, the newsletter
	RightDirectory access.Right = "alumni.directory" // focalpoint: the directory, as far as each alumnus shows it
	RightVeto      access.Right = "alumni.veto"      // focalpoint: the own people
	RightOwn       access.Right = "alumni.own"       // participant: the own profile, and the directory once one is an alumnus
)

// Actions in the history.
const (
	ActionProfile   audit.Action = "alumni.profile"
	ActionShow      audit.Action = "alumni.show"
	ActionNever     audit.Action = "alumni.never_list"
	ActionVeto      audit.Action = "alumni.veto"
	ActionView      audit.Action = "alumni.view"
	ActionTake      audit.Action = "alumni.export"
	ActionIntroduce audit.Action = "alumni.introduce"
	ActionStory     audit.Action = "alumni.story"
	ActionChapter   audit.Action = "alumni.chapter"
	ActionLetter    audit.Action = "alumni.letter"
)

// Kinds of records, as histories name them.
const (
	KindIntroduction = "introduction"
	KindStory        = "alumnus_story"
	KindChapter      = "chapter"
	KindLetter       = "alumnus_letter"
)

// Options of the service.
type Options struct {
	Outbox *letters.Outbox
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// columns show a row of "person p" to the access rule.
var columns = access.Columns{
	Party:  "exists (select 1 from affiliation fa join party fp on fp.id = fa.party_id where fa.person_id = p.id and fa.valid_to is null and ? in (fp.id, fp.parent_id))",
	Person: "p.id = ?", Label: "p.label", Named: labels.Named(people.Kind, "p.id"),
}

// Reader is how somebody reads the directory.
type Reader struct {
	Office    bool             // all of it
	Audiences []shown.Audience // as far as each alumnus shows it to them
}

// Open tells whether the reader reads the directory at all.
func (r Reader) Open() bool { return r.Office || len(r.Audiences) > 0 }

// readerIn finds as whom an actor reads the directory.
func readerIn(tx *db.Tx, actor access.Actor) (Reader, error) {
	r := Reader{Office: actor.Can(RightSee, access.Anything)}
	if actor.Holds(RightOwn) && actor.Person != "" {
		done, err := isAlumnus(tx, actor.Person)
		if err != nil {
			return r, err
		}
		if done {
			r.Audiences = append(r.Audiences, shown.Alumni)
		}
	}
	if actor.Holds(RightDirectory) {
		r.Audiences = append(r.Audiences, shown.Members)
	}
	return r, nil
}

// enter refuses whoever does not read the directory.
func enter(tx *db.Tx, actor access.Actor) (Reader, error) {
	r, err := readerIn(tx, actor)
	if err == nil && !r.Open() {
		err = actor.Require(RightSee, access.Anything)
	}
	return r, err
}

// mine is nil for the person themselves.
func mine(actor access.Actor, personID string) error {
	if actor.Person == "" || actor.Person != personID {
		return fault.Refuse("Only the person decides this.")
	}
	return actor.Require(RightOwn, actor.Own(personID))
}

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}

// change is db.Change for a verb that returns nothing.
func (s *Service) change(ctx context.Context, do func(tx *db.Tx) error) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, do(tx) })
	return err
}
