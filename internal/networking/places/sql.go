package places

import (
	"errors"
	"fmt"

	"counterpart/internal/db"
)

// SetupIn reads the rules of an activity; before they were first saved they are the usual ones.
func SetupIn(tx *db.Tx, activityID string) (Setup, error) {
	s, err := db.One[Setup](tx, `select min_per_party, max_per_person, max_in_row, fill, exclusive, published_at, version from meeting_setup where activity_id = $1`, activityID)
	if errors.Is(err, db.ErrNone) {
		return Setup{MinPerParty: 1, Fill: true}, nil
	}
	return s, err
}

func saveSetup(tx *db.Tx, activityID string, d Setup) error {
	return tx.Exec(`insert into meeting_setup (activity_id, min_per_party, max_per_person, max_in_row, fill, exclusive, version) values ($1, $2, $3, $4, $5, $6, 1)
		on conflict (activity_id) do update set min_per_party = excluded.min_per_party, max_per_person = excluded.max_per_person,
		max_in_row = excluded.max_in_row, fill = excluded.fill, exclusive = excluded.exclusive, version = meeting_setup.version + 1`,
		activityID, d.MinPerParty, d.MaxPerPerson, d.MaxInRow, d.Fill, d.Exclusive)
}

// SlotsIn lists the slots of an activity in time order.
func SlotsIn(tx *db.Tx, activityID string) ([]Slot, error) {
	return db.All[Slot](tx, `select s.id, s.session_id, a.title as session, s.starts_at, s.ends_at from meeting_slot s join activity_session a on a.id = s.session_id
		where s.activity_id = $1 order by s.starts_at, s.id`, activityID)
}

func insertSlot(tx *db.Tx, activityID, sessionID string, from, to db.Time) error {
	return tx.Exec(`insert into meeting_slot (id, activity_id, session_id, starts_at, ends_at) values ($1, $2, $3, $4, $5)`, tx.NewID(), activityID, sessionID, from, to)
}

func meetingsInSession(tx *db.Tx, activityID, sessionID string) (int, error) {
	return db.One[int](tx, `select count(*) from meeting m join meeting_slot s on s.id = m.slot_id where m.activity_id = $1 and s.session_id = $2`, activityID, sessionID)
}

func deleteSlots(tx *db.Tx, activityID, sessionID string) error {
	if err := tx.Exec(`delete from meeting_absence where slot_id in (select id from meeting_slot where activity_id = $1 and session_id = $2)`, activityID, sessionID); err != nil {
		return err
	}
	return tx.Exec(`delete from meeting_slot where activity_id = $1 and session_id = $2`, activityID, sessionID)
}

// TablesIn lists the tables of an activity in their order.
func TablesIn(tx *db.Tx, activityID string) ([]Table, error) {
	return db.All[Table](tx, `select t.id, coalesce(t.room_id, '') as room_id, coalesce(r.name, '') as room, t.name from meeting_table t left join room r on r.id = t.room_id
		where t.activity_id = $1 order by t.sort_key, t.id`, activityID)
}

// insertTables puts so many tables into a room, numbered from first.
func insertTables(tx *db.Tx, activityID, roomID string, first, number int) error {
	rows := make([][]any, number)
	for i := range rows {
		rows[i] = []any{tx.NewID(), activityID, db.Opt(roomID), fmt.Sprintf("Table %d", first+i), fmt.Sprintf("%06d", first+i)}
	}
	return tx.InsertRows("meeting_table", []string{"id", "activity_id", "room_id", "name", "sort_key"}, rows)
}

func meetingsInRoom(tx *db.Tx, activityID, roomID string) (int, error) {
	return db.One[int](tx, `select count(*) from meeting m join meeting_table t on t.id = m.table_id where m.activity_id = $1 and coalesce(t.room_id, '') = $2`, activityID, roomID)
}

func deleteTables(tx *db.Tx, activityID, roomID string) error {
	return tx.Exec(`delete from meeting_table where activity_id = $1 and coalesce(room_id, '') = $2`, activityID, roomID)
}

func roomOf(tx *db.Tx, activityID, roomID string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from room where id = $1 and activity_id = $2`, roomID, activityID)
	return n > 0, err
}

// PublishedIn notes when the plan was published, within a transaction of the room networking.
func PublishedIn(tx *db.Tx, activityID string) error {
	setup, err := SetupIn(tx, activityID)
	if err != nil {
		return err
	}
	if setup.Version == 0 {
		if err := saveSetup(tx, activityID, setup); err != nil {
			return err
		}
	}
	return tx.Exec(`update meeting_setup set published_at = $2 where activity_id = $1`, activityID, tx.Now())
}

func roomIn(tx *db.Tx, activityID string) (Room, error) {
	return db.One[Room](tx, `select (select count(*) from meeting_slot where activity_id = $1) as slots, (select count(*) from meeting_table where activity_id = $1) as tables`, activityID)
}
