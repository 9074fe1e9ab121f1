package mixers

import (
	"errors"
	"strconv"

	"counterpart/engine/mixer"
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
)

const mixerColumns = `select m.id, m.activity_id, m.title, m.size, m.rounds, m.minutes, m.present_only, m.state, m.round, m.began_at, m.points, m.bound, m.fresh, m.version,
	(select count(distinct s.person_id) from mixer_seat s where s.mixer_id = m.id and s.came) as seated from mixer m`

func mixersOf(tx *db.Tx, activityID string) ([]Mixer, error) {
	return db.All[Mixer](tx, mixerColumns+` where m.activity_id = $1 order by m.created_at, m.id`, activityID)
}

func findMixer(tx *db.Tx, activityID, id string) (Mixer, error) {
	m, err := mixerByID(tx, id)
	if err == nil && m.ActivityID != activityID {
		err = fault.Missing("mixer")
	}
	return m, err
}

func mixerByID(tx *db.Tx, id string) (Mixer, error) {
	m, err := db.One[Mixer](tx, mixerColumns+` where m.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return m, fault.Missing("mixer")
	}
	return m, err
}

func insertMixer(tx *db.Tx, id, activityID string, d Draft) error {
	return tx.Exec(`insert into mixer (id, activity_id, title, size, rounds, minutes, present_only, state, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, activityID, d.Title, d.Size, d.Rounds, d.Minutes, d.PresentOnly, Planned, tx.Now())
}

func deleteMixer(tx *db.Tx, id string) error {
	for _, q := range []string{`delete from mixer_person where mixer_id = $1`, `delete from mixer_seat where mixer_id = $1`, `delete from mixer where id = $1`} {
		if err := tx.Exec(q, id); err != nil {
			return err
		}
	}
	return nil
}

// underChatham tells whether the Chatham House Rule holds for the activity or a session of it.
func underChatham(tx *db.Tx, activityID string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from activity a where a.id = $1 and (a.chatham or exists (select 1 from activity_session s where s.activity_id = a.id and s.chatham))`, activityID)
	return n > 0, err
}

// seatable narrows nominations n to those who may sit at a table of the mixer's activity.
const seatable = `n.active and n.state = 'confirmed' and n.mode = 'in_person'`

// guestsOf lists who may get a seat, and who had one and has left since.
func guestsOf(tx *db.Tx, m Mixer) ([]guest, error) {
	return db.All[guest](tx, `select n.person_id, n.party_id, n.from_party_id, coalesce(ip.languages, '') as languages, coalesce(mp.host, 0) as host,
		case when `+seatable+` then coalesce(mp.away, false) else true end as away,
		coalesce((select c.direction from checkin c where c.nomination_id = n.id and c.void_reason = '' and c.session_id is null order by c.at desc, c.id desc limit 1), '') = 'in' as present
		from nomination n left join interest_profile ip on ip.activity_id = n.activity_id and ip.person_id = n.person_id
		left join mixer_person mp on mp.mixer_id = $2 and mp.person_id = n.person_id
		where n.activity_id = $1 and (`+seatable+` or n.active and exists (select 1 from mixer_seat s where s.mixer_id = $2 and s.person_id = n.person_id and s.round <= $3))
		order by n.id`, m.ActivityID, m.ID, m.Round)
}

func mayBeSeated(tx *db.Tx, activityID, personID string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from nomination n where n.activity_id = $1 and n.person_id = $2 and `+seatable, activityID, personID)
	return n > 0, err
}

// seat is one seat in one round.
type seat struct {
	Round    int    `db:"round"`
	Table    int    `db:"table_no"`
	PersonID string `db:"person_id"`
	PartyID  string `db:"party_id"`
	Came     bool   `db:"came"`
}

func seatsOf(tx *db.Tx, id string) ([]seat, error) {
	return db.All[seat](tx, `select round, table_no, person_id, party_id, came from mixer_seat where mixer_id = $1 order by round, table_no, person_id`, id)
}

// tablesOf are the tables of a round.
func tablesOf(tx *db.Tx, id string, round int) ([][]seat, error) {
	list, err := db.All[seat](tx, `select round, table_no, person_id, party_id, came from mixer_seat where mixer_id = $1 and round = $2 order by table_no, person_id`, id, round)
	var out [][]seat
	for i, s := range list {
		if i == 0 || list[i-1].Table != s.Table {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], s)
	}
	return out, err
}

func seatedIn(tx *db.Tx, id string, round int) (int, error) {
	return db.One[int](tx, `select count(*) from mixer_seat where mixer_id = $1 and round = $2`, id, round)
}

// keepSeats puts the seats of the rounds to come in the place of what was planned.
func keepSeats(tx *db.Tx, e *evening, plan mixer.Plan) error {
	if err := tx.Exec(`delete from mixer_seat where mixer_id = $1 and round > $2`, e.mixer.ID, e.mixer.Round); err != nil {
		return err
	}
	var rows [][]any
	for r := e.mixer.Round; r < len(plan.Rounds); r++ {
		for t, table := range plan.Rounds[r] {
			for _, i := range table {
				rows = append(rows, []any{e.mixer.ID, r + 1, t + 1, e.guests[i].PersonID, e.guests[i].PartyID, true})
			}
		}
	}
	return tx.InsertRows("mixer_seat", []string{"mixer_id", "round", "table_no", "person_id", "party_id", "came"}, rows)
}

func keepWorth(tx *db.Tx, id string, points, bound int64, fresh int) error {
	return tx.Exec(`update mixer set points = $2, bound = $3, fresh = $4, version = version + 1 where id = $1`, id, points, bound, fresh)
}

func keepSaid(tx *db.Tx, id string, d SayDraft) error {
	if err := tx.Exec(`insert into mixer_person (mixer_id, person_id, host, away) values ($1, $2, $3, $4)
		on conflict (mixer_id, person_id) do update set host = excluded.host, away = excluded.away`, id, d.PersonID, d.Host, d.Away); err != nil {
		return err
	}
	return tx.Exec(`update mixer set version = version + 1 where id = $1`, id)
}

func setCame(tx *db.Tx, id string, round int, personID string, came bool) error {
	return tx.Exec(`update mixer_seat set came = $4 where mixer_id = $1 and round = $2 and person_id = $3`, id, round, personID, came)
}

func beginRound(tx *db.Tx, id string, round int) error {
	return tx.Exec(`update mixer set state = $2, round = $3, began_at = $4, version = version + 1 where id = $1`, id, Running, round, tx.Now())
}

func endMixer(tx *db.Tx, m Mixer) error {
	if err := tx.Exec(`delete from mixer_seat where mixer_id = $1 and round > $2`, m.ID, m.Round); err != nil {
		return err
	}
	return tx.Exec(`update mixer set state = $2, version = version + 1 where id = $1`, m.ID, Ended)
}

// roundID names a round among encounters, so that each is noted once.
func roundID(id string, round int) string { return id + "/" + strconv.Itoa(round) }

// person is somebody at a table, as they are kept.
type person struct {
	Round       int    `db:"round"`
	Table       int    `db:"table_no"`
	PersonID    string `db:"person_id"`
	Party       string `db:"party"`
	Given       string `db:"given"`
	AddressForm string `db:"address_form"`
	NativeName  string `db:"native_name"`
	NativeLang  string `db:"native_lang"`
	Alias       string `db:"alias"`
	Position    string `db:"position"`
	Red         bool   `db:"red"`
	Came        bool   `db:"came"`
	Host        int    `db:"host"`
}

// seatedPeople lists who sits where in a round; 0 for all rounds.
func seatedPeople(tx *db.Tx, id, activityID string, round int) ([]person, error) {
	return db.All[person](tx, `select s.round, s.table_no, s.person_id, pa.name as party, pe.given, pe.address_form, pe.native_name, pe.native_lang, pe.alias,
		coalesce((select n.position from nomination n where n.activity_id = $2 and n.person_id = s.person_id order by n.active desc limit 1), '') as position,
		pe.label = 'TLP:RED' as red, s.came, coalesce(mp.host, 0) as host
		from mixer_seat s join person pe on pe.id = s.person_id join party pa on pa.id = s.party_id
		left join mixer_person mp on mp.mixer_id = s.mixer_id and mp.person_id = s.person_id
		where s.mixer_id = $1 and ($3 = 0 or s.round = $3) order by s.round, s.table_no, pe.sort_key, pe.id`, id, activityID, round)
}

// Absentee is somebody who gets no seat, by the word of the secretariat.
type Absentee struct {
	PersonID string `db:"person_id" json:"person_id"`
	Name     string `db:"given" json:"name"`
	Party    string `db:"party" json:"party"`
	Host     int    `db:"host" json:"-"`
}

// absentees are those whom the actor may see.
func absentees(tx *db.Tx, actor access.Actor, m Mixer) ([]Absentee, error) {
	where, args := actor.Where(RightSee, delegations.Columns)
	return db.List[Absentee](tx, db.Q(`select n.person_id, pe.given, pa.name as party, mp.host from mixer_person mp join nomination n on n.activity_id = ? and n.person_id = mp.person_id and n.active
		join person pe on pe.id = n.person_id join party pa on pa.id = n.party_id where mp.mixer_id = ? and mp.away`, m.ActivityID, m.ID).Add("and "+where, args...).Add("order by pe.sort_key, pe.id"))
}

// mayName are the people of an activity whom the actor may see.
func mayName(tx *db.Tx, actor access.Actor, activityID string) (map[string]bool, error) {
	where, args := actor.Where(RightSee, delegations.Columns)
	ids, err := db.List[string](tx, db.Q(`select n.person_id from nomination n where n.activity_id = ?`, activityID).Add("and "+where, args...))
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}
