package activities

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/people/shown"
)

// Session is a part of an activity's programme.
type Session struct {
	ID         string    `db:"id" json:"id"`
	ActivityID string    `db:"activity_id" json:"activity_id"`
	RoomID     string    `db:"room_id" json:"room_id,omitempty"`
	Room       string    `db:"room" json:"room,omitempty"`
	Title      string    `db:"title" json:"title"`
	Kind       string    `db:"kind" json:"kind,omitempty"`
	Summary    string    `db:"summary" json:"summary,omitempty"`
	StartsAt   db.Time   `db:"starts_at" json:"starts_at"`
	EndsAt     db.Time   `db:"ends_at" json:"ends_at"`
	Capacity   int       `db:"capacity" json:"capacity,omitempty"`
	Label      label.TLP `db:"label" json:"label"`
	Chatham    bool      `db:"chatham" json:"chatham_house,omitempty"`
	Speakers   []Speaker `json:"speakers" nullable:"false"`
	Version    int       `db:"version" json:"version"`

	Named        []string  `json:"-"` // accounts that are named as readers
	Above        label.TLP `db:"above" json:"-"`
	ChathamAbove bool      `db:"chatham_above" json:"-"`
}

// Object is the session of an activity as the access rule sees it.
func (s Session) Object(a Activity) access.Object {
	o := a.Object()
	o.Above = append(o.Above, o.Mark())
	o.Label, o.Named = s.Label, s.Named
	return o
}

// Speaker is a person with a part in a session.
type Speaker struct {
	SessionID   string `db:"session_id" json:"-"`
	PersonID    string `db:"person_id" json:"person_id"`
	Name        string `db:"name" json:"name"`
	AddressForm string `db:"address_form" json:"address_form,omitempty"`
	Alias       string `db:"alias" json:"-"`
	Role        string `db:"role" json:"role"`
}

// Room is a place where sessions of an activity are held.
type Room struct {
	ID         string `db:"id" json:"id"`
	ActivityID string `db:"activity_id" json:"activity_id"`
	Name       string `db:"name" json:"name"`
	Capacity   int    `db:"capacity" json:"capacity,omitempty" doc:"0 when not known"`
}

// Programme is an activity with its rooms and sessions in time order.
type Programme struct {
	Activity Activity  `json:"activity"`
	Rooms    []Room    `json:"rooms" nullable:"false"`
	Sessions []Session `json:"sessions" nullable:"false"`
}

// SessionDraft is a session as someone writes it down.
type SessionDraft struct {
	RoomID   string    `json:"room_id,omitempty"`
	Title    string    `json:"title" maxLength:"300"`
	Kind     string    `json:"kind,omitempty" maxLength:"60"`
	Summary  string    `json:"summary,omitempty" maxLength:"5000"`
	StartsAt db.Time   `json:"starts_at"`
	EndsAt   db.Time   `json:"ends_at"`
	Capacity int       `json:"capacity,omitempty" minimum:"0" doc:"How many people at most; 0 for no limit"`
	Label    label.TLP `json:"label,omitempty" doc:"When empty, the one before, or the activity's for a new session"`
	Chatham  bool      `json:"chatham_house,omitempty"`

	LabelReason string `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`
}

// RoomDraft is a room as someone writes it down.
type RoomDraft struct {
	Name     string `json:"name" maxLength:"120"`
	Capacity int    `json:"capacity,omitempty" minimum:"0"`
}

// AddRoom gives an activity a room.
func (s *Service) AddRoom(ctx context.Context, actor access.Actor, activityID string, d RoomDraft) (string, error) {
	var id string
	err := s.change(ctx, actor, activityID, func(tx *db.Tx, _ Activity) (err error) {
		id, err = AddRoomIn(tx, actor, activityID, d)
		return err
	})
	return id, err
}

// AddRoomIn gives a room within a transaction of a higher room, which has asked for the right.
func AddRoomIn(tx *db.Tx, actor access.Actor, activityID string, d RoomDraft) (string, error) {
	d.Name = strings.TrimSpace(d.Name)
	rooms, err := roomsOf(tx, activityID)
	if err != nil {
		return "", err
	}
	var wrong fault.Invalid
	wrong.Check(d.Name != "", "name", "Write the name of the room.")
	wrong.Check(utf8.RuneCountInString(d.Name) <= 120, "name", "The name is longer than 120 characters. Shorten it.")
	wrong.Check(d.Capacity >= 0 && d.Capacity <= 100_000, "capacity", "Write how many people fit in, or 0 when this is not known.")
	wrong.Check(!slices.ContainsFunc(rooms, func(r Room) bool { return strings.EqualFold(r.Name, d.Name) }), "name", "The activity has a room %q already.", d.Name)
	if err := wrong.Err(); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := tx.Exec(`insert into room (id, activity_id, name, capacity) values ($1, $2, $3, $4)`, id, activityID, d.Name, d.Capacity); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionRoom, Kind, activityID, d)
}

// AddSession puts a session into the programme.
func (s *Service) AddSession(ctx context.Context, actor access.Actor, activityID string, d SessionDraft) (string, error) {
	var id string
	err := s.change(ctx, actor, activityID, func(tx *db.Tx, a Activity) (err error) {
		id, err = AddSessionIn(tx, actor, a, d)
		return err
	})
	return id, err
}

// AddSessionIn puts a session into the programme within a transaction of a higher room.
func AddSessionIn(tx *db.Tx, actor access.Actor, a Activity, d SessionDraft) (string, error) {
	if err := d.check(tx, a, ""); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertSession(tx, id, a.ID, d); err != nil {
		return "", err
	}
	if d.Label != a.Label {
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: KindSession, ID: id, Above: a.Label, To: d.Label}); err != nil {
			return "", err
		}
	}
	return id, audit.Record(tx, actor, ActionSession, KindSession, id, d)
}

// ChangeSession rewrites a session; version is the one that the editor saw.
func (s *Service) ChangeSession(ctx context.Context, actor access.Actor, id string, version int, d SessionDraft) error {
	return s.changeSession(ctx, actor, id, func(tx *db.Tx, a Activity, before Session) error {
		d.Label = cmp.Or(d.Label, before.Label)
		if err := d.check(tx, a, id); err != nil {
			return err
		}
		set := labels.Setting{Kind: KindSession, ID: id, Object: before.Object(a), Above: a.Label, To: d.Label, Reason: d.LabelReason}
		if err := labels.SetIn(tx, actor, set); err != nil {
			return err
		}
		n, err := updateSession(tx, id, version, d)
		if err := unclashed(n, err, before.Title); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionSession, KindSession, id, d)
	})
}

// RemoveSession takes a session out of the programme. What it was stays in the history.
func (s *Service) RemoveSession(ctx context.Context, actor access.Actor, id string) error {
	return s.changeSession(ctx, actor, id, func(tx *db.Tx, a Activity, before Session) error {
		if err := tx.Exec(`delete from session_speaker where session_id = $1`, id); err != nil {
			return err
		}
		err := tx.Exec(`delete from activity_session where id = $1`, id)
		if db.Referenced(err) {
			return fault.Clash("%s cannot be removed: people were checked in at it, or slots of meetings lie in it.", before.Title)
		}
		if err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionSession, Kind, a.ID, map[string]any{"removed": before})
	})
}

func (s *Service) changeSession(ctx context.Context, actor access.Actor, id string, do func(tx *db.Tx, a Activity, before Session) error) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		before, err := findSession(tx, id)
		if err != nil {
			return false, err
		}
		a, err := FindIn(tx, before.ActivityID)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightEdit, before.Object(a)); err != nil {
			return false, err
		}
		return true, do(tx, a, before)
	})
	return err
}

// check tidies the draft and lists everything wrong with it. id is the session that is changed, "" for a new one.
func (d *SessionDraft) check(tx *db.Tx, a Activity, id string) error {
	for _, s := range []*string{&d.Title, &d.Kind, &d.Summary} {
		*s = strings.TrimSpace(*s)
	}
	if d.Label == "" {
		d.Label = a.Label
	}
	d.StartsAt, d.EndsAt = db.At(d.StartsAt.Time), db.At(d.EndsAt.Time)
	var wrong fault.Invalid
	wrong.Check(d.Title != "", "title", "Write the title of the session.")
	wrong.Check(utf8.RuneCountInString(d.Title) <= 300, "title", "The title is longer than 300 characters. Shorten it.")
	wrong.Check(utf8.RuneCountInString(d.Kind) <= 60, "kind", "Shorten the kind to 60 characters.")
	wrong.Check(utf8.RuneCountInString(d.Summary) <= 5000, "summary", "The summary is longer than 5000 characters. Shorten it.")
	wrong.Check(d.Capacity >= 0 && d.Capacity <= 100_000, "capacity", "Write how many people at most, or 0 for no limit.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label of TLP 2.0.")
	d.checkTimes(&wrong, a)
	if err := d.checkRoom(tx, &wrong, a, id); err != nil {
		return err
	}
	return wrong.Err()
}

func (d *SessionDraft) checkTimes(wrong *fault.Invalid, a Activity) {
	wrong.Check(!d.StartsAt.IsZero(), "starts_at", "Write when the session begins.")
	wrong.Check(!d.EndsAt.IsZero(), "ends_at", "Write when the session ends.")
	if d.StartsAt.IsZero() || d.EndsAt.IsZero() {
		return
	}
	wrong.Check(d.StartsAt.Before(d.EndsAt.Time), "ends_at", "The session ends before it begins.")
	wrong.Check(!d.StartsAt.Before(a.Begins()) && d.StartsAt.Before(a.Ends()), "starts_at", "The session begins outside the days of the activity (%s, time of %s).", a.Dates(), a.TimeZone)
	wrong.Check(!d.EndsAt.After(a.Ends()), "ends_at", "The session ends after the last day of the activity (%s, time of %s).", a.Dates(), a.TimeZone)
}

func (d *SessionDraft) checkRoom(tx *db.Tx, wrong *fault.Invalid, a Activity, id string) error {
	if d.RoomID == "" {
		return nil
	}
	room, err := findRoom(tx, d.RoomID)
	if err != nil && !fault.IsNotFound(err) {
		return err
	}
	if err != nil || room.ActivityID != a.ID {
		wrong.Add("room_id", "Choose a room of this activity.")
		return nil
	}
	wrong.Check(room.Capacity == 0 || d.Capacity <= room.Capacity, "capacity", "%s takes %d people.", room.Name, room.Capacity)
	others, err := inTheWay(tx, room.ID, id, d.StartsAt, d.EndsAt)
	if err != nil {
		return err
	}
	for _, o := range others {
		wrong.Add("room_id", "%s is taken by %q from %s to %s. Choose another room or another time.", room.Name, o.Title, clock(o.StartsAt, a.Zone()), clock(o.EndsAt, a.Zone()))
	}
	return nil
}

func clock(t db.Time, zone *time.Location) string { return t.In(zone).Format("15:04") }

// SpeakerDraft gives a person a part in a session.
type SpeakerDraft struct {
	PersonID string `json:"person_id"`
	Role     string `json:"role,omitempty" maxLength:"60" doc:"speaker when empty"`
}

// AddSpeaker gives a person a part in a session.
func (s *Service) AddSpeaker(ctx context.Context, actor access.Actor, sessionID string, d SpeakerDraft) error {
	return s.changeSession(ctx, actor, sessionID, func(tx *db.Tx, _ Activity, _ Session) error {
		return AddSpeakerIn(tx, actor, sessionID, d)
	})
}

// AddSpeakerIn gives a part within a transaction of a higher room.
func AddSpeakerIn(tx *db.Tx, actor access.Actor, sessionID string, d SpeakerDraft) error {
	d.Role = strings.TrimSpace(d.Role)
	if d.Role == "" {
		d.Role = "speaker"
	}
	known, err := db.One[int](tx, `select count(*) from person where id = $1`, d.PersonID)
	if err != nil {
		return err
	}
	speakers, err := speakersOf(tx, "s.id", sessionID)
	if err != nil {
		return err
	}
	var wrong fault.Invalid
	wrong.Check(known == 1, "person_id", "Choose a person of the register.")
	wrong.Check(utf8.RuneCountInString(d.Role) <= 60, "role", "Shorten the part to 60 characters.")
	wrong.Check(!slices.ContainsFunc(speakers, func(sp Speaker) bool { return sp.PersonID == d.PersonID }), "person_id", "This person has a part in the session already.")
	if err := wrong.Err(); err != nil {
		return err
	}
	err = tx.Exec(`insert into session_speaker (session_id, person_id, role, position) values ($1, $2, $3, $4)`, sessionID, d.PersonID, d.Role, len(speakers))
	if err != nil {
		return err
	}
	return recordSpeaker(tx, actor, sessionID, d)
}

// RemoveSpeaker takes a person's part in a session away.
func (s *Service) RemoveSpeaker(ctx context.Context, actor access.Actor, sessionID, personID string) error {
	return s.changeSession(ctx, actor, sessionID, func(tx *db.Tx, _ Activity, _ Session) error {
		if err := tx.Exec(`delete from session_speaker where session_id = $1 and person_id = $2`, sessionID, personID); err != nil {
			return err
		}
		return recordSpeaker(tx, actor, sessionID, map[string]string{"removed": personID})
	})
}

// recordSpeaker notes a change of the speakers; who it is stays out of the history of a session under the Chatham House Rule.
func recordSpeaker(tx *db.Tx, actor access.Actor, sessionID string, detail any) error {
	s, err := findSession(tx, sessionID)
	if err != nil {
		return err
	}
	if s.Chatham {
		detail = map[string]bool{"chatham_house": true}
	}
	return audit.Record(tx, actor, ActionSpeaker, KindSession, sessionID, detail)
}

// speakersFor are the speakers as the actor may know them: under the Chatham House Rule, those who plan the session only.
func (s Session) speakersFor(actor access.Actor, a Activity) []Speaker {
	if s.Chatham && !actor.Can(RightEdit, s.Object(a)) {
		return []Speaker{}
	}
	return s.Speakers
}

// Programme returns an activity with its programme.
func (s *Service) Programme(ctx context.Context, actor access.Actor, activityID string) (Programme, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Programme, error) {
		p, err := ProgrammeIn(tx, actor, activityID, shown.Participants)
		if err != nil {
			return Programme{}, err
		}
		for i, s := range p.Sessions {
			p.Sessions[i].Speakers = s.speakersFor(actor, p.Activity)
		}
		p.Sessions = slices.DeleteFunc(p.Sessions, func(s Session) bool { return !actor.Can(RightSee, s.Object(p.Activity)) })
		return p, actor.Require(RightSee, p.Activity.Object())
	})
}

// ProgrammeIn returns the programme within a transaction of a higher room, which has asked for the right. Speakers whose
// record the actor does not see stand in it as the audience may see them.
func ProgrammeIn(tx *db.Tx, actor access.Actor, activityID string, audience shown.Audience) (Programme, error) {
	a, err := FindIn(tx, activityID)
	if err != nil {
		return Programme{}, err
	}
	p := Programme{Activity: a}
	if p.Rooms, err = roomsOf(tx, activityID); err != nil {
		return Programme{}, err
	}
	if p.Sessions, err = sessionsOf(tx, activityID); err != nil {
		return Programme{}, err
	}
	speakers, err := shownSpeakers(tx, actor, activityID, audience)
	if err != nil {
		return Programme{}, err
	}
	for i := range p.Sessions {
		p.Sessions[i].Speakers = []Speaker{}
		for _, sp := range speakers {
			if sp.SessionID == p.Sessions[i].ID {
				p.Sessions[i].Speakers = append(p.Sessions[i].Speakers, sp)
			}
		}
	}
	return p, nil
}

// Session returns a session with its speakers.
func (s *Service) Session(ctx context.Context, actor access.Actor, id string) (Session, Activity, error) {
	var a Activity
	found, err := db.View(ctx, s.db, func(tx *db.Tx) (Session, error) {
		sess, err := findSession(tx, id)
		if err != nil {
			return Session{}, err
		}
		if a, err = FindIn(tx, sess.ActivityID); err != nil {
			return Session{}, err
		}
		if err := actor.Require(RightSee, sess.Object(a)); err != nil {
			return Session{}, err
		}
		all, err := shownSpeakers(tx, actor, a.ID, shown.Participants)
		for _, sp := range all {
			if sp.SessionID == id {
				sess.Speakers = append(sess.Speakers, sp)
			}
		}
		sess.Speakers = sess.speakersFor(actor, a)
		return sess, err
	})
	return found, a, err
}
