package alumni

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/people"
)

// Chapter is alumni of one place or one field, who meet.
type Chapter struct {
	ID       string  `db:"id" json:"id"`
	Name     string  `db:"name" json:"name"`
	About    string  `db:"about" json:"about,omitempty"`
	LeadID   string  `db:"lead_id" json:"-"`
	Members  int     `db:"members" json:"members"`
	ClosedAt db.Time `db:"closed_at" json:"closed_at,omitzero"`
	Version  int     `db:"version" json:"version"`
	Mine     bool    `db:"mine" json:"mine" doc:"The reader is one of them"`
}

// ChapterDraft is a chapter as it is written.
type ChapterDraft struct {
	Name    string `json:"name" maxLength:"120"`
	About   string `json:"about,omitempty" maxLength:"1000"`
	LeadID  string `json:"lead_id,omitempty" maxLength:"40" doc:"An alumnus"`
	Version int    `json:"version,omitempty" doc:"Of a chapter that is changed"`
}

func (d *ChapterDraft) complete(tx *db.Tx) error {
	d.Name, d.About = strings.TrimSpace(d.Name), strings.TrimSpace(strings.ReplaceAll(d.About, "\r\n", "\n"))
	var wrong fault.Invalid
	wrong.Check(d.Name != "" && !strings.Contains(d.Name, "\n") && utf8.RuneCountInString(d.Name) <= 120, "name", "Name the chapter on one line, in at most 120 characters.")
	wrong.Check(utf8.RuneCountInString(d.About) <= 1000, "about", "Shorten this to 1,000 characters.")
	if d.LeadID != "" {
		done, err := isAlumnus(tx, d.LeadID)
		if err != nil {
			return err
		}
		wrong.Check(done, "lead_id", "Choose an alumnus.")
	}
	return wrong.Err()
}

// Found begins a chapter, or changes one where an id is given.
func (s *Service) Found(ctx context.Context, actor access.Actor, id string, d ChapterDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.FoundIn(tx, actor, id, d) })
}

// FoundIn is Found within a transaction.
func (s *Service) FoundIn(tx *db.Tx, actor access.Actor, id string, d ChapterDraft) (string, error) {
	if err := actor.Require(RightTend, access.Anything); err != nil {
		return "", err
	}
	if err := d.complete(tx); err != nil {
		return "", err
	}
	taken, err := chapterNamed(tx, d.Name)
	if err != nil {
		return "", err
	}
	if taken != "" && taken != id {
		return "", fault.Wrong("name", "There is a chapter of this name.")
	}
	if id == "" {
		id = tx.NewID()
		err = insertChapter(tx, id, d)
	} else {
		var n int
		n, err = saveChapter(tx, id, d)
		if err == nil && n == 0 {
			err = fault.Clash("The chapter was changed by someone else in the meantime.")
		}
	}
	if err == nil && d.LeadID != "" {
		err = joinChapter(tx, id, d.LeadID)
	}
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionChapter, KindChapter, id, map[string]string{"name": d.Name})
}

// CloseChapter ends a chapter; its members and meetings stay in the register.
func (s *Service) CloseChapter(ctx context.Context, actor access.Actor, id string) error {
	return s.change(ctx, func(tx *db.Tx) error {
		if err := actor.Require(RightTend, access.Anything); err != nil {
			return err
		}
		c, err := findChapter(tx, id, "")
		if c, err = missing(c, err, "chapter"); err != nil {
			return err
		}
		if !c.ClosedAt.IsZero() {
			return nil
		}
		if err := closeChapter(tx, id); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionChapter, KindChapter, id, map[string]string{"closed": c.Name})
	})
}

// Join lets an alumnus join a chapter, or leave it.
func (s *Service) Join(ctx context.Context, actor access.Actor, id string, join bool) error {
	return s.change(ctx, func(tx *db.Tx) error {
		if err := mine(actor, actor.Person); err != nil {
			return err
		}
		if err := alumnusIn(tx, actor.Person); err != nil {
			return err
		}
		c, err := findChapter(tx, id, actor.Person)
		if c, err = missing(c, err, "chapter"); err != nil {
			return err
		}
		if join && !c.ClosedAt.IsZero() {
			return fault.Clash("The chapter is closed.")
		}
		if join {
			err = joinChapter(tx, id, actor.Person)
		} else {
			err = leaveChapter(tx, id, actor.Person)
		}
		if err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionChapter, KindChapter, id, map[string]any{"person": actor.Person, "joined": join})
	})
}

// Meet links an activity as a meeting of a chapter, or takes the link away.
func (s *Service) Meet(ctx context.Context, actor access.Actor, id, activityID string, meets bool) error {
	return s.change(ctx, func(tx *db.Tx) error {
		if err := actor.Require(RightTend, access.Anything); err != nil {
			return err
		}
		c, err := findChapter(tx, id, "")
		if _, err = missing(c, err, "chapter"); err != nil {
			return err
		}
		a, err := activities.FindIn(tx, activityID)
		if fault.IsNotFound(err) || err == nil && !actor.Can(activities.RightSee, a.Object()) {
			return fault.Wrong("activity_id", "Choose an activity of the register.")
		}
		if err != nil {
			return err
		}
		if meets {
			err = insertMeeting(tx, id, activityID)
		} else {
			err = deleteMeeting(tx, id, activityID)
		}
		if err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionChapter, KindChapter, id, map[string]any{"activity": activityID, "meets": meets})
	})
}

// ChapterPage is a chapter with its members as the reader sees them, and its meetings.
type ChapterPage struct {
	Chapter
	List     []Entry   `json:"list" nullable:"false" doc:"The members who are shown to the reader"`
	Meetings []Meeting `json:"meetings" nullable:"false"`
	Office   bool      `json:"-"`
	Alumnus  bool      `json:"-"`
}

// Meeting is an activity at which a chapter meets.
type Meeting struct {
	ActivityID string  `db:"id" json:"activity_id"`
	Title      string  `db:"title" json:"title"`
	On         db.Date `db:"starts_on" json:"on"`
}

// Chapters lists the chapters that are not closed.
func (s *Service) Chapters(ctx context.Context, actor access.Actor) ([]Chapter, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Chapter, error) {
		if _, err := enter(tx, actor); err != nil {
			return nil, err
		}
		return chapters(tx, actor.Person)
	})
}

// Chapter is one chapter. How many its members are is told to all; who they are as each shows it.
func (s *Service) Chapter(ctx context.Context, actor access.Actor, id string) (ChapterPage, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(p ChapterPage) []string { return entryPersons(p.List) })(db.View(ctx, s.db, func(tx *db.Tx) (ChapterPage, error) {
		r, err := enter(tx, actor)
		if err != nil {
			return ChapterPage{}, err
		}
		c, err := findChapter(tx, id, actor.Person)
		if c, err = missing(c, err, "chapter"); err != nil {
			return ChapterPage{}, err
		}
		p := ChapterPage{Chapter: c, Office: r.Office, List: []Entry{}}
		if actor.Person != "" {
			if p.Alumnus, err = isAlumnus(tx, actor.Person); err != nil {
				return p, err
			}
		}
		rows, err := membersOf(tx, actor, r, id)
		if err != nil {
			return p, err
		}
		if p.List, err = entriesIn(tx, actor, r, rows); err != nil {
			return p, err
		}
		p.Meetings, err = meetingsOf(tx, actor, id)
		return p, err
	}))
}
