package abuse

import (
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/secondments"
)

// second brings the first person of each party into post twice, for assignments of which the call went to that party. The links belong
// to the second one: what is tried with the first one ends links.
func (f *filler) second() {
	officer := f.actors["officer"]
	desk, err := f.app.Secondments.AddDesk(f.ctx, officer, secondments.DeskDraft{Office: "Office", Name: "Desk 1", Active: true})
	f.put("desk", desk, err)
	for _, p := range []string{"A", "B"} {
		f.ids["assignment."+p] = f.called(p)
		f.ids["secondment."+p], f.ids["task."+p] = f.posted(p, f.ids["assignment."+p])
		f.find("paper."+p, `select id from secondment_file where secondment_id = $1`, f.ids["secondment."+p])
		linked := f.called(p)
		id, _ := f.posted(p, linked)
		link := f.find("link.second."+p, `select link_id from assignment_call where assignment_id = $1`, linked)
		f.links["second."+p] = tokenOf(f.app.Accounts.LinkURL(link, accounts.PurposeSecond))
		link = f.find("link.posted."+p, `select link_id from secondment where id = $1`, id)
		f.links["posted."+p] = tokenOf(f.app.Accounts.LinkURL(link, accounts.PurposePosted))
	}
}

// called is an assignment of which the call went to a party.
func (f *filler) called(p string) string {
	officer, group := f.actors["officer"], strings.ToLower(p)
	today := db.Date(time.Now().UTC().Format(time.DateOnly))
	id, err := f.app.Secondments.Draft(f.ctx, officer, secondments.TermsDraft{
		Title: canary(group+"assignment", "title"), Project: canary(group+"assignment", "project"), Tasks: "Tasks", Deliverables: "A brief", Criteria: "* Years", Office: "Office", DeskID: f.ids["desk"],
		From: today, To: today.AddDays(300), Places: 2, Costs: []secondments.Cost{{Item: "Salary", Bearer: secondments.BearerState}},
	})
	f.do("draft", err)
	act := func(who string, a secondments.Act) {
		f.do(string(a), f.app.Secondments.Act(f.ctx, f.actors[who], id, secondments.ActDraft{Act: a}))
	}
	act("officer", secondments.Submit)
	act("comanager", secondments.Approve)
	act("spare", secondments.Approve)
	f.do("call", f.app.Secondments.Issue(f.ctx, officer, id, secondments.CallDraft{Number: "NV 1", ClosesOn: today.AddDays(90), Most: 5, PartyIDs: []string{f.ids["party."+p]}}))
	for _, who := range []string{"comanager", "spare", "officer"} {
		f.do("seat", f.app.Secondments.Seat(f.ctx, officer, id, f.actors[who].Account, true))
	}
	return id
}

// posted takes the first person of a party from the nomination into post, with an item in the work plan.
func (f *filler) posted(p, assignment string) (id, task string) {
	s, officer := f.app.Secondments, f.actors["officer"]
	today := db.Date(time.Now().UTC().Format(time.DateOnly))
	id, err := s.Nominate(f.ctx, officer, assignment, secondments.NominationDraft{
		PartyID: f.ids["party."+p], NoteNumber: "N 1", PersonID: f.ids["person."+p+"1"], CV: &files.Upload{Field: "file", Name: "cv.csv", Bytes: []byte("a;b\n1;2\n")},
	})
	f.do("nominate", err)
	f.do("screen", s.Screen(f.ctx, officer, id, secondments.ScreenDraft{Checks: []secondments.Check{{Criterion: 0, Met: true}}}))
	for _, who := range []string{"comanager", "spare", "officer"} {
		f.do("declare", s.Declare(f.ctx, f.actors[who], id, false, ""))
		f.do("score", s.Score(f.ctx, f.actors[who], id, secondments.Scores{Points: []int{4}, Words: "Good"}))
	}
	for _, v := range []secondments.Verb{secondments.Select, secondments.Offer, secondments.Accept} {
		f.do(string(v), s.Take(f.ctx, officer, id, secondments.StepDraft{Verb: v, Words: "By note."}))
	}
	f.do("appoint", s.Appoint(f.ctx, officer, id, secondments.AppointDraft{Supervisor: officer.Account}))
	f.do("sign", s.Sign(f.ctx, officer, id, secondments.LetterDraft{Number: "L 1", State: today, Host: today, Person: today}))
	page, err := s.Find(f.ctx, access.System("test", secondments.RightSee), id)
	f.do("find", err)
	for _, x := range page.Formalities {
		f.do("tick", s.Tick(f.ctx, officer, id, x.Code, secondments.TickDraft{}))
	}
	f.do("begin", s.Take(f.ctx, officer, id, secondments.StepDraft{Verb: secondments.Begin}))
	task, err = s.AddTask(f.ctx, officer, id, secondments.TaskDraft{Title: "Collect", From: today, To: today.AddDays(20)})
	f.do("plan", err)
	return id, task
}
