package privacy

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
)

// Severities of a breach.
var Severities = []string{"low", "medium", "high"}

// Breach is something that went wrong with personal data.
type Breach struct {
	ID        string  `db:"id"`
	Title     string  `db:"title"`
	Happened  string  `db:"happened"`
	Concerns  string  `db:"concerns"`
	Severity  string  `db:"severity"`
	Measures  string  `db:"measures"`
	NoticedAt db.Time `db:"noticed_at"`
	DueAt     db.Time `db:"due_at"`
	ToldAt    db.Time `db:"told_at"`
	Told      string  `db:"told"`
	ClosedAt  db.Time `db:"closed_at"`
	Version   int     `db:"version"`
	CreatedBy string  `db:"created_by"`
}

// Runs tells whether the clock still runs: nobody has been told, nor was it decided to tell nobody.
func (b Breach) Runs() bool { return b.ToldAt.IsZero() }

// Overdue tells whether the clock has run out.
func (b Breach) Overdue(now db.Time) bool { return b.Runs() && now.After(b.DueAt.Time) }

// BreachDraft is what is known of a breach so far.
type BreachDraft struct {
	Title     string
	Happened  string
	Concerns  string
	Severity  string
	Measures  string
	NoticedAt db.Time
	Told      string // whom, or why nobody; ends the clock
	Closed    bool
}

func (d *BreachDraft) check(now db.Time) error {
	var wrong fault.Invalid
	for _, f := range []struct {
		name, words string
		value       *string
		needed      bool
	}{
		{"title", "Say in a few words what it is.", &d.Title, true},
		{"happened", "Write what happened.", &d.Happened, true},
		{"concerns", "Write whom and which data it concerns.", &d.Concerns, true},
		{"measures", "", &d.Measures, false},
		{"told", "", &d.Told, false},
	} {
		*f.value = strings.TrimSpace(*f.value)
		wrong.Check(!f.needed || *f.value != "", f.name, "%s", f.words)
		wrong.Check(len(*f.value) <= 8000, f.name, "This is too long. Shorten it to 8,000 characters.")
	}
	wrong.Check(slices.Contains(Severities, d.Severity), "severity", "Choose how grave it is.")
	wrong.Check(!d.NoticedAt.IsZero() && !d.NoticedAt.After(now.Time), "noticed_at", "Write when it was noticed, not later than now.")
	wrong.Check(!d.Closed || d.Told != "", "told", "Before it is closed: write who was told, or why nobody had to be.")
	return wrong.Err()
}

// LogBreach starts the clock of a breach.
func (s *Service) LogBreach(ctx context.Context, actor access.Actor, d BreachDraft) (string, error) {
	if err := actor.Require(RightLog, access.Anything); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		if err := d.check(tx.Now()); err != nil {
			return "", err
		}
		m, err := vocabulary.MechanismIn(tx)
		if err != nil {
			return "", err
		}
		id := tx.NewID()
		dueAt := db.At(d.NoticedAt.Add(time.Duration(max(m.BreachHours, 1)) * time.Hour))
		if err := insertBreach(tx, id, d, dueAt, actor.Name); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionBreach, KindBreach, id, map[string]string{"title": d.Title, "severity": d.Severity})
	})
}

// ChangeBreach writes down what is known by now. The clock never begins again: when it was noticed stays.
func (s *Service) ChangeBreach(ctx context.Context, actor access.Actor, id string, version int, d BreachDraft) error {
	if err := actor.Require(RightLog, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		before, err := findBreach(tx, id)
		if err != nil {
			return false, err
		}
		if !before.ClosedAt.IsZero() {
			return false, fault.Clash("This breach is closed. What comes up later is a new entry.")
		}
		d.NoticedAt = before.NoticedAt
		if err := d.check(tx.Now()); err != nil {
			return false, err
		}
		n, err := updateBreach(tx, id, version, before, d)
		if err != nil {
			return false, err
		}
		if n == 0 {
			return false, fault.Clash("The entry was changed by someone else in the meantime.")
		}
		return true, audit.Record(tx, actor, ActionMeasure, KindBreach, id, map[string]any{"severity": d.Severity, "told": d.Told != "", "closed": d.Closed})
	})
	return err
}

// Breaches lists the log, the newest first.
func (s *Service) Breaches(ctx context.Context, actor access.Actor) ([]Breach, error) {
	if err := actor.Require(RightRegister, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Breach, error) {
		return db.All[Breach](tx, breachColumns+` order by noticed_at desc, id desc limit 500`)
	})
}

// Breach returns one entry with its history.
func (s *Service) Breach(ctx context.Context, actor access.Actor, id string) (Breach, []audit.Entry, error) {
	if err := actor.Require(RightRegister, access.Anything); err != nil {
		return Breach{}, nil, err
	}
	var history []audit.Entry
	b, err := db.View(ctx, s.db, func(tx *db.Tx) (Breach, error) {
		b, err := findBreach(tx, id)
		if err != nil {
			return b, err
		}
		history, err = audit.Of(tx, KindBreach, id, 100)
		return b, err
	})
	return b, history, err
}

// Task is something of this room that waits for the actor.
type Task struct {
	Title   string
	Detail  string
	Href    string
	Due     db.Time
	Overdue bool
}

// Tasks lists breaches whose clock runs, and wishes to be erased that wait for the actor.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	var out []Task
	_, err := db.View(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if actor.Can(RightLog, access.Anything) {
			list, err := db.All[Breach](tx, breachColumns+` where told_at is null order by due_at limit 50`)
			if err != nil {
				return false, err
			}
			for _, b := range list {
				out = append(out, Task{Title: "Tell of a breach", Detail: b.Title, Href: "/privacy/breaches/" + b.ID, Due: b.DueAt, Overdue: b.Overdue(tx.Now())})
			}
		}
		if actor.Can(RightReview, access.Anything) {
			n, err := db.One[int](tx, `select count(*) from erasure where state = 'asked' or state = 'reviewed' and reviewed_by <> $1`, actor.Key())
			if err != nil {
				return false, err
			}
			if n > 0 {
				out = append(out, Task{Title: "Decide about an erasure", Href: "/privacy/erasures"})
			}
		}
		return true, nil
	})
	return out, err
}

const breachColumns = `select id, title, happened, concerns, severity, measures, noticed_at, due_at, told_at, told, closed_at, version, created_by from breach`

func findBreach(tx *db.Tx, id string) (Breach, error) {
	b, err := db.One[Breach](tx, breachColumns+` where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Breach{}, fault.Missing("breach")
	}
	return b, err
}

func insertBreach(tx *db.Tx, id string, d BreachDraft, dueAt db.Time, by string) error {
	var told, closed db.Time
	if d.Told != "" {
		told = tx.Now()
	}
	if d.Closed {
		closed = tx.Now()
	}
	return tx.Exec(`insert into breach (id, title, happened, concerns, severity, measures, noticed_at, due_at, told_at, told, closed_at, version, created_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12)`, id, d.Title, d.Happened, d.Concerns, d.Severity, d.Measures, d.NoticedAt, dueAt, told, d.Told, closed, by)
}

func updateBreach(tx *db.Tx, id string, version int, before Breach, d BreachDraft) (int, error) {
	told, closed := before.ToldAt, db.Time{}
	if d.Told != "" && told.IsZero() {
		told = tx.Now()
	}
	if d.Closed {
		closed = tx.Now()
	}
	return tx.Affect(`update breach set title = $3, happened = $4, concerns = $5, severity = $6, measures = $7, told_at = $8, told = $9, closed_at = $10,
		version = version + 1 where id = $1 and version = $2`, id, version, d.Title, d.Happened, d.Concerns, d.Severity, d.Measures, told, d.Told, closed)
}
