package letters

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// Letter is what an activity writes to its parties or participants, written once and sent to many.
type Letter struct {
	ID         string  `db:"id" json:"id"`
	ActivityID string  `db:"activity_id" json:"activity_id"`
	Kind       string  `db:"kind" json:"kind"`
	Language   string  `db:"language" json:"language" doc:"BCP 47 tag; dates and names of countries are written in it"`
	Subject    string  `db:"subject" json:"subject"`
	Body       string  `db:"body" json:"body"`
	Version    int     `db:"version" json:"version"`
	UpdatedAt  db.Time `db:"updated_at" json:"updated_at,omitzero"`
	Messages   int     `db:"messages" json:"messages" doc:"How many messages came from it"`
}

// Draft is a letter as someone writes it down.
type Draft struct {
	Kind     string `json:"kind" enum:"invitation,reminder,registration,confirmation,substitution,not_selected,note"`
	Language string `json:"language,omitempty" maxLength:"35" doc:"BCP 47 tag; the mechanism's first language when empty"`
	Subject  string `json:"subject" maxLength:"300"`
	Body     string `json:"body" maxLength:"20000" doc:"Markdown with placeholders"`
}

func (d *Draft) check(p *pack.Pack) error {
	if d.Language == "" {
		d.Language = firstLanguage(p)
	}
	d.Subject = strings.TrimSpace(d.Subject)
	d.Body = strings.TrimSpace(strings.ReplaceAll(d.Body, "\r\n", "\n"))
	var wrong fault.Invalid
	_, tagErr := language.Parse(d.Language)
	wrong.Check(tagErr == nil && len(d.Language) <= 35, "language", "%q is not a language tag. Write it as en, id or zh-Hant.", d.Language)
	wrong.Check(slices.Contains(Kinds, d.Kind), "kind", "Choose what kind of letter this is.")
	wrong.Check(d.Subject != "", "subject", "Write the subject.")
	wrong.Check(utf8.RuneCountInString(d.Subject) <= 300 && printable(d.Subject), "subject", "Write the subject on one line of at most 300 characters.")
	wrong.Check(d.Body != "", "body", "Write the letter.")
	wrong.Check(utf8.RuneCountInString(d.Body) <= 20_000, "body", "The letter is longer than 20,000 characters. Shorten it.")
	for _, err := range []error{CheckText("subject", d.Subject), CheckText("body", d.Body)} {
		if invalid := fault.AsInvalid(err); invalid != nil {
			wrong.Fields = append(wrong.Fields, invalid.Fields...)
		}
	}
	return wrong.Err()
}

func firstLanguage(p *pack.Pack) string {
	if p == nil || len(p.Mechanism.Languages) == 0 {
		return "en"
	}
	return p.Mechanism.Languages[0]
}

// Template is the pack's letter of a kind in a language, or in the mechanism's first one. The draft is empty but for
// the signature where the pack has none.
func Template(p *pack.Pack, kind, tag string) Draft {
	d := Draft{Kind: kind, Language: firstLanguage(p), Body: "{{signature}}"}
	if p == nil || templates[kind] == "" {
		return d
	}
	for _, wanted := range []string{tag, firstLanguage(p)} {
		for _, l := range p.Letters {
			if l.Code == templates[kind] && l.Language == wanted {
				return Draft{Kind: kind, Language: wanted, Subject: l.Subject, Body: unwrap(l.Body)}
			}
		}
	}
	return d
}

// unwrap joins the lines of each paragraph, which a pack breaks for whoever reads its files, so that the letter can be edited
// as running text. It means the same in Markdown.
func unwrap(body string) string {
	lines := strings.Split(body, "\n")
	out := lines[:1]
	for _, line := range lines[1:] {
		last := out[len(out)-1]
		if last == "" || line == "" || strings.HasSuffix(last, `\`) || strings.HasSuffix(last, "  ") || marks.MatchString(line) || marks.MatchString(last) {
			out = append(out, line)
			continue
		}
		out[len(out)-1] = last + " " + line
	}
	return strings.Join(out, "\n")
}

// marks begin a line that means something in Markdown.
var marks = regexp.MustCompile(`^\s*([-+*>#|]\s|\d+[.)]\s|[-=` + "`" + `~]{3}|\s{4})`)

// TextIn is the letter of a kind that an activity sends: the latest one written for it, or the pack's template with an
// empty ID.
func TextIn(tx *db.Tx, activityID, kind string) (Letter, error) {
	l, err := latestLetter(tx, activityID, kind)
	if err == nil || !errors.Is(err, db.ErrNone) {
		return l, err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return Letter{}, err
	}
	d := Template(words.Pack, kind, "")
	return Letter{ActivityID: activityID, Kind: kind, Language: d.Language, Subject: d.Subject, Body: d.Body}, nil
}

// Write enters a letter of an activity.
func (s *Service) Write(ctx context.Context, actor access.Actor, activityID string, d Draft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return "", err
		}
		if err := actor.Require(RightEdit, a.Object()); err != nil {
			return "", err
		}
		return WriteIn(tx, actor, activityID, d)
	})
}

// WriteIn enters a letter within a transaction of a higher room, which has asked for the right.
func WriteIn(tx *db.Tx, actor access.Actor, activityID string, d Draft) (string, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	if err := d.check(words.Pack); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertLetter(tx, id, activityID, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionWrite, Kind, id, d)
}

// Rewrite changes a letter; version is the one that the editor saw. Messages that came from it stay as they are.
func (s *Service) Rewrite(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		l, a, err := letterOf(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightEdit, a.Object()); err != nil {
			return false, err
		}
		d.Kind = l.Kind
		if d.Language == "" {
			d.Language = l.Language
		}
		if err := d.check(nil); err != nil {
			return false, err
		}
		n, err := updateLetter(tx, id, version, d)
		if err != nil {
			return false, err
		}
		if n == 0 {
			return false, fault.Clash("The letter was changed by someone else in the meantime.")
		}
		return true, audit.Record(tx, actor, ActionWrite, Kind, id, d)
	})
	return err
}

func letterOf(tx *db.Tx, id string) (Letter, activities.Activity, error) {
	l, err := findLetter(tx, id)
	if err != nil {
		return Letter{}, activities.Activity{}, err
	}
	a, err := activities.FindIn(tx, l.ActivityID)
	return l, a, err
}

// Find returns a letter with its activity.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Letter, activities.Activity, error) {
	var a activities.Activity
	l, err := db.View(ctx, s.db, func(tx *db.Tx) (l Letter, err error) {
		if l, a, err = letterOf(tx, id); err != nil {
			return Letter{}, err
		}
		return l, actor.Require(RightSee, a.Object())
	})
	return l, a, err
}

// Letters lists the letters of an activity; they are few.
func (s *Service) Letters(ctx context.Context, actor access.Actor, activityID string) ([]Letter, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Letter, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return nil, err
		}
		return lettersOf(tx, activityID)
	})
}
