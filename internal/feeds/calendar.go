package feeds

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/networking/agenda"
	"counterpart/internal/people/shown"
)

// Calendar is a secret address without its token.
type Calendar struct {
	ID        string  `db:"id" json:"id"`
	AccountID string  `db:"account_id" json:"-"`
	Name      string  `db:"name" json:"name"`
	Strong    bool    `db:"strong" json:"-"`
	CreatedAt db.Time `db:"created_at" json:"created_at"`
	UsedAt    db.Time `db:"used_at" json:"used_at"`
	RevokedAt db.Time `db:"revoked_at" json:"-"`
}

const (
	calendarColumns = `select id, account_id, name, strong, created_at, used_at, revoked_at from calendar_feed`
	mostCalendars   = 10
	// seenEvery is how exactly the last use is kept: calendar programs ask often.
	seenEvery = time.Hour
	// behind is how long an activity stays in the calendar after its last day.
	behind = 90
	// mostActivities bounds one answer.
	mostActivities = 50
)

// errNoFeed is one answer for every address that does not work, so that it tells nothing.
var errNoFeed = &fault.NotFound{What: "calendar"}

// hashOf binds a token to this purpose: a hash found elsewhere opens nothing here.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte("calendar feed\x00" + token))
	return hex.EncodeToString(sum[:])
}

// MyCalendars lists the actor's own addresses that work.
func (s *Service) MyCalendars(ctx context.Context, actor access.Actor) ([]Calendar, error) {
	if !actor.SignedIn() {
		return nil, fault.Refuse("Sign in first.")
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Calendar, error) {
		return db.All[Calendar](tx, calendarColumns+` where account_id = $1 and revoked_at is null order by created_at desc, id limit 50`, actor.Account)
	})
}

// MakeCalendar makes an address and returns it whole, this once.
func (s *Service) MakeCalendar(ctx context.Context, actor access.Actor, name string) (string, error) {
	if !actor.SignedIn() {
		return "", fault.Refuse("Sign in first.")
	}
	if actor.Person == "" {
		return "", fault.Clash("A calendar belongs to an account with a person. Ask the secretariat to connect yours.")
	}
	if err := actor.RequireFresh(s.db.Clock()); err != nil {
		return "", err
	}
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > 80 {
		return "", fault.Wrong("name", "Say in up to 80 characters which program reads it, such as \"my phone\".")
	}
	return db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (string, error) {
		n, err := db.One[int](tx, `select count(*) from calendar_feed where account_id = $1 and revoked_at is null`, actor.Account)
		if err != nil {
			return "", err
		}
		if n >= mostCalendars {
			return "", fault.Clash("You have %d addresses already. End one that you no longer use.", n)
		}
		id, token := tx.NewID(), strings.ToLower(rand.Text()+rand.Text()[:6])
		err = tx.Exec(`insert into calendar_feed (id, account_id, token_hash, name, strong, created_at) values ($1, $2, $3, $4, $5, $6)`,
			id, actor.Account, hashOf(token), name, actor.Strong, tx.Now())
		if err != nil {
			return "", err
		}
		return s.opts.BaseURL + "/calendar/" + token + ".ics", audit.Record(tx, actor, ActionCalendar, KindCalendar, id, nil)
	})
}

// EndCalendar ends an own address.
func (s *Service) EndCalendar(ctx context.Context, actor access.Actor, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		n, err := tx.Affect(`update calendar_feed set revoked_at = $3 where id = $1 and account_id = $2 and revoked_at is null`, id, actor.Account, tx.Now())
		if err != nil {
			return false, err
		}
		if n == 0 || !actor.SignedIn() {
			return false, errNoFeed
		}
		return true, audit.Record(tx, actor, ActionEndCalendar, KindCalendar, id, nil)
	})
	return err
}

// ReadCalendar is the programme of whom the token belongs to: the activities at which they have a confirmed place or
// speak, as far as they may see them now.
func (s *Service) ReadCalendar(ctx context.Context, token string) ([]byte, error) {
	var feed Calendar
	out, err := db.View(ctx, s.db, func(tx *db.Tx) (out []byte, err error) {
		feed, err = db.One[Calendar](tx, calendarColumns+` where token_hash = $1 and revoked_at is null`, hashOf(token))
		if errors.Is(err, db.ErrNone) {
			return nil, errNoFeed
		}
		if err != nil {
			return nil, err
		}
		actor, err := s.opts.Accounts.ActorIn(tx, feed.AccountID, feed.Strong)
		if err != nil {
			return nil, err
		}
		if !actor.SignedIn() || actor.Person == "" || !actor.Holds(activities.RightSee) {
			return nil, errNoFeed
		}
		programmes, err := programmesOf(tx, actor)
		if err != nil {
			return nil, err
		}
		return activities.Calendars(programmes, s.opts.Host, tx.Now().Time), nil
	})
	if err != nil {
		return nil, err
	}
	return out, s.seen(ctx, feed)
}

func (s *Service) seen(ctx context.Context, feed Calendar) error {
	if s.db.Clock().Sub(feed.UsedAt.Time) < seenEvery {
		return nil
	}
	_, err := db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) {
		return true, tx.Exec(`update calendar_feed set used_at = $2 where id = $1`, feed.ID, tx.Now())
	})
	return err
}

// programmesOf are the programmes that a person is part of, each without the sessions that they may not see.
func programmesOf(tx *db.Tx, actor access.Actor) ([]activities.Programme, error) {
	ids, err := db.All[string](tx, `select a.id from activity a where coalesce(a.ends_on, a.starts_on) >= $2 and (
		exists (select 1 from nomination n where n.activity_id = a.id and n.person_id = $1 and n.state = 'confirmed')
		or exists (select 1 from session_speaker sp join activity_session s on s.id = sp.session_id where s.activity_id = a.id and sp.person_id = $1))
		order by a.starts_on, a.id limit $3`, actor.Person, tx.Today().AddDays(-behind), mostActivities)
	if err != nil {
		return nil, err
	}
	var out []activities.Programme
	for _, id := range ids {
		p, err := activities.ProgrammeIn(tx, actor, id, shown.Participants)
		if err != nil {
			return nil, err
		}
		p, open := as(actor, p)
		if !open {
			continue
		}
		meetings, err := agenda.OfPersonIn(tx, id, actor.Person)
		if err != nil {
			return nil, err
		}
		p.Sessions = append(p.Sessions, agenda.Sessions(p.Activity, meetings)...)
		out = append(out, p)
	}
	return out, nil
}

// as is a programme as somebody who is part of it sees it. What they speak at concerns them, whatever its label; for the
// rest a grant for the own person counts as one for this activity, so that labels decide as for its other guests.
func as(actor access.Actor, p activities.Programme) (activities.Programme, bool) {
	guest := actor
	guest.Grants = slices.Clone(actor.Grants)
	for i, g := range guest.Grants {
		if g.Scope.Person == actor.Person && (g.Scope.Activity == "" || g.Scope.Activity == p.Activity.ID) {
			guest.Grants[i].Scope = access.Scope{Parties: g.Scope.Parties, Activity: p.Activity.ID}
		}
	}
	if !guest.Can(activities.RightSee, p.Activity.Object()) {
		return p, false
	}
	p.Sessions = slices.DeleteFunc(slices.Clone(p.Sessions), func(s activities.Session) bool {
		speaks := slices.ContainsFunc(s.Speakers, func(sp activities.Speaker) bool { return sp.PersonID == actor.Person })
		own := s.Object(p.Activity)
		own.Persons = append(own.Persons, actor.Person)
		return !guest.Can(activities.RightSee, s.Object(p.Activity)) && (!speaks || !actor.Can(activities.RightSee, own))
	})
	return p, true
}
