package people

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

// personFields and personJoins read a person with the latest affiliation that holds on a date, given twice.
const (
	personFields = `select pe.id, pe.given, pe.sort_form, pe.sort_key, pe.address_form, pe.native_name, pe.native_lang, pe.sex,
	pe.email, pe.phone, pe.alias, pe.erased_at, pe.label, pe.version, a.party_id, pa.name as party, pu.name as inside, a.position, a.unit
	from `
	personJoins = `
	left join affiliation a on a.id = (select x.id from affiliation x where x.person_id = pe.id
		and (x.valid_from is null or x.valid_from <= ?) and (x.valid_to is null or x.valid_to >= ?)
		order by x.valid_from desc nulls last, x.id desc limit 1)
	left join party pa on pa.id = a.party_id left join party pu on pu.id = pa.parent_id`
	personColumns = personFields + "person pe" + personJoins
)

func findPerson(tx *db.Tx, id string, day db.Date) (Person, error) {
	p, err := db.Only[Person](tx, db.Q(personColumns, day, day).Add("where pe.id = ?", id))
	if errors.Is(err, db.ErrNone) {
		return Person{}, fault.Missing("person")
	}
	return p, err
}

// partiesOf lists the parties that a person works for from the day on, and those that these are inside.
func partiesOf(tx *db.Tx, personID string, today db.Date) ([]string, error) {
	return db.All[string](tx, `select p.id from affiliation a join party p on p.id = a.party_id
			where a.person_id = $1 and (a.valid_to is null or a.valid_to >= $2)
		union select p.parent_id from affiliation a join party p on p.id = a.party_id
			where a.person_id = $1 and (a.valid_to is null or a.valid_to >= $2) and p.parent_id is not null`, personID, today)
}

// listPersons finds the persons of a page first and reads the affiliations of these alone.
func listPersons(tx *db.Tx, actor access.Actor, f Filter) ([]Person, error) {
	where, args := actor.Where(RightSee, columns(tx.Today()))
	q := db.Q(personFields+"(select pe.* from person pe where "+where, args...)
	if f.PartyID != "" {
		q.Add(`and exists (select 1 from affiliation af join party ap on ap.id = af.party_id where af.person_id = pe.id
			and (af.valid_from is null or af.valid_from <= ?) and (af.valid_to is null or af.valid_to >= ?)
			and ? in (ap.id, ap.parent_id))`, f.AsAt, f.AsAt, f.PartyID)
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "pe.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (pe.sort_key, pe.id) > (?, ?)", f.After[0], f.After[1])
	}
	q.Add("order by pe.sort_key, pe.id limit ?) pe", f.Limit+1).Add(personJoins, f.AsAt, f.AsAt)
	return db.List[Person](tx, q.Add("order by pe.sort_key, pe.id"))
}

// candidates are the persons worth comparing with a draft: the same address, the same folded name, or, within the party
// of the draft, its agencies and what it is inside, a name that sounds alike.
func candidates(tx *db.Tx, d Draft, sounds []string) ([]Person, error) {
	day := tx.Today()
	q := db.Q(personColumns, day, day).Add("where pe.id in (select id from person where name_key = ?", NameKey(d.Given))
	if d.Email != "" {
		q.Add("union select id from person where email_key = ? and email_key <> ''", EmailKey(d.Email))
	}
	if d.PartyID != "" && len(sounds) > 0 {
		q.Add("union select s.record_id from search_term s where s.kind = ? and", kindSound).In("s.term", sounds)
		q.Add(`and s.record_id in (select af.person_id from affiliation af join party ap on ap.id = af.party_id
			where ap.id = ? or ap.parent_id = ? or ap.id = (select up.parent_id from party up where up.id = ?))`, d.PartyID, d.PartyID, d.PartyID)
	}
	return db.List[Person](tx, q.Add(") order by pe.sort_key, pe.id limit ?", mostCandidates))
}

func insertPerson(tx *db.Tx, id string, d Draft) error {
	return tx.Exec(`insert into person (id, given, sort_form, sort_key, name_key, address_form, native_name, native_lang, sex,
		email, email_key, phone, label, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $14)`,
		id, d.Given, d.SortForm, names.Fold(d.SortForm), NameKey(d.Given), d.AddressForm, d.NativeName, d.NativeLang, d.Sex,
		d.Email, EmailKey(d.Email), d.Phone, string(d.Label), tx.Now())
}

func updatePerson(tx *db.Tx, id string, version int, d Draft) (int, error) {
	return tx.Affect(`update person set given = $3, sort_form = $4, sort_key = $5, name_key = $6, address_form = $7, native_name = $8,
		native_lang = $9, sex = $10, email = $11, email_key = $12, phone = $13, label = $14, version = version + 1, updated_at = $15
		where id = $1 and version = $2`,
		id, version, d.Given, d.SortForm, names.Fold(d.SortForm), NameKey(d.Given), d.AddressForm, d.NativeName, d.NativeLang, d.Sex,
		d.Email, EmailKey(d.Email), d.Phone, string(d.Label), tx.Now())
}

const affiliationColumns = `select a.id, a.person_id, pe.given as person, a.party_id, p.name as party, pu.name as inside, a.position, a.unit, a.valid_from, a.valid_to
	from affiliation a join party p on p.id = a.party_id join person pe on pe.id = a.person_id
	left join party pu on pu.id = p.parent_id`

func affiliationsOf(tx *db.Tx, personID string) ([]Affiliation, error) {
	return db.All[Affiliation](tx, affiliationColumns+` where a.person_id = $1 order by a.valid_from desc nulls last, a.id desc`, personID)
}

func affiliationsWith(tx *db.Tx, personID, partyID string) ([]Affiliation, error) {
	return db.All[Affiliation](tx, affiliationColumns+` where a.person_id = $1 and a.party_id = $2 order by a.id`, personID, partyID)
}

func findAffiliation(tx *db.Tx, id string) (Affiliation, error) {
	a, err := db.One[Affiliation](tx, affiliationColumns+` where a.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Affiliation{}, fault.Missing("affiliation")
	}
	return a, err
}

// staffOf lists those of a party whom the actor may see: a label may close a person to whoever may see the party.
func staffOf(tx *db.Tx, actor access.Actor, partyID string, day db.Date, limit int) ([]Affiliation, error) {
	where, args := actor.Where(RightSee, columns(tx.Today()))
	q := db.Q(affiliationColumns+" where "+where, args...).Add(`and (p.id = ? or p.parent_id = ?)
		order by case when (a.valid_from is null or a.valid_from <= ?) and (a.valid_to is null or a.valid_to >= ?) then 0 else 1 end,
		pe.sort_key, a.valid_from desc nulls last, a.id limit ?`, partyID, partyID, day, day, limit)
	return db.List[Affiliation](tx, q)
}

func insertAffiliation(tx *db.Tx, id string, d AffiliationDraft) error {
	return tx.Exec(`insert into affiliation (id, person_id, party_id, position, unit, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6, $7)`,
		id, d.PersonID, d.PartyID, d.Position, d.Unit, d.From, d.To)
}

func endAffiliation(tx *db.Tx, id string, lastDay db.Date) error {
	return tx.Exec(`update affiliation set valid_to = $2 where id = $1`, id, lastDay)
}

const holdingColumns = `select h.id, h.post_id, o.title as post, o.kind as post_kind, o.party_id, p.name as party, o.body_id, b.name as body,
	h.person_id, pe.given as person, h.valid_from, h.valid_to
	from holding h join post o on o.id = h.post_id join person pe on pe.id = h.person_id
	left join party p on p.id = o.party_id left join body b on b.id = o.body_id`

// holdingsOf lists holdings by the post or the person; column is one of this file's own words.
func holdingsOf(tx *db.Tx, column, id string) ([]Holding, error) {
	return db.All[Holding](tx, holdingColumns+` where `+column+` = $1 order by o.title, h.valid_from desc nulls last, h.id desc`, id)
}

// holdersOf lists holdings as holdingsOf does, of those persons whom the actor may see.
func holdersOf(tx *db.Tx, actor access.Actor, column, id string) ([]Holding, error) {
	where, args := actor.Where(RightSee, columns(tx.Today()))
	return db.List[Holding](tx, db.Q(holdingColumns+" where "+where, args...).Add("and "+column+" = ? order by o.title, h.valid_from desc nulls last, h.id desc", id))
}

func insertHolding(tx *db.Tx, id, postID, personID string, from db.Date) error {
	return tx.Exec(`insert into holding (id, post_id, person_id, valid_from, valid_to) values ($1, $2, $3, $4, null)`, id, postID, personID, from)
}

func endHolding(tx *db.Tx, id string, lastDay db.Date) error {
	return tx.Exec(`update holding set valid_to = $2 where id = $1`, id, lastDay)
}

// endHoldingsIn ends what a person holds in a party; a holding that begins later is taken back to nothing.
func endHoldingsIn(tx *db.Tx, personID, partyID string, lastDay db.Date) error {
	return tx.Exec(`update holding set valid_to = $3 where person_id = $1 and (valid_to is null or valid_to > $3)
		and (valid_from is null or valid_from <= $3) and post_id in (select id from post where party_id = $2)`, personID, partyID, lastDay)
}

func insertConsent(tx *db.Tx, by string, d ConsentDraft) error {
	return tx.Exec(`insert into consent (id, person_id, item, activity_id, given, wording, at, by_actor) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.NewID(), d.PersonID, d.Item, d.ActivityID, d.Given, d.Wording, tx.Now(), by)
}

func consentsOf(tx *db.Tx, personID string) ([]Consent, error) {
	return db.All[Consent](tx, `select item, activity_id, given, wording, at from consent where person_id = $1 order by at desc, id desc`, personID)
}

func setAlias(tx *db.Tx, id string, version int, alias string) (int, error) {
	return tx.Affect(`update person set alias = $3, version = version + 1, updated_at = $4 where id = $1 and version = $2`, id, version, alias, tx.Now())
}

// aliases lists the aliases in use, but of one person.
func aliases(tx *db.Tx, exceptID string) ([]string, error) {
	return db.All[string](tx, `select alias from person where alias <> '' and id <> $1`, exceptID)
}

const holdColumns = `select id, person_id, reason, placed_at, placed_by, lifted_at, lifted_by, lift_reason from legal_hold`

func holdsOf(tx *db.Tx, personID string) ([]Hold, error) {
	return db.All[Hold](tx, holdColumns+` where person_id = $1 order by placed_at desc, id desc`, personID)
}

func insertHold(tx *db.Tx, id, personID, reason, by string) error {
	return tx.Exec(`insert into legal_hold (id, person_id, reason, placed_at, placed_by) values ($1, $2, $3, $4, $5)`, id, personID, reason, tx.Now(), by)
}

func liftHold(tx *db.Tx, personID, reason, by string) (int, error) {
	return tx.Affect(`update legal_hold set lifted_at = $2, lifted_by = $3, lift_reason = $4 where person_id = $1 and lifted_at is null`, personID, tx.Now(), by, reason)
}

// RelabelIn writes the label of a person; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update person set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}
