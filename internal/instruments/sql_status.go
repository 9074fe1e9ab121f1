package instruments

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
)

const statusColumns = `select s.party_id, s.instrument_id, s.signed_on, s.consent_on, s.consent_means, s.in_force_on, s.ended_on, s.source, s.url, s.version from treaty_status s`

// StatusIn says how a party stands to some instruments; one that nothing is known of is not in the map.
func StatusIn(tx *db.Tx, partyID string, instrumentIDs []string) (map[string]Status, error) {
	list, err := db.List[Status](tx, db.Q(statusColumns+" where s.party_id = ? and", partyID).In("s.instrument_id", instrumentIDs))
	out := make(map[string]Status, len(list))
	for _, s := range list {
		out[s.InstrumentID] = s
	}
	return out, err
}

func findStatus(tx *db.Tx, partyID, instrumentID string) (Status, error) {
	s, err := db.One[Status](tx, statusColumns+` where s.party_id = $1 and s.instrument_id = $2`, partyID, instrumentID)
	return missing(s, err, "status")
}

func allStatuses(tx *db.Tx) ([]Status, error) {
	return db.All[Status](tx, statusColumns+` order by s.party_id, s.instrument_id`)
}

func instrumentThere(tx *db.Tx, id string) error {
	_, err := db.One[string](tx, `select id from instrument where id = $1`, id)
	_, err = missing("", err, "instrument")
	return err
}

func insertStatus(tx *db.Tx, actor access.Actor, s Status) error {
	return tx.Take(`insert into treaty_status (party_id, instrument_id, signed_on, consent_on, consent_means, in_force_on, ended_on, source, url, at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		s.PartyID, s.InstrumentID, s.SignedOn, s.ConsentOn, s.Means, s.InForceOn, s.EndedOn, s.Source, s.URL, tx.Now(), actor.Key(), actor.Name)
}

func updateStatus(tx *db.Tx, actor access.Actor, s Status) error {
	return tx.Exec(`update treaty_status set signed_on = $3, consent_on = $4, consent_means = $5, in_force_on = $6, ended_on = $7, source = $8, url = $9, at = $10, by_actor = $11, by_name = $12,
		version = version + 1 where party_id = $1 and instrument_id = $2`,
		s.PartyID, s.InstrumentID, s.SignedOn, s.ConsentOn, s.Means, s.InForceOn, s.EndedOn, s.Source, s.URL, tx.Now(), actor.Key(), actor.Name)
}

func deleteStatus(tx *db.Tx, partyID, instrumentID string) error {
	return tx.Exec(`delete from treaty_status where party_id = $1 and instrument_id = $2`, partyID, instrumentID)
}

const reservationColumns = `select r.id, r.party_id, r.instrument_id, r.kind, r.made_on, r.withdrawn_on, r.provisions, r.words, r.source, r.version from treaty_reservation r`

func findReservation(tx *db.Tx, id string) (Reservation, error) {
	r, err := db.One[Reservation](tx, reservationColumns+` where r.id = $1`, id)
	return missing(r, err, "reservation")
}

// ReservationsIn lists what a party said about some instruments, the earliest first.
func ReservationsIn(tx *db.Tx, partyID string, instrumentIDs []string) ([]Reservation, error) {
	return db.List[Reservation](tx, db.Q(reservationColumns+" where r.party_id = ? and", partyID).In("r.instrument_id", instrumentIDs).Add("order by r.instrument_id, coalesce(r.made_on, ''), r.id"))
}

func allReservations(tx *db.Tx) ([]Reservation, error) {
	return db.All[Reservation](tx, reservationColumns+` order by r.party_id, r.instrument_id, r.id`)
}

func insertReservation(tx *db.Tx, actor access.Actor, id, partyID, instrumentID string, d ReservationDraft) error {
	return tx.Exec(`insert into treaty_reservation (id, party_id, instrument_id, kind, made_on, withdrawn_on, provisions, words, source, at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, partyID, instrumentID, d.Kind, d.MadeOn, d.WithdrawnOn, Keys(d.Provisions).text(), d.Words, d.Source, tx.Now(), actor.Key(), actor.Name)
}

func updateReservation(tx *db.Tx, actor access.Actor, id string, d ReservationDraft) error {
	return tx.Exec(`update treaty_reservation set kind = $2, made_on = $3, withdrawn_on = $4, provisions = $5, words = $6, source = $7, at = $8, by_actor = $9, by_name = $10, version = version + 1
		where id = $1`, id, d.Kind, d.MadeOn, d.WithdrawnOn, Keys(d.Provisions).text(), d.Words, d.Source, tx.Now(), actor.Key(), actor.Name)
}

func deleteReservation(tx *db.Tx, id string) error {
	return tx.Exec(`delete from treaty_reservation where id = $1`, id)
}

// StatesIn lists the States and territories with a status of membership on a day, and those with a status to any instrument, by name.
func statesIn(tx *db.Tx, kinds []string, day db.Date) ([]State, error) {
	return db.List[State](tx, db.Q("select p.id, coalesce(p.code, '') as code, p.name, p.iso from party p where p.parent_id is null and").In("p.kind", kinds).
		Add(`and (exists (select 1 from membership m where m.party_id = p.id and coalesce(m.valid_from, '') <= ? and coalesce(m.valid_to, '9999') >= ?)
		or exists (select 1 from treaty_status s where s.party_id = p.id)) order by p.sort_key, p.id`, day, day))
}

// directoryIn lists all parties with what they can be found by.
func directoryIn(tx *db.Tx) ([]directoryRow, error) {
	return db.All[directoryRow](tx, `select id, coalesce(code, '') as code, name, short_name, formal_name, iso from party where parent_id is null order by id`)
}

// EraseIn puts the pseudonym in place of the name under which an erased person loaded or wrote.
func EraseIn(tx *db.Tx, pseudonym string, keys []string) error {
	for _, key := range keys {
		for _, update := range []string{
			`update instrument_version set by_name = $2 where by_actor = $1`,
			`update instrument_mapping set by_name = $2 where by_actor = $1`,
			`update treaty_status set by_name = $2 where by_actor = $1`,
			`update treaty_reservation set by_name = $2 where by_actor = $1`,
			`update instrument_upload set by_name = $2 where by_actor = $1`,
		} {
			if err := tx.Exec(update, key, pseudonym); err != nil {
				return err
			}
		}
	}
	return nil
}
