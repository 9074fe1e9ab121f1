package delegations_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/roomtest"
)

func TestSeats(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		seats := s.give(s.party, 2)
		fp := s.byLink(s.party)
		s.name(fp, seats, "Anong One")
		s.name(fp, seats, "Anong Two")
		if a := s.seatsOf(s.party); a.Held != 2 || a.Used != 0 || a.Free() != 0 {
			t.Fatalf("seats: %+v", a)
		}
		_, err := s.svc.Nominate(ctx, fp, s.activity.ID, draft(seats, "Anong Three"))
		wantWrong(t, err, "allocation_id")
		_, err = s.svc.SetSeats(ctx, s.officer, s.activity.ID, delegations.SeatsDraft{PartyID: s.party, Category: "delegate", Mode: "in_person", Seats: 1})
		wantWrong(t, err, "seats")
		_, err = s.svc.SetSeats(ctx, s.officer, s.activity.ID, delegations.SeatsDraft{PartyID: s.party, Category: "delegate", Mode: "in_person", Seats: 3, Version: 7})
		wantConflict(t, err)
		_, err = s.svc.SetSeats(ctx, s.officer, s.activity.ID, delegations.SeatsDraft{PartyID: s.party, Category: "nobody", Mode: "x", Seats: -1})
		if e := fault.AsInvalid(err); e == nil || len(e.Fields) != 3 {
			t.Fatalf("want three things wrong, got %v", err)
		}
		_, err = s.svc.SetSeats(ctx, fp, s.activity.ID, delegations.SeatsDraft{PartyID: s.party, Category: "delegate", Mode: "in_person", Seats: 9})
		wantForbidden(t, err)
	})
}

func TestGiveToEveryMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		seats := s.give(s.party, 4)
		for _, given := range []string{"A One", "A Two", "A Three"} {
			s.name(s.byLink(s.party), seats, given)
		}
		draft := delegations.GiveDraft{Choice: delegations.ByStatus, Status: "member", Category: "delegate", Mode: "in_person", Seats: 2}
		r, err := s.svc.RehearseGive(ctx, s.officer, s.activity.ID, draft)
		must(t, err)
		if r.Count(delegations.VerdictRefused) != 1 || r.Count(delegations.VerdictNew) < 40 || r.Count(delegations.VerdictLeftOut) == 0 {
			t.Fatalf("rehearsal: %d new, %d refused, %d left out", r.Count(delegations.VerdictNew), r.Count(delegations.VerdictRefused), r.Count(delegations.VerdictLeftOut))
		}
		for _, row := range r.Rows {
			if row.Verdict == delegations.VerdictLeftOut && row.Why == "" || row.Verdict == delegations.VerdictRefused && row.PartyID != s.party {
				t.Fatalf("row without a reason, or the wrong one refused: %+v", row)
			}
		}
		before := r.Count(delegations.VerdictNew)
		s.give(roomtest.PartyID(t, d, "indonesia"), 1)
		draft.Seen = r.Seen
		_, err = s.svc.Give(ctx, s.officer, s.activity.ID, draft)
		wantConflict(t, err)
		draft.Seen = ""
		taken, err := s.svc.Give(ctx, s.officer, s.activity.ID, draft)
		must(t, err)
		if taken.Count(delegations.VerdictNew) != before-1 || taken.Count(delegations.VerdictChanged) != 1 {
			t.Fatalf("taken: %d new, %d changed", taken.Count(delegations.VerdictNew), taken.Count(delegations.VerdictChanged))
		}
		again, err := s.svc.Give(ctx, s.officer, s.activity.ID, draft)
		must(t, err)
		if again.Count(delegations.VerdictNew)+again.Count(delegations.VerdictChanged) != 0 {
			t.Fatal("taking it twice changed something")
		}
		if s.seatsOf(s.party).Seats != 4 {
			t.Fatal("a refused party was changed")
		}
		byBody, err := s.svc.RehearseGive(ctx, s.officer, s.activity.ID, delegations.GiveDraft{
			Choice: delegations.ByPick, PartyIDs: []string{s.party}, Category: "observer", Mode: "online", Seats: 1,
		})
		must(t, err)
		if byBody.Count(delegations.VerdictNew) != 1 {
			t.Fatalf("picked: %+v", byBody.Rows)
		}
	})
}

func TestInvitationsGoOutOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		malaysia, viet := roomtest.PartyID(t, d, "malaysia"), roomtest.PartyID(t, d, "viet_nam")
		s.give(s.party, 2)
		s.give(malaysia, 2)
		s.give(viet, 1)
		s.focalPoint(malaysia, "No Address", "")
		list, err := s.svc.Recipients(ctx, s.officer, s.activity.ID)
		must(t, err)
		why := map[string]string{}
		for _, r := range list {
			why[r.PartyID] = r.Why
		}
		if why[s.party] != "" || !strings.Contains(why[malaysia], "address") || !strings.Contains(why[viet], "Nobody holds the post of Focal point") {
			t.Fatalf("left out: %q, %q, %q", why[s.party], why[malaysia], why[viet])
		}
		if why[roomtest.PartyID(t, d, "indonesia")] != "It has no seats." {
			t.Fatalf("Indonesia: %q", why[roomtest.PartyID(t, d, "indonesia")])
		}
		preview, err := s.svc.Preview(ctx, s.officer, s.activity.ID, "")
		must(t, err)
		if !strings.Contains(preview.Body, "is offered 2 seats") || strings.Contains(preview.Body, "{{") {
			t.Fatalf("preview: %s", preview.Body)
		}
		for i := range 2 {
			n, err := s.svc.Invite(ctx, s.officer, s.activity.ID, nil)
			must(t, err)
			if want := 1 - i; n != want {
				t.Fatalf("round %d sent %d", i, n)
			}
		}
		if n := s.mails("invitation"); n != 1 {
			t.Fatalf("%d invitations queued", n)
		}
		for range 2 {
			n, err := s.svc.Remind(ctx, s.officer, s.activity.ID)
			must(t, err)
			_ = n
		}
		if n := s.mails("reminder"); n != 1 {
			t.Fatalf("%d reminders on one day", n)
		}
		parts, err := s.svc.Delegations(ctx, s.officer, s.activity.ID)
		must(t, err)
		if i := parts[0].Invitation; len(parts) != 3 || i != nil && i.PartyID == s.party && i.Fate() != delegations.FateQueued {
			t.Fatalf("parts: %+v", parts)
		}
		must(t, s.svc.DeclineInvitation(ctx, s.byLink(s.party), s.activity.ID, s.party, "Elections"))
		history, err := s.svc.Invitations(ctx, s.officer, s.party)
		must(t, err)
		if len(history) != 1 || history[0].Fate() != delegations.FateAnswered || history[0].DeclineReason != "Elections" || history[0].Reminders != 1 {
			t.Fatalf("invitation: %+v", history)
		}
		wantForbidden(t, s.svc.DeclineInvitation(ctx, s.byLink(malaysia), s.activity.ID, s.party, "not ours"))
	})
}

func TestScreening(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		seats, fp := s.give(s.party, 2), s.byLink(s.party)
		id := s.name(fp, seats, "Anong One")
		wantWrong(t, s.svc.AskBack(ctx, s.officer, id, 1, " "), "reason")
		must(t, s.svc.AskBack(ctx, s.officer, id, 1, "Which unit?"))
		wantConflict(t, s.svc.Confirm(ctx, s.officer, id, 0))
		wantConflict(t, s.svc.Reply(ctx, fp, id, 1, "The first"))
		must(t, s.svc.Reply(ctx, fp, id, 2, "The first"))
		wantForbidden(t, s.svc.Confirm(ctx, fp, id, 0))
		must(t, s.svc.Confirm(ctx, s.officer, id, 3))
		wantConflict(t, s.svc.Confirm(ctx, s.officer, id, 0))
		wantConflict(t, s.svc.Decline(ctx, s.officer, id, 0, "Too late"))
		page := s.find(id)
		if page.State != delegations.Confirmed || len(page.History) != 4 || page.LinkID == "" || s.mails("registration") != 1 || s.mails("note") != 1 {
			t.Fatalf("page %+v, %d registration, %d notes", page.Nomination, s.mails("registration"), s.mails("note"))
		}
		other := s.name(fp, seats, "Anong Two")
		must(t, s.svc.Decline(ctx, s.officer, other, 0, "Another profile is needed"))
		if a := s.seatsOf(s.party); a.Used != 1 || a.Held != 0 {
			t.Fatalf("seats: %+v", a)
		}
		third := s.name(fp, seats, "Anong Three")
		n, err := s.svc.ConfirmAll(ctx, s.officer, s.activity.ID, []string{third})
		must(t, err)
		if n != 1 || s.seatsOf(s.party).Used != 2 {
			t.Fatal("not confirmed")
		}
		if _, err := s.svc.ConfirmAll(ctx, s.officer, s.activity.ID, []string{third, id}); err == nil {
			t.Fatal("confirmed twice")
		}
	})
}

func TestReserveIsOfferedAndNeverAutomatic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		seats, fp := s.give(s.party, 1), s.byLink(s.party)
		first := s.name(fp, seats, "First")
		must(t, s.svc.Reserve(ctx, s.officer, first, 0))
		second := s.name(fp, seats, "Second")
		must(t, s.svc.Confirm(ctx, s.officer, second, 0))
		wantConflict(t, s.svc.Confirm(ctx, s.officer, first, 0))
		must(t, s.svc.Withdraw(ctx, fp, second, 0, ""))
		page := s.find(second)
		if page.Next == nil || page.Next.ID != first || s.find(first).State != delegations.Reserve {
			t.Fatalf("offered: %+v", page.Next)
		}
		must(t, s.svc.Confirm(ctx, s.officer, first, 0))
		if s.find(second).Next != nil || s.seatsOf(s.party).Used != 1 {
			t.Fatal("the seat is not taken")
		}
	})
}

func TestSubstitutionKeepsSeatAndCount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		seats, fp := s.give(s.party, 2), s.byLink(s.party)
		d1 := draft(seats, "Old Person")
		d1.Head = true
		id, err := s.svc.Nominate(ctx, fp, s.activity.ID, d1)
		must(t, err)
		s.name(fp, seats, "Somebody Else")
		must(t, s.svc.Confirm(ctx, s.officer, id, 0))
		old := s.find(id)
		next, err := s.svc.Substitute(ctx, fp, id, old.Version, delegations.PersonDraft{Given: "New Person"}, "Ill")
		must(t, err)
		page := s.find(next)
		if page.Seat != old.Seat || page.ReplacesID != id || !page.Head || page.State != delegations.Nominated || len(page.Seated) != 2 {
			t.Fatalf("substitute: %+v", page.Nomination)
		}
		if a := s.seatsOf(s.party); a.Taken() != 2 {
			t.Fatalf("seats: %+v", a)
		}
		if was := s.find(id); was.State != delegations.Substituted || was.Active {
			t.Fatalf("old: %+v", was.Nomination)
		}
		_, err = s.svc.Substitute(ctx, fp, next, 0, delegations.PersonDraft{Given: "Somebody Else"}, "")
		wantWrong(t, err, "person_id")
		if s.find(next).State != delegations.Nominated {
			t.Fatal("a refused substitution left a trace")
		}
	})
}

func TestNobodyIsTypedTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		seats, fp := s.give(s.party, 5), s.byLink(s.party)
		before := within(s, func(tx *db.Tx) (int, error) { return db.One[int](tx, `select count(*) from person`) })
		s.name(fp, seats, "SOMSAK Focal") // known already as the focal point
		after := within(s, func(tx *db.Tx) (int, error) { return db.One[int](tx, `select count(*) from person`) })
		if after != before {
			t.Fatal("a known person was entered again")
		}
		_, err := s.svc.Nominate(ctx, fp, s.activity.ID, draft(seats, "Somsak Focal"))
		wantWrong(t, err, "person_id")
		stranger := within(s, func(tx *db.Tx) (string, error) {
			return db.One[string](tx, `select person_id from holding limit 1`)
		})
		other := s.byLink(roomtest.PartyID(t, d, "malaysia"))
		malaysia := s.give(roomtest.PartyID(t, d, "malaysia"), 1)
		_, err = s.svc.Nominate(ctx, other, s.activity.ID, delegations.NominationDraft{AllocationID: malaysia, PersonDraft: delegations.PersonDraft{PersonID: stranger}})
		wantWrong(t, err, "person_id")
		_, err = s.svc.Nominate(ctx, other, s.activity.ID, draft(seats, "Not Ours"))
		wantForbidden(t, err)
		d2 := draft(seats, "With Agency")
		d2.NewAgency = "Harbour Police"
		_, err = s.svc.Nominate(ctx, fp, s.activity.ID, d2)
		must(t, err)
		d2.Given, d2.Email, d2.NewAgency = "Same Agency", "", "harbour  police"
		id, err := s.svc.Nominate(ctx, fp, s.activity.ID, d2)
		must(t, err)
		if got := s.find(id).FromParty; got != "Harbour Police" {
			t.Fatalf("from %q", got)
		}
	})
}

func TestDeadline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		s.activity = s.plan("Late", activities.Draft{NominationDeadline: db.At(dbtest.Noon.Add(-time.Minute))})
		seats, fp := s.give(s.party, 2), s.byLink(s.party)
		_, err := s.svc.Nominate(ctx, fp, s.activity.ID, draft(seats, "Too Late"))
		wantConflict(t, err)
		id := s.name(s.officer, seats, "By Letter")
		if s.find(id).Source != delegations.FromSecretariat {
			t.Fatal("source")
		}
		wantConflict(t, s.svc.Withdraw(ctx, fp, id, 0, ""))
		own, err := s.svc.Own(ctx, fp, s.activity.ID, s.party)
		must(t, err)
		if own.Open || !strings.Contains(own.Closed, "secretariat") || len(own.Delegation.Nominations) != 1 {
			t.Fatalf("own: open %v, %q", own.Open, own.Closed)
		}
	})
}

func TestNoteVerbale(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		s.give(s.party, 1)
		fp := s.byLink(s.party)
		pdf := func(words string) *files.Upload {
			return &files.Upload{Field: "note_file", Name: "note.pdf", Bytes: []byte("%PDF-1.4\n" + words)}
		}
		wantWrong(t, s.svc.AttachNote(ctx, fp, s.activity.ID, s.party, "NV 1", nil), "note_file")
		wantWrong(t, s.svc.AttachNote(ctx, fp, s.activity.ID, s.party, "NV 1", &files.Upload{Name: "a.csv", Bytes: []byte("a;b")}), "note_file")
		wantWrong(t, s.svc.AttachNote(ctx, fp, s.activity.ID, s.party, "", pdf("x")), "note_number")
		must(t, s.svc.AttachNote(ctx, fp, s.activity.ID, s.party, "NV 1", pdf("first")))
		must(t, s.svc.AttachNote(ctx, fp, s.activity.ID, s.party, "NV 2", pdf("second")))
		f, data, err := s.svc.Note(ctx, s.officer, s.activity.ID, s.party)
		must(t, err)
		if f.Name != "note.pdf" || !strings.Contains(string(data), "second") {
			t.Fatalf("note: %q %q", f.Name, data)
		}
		_, _, err = s.svc.Note(ctx, s.byLink(roomtest.PartyID(t, d, "malaysia")), s.activity.ID, s.party)
		wantForbidden(t, err)
	})
}

// TestManyForFewSeats holds that 200 nominations at once fill 10 seats exactly.
func TestManyForFewSeats(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		seats, fp := s.give(s.party, 10), s.byLink(s.party)
		var wg sync.WaitGroup
		var mu sync.Mutex
		done, full := 0, 0
		for i := range 200 {
			wg.Go(func() {
				_, err := s.svc.Nominate(t.Context(), fp, s.activity.ID, draft(seats, fmt.Sprintf("Person Number %d", i)))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					done++
				case fault.AsInvalid(err).Words("allocation_id") != "":
					full++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if a := s.seatsOf(s.party); done != 10 || full != 190 || a.Taken() != 10 {
			t.Fatalf("%d done, %d refused, %d seats taken", done, full, a.Taken())
		}
	})
}
