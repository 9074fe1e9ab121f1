package training

import (
	"cmp"
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/people"
)

// RegisterRow is one person of the register of a delivery.
type RegisterRow struct {
	Participant
	Presence
	Below bool `json:"below" doc:"Less than is asked for"`
}

// Register is who was in which session, for how long.
type Register struct {
	Delivery   Delivery            `json:"delivery"`
	Convened   activities.Activity `json:"-"`
	Sessions   []Session           `json:"sessions" nullable:"false"`
	Days       []db.Date           `json:"days" nullable:"false"`
	Rows       []RegisterRow       `json:"people" nullable:"false"`
	Chatham    int                 `json:"chatham_house" doc:"Sessions under the Chatham House Rule: they stand in no register"`
	MayCorrect bool                `json:"-"`
}

// Register returns the register of a delivery by session and day, in the order of parties and names.
func (s *Service) Register(ctx context.Context, actor access.Actor, activityID string) (Register, error) {
	asked := map[string]string{"activity": activityID}
	return audit.ShownList[Register](ctx, s.db, actor, activities.Kind, ActionViewRegister, asked)(viewing(ctx, s, actor, RightSelect, activityID, func(tx *db.Tx, d Delivery) (Register, error) {
		return registerIn(tx, actor, d)
	}))
}

// TakeRegister is Register for a file that is taken along, which the history notes for each person.
func (s *Service) TakeRegister(ctx context.Context, actor access.Actor, activityID string) (Register, error) {
	r, err := viewing(ctx, s, actor, RightConclude, activityID, func(tx *db.Tx, d Delivery) (Register, error) { return registerIn(tx, actor, d) })
	if err == nil {
		err = actor.RequireFresh(s.db.Clock())
	}
	if err != nil {
		return Register{}, err
	}
	ids := personsOf(r.Rows, func(x RegisterRow) string { return x.PersonID })
	return r, audit.Exported(ctx, s.db, actor, people.Kind, ids, ActionExport, map[string]string{"activity": activityID})
}

func registerIn(tx *db.Tx, actor access.Actor, d Delivery) (Register, error) {
	r := Register{Delivery: d, Convened: d.convened, Days: []db.Date{}, Rows: []RegisterRow{}, MayCorrect: actor.Can(RightConclude, d.Object())}
	list, err := participantsOf(tx, &actor, d.ActivityID)
	if err != nil {
		return r, err
	}
	presence, sessions, err := presenceIn(tx, d)
	if err != nil {
		return r, err
	}
	for _, s := range sessions {
		if s.Chatham {
			r.Chatham++
			continue
		}
		r.Sessions = append(r.Sessions, s)
		if s.Counts && !slices.Contains(r.Days, s.Day) {
			r.Days = append(r.Days, s.Day)
		}
	}
	for _, p := range list {
		row := RegisterRow{Participant: p, Presence: presence(p.NominationID)}
		row.Below = row.Percent < d.MinPresence
		r.Rows = append(r.Rows, row)
	}
	return r, nil
}

// presenceIn reads everything that presence at a delivery is computed of; what it returns computes it for one nomination. Sessions
// under the Chatham House Rule are among the sessions, and count for nobody.
func presenceIn(tx *db.Tx, d Delivery) (func(nominationID string) Presence, []Session, error) {
	sessions, err := countingSessions(tx, d)
	if err != nil {
		return nil, nil, err
	}
	scans, err := checkinsOf(tx, d.ActivityID)
	if err != nil {
		return nil, nil, err
	}
	corrections, err := correctionsOf(tx, d.ID)
	if err != nil {
		return nil, nil, err
	}
	byPerson, corrected := map[string][]checkin{}, map[string][]Correction{}
	for _, c := range scans {
		byPerson[c.NominationID] = append(byPerson[c.NominationID], c)
	}
	for _, c := range corrections {
		corrected[c.NominationID] = append(corrected[c.NominationID], c)
	}
	shown := slices.DeleteFunc(slices.Clone(sessions), func(s Session) bool { return s.Chatham })
	zone := d.convened.Zone()
	return func(id string) Presence { return present(shown, zone, byPerson[id], corrected[id]) }, sessions, nil
}

// countingSessions are the sessions of the programme; those count in which a module is taught, or all where no module names any.
func countingSessions(tx *db.Tx, d Delivery) ([]Session, error) {
	sessions, err := sessionsOf(tx, d.ActivityID)
	if err != nil {
		return nil, err
	}
	taught, err := taughtIn(tx, d.ID)
	zone := d.convened.Zone()
	for i, s := range sessions {
		sessions[i].Counts = !s.Chatham && (len(taught) == 0 || slices.Contains(taught, s.ID))
		sessions[i].Day = db.At(s.StartsAt.Time).Date()
		if !s.StartsAt.IsZero() {
			sessions[i].Day = db.Date(s.StartsAt.In(zone).Format("2006-01-02"))
		}
	}
	return sessions, err
}

// CorrectionDraft corrects by hand what the register says of one person and session.
type CorrectionDraft struct {
	NominationID string  `json:"nomination_id"`
	SessionID    string  `json:"session_id"`
	Absent       bool    `json:"absent,omitempty" doc:"Was not there"`
	From         db.Time `json:"from,omitzero" doc:"From the beginning of the session when empty"`
	Until        db.Time `json:"until,omitzero" doc:"To the end of the session when empty"`
	Reason       string  `json:"reason" maxLength:"2000"`
}

// Correct corrects the register by hand. Who was there is checked in afterwards as well, so that every count of those who came agrees.
func (s *Service) Correct(ctx context.Context, actor access.Actor, activityID string, x CorrectionDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.CorrectIn(tx, actor, activityID, x) })
	return err
}

// CorrectIn is Correct within a transaction.
func (s *Service) CorrectIn(tx *db.Tx, actor access.Actor, activityID string, x CorrectionDraft) error {
	d, err := s.open(tx, actor, RightConclude, activityID)
	if err != nil {
		return err
	}
	if _, err := participantOf(tx, actor, activityID, x.NominationID); err != nil {
		return err
	}
	session, err := x.complete(tx, d)
	if err != nil {
		return err
	}
	return keepCorrection(tx, actor, d, session, x, "hand", "")
}

func (x *CorrectionDraft) complete(tx *db.Tx, d Delivery) (Session, error) {
	sessions, err := countingSessions(tx, d)
	if err != nil {
		return Session{}, err
	}
	i := slices.IndexFunc(sessions, func(s Session) bool { return s.ID == x.SessionID && !s.Chatham })
	if i < 0 {
		return Session{}, fault.Wrong("session_id", "Choose a session of the register.")
	}
	session := sessions[i]
	var reason error
	x.Reason, reason = reasoned(x.Reason, "Write why the register is corrected: from which list, said by whom.")
	var wrong fault.Invalid
	if invalid := fault.AsInvalid(reason); invalid != nil {
		wrong.Fields = append(wrong.Fields, invalid.Fields...)
	}
	wrong.Check(!session.StartsAt.After(tx.Now().Time), "session_id", "The session has not begun: nobody can have been there.")
	if x.Absent {
		x.From, x.Until = db.Time{}, db.Time{}
		return session, wrong.Err()
	}
	if x.From.IsZero() {
		x.From = session.StartsAt
	}
	if x.Until.IsZero() {
		x.Until = session.EndsAt
	}
	wrong.Check(!x.From.Before(session.StartsAt.Time) && x.From.Before(session.EndsAt.Time), "from", "This lies outside the session.")
	wrong.Check(x.Until.After(x.From.Time) && !x.Until.After(session.EndsAt.Time), "until", "This lies outside the session, or before the time of arrival.")
	return session, wrong.Err()
}

// keepCorrection writes a correction, and checks the person in and out where they were there.
func keepCorrection(tx *db.Tx, actor access.Actor, d Delivery, session Session, x CorrectionDraft, source, fileID string) error {
	if err := insertCorrection(tx, actor, d.ID, x, source, fileID); err != nil {
		return err
	}
	if !x.From.IsZero() {
		for _, step := range []struct {
			direction string
			at        db.Time
		}{{attendance.In, x.From}, {attendance.Out, x.Until}} {
			_, err := attendance.RecordIn(tx, actor, attendance.ScanDraft{
				ActivityID: d.ActivityID, SessionID: session.ID, NominationID: x.NominationID, Method: attendance.ByHand, Direction: step.direction, At: step.at,
			})
			if err != nil {
				return err
			}
		}
	}
	return audit.Record(tx, actor, ActionCorrect, delegations.Kind, x.NominationID, map[string]any{
		"activity": d.ActivityID, "session": session.ID, "there": !x.From.IsZero(), "reason": x.Reason, "source": cmp.Or(fileID, source),
	})
}
