package activities

import (
	"errors"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/forms"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const activityColumns = `select a.id, a.initiative_id, i.name as initiative, a.kind, coalesce(k.name, a.kind) as kind_name, a.title, a.summary,
	a.place, a.country, a.mode, a.time_zone, a.starts_on, a.ends_on, a.languages, a.state, a.cancel_reason, a.label, a.chatham,
	a.nomination_deadline, a.registration_deadline, a.questions, a.version
	from activity a left join initiative i on i.id = a.initiative_id
	left join term k on k.list = 'activity_kind' and k.code = a.kind`

// FindIn returns an activity with its parties and areas within a transaction.
func FindIn(tx *db.Tx, id string) (Activity, error) {
	a, err := db.One[Activity](tx, activityColumns+` where a.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Activity{}, fault.Missing("activity")
	}
	if err != nil {
		return Activity{}, err
	}
	a.Parties, err = db.All[PartyRole](tx, `select ap.activity_id, ap.party_id, p.name as party, p.parent_id, ap.role
		from activity_party ap join party p on p.id = ap.party_id where ap.activity_id = $1
		order by case ap.role when 'organiser' then 0 when 'host' then 1 when 'partner' then 2 else 3 end, p.sort_key, p.id`, id)
	if err != nil {
		return Activity{}, err
	}
	if a.Areas, err = db.All[string](tx, `select area from activity_area where activity_id = $1 order by area`, id); err != nil {
		return Activity{}, err
	}
	a.Named, err = labels.ReadersIn(tx, Kind, id)
	return a, err
}

func listActivities(tx *db.Tx, actor access.Actor, f Filter) ([]Activity, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(activityColumns).Add("where "+where, args...)
	if f.Kind != "" {
		q.Add("and a.kind = ?", f.Kind)
	}
	if f.Year > 0 {
		year := strconv.Itoa(f.Year)
		q.Add("and a.starts_on >= ? and a.starts_on <= ?", year+"-01-01", year+"-12-31")
	}
	if f.InitiativeID != "" {
		q.Add("and a.initiative_id = ?", f.InitiativeID)
	}
	if f.PartyID != "" {
		q.Add("and exists (select 1 from activity_party ap where ap.activity_id = a.id and ap.party_id = ?)", f.PartyID)
	}
	if f.State != "" {
		q.Add("and a.state = ?", f.State)
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "a.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (a.starts_on, a.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Activity](tx, q.Add("order by a.starts_on desc, a.id desc limit ?", f.Limit+1))
}

func insertActivity(tx *db.Tx, id string, d Draft) error {
	return tx.Exec(`insert into activity (id, initiative_id, kind, title, summary, place, country, mode, time_zone, starts_on, ends_on,
		languages, state, label, chatham, nomination_deadline, registration_deadline, questions, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19, $19)`,
		id, db.Opt(d.InitiativeID), d.Kind, d.Title, d.Summary, d.Place, d.Country, d.Mode, d.TimeZone, d.StartsOn, d.EndsOn,
		strings.Join(d.Languages, " "), Planned, d.Label, d.Chatham, d.NominationDeadline, d.RegistrationDeadline, forms.Encode(d.Questions), tx.Now())
}

func updateActivity(tx *db.Tx, id string, version int, d Draft) (int, error) {
	return tx.Affect(`update activity set initiative_id = $3, kind = $4, title = $5, summary = $6, place = $7, country = $8, mode = $9,
		time_zone = $10, starts_on = $11, ends_on = $12, languages = $13, label = $14, nomination_deadline = $15,
		registration_deadline = $16, chatham = $17, version = version + 1, updated_at = $18 where id = $1 and version = $2`,
		id, version, db.Opt(d.InitiativeID), d.Kind, d.Title, d.Summary, d.Place, d.Country, d.Mode, d.TimeZone, d.StartsOn, d.EndsOn,
		strings.Join(d.Languages, " "), d.Label, d.NominationDeadline, d.RegistrationDeadline, d.Chatham, tx.Now())
}

func updateQuestions(tx *db.Tx, id string, version int, questions []forms.Question) (int, error) {
	return tx.Affect(`update activity set questions = $3, version = version + 1, updated_at = $4 where id = $1 and version = $2`,
		id, version, forms.Encode(questions), tx.Now())
}

func replaceParties(tx *db.Tx, id string, list []PartyRole) error {
	if err := tx.Exec(`delete from activity_party where activity_id = $1`, id); err != nil {
		return err
	}
	for _, p := range list {
		if err := tx.Exec(`insert into activity_party (activity_id, party_id, role) values ($1, $2, $3)`, id, p.PartyID, p.Role); err != nil {
			return err
		}
	}
	return nil
}

func replaceAreas(tx *db.Tx, id string, areas []string) error {
	if err := tx.Exec(`delete from activity_area where activity_id = $1`, id); err != nil {
		return err
	}
	for _, area := range areas {
		if err := tx.Exec(`insert into activity_area (activity_id, area) values ($1, $2)`, id, area); err != nil {
			return err
		}
	}
	return nil
}

const initiativeColumns = `select i.id, i.name, i.tag, i.summary, i.version,
	(select count(*) from activity a where a.initiative_id = i.id) as activities from initiative i`

func findInitiative(tx *db.Tx, id string) (Initiative, error) {
	i, err := db.One[Initiative](tx, initiativeColumns+` where i.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Initiative{}, fault.Missing("initiative")
	}
	return i, err
}

const sessionColumns = `select s.id, s.activity_id, sa.label as above, sa.chatham as chatham_above, s.room_id, r.name as room, s.title, s.kind, s.summary, s.starts_at, s.ends_at,
	s.capacity, s.label, s.chatham, s.version from activity_session s join activity sa on sa.id = s.activity_id left join room r on r.id = s.room_id`

func sessionsOf(tx *db.Tx, activityID string) ([]Session, error) {
	list, err := db.All[Session](tx, sessionColumns+` where s.activity_id = $1 order by s.starts_at, s.ends_at, r.name, s.id`, activityID)
	if err != nil {
		return nil, err
	}
	type named struct {
		ID      string `db:"record_id"`
		Account string `db:"account_id"`
	}
	readers, err := db.All[named](tx, `select lr.record_id, lr.account_id from label_reader lr join activity_session s on s.id = lr.record_id
		where lr.kind = $1 and s.activity_id = $2`, KindSession, activityID)
	for i := range list {
		list[i].inherit()
		for _, r := range readers {
			if r.ID == list[i].ID {
				list[i].Named = append(list[i].Named, r.Account)
			}
		}
	}
	return list, err
}

// inherit makes label and flag of the session those that hold: no looser than the activity's.
func (s *Session) inherit() {
	s.Label, s.Chatham = label.Strictest(s.Label, s.Above), s.Chatham || s.ChathamAbove
}

func findSession(tx *db.Tx, id string) (Session, error) {
	s, err := db.One[Session](tx, sessionColumns+` where s.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Session{}, fault.Missing("session")
	}
	if err != nil {
		return Session{}, err
	}
	s.inherit()
	s.Named, err = labels.ReadersIn(tx, KindSession, id)
	return s, err
}

func speakersOf(tx *db.Tx, column, id string) ([]Speaker, error) {
	return db.All[Speaker](tx, `select sp.session_id, sp.person_id, p.given as name, p.address_form, p.alias, sp.role
		from session_speaker sp join activity_session s on s.id = sp.session_id join person p on p.id = sp.person_id
		where `+column+` = $1 order by sp.session_id, sp.position, p.sort_key`, id)
}

// inTheWay returns the session that holds the room in the time, if any.
func inTheWay(tx *db.Tx, roomID, exceptID string, from, to db.Time) ([]Session, error) {
	return db.All[Session](tx, sessionColumns+` where s.room_id = $1 and s.id <> $2 and s.starts_at < $4 and s.ends_at > $3
		order by s.starts_at limit 1`, roomID, exceptID, from, to)
}

func insertSession(tx *db.Tx, id, activityID string, d SessionDraft) error {
	return tx.Exec(`insert into activity_session (id, activity_id, room_id, title, kind, summary, starts_at, ends_at, capacity, label, chatham, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)`,
		id, activityID, db.Opt(d.RoomID), d.Title, d.Kind, d.Summary, d.StartsAt, d.EndsAt, d.Capacity, d.Label, d.Chatham)
}

func updateSession(tx *db.Tx, id string, version int, d SessionDraft) (int, error) {
	return tx.Affect(`update activity_session set room_id = $3, title = $4, kind = $5, summary = $6, starts_at = $7, ends_at = $8,
		capacity = $9, label = $10, chatham = $11, version = version + 1 where id = $1 and version = $2`,
		id, version, db.Opt(d.RoomID), d.Title, d.Kind, d.Summary, d.StartsAt, d.EndsAt, d.Capacity, d.Label, d.Chatham)
}

func roomsOf(tx *db.Tx, activityID string) ([]Room, error) {
	return db.All[Room](tx, `select id, activity_id, name, capacity from room where activity_id = $1 order by name, id`, activityID)
}

func findRoom(tx *db.Tx, id string) (Room, error) {
	r, err := db.One[Room](tx, `select id, activity_id, name, capacity from room where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Room{}, fault.Missing("room")
	}
	return r, err
}

// RelabelIn writes the label of an activity; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update activity set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}

// RelabelSessionIn is RelabelIn for a session.
func RelabelSessionIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update activity_session set label = $2, version = version + 1 where id = $1`, id, string(to))
}

// SessionObjectIn is a session with its activity as the access rule sees it.
func SessionObjectIn(tx *db.Tx, id string) (Session, Activity, error) {
	s, err := findSession(tx, id)
	if err != nil {
		return Session{}, Activity{}, err
	}
	a, err := FindIn(tx, s.ActivityID)
	return s, a, err
}
