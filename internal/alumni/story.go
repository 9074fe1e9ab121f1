package alumni

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/people"
)

// StoryState is where a story stands.
type StoryState string

// The states of a story.
const (
	Written   StoryState = "written"
	Agreed    StoryState = "agreed" // the person agrees to this text under this name
	Published StoryState = "published"
	TakenBack StoryState = "taken_back"
)

// Words says the state as people say it.
func (s StoryState) Words() string {
	return map[StoryState]string{Written: "Waits for the agreement", Agreed: "Agreed to", Published: "Published", TakenBack: "Taken back"}[s]
}

// Story is what an alumnus tells.
type Story struct {
	ID          string     `db:"id" json:"id"`
	PersonID    string     `db:"person_id" json:"person_id,omitempty"`
	Person      string     `db:"person" json:"person,omitempty"`
	Title       string     `db:"title" json:"title"`
	Body        string     `db:"body" json:"body"`
	Byline      string     `db:"byline" json:"byline" doc:"As the person wants to be named"`
	State       StoryState `db:"state" json:"state" enum:"written,agreed,published,taken_back"`
	AgreedAt    db.Time    `db:"agreed_at" json:"agreed_at,omitzero"`
	PublishedAt db.Time    `db:"published_at" json:"published_at,omitzero"`
	Version     int        `db:"version" json:"version"`
}

// StoryDraft is a story as it is written.
type StoryDraft struct {
	PersonID string `json:"person_id" maxLength:"40"`
	Title    string `json:"title" maxLength:"200"`
	Body     string `json:"body" maxLength:"10000"`
	Byline   string `json:"byline" maxLength:"200" doc:"As the person wants to be named: with the name, with the post only, or not"`
	Version  int    `json:"version,omitempty" doc:"Of a story that is changed"`
}

func (d *StoryDraft) complete() error {
	d.Title, d.Byline = strings.TrimSpace(d.Title), strings.TrimSpace(d.Byline)
	d.Body = strings.TrimSpace(strings.ReplaceAll(d.Body, "\r\n", "\n"))
	var wrong fault.Invalid
	wrong.Check(d.Title != "" && !strings.Contains(d.Title, "\n"), "title", "Give the story a title on one line.")
	wrong.Check(utf8.RuneCountInString(d.Title) <= 200, "title", "Shorten this to 200 characters.")
	wrong.Check(d.Body != "", "body", "Write the story.")
	wrong.Check(utf8.RuneCountInString(d.Body) <= 10_000, "body", "Shorten this to 10,000 characters.")
	wrong.Check(d.Byline != "" && utf8.RuneCountInString(d.Byline) <= 200, "byline", "Say how the person is named below it, in at most 200 characters: “A border officer” is enough.")
	return wrong.Err()
}

// mayTell lets the person and the office in.
func mayTell(actor access.Actor, personID string) error {
	if mine(actor, personID) == nil {
		return nil
	}
	return actor.Require(RightTend, access.Anything)
}

// Tell writes a story down; the person agrees to it afterwards, also where they wrote it themselves.
func (s *Service) Tell(ctx context.Context, actor access.Actor, d StoryDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.TellIn(tx, actor, d) })
}

// TellIn is Tell within a transaction.
func (s *Service) TellIn(tx *db.Tx, actor access.Actor, d StoryDraft) (string, error) {
	if err := mayTell(actor, d.PersonID); err != nil {
		return "", err
	}
	if err := alumnusIn(tx, d.PersonID); err != nil {
		return "", err
	}
	if err := d.complete(); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertStory(tx, actor, id, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionStory, KindStory, id, map[string]string{"person": d.PersonID, "title": d.Title})
}

// Retell changes a story: whatever was agreed to before holds no longer, and what is published goes.
func (s *Service) Retell(ctx context.Context, actor access.Actor, id string, d StoryDraft) error {
	return s.changeStory(ctx, actor, id, d.Version, func(tx *db.Tx, x *Story) error {
		if err := mayTell(actor, x.PersonID); err != nil {
			return err
		}
		if err := d.complete(); err != nil {
			return err
		}
		x.Title, x.Body, x.Byline, x.State, x.AgreedAt, x.PublishedAt = d.Title, d.Body, d.Byline, Written, db.Time{}, db.Time{}
		return nil
	})
}

// AgreeToStory is the person's agreement that the text is published as it stands, under the name as it stands.
func (s *Service) AgreeToStory(ctx context.Context, actor access.Actor, id string, version int) error {
	return s.changeStory(ctx, actor, id, version, func(tx *db.Tx, x *Story) error {
		if err := mine(actor, x.PersonID); err != nil {
			return err
		}
		if x.State != Written && x.State != TakenBack {
			return fault.Clash("The story stands at “%s”.", x.State.Words())
		}
		x.State, x.AgreedAt = Agreed, tx.Now()
		return nil
	})
}

// PublishStory shows everybody a story to which the person agreed.
func (s *Service) PublishStory(ctx context.Context, actor access.Actor, id string, version int) error {
	return s.changeStory(ctx, actor, id, version, func(tx *db.Tx, x *Story) error {
		if err := actor.Require(RightTend, access.Anything); err != nil {
			return err
		}
		if x.State != Agreed {
			return fault.Clash("The story stands at “%s”: it is published once the person agrees to it as it stands.", x.State.Words())
		}
		x.State, x.PublishedAt = Published, tx.Now()
		return nil
	})
}

// TakeBackStory ends the agreement and the publication, for the person or the office.
func (s *Service) TakeBackStory(ctx context.Context, actor access.Actor, id string, version int) error {
	return s.changeStory(ctx, actor, id, version, func(tx *db.Tx, x *Story) error {
		if err := mayTell(actor, x.PersonID); err != nil {
			return err
		}
		if x.State != Agreed && x.State != Published {
			return fault.Clash("The story stands at “%s”: there is nothing to take back.", x.State.Words())
		}
		x.State, x.AgreedAt, x.PublishedAt = TakenBack, db.Time{}, db.Time{}
		return nil
	})
}

func (s *Service) changeStory(ctx context.Context, actor access.Actor, id string, version int, do func(*db.Tx, *Story) error) error {
	return s.change(ctx, func(tx *db.Tx) error {
		x, err := findStory(tx, id)
		if x, err = missing(x, err, "story"); err != nil {
			return err
		}
		if err := mayTell(actor, x.PersonID); err != nil {
			return err
		}
		if version != x.Version {
			return fault.Clash("The story was changed in the meantime. Read it as it stands now.")
		}
		if err := do(tx, &x); err != nil {
			return err
		}
		n, err := saveStory(tx, x)
		if err == nil && n == 0 {
			err = fault.Clash("The story was changed in the meantime. Read it as it stands now.")
		}
		if err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionStory, KindStory, id, map[string]string{"state": string(x.State)})
	})
}

// Story is one story, for the person, the office and, once it is published, everybody.
func (s *Service) Story(ctx context.Context, actor access.Actor, id string) (Story, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(x Story) []string { return storyPersons([]Story{x}) })(db.View(ctx, s.db, func(tx *db.Tx) (Story, error) {
		x, err := findStory(tx, id)
		if x, err = missing(x, err, "story"); err != nil {
			return x, err
		}
		if mine(actor, x.PersonID) == nil || actor.Can(RightSee, access.Anything) {
			return x, nil
		}
		if x.State != Published {
			return Story{}, fault.Missing("story")
		}
		return x.public(), nil
	}))
}

// MayTell is nil for whoever may write and move the story of a person.
func (s *Service) MayTell(actor access.Actor, personID string) error { return mayTell(actor, personID) }

func storyPersons(list []Story) []string {
	var out []string
	for _, x := range list {
		if x.PersonID != "" {
			out = append(out, x.PersonID)
		}
	}
	return out
}

// public leaves what was agreed to: the text, and the name under it.
func (x Story) public() Story {
	x.PersonID, x.Person = "", ""
	return x
}

// Stories are all for the office, and the own ones for an alumnus.
func (s *Service) Stories(ctx context.Context, actor access.Actor) ([]Story, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, storyPersons)(db.View(ctx, s.db, func(tx *db.Tx) ([]Story, error) {
		if actor.Can(RightSee, access.Anything) {
			return storiesOf(tx, "")
		}
		if err := mine(actor, actor.Person); err != nil {
			return nil, actor.Require(RightSee, access.Anything)
		}
		return storiesOf(tx, actor.Person)
	}))
}

// PublishedStories are for everybody, the newest first.
func (s *Service) PublishedStories(ctx context.Context) ([]Story, error) {
	list, err := db.View(ctx, s.db, publishedStories)
	for i := range list {
		list[i] = list[i].public()
	}
	return list, err
}
