package delegations

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// invitationColumns reads invitations with the fate of their mail.
const invitationColumns = `select i.id, i.activity_id, ac.title as activity, ac.starts_on, i.party_id, p.name as party, p.parent_id, i.state, i.link_id,
	i.sent_at, i.answered_at, i.decline_reason, i.note_number, i.note_file_id, f.name as note_file, m.state as mail, m.last_error as mail_error,
	(select count(*) from message r where r.activity_id = i.activity_id and r.party_id = i.party_id and r.kind = 'reminder') as reminders, i.version
	from invitation i join party p on p.id = i.party_id join activity ac on ac.id = i.activity_id
	left join file f on f.id = i.note_file_id
	left join message m on m.once_key = 'invitation:' || i.activity_id || ':' || i.party_id`

// invitationOf finds a party's invitation; one without ID where there is none.
func invitationOf(tx *db.Tx, activityID, partyID string) (Invitation, error) {
	i, err := db.One[Invitation](tx, invitationColumns+` where i.activity_id = $1 and i.party_id = $2`, activityID, partyID)
	if errors.Is(err, db.ErrNone) {
		return Invitation{ActivityID: activityID, PartyID: partyID}, nil
	}
	return i, err
}

func invitationsOf(tx *db.Tx, activityID string) (map[string]*Invitation, error) {
	list, err := db.All[Invitation](tx, invitationColumns+` where i.activity_id = $1`, activityID)
	out := make(map[string]*Invitation, len(list))
	for i := range list {
		out[list[i].PartyID] = &list[i]
	}
	return out, err
}

var invitationAccess = access.Columns{Party: "? in (i.party_id, p.parent_id)", Activity: "i.activity_id = ?"}

func listInvitations(tx *db.Tx, actor access.Actor, activityID, partyID string) ([]Invitation, error) {
	where, args := actor.Where(RightSee, invitationAccess)
	q := db.Q(invitationColumns).Add("where "+where, args...)
	if activityID != "" {
		q.Add("and i.activity_id = ?", activityID)
	}
	if partyID != "" {
		q.Add("and i.party_id = ?", partyID)
	}
	return db.List[Invitation](tx, q.Add("order by i.sent_at desc, i.id desc limit 1000"))
}

func insertInvitation(tx *db.Tx, i Invitation) error {
	return tx.Exec(`insert into invitation (id, activity_id, party_id, state, link_id, sent_at, version) values ($1, $2, $3, $4, $5, $6, 1)`,
		i.ID, i.ActivityID, i.PartyID, i.State, i.LinkID, tx.Now())
}

func answerInvitation(tx *db.Tx, id, state, reason string) error {
	return tx.Exec(`update invitation set state = $2, decline_reason = $3, answered_at = $4, version = version + 1 where id = $1`, id, state, reason, tx.Now())
}

func setInvitationLink(tx *db.Tx, id, linkID string) error {
	return tx.Exec(`update invitation set link_id = $2, version = version + 1 where id = $1`, id, linkID)
}

func setNote(tx *db.Tx, id, number, fileID string) error {
	return tx.Exec(`update invitation set note_number = $2, note_file_id = $3, version = version + 1 where id = $1`, id, number, db.Opt(fileID))
}

// queuedSince lists the once keys that begin with the text.
func queuedSince(tx *db.Tx, prefix string) ([]string, error) {
	return db.All[string](tx, `select once_key from message where once_key >= $1 and once_key < $2`, prefix, prefix+"~")
}

// invitableRow is a party that could be invited, with its seats.
type invitableRow struct {
	PartyID    string `db:"party_id"`
	Party      string `db:"party"`
	FormalName string `db:"formal_name"`
	Code       string `db:"code"`
	ParentID   string `db:"parent_id"`
	Seats      int    `db:"seats"`
}

// invitable lists the parties with seats, and those that have a status on the day without any; or one party.
func invitable(tx *db.Tx, activityID string, day db.Date, partyID string) ([]invitableRow, error) {
	q := db.Q(`select p.id as party_id, p.name as party, p.formal_name, p.code, p.parent_id, coalesce(s.seats, 0) as seats
		from party p left join term k on k.list = 'party_kind' and k.code = p.kind
		left join (select party_id, sum(seats) as seats from allocation where activity_id = ? group by party_id) s on s.party_id = p.id`, activityID)
	if partyID != "" {
		q.Add("where p.id = ?", partyID)
	} else {
		q.Add(`where s.party_id is not null or exists (select 1 from membership m where m.party_id = p.id
			and (m.valid_from is null or m.valid_from <= ?) and (m.valid_to is null or m.valid_to >= ?))`, day, day)
	}
	return db.List[invitableRow](tx, q.Add("order by k.position, p.sort_key, p.id"))
}
