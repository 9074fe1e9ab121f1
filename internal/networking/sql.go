package networking

import (
	"slices"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/networking/places"
	"counterpart/internal/networking/problem"
)

// setPublished marks the activity and the run as published; an earlier run is so no longer.
func setPublished(tx *db.Tx, activityID, runID string) error {
	for _, q := range []string{
		`update meeting_run set state = 'done' where activity_id = $1 and state = 'published' and id <> $2`,
		`update meeting_run set state = 'published' where activity_id = $1 and id = $2`,
	} {
		if err := tx.Exec(q, activityID, runID); err != nil {
			return err
		}
	}
	return places.PublishedIn(tx, activityID)
}

// closedSlots are the slots at which people cannot come.
func closedSlots(tx *db.Tx, activityID string) ([]problem.ClosedSlot, error) {
	return db.All[problem.ClosedSlot](tx, `select sp.person_id, s.id as slot_id, a.title from meeting_slot s join activity_session a on a.activity_id = s.activity_id
		and a.starts_at < s.ends_at and a.ends_at > s.starts_at join session_speaker sp on sp.session_id = a.id where s.activity_id = $1
		union all select person_id, slot_id, '' as title from meeting_absence where activity_id = $1 order by person_id, slot_id, title desc`, activityID)
}

// companionsIn are the colleagues who come along to somebody's meetings or may sit in.
func companionsIn(tx *db.Tx, activityID string) ([]problem.Companion, error) {
	return db.All[problem.Companion](tx, `select person_id, with_id, sits_in from meeting_companion where activity_id = $1 order by person_id, with_id`, activityID)
}

func saveAbsences(tx *db.Tx, activityID, personID string, slotIDs []string) error {
	if err := tx.Exec(`delete from meeting_absence where activity_id = $1 and person_id = $2`, activityID, personID); err != nil {
		return err
	}
	slots, err := places.SlotsIn(tx, activityID)
	if err != nil {
		return err
	}
	for _, s := range slots {
		if slices.Contains(slotIDs, s.ID) {
			if err := tx.Exec(`insert into meeting_absence (activity_id, person_id, slot_id) values ($1, $2, $3)`, activityID, personID, s.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func slotChoices(tx *db.Tx, activityID, personID string) ([]SlotChoice, error) {
	slots, err := places.SlotsIn(tx, activityID)
	if err != nil {
		return nil, err
	}
	away, err := db.All[string](tx, `select slot_id from meeting_absence where activity_id = $1 and person_id = $2`, activityID, personID)
	if err != nil {
		return nil, err
	}
	out := make([]SlotChoice, 0, len(slots))
	for _, s := range slots {
		c := SlotChoice{Slot: s, Away: slices.Contains(away, s.ID)}
		if !c.Away {
			if c.Busy, err = busyIn(tx, activityID, personID, s, ""); err != nil {
				return nil, err
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// busyIn tells whether a person cannot come in a slot: absent, speaking, or in another meeting at the time.
func busyIn(tx *db.Tx, activityID, personID string, slot places.Slot, except string) (bool, error) {
	n, err := db.One[int](tx, `select (select count(*) from meeting_absence where activity_id = $1 and person_id = $2 and slot_id = $3)
		+ (select count(*) from session_speaker sp join activity_session a on a.id = sp.session_id
			where sp.person_id = $2 and a.activity_id = $1 and a.starts_at < $5 and a.ends_at > $4)
		+ (select count(*) from meeting_side d join meeting_slot s on s.id = d.slot_id
			where d.person_id = $2 and d.meeting_id <> $6 and s.starts_at < $5 and s.ends_at > $4)`,
		activityID, personID, slot.ID, slot.StartsAt, slot.EndsAt, except)
	return n > 0, err
}

// freeTables lists tables at which nobody sits during a slot.
func freeTables(tx *db.Tx, activityID string, slot places.Slot, most int) ([]string, error) {
	return db.All[string](tx, `select t.id from meeting_table t where t.activity_id = $1 and not exists (
		select 1 from meeting m join meeting_slot s on s.id = m.slot_id where m.table_id = t.id and m.state in ('scheduled', 'held')
		and s.starts_at < $3 and s.ends_at > $2) order by t.sort_key, t.id limit $4`, activityID, slot.StartsAt, slot.EndsAt, most)
}

const meetingColumns = `select m.id, m.activity_id, m.state, m.origin, coalesce(m.slot_id, '') as slot_id, s.starts_at, s.ends_at,
	coalesce(m.table_id, '') as table_id, coalesce(t.name, '') as table_name, coalesce(r.name, '') as room, coalesce(m.interpreter_id, '') as interpreter_id, coalesce(v.name, '') as interpreter,
	m.locked, m.asked_by, m.reason, m.outcome, m.follow_up,
	coalesce(m.owner_id, '') as owner_id, (coalesce(ss.chatham, false) or a.chatham) as chatham, m.version
	from meeting m join activity a on a.id = m.activity_id left join meeting_slot s on s.id = m.slot_id left join activity_session ss on ss.id = s.session_id
	left join meeting_table t on t.id = m.table_id left join room r on r.id = t.room_id
	left join meeting_interpreter v on v.id = m.interpreter_id `

func findMeeting(tx *db.Tx, id string) (Meeting, error) {
	list, err := sided(tx, "m.id = ?", id)
	if err == nil && len(list) == 0 {
		err = fault.Missing("meeting")
	}
	if err != nil {
		return Meeting{}, err
	}
	return list[0], nil
}

// listedMeetings are those that the secretariat reads, of one slot or of all.
func listedMeetings(tx *db.Tx, activityID, slot string) ([]Meeting, error) {
	const those = "m.activity_id = ? and m.state <> 'requested'"
	switch slot {
	case "":
		return sided(tx, those, activityID)
	case NoSlot:
		return sided(tx, those+" and m.slot_id is null", activityID)
	default:
		return sided(tx, those+" and m.slot_id = ?", activityID, slot)
	}
}

// slotsWithMeetings are the slots in which meetings lie, by time, and NoSlot last where some ended without one.
func slotsWithMeetings(tx *db.Tx, activityID string) ([]string, error) {
	list, err := db.All[string](tx, `select s.id from meeting_slot s where s.activity_id = $1
		and exists (select 1 from meeting m where m.slot_id = s.id and m.state <> 'requested') order by s.starts_at, s.id`, activityID)
	if err != nil {
		return nil, err
	}
	without, err := db.One[int](tx, `select count(*) from meeting where activity_id = $1 and state <> 'requested' and slot_id is null`, activityID)
	if without > 0 {
		list = append(list, NoSlot)
	}
	return list, err
}

// tallyOf counts the meetings of an activity.
func tallyOf(tx *db.Tx, activityID string) (Tally, error) {
	type row struct {
		State State `db:"state"`
		Count int   `db:"n"`
	}
	t := Tally{Counts: map[State]int{}}
	rows, err := db.All[row](tx, `select state, count(*) as n from meeting where activity_id = $1 group by state`, activityID)
	if err != nil {
		return t, err
	}
	for _, r := range rows {
		t.Counts[r.State] = r.Count
	}
	if t.Accepted, err = db.One[int](tx, `select count(*) from meeting m where m.activity_id = $1 and m.state = 'scheduled'
		and not exists (select 1 from meeting_side d where d.meeting_id = m.id and not d.along and d.answer <> 'accepted')`, activityID); err != nil {
		return t, err
	}
	t.Broken, err = db.One[int](tx, `select count(*) from meeting m where m.activity_id = $1 and m.state = 'scheduled'
		and exists (select 1 from meeting_side d where d.meeting_id = m.id and not d.along and `+sideGone+`)`, activityID)
	return t, err
}

// sideGone tells of a side d of a meeting m that its person is no longer confirmed or no longer takes part.
const sideGone = `not exists (select 1 from nomination n join interest_profile p on p.activity_id = n.activity_id and p.person_id = n.person_id and p.takes_part
	where n.activity_id = m.activity_id and n.person_id = d.person_id and n.active and n.state = 'confirmed')`

// standingOf are the meetings that take their people and their tables.
func standingOf(tx *db.Tx, activityID string) ([]Meeting, error) {
	return sided(tx, "m.activity_id = ? and m.state in ('scheduled', 'held')", activityID)
}

func meetingsOf(tx *db.Tx, activityID, personID string) ([]Meeting, error) {
	return sided(tx, "m.activity_id = ? and m.id in (select x.meeting_id from meeting_side x where x.person_id = ?)", activityID, personID)
}

// sided reads meetings with their sides.
func sided(tx *db.Tx, where string, args ...any) ([]Meeting, error) {
	list, err := db.List[Meeting](tx, db.Q(meetingColumns+"where "+where+" order by s.starts_at, t.sort_key, m.id", args...))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	sides, err := db.List[Side](tx, db.Q(`select d.meeting_id, d.person_id, d.party_id, d.answer, d.for_id, d.along, `+sideGone+` as gone
		from meeting_side d join meeting m on m.id = d.meeting_id where `+where+` order by d.meeting_id, d.person_id`, args...))
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(list))
	for i, m := range list {
		at[m.ID], list[i].Sides, list[i].Along = i, []Side{}, []Side{}
	}
	for _, s := range sides {
		switch i, ok := at[s.MeetingID]; {
		case !ok:
		case s.ComesWith:
			list[i].Along = append(list[i].Along, s)
		default:
			list[i].Sides = append(list[i].Sides, s)
		}
	}
	return list, nil
}

// insertMeetings enters meetings with their sides.
func insertMeetings(tx *db.Tx, list []Meeting) error {
	var meetings, sides [][]any
	for _, m := range list {
		meetings = append(meetings, []any{m.ID, m.ActivityID, string(m.State), m.Origin, db.Opt(m.SlotID), db.Opt(m.TableID), db.Opt(m.VoiceID), false, m.weight, m.AskedBy, tx.Now(), tx.Now()})
		sides = append(sides, sideRows(m, m.all())...)
	}
	columns := []string{"id", "activity_id", "state", "origin", "slot_id", "table_id", "interpreter_id", "locked", "weight", "asked_by", "created_at", "updated_at"}
	if err := tx.InsertRows("meeting", columns, meetings); err != nil {
		return err
	}
	return tx.InsertRows("meeting_side", sideColumns, sides)
}

var sideColumns = []string{"meeting_id", "person_id", "party_id", "slot_id", "answer", "for_id", "along"}

func sideRows(m Meeting, sides []Side) [][]any {
	var out [][]any
	for _, s := range sides {
		out = append(out, []any{m.ID, s.PersonID, s.PartyID, db.Opt(m.SlotID), s.Answer, s.ForID, s.ComesWith})
	}
	return out
}

// replaceSides writes down who is at a meeting, instead of who was.
func replaceSides(tx *db.Tx, m Meeting, sides []Side) error {
	if err := tx.Exec(`delete from meeting_side where meeting_id = $1`, m.ID); err != nil {
		return err
	}
	return tx.InsertRows("meeting_side", sideColumns, sideRows(m, sides))
}

// leave takes somebody who came along out of a meeting.
func leave(tx *db.Tx, id, personID string) error {
	if err := tx.Exec(`delete from meeting_side where meeting_id = $1 and person_id = $2 and along`, id, personID); err != nil {
		return err
	}
	return tx.Exec(`update meeting set `+touch+` where id = $1`, id, tx.Now())
}

// touch is what every change of a meeting sets.
const touch = `version = version + 1, updated_at = $2`

func setAnswer(tx *db.Tx, id, personID, answer string) error {
	if err := tx.Exec(`update meeting_side set answer = $3 where meeting_id = $1 and person_id = $2`, id, personID, answer); err != nil {
		return err
	}
	return tx.Exec(`update meeting set `+touch+` where id = $1`, id, tx.Now())
}

func setLocked(tx *db.Tx, id string, on bool) error {
	return tx.Exec(`update meeting set locked = $3, `+touch+` where id = $1`, id, tx.Now(), on)
}

// schedule gives a meeting and its people a slot and a table.
func schedule(tx *db.Tx, id, slotID, tableID, voiceID string) error {
	if err := tx.Exec(`update meeting set state = 'scheduled', slot_id = $3, table_id = $4, interpreter_id = $5, `+touch+` where id = $1`,
		id, tx.Now(), slotID, tableID, db.Opt(voiceID)); err != nil {
		return err
	}
	return tx.Exec(`update meeting_side set slot_id = $2 where meeting_id = $1`, id, slotID)
}

// release lets go of the slot and the table.
func release(tx *db.Tx, id string) error {
	if err := tx.Exec(`update meeting set slot_id = null, table_id = null, `+touch+` where id = $1`, id, tx.Now()); err != nil {
		return err
	}
	return tx.Exec(`update meeting_side set slot_id = null where meeting_id = $1`, id)
}

// finish ends a meeting that will not be held. It keeps when it would have been; its people and its table are free.
func finish(tx *db.Tx, id string, state State, reason string) error {
	if err := tx.Exec(`update meeting set state = $3, reason = $4, locked = false, `+touch+` where id = $1`, id, tx.Now(), string(state), reason); err != nil {
		return err
	}
	return tx.Exec(`update meeting_side set slot_id = null where meeting_id = $1`, id)
}

func noteOutcome(tx *db.Tx, id string, state State, d OutcomeDraft) error {
	if err := tx.Exec(`update meeting set state = $3, outcome = $4, follow_up = $5, owner_id = $6, `+touch+` where id = $1`,
		id, tx.Now(), string(state), d.Outcome, d.FollowUp, db.Opt(d.OwnerID)); err != nil {
		return err
	}
	if state == Missed {
		return tx.Exec(`update meeting_side set slot_id = null where meeting_id = $1`, id)
	}
	return nil
}

func meetingsBetween(tx *db.Tx, activityID, one, two string) (int, error) {
	return db.One[int](tx, `select count(*) from meeting m where m.activity_id = $1 and m.state in ('requested', 'scheduled')
		and exists (select 1 from meeting_side d where d.meeting_id = m.id and not d.along and $2 in (d.person_id, d.for_id))
		and exists (select 1 from meeting_side d where d.meeting_id = m.id and not d.along and $3 in (d.person_id, d.for_id))`, activityID, one, two)
}

func openRequests(tx *db.Tx, activityID, personID string) (int, error) {
	return db.One[int](tx, `select count(*) from meeting where activity_id = $1 and state = 'requested' and asked_by = $2`, activityID, personID)
}

// settled are the pairs of an activity that need no place: they met, declined, or arrange it themselves.
func settled(tx *db.Tx, activityID string) (map[problem.Pair]bool, error) {
	list, err := sided(tx, "m.activity_id = ? and m.state in ('held', 'declined', 'requested')", activityID)
	out := map[problem.Pair]bool{}
	for _, m := range list {
		if len(m.Sides) == 2 {
			out[m.pair()] = true
		}
	}
	return out, err
}

// basisOf changes whenever what a run was computed of does, as far as publication must know.
func basisOf(tx *db.Tx, activityID string) (string, error) {
	return db.One[string](tx, `select (select count(*) || ' ' || coalesce(sum(version), 0) from meeting where activity_id = $1)
		|| ' ' || (select count(*) || coalesce(max(id), '') from meeting_slot where activity_id = $1)
		|| ' ' || (select count(*) || coalesce(max(id), '') from meeting_table where activity_id = $1)
		|| ' ' || (select count(*) || coalesce(max(slot_id || person_id), '') from meeting_absence where activity_id = $1)
		|| ' ' || (select count(*) from interest_profile p join nomination n on n.activity_id = p.activity_id and n.person_id = p.person_id
			and n.active and n.state = 'confirmed' where p.activity_id = $1 and p.takes_part)
		|| ' ' || (select count(*) || coalesce(max(id), '') from meeting_interpreter where activity_id = $1) as basis`, activityID)
}
