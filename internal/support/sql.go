package support

import (
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const shortColumns = `select r.id, r.year, r.serial, r.party_id, p.name as party, coalesce(p.code, '') as party_code, p.kind as party_kind,
	coalesce(nullif(p.region, ''), up.region, '') as region, r.channel, r.received_on, r.document_no, r.subject, r.title, r.help, r.languages,
	r.urgency, r.wanted_from, r.wanted_to, r.summary_agreed, r.label, r.state, r.acknowledge_by, r.respond_by, r.silence_until, r.acknowledged_on,
	r.acknowledge_days, r.responded_on, r.respond_days, r.delivered_on, r.ask_on, r.link_id, r.into_id, r.referred_to, r.version`

const requestTables = ` from support_request r join party p on p.id = r.party_id left join party up on up.id = p.parent_id`

// listColumns leaves the long texts to whoever shows a single request.
const listColumns = shortColumns + requestTables

func findRequest(tx *db.Tx, id string) (Request, error) {
	r, err := db.One[Request](tx, shortColumns+`, r.body, r.beneficiaries, r.tried, r.summary`+requestTables+` where r.id = $1`, id)
	if r, err = missing(r, err, "request"); err != nil {
		return r, err
	}
	if r.circulated, err = db.All[string](tx, `select party_id from support_circulation where request_id = $1 order by party_id`, id); err != nil {
		return r, err
	}
	r.Named, err = labels.ReadersIn(tx, Kind, id)
	return r, err
}

// withCirculation adds to many requests the parties that they concern, and the named readers of those that are RED.
func withCirculation(tx *db.Tx, list []Request) error {
	at, ids := map[string]int{}, make([]string, len(list))
	for i, r := range list {
		at[r.ID], ids[i] = i, r.ID
		if r.Label == label.Red {
			var err error
			if list[i].Named, err = labels.ReadersIn(tx, Kind, r.ID); err != nil {
				return err
			}
		}
	}
	type row struct {
		RequestID string `db:"request_id"`
		PartyID   string `db:"party_id"`
	}
	rows, err := db.List[row](tx, db.Q(`select request_id, party_id from support_circulation where`).In("request_id", ids))
	for _, r := range rows {
		list[at[r.RequestID]].circulated = append(list[at[r.RequestID]].circulated, r.PartyID)
	}
	return err
}

func listRequests(tx *db.Tx, actor access.Actor, f Filter) ([]Request, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(listColumns).Add("where "+where, args...)
	for _, one := range [][2]string{{"r.state", string(f.State)}, {"r.subject", f.Subject}, {"r.help", f.Help}, {"r.party_id", f.PartyID}} {
		if one[1] != "" {
			q.Add("and "+one[0]+" = ?", one[1])
		}
	}
	if f.Open || f.Late {
		q.Add("and").In("r.state", statesOf(Open()))
	}
	if f.Late {
		today := tx.Today()
		q.Add("and (r.acknowledged_on is null and r.acknowledge_by < ? or r.responded_on is null and r.respond_by < ?)", today, today)
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "r.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (r.received_on, r.id) < (?, ?)", f.After[0], f.After[1])
	}
	list, err := db.List[Request](tx, q.Add("order by r.received_on desc, r.id desc limit ?", f.Limit+1))
	if err != nil || len(list) == 0 {
		return list, err
	}
	return list, withCirculation(tx, list)
}

func statesOf(list []State) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func lastSerial(tx *db.Tx, year int) (int, error) {
	return db.One[int](tx, `select coalesce(max(serial), 0) from support_request where year = $1`, year)
}

// insertRequest writes a request under a number of its own.
func insertRequest(tx *db.Tx, r Request, d Draft) error {
	return tx.Take(`insert into support_request (id, year, serial, party_id, channel, received_on, document_no, subject, title, body, beneficiaries,
		help, languages, urgency, wanted_from, wanted_to, tried, summary_agreed, summary, label, state, acknowledge_by, respond_by, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, 1, $24, $24)`,
		r.ID, r.Year, r.Serial, r.PartyID, d.Channel, d.ReceivedOn, d.DocumentNo, d.Subject, d.Title, d.Body, d.Beneficiaries, d.Help,
		strings.Join(d.Languages, " "), d.Urgency, d.WantedFrom, d.WantedTo, d.Tried, d.SummaryAgreed, d.Summary, string(d.Label), string(r.State),
		r.AcknowledgeBy, r.RespondBy, tx.Now())
}

func updateRequest(tx *db.Tx, r Request, version int, d Draft) (int, error) {
	return tx.Affect(`update support_request set channel = $3, received_on = $4, document_no = $5, subject = $6, title = $7, body = $8, beneficiaries = $9,
		help = $10, languages = $11, urgency = $12, wanted_from = $13, wanted_to = $14, tried = $15, summary_agreed = $16, summary = $17, label = $18,
		acknowledge_by = $19, respond_by = $20, version = version + 1, updated_at = $21 where id = $1 and version = $2`,
		r.ID, version, d.Channel, d.ReceivedOn, d.DocumentNo, d.Subject, d.Title, d.Body, d.Beneficiaries, d.Help, strings.Join(d.Languages, " "),
		d.Urgency, d.WantedFrom, d.WantedTo, d.Tried, d.SummaryAgreed, d.Summary, string(d.Label), r.AcknowledgeBy, r.RespondBy, tx.Now())
}

// saveProgress writes how far a request has come.
func saveProgress(tx *db.Tx, r Request) (int, error) {
	return tx.Affect(`update support_request set state = $3, silence_until = $4, acknowledged_on = $5, acknowledge_days = $6, responded_on = $7,
		respond_days = $8, delivered_on = $9, ask_on = $10, link_id = $11, into_id = $12, referred_to = $13, version = version + 1, updated_at = $14
		where id = $1 and version = $2`, r.ID, r.Version, string(r.State), r.SilenceUntil, r.AcknowledgedOn, r.AcknowledgeDays, r.RespondedOn,
		r.RespondDays, r.DeliveredOn, r.AskOn, r.LinkID, db.Opt(r.IntoID), r.ReferredTo, tx.Now())
}

// RelabelIn writes the label of a request; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update support_request set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}

func insertStep(tx *db.Tx, actor access.Actor, requestID string, v Verb, from, to State, words string) error {
	return tx.Exec(`insert into support_step (id, request_id, verb, state_from, state_to, words, at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, tx.NewID(), requestID, string(v), string(from), string(to), words, tx.Now(), actor.Key(), actor.Name)
}

func stepsOf(tx *db.Tx, id string) ([]Step, error) {
	return db.All[Step](tx, `select verb, state_from, state_to, words, at, by_name from support_step where request_id = $1 order by id`, id)
}

func insertCirculation(tx *db.Tx, requestID, partyID string) (int, error) {
	return tx.Affect(`insert into support_circulation (request_id, party_id, at) values ($1, $2, $3) on conflict do nothing`, requestID, partyID, tx.Now())
}

func circulationOf(tx *db.Tx, id string) ([]Reader, error) {
	return db.All[Reader](tx, `select c.party_id, p.name as party, c.at,
		(select count(*) from support_offer o where o.request_id = c.request_id and o.party_id = c.party_id) as offers
		from support_circulation c join party p on p.id = c.party_id where c.request_id = $1 order by p.sort_key, p.id`, id)
}

const responseColumns = `select p.id, p.request_id, p.kind, p.title, p.words, p.on_date, p.activity_id, p.outside_id, t.address, p.by_name
	from support_response p left join thread_outside t on t.id = p.outside_id`

func responsesOf(tx *db.Tx, id string) ([]Response, error) {
	return db.All[Response](tx, responseColumns+` where p.request_id = $1 order by p.on_date, p.id`, id)
}

func countResponses(tx *db.Tx, id string) (int, error) {
	return db.One[int](tx, `select count(*) from support_response where request_id = $1`, id)
}

func insertResponse(tx *db.Tx, actor access.Actor, r Response) error {
	return tx.Exec(`insert into support_response (id, request_id, kind, title, words, on_date, activity_id, outside_id, at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, r.ID, r.RequestID, r.Kind, r.Title, r.Words, r.On, db.Opt(r.ActivityID), db.Opt(r.OutsideID),
		tx.Now(), actor.Key(), actor.Name)
}

func fulfilmentsOf(tx *db.Tx, id string) ([]Fulfilment, error) {
	return db.All[Fulfilment](tx, `select f.party_id, p.name as party, f.side, f.answer, f.words, f.at, f.by_name
		from support_fulfilment f join party p on p.id = f.party_id where f.request_id = $1 order by f.side, p.sort_key, p.id`, id)
}

func keepFulfilment(tx *db.Tx, actor access.Actor, id, side string, d FulfilmentDraft) error {
	return tx.Exec(`insert into support_fulfilment (request_id, party_id, side, answer, words, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (request_id, side, party_id) do update set answer = excluded.answer, words = excluded.words, at = excluded.at,
		by_actor = excluded.by_actor, by_name = excluded.by_name`, id, d.PartyID, side, d.Answer, d.Words, tx.Now(), actor.Key(), actor.Name)
}

// hasGiven tells whether an offer of the party was matched with the request.
func hasGiven(tx *db.Tx, id, partyID string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from support_match m join support_offer o on o.id = m.offer_id
		where m.request_id = $1 and o.party_id = $2 and m.state = 'agreed'`, id, partyID)
	return n > 0, err
}

func dueToAsk(tx *db.Tx, today db.Date, limit int) ([]string, error) {
	return db.All[string](tx, `select id from support_request where state = 'delivered' and ask_on <= $1 order by ask_on, id limit $2`, today, limit)
}

func clockRows(tx *db.Tx, actor access.Actor) ([]clockRow, error) {
	where, args := actor.Where(RightSee, columns)
	return db.List[clockRow](tx, db.Q(`select r.year, r.state, r.acknowledge_by, r.acknowledged_on, r.acknowledge_days, r.respond_by, r.responded_on, r.respond_days
		from support_request r where `+where, args...).Add("order by r.year desc"))
}

func summaries(tx *db.Tx) ([]Summary, error) {
	var past []string
	for _, s := range States {
		if s.past() {
			past = append(past, string(s))
		}
	}
	return db.List[Summary](tx, db.Q(`select r.year, r.subject, r.help, r.summary, r.state from support_request r
		where r.summary_agreed and r.summary <> '' and`).In("r.state", past).Add("order by r.received_on desc, r.id desc limit 200"))
}

func officeTasks(tx *db.Tx, actor access.Actor) ([]Task, error) {
	where, args := actor.Where(RightHandle, columns)
	today := tx.Today()
	q := db.Q(`select x.kind, count(*) as count, min(x.due) as due, case when count(*) = 1 then min(x.id) else '' end as id from (
		select r.id, case when r.state in ('met', 'partly_met', 'not_met') then 'close'
			when r.acknowledged_on is null and r.acknowledge_by < ? or r.responded_on is null and r.respond_by < ? then 'late' else 'handle' end as kind,
			case when r.state in ('received', 'authenticated') then r.acknowledge_by when r.responded_on is null then r.respond_by end as due
		from support_request r where (r.state in ('received', 'authenticated', 'acknowledged', 'met', 'partly_met', 'not_met') or r.state = 'silence' and r.silence_until < ?
			or r.state in ('circulated', 'offered') and r.responded_on is null and r.respond_by < ?)`, today, today, today, today)
	return db.List[Task](tx, q.Add("and "+where, args...).Add(") x group by x.kind order by x.kind desc"))
}

// partyTasks lists what waits for the holder of the posts of some parties.
func partyTasks(tx *db.Tx, actor access.Actor, mine []string) ([]Task, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(`select x.kind, count(*) as count, min(x.due) as due, case when count(*) = 1 then min(x.id) else '' end as id from (
		select r.id, case when r.state = 'asked' then 'fulfil' else 'silence' end as kind, case when r.state = 'silence' then r.silence_until end as due from support_request r
		where (r.state = 'asked' or r.state = 'silence' and r.silence_until >= ?) and`, tx.Today()).In("r.party_id", mine).Add("and "+where, args...)
	q.Add(`union all select r.id, 'answer' as kind, null as due from support_match m join support_request r on r.id = m.request_id join support_offer o on o.id = m.offer_id
		where m.state = 'proposed' and (m.asker_answer = '' and`).In("r.party_id", mine).Add("or m.giver_answer = '' and").In("o.party_id", mine).Add(") and "+where, args...)
	q.Add(`union all select r.id, 'offer' as kind, null as due from support_circulation c join support_request r on r.id = c.request_id
		where r.state in ('circulated', 'offered') and`).In("c.party_id", mine).Add(`and not exists (select 1 from support_offer o where o.request_id = r.id and o.party_id = c.party_id)
		and not exists (select 1 from support_match m join support_offer o on o.id = m.offer_id where m.request_id = r.id and o.party_id = c.party_id)`).Add("and "+where, args...)
	return db.List[Task](tx, q.Add(") x group by x.kind order by x.kind"))
}

// requestsOf lists the latest requests of the actor's parties, or those that were circulated to them.
func requestsOf(tx *db.Tx, actor access.Actor, mine []string, asked bool, limit int) ([]Request, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(listColumns).Add("where "+where+" and", args...)
	if asked {
		q.In("r.party_id", mine)
	} else {
		q.Add("r.id in (select c.request_id from support_circulation c where").In("c.party_id", mine).Add(")")
	}
	return db.List[Request](tx, q.Add("order by r.received_on desc, r.id desc limit ?", limit))
}

// EraseIn puts the pseudonym in place of the name under which an erased person acted, and takes the person's names and
// address out of the contacts of offers.
func EraseIn(tx *db.Tx, pseudonym string, keys, words []string) error {
	for _, table := range []string{"support_step", "support_match", "support_response", "support_fulfilment"} {
		for _, key := range keys {
			if err := tx.Exec(`update `+table+` set by_name = $2 where by_actor = $1`, key, pseudonym); err != nil {
				return err
			}
		}
	}
	for _, w := range words {
		if !strings.ContainsAny(w, " @") { // a name of one word may be part of another word
			continue
		}
		if err := tx.Exec(`update support_offer set contact = replace(contact, $1, $2) where contact like $3`, w, pseudonym, "%"+w+"%"); err != nil {
			return err
		}
	}
	return nil
}
