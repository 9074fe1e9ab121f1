package demo

import (
	"context"
	"time"

	"counterpart/internal/demo/moments"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/commitments"
	"counterpart/internal/db"
	"counterpart/internal/label"
	harvest "counterpart/internal/outcomes"
	"counterpart/internal/threads"
)

// promised is a commitment of the story, made at the function of June 2024.
type promised struct {
	key, party, title, words, due string
	ahead                         int // days after the end of the story on which it is due, where due is empty
	to                            commitments.State
	said, evidence, on            string
}

// promises are the commitments of the story, all invented.
var promises = []promised{
	{
		key: "course", party: "thailand", title: "A yearly course for consular officers", due: "2025-03-31", to: commitments.Done, on: "2025-02-20",
		words: "Thailand will turn the training of consular officers into a course of its own and hold it every year.",
		said:  "The first course was held in Bangkok with twenty-two officers. The next one is in the budget.", evidence: "https://publications.example.org/consular-course",
	},
	{
		key: "desk", party: "indonesia", title: "One desk for cases of online scams", due: "2024-12-31", to: commitments.PartlyDone, on: "2024-12-18",
		words: "We will name one desk that others can call, day and night.", said: "The desk is named and works by day. The night shift waits for staff.", evidence: "Invented circular 14 of December 2024",
	},
	{key: "data", party: "malaysia", title: "Exchange of findings on recruiters every quarter", ahead: 45, to: commitments.InProgress, words: "Malaysia will send what it learns about recruiters every three months.", said: "Three of four notes were sent.", on: "2025-11-10"},
	{key: "banks", party: "philippines", title: "A meeting of banks and investigators", ahead: -20, to: commitments.Accepted, words: "The Philippines will bring banks and investigators together."},
	{key: "hotline", party: "viet_nam", title: "A leaflet in four languages for job seekers", ahead: 120, to: commitments.Accepted, words: "Viet Nam will write and print a leaflet."},
	{key: "law", party: "sri_lanka", title: "A review of the law on labour agents", ahead: 200, to: commitments.Made, words: "Sri Lanka will review its law on labour agents with the office."},
}

// came enters what was undertaken at the function, and what came of the request of 2022.
func (s *story) came(ctx context.Context) error {
	for i := range promises {
		if err := s.promise(ctx, &promises[i]); err != nil {
			return err
		}
	}
	return s.harvested(ctx)
}

// holder is the party's focal point as somebody else than the office.
func (s *story) holder(party string) access.Actor {
	h := s.homes[party]
	a := moments.Acting("", h.focal.name, access.FocalPoint, access.Scope{Parties: []string{h.id}}, commitments.RightSee, commitments.RightReport, harvest.RightSee, harvest.RightPropose)
	a.Link = "story"
	return a
}

func (s *story) promise(ctx context.Context, p *promised) error {
	due := db.Date(p.due)
	if due == "" {
		due = db.Date(s.ago(-p.ahead).Format(time.DateOnly))
	}
	list := []moments.Did{{When: moments.At("2024-06-10", "15:00"), Do: func(tx *db.Tx) error {
		body, err := db.One[string](tx, `select id from body where code = $1`, "steering_group")
		if err != nil {
			return err
		}
		if err := s.commitments.SetBodyIn(tx, s.officer, s.ids["function"], body); err != nil {
			return err
		}
		s.ids["commitment/"+p.key], err = s.commitments.RecordIn(tx, s.officer, commitments.Draft{
			PartyID: s.homes[p.party].id, Title: p.title, Words: p.words, DueOn: due, MadeOn: "2024-06-05", ActivityID: s.ids["function"], BodyID: body, Label: label.Green,
		})
		return err
	}}}
	if p.to != commitments.Made {
		list = append(list, moments.Did{When: moments.At("2024-06-14", "11:00"), Do: s.stands(p, commitments.StepDraft{Verb: commitments.Accept})})
	}
	if p.said != "" {
		list = append(list, moments.Did{When: moments.At(p.on, "14:00"), Do: s.stands(p, commitments.StepDraft{Verb: commitments.Verb(p.to), Words: p.said, Evidence: p.evidence})})
	}
	return moments.Moment(s.moment).All(ctx, list)
}

func (s *story) stands(p *promised, d commitments.StepDraft) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		return s.commitments.TakeIn(tx, s.holder(p.party), s.ids["commitment/"+p.key], d)
	}
}

// decided takes a step with an outcome.
func (s *story) decided(key string, actor func() access.Actor, v harvest.Verb, words string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		return s.outcomes.TakeIn(tx, actor(), s.ids["outcome/"+key], harvest.StepDraft{Verb: v, Words: words})
	}
}

func (s *story) proposed(key, party string, d harvest.Draft, after string) func(*db.Tx) error {
	return func(tx *db.Tx) (err error) {
		d.PartyID = s.homes[party].id
		if s.ids["outcome/"+key], err = s.outcomes.ProposeIn(tx, s.holder(party), d); err != nil {
			return err
		}
		return threads.LinkIn(tx, s.officer, threads.LinkDraft{ // what contributed
			From: threads.Ref{Kind: activities.Kind, ID: s.ids[after]}, To: threads.Ref{Kind: harvest.Kind, ID: s.ids["outcome/"+key]}, Type: threads.LedTo, On: d.From, Label: label.Green,
		})
	}
}

// harvested enters three outcomes: one that is public, one that is accepted, and one that waits for its review.
func (s *story) harvested(ctx context.Context) error {
	officer := func() access.Actor { return s.officer }
	manager := func(i int) func() access.Actor {
		return func() access.Actor {
			a := s.managers[i]
			a.Grants = moments.Acting("", "", access.CoManager, access.Scope{}, harvest.RightSee, harvest.RightApprove).Grants
			return a
		}
	}
	course := harvest.Draft{
		Institution: "Consular department (invented)", Title: "Consular officers are trained every year to recognise trafficking into scam centres", Kind: "practice", From: "2025-02-17", Place: "Bangkok",
		Change:       "Before, officers were trained once, by others. Since February 2025 the department holds a course of its own each year and has written the procedure that it teaches.",
		Significance: "The knowledge no longer leaves with those who were trained.", Contribution: "The regional discussion, the brief and the training of February 2024 gave the material.",
		Area: "law_enforcement", Topic: "cyber_scams", Label: label.Clear,
	}
	return moments.Moment(s.moment).All(ctx, []moments.Did{
		{When: moments.At("2025-03-03", "10:00"), Do: s.proposed("course", "thailand", course, "consular")},
		{When: moments.At("2025-03-05", "10:00"), Do: s.decided("course", officer, harvest.Accept, "")},
		{When: moments.At("2025-04-08", "10:00"), Do: func(tx *db.Tx) error {
			return s.outcomes.SubstantiateIn(tx, s.officer, s.ids["outcome/course"], harvest.WitnessDraft{Office: "An embassy in Bangkok (invented)", Confirms: true, Words: "Our officers took part. The course is held by the department itself."})
		}},
		{When: moments.At("2025-04-14", "10:00"), Do: s.decided("course", officer, harvest.Summarise, "Since 2025, consular officers of Thailand are trained every year, in a course of their own department, to recognise who was trafficked into online scam centres.")},
		{When: moments.At("2025-04-22", "10:00"), Do: s.decided("course", func() access.Actor { return s.holder("thailand") }, harvest.Agree, "")},
		{When: moments.At("2025-04-23", "10:00"), Do: s.decided("course", officer, harvest.Submit, "")},
		{When: moments.At("2025-04-24", "10:00"), Do: s.decided("course", manager(0), harvest.Approve, "")},
		{When: moments.At("2025-04-25", "10:00"), Do: s.decided("course", manager(1), harvest.Approve, "")},
		{When: moments.At("2025-04-28", "10:00"), Do: s.decided("course", officer, harvest.Publish, "")},
		{When: moments.At("2025-05-05", "10:00"), Do: func(tx *db.Tx) error { return s.ledTo(tx, "course", "course") }},
		{When: moments.At("2025-02-03", "10:00"), Do: s.proposed("desk", "indonesia", harvest.Draft{
			Institution: "National Police (invented desk)", Title: "One desk answers calls of other States about online scams", Kind: "relationship", From: "2024-12-18", Place: "Jakarta",
			Change: "Other States called whom they happened to know. Now one desk answers, and passes on.", Contribution: "The desk was promised at the function of June 2024.", Area: "law_enforcement", Topic: "cyber_scams",
		}, "function")},
		{When: moments.At("2025-02-06", "10:00"), Do: s.decided("desk", officer, harvest.Accept, "")},
		{When: moments.At("2025-02-07", "10:00"), Do: func(tx *db.Tx) error { return s.ledTo(tx, "desk", "desk") }},
		{When: s.ago(5), Do: s.proposed("banks", "philippines", harvest.Draft{
			Title: "Banks report transfers that look like scam centres in one form", Kind: "procedure", From: "2026-01-15", Place: "Manila", Topic: "financial_intelligence",
			Change: "Each bank had a form of its own. Since January they use one, which investigators helped to write.", Contribution: "Investigators and banks met at the workshop in Manila.",
		}, "manila")},
	})
}

// ledTo links a commitment with the outcome that came of it.
func (s *story) ledTo(tx *db.Tx, commitment, outcome string) error {
	return threads.LinkIn(tx, s.officer, threads.LinkDraft{
		From: threads.Ref{Kind: commitments.Kind, ID: s.ids["commitment/"+commitment]}, To: threads.Ref{Kind: harvest.Kind, ID: s.ids["outcome/"+outcome]}, Type: threads.LedTo, Label: label.Green,
		On: db.Date("2025-02-20"), Evidence: "What the party reported",
	})
}
