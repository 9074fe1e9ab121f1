package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/demo/events"
	"counterpart/internal/people"
	posts "counterpart/internal/secondments"
)

// seconding are the rights of the office over secondments.
var seconding = []access.Right{posts.RightSee, posts.RightEdit, posts.RightNominate, posts.RightScore, people.RightSee}

// bosses are the Co-Managers as they approve terms of reference and sit on panels.
func (s *story) bosses() []access.Actor {
	out := make([]access.Actor, len(s.managers))
	for i, m := range s.managers {
		out[i] = acting(m.Account, m.Name, access.CoManager, access.Scope{}, posts.RightSee, posts.RightApprove, posts.RightScore)
		out[i].Person = m.Person
	}
	return out
}

// sends is the focal point of a party as it nominates.
func (s *story) sends(party string) access.Actor {
	h := s.homes[party]
	return acting("", h.focal.name, access.FocalPoint, access.Scope{Parties: []string{h.id}}, posts.RightSee, posts.RightNominate, people.RightSee)
}

// day is so many days before the end of the story, as a date.
func (s *story) day(ago int) db.Date { return db.Date(s.ago(ago).Format(time.DateOnly)) }

// seconded enters the desks, an officer who has returned, two of one State who are in post, and a call that is open.
func (s *story) seconded(ctx context.Context) error {
	s.officer.Grants = append(s.officer.Grants, acting("", "", access.Officer, access.Scope{}, seconding...).Grants...)
	err := s.moment(ctx, s.ago(1100), func(_ context.Context, tx *db.Tx) error {
		for i := range events.Desks {
			id, err := s.posts.AddDeskIn(tx, s.officer, posts.DeskDraft{Office: events.Office, Name: events.Desks[i], Active: true})
			if err != nil {
				return err
			}
			s.ids["desk/"+events.Desks[i]] = id
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
func (s *story) fill(ctx context.Context, p *events.Post) error {
	if err := s.dids(ctx, s.callFor(p)); err != nil {
		return err
	}
	for i := range p.Candidates {
		if err := s.dids(ctx, s.nominates(p, &p.Candidates[i])); err != nil {
			return err
		}
	}
	if p.Closes > 0 {
		if err := s.dids(ctx, s.acts(p, p.Closes-1, posts.CloseIt)); err != nil {
			return err
		}
	}
	for i := range p.Candidates {
		if p.Candidates[i].To == string(posts.Nominated) {
			continue
		}
		if err := s.dids(ctx, s.candidacy(p, &p.Candidates[i])); err != nil {
			return err
		}
	}
	if p.From > 0 {
		return s.dids(ctx, s.acts(p, 1, posts.Fill))
	}
	return nil
}

// acts is a step of the office with an assignment.
func (s *story) acts(p *events.Post, ago int, a posts.Act) []did {
	return []did{{s.ago(ago), func(tx *db.Tx) error {
		return s.posts.ActIn(tx, s.officer, s.ids["assignment/"+p.Key], posts.ActDraft{Act: a})
	}}}
}

// callFor are the steps from the terms of reference to the call.
func (s *story) callFor(p *events.Post) []did {
	key := "assignment/" + p.Key
	act := func(ago int, actor access.Actor, a posts.Act) did {
		return did{s.ago(ago), func(tx *db.Tx) error { return s.posts.ActIn(tx, actor, s.ids[key], posts.ActDraft{Act: a}) }}
	}
	bosses := s.bosses()
	return []did{
		{s.ago(p.Drafted), func(tx *db.Tx) (err error) {
			d := posts.TermsDraft{
				Title: p.Title, Project: p.Project, Tasks: p.Tasks, Deliverables: p.Deliverables, Profile: p.Profile, Criteria: p.Criteria, Languages: "English", Office: events.Office, Station: "Bangkok",
				DeskID: s.ids["desk/"+p.Desk], From: s.day(p.From), To: s.day(p.To), Places: p.Places, Area: p.Area,
				Costs: []posts.Cost{
					{Item: "Salary and social security", Bearer: posts.BearerState},
					{Item: "Housing", Bearer: posts.BearerMechanism, Amount: p.Housing, Currency: "AUD"},
					{Item: "Desk and equipment", Bearer: posts.BearerHost, Amount: p.Equipment, Currency: "AUD"},
				},
			}
			s.ids[key], err = s.posts.DraftIn(tx, s.officer, d)
			return err
		}},
		act(p.Drafted-2, s.officer, posts.Submit), act(p.Drafted-5, bosses[0], posts.Approve), act(p.Drafted-6, bosses[1], posts.Approve),
		{s.ago(p.Drafted - 8), func(tx *db.Tx) error {
			d := posts.CallDraft{Number: p.Number, ClosesOn: s.day(p.Closes), Most: 2}
			for _, party := range p.Called {
				d.PartyIDs = append(d.PartyIDs, s.homes[party].id)
			}
			if err := s.posts.IssueIn(tx, s.officer, s.ids[key], d); err != nil {
				return err
			}
			for _, m := range append(slices.Clone(bosses), s.officer) {
				if err := s.posts.SeatIn(tx, s.officer, s.ids[key], m.Account, true); err != nil {
					return err
				}
			}
			return nil
		}},
	}
}

// nominates names a candidate.
func (s *story) nominates(p *events.Post, c *events.Candidate) []did {
	return []did{{s.ago(c.Nominated), func(tx *db.Tx) error {
		h := s.homes[c.Party]
		list, err := s.send(tx, h, c.Turn, 1)
		if err != nil {
			return err
		}
		s.ids["secondment/"+c.Key], err = s.posts.NominateIn(tx, s.sends(c.Party), s.ids["assignment/"+p.Key], posts.NominationDraft{PartyID: h.id, NoteNumber: c.Note, PersonID: list[0].id})
		s.ids["secondee/"+c.Key] = list[0].id
		return err
	}}}
}

// candidacy brings a candidate as far as the story says, a few days from step to step.
func (s *story) candidacy(p *events.Post, c *events.Candidate) []did {
	id, bosses := "secondment/"+c.Key, s.bosses()
	take := func(ago int, actor access.Actor, v posts.Verb, words string) did {
		return did{s.ago(ago), func(tx *db.Tx) error {
			return s.posts.TakeIn(tx, actor, s.ids[id], posts.StepDraft{Verb: v, Words: words})
		}}
	}
	list := []did{
		{s.ago(p.Closes - 2), func(tx *db.Tx) error {
			return s.posts.ScreenIn(tx, s.officer, s.ids[id], posts.ScreenDraft{Checks: []posts.Check{{Criterion: 0, Met: true}, {Criterion: 1, Met: true}}})
		}},
		{s.ago(p.Closes - 9), func(tx *db.Tx) error { return s.interview(tx, s.ids[id], c, bosses) }},
	}
	if c.To == string(posts.NotSelected) {
		return append(list, take(p.Closes-11, s.officer, posts.Pass, "Another candidate has worked with such cases for longer."),
			take(p.Closes-12, s.officer, posts.Feedback, "The panel thanks for a convincing nomination. Another candidate had more years with such cases; the office hopes to read of this officer again."))
	}
	list = append(list,
		take(p.Closes-11, s.officer, posts.Select, ""), take(p.Closes-12, s.officer, posts.Offer, ""), take(p.Closes-18, s.sends(c.Party), posts.Accept, ""),
		did{s.ago(p.Closes - 22), func(tx *db.Tx) error { return s.prepareSecondee(tx, s.ids[id], c, p) }},
	)
	return append(list, s.inPost(p, c)...)
}

// interview lets the panel speak: a Co-Manager of the sending State declares a conflict of interest.
func (s *story) interview(tx *db.Tx, id string, c *events.Candidate, bosses []access.Actor) error {
	for i, m := range append(slices.Clone(bosses), s.officer) {
		if conflict := i == 1 && c.Party == "indonesia"; conflict {
			if err := s.posts.DeclareIn(tx, m, id, true, "The candidate comes from the service in which I worked."); err != nil {
				return err
			}
			continue
		}
		if err := s.posts.DeclareIn(tx, m, id, false, ""); err != nil {
			return err
		}
		if err := s.posts.ScoreIn(tx, m, id, posts.Scores{Points: []int{c.Points, min(5, c.Points+i%2)}, Words: "Spoke clearly of own cases, and of what the project needs."}); err != nil {
			return err
		}
	}
	return nil
}

// prepareSecondee has the letter signed, and notes what was seen before the first day.
func (s *story) prepareSecondee(tx *db.Tx, id string, c *events.Candidate, p *events.Post) error {
	if err := s.posts.AppointIn(tx, s.officer, id, posts.AppointDraft{Supervisor: s.officer.Account, DeskID: s.ids["desk/"+c.Desk]}); err != nil {
		return err
	}
	today := tx.Today()
	if err := s.posts.SignIn(tx, s.officer, id, posts.LetterDraft{Number: p.Number + "/" + c.Key, State: today.AddDays(-2), Host: today, Person: today.AddDays(-1)}); err != nil {
		return err
	}
	for _, f := range s.pack.Formalities {
		x := posts.TickDraft{}
		if f.Code == "visa" || f.Code == "insurance" {
			x.Until = s.day(p.To - c.Valid)
		}
		if err := s.posts.TickIn(tx, s.officer, id, f.Code, x); err != nil {
			return err
		}
	}
	return nil
}

// inPost is what a secondee does from the first day on.
func (s *story) inPost(p *events.Post, c *events.Candidate) []did {
	id := "secondment/" + c.Key
	me := func() access.Actor {
		a := acting("", "Secondee", access.Participant, access.Scope{Person: s.ids["secondee/"+c.Key]}, posts.RightOwn)
		a.Person = s.ids["secondee/"+c.Key]
		return a
	}
	review := func(ago int, side, words string) did {
		return did{s.ago(ago), func(tx *db.Tx) error {
			actor := s.officer
			if side == posts.SideSecondee {
				actor = me()
			}
			return s.posts.ReviewIn(tx, actor, s.ids[id], posts.ReviewDraft{Side: side, Words: words, Rating: 4})
		}}
	}
	step := func(ago int, v posts.Verb, words string) did {
		return did{s.ago(ago), func(tx *db.Tx) error {
			return s.posts.TakeIn(tx, s.officer, s.ids[id], posts.StepDraft{Verb: v, Words: words})
		}}
	}
	out := []did{step(p.From, posts.Begin, ""), {s.ago(p.From - 3), func(tx *db.Tx) error {
		for _, t := range c.Plan {
			task, err := s.posts.AddTaskIn(tx, me(), s.ids[id], posts.TaskDraft{Title: t.Title, From: s.day(t.From), To: s.day(t.To)})
			if err != nil {
				return err
			}
			if err := s.posts.SetProgressIn(tx, me(), s.ids[id], task, t.Progress); err != nil {
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
