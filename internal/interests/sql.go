package interests

import (
	"errors"
	"slices"
	"strings"

	"counterpart/internal/db"
)

type profileRow struct {
	TakesPart      bool   `db:"takes_part"`
	Languages      string `db:"languages"`
	About          string `db:"about"`
	UseAffiliation bool   `db:"use_affiliation"`
	UseHistory     bool   `db:"use_history"`
	Version        int    `db:"version"`
}

type interestRow struct {
	PersonID string `db:"person_id"`
	Side     string `db:"side"`
	Topic    string `db:"topic"`
	Priority int    `db:"priority"`
}

// profileOf reads a profile; somebody who has not saved one has version 0.
func profileOf(tx *db.Tx, activityID, personID string) (Profile, error) {
	p := Profile{Offers: []Interest{}, Seeks: []Interest{}, Languages: []string{}, UseAffiliation: true, UseHistory: true}
	row, err := db.One[profileRow](tx, `select takes_part, languages, about, use_affiliation, use_history, version from interest_profile
		where activity_id = $1 and person_id = $2`, activityID, personID)
	if errors.Is(err, db.ErrNone) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.TakesPart, p.Languages, p.About, p.UseAffiliation, p.UseHistory, p.Version = row.TakesPart, strings.Fields(row.Languages), row.About, row.UseAffiliation, row.UseHistory, row.Version
	rows, err := db.All[interestRow](tx, `select person_id, side, topic, priority from interest where activity_id = $1 and person_id = $2
		order by priority desc, topic`, activityID, personID)
	for _, r := range rows {
		if r.Side == Offers {
			p.Offers = append(p.Offers, Interest{r.Topic, r.Priority})
		} else {
			p.Seeks = append(p.Seeks, Interest{r.Topic, r.Priority})
		}
	}
	return p, err
}

func saveProfile(tx *db.Tx, activityID, personID string, d ProfileDraft) error {
	err := tx.Exec(`insert into interest_profile (activity_id, person_id, takes_part, languages, about, use_affiliation, use_history, version, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, 1, $8)
		on conflict (activity_id, person_id) do update set takes_part = excluded.takes_part, languages = excluded.languages, about = excluded.about,
		use_affiliation = excluded.use_affiliation, use_history = excluded.use_history, version = interest_profile.version + 1, updated_at = excluded.updated_at`,
		activityID, personID, d.TakesPart, strings.Join(d.Languages, " "), d.About, d.UseAffiliation, d.UseHistory, tx.Now())
	if err != nil {
		return err
	}
	if err := tx.Exec(`delete from interest where activity_id = $1 and person_id = $2`, activityID, personID); err != nil {
		return err
	}
	for _, side := range []struct {
		name string
		list []Interest
	}{{Offers, d.Offers}, {Seeks, d.Seeks}} {
		for _, i := range side.list {
			if err := tx.Exec(`insert into interest (activity_id, person_id, side, topic, priority) values ($1, $2, $3, $4, $5)`, activityID, personID, side.name, i.Topic, i.Priority); err != nil {
				return err
			}
		}
	}
	return nil
}

func earlierTopics(tx *db.Tx, activityID, personID string) ([]Proposal, error) {
	return db.All[Proposal](tx, `select i.side, i.topic, 'You stated it before.' as why from interest i where i.person_id = $2 and i.activity_id = (
		select p.activity_id from interest_profile p where p.person_id = $2 and p.activity_id <> $1 order by p.updated_at desc, p.activity_id limit 1)
		order by i.side, i.priority desc, i.topic`, activityID, personID)
}

// leastAlike is how many people must have stated a topic before it is proposed to others of like offices.
const leastAlike = 5

func topicsOfLike(tx *db.Tx, fromPartyID, personID string) ([]Proposal, error) {
	return db.All[Proposal](tx, `select i.side, i.topic, 'Offices like yours often state it.' as why from interest i
		join nomination n on n.activity_id = i.activity_id and n.person_id = i.person_id and n.active
		join party fr on fr.id = n.from_party_id join party own on own.id = $1
		where fr.kind = own.kind and i.person_id <> $2 group by i.side, i.topic having count(distinct i.person_id) >= $3
		order by count(distinct i.person_id) desc, i.side, i.topic limit 8`, fromPartyID, personID, leastAlike)
}

const guestColumns = `select n.id as nomination_id, n.person_id, n.party_id, n.from_party_id, pa.name as party, fr.name as from_party, fr.kind as agency,
	pa.region, pe.given, pe.address_form, pe.native_name, pe.native_lang, pe.alias, n.position, pe.sort_key, ip.languages, ip.about,
	ip.use_affiliation, ip.use_history
	from interest_profile ip join nomination n on n.activity_id = ip.activity_id and n.person_id = ip.person_id and n.active and n.state = 'confirmed'
	join person pe on pe.id = ip.person_id join party pa on pa.id = n.party_id join party fr on fr.id = n.from_party_id
	where ip.activity_id = ? and ip.takes_part and pe.erased_at is null and pe.label <> 'TLP:RED' `

// guestsOf lists the confirmed people who take part, as they are kept.
func guestsOf(tx *db.Tx, activityID string) ([]Guest, error) {
	return db.List[Guest](tx, db.Q(guestColumns+`order by pe.sort_key, pe.id`, activityID))
}

func someGuests(tx *db.Tx, activityID string, people []string) ([]Guest, error) {
	return db.List[Guest](tx, db.Q(guestColumns+`and`, activityID).In("ip.person_id", people).Add(`order by pe.sort_key, pe.id`))
}

// interestsOf reads all interests of an activity by person and side.
func interestsOf(tx *db.Tx, activityID string) (map[string][]Interest, error) {
	rows, err := db.All[interestRow](tx, `select person_id, side, topic, priority from interest where activity_id = $1
		order by person_id, side, priority desc, topic`, activityID)
	out := map[string][]Interest{}
	for _, r := range rows {
		out[r.PersonID+r.Side] = append(out[r.PersonID+r.Side], Interest{r.Topic, r.Priority})
	}
	return out, err
}

// saidBy is what a person said, by the one it is about.
func saidBy(tx *db.Tx, activityID, personID string) (map[string]string, error) {
	rows, err := db.All[Wish](tx, `select person_id, about_id, kind from wish where activity_id = $1 and person_id = $2
		union all select person_id, of as about_id, kind from interest_correction where activity_id = $1 and person_id = $2 and kind <> 'not_topic'
		union all select person_id, about_id, 'veto' as kind from veto where person_id = $2`, activityID, personID)
	out := map[string]string{}
	for _, r := range rows {
		out[r.AboutID] = r.Kind
	}
	return out, err
}

// keepSaid puts what is said now in the place of whatever was said before.
func keepSaid(tx *db.Tx, activityID, personID, aboutID, what string) error {
	for _, clear := range []string{
		`delete from wish where activity_id = $1 and person_id = $2 and about_id = $3`,
		`delete from interest_correction where activity_id = $1 and person_id = $2 and of = $3 and kind <> 'not_topic'`,
	} {
		if err := tx.Exec(clear, activityID, personID, aboutID); err != nil {
			return err
		}
	}
	if err := tx.Exec(`delete from veto where person_id = $1 and about_id = $2`, personID, aboutID); err != nil {
		return err
	}
	switch {
	case what == Must || what == Want:
		return tx.Exec(`insert into wish (activity_id, person_id, about_id, kind, at) values ($1, $2, $3, $4, $5)`, activityID, personID, aboutID, what, tx.Now())
	case what == Veto:
		return tx.Exec(`insert into veto (person_id, about_id, at) values ($1, $2, $3)`, personID, aboutID, tx.Now())
	case slices.Contains([]string{NotPerson, Known}, what):
		return addCorrection(tx, activityID, personID, what, aboutID)
	default:
		return nil
	}
}

func addCorrection(tx *db.Tx, activityID, personID, kind, of string) error {
	return tx.Exec(`insert into interest_correction (activity_id, person_id, kind, of, at) values ($1, $2, $3, $4, $5)
		on conflict (activity_id, person_id, kind, of) do nothing`, activityID, personID, kind, of, tx.Now())
}

func wishesOf(tx *db.Tx, activityID string) ([]Wish, error) {
	return db.All[Wish](tx, `select person_id, about_id, kind from wish where activity_id = $1 order by person_id, about_id`, activityID)
}

func vetoesOf(tx *db.Tx, activityID string) ([]Wish, error) {
	return db.All[Wish](tx, `select v.person_id, v.about_id, '' as kind from veto v join interest_profile p on p.person_id = v.person_id and p.activity_id = $1
		order by v.person_id, v.about_id`, activityID)
}

func correctionsOf(tx *db.Tx, activityID string) ([]Wish, error) {
	return db.All[Wish](tx, `select person_id, of as about_id, kind from interest_correction where activity_id = $1 order by person_id, kind, of`, activityID)
}

// stampOf changes whenever a suggestion could.
func stampOf(tx *db.Tx, activityID string) (string, error) {
	return db.One[string](tx, `select (select count(*) || coalesce(max(updated_at), '') from interest_profile where activity_id = $1)
		|| (select count(*) || coalesce(max(at), '') from wish where activity_id = $1)
		|| (select count(*) || coalesce(max(at), '') from interest_correction where activity_id = $1)
		|| (select count(*) || coalesce(max(at), '') from veto)
		|| (select count(*) || coalesce(max(at), '') from encounter)
		|| (select count(*) from nomination where activity_id = $1 and state = 'confirmed') as stamp`, activityID)
}
