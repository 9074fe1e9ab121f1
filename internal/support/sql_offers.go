package support

import (
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const offerShort = `select o.id, o.party_id, p.name as party, o.request_id, o.subject, o.title, o.help, o.languages, o.to_kinds, o.to_regions, o.limits,
	o.valid_from, o.valid_until, o.post_id, coalesce(t.title, '') as post, o.contact, o.label, o.state, o.version, o.created_at`

const offerTables = ` from support_offer o join party p on p.id = o.party_id left join post t on t.id = o.post_id`

// offerList leaves the long text to whoever shows a single offer.
const offerList = offerShort + offerTables

func findOffer(tx *db.Tx, id string) (Offer, error) {
	o, err := db.One[Offer](tx, offerShort+`, o.body`+offerTables+` where o.id = $1`, id)
	if o, err = missing(o, err, "offer"); err != nil {
		return o, err
	}
	o.Named, err = labels.ReadersIn(tx, KindOffer, id)
	return o, err
}

func listOffers(tx *db.Tx, actor access.Actor, f OfferFilter) ([]Offer, error) {
	where, args := actor.Where(RightOffers, offerColumns)
	q := db.Q(offerList).Add("where "+where, args...)
	for _, one := range [][2]string{{"o.subject", f.Subject}, {"o.help", f.Help}, {"o.party_id", f.PartyID}} {
		if one[1] != "" {
			q.Add("and "+one[0]+" = ?", one[1])
		}
	}
	if !f.All {
		q.Add("and o.state = 'open' and (o.valid_until is null or o.valid_until >= ?)", tx.Today())
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, KindOffer, "o.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (o.created_at, o.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Offer](tx, q.Add("order by o.created_at desc, o.id desc limit ?", f.Limit+1))
}

// offersFor lists offers of some subjects that can be proposed for a request: open, of others, and not proposed yet.
func offersFor(tx *db.Tx, actor access.Actor, r Request, subjects []string) ([]Offer, error) {
	where, args := actor.Where(RightOffers, offerColumns)
	q := db.Q(offerList).Add("where "+where+" and", args...).In("o.subject", subjects)
	q.Add("and o.state = 'open' and (o.valid_until is null or o.valid_until >= ?) and o.party_id <> ? and o.label <> ?", tx.Today(), r.PartyID, string(label.Red))
	q.Add("and not exists (select 1 from support_match m where m.request_id = ? and m.offer_id = o.id)", r.ID)
	return db.List[Offer](tx, q.Add("order by o.created_at desc, o.id desc limit 500"))
}

// offersOf lists the latest offers of the actor's parties.
func offersOf(tx *db.Tx, actor access.Actor, mine []string, limit int) ([]Offer, error) {
	where, args := actor.Where(RightOffers, offerColumns)
	q := db.Q(offerList).Add("where "+where+" and", args...).In("o.party_id", mine)
	return db.List[Offer](tx, q.Add("order by o.created_at desc, o.id desc limit ?", limit))
}

// offersAbout lists the offers that came in answer to a request or are proposed for it, with their texts.
func offersAbout(tx *db.Tx, requestID string) ([]Offer, error) {
	return db.All[Offer](tx, offerShort+`, o.body`+offerTables+` where o.request_id = $1
		or o.id in (select m.offer_id from support_match m where m.request_id = $1) order by o.created_at, o.id limit 200`, requestID)
}

func insertOffer(tx *db.Tx, id string, d OfferDraft) error {
	return tx.Exec(`insert into support_offer (id, party_id, request_id, subject, title, body, help, languages, to_kinds, to_regions, limits, valid_from,
		valid_until, post_id, contact, label, state, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1, $18, $18)`,
		id, d.PartyID, db.Opt(d.RequestID), d.Subject, d.Title, d.Body, d.Help, strings.Join(d.Languages, " "), strings.Join(d.ToKinds, " "),
		strings.Join(d.ToRegions, "\n"), d.Limits, d.ValidFrom, d.ValidUntil, db.Opt(d.PostID), d.Contact, string(d.Label), OfferOpen, tx.Now())
}

func updateOffer(tx *db.Tx, id string, version int, d OfferDraft) (int, error) {
	return tx.Affect(`update support_offer set subject = $3, title = $4, body = $5, help = $6, languages = $7, to_kinds = $8, to_regions = $9, limits = $10,
		valid_from = $11, valid_until = $12, post_id = $13, contact = $14, label = $15, version = version + 1, updated_at = $16 where id = $1 and version = $2`,
		id, version, d.Subject, d.Title, d.Body, d.Help, strings.Join(d.Languages, " "), strings.Join(d.ToKinds, " "), strings.Join(d.ToRegions, "\n"),
		d.Limits, d.ValidFrom, d.ValidUntil, db.Opt(d.PostID), d.Contact, string(d.Label), tx.Now())
}

// RelabelOfferIn writes the label of an offer; the room labels has asked whether it may be so.
func RelabelOfferIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update support_offer set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}

const matchColumns = `select m.id, m.request_id, m.offer_id, o.title as offer, o.party_id, p.name as party, m.state, m.reasons, m.at, m.by_name,
	m.asker_answer, m.asker_words, m.giver_answer, m.giver_words
	from support_match m join support_offer o on o.id = m.offer_id join party p on p.id = o.party_id`

func findMatch(tx *db.Tx, id string) (Matching, error) {
	m, err := db.One[Matching](tx, matchColumns+` where m.id = $1`, id)
	return missing(m, err, "match")
}

func matchesOf(tx *db.Tx, requestID string) ([]Matching, error) {
	return db.All[Matching](tx, matchColumns+` where m.request_id = $1 order by m.at, m.id`, requestID)
}

func matchesWith(tx *db.Tx, offerID string) ([]Matching, error) {
	return db.All[Matching](tx, matchColumns+` where m.offer_id = $1 order by m.at desc, m.id limit 100`, offerID)
}

// numbersOf are the references of the requests of some matches, in their order.
func numbersOf(tx *db.Tx, list []Matching) ([]string, error) {
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.RequestID
	}
	type row struct {
		ID     string `db:"id"`
		Year   int    `db:"year"`
		Serial int    `db:"serial"`
	}
	rows, err := db.List[row](tx, db.Q(`select id, year, serial from support_request where`).In("id", ids))
	by := map[string]string{}
	for _, r := range rows {
		by[r.ID] = strconv.Itoa(r.Year) + "/" + strconv.Itoa(r.Serial)
	}
	out := make([]string, len(list))
	for i, m := range list {
		out[i] = by[m.RequestID]
	}
	return out, err
}

func insertMatch(tx *db.Tx, actor access.Actor, id, requestID, offerID, reasons string) (int, error) {
	return tx.Affect(`insert into support_match (id, request_id, offer_id, state, reasons, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict do nothing`, id, requestID, offerID, Proposed, reasons, tx.Now(), actor.Key(), actor.Name)
}

func updateMatch(tx *db.Tx, m Matching) error {
	return tx.Exec(`update support_match set state = $2, asker_answer = $3, asker_words = $4, giver_answer = $5, giver_words = $6 where id = $1`,
		m.ID, m.State, m.AskerAnswer, m.AskerWords, m.GiverAnswer, m.GiverWords)
}

// refuseMatchesOf ends the matches that wait for an answer about an offer that was withdrawn.
func refuseMatchesOf(tx *db.Tx, offerID string) error {
	return tx.Exec(`update support_match set state = $2, giver_answer = $3, giver_words = $4 where offer_id = $1 and state = $5`,
		offerID, Refused, No, "The offer was withdrawn.", Proposed)
}

// matchesToAnswer lists the proposed matches that wait for one of the actor's parties.
func matchesToAnswer(tx *db.Tx, actor access.Actor, mine []string, limit int) ([]OwnMatch, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(`select m.id, m.request_id, r.title, o.title as offer, p.name as party, case when m.asker_answer = '' and`).In("r.party_id", mine)
	q.Add(`then 'asker' else 'giver' end as side from support_match m join support_request r on r.id = m.request_id join support_offer o on o.id = m.offer_id
		join party p on p.id = case when m.asker_answer = '' and`).In("r.party_id", mine).Add(`then o.party_id else r.party_id end
		where m.state = 'proposed' and (m.asker_answer = '' and`).In("r.party_id", mine).Add("or m.giver_answer = '' and").In("o.party_id", mine)
	return db.List[OwnMatch](tx, q.Add(") and "+where, args...).Add("order by m.at, m.id limit ?", limit))
}

// regions lists the regions of the parties.
func regions(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `select distinct region from party where region <> '' order by region`)
}
