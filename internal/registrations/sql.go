package registrations

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
)

// consentsOf says what a person said last to each item for an activity.
func consentsOf(tx *db.Tx, activityID, personID string) (map[string]bool, error) {
	type row struct {
		Item  string `db:"item"`
		Given bool   `db:"given"`
	}
	rows, err := db.All[row](tx, `select item, given from consent where person_id = $1 and activity_id = $2 order by at, id`, personID, activityID)
	out := map[string]bool{}
	for _, r := range rows {
		out[r.Item] = r.Given
	}
	return out, err
}

const registrationColumns = `select r.nomination_id, r.state, r.answers, r.saved_at, r.submitted_at, r.version from registration r`

// findRegistration returns a registration with its answers opened; one without state where the person has not begun.
func (s *Service) findRegistration(tx *db.Tx, nominationID string) (Registration, error) {
	r, err := db.One[Registration](tx, registrationColumns+` where r.nomination_id = $1`, nominationID)
	if errors.Is(err, db.ErrNone) {
		return Registration{NominationID: nominationID}, nil
	}
	if err != nil {
		return r, err
	}
	return r, s.open(&r)
}

// open takes the seal off the answers; none at all stand unsealed.
func (s *Service) open(r *Registration) (err error) {
	if r.Answers != "" {
		r.Answers, err = s.vault.Open(Sealed.Table, Sealed.Column, r.NominationID, r.Answers)
	}
	return err
}

func (s *Service) registrationsOf(tx *db.Tx, activityID string) (map[string]Registration, error) {
	list, err := db.All[Registration](tx, registrationColumns+` join nomination n on n.id = r.nomination_id
		where n.activity_id = $1 and n.state = 'confirmed'`, activityID)
	out := make(map[string]Registration, len(list))
	for _, r := range list {
		if err := s.open(&r); err != nil {
			return nil, err
		}
		out[r.NominationID] = r
	}
	return out, err
}

// seenBy tells which confirmed nominations the actor may see: a record labelled TLP:RED is for its named readers.
func seenBy(tx *db.Tx, actor access.Actor, activityID string) (map[string]bool, error) {
	where, args := actor.Where(RightSee, delegations.Columns)
	ids, err := db.List[string](tx, db.Q("select n.id from nomination n where n.activity_id = ? and n.state = 'confirmed'", activityID).Add("and "+where, args...))
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		seen[id] = true
	}
	return seen, err
}

// statesOf is registrationsOf without the answers.
func statesOf(tx *db.Tx, activityID string) ([]Registration, error) {
	return db.All[Registration](tx, `select r.nomination_id, r.state from registration r join nomination n on n.id = r.nomination_id
		where n.activity_id = $1 and n.state = 'confirmed'`, activityID)
}

// saveRegistration writes over the version that was read, or refuses. The answers are sealed on their way.
func (s *Service) saveRegistration(tx *db.Tx, r Registration) error {
	sealed, err := s.vault.Seal(Sealed.Table, Sealed.Column, r.NominationID, r.Answers)
	if err != nil {
		return err
	}
	n, err := tx.Affect(`insert into registration (nomination_id, state, answers, saved_at, submitted_at, version) values ($1, $2, $3, $4, $5, 1)
		on conflict (nomination_id) do update set state = excluded.state, answers = excluded.answers, saved_at = excluded.saved_at,
		submitted_at = excluded.submitted_at, version = registration.version + 1 where registration.version = $6`,
		r.NominationID, r.State, sealed, tx.Now(), r.SubmittedAt, r.Version)
	if err == nil && n == 0 {
		err = fault.Clash("The form was sent from another window in the meantime.")
	}
	return err
}

// taskColumns reads what waits in an activity, as the room delegations counts it.
const taskColumns = `select ac.id as activity_id, ac.title as activity, ac.time_zone, ac.registration_deadline as due, `

type taskRow struct {
	ActivityID string  `db:"activity_id"`
	Activity   string  `db:"activity"`
	TimeZone   string  `db:"time_zone"`
	Due        db.Time `db:"due"`
	PartyID    string  `db:"party_id"`
	Party      string  `db:"party"`
	PersonID   string  `db:"person_id"`
	Count      int     `db:"count"`
}

func (r taskRow) task(kind string) delegations.Task {
	return delegations.Task{
		Kind: kind, ActivityID: r.ActivityID, Activity: r.Activity, TimeZone: r.TimeZone, Due: r.Due,
		PartyID: r.PartyID, Party: r.Party, PersonID: r.PersonID, Count: r.Count,
	}
}

var activityAccess = access.Columns{Activity: "ac.id = ?", Party: "exists (select 1 from activity_party ap where ap.activity_id = ac.id and ap.party_id = ?)"}

// missing counts the confirmed people who have not registered, over the activities that are not over.
func missing(tx *db.Tx, actor access.Actor) ([]delegations.Task, error) {
	where, args := actor.Where(RightSee, activityAccess)
	rows, err := db.List[taskRow](tx, db.Q(taskColumns+`count(*) as count from nomination n join activity ac on ac.id = n.activity_id
		left join registration r on r.nomination_id = n.id
		where n.state = 'confirmed' and n.link_id <> '' and (r.state is null or r.state <> 'submitted') and ac.state in ('planned', 'open')`).
		Add("and "+where, args...).
		Add("group by ac.id, ac.title, ac.time_zone, ac.registration_deadline, ac.starts_on order by ac.registration_deadline nulls last, ac.starts_on limit 50"))
	out := make([]delegations.Task, len(rows))
	for i, r := range rows {
		out[i] = r.task(TaskMissing)
	}
	return out, err
}

// ownTasks is what waits for a participant.
func ownTasks(tx *db.Tx, personID string) ([]delegations.Task, error) {
	rows, err := db.All[taskRow](tx, taskColumns+`n.party_id, p.name as party, n.person_id, 1 as count
		from nomination n join activity ac on ac.id = n.activity_id join party p on p.id = n.party_id
		left join registration r on r.nomination_id = n.id
		where n.person_id = $1 and n.state = 'confirmed' and ac.state in ('planned', 'open') and (r.state is null or r.state <> 'submitted')
		order by ac.registration_deadline nulls last limit 50`, personID)
	out := make([]delegations.Task, len(rows))
	for i, r := range rows {
		out[i] = r.task(TaskRegister)
	}
	return out, err
}
