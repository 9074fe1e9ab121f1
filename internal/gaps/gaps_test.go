package gaps_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
	"counterpart/internal/roomtest"
)

func TestWhoWrites(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		for _, who := range []access.Actor{s.officer, s.one, s.two, s.clears} {
			now := s.cell("one-1").Cell.Revision
			if out := s.write(who, "one-1", now, answers.Answer{Law: "By " + who.Name}); out.Outcome != gaps.Kept || out.Revision != now+1 {
				t.Errorf("%s: %+v", who.Name, out)
			}
		}
		if _, err := s.svc.Save(t.Context(), s.observer, s.round, "one-1", gaps.Entry{Base: 4, Answer: answers.Answer{Law: "x"}}); !fault.IsForbidden(err) || !strings.Contains(err.Error(), "observe") {
			t.Errorf("an observer wrote: %v", err)
		}
		for _, do := range []func() error{
			func() error {
				_, err := s.svc.Save(t.Context(), s.stranger, s.round, "one-1", gaps.Entry{Base: 4})
				return err
			},
			func() error { _, err := s.svc.Cell(t.Context(), s.stranger, s.round, "one-1"); return err },
			func() error { _, err := s.svc.Find(t.Context(), s.stranger, s.assessment); return err },
			func() error { return s.svc.Appoint(t.Context(), s.one, s.assessment, gaps.MemberDraft{}) },
			func() error {
				_, err := s.svc.Comment(t.Context(), s.stranger, s.round, "one-1", gaps.CommentDraft{Words: "x"})
				return err
			},
		} {
			if err := do(); !fault.IsForbidden(err) {
				t.Errorf("a stranger came in: %v", err)
			}
		}
		if list, _, err := s.svc.List(t.Context(), s.stranger, gaps.Filter{Limit: 10}); err != nil || len(list) != 0 {
			t.Errorf("a stranger sees %v, %v", list, err)
		}
		if list, _, err := s.svc.List(t.Context(), s.observer, gaps.Filter{Limit: 10}); err != nil || len(list) != 1 || len(list[0].Assessments) != 1 {
			t.Errorf("an observer sees %v, %v", list, err)
		}
		if _, err := s.svc.Save(t.Context(), s.one, s.round, "one-chapter", gaps.Entry{}); !fault.IsNotFound(err) {
			t.Errorf("a heading is answered: %v", err)
		}
	})
}

func TestTwoWriteAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.write(s.one, "one-1", 0, answers.Answer{Law: "Law 21"})
		if out := s.write(s.two, "one-1", 0, answers.Answer{Practice: "Rarely used"}); out.Outcome != gaps.Joined || out.By != "Expert One" {
			t.Errorf("%+v", out)
		}
		both := answers.Answer{Law: "Law 21", Practice: "Rarely used"}
		if got := s.cell("one-1").Cell; !got.Answer.Equal(both) || got.Revision != 2 {
			t.Errorf("%+v", got)
		}
		out := s.write(s.two, "one-1", 0, answers.Answer{Law: "Law 31", Challenge: "No budget"})
		if out.Outcome != gaps.SetAside || !slices.Equal(out.Clashes, []string{"law"}) || out.Revision != 3 {
			t.Errorf("%+v", out)
		}
		p := s.cell("one-1")
		if p.Cell.Answer.Law != "Law 21" || p.Cell.Answer.Challenge != "No budget" || len(p.Comments) != 1 || p.Comments[0].Answer.Law != "Law 31" {
			t.Errorf("%+v, %+v", p.Cell, p.Comments)
		}
		if err := s.svc.Take(t.Context(), s.one, s.round, gaps.StepDraft{Verb: gaps.Submit}); !fault.IsConflict(err) || !strings.Contains(err.Error(), "1 proposals") {
			t.Errorf("submitted with a proposal open: %v", err)
		}
		s.must(s.svc.Decide(t.Context(), s.one, out.Proposal, gaps.Decision{Take: true, Fields: []string{"law"}}))
		if got := s.cell("one-1").Cell.Answer; got.Law != "Law 31" || got.Practice != "Rarely used" || got.Challenge != "No budget" {
			t.Errorf("%+v", got)
		}
		if err := s.svc.Decide(t.Context(), s.one, out.Proposal, gaps.Decision{Words: "x"}); !fault.IsConflict(err) {
			t.Errorf("decided twice: %v", err)
		}
		if out := s.write(s.one, "one-1", 4, s.cell("one-1").Cell.Answer); out.Outcome != gaps.Same || out.Revision != 4 {
			t.Errorf("nothing changed, and yet %+v", out)
		}
	})
}

// TestConcurrentSaves writes different fields and the same field at the same time: all of it is there afterwards.
func TestConcurrentSaves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		texts := []answers.Answer{{Law: "a"}, {Practice: "b"}, {Challenge: "c"}, {GoodPractice: "d"}, {Law: "e"}, {Law: "f"}, {Citations: []answers.Citation{{Text: "g"}}}, {Citations: []answers.Citation{{Text: "h"}}}}
		var group sync.WaitGroup
		for i, a := range texts {
			group.Go(func() {
				who := s.one
				if i%2 == 1 {
					who = s.two
				}
				if _, err := s.svc.Save(context.WithoutCancel(t.Context()), who, s.round, "two-2", gaps.Entry{Answer: a}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		p := s.cell("two-2")
		got := p.Cell.Answer
		if got.Practice != "b" || got.Challenge != "c" || got.GoodPractice != "d" || len(got.Citations) != 2 {
			t.Errorf("something is lost: %+v", got)
		}
		laws := []string{got.Law}
		for _, c := range p.Comments {
			laws = append(laws, c.Answer.Law)
		}
		if slices.Sort(laws); !slices.Equal(laws, []string{"a", "e", "f"}) {
			t.Errorf("of three texts in one field these are left: %v", laws)
		}
	})
}

// TestInterleavings has three people load and save in any order, each changing some fields to texts of their own. Whatever
// was written and was not overwritten by somebody who had read it stands in the cell or waits as a proposal; and everything that
// ever stood is in the history.
func TestInterleavings(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newStage(t, d)
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		provision := []string{"one-1", "one-2", "one-3", "one-4", "two-1", "two-2", "two-3", "two-4"}[run%8]
		x := interleaving{s: s, provision: provision, t: t, loaded: map[string]gaps.Cell{}, live: map[string]string{}}
		x.load("Expert One")
		x.load("Expert Two")
		x.load("Officer")
		n := rapid.IntRange(1, 12).Draw(t, "steps")
		for i := range n {
			who := rapid.SampledFrom([]string{"Expert One", "Expert Two", "Officer"}).Draw(t, "who")
			if rapid.Bool().Draw(t, "save") {
				x.save(who, fmt.Sprintf("%d.%d", run, i))
			} else {
				x.load(who)
			}
			x.check()
		}
	})
}

type interleaving struct {
	s         *stage
	t         *rapid.T
	provision string
	loaded    map[string]gaps.Cell
	live      map[string]string // texts that nobody has overwritten knowingly, with the field in which they stand
}

func (x *interleaving) load(who string) {
	x.loaded[who] = x.s.cell(x.provision).Cell
}

func (x *interleaving) save(who, mark string) {
	base := x.loaded[who]
	a := base.Answer
	fields := map[string]*string{"law": &a.Law, "practice": &a.Practice, "challenge": &a.Challenge}
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"law", "practice", "challenge"}), 1, 3, rapid.ID[string]).Draw(x.t, "fields") {
		delete(x.live, *fields[name]) // whoever read a text may replace it
		*fields[name] = mark + " " + name
		x.live[*fields[name]] = name
	}
	actor := map[string]access.Actor{"Expert One": x.s.one, "Expert Two": x.s.two, "Officer": x.s.officer}[who]
	x.s.write(actor, x.provision, base.Revision, a)
	x.load(who)
}

func (x *interleaving) check() {
	p := x.s.cell(x.provision)
	there := texts(p.Cell.Answer)
	for _, c := range p.Comments {
		if c.State == gaps.Waits {
			there = append(there, texts(c.Answer)...)
		}
	}
	for text := range x.live {
		if !slices.Contains(there, text) {
			x.t.Fatalf("“%s” is lost: %+v", text, p.Cell.Answer)
		}
	}
	if len(p.Revisions) != p.Cell.Revision || p.Cell.Revision > 0 && !p.Revisions[0].Answer.Equal(p.Cell.Answer) {
		x.t.Fatalf("%d revisions in the history of revision %d", len(p.Revisions), p.Cell.Revision)
	}
}

func texts(a answers.Answer) []string { return []string{a.Law, a.Practice, a.Challenge} }

func TestNothingIsShownBeforeClearance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		public := roomtest.Holding("", gaps.RightRead)
		public.Via, public.Account, public.Grants[0].Role = "public", "", access.Public
		reader := roomtest.Holding("reader", gaps.RightRead)
		reader.Grants[0].Role = access.Public
		read := func(who access.Actor) string {
			t.Helper()
			page, err := s.svc.Read(t.Context(), who, s.assessment, 0, "")
			if fault.IsNotFound(err) {
				return ""
			}
			s.must(err)
			var out []string
			for _, sheet := range page.Sheets {
				for _, l := range sheet.Lines {
					if l.Answer != nil {
						out = append(out, l.Answer.Answer.Law)
					}
				}
			}
			return strings.Join(out, " ")
		}
		s.write(s.one, "one-1", 0, answers.Answer{Law: "first"})
		s.write(s.one, "one-2", 0, answers.Answer{Law: "second"})
		s.write(s.one, "two-1", 0, answers.Answer{Law: "third"})
		s.submit()
		if got := read(public) + read(reader) + read(s.officer); got != "" {
			t.Errorf("before the clearance others read %q", got)
		}
		for who, actor := range map[string]access.Actor{"an officer": s.officer, "an expert": s.one, "an observer": s.observer} {
			if err := s.svc.ClearRound(t.Context(), actor, s.round, gaps.ClearDraft{NoteNumber: "1", NoteOn: s.day, Label: label.Clear}); !fault.IsForbidden(err) {
				t.Errorf("%s cleared: %v", who, err)
			}
		}
		if err := s.svc.ClearRound(t.Context(), s.clears, s.round, gaps.ClearDraft{Label: label.Clear}); fault.AsInvalid(err).Words("note_number") == "" {
			t.Errorf("cleared without a note verbale: %v", err)
		}
		s.must(s.svc.ClearRound(t.Context(), s.clears, s.round, gaps.ClearDraft{
			NoteNumber: "NV 40/2024", NoteOn: s.day, Label: label.Green, Labels: map[string]label.TLP{"one-2": label.Clear}, Withheld: []string{"two-1"},
		}))
		if got := read(public); got != "second" {
			t.Errorf("the public reads %q", got)
		}
		if got := read(reader); got != "first second" {
			t.Errorf("whoever is signed in reads %q", got)
		}
		s.must(s.svc.Take(t.Context(), s.officer, s.round, gaps.StepDraft{Verb: gaps.Reopen, Words: "A new decree"}))
		s.write(s.one, "one-2", 1, answers.Answer{Law: "changed"})
		if got := read(public); got != "second" {
			t.Errorf("after a reopening the public reads %q", got)
		}
		s.submit()
		s.clear(label.Clear)
		if got := read(public); got != "first changed third" {
			t.Errorf("after the second clearance the public reads %q", got)
		}
		s.must(s.svc.TakeBackCleared(t.Context(), s.clears, s.round, gaps.TakeBackDraft{Provisions: []string{"one-2"}, Words: "To be checked"}))
		if got := read(public); got != "first third" {
			t.Errorf("after one was taken back the public reads %q", got)
		}
		if got := s.cell("one-2").Cell.Answer.Law; got != "changed" {
			t.Errorf("what was taken back is lost: %q", got)
		}
	})
}

// TestRounds walks the states of a round in any order: only the ways of the plan are taken, by those who may, and nothing is
// written while the State reads.
func TestRounds(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newStage(t, d)
	s.write(s.one, "one-1", 0, answers.Answer{Law: "law"})
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			before := s.page().Rounds[0]
			verb := rapid.SampledFrom([]gaps.Verb{gaps.Submit, gaps.GiveBack, gaps.Reopen, gaps.Clear}).Draw(t, "verb")
			who := rapid.SampledFrom([]access.Actor{s.officer, s.one, s.clears, s.observer, s.stranger}).Draw(t, "who")
			var err error
			if verb == gaps.Clear {
				err = s.svc.ClearRound(t.Context(), who, s.round, gaps.ClearDraft{NoteNumber: "1", NoteOn: s.day, Label: label.Green})
			} else {
				err = s.svc.Take(t.Context(), who, s.round, gaps.StepDraft{Verb: verb, Words: "why"})
			}
			to, ok := before.State.After(verb)
			may := map[gaps.Verb][]string{gaps.Submit: {"Officer", "Expert One", "Clearing Person"}, gaps.GiveBack: {"Clearing Person"}, gaps.Clear: {"Clearing Person"}, gaps.Reopen: {"Officer"}}
			after := s.page().Rounds[0]
			if ok = ok && slices.Contains(may[verb], who.Name); ok != (err == nil) {
				t.Fatalf("%s at %s by %s: %v", verb, before.State, who.Name, err)
			}
			if !ok {
				to = before.State
			}
			if after.State != to {
				t.Fatalf("%s led from %s to %s", verb, before.State, after.State)
			}
			_, err = s.svc.Save(t.Context(), s.one, s.round, "one-2", gaps.Entry{Base: s.cell("one-2").Cell.Revision, Answer: answers.Answer{Law: fmt.Sprint(run, after.Version)}})
			if (after.State == gaps.Drafting) != (err == nil) {
				t.Fatalf("written at %s: %v", after.State, err)
			}
		}
	})
}

func TestFollowUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.write(s.one, "one-1", 0, answers.Answer{DeJure: "none", Law: "nothing"})
		if _, err := s.svc.OpenRound(t.Context(), s.officer, s.assessment, gaps.RoundDraft{AsAt: "2024-02-28"}); !fault.IsConflict(err) {
			t.Errorf("a round was opened beside one that is written: %v", err)
		}
		s.submit()
		s.clear(label.Green)
		s.day = "2025-03-01"
		next, err := s.svc.OpenRound(t.Context(), s.officer, s.assessment, gaps.RoundDraft{AsAt: "2025-02-28"})
		s.must(err)
		before := s.round
		s.round = next
		if p := s.cell("one-1"); p.Cell.Answer.Law != "nothing" || p.Revisions[0].How != gaps.Carried {
			t.Errorf("%+v", p.Cell)
		}
		s.write(s.one, "one-1", 1, answers.Answer{DeJure: "partial", Law: "a decree"})
		s.submit()
		s.clear(label.Green)
		for number, want := range map[int]string{1: "nothing", 2: "a decree", 0: "a decree"} {
			page, err := s.svc.Read(t.Context(), s.officer, s.assessment, number, "")
			s.must(err)
			if got := page.Sheets[0].Lines[1].Answer.Answer.Law; got != want {
				t.Errorf("round %d reads %q", number, got)
			}
		}
		if err := s.svc.Take(t.Context(), s.officer, before, gaps.StepDraft{Verb: gaps.Reopen, Words: "why"}); !fault.IsConflict(err) {
			t.Errorf("an earlier round was opened again: %v", err)
		}
	})
}

// TestNewVersionLosesNoWord moves a running assessment to a version in which a provision is gone and another one is new.
func TestNewVersionLosesNoWord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		for _, key := range []string{"1", "2", "3", "4"} {
			s.write(s.one, "one-"+key, 0, answers.Answer{Law: "law " + key})
		}
		s.change(func(tx *db.Tx) error { return version(tx, s.first, 2, []string{"1", "3", "5", "4"}) })
		m, err := s.svc.ShowMove(t.Context(), s.officer, s.assessment, s.first)
		s.must(err)
		if len(m.New) != 1 || m.New[0].Key != "5" || len(m.Gone) != 1 || m.Gone[0].Key != "2" || m.Kept != 3 || m.Stays != 1 {
			t.Errorf("%+v", m)
		}
		if err := s.svc.MoveTo(t.Context(), s.one, s.assessment, s.first, m.To.ID); !fault.IsForbidden(err) {
			t.Errorf("an expert moved it: %v", err)
		}
		s.must(s.svc.MoveTo(t.Context(), s.officer, s.assessment, s.first, m.To.ID))
		page, err := s.svc.Round(t.Context(), s.one, s.round)
		s.must(err)
		var laws []string
		for _, l := range append(page.Sheets[0].Lines, page.Sheets[0].Earlier...) {
			if l.Cell.Answer.Law != "" {
				laws = append(laws, l.Cell.Answer.Law)
			}
		}
		if !slices.Equal(laws, []string{"law 1", "law 3", "law 4", "law 2"}) {
			t.Errorf("%v", laws)
		}
		if p := s.cell("one-2"); p.Cell.Answer.Law != "law 2" || p.MayWork {
			t.Errorf("what is gone cannot be read, or can be written: %+v", p)
		}
		if _, err := s.svc.Save(t.Context(), s.one, s.round, "one-2", gaps.Entry{Base: 1}); !fault.IsNotFound(err) {
			t.Errorf("what is gone was written: %v", err)
		}
		s.write(s.one, "one-5", 0, answers.Answer{Law: "law 5"})
		s.submit()
		s.clear(label.Green)
		open, err := s.svc.Read(t.Context(), s.officer, s.assessment, 0, "")
		s.must(err)
		laws = nil
		for _, l := range open.Sheets[0].Lines {
			if l.Answer != nil {
				laws = append(laws, l.Answer.Answer.Law)
			}
		}
		if !slices.Equal(laws, []string{"law 1", "law 3", "law 5", "law 4", "law 2"}) {
			t.Errorf("of what was cleared others read %v", laws)
		}
	})
}

func TestOneClears(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.must(s.svc.Appoint(t.Context(), s.officer, s.assessment, gaps.MemberDraft{Email: address("Stranger"), Part: gaps.Clears, Note: "NV 13/2024"}))
		parts := map[string]gaps.Part{}
		for _, m := range s.page().Members {
			parts[m.Name] = m.Part
		}
		if parts["Clearing Person"] != gaps.Observer || parts["Stranger"] != gaps.Clears || len(parts) != 5 {
			t.Errorf("%v", parts)
		}
		for want, draft := range map[string]gaps.MemberDraft{
			"email": {Email: "nobody@office.example", Part: gaps.Expert}, "note": {Email: address("Observer"), Part: gaps.Clears}, "part": {Email: address("Observer"), Part: "king"},
		} {
			if err := s.svc.Appoint(t.Context(), s.officer, s.assessment, draft); fault.AsInvalid(err).Words(want) == "" {
				t.Errorf("%s: %v", want, err)
			}
		}
		s.must(s.svc.Dismiss(t.Context(), s.officer, s.assessment, s.one.Account))
		if _, err := s.svc.Find(t.Context(), s.one, s.assessment); !fault.IsForbidden(err) {
			t.Errorf("who was dismissed still reads: %v", err)
		}
	})
}

// TestTakeOver offers an answer under mapped provisions and under what a provision became, fills only what is empty, and says from where.
func TestTakeOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.change(func(tx *db.Tx) error {
			for _, m := range [][3]string{{"one-1", "two-1", "equal"}, {"two-1", "two-2", "subset"}} {
				err := tx.Exec(`insert into instrument_mapping (id, from_id, to_id, relation, basis, rationale, draft, source, at, by_actor, by_name) values ($1, $2, $3, $4, '', '', false, 'test', $5, 'system', 'test')`,
					tx.NewID(), m[0], m[1], m[2], tx.Now())
				if err != nil {
					return err
				}
			}
			return nil
		})
		s.write(s.one, "one-1", 0, answers.Answer{DeJure: "full", DeFacto: "regularly", Law: "Law 21", Citations: []answers.Citation{{Text: "Law 21", Article: "2"}}})
		s.write(s.one, "two-2", 0, answers.Answer{Law: "my own words"})
		p := s.cell("two-2")
		if len(p.Offers) != 1 || p.Offers[0].Coverage != "part" || p.Offers[0].Path != "ONE 1 is equal to TWO 1 is a part of TWO 2" {
			t.Fatalf("%+v", p.Offers)
		}
		if _, err := s.svc.TakeOver(t.Context(), s.observer, s.round, "two-2", nil); !fault.IsForbidden(err) {
			t.Errorf("an observer took it over: %v", err)
		}
		fields, err := s.svc.TakeOver(t.Context(), s.two, s.round, "two-2", nil)
		s.must(err)
		p = s.cell("two-2")
		if got := p.Cell.Answer; !slices.Equal(fields, []string{"de_jure", "citations"}) || got.Law != "my own words" || got.DeJure != "partial" || got.DeFacto != "" || len(got.Citations) != 1 {
			t.Errorf("%v, %+v", fields, got)
		}
		if len(p.Origins) != 1 || p.Origins[0].Source != "1 Provision 1" || p.Origins[0].Changed || len(p.Offers) != 0 {
			t.Errorf("%+v, %+v", p.Origins, p.Offers)
		}
		s.write(s.one, "one-1", 1, answers.Answer{DeJure: "partial"})
		if p = s.cell("two-2"); !p.Origins[0].Changed || p.Cell.Answer.DeJure != "partial" {
			t.Errorf("that the source changed is not said: %+v", p.Origins)
		}
		if _, err := s.svc.TakeOver(t.Context(), s.two, s.round, "two-2", nil); !fault.IsConflict(err) {
			t.Errorf("nothing is offered, and yet: %v", err)
		}
		s.change(func(tx *db.Tx) error {
			if err := version(tx, s.first, 2, []string{"2", "3", "4", "5"}); err != nil {
				return err
			}
			return tx.Exec(`insert into provision_was (version_id, provision_id, was_id) values ('one v2', 'one-5', 'one-1')`)
		})
		s.must(s.svc.MoveTo(t.Context(), s.officer, s.assessment, s.first, "one v2"))
		if p := s.cell("one-5"); len(p.Offers) != 2 || p.Offers[0].SourceID != "one-1" || p.Offers[0].Coverage != "whole" {
			t.Errorf("what became of a provision is not offered: %+v", p.Offers)
		}
	})
}
