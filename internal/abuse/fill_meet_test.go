package abuse

import (
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/interests"
	"counterpart/internal/mixers"
	"counterpart/internal/networking"
	"counterpart/internal/networking/places"
	"counterpart/internal/people"
	"counterpart/internal/threads"
)

// meet lets the first person of each party meet somebody of the own party who has no secrets. The first of B has then left,
// so that those of A and B are not named to each other: nothing of one may stand before the other.
func (f *filler) meet() {
	officer, x := f.actors["officer"], f.ids["activity.X"]
	for _, n := range []string{"A4", "B4"} {
		f.plain(n, n[:1])
	}
	var begins db.Time
	begins, err := db.View(f.ctx, f.app.DB, func(tx *db.Tx) (db.Time, error) {
		return db.One[db.Time](tx, `select starts_at from activity_session where id = $1`, f.ids["session.X"])
	})
	f.do("session", err)
	_, err = f.app.Places.AddSlots(f.ctx, officer, x, places.SlotsDraft{SessionID: f.ids["session.X"], From: begins, To: db.At(begins.Add(10 * time.Minute)), Minutes: 5})
	f.do("slots", err)
	_, err = f.app.Places.AddTables(f.ctx, officer, x, places.TablesDraft{Number: 3})
	f.do("tables", err)
	f.do("rules", f.app.Places.SetUp(f.ctx, officer, x, places.Setup{MinPerParty: 1}))
	f.pair("B")
	f.do("leave", f.app.Interests.SaveProfile(f.ctx, f.actors["participantB"], x, f.ids["person.B1"], interests.ProfileDraft{Version: 1}))
	f.pair("A")
	f.mix()
	for _, n := range []string{"A1", "B1"} {
		id, err := db.Change(f.ctx, f.app.DB, func(tx *db.Tx) (string, error) {
			return accounts.NewLinkIn(tx, officer, accounts.LinkDraft{
				Purpose: accounts.PurposeMeet, ActivityID: x, PersonID: f.ids["person."+n], Name: "A participant", ExpiresAt: db.At(time.Now().Add(time.Hour)),
			})
		})
		f.do("link", err)
		f.links["meet."+n] = tokenOf(f.app.Accounts.LinkURL(id, accounts.PurposeMeet))
	}
}

// thread links both activities with something that is kept elsewhere.
func (f *filler) thread() {
	for _, x := range []string{"Y", "X"} {
		id, err := f.app.Threads.LinkOutside(f.ctx, f.actors["officer"], threads.LinkDraft{
			From: threads.Ref{Kind: "activity", ID: f.ids["activity."+x]}, Type: threads.InformedBy, Note: canary("activity"+strings.ToLower(x), "linked"),
		}, threads.OutsideDraft{Title: "A brief on " + x})
		f.put("thread", id, err)
	}
}

// mix seats the people of an activity at tables, and begins the first round. The first of B is away: those of A and B are not
// named to each other.
func (f *filler) mix() {
	officer, x := f.actors["officer"], f.ids["activity.X"]
	id, err := f.app.Mixers.Add(f.ctx, officer, x, mixers.Draft{Title: "Mixer", Size: 8, Rounds: 2, Minutes: 10})
	f.put("mixer.X", id, err)
	f.do("away", f.app.Mixers.Say(f.ctx, officer, x, id, mixers.SayDraft{PersonID: f.ids["person.B1"], Away: true}))
	f.do("seat", f.app.Mixers.Seat(f.ctx, officer, x, id))
	_, err = f.app.Mixers.Next(f.ctx, officer, x, id, 0)
	f.do("next", err)
}

// tie lets two people without secrets meet at X, of organisations that are no party of a set: of those nobody meets one of another party.
func (f *filler) tie() {
	_, err := db.Change(f.ctx, f.app.DB, func(tx *db.Tx) (string, error) {
		d := connections.Draft{ActivityID: f.ids["activity.X"], How: connections.ByMixer, At: tx.Now()}
		for i, code := range []string{"iom", "unodc"} {
			party, err := db.One[string](tx, `select id from party where code = $1`, code)
			if err != nil {
				return "", err
			}
			id, err := people.AddIn(tx, f.setUp(), people.Draft{Given: "Plain " + code, PartyID: party, Anyway: true})
			if err != nil {
				return "", err
			}
			d.Sides[i] = connections.Side{PersonID: id, PartyID: party}
		}
		return connections.MeetIn(tx, f.actors["officer"], d)
	})
	f.do("tie", err)
}

// plain enters a confirmed person without secrets.
func (f *filler) plain(name, party string) {
	id, err := db.Change(f.ctx, f.app.DB, func(tx *db.Tx) (string, error) {
		id, err := people.AddIn(tx, f.setUp(), people.Draft{Given: "Plain " + name, PartyID: f.ids["party."+party], Anyway: true})
		if err != nil {
			return "", err
		}
		_, err = delegations.AddConfirmedIn(tx, f.setUp(), delegations.ConfirmedDraft{
			ActivityID: f.ids["activity.X"], PartyID: f.ids["party."+party], PersonID: id, Category: "delegate", Mode: "in_person", Source: delegations.FromSecretariat,
		})
		return id, err
	})
	f.put("person."+name, id, err)
}

// pair plans, publishes and holds the meeting of the first person of a party with the one without secrets.
func (f *filler) pair(party string) {
	officer, x, one, other := f.actors["officer"], f.ids["activity.X"], f.ids["person."+party+"1"], f.ids["person."+party+"4"]
	draft := interests.ProfileDraft{TakesPart: true, Offers: []interests.Interest{{Topic: "law"}}}
	f.do("profile", f.app.Interests.SaveProfile(f.ctx, f.actors["participant"+party], x, one, draft))
	plain := access.System("test", interests.RightTakePart)
	f.do("profile", f.app.Interests.SaveProfile(f.ctx, plain, x, other, draft))
	f.do("wish", f.app.Interests.Say(f.ctx, f.actors["participant"+party], x, one, other, interests.Must))
	run, err := f.app.Networking.Start(f.ctx, officer, x, networking.RunDraft{Kind: networking.Plan, Seconds: 5})
	f.put("run.X", run, err)
	f.do("solve", f.app.Networking.Solve(f.ctx, networking.SolveArgs{Run: run}))
	_, err = f.app.Networking.Publish(f.ctx, officer, x, run)
	f.do("publish", err)
	meeting := f.find("meeting."+party+"1", `select m.id from meeting m join meeting_side a on a.meeting_id = m.id and a.person_id = $1
		join meeting_side b on b.meeting_id = m.id and b.person_id = $2`, one, other)
	f.do("held", f.app.Networking.Note(f.ctx, f.actors["participant"+party], x, one, meeting, networking.OutcomeDraft{Held: true, Shares: []string{"name"}}))
	connection := f.find("connection."+party+"1", `select connection_id from connection_side where person_id = $1`, one)
	f.do("share", f.app.Exchange.Share(f.ctx, plain, x, other, connection, []string{"name"}))
	f.do("link", err)
}
