package letters

import (
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/held"
)

// ActionBlank is the history's word for mails whose content was blanked because their time had run out.
const ActionBlank audit.Action = "letters.blank"

// HeldIn is what this room holds about a person: the mails sent to them.
func HeldIn(tx *db.Tx, personID, email string) ([]held.Record, error) {
	list, err := db.All[Message](tx, messageColumns+`, m.body`+messageTables+` where m.person_id = $1 or m.to_address = $2 and $2 <> '' order by m.queued_at, m.id`, personID, email)
	var out []held.Record
	for _, m := range list {
		out = append(out, held.New(held.Letters, m.ID, m.Subject, "to_name", "To", m.ToName, "to_address", "Address", m.ToAddress, "subject", "Subject", m.Subject,
			"body", "Text", m.Shown(), "state", "State", string(m.State), "queued_at", "Written on", held.At(m.QueuedAt), "sent_at", "Sent on", held.At(m.SentAt)))
	}
	return out, err
}

// ToIn lists the mails to a person.
func ToIn(tx *db.Tx, personID, email string) ([]string, error) {
	return db.All[string](tx, `select id from message where person_id = $1 or to_address = $2 and $2 <> '' order by id`, personID, email)
}

var likeEscape = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// EraseIn blanks the mails to a person, and puts the pseudonym in place of the person's names in mails to others, within the
// transaction of a higher room. What waits to be sent to them is not sent.
func EraseIn(tx *db.Tx, personID, email, pseudonym string, names, activityIDs []string) error {
	err := tx.Exec(`update message set to_name = $3, to_address = '', subject = 'erased', body = '', last_error = '', next_at = null,
		state = case when state = 'sent' then state else 'failed' end where person_id = $1 or to_address = $2 and $2 <> ''`, personID, email, pseudonym)
	if err != nil {
		return err
	}
	for _, name := range append(names, email) {
		if name == "" {
			continue
		}
		if strings.ContainsAny(name, " @") { // a name of several words means nobody else, wherever it stands
			err := tx.Exec(`update message set subject = replace(subject, $1, $2), body = replace(body, $1, $2), to_name = replace(to_name, $1, $2)
				where subject like $3 escape '\' or body like $3 escape '\' or to_name like $3 escape '\'`, name, pseudonym, "%"+likeEscape.Replace(name)+"%")
			if err != nil {
				return err
			}
			continue
		}
		for _, activityID := range activityIDs {
			if err := tx.Exec(`update message set subject = replace(subject, $1, $2), body = replace(body, $1, $2), to_name = replace(to_name, $1, $2)
				where activity_id = $3`, name, pseudonym, activityID); err != nil {
				return err
			}
		}
	}
	return nil
}

// WithContentIn lists the activities that ended before the day and of which mails still have their content.
func WithContentIn(tx *db.Tx, before db.Date) ([]activities.Activity, error) {
	return db.All[activities.Activity](tx, `select a.id, a.title, a.ends_on from activity a where a.ends_on < $1
		and exists (select 1 from message m where m.activity_id = a.id and m.body <> '') order by a.ends_on, a.id`, before)
}

// BlankIn blanks the mails of an activity that were sent, but of people whose record is under a legal hold. That they were
// sent, when and to which party stays.
func BlankIn(tx *db.Tx, actor access.Actor, activityID string) (int, error) {
	n, err := tx.Affect(`update message set to_name = '', to_address = '', subject = 'blanked', body = '', last_error = '' where activity_id = $1 and body <> ''
		and state in ('sent', 'failed') and not exists (select 1 from legal_hold h where h.person_id = message.person_id and h.lifted_at is null)`, activityID)
	if err != nil {
		return 0, err
	}
	return n, audit.Record(tx, actor, ActionBlank, activities.Kind, activityID, map[string]int{"messages": n})
}
