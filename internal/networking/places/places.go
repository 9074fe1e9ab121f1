// Package places keeps where and when the meetings of an activity can lie: the rules, the slots and the tables. It is the
// ground floor of the room networking.
package places

import (
	"context"
	"fmt"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Rights of the room networking. Participants meet by interests.RightTakePart.
const (
	RightSee  access.Right = "networking.see"  // administrator, officer, comanager: the plan, the runs and the gaps
	RightPlan access.Right = "networking.plan" // officer: slots and tables, runs, publication
)

// Actions in the history.
const (
	ActionSetUp  audit.Action = "networking.set_up"
	ActionSlots  audit.Action = "networking.slots"
	ActionTables audit.Action = "networking.tables"
)

const kindActivity = activities.Kind

// Service has the verbs and queries of slots and tables.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Bounds of an arrangement.
const (
	mostSlots  = 64
	mostTables = 5000
)

// Setup is how an activity arranges its meetings.
type Setup struct {
	MinPerParty  int     `db:"min_per_party" json:"min_per_party" minimum:"0" maximum:"200" doc:"Meetings guaranteed to each party, as far as can be"`
	MaxPerPerson int     `db:"max_per_person" json:"max_per_person" minimum:"0" maximum:"64" doc:"0 for as many as there are slots"`
	MaxInRow     int     `db:"max_in_row" json:"max_in_row" minimum:"0" maximum:"64" doc:"Meetings without a pause; 0 for no limit"`
	Fill         bool    `db:"fill" json:"fill" doc:"Free slots are filled with what the matcher suggests"`
	Exclusive    bool    `db:"exclusive" json:"exclusive,omitempty" doc:"Of a party one person at most meets any one counterpart"`
	PublishedAt  db.Time `db:"published_at" json:"published_at,omitzero" readOnly:"true"`
	Version      int     `db:"version" json:"version" doc:"0 before it was first saved"`
}

// Slot is a time at which meetings lie.
type Slot struct {
	ID        string  `db:"id" json:"id"`
	SessionID string  `db:"session_id" json:"session_id"`
	Session   string  `db:"session" json:"session"`
	StartsAt  db.Time `db:"starts_at" json:"starts_at"`
	EndsAt    db.Time `db:"ends_at" json:"ends_at"`
}

// Table is a place for one meeting at a time.
type Table struct {
	ID     string `db:"id" json:"id"`
	RoomID string `db:"room_id" json:"room_id,omitempty"`
	Room   string `db:"room" json:"room,omitempty"`
	Name   string `db:"name" json:"name"`
}

// Where says the table with its room.
func (t Table) Where() string {
	if t.Room == "" {
		return t.Name
	}
	return t.Name + ", " + t.Room
}

// Arrangement is the setup with its slots and tables, and where they can be.
type Arrangement struct {
	Activity activities.Activity  `json:"-"`
	Setup    Setup                `json:"setup"`
	Slots    []Slot               `json:"slots" nullable:"false"`
	Tables   []Table              `json:"tables" nullable:"false"`
	Voices   []Interpreter        `json:"interpreters" nullable:"false"`
	Sessions []activities.Session `json:"-"`
	Rooms    []activities.Room    `json:"-"`
}

// Arrangement returns how an activity arranges its meetings.
func (s *Service) Arrangement(ctx context.Context, actor access.Actor, activityID string) (Arrangement, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Arrangement, error) {
		a, err := GuardedIn(tx, actor, RightSee, activityID)
		if err != nil {
			return Arrangement{}, err
		}
		out := Arrangement{Activity: a}
		p, err := activities.ProgrammeIn(tx, actor, activityID, "participants")
		if err != nil {
			return out, err
		}
		out.Sessions, out.Rooms = p.Sessions, p.Rooms
		return out, out.load(tx, activityID)
	})
}

// Room is how many meetings can lie in an activity's slots and at its tables.
type Room struct {
	Slots  int `db:"slots"`
	Tables int `db:"tables"`
}

// Room counts the slots and the tables.
func (s *Service) Room(ctx context.Context, actor access.Actor, activityID string) (Room, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Room, error) {
		if _, err := GuardedIn(tx, actor, RightSee, activityID); err != nil {
			return Room{}, err
		}
		return roomIn(tx, activityID)
	})
}

func (a *Arrangement) load(tx *db.Tx, activityID string) (err error) {
	if a.Setup, err = SetupIn(tx, activityID); err != nil {
		return err
	}
	if a.Slots, err = SlotsIn(tx, activityID); err != nil {
		return err
	}
	if a.Tables, err = TablesIn(tx, activityID); err != nil {
		return err
	}
	a.Voices, err = InterpretersIn(tx, activityID)
	return err
}

// SetUp keeps the rules of the meetings; version is the one that the editor saw.
func (s *Service) SetUp(ctx context.Context, actor access.Actor, activityID string, d Setup) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := OpenIn(tx, actor, activityID); err != nil {
			return false, err
		}
		var wrong fault.Invalid
		wrong.Check(d.MinPerParty >= 0 && d.MinPerParty <= 200, "min_per_party", "A number from 0 to 200.")
		wrong.Check(d.MaxPerPerson >= 0 && d.MaxPerPerson <= mostSlots, "max_per_person", "A number from 0 to %d.", mostSlots)
		wrong.Check(d.MaxInRow >= 0 && d.MaxInRow <= mostSlots, "max_in_row", "A number from 0 to %d.", mostSlots)
		if err := wrong.Err(); err != nil {
			return false, err
		}
		before, err := SetupIn(tx, activityID)
		if err != nil {
			return false, err
		}
		if before.Version != d.Version {
			return false, fault.Clash("Somebody changed the rules meanwhile. Load the page again.")
		}
		if err := saveSetup(tx, activityID, d); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionSetUp, kindActivity, activityID, d)
	})
	return err
}

// SlotsDraft cuts a session into slots.
type SlotsDraft struct {
	SessionID string  `json:"session_id" maxLength:"40"`
	From      db.Time `json:"from,omitzero" doc:"The beginning of the session when empty"`
	To        db.Time `json:"to,omitzero" doc:"The end of the session when empty"`
	Minutes   int     `json:"minutes" minimum:"5" maximum:"240"`
	Pause     int     `json:"pause" minimum:"0" maximum:"120" doc:"Minutes between two slots"`
}

// AddSlots cuts a session, or a part of it, into slots and returns how many there are.
func (s *Service) AddSlots(ctx context.Context, actor access.Actor, activityID string, d SlotsDraft) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		if _, err := OpenIn(tx, actor, activityID); err != nil {
			return 0, err
		}
		session, _, err := activities.SessionObjectIn(tx, d.SessionID)
		if fault.IsNotFound(err) || err == nil && session.ActivityID != activityID {
			return 0, fault.Wrong("session_id", "Choose a session of the programme.")
		}
		if err != nil {
			return 0, err
		}
		times, err := d.cut(session)
		if err != nil {
			return 0, err
		}
		there, err := SlotsIn(tx, activityID)
		if err != nil {
			return 0, err
		}
		if len(there)+len(times) > mostSlots {
			return 0, fault.Clash("These would be %d slots; %d can be. Make them longer.", len(there)+len(times), mostSlots)
		}
		for _, t := range times {
			for _, old := range there {
				if t[0].Before(old.EndsAt.Time) && old.StartsAt.Before(t[1].Time) {
					return 0, fault.Clash("There is a slot at that time already. Take it away first.")
				}
			}
			if err := insertSlot(tx, activityID, d.SessionID, t[0], t[1]); err != nil {
				return 0, err
			}
		}
		return len(times), audit.Record(tx, actor, ActionSlots, kindActivity, activityID, map[string]any{"added": len(times), "session": d.SessionID})
	})
}

func (d *SlotsDraft) cut(session activities.Session) ([][2]db.Time, error) {
	if d.From.IsZero() {
		d.From = session.StartsAt
	}
	if d.To.IsZero() {
		d.To = session.EndsAt
	}
	var wrong fault.Invalid
	wrong.Check(d.Minutes >= 5 && d.Minutes <= 240, "minutes", "A meeting takes 5 to 240 minutes.")
	wrong.Check(d.Pause >= 0 && d.Pause <= 120, "pause", "A pause takes 0 to 120 minutes.")
	wrong.Check(!d.From.Before(session.StartsAt.Time) && !d.To.After(session.EndsAt.Time), "from", "The slots must lie within the session.")
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	var out [][2]db.Time
	length, pause := time.Duration(d.Minutes)*time.Minute, time.Duration(d.Pause)*time.Minute
	for at := d.From.Time; !at.Add(length).After(d.To.Time) && len(out) <= mostSlots; at = at.Add(length + pause) {
		out = append(out, [2]db.Time{db.At(at), db.At(at.Add(length))})
	}
	if len(out) == 0 {
		return nil, fault.Wrong("minutes", "Not one meeting of this length fits.")
	}
	return out, nil
}

// RemoveSlots takes the slots of a session away, as long as no meeting lies in them.
func (s *Service) RemoveSlots(ctx context.Context, actor access.Actor, activityID, sessionID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := OpenIn(tx, actor, activityID); err != nil {
			return false, err
		}
		used, err := meetingsInSession(tx, activityID, sessionID)
		if err != nil {
			return false, err
		}
		if used > 0 {
			return false, fault.Clash("%d meetings lie in these slots. Cancel or move them first.", used)
		}
		if err := deleteSlots(tx, activityID, sessionID); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionSlots, kindActivity, activityID, map[string]any{"removed": sessionID})
	})
	return err
}

// TablesDraft puts tables into a room.
type TablesDraft struct {
	RoomID string `json:"room_id,omitempty" maxLength:"40" doc:"Empty for tables outside the rooms of the programme"`
	Number int    `json:"number" minimum:"1" maximum:"5000"`
}

// AddTables puts tables into a room. They are numbered on through the activity.
func (s *Service) AddTables(ctx context.Context, actor access.Actor, activityID string, d TablesDraft) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		if _, err := OpenIn(tx, actor, activityID); err != nil {
			return 0, err
		}
		if d.RoomID != "" {
			ok, err := roomOf(tx, activityID, d.RoomID)
			if err != nil {
				return 0, err
			}
			if !ok {
				return 0, fault.Wrong("room_id", "Choose a room of the activity.")
			}
		}
		there, err := TablesIn(tx, activityID)
		if err != nil {
			return 0, err
		}
		if d.Number < 1 || len(there)+d.Number > mostTables {
			return 0, fault.Wrong("number", "An activity has 1 to %d tables.", mostTables)
		}
		next := 1
		for _, t := range there {
			var n int
			if _, err := fmt.Sscanf(strings.TrimPrefix(t.Name, "Table "), "%d", &n); err == nil && n >= next {
				next = n + 1
			}
		}
		if err := insertTables(tx, activityID, d.RoomID, next, d.Number); err != nil {
			return 0, err
		}
		return d.Number, audit.Record(tx, actor, ActionTables, kindActivity, activityID, map[string]any{"added": d.Number})
	})
}

// RemoveTables takes the tables of a room away, as long as no meeting lies at them.
func (s *Service) RemoveTables(ctx context.Context, actor access.Actor, activityID, roomID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := OpenIn(tx, actor, activityID); err != nil {
			return false, err
		}
		used, err := meetingsInRoom(tx, activityID, roomID)
		if err != nil {
			return false, err
		}
		if used > 0 {
			return false, fault.Clash("%d meetings lie at these tables. Cancel them first, or plan again.", used)
		}
		if err := deleteTables(tx, activityID, roomID); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionTables, kindActivity, activityID, map[string]any{"removed": roomID})
	})
	return err
}

// GuardedIn loads an activity and asks for the right over it.
func GuardedIn(tx *db.Tx, actor access.Actor, right access.Right, activityID string) (activities.Activity, error) {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return a, err
	}
	return a, actor.Require(right, a.Object())
}

// OpenIn is GuardedIn for a verb that arranges something: not when the activity is over.
func OpenIn(tx *db.Tx, actor access.Actor, activityID string) (activities.Activity, error) {
	a, err := GuardedIn(tx, actor, RightPlan, activityID)
	switch {
	case err != nil:
	case a.State == activities.Cancelled:
		err = fault.Clash("%s is cancelled. No meetings can be arranged.", a.Title)
	case a.State == activities.Held:
		err = fault.Clash("%s is over. No meetings can be arranged any more.", a.Title)
	}
	return a, err
}
