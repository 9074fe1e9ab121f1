package places

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
)

// ActionInterpreters says in the history that the interpreters of an activity changed.
const ActionInterpreters audit.Action = "networking.interpreters"

const (
	mostInterpreters = 200
	mostName         = 100
)

// Interpreter serves one meeting at a time whose people have no language in common.
type Interpreter struct {
	ID        string   `db:"id" json:"id"`
	Name      string   `db:"name" json:"name"`
	Tags      string   `db:"languages" json:"-"`
	Languages []string `db:"-" json:"languages" nullable:"false" doc:"BCP 47"`
	SessionID string   `db:"session_id" json:"session_id,omitempty" doc:"The only session at which they are there; empty for all"`
	Session   string   `db:"session" json:"session,omitempty"`
}

// InterpreterDraft is somebody who interprets.
type InterpreterDraft struct {
	Name      string   `json:"name" maxLength:"100" doc:"A name or a number, as Interpreter 1"`
	Languages []string `json:"languages" maxItems:"10" doc:"BCP 47; two at least"`
	SessionID string   `json:"session_id,omitempty" maxLength:"40" doc:"The only session at which they are there; empty for all"`
}

// AddInterpreter adds somebody who interprets at the meetings of an activity.
func (s *Service) AddInterpreter(ctx context.Context, actor access.Actor, activityID string, d InterpreterDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		if _, err := OpenIn(tx, actor, activityID); err != nil {
			return "", err
		}
		if err := d.check(); err != nil {
			return "", err
		}
		if d.SessionID != "" {
			session, _, err := activities.SessionObjectIn(tx, d.SessionID)
			if fault.IsNotFound(err) || err == nil && session.ActivityID != activityID {
				return "", fault.Wrong("interpreter_session", "Choose a session of the programme.")
			}
			if err != nil {
				return "", err
			}
		}
		there, err := InterpretersIn(tx, activityID)
		if err != nil {
			return "", err
		}
		if len(there) >= mostInterpreters {
			return "", fault.Clash("An activity has %d interpreters at most.", mostInterpreters)
		}
		id := tx.NewID()
		if err := insertInterpreter(tx, id, activityID, d); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionInterpreters, kindActivity, activityID, map[string]any{"added": d.Languages})
	})
}

func (d *InterpreterDraft) check() error {
	var wrong fault.Invalid
	d.Name = strings.TrimSpace(d.Name)
	wrong.Check(d.Name != "", "name", "Say who it is: a name, or a number as Interpreter 1.")
	wrong.Check(len([]rune(d.Name)) <= mostName, "name", "Write %d characters at most.", mostName)
	var unknown []string
	d.Languages, unknown = names.Languages(d.Languages)
	for _, tag := range unknown {
		wrong.Add("languages", "%q is not the code of a language, like en, fr or th.", tag)
	}
	wrong.Check(len(d.Languages) >= 2 && len(d.Languages) <= 10, "languages", "Name two to ten languages.")
	return wrong.Err()
}

// RemoveInterpreter takes an interpreter away, as long as no meeting that is to come needs them.
func (s *Service) RemoveInterpreter(ctx context.Context, actor access.Actor, activityID, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := OpenIn(tx, actor, activityID); err != nil {
			return false, err
		}
		there, err := InterpretersIn(tx, activityID)
		if err != nil {
			return false, err
		}
		if !slices.ContainsFunc(there, func(v Interpreter) bool { return v.ID == id }) {
			return false, fault.Missing("interpreter")
		}
		used, err := meetingsInterpreted(tx, id)
		if err != nil {
			return false, err
		}
		if used > 0 {
			return false, fault.Clash("%d meetings need this interpreter. Cancel them first, or plan again.", used)
		}
		if err := deleteInterpreter(tx, id); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionInterpreters, kindActivity, activityID, map[string]any{"removed": id})
	})
	return err
}

// InterpretersIn lists the interpreters of an activity by name.
func InterpretersIn(tx *db.Tx, activityID string) ([]Interpreter, error) {
	list, err := db.All[Interpreter](tx, `select v.id, v.name, v.languages, coalesce(v.session_id, '') as session_id, coalesce(a.title, '') as session
		from meeting_interpreter v left join activity_session a on a.id = v.session_id where v.activity_id = $1 order by v.name, v.id`, activityID)
	for i := range list {
		list[i].Languages = strings.Fields(list[i].Tags)
	}
	return list, err
}

func insertInterpreter(tx *db.Tx, id, activityID string, d InterpreterDraft) error {
	return tx.Exec(`insert into meeting_interpreter (id, activity_id, name, languages, session_id) values ($1, $2, $3, $4, $5)`,
		id, activityID, d.Name, strings.Join(d.Languages, " "), db.Opt(d.SessionID))
}

// meetingsInterpreted counts the meetings to come, and those that were held, at which somebody interprets.
func meetingsInterpreted(tx *db.Tx, id string) (int, error) {
	return db.One[int](tx, `select count(*) from meeting where interpreter_id = $1 and state in ('scheduled', 'held')`, id)
}

func deleteInterpreter(tx *db.Tx, id string) error {
	if err := tx.Exec(`update meeting set interpreter_id = null where interpreter_id = $1`, id); err != nil {
		return err
	}
	return tx.Exec(`delete from meeting_interpreter where id = $1`, id)
}
