package letters

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

const letterColumns = `select l.id, l.activity_id, l.kind, l.language, l.subject, l.body, l.version, l.updated_at,
	(select count(*) from message m where m.letter_id = l.id) as messages from letter l`

func findLetter(tx *db.Tx, id string) (Letter, error) {
	l, err := db.One[Letter](tx, letterColumns+` where l.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Letter{}, fault.Missing("letter")
	}
	return l, err
}

func latestLetter(tx *db.Tx, activityID, kind string) (Letter, error) {
	return db.One[Letter](tx, letterColumns+` where l.activity_id = $1 and l.kind = $2 order by l.id desc limit 1`, activityID, kind)
}

func lettersOf(tx *db.Tx, activityID string) ([]Letter, error) {
	return db.All[Letter](tx, letterColumns+` where l.activity_id = $1 order by l.id`, activityID)
}

func insertLetter(tx *db.Tx, id, activityID string, d Draft) error {
	return tx.Exec(`insert into letter (id, activity_id, kind, language, subject, body, version, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, 1, $7, $7)`,
		id, activityID, d.Kind, d.Language, d.Subject, d.Body, tx.Now())
}

func updateLetter(tx *db.Tx, id string, version int, d Draft) (int, error) {
	return tx.Affect(`update letter set language = $3, subject = $4, body = $5, version = version + 1, updated_at = $6 where id = $1 and version = $2`,
		id, version, d.Language, d.Subject, d.Body, tx.Now())
}

// insertMessage writes a message, unless the same cause has written one before.
func insertMessage(tx *db.Tx, id, header string, m Mail) (fresh bool, err error) {
	n, err := tx.Affect(`insert into message (id, letter_id, kind, activity_id, party_id, person_id, once_key, to_name, to_address,
		subject, body, header_id, state, tries, queued_at, label)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15) on conflict (once_key) do nothing`,
		id, db.Opt(m.LetterID), m.Kind, m.ActivityID, m.PartyID, m.PersonID, db.Opt(m.OnceKey), m.ToName, m.ToAddress,
		m.Subject, m.Body, header, Queued, tx.Now(), string(m.Label))
	return n == 1, err
}

// messageColumns leaves the body to whoever shows a single message.
const messageColumns = `select m.id, m.letter_id, m.kind, m.activity_id, a.title as activity, m.party_id, p.name as party, p.parent_id,
	m.person_id, m.to_name, m.to_address, m.subject, m.header_id, m.state, m.tries, m.last_error, m.queued_at, m.next_at, m.tried_at,
	m.sent_at, m.answered_at, l.language, coalesce(a.label, m.label) as label, coalesce(pe.label, '') as person_label`

const messageTables = ` from message m left join activity a on a.id = m.activity_id left join party p on p.id = m.party_id
	left join letter l on l.id = m.letter_id left join person pe on pe.id = m.person_id`

func findMessage(tx *db.Tx, id string) (Message, error) {
	m, err := db.One[Message](tx, messageColumns+`, m.body`+messageTables+` where m.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Message{}, fault.Missing("message")
	}
	return m, err
}

func listMessages(tx *db.Tx, actor access.Actor, f Filter) ([]Message, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(messageColumns+messageTables).Add("where "+where, args...)
	for _, one := range [][2]string{
		{"m.state", string(f.State)}, {"m.kind", f.Kind}, {"m.activity_id", f.ActivityID}, {"m.party_id", f.PartyID}, {"m.person_id", f.PersonID},
	} {
		if one[1] != "" {
			q.Add("and "+one[0]+" = ?", one[1])
		}
	}
	switch f.Answered {
	case "yes":
		q.Add("and m.answered_at is not null")
	case "no":
		q.Add("and m.answered_at is null")
	}
	if len(f.After) == 2 {
		q.Add("and (m.queued_at, m.id) < (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Message](tx, q.Add("order by m.queued_at desc, m.id desc limit ?", f.Limit+1))
}

func countMessages(tx *db.Tx, activityID string) ([]Count, error) {
	return db.All[Count](tx, `select kind,
		sum(case when state in ('queued', 'sending') then 1 else 0 end) as queued,
		sum(case when state = 'sent' then 1 else 0 end) as sent,
		sum(case when state = 'failed' then 1 else 0 end) as failed,
		sum(case when answered_at is not null then 1 else 0 end) as answered
		from message where activity_id = $1 group by kind order by kind`, activityID)
}

// recipients reads the nominating posts of the parties with their holders of today; a party without one has an empty post.
func recipients(tx *db.Tx, partyIDs []string) ([]Recipient, error) {
	q := db.Q(`select p.id as party_id, p.name as party, p.formal_name, p.code, o.id as post_id, o.title as post_title, o.email as post_email,
		n.id as person_id, n.given as person_name, n.address_form, n.email as person_email
		from party p
		left join post o on o.party_id = p.id and o.kind in (select code from term where list = 'post_kind' and counts = 'nominates')
		left join term k on k.list = 'post_kind' and k.code = o.kind
		left join holding h on h.post_id = o.id and (h.valid_from is null or h.valid_from <= ?) and (h.valid_to is null or h.valid_to >= ?)
		left join person n on n.id = h.person_id where`, tx.Today(), tx.Today())
	q.In("p.id", partyIDs)
	return db.List[Recipient](tx, q.Add("order by p.sort_key, p.id, k.position, o.id, h.valid_from desc, h.id"))
}

// partiesWritten lists the parties that a letter went to.
func partiesWritten(tx *db.Tx, letterID string) ([]string, error) {
	return db.All[string](tx, `select distinct party_id from message where letter_id = $1`, letterID)
}

// partiesOfMail lists the parties that an activity has written to.
func partiesOfMail(tx *db.Tx, activityID string) ([]string, error) {
	return db.All[string](tx, `select distinct party_id from message where activity_id = $1 and party_id <> '' order by party_id`, activityID)
}

// overdue lists the messages that should have been tried before due, and those that have been sending since before left.
func overdue(tx *db.Tx, due, left db.Time) ([]string, error) {
	return db.All[string](tx, `select id from message where state = $1 and coalesce(next_at, queued_at) < $3 or state = $2 and tried_at < $4
		order by queued_at limit $5`, Queued, Sending, due, left, sweepMost)
}
