package curricula_test

import (
	"slices"
	"sync"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/roomtest"
)

type stage struct {
	t                        *testing.T
	svc                      *curricula.Service
	author, second, comanage access.Actor
	reader, public           access.Actor
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	everybody := access.Grant{Role: access.Public, Rights: map[access.Right]bool{curricula.RightRead: true}}
	with := func(name string, rights ...access.Right) access.Actor {
		a := roomtest.Holding(name, rights...)
		a.Grants = append(a.Grants, everybody)
		return a
	}
	office := []access.Right{curricula.RightSee, curricula.RightReview}
	s := &stage{
		t: t, svc: curricula.New(d, curricula.Options{Files: roomtest.Files(t, d)}),
		author: with("author", append(office, curricula.RightWrite)...), second: with("second", append(office, curricula.RightWrite)...),
		comanage: with("comanager", append(office, curricula.RightAdopt)...),
		reader:   access.Actor{Account: "reader", Name: "reader", Via: "session", Grants: []access.Grant{everybody}}, public: access.Actor{Via: "public", Grants: []access.Grant{everybody}},
	}
	s.comanage.Grants[0].Role = access.CoManager
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// begin enters a curriculum with one module, and returns it and its version.
func (s *stage) begin(code string, tlp label.TLP) (id, version string) {
	s.t.Helper()
	id, err := s.svc.Begin(s.t.Context(), s.author, curricula.NewDraft{Code: code, Label: tlp, VersionDraft: curricula.VersionDraft{Title: "Open sources", MinPresence: 80, Languages: []string{"en"}}})
	s.must(err)
	p, err := s.svc.Find(s.t.Context(), s.author, id)
	s.must(err)
	version = p.Versions[0].ID
	_, err = s.svc.AddModule(s.t.Context(), s.author, version, curricula.ModuleDraft{Title: "Searching", Minutes: 90, Topics: []string{"open_source"}})
	s.must(err)
	return id, version
}

func (s *stage) take(actor access.Actor, version string, v curricula.Verb) {
	s.t.Helper()
	s.must(s.svc.Take(s.t.Context(), actor, version, curricula.StepDraft{Verb: v, Words: "because"}))
}

func TestTheLifeOfAVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		_, err := s.svc.Begin(ctx, s.author, curricula.NewDraft{Code: "1", VersionDraft: curricula.VersionDraft{MinPresence: 101, Languages: []string{"no language"}}})
		for _, field := range []string{"code", "title", "min_presence", "languages"} {
			if fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("no words beside %s: %v", field, err)
			}
		}
		if _, err := s.svc.Begin(ctx, s.comanage, curricula.NewDraft{Code: "X1", VersionDraft: curricula.VersionDraft{Title: "x"}}); !fault.IsForbidden(err) {
			t.Errorf("a Co-Manager writes: %v", err)
		}
		id, v1 := s.begin("OSINT", label.Clear)
		if _, err := s.svc.Begin(ctx, s.author, curricula.NewDraft{Code: "osint", VersionDraft: curricula.VersionDraft{Title: "x"}}); fault.AsInvalid(err).Words("code") == "" {
			t.Errorf("one code twice: %v", err)
		}
		if _, err := s.svc.Course(ctx, s.public, "OSINT"); !fault.IsNotFound(err) {
			t.Errorf("a draft is public: %v", err)
		}
		s.take(s.author, v1, curricula.Submit)
		if err := s.svc.Take(ctx, s.author, v1, curricula.StepDraft{Verb: curricula.Try}); !fault.IsConflict(err) {
			t.Errorf("the author lets it pass: %v", err)
		}
		if tasks, err := s.svc.Tasks(ctx, s.second); err != nil || len(tasks) != 1 || tasks[0].ID != id+"/versions/"+v1 {
			t.Errorf("tasks of another: %v %v", tasks, err)
		}
		if tasks, err := s.svc.Tasks(ctx, s.author); err != nil || len(tasks) != 0 {
			t.Errorf("tasks of the author: %v %v", tasks, err)
		}
		s.take(s.second, v1, curricula.Try)
		if err := s.svc.Change(ctx, s.author, v1, 0, curricula.VersionDraft{Title: "Otherwise"}); !fault.IsConflict(err) {
			t.Errorf("a pilot is changed: %v", err)
		}
		if err := s.svc.Take(ctx, s.second, v1, curricula.StepDraft{Verb: curricula.Adopt}); !fault.IsForbidden(err) {
			t.Errorf("an officer adopts: %v", err)
		}
		s.take(s.comanage, v1, curricula.Adopt)
		course, err := s.svc.Course(ctx, s.public, "OSINT")
		if s.must(err); course.Version.State != curricula.Adopted || len(course.Version.Modules) != 1 {
			t.Errorf("the public reads %+v", course)
		}
		v2, err := s.svc.NextVersion(ctx, s.second, id)
		s.must(err)
		if _, err := s.svc.NextVersion(ctx, s.second, id); !fault.IsConflict(err) {
			t.Errorf("two drafts at once: %v", err)
		}
		s.must(s.svc.Change(ctx, s.second, v2, 1, curricula.VersionDraft{Title: "Open sources", MinPresence: 90}))
		if err := s.svc.Change(ctx, s.second, v2, 1, curricula.VersionDraft{Title: "Open sources", MinPresence: 95}); !fault.IsConflict(err) {
			t.Errorf("an earlier state is written over: %v", err)
		}
		s.take(s.second, v2, curricula.Submit)
		s.take(s.author, v2, curricula.Try)
		p, err := s.svc.Find(ctx, s.author, id)
		if s.must(err); p.Curriculum.Number != 2 || p.Versions[1].State != curricula.Adopted {
			t.Errorf("a pilot beside what is adopted: %+v", p)
		}
		s.take(s.comanage, v2, curricula.Adopt)
		if p, err = s.svc.Find(ctx, s.author, id); err != nil || p.Versions[1].State != curricula.Retired || p.Curriculum.CurrentID != v2 {
			t.Errorf("after the second was adopted: %+v %v", p, err)
		}
		c, err := s.svc.Compare(ctx, s.author, id, 1, 2)
		if s.must(err); len(c.Differences) != 2 || c.Differences[1].After != "90 %" {
			t.Errorf("%+v", c.Differences)
		}
		_, err = s.svc.SayFeedback(ctx, s.second, curricula.FeedbackDraft{VersionID: v2, Words: "The exercise needs an hour more.", ModuleKey: course.Version.Modules[0].Key})
		s.must(err)
		if p, err = s.svc.Find(ctx, s.author, id); err != nil || len(p.Feedback) != 1 || p.Feedback[0].Module != "Searching" {
			t.Errorf("%+v %v", p.Feedback, err)
		}
	})
}

func TestModulesAndMaterials(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id, v := s.begin("DOC", label.Green)
		second, err := s.svc.AddModule(ctx, s.author, v, curricula.ModuleDraft{Title: "First of all", Minutes: 30, Position: 1})
		s.must(err)
		open, err := s.svc.AddMaterial(ctx, s.author, v, second, curricula.MaterialDraft{Title: "Slides", Upload: &files.Upload{Field: "file", Name: "slides.csv", Bytes: []byte("a;b\n")}})
		s.must(err)
		_, err = s.svc.AddMaterial(ctx, s.author, v, second, curricula.MaterialDraft{Title: "Cases", Address: "https://example.org/cases", Label: label.AmberStrict})
		s.must(err)
		if _, err := s.svc.AddMaterial(ctx, s.author, v, second, curricula.MaterialDraft{Title: "Nothing"}); fault.AsInvalid(err).Words("address") == "" {
			t.Errorf("neither file nor address: %v", err)
		}
		s.take(s.author, v, curricula.Submit)
		s.take(s.second, v, curricula.Try)
		course, err := s.svc.Course(ctx, s.reader, "DOC")
		s.must(err)
		if m := course.Version.Modules; len(m) != 2 || m[0].Title != "First of all" || len(m[0].Materials) != 1 {
			t.Errorf("a reader sees %+v", m)
		}
		if _, _, err := s.svc.File(ctx, s.reader, open); err != nil {
			t.Errorf("a reader opens the slides: %v", err)
		}
		if _, err := s.svc.Course(ctx, s.public, "DOC"); !fault.IsForbidden(err) {
			t.Errorf("the public reads GREEN: %v", err)
		}
		if _, _, err := s.svc.File(ctx, s.public, open); !fault.IsForbidden(err) {
			t.Errorf("the public opens the slides: %v", err)
		}
		next, err := s.svc.NextVersion(ctx, s.author, id)
		s.must(err)
		p, err := s.svc.Version(ctx, s.author, next)
		s.must(err)
		if len(p.Version.Modules) != 2 || len(p.Version.Modules[0].Materials) != 2 || p.Version.Modules[0].ID == second || p.Version.Modules[0].Key != second {
			t.Errorf("the copy: %+v", p.Version.Modules)
		}
		s.must(s.svc.RemoveModule(ctx, s.author, next, p.Version.Modules[0].ID))
		if p, err = s.svc.Version(ctx, s.author, next); err != nil || len(p.Version.Modules) != 1 || p.Version.Modules[0].Position != 1 {
			t.Errorf("after it was taken out: %+v %v", p.Version.Modules, err)
		}
		list, _, err := s.svc.Courses(ctx, s.reader, curricula.Filter{Limit: 10})
		if s.must(err); len(list) != 1 || list[0].Minutes != 120 {
			t.Errorf("%+v", list)
		}
	})
}

// At once: of several that begin the next version one does, and two that adopt leave one adopted.
func TestAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id, v := s.begin("ONE", label.Green)
		s.take(s.author, v, curricula.Submit)
		s.take(s.second, v, curricula.Try)
		var group sync.WaitGroup
		var mu sync.Mutex
		began := 0
		for range 4 {
			group.Go(func() {
				_, err := s.svc.NextVersion(ctx, s.author, id)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					began++
				} else if !fault.IsConflict(err) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		p, err := s.svc.Find(ctx, s.author, id)
		if s.must(err); began != 1 || len(p.Versions) != 2 {
			t.Errorf("%d began, %d versions", began, len(p.Versions))
		}
		if i := slices.IndexFunc(p.Versions, func(v curricula.Version) bool { return v.State == curricula.Draft }); i != 0 {
			t.Error("the draft is not the newest")
		}
	})
}
