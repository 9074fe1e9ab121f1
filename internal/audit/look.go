package audit

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// Line is one entry as the whole history shows it.
type Line struct {
	Seq      int64   `db:"seq" json:"seq"`
	At       db.Time `db:"at" json:"at"`
	Actor    string  `db:"actor" json:"actor" doc:"account:…, link:…, system"`
	Name     string  `db:"actor_name" json:"name"`
	Action   Action  `db:"action" json:"action"`
	Kind     string  `db:"record_kind" json:"record_kind"`
	RecordID string  `db:"record_id" json:"record_id"`
	Detail   string  `db:"detail" json:"detail,omitempty" doc:"JSON; empty where the record is not open to the reader, or where it was erased"`
	ErasedBy int64   `db:"detail_erased_by" json:"erased_by,omitempty" doc:"The entry that tells of the erasure of the detail"`
}

// Filter narrows the history.
type Filter struct {
	Actor    string // key of the actor
	Room     string // the first part of the action
	Kind     string
	RecordID string
	From, To db.Date // days in UTC, both included
	Before   int64   // entries with a lower number only; 0 begins with the newest
	Limit    int
}

// Lines returns a page of the history, the newest first, and the number before which the next begins, 0 when there is none.
// That somebody reads the history is part of it.
func (s *Service) Lines(ctx context.Context, actor access.Actor, f Filter) ([]Line, int64, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return nil, 0, err
	}
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Line, error) { return lines(tx, f, f.Limit+1) })
	if err != nil {
		return nil, 0, err
	}
	if err := Listed(ctx, s.db, actor, Kind, ActionList, f.asked()); err != nil {
		return nil, 0, err
	}
	if len(list) > f.Limit {
		return list[:f.Limit], list[f.Limit-1].Seq, nil
	}
	return list, 0, nil
}

// Kind is how the history names itself as a record.
const Kind = "audit"

// MostTaken bounds the entries of one export.
const MostTaken = 50000

// Take returns the entries for an export, the newest first, and notes who took them along.
func (s *Service) Take(ctx context.Context, actor access.Actor, f Filter) ([]Line, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return nil, err
	}
	if err := actor.RequireFresh(s.db.Clock()); err != nil {
		return nil, err
	}
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Line, error) { return lines(tx, f, MostTaken) })
	if err != nil {
		return nil, err
	}
	return list, Exported(ctx, s.db, actor, Kind, []string{""}, ActionExport, f.asked())
}

// asked says what the filter asks for; pages of one list are one question.
func (f Filter) asked() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{
		"actor": f.Actor, "room": f.Room, "kind": f.Kind, "record": f.RecordID, "from": string(f.From), "to": string(f.To),
	} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

func lines(tx *db.Tx, f Filter, limit int) ([]Line, error) {
	q := db.Q(`select seq, at, actor, case when name_erased_by > 0 then '` + erasedName + `' else actor_name end as actor_name,
		action, record_kind, record_id, detail, detail_erased_by from audit where true`)
	for _, one := range []struct{ condition, value string }{
		{"and actor = ?", f.Actor},
		{"and room = ?", f.Room},
		{"and record_kind = ?", f.Kind},
		{"and record_id = ?", f.RecordID},
		{"and at >= ?", string(f.From)},
		{"and at < ?", string(f.To.AddDays(1))},
	} {
		if one.value != "" {
			q.Add(one.condition, one.value)
		}
	}
	if f.Before > 0 {
		q.Add("and seq < ?", f.Before)
	}
	return db.List[Line](tx, q.Add("order by seq desc limit ?", limit))
}
