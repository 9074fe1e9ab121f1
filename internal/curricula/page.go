package curricula

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
)

// Filter narrows the list of curricula.
type Filter struct {
	Query string // beginnings of words of code and title
	State State  // of the version that is shown
	After []string
	Limit int
}

// List returns a page of the curricula that the actor may see, by code, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Curriculum, []string, error) {
	if !actor.Holds(RightSee) {
		return nil, nil, actor.Require(RightSee, access.Anything)
	}
	return s.list(ctx, actor, RightSee, f)
}

// Courses returns a page of the curricula with a version in force that the actor may read, by code.
func (s *Service) Courses(ctx context.Context, actor access.Actor, f Filter) ([]Curriculum, []string, error) {
	return s.list(ctx, actor, RightRead, f)
}

func (s *Service) list(ctx context.Context, actor access.Actor, right access.Right, f Filter) ([]Curriculum, []string, error) {
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Curriculum, error) {
		rows, err := listCurricula(tx, actor, right, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{rows[f.Limit-1].Code}
		}
		return rows, err
	})
	return list, next, err
}

// Strictest is the label of a page that shows all of them.
func Strictest(list []Curriculum) label.TLP {
	out := label.Clear
	for _, c := range list {
		out = label.Strictest(out, c.Label)
	}
	return out
}

// Page is a curriculum with all its versions.
type Page struct {
	Curriculum Curriculum `json:"curriculum"`
	Versions   []Version  `json:"versions" nullable:"false" doc:"The newest first, without their modules"`
	Feedback   []Feedback `json:"feedback" nullable:"false" doc:"The newest first"`
	MayWrite   bool       `json:"-"`
	MaySay     bool       `json:"-"`
}

// Find returns a curriculum with all its versions.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		c, err := findCurriculum(tx, id)
		if err != nil {
			return Page{}, err
		}
		if err := actor.Require(RightSee, c.Object()); err != nil {
			return Page{}, err
		}
		p := Page{Curriculum: c, MayWrite: actor.Can(RightWrite, c.Object()), MaySay: actor.Can(RightReview, c.Object())}
		if p.Versions, err = versionsOf(tx, id); err != nil {
			return p, err
		}
		slices.Reverse(p.Versions)
		p.Feedback, err = feedbackOf(tx, id)
		return p, err
	})
}

// VersionPage is one version of a curriculum with what can be done with it.
type VersionPage struct {
	Curriculum Curriculum `json:"curriculum"`
	Version    Version    `json:"version"`
	Steps      []Step     `json:"steps" nullable:"false"`
	Can        []Verb     `json:"can" nullable:"false" doc:"The steps that the reader can take now"`
	Waits      string     `json:"waits_for,omitempty" doc:"For whom and what the version waits"`
	MayChange  bool       `json:"-"`
}

// Version returns one version of a curriculum.
func (s *Service) Version(ctx context.Context, actor access.Actor, versionID string) (VersionPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (VersionPage, error) {
		v, err := findVersion(tx, versionID)
		if err != nil {
			return VersionPage{}, err
		}
		c, err := findCurriculum(tx, v.CurriculumID)
		if err != nil {
			return VersionPage{}, err
		}
		if err := actor.Require(RightSee, c.Object()); err != nil {
			return VersionPage{}, err
		}
		v.openTo(actor, RightSee, c)
		p := VersionPage{Curriculum: c, Version: v, Can: []Verb{}, Waits: waits(v), MayChange: v.State == Draft && actor.Can(RightWrite, c.Object())}
		d, err := v.dossier(tx)
		if err != nil {
			return p, err
		}
		for _, verb := range d.Can(actor.Key()) {
			if actor.Can(rules[verb].right, c.Object()) {
				p.Can = append(p.Can, verb)
			}
		}
		p.Steps, err = stepsOf(tx, v.ID)
		return p, err
	})
}

func waits(v Version) string {
	switch v.State {
	case Draft:
		return "An officer submits the draft when it is complete"
	case Submitted:
		return "Somebody who did not write it agrees to a pilot, or gives it back"
	case Pilot:
		return "A Co-Manager who did not write it adopts it once it was tried"
	default:
		return ""
	}
}

// openTo leaves out the materials that no label opens to the actor.
func (v *Version) openTo(actor access.Actor, right access.Right, c Curriculum) {
	for i := range v.Modules {
		v.Modules[i].Materials = slices.DeleteFunc(v.Modules[i].Materials, func(m Material) bool { return !actor.Can(right, m.object(c)) })
	}
}

// Course is the version of a curriculum that is in force, as everybody reads it within its label.
type Course struct {
	Curriculum Curriculum `json:"curriculum"`
	Version    Version    `json:"version"`
}

// Course returns the version in force of the curriculum with a code.
func (s *Service) Course(ctx context.Context, actor access.Actor, code string) (Course, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Course, error) {
		id, err := idOfCode(tx, code)
		if err != nil {
			return Course{}, err
		}
		c, err := findCurriculum(tx, id)
		if err != nil {
			return Course{}, err
		}
		if err := actor.Require(RightRead, c.Object()); err != nil {
			return Course{}, err
		}
		if c.CurrentID == "" {
			return Course{}, fault.Missing("course")
		}
		v, err := findVersion(tx, c.CurrentID)
		v.openTo(actor, RightRead, c)
		return Course{Curriculum: c, Version: v}, err
	})
}

// File returns the file of a material.
func (s *Service) File(ctx context.Context, actor access.Actor, materialID string) (files.File, []byte, error) {
	var c Curriculum
	f, err := db.View(ctx, s.db, func(tx *db.Tx) (files.File, error) {
		m, v, err := findMaterial(tx, materialID)
		if err != nil {
			return files.File{}, err
		}
		if c, err = findCurriculum(tx, v.CurriculumID); err != nil {
			return files.File{}, err
		}
		right := RightSee
		if v.State.InForce() && !actor.Can(RightSee, m.object(c)) {
			right = RightRead
		}
		if err := actor.Require(right, m.object(c)); err != nil {
			return files.File{}, err
		}
		if m.FileID == "" {
			return files.File{}, fault.Missing("file")
		}
		return files.Find(tx, m.FileID)
	})
	if err != nil {
		return files.File{}, nil, err
	}
	if actor.SignedIn() {
		if err := audit.Exported(ctx, s.db, actor, Kind, []string{c.ID}, ActionTake, map[string]string{"material": materialID}); err != nil {
			return files.File{}, nil, err
		}
	}
	data, err := s.opts.Files.Read(f)
	return f, data, err
}

// FindIn returns a curriculum within a transaction.
func FindIn(tx *db.Tx, id string) (Curriculum, error) { return findCurriculum(tx, id) }

// VersionIn returns a version with its modules within a transaction.
func VersionIn(tx *db.Tx, id string) (Version, error) { return findVersion(tx, id) }

// RelabelIn writes the label of a curriculum; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error { return relabel(tx, id, to) }

// What can wait for somebody in this room.
const (
	TaskReview = "review" // submitted versions of others
)

// Task is something that waits for the actor.
type Task struct {
	Kind  string
	Count int
	ID    string // of the only version below its curriculum, where it is one: ID/versions/ID
}

// Tasks lists what waits for the actor: versions that others submitted.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	if !actor.Holds(RightReview) {
		return nil, nil
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Task, error) {
		ids, err := submittedTo(tx, actor)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		t := Task{Kind: TaskReview, Count: len(ids)}
		if len(ids) == 1 {
			t.ID = ids[0]
		}
		return []Task{t}, nil
	})
}

// Offered is a version that activities can deliver.
type Offered struct {
	VersionID string `db:"version_id" json:"version_id"`
	Code      string `db:"code" json:"code"`
	Number    int    `db:"number" json:"number"`
	Title     string `db:"title" json:"title"`
	State     State  `db:"state" json:"state"`
}

// InForce lists the versions that activities can deliver, by code, as far as the actor may see them.
func (s *Service) InForce(ctx context.Context, actor access.Actor) ([]Offered, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Offered, error) { return inForce(tx, actor) })
}
