package networking

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/letters"
	"counterpart/internal/networking/places"
	"counterpart/internal/vocabulary"
)

// atOnce is how many people are told within the transaction of the cause; more are told by jobs that it leaves, so that no
// writer waits for hundreds of mails.
const atOnce = 30

// TellArgs is the job that tells people of their meetings.
type TellArgs struct {
	Activity string   `json:"activity"`
	People   []string `json:"people"`
	Cause    string   `json:"cause"`
	By       string   `json:"by"`
}

// Kind names the job for good.
func (TellArgs) Kind() string { return "networking_tell" }

// Tell mails some people their schedule as it is now.
func (s *Service) Tell(ctx context.Context, args TellArgs) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		a, err := activities.FindIn(tx, args.Activity)
		if err != nil {
			return false, err
		}
		return true, s.tellNow(tx, access.Actor{Name: args.By, Via: "system"}, a, args.People, args.Cause)
	})
	return err
}

// tell mails the people whose meetings changed their schedule, once for each cause; cause is "" where the same may happen
// again. Who has no address reads it on the page.
func (s *Service) tell(tx *db.Tx, actor access.Actor, a activities.Activity, personIDs []string, cause string) error {
	if s.opts.Outbox == nil {
		return nil
	}
	if len(personIDs) <= atOnce {
		return s.tellNow(tx, actor, a, personIDs, cause)
	}
	for some := range slices.Chunk(personIDs, atOnce) {
		if err := s.opts.Queue.Enqueue(tx, TellArgs{Activity: a.ID, People: some, Cause: cause, By: actor.Name}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellNow(tx *db.Tx, actor access.Actor, a activities.Activity, personIDs []string, cause string) error {
	if len(personIDs) == 0 {
		return nil
	}
	mechanism, err := vocabulary.MechanismIn(tx)
	if err != nil {
		return err
	}
	for _, id := range personIDs {
		n, err := delegations.ActiveIn(tx, a.ID, id)
		if fault.IsNotFound(err) || err == nil && (n.State != delegations.Confirmed || !letters.Address(n.Email)) {
			continue // who has left is told by whoever took the place back
		}
		if err != nil {
			return err
		}
		list, err := appointments(tx, a.ID, id)
		if err != nil {
			return err
		}
		link, err := linkOf(tx, actor, a, n)
		if err != nil {
			return err
		}
		once := ""
		if cause != "" {
			once = "meetings:" + cause + ":" + a.ID + ":" + id
		}
		m := letters.Mail{
			Kind: letters.Note, ActivityID: a.ID, PartyID: n.PartyID, PersonID: id, OnceKey: once, ToName: n.Person, ToAddress: n.Email,
			Subject: "Your meetings at " + a.Title, Body: body(a, n, list, letters.LinkMark(link, accounts.PurposeMeet), mechanism.Name.Default),
		}
		if cause == invited {
			m.Subject, m.Body = "Whom would you like to meet at "+a.Title+"?", inviteBody(a, n, letters.LinkMark(link, accounts.PurposeMeet), mechanism.Name.Default)
		}
		if _, err := s.opts.Outbox.QueueIn(tx, actor, m); err != nil {
			return err
		}
	}
	return nil
}

// invited is the cause of the mail that asks people to take part.
const invited = "invited"

// Invite asks every confirmed person who has not said yet whether they take part, once each, and returns how many are asked.
func (s *Service) Invite(ctx context.Context, actor access.Actor, activityID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		a, err := places.OpenIn(tx, actor, activityID)
		if err != nil {
			return 0, err
		}
		list, err := silentOf(tx, activityID)
		if err != nil {
			return 0, err
		}
		if len(list) == 0 {
			return 0, fault.Clash("Everybody who has an address was asked, or has said already whether they take part.")
		}
		if err := s.tell(tx, actor, a, list, invited); err != nil {
			return 0, err
		}
		return len(list), audit.Record(tx, actor, ActionInvite, kindActivity, activityID, map[string]int{"people": len(list)})
	})
}

func inviteBody(a activities.Activity, n delegations.Nomination, link, mechanism string) string {
	return fmt.Sprintf("Dear %s,\n\nat %s, %s, there is time for meetings of two. Say on your page, without a password, what you offer and seek: then you see who fits, say whom you "+
		"wish to meet, and the plan finds the time. Nobody sees you there before you say that you take part.\n\n%s\n\n%s\n", plain(n.Name()), plain(a.Title), a.Dates(), link, plain(mechanism))
}

// grace is how long after an activity the personal link still works, to note what came of the meetings.
const grace = 30 * 24 * time.Hour

// linkOf is the personal link by which somebody arranges their meetings: made once, and again when it has ended.
func linkOf(tx *db.Tx, actor access.Actor, a activities.Activity, n delegations.Nomination) (string, error) {
	id, found, err := accounts.LinkOfPersonIn(tx, a.ID, n.PersonID, accounts.PurposeMeet)
	if err != nil || found {
		return id, err
	}
	ends := a.Ends().Add(grace)
	if least := tx.Now().Add(grace); ends.Before(least) {
		ends = least
	}
	return accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeMeet, ActivityID: a.ID, PersonID: n.PersonID, PartyID: n.PartyID, Name: n.Person, ExpiresAt: db.At(ends),
	})
}

// body is the schedule as a mail. What people typed is plain text in it.
func body(a activities.Activity, n delegations.Nomination, list []Appointment, link, mechanism string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Dear %s,\n\nyour meetings at %s have changed. This is how they stand now, in the time of the place:\n\n", plain(n.Name()), plain(a.Title))
	none := true
	for _, m := range list {
		switch m.State {
		case Scheduled:
			fmt.Fprintf(&b, "- %s: %s, %s%s\n", m.StartsAt.In(a.Zone()).Format("2 January, 15:04"), plain(with(m)), plain(m.Where()), plain(besides(m)))
			none = false
		case Requested:
			if m.AskedBy != n.PersonID {
				fmt.Fprintf(&b, "- %s asks you for a meeting\n", plain(with(m)))
				none = false
			}
		}
	}
	if none {
		b.WriteString("No meeting is left at present.\n")
	}
	fmt.Fprintf(&b, "\nOn your page you accept, decline or move them, without a password:\n\n%s\n\n%s\n", link, plain(mechanism))
	return b.String()
}

func with(m Appointment) string {
	if m.Party == "" {
		return m.Other
	}
	return m.Other + " (" + m.Party + ")"
}

// besides says who else is there, and on whose behalf the reader is.
func besides(m Appointment) string {
	words := ""
	for _, part := range []struct{ before, name string }{{"; you come along with ", m.With}, {"; in the place of ", m.SitsFor}, {"; also ", m.Others}, {"; interpreter: ", m.Voice}} {
		if part.name != "" {
			words += part.before + part.name
		}
	}
	return words
}

// plain keeps what somebody typed from being read as Markdown.
var plainer = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", `\<`, "#", `\#`, "\n", " ", "{", `\{`)

func plain(s string) string { return plainer.Replace(s) }
