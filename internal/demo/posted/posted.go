// Package posted enters the secondments of the story: an officer who has returned, two of one State who are in post, and a call that is open.
package posted

import (
	"context"
	"fmt"
	"slices"
	"time"

	"counterpart/internal/demo/moments"
	"counterpart/internal/vocabulary/pack"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/demo/events"
	"counterpart/internal/people"
	posts "counterpart/internal/secondments"
)

// Story is what this chapter knows of the story.
type Story struct {
	Officer  access.Actor
	Managers []access.Actor // the Co-Managers
	IDs      map[string]string
	Posts    *posts.Service
	Pack     *pack.Pack
	Focal    func(party string) (id, name string)                           // a party, and its focal point
	Person   func(tx *db.Tx, party string, turn int) (id string, err error) // somebody whom a party can send
	Ago      func(days int) time.Time
	Moment   moments.Moment
}

// seconding are the rights of the office over secondments.
var seconding = []access.Right{posts.RightSee, posts.RightEdit, posts.RightNominate, posts.RightScore, people.RightSee}

// bosses are the Co-Managers as they approve terms of reference and sit on panels.
func (s *Story) bosses() []access.Actor {
	out := make([]access.Actor, len(s.Managers))
	for i, m := range s.Managers {
		out[i] = moments.Acting(m.Account, m.Name, access.CoManager, access.Scope{}, posts.RightSee, posts.RightApprove, posts.RightScore)
		out[i].Person = m.Person
	}
	return out
}

// sends is the focal point of a party as it nominates.
func (s *Story) sends(party string) access.Actor {
	id, name := s.Focal(party)
	return moments.Acting("", name, access.FocalPoint, access.Scope{Parties: []string{id}}, posts.RightSee, posts.RightNominate, people.RightSee)
}

// day is so many days before the end of the story, as a date.
func (s *Story) day(ago int) db.Date { return db.Date(s.Ago(ago).Format(time.DateOnly)) }

// Enter enters the desks, an officer who has returned, two of one State who are in post, and a call that is open.
func (s *Story) Enter(ctx context.Context) error {
	s.Officer.Grants = append(s.Officer.Grants, moments.Acting("", "", access.Officer, access.Scope{}, seconding...).Grants...)
	err := s.Moment(ctx, s.Ago(1100), func(_ context.Context, tx *db.Tx) error {
		for i := range events.Desks {
			id, err := s.Posts.AddDeskIn(tx, s.Officer, posts.DeskDraft{Office: events.Office, Name: events.Desks[i], Active: true})
			if err != nil {
				return err
			}
			s.IDs["desk/"+events.Desks[i]] = id
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range events.Posts {
		if err := s.fill(ctx, &events.Posts[i]); err != nil {
			return fmt.Errorf("%s: %w", events.Posts[i].Title, err)
		}
	}
	return nil
}

// fill brings an assignment as far as the story says.
func (s *Story) fill(ctx context.Context, p *events.Post) error {
	if err := s.Moment.All(ctx, s.callFor(p)); err != nil {
		return err
	}
	for i := range p.Candidates {
		if err := s.Moment.All(ctx, s.nominates(p, &p.Candidates[i])); err != nil {
			return err
		}
	}
	if p.Closes > 0 {
		if err := s.Moment.All(ctx, s.acts(p, p.Closes-1, posts.CloseIt)); err != nil {
			return err
		}
	}
	for i := range p.Candidates {
		if p.Candidates[i].To == string(posts.Nominated) {
			continue
		}
		if err := s.Moment.All(ctx, s.candidacy(p, &p.Candidates[i])); err != nil {
			return err
		}
	}
	if p.From > 0 {
		return s.Moment.All(ctx, s.acts(p, 1, posts.Fill))
	}
	return nil
}

// acts is a step of the office with an assignment.
func (s *Story) acts(p *events.Post, ago int, a posts.Act) []moments.Did {
	return []moments.Did{{When: s.Ago(ago), Do: func(tx *db.Tx) error {
		return s.Posts.ActIn(tx, s.Officer, s.IDs["assignment/"+p.Key], posts.ActDraft{Act: a})
	}}}
}

// callFor are the steps from the terms of reference to the call.
func (s *Story) callFor(p *events.Post) []moments.Did {
	key := "assignment/" + p.Key
	act := func(ago int, actor access.Actor, a posts.Act) moments.Did {
		return moments.Did{When: s.Ago(ago), Do: func(tx *db.Tx) error { return s.Posts.ActIn(tx, actor, s.IDs[key], posts.ActDraft{Act: a}) }}
	}
	bosses := s.bosses()
	return []moments.Did{
		{When: s.Ago(p.Drafted), Do: func(tx *db.Tx) (err error) {
			d := posts.TermsDraft{
				Title: p.Title, Project: p.Project, Tasks: p.Tasks, Deliverables: p.Deliverables, Profile: p.Profile, Criteria: p.Criteria, Languages: "English", Office: events.Office, Station: "Bangkok",
				DeskID: s.IDs["desk/"+p.Desk], From: s.day(p.From), To: s.day(p.To), Places: p.Places, Area: p.Area,
				Costs: []posts.Cost{
					{Item: "Salary and social security", Bearer: posts.BearerState},
					{Item: "Housing", Bearer: posts.BearerMechanism, Amount: p.Housing, Currency: "AUD"},
					{Item: "Desk and equipment", Bearer: posts.BearerHost, Amount: p.Equipment, Currency: "AUD"},
				},
			}
			s.IDs[key], err = s.Posts.DraftIn(tx, s.Officer, d)
			return err
		}},
		act(p.Drafted-2, s.Officer, posts.Submit), act(p.Drafted-5, bosses[0], posts.Approve), act(p.Drafted-6, bosses[1], posts.Approve),
		{When: s.Ago(p.Drafted - 8), Do: func(tx *db.Tx) error {
			d := posts.CallDraft{Number: p.Number, ClosesOn: s.day(p.Closes), Most: 2}
			for _, party := range p.Called {
				id, _ := s.Focal(party)
				d.PartyIDs = append(d.PartyIDs, id)
			}
			if err := s.Posts.IssueIn(tx, s.Officer, s.IDs[key], d); err != nil {
				return err
			}
			for _, m := range append(slices.Clone(bosses), s.Officer) {
				if err := s.Posts.SeatIn(tx, s.Officer, s.IDs[key], m.Account, true); err != nil {
					return err
				}
			}
			return nil
		}},
	}
}

// nominates names a candidate.
func (s *Story) nominates(p *events.Post, c *events.Candidate) []moments.Did {
	return []moments.Did{{When: s.Ago(c.Nominated), Do: func(tx *db.Tx) error {
		party, _ := s.Focal(c.Party)
		person, err := s.Person(tx, c.Party, c.Turn)
		if err != nil {
			return err
		}
		s.IDs["secondment/"+c.Key], err = s.Posts.NominateIn(tx, s.sends(c.Party), s.IDs["assignment/"+p.Key], posts.NominationDraft{PartyID: party, NoteNumber: c.Note, PersonID: person})
		s.IDs["secondee/"+c.Key] = person
		return err
	}}}
}

// candidacy brings a candidate as far as the story says, a few days from step to step.
func (s *Story) candidacy(p *events.Post, c *events.Candidate) []moments.Did {
	id, bosses := "secondment/"+c.Key, s.bosses()
	take := func(ago int, actor access.Actor, v posts.Verb, words string) moments.Did {
		return moments.Did{When: s.Ago(ago), Do: func(tx *db.Tx) error {
			return s.Posts.TakeIn(tx, actor, s.IDs[id], posts.StepDraft{Verb: v, Words: words})
		}}
	}
	list := []moments.Did{
		{When: s.Ago(p.Closes - 2), Do: func(tx *db.Tx) error {
			return s.Posts.ScreenIn(tx, s.Officer, s.IDs[id], posts.ScreenDraft{Checks: []posts.Check{{Criterion: 0, Met: true}, {Criterion: 1, Met: true}}})
		}},
		{When: s.Ago(p.Closes - 9), Do: func(tx *db.Tx) error { return s.interview(tx, s.IDs[id], c, bosses) }},
	}
	if c.To == string(posts.NotSelected) {
		return append(list, take(p.Closes-11, s.Officer, posts.Pass, "Another candidate has worked with such cases for longer."),
			take(p.Closes-12, s.Officer, posts.Feedback, "The panel thanks for a convincing nomination. Another candidate had more years with such cases; the office hopes to read of this officer again."))
	}
	list = append(list,
		take(p.Closes-11, s.Officer, posts.Select, ""), take(p.Closes-12, s.Officer, posts.Offer, ""), take(p.Closes-18, s.sends(c.Party), posts.Accept, ""),
		moments.Did{When: s.Ago(p.Closes - 22), Do: func(tx *db.Tx) error { return s.prepareSecondee(tx, s.IDs[id], c, p) }},
	)
	return append(list, s.inPost(p, c)...)
}

// interview lets the panel speak: a Co-Manager of the sending State declares a conflict of interest.
func (s *Story) interview(tx *db.Tx, id string, c *events.Candidate, bosses []access.Actor) error {
	for i, m := range append(slices.Clone(bosses), s.Officer) {
		if conflict := i == 1 && c.Party == "indonesia"; conflict {
			if err := s.Posts.DeclareIn(tx, m, id, true, "The candidate comes from the service in which I worked."); err != nil {
				return err
			}
			continue
		}
		if err := s.Posts.DeclareIn(tx, m, id, false, ""); err != nil {
			return err
		}
		if err := s.Posts.ScoreIn(tx, m, id, posts.Scores{Points: []int{c.Points, min(5, c.Points+i%2)}, Words: "Spoke clearly of own cases, and of what the project needs."}); err != nil {
			return err
		}
	}
	return nil
}

// prepareSecondee has the letter signed, and notes what was seen before the first day.
func (s *Story) prepareSecondee(tx *db.Tx, id string, c *events.Candidate, p *events.Post) error {
	if err := s.Posts.AppointIn(tx, s.Officer, id, posts.AppointDraft{Supervisor: s.Officer.Account, DeskID: s.IDs["desk/"+c.Desk]}); err != nil {
		return err
	}
	today := tx.Today()
	if err := s.Posts.SignIn(tx, s.Officer, id, posts.LetterDraft{Number: p.Number + "/" + c.Key, State: today.AddDays(-2), Host: today, Person: today.AddDays(-1)}); err != nil {
		return err
	}
	for _, f := range s.Pack.Formalities {
		x := posts.TickDraft{}
		if f.Code == "visa" || f.Code == "insurance" {
			x.Until = s.day(p.To - c.Valid)
		}
		if err := s.Posts.TickIn(tx, s.Officer, id, f.Code, x); err != nil {
			return err
		}
	}
	return nil
}

// inPost is what a secondee does from the first day on.
func (s *Story) inPost(p *events.Post, c *events.Candidate) []moments.Did {
	id := "secondment/" + c.Key
	me := func() access.Actor {
		a := moments.Acting("", "Secondee", access.Participant, access.Scope{Person: s.IDs["secondee/"+c.Key]}, posts.RightOwn)
		a.Person = s.IDs["secondee/"+c.Key]
		return a
	}
	review := func(ago int, side, words string) moments.Did {
		return moments.Did{When: s.Ago(ago), Do: func(tx *db.Tx) error {
			actor := s.Officer
			if side == posts.SideSecondee {
				actor = me()
			}
			return s.Posts.ReviewIn(tx, actor, s.IDs[id], posts.ReviewDraft{Side: side, Words: words, Rating: 4})
		}}
	}
	step := func(ago int, v posts.Verb, words string) moments.Did {
		return moments.Did{When: s.Ago(ago), Do: func(tx *db.Tx) error {
			return s.Posts.TakeIn(tx, s.Officer, s.IDs[id], posts.StepDraft{Verb: v, Words: words})
		}}
	}
	out := []moments.Did{step(p.From, posts.Begin, ""), {When: s.Ago(p.From - 3), Do: func(tx *db.Tx) error {
		for _, t := range c.Plan {
			task, err := s.Posts.AddTaskIn(tx, me(), s.IDs[id], posts.TaskDraft{Title: t.Title, From: s.day(t.From), To: s.day(t.To)})
			if err != nil {
				return err
			}
			if err := s.Posts.SetProgressIn(tx, me(), s.IDs[id], task, t.Progress); err != nil {
				return err
			}
		}
		return nil
	}}}
	if c.MidTerm > 0 {
		out = append(out, review(c.MidTerm, posts.SideSecondee, "The first half went into reading cases of six States. What is left is to write it up."), review(c.MidTerm-1, posts.SideSupervisor, "On time, and asked for by two working groups already."))
	}
	if c.To != string(posts.Returned) {
		return out
	}
	return append(out,
		step(p.To-1, posts.End, ""), review(p.To-4, posts.SideSecondee, "The picture of routes is finished and in use."), review(p.To-5, posts.SideSupervisor, "Did what was agreed, and trained a successor."),
		step(p.To-9, posts.Debrief, "Both reports were talked through. The State was told what was learnt."), step(p.To-10, posts.Return, ""))
}
