package threads_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/roomtest"
	"counterpart/internal/threads"
)

// shelf is a register of the test: records of one kind, those with the name of a party open to that party only.
type shelf struct {
	records map[string]threads.Record
	asked   int
}

func (s *shelf) source() threads.Source {
	pick := func(actor access.Actor, r threads.Record) bool {
		return actor.Can(threads.RightSee, r.Object)
	}
	return threads.Source{
		Name: "Note",
		Load: func(_ *db.Tx, actor access.Actor, ids []string) (out []threads.Record, _ error) {
			s.asked++
			for _, id := range ids {
				if r, ok := s.records[id]; ok && pick(actor, r) {
					out = append(out, r)
				}
			}
			return out, nil
		},
		Find: func(_ *db.Tx, actor access.Actor, _ string, _ int) (out []threads.Record, _ error) {
			for _, r := range s.records {
				if pick(actor, r) {
					out = append(out, r)
				}
			}
			return out, nil
		},
	}
}

func note(id string, parties ...string) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: "note", ID: id}, Title: "Note " + id, On: "2024-01-01", Href: "/notes/" + id, Object: access.Object{Parties: parties, Label: label.Green}}
}

func ref(id string) threads.Ref { return threads.Ref{Kind: "note", ID: id} }

var officer = roomtest.Holding("officer", threads.RightSee, threads.RightLink)

func focal(party string) access.Actor {
	a := roomtest.Scoped("focal "+party, access.Scope{Parties: []string{party}}, threads.RightSee)
	a.Grants[0].Role = access.FocalPoint
	return a
}

type stage struct {
	t     *testing.T
	db    *db.DB
	shelf *shelf
	svc   *threads.Service
}

func newStage(t *testing.T, d *db.DB, records ...threads.Record) *stage {
	t.Helper()
	s := &stage{t: t, db: d, shelf: &shelf{records: map[string]threads.Record{}}}
	for _, r := range records {
		s.shelf.records[r.ID] = r
	}
	s.svc = threads.New(d, []string{"note"}, map[string]threads.Source{"note": s.shelf.source()})
	return s
}

func (s *stage) link(from, to string, tlp label.TLP) string {
	s.t.Helper()
	id, err := s.svc.Link(s.t.Context(), officer, threads.LinkDraft{From: ref(from), To: ref(to), Type: threads.LedTo, Label: tlp, On: "2024-02-01"})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s *stage) reads(actor access.Actor, start string) []string {
	s.t.Helper()
	found, err := s.svc.Thread(s.t.Context(), actor, ref(start))
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, r := range found.Records {
		out = append(out, r.ID)
	}
	slices.Sort(out)
	return out
}

func TestALinkIsHeldOnceAndEndedWithAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, note("a", "p"), note("b", "p"))
		ctx := t.Context()
		draft := threads.LinkDraft{From: ref("a"), To: ref("b"), Type: threads.LedTo, Evidence: "https://example.org/letter", Label: label.Green}
		id, err := s.svc.Link(ctx, officer, draft)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.svc.Link(ctx, officer, draft); !fault.IsConflict(err) {
			t.Errorf("a second one: %v", err)
		}
		draft.To = draft.From
		if _, err := s.svc.Link(ctx, officer, draft); fault.AsInvalid(err).Words("to") == "" {
			t.Errorf("with itself: %v", err)
		}
		draft.To = ref("nowhere")
		if _, err := s.svc.Link(ctx, officer, draft); fault.AsInvalid(err).Words("to") == "" {
			t.Errorf("with nothing: %v", err)
		}
		if err := s.svc.End(ctx, officer, id, ""); fault.AsInvalid(err).Words("reason") == "" {
			t.Errorf("without a reason: %v", err)
		}
		if err := s.svc.End(ctx, focal("p"), id, "because"); !fault.IsForbidden(err) {
			t.Errorf("by a focal point: %v", err)
		}
		if err := s.svc.End(ctx, officer, id, "It was another meeting."); err != nil {
			t.Fatal(err)
		}
		if err := s.svc.End(ctx, officer, id, "again"); !fault.IsConflict(err) {
			t.Errorf("twice: %v", err)
		}
		found, err := s.svc.Thread(ctx, officer, ref("a"))
		if err != nil || len(found.Steps) != 0 || len(found.Ended) != 1 || found.Ended[0].EndedReason != "It was another meeting." {
			t.Errorf("after the end: %+v %v", found, err)
		}
		s.link("a", "b", label.Green) // and then anew
	})
}

func TestOneLinkOfManyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, note("a", "p"), note("b", "p"))
		const writers = 8
		var wait sync.WaitGroup
		errs := make([]error, writers)
		for i := range writers {
			wait.Go(func() {
				_, errs[i] = s.svc.Link(t.Context(), officer, threads.LinkDraft{From: ref("a"), To: ref("b"), Type: threads.AnsweredBy})
			})
		}
		wait.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
			} else if !fault.IsConflict(err) {
				t.Error(err)
			}
		}
		n, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) { return db.One[int](tx, `select count(*) from thread_link`) })
		if made != 1 || n != 1 || err != nil {
			t.Errorf("%d made, %d kept, %v", made, n, err)
		}
	})
}

func account(t *testing.T, d *db.DB) string {
	t.Helper()
	id, err := db.Change(t.Context(), d, func(tx *db.Tx) (string, error) {
		return accounts.AddIn(tx, access.System("test", accounts.RightManage), accounts.Draft{Name: "Officer", Email: "officer@example.org", Grant: accounts.GrantDraft{Role: "officer"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// What is hidden leaves no trace, and what lies behind it is not reached; a cycle ends.
func TestAThreadEndsAtWhatIsHidden(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, note("a", "p"), note("b", "q"), note("c", "p"), note("d", "p"), note("e", "p", "q"))
		s.link("a", "b", label.Green) // b is q's
		s.link("b", "c", label.Green) // c is reached by p only if not through b
		s.link("a", "d", label.Green)
		s.link("d", "a", label.Green)
		named := officer
		named.Account = account(t, d)
		closed, err := s.svc.Link(t.Context(), named, threads.LinkDraft{From: ref("d"), To: ref("e"), Type: threads.LedTo, Label: label.Red})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.reads(named, "a"); !slices.Equal(got, []string{"a", "b", "c", "d", "e"}) {
			t.Errorf("the officer, who is named by the RED link, reads %v", got)
		}
		other := roomtest.Holding("another", threads.RightSee)
		if got := s.reads(other, "a"); !slices.Equal(got, []string{"a", "b", "c", "d"}) {
			t.Errorf("an officer who is not named reads %v", got)
		}
		found, err := s.svc.Thread(t.Context(), focal("p"), ref("a"))
		if err != nil || len(found.Records) != 2 || len(found.Steps) != 2 || found.Cut {
			t.Errorf("p reads %+v %v", found, err)
		}
		if _, err := s.svc.Find(t.Context(), focal("p"), closed); !fault.IsForbidden(err) {
			t.Errorf("p finds the RED link: %v", err)
		}
		if _, err := s.svc.Thread(t.Context(), focal("p"), ref("b")); !fault.IsNotFound(err) {
			t.Errorf("p begins at what is hidden: %v", err)
		}
	})
}

func TestAThreadIsBounded(t *testing.T) {
	d := dbtest.SQLite(t)
	var records []threads.Record
	for i := range threads.MostRecords + 40 {
		records = append(records, note(fmt.Sprintf("%03d", i), "p"))
	}
	s := newStage(t, d, records...)
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		for i := 1; i < len(records); i++ {
			if err := threads.LinkIn(tx, officer, threads.LinkDraft{From: ref("000"), To: records[i].Ref, Type: threads.LedTo}); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.shelf.asked = 0
	found, err := s.svc.Thread(t.Context(), officer, ref("000"))
	if err != nil || len(found.Records) != threads.MostRecords || !found.Cut {
		t.Errorf("%d records, cut %v, %v", len(found.Records), found.Cut, err)
	}
	if s.shelf.asked > 6 {
		t.Errorf("the register was asked %d times", s.shelf.asked)
	}
	chain := newStage(t, dbtest.SQLite(t), records[:threads.MostDepth+5]...)
	for i := range threads.MostDepth + 4 {
		chain.link(records[i].ID, records[i+1].ID, label.Green)
	}
	found, err = chain.svc.Thread(t.Context(), officer, ref("000"))
	if err != nil || len(found.Records) != threads.MostDepth+1 || !found.Cut {
		t.Errorf("a chain: %d records, cut %v, %v", len(found.Records), found.Cut, err)
	}
}

// Much is part of a hub, such as a State: a thread is told from it, and is not followed through it.
func TestAThreadIsNotFollowedThroughAHub(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t), note("a", "p"), note("b", "p"))
	hub := s.shelf.source()
	hub.Hub = true
	s.svc = threads.New(s.db, []string{"note", "state"}, map[string]threads.Source{"note": s.shelf.source(), "state": hub})
	for _, id := range []string{"a", "b"} {
		if _, err := s.svc.Link(t.Context(), officer, threads.LinkDraft{From: ref(id), To: threads.Ref{Kind: "state", ID: "a"}, Type: threads.RequestedBy}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.reads(officer, "a"); !slices.Equal(got, []string{"a", "a"}) {
		t.Errorf("through a hub: %v", got)
	}
	found, err := s.svc.Thread(t.Context(), officer, threads.Ref{Kind: "state", ID: "a"})
	if err != nil || len(found.Records) != 3 {
		t.Errorf("from a hub: %v %v", found.Records, err)
	}
}

func TestWhatIsKeptElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, note("a", "p"))
		ctx := t.Context()
		_, err := s.svc.AddOutside(ctx, officer, threads.OutsideDraft{Address: "javascript:alert(1)"})
		if fault.AsInvalid(err).Words("address") == "" || fault.AsInvalid(err).Words("title") == "" {
			t.Errorf("a bad one: %v", err)
		}
		d1 := threads.OutsideDraft{Title: "A brief", Address: "https://example.org/brief", On: "2024-03-01"}
		one, err := s.svc.AddOutside(ctx, officer, d1)
		if err != nil {
			t.Fatal(err)
		}
		if two, err := s.svc.AddOutside(ctx, officer, d1); err != nil || two != one {
			t.Errorf("the same address again: %s, not %s, %v", two, one, err)
		}
		amber, err := s.svc.AddOutside(ctx, officer, threads.OutsideDraft{Title: "A paper of the office", Label: label.Amber})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{one, amber} {
			if _, err := s.svc.Link(ctx, officer, threads.LinkDraft{From: ref("a"), To: threads.Ref{Kind: threads.KindOutside, ID: id}, Type: threads.InformedBy, Label: label.Green}); err != nil {
				t.Fatal(err)
			}
		}
		found, err := s.svc.Thread(ctx, focal("p"), ref("a"))
		if err != nil || len(found.Records) != 2 || found.Records[1].Title != "A brief" {
			t.Errorf("a focal point reads %+v %v", found.Records, err)
		}
		if list, err := s.svc.Choices(ctx, officer, threads.KindOutside, "BRIEF"); err != nil || len(list) != 1 {
			t.Errorf("found %v %v", list, err)
		}
	})
}

func TestEveryTypeReadsBothWays(t *testing.T) {
	t.Parallel()
	for _, one := range threads.Types {
		if one.Forth() == "" || one.Back() == "" || one.Forth() == one.Back() {
			t.Errorf("%s reads %q and %q", one, one.Forth(), one.Back())
		}
	}
}

func TestErasureTakesTheName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, note("a", "p"), note("b", "p"))
		s.link("a", "b", label.Green)
		name, err := db.Change(t.Context(), d, func(tx *db.Tx) (string, error) {
			if err := threads.EraseIn(tx, "Erased 1", []string{officer.Key()}); err != nil {
				return "", err
			}
			return db.One[string](tx, `select by_name from thread_link`)
		})
		if err != nil || name != "Erased 1" {
			t.Errorf("%q %v", name, err)
		}
	})
}
