package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"counterpart/internal/demo/moments"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/support"
	"counterpart/internal/threads"
)

// focalOf is the actor of a party's focal point.
func (s *story) focalOf(party string) access.Actor {
	h := s.homes[party]
	return moments.Acting("", h.focal.name, access.FocalPoint, access.Scope{Parties: []string{h.id}}, support.RightSee, support.RightAsk, support.RightOffers)
}

// supported enters what parties asked for and offered: the request of 2022 with everything that came of it, and some others.
func (s *story) supported(ctx context.Context) error {
	for i := range offersMade {
		if err := s.makeOffer(ctx, &offersMade[i]); err != nil {
			return fmt.Errorf("%s: %w", offersMade[i].title, err)
		}
	}
	if err := s.firstRequest(ctx); err != nil {
		return err
	}
	for i := range requestsMade {
		if err := s.makeRequest(ctx, &requestsMade[i]); err != nil {
			return fmt.Errorf("%s: %w", requestsMade[i].title, err)
		}
	}
	return nil
}

func (s *story) makeOffer(ctx context.Context, o *offered) error {
	var when time.Time
	if days, err := strconv.Atoi(o.date); err == nil {
		when = s.ago(days)
	} else {
		when = moments.At(o.date, "10:00")
	}
	return s.moment(ctx, when, func(_ context.Context, tx *db.Tx) error {
		d := support.OfferDraft{
			PartyID: s.homes[o.party].id, Subject: o.subject, Help: o.help, Title: o.title, Body: o.body, Languages: o.languages, ToKinds: o.kinds, ToRegions: o.regions,
			Limits: o.limits, Contact: o.contact, Label: label.TLP(o.label),
		}
		if o.years > 0 {
			d.ValidUntil = db.Date(when.AddDate(o.years, 0, 0).Format(time.DateOnly))
		}
		id, err := s.support.AddOfferIn(tx, s.officer, d)
		s.ids["offer/"+o.key] = id
		return err
	})
}

// step takes a step of a request as the officer.
func (s *story) step(id *string, v support.Verb, parties ...string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		d := support.StepDraft{Verb: v}
		for _, p := range parties {
			d.PartyIDs = append(d.PartyIDs, s.homes[p].id)
		}
		return s.support.TakeIn(tx, s.officer, *id, d)
	}
}

// agree proposes an offer for a request, and lets sides say yes.
func (s *story) agree(id *string, offer string, asker, giver string, sides ...string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		match, err := s.support.ProposeIn(tx, s.officer, *id, s.ids["offer/"+offer], "Same subject, same type of help")
		if err != nil {
			return err
		}
		for _, side := range sides {
			who := map[string]string{support.Asker: asker, support.Giver: giver}[side]
			if err := s.support.AnswerMatchIn(tx, s.focalOf(who), match, support.AnswerDraft{Side: side, Answer: support.Yes}); err != nil {
				return err
			}
		}
		return nil
	}
}

func (s *story) responded(id *string, d support.ResponseDraft) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := s.support.RespondIn(tx, s.officer, *id, d)
		return err
	}
}

// said lets a party say whether a request was met.
func (s *story) said(id *string, party, answer, words string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		return s.support.SayFulfilledIn(tx, s.focalOf(party), *id, support.FulfilmentDraft{PartyID: s.homes[party].id, Answer: answer, Words: words})
	}
}

const briefAddress = "https://publications.example.org/trapped-in-deceit"

// firstRequest is the chain that the initiative goes back to: a State asks for support, and each thing leads to the next.
func (s *story) firstRequest(ctx context.Context) error {
	id := ""
	activity := func(key string) support.ResponseDraft {
		kind := "dialogue"
		if key == "consular" || key == "manila" {
			kind = "training"
		}
		return support.ResponseDraft{Kind: kind, ActivityID: s.ids[key]}
	}
	return moments.Moment(s.moment).All(ctx, []moments.Did{
		{When: moments.At("2022-11-21", "10:00"), Do: func(tx *db.Tx) (err error) {
			id, err = s.support.EnterIn(tx, s.officer, support.Draft{
				PartyID: s.homes["indonesia"].id, Channel: support.ByLetter, DocumentNo: "D/02214/11/2022/68", Subject: "cyber_scams", Help: "dialogue", Languages: []string{"en", "id"}, Urgency: "urgent",
				Title: "Support against trafficking into online scam centres",
				Body: "Nationals are recruited with offers of work abroad and made to commit fraud online. Several States of the region see the same and know little of each other's findings.\n\n" +
					"Indonesia asks for a discussion of those concerned, for a text that describes what is known, and for practice of consular officers and investigators.",
				Beneficiaries: "Ministry of Foreign Affairs\nNational Police\nImmigration", Tried: "Talks with single States.", SummaryAgreed: true,
				Summary: "A State asks for a regional discussion of trafficking into online scam centres, a text on what is known, and training.",
			})
			return err
		}},
		{When: moments.At("2022-11-23", "11:00"), Do: func(tx *db.Tx) error { return s.step(&id, support.Authenticate)(tx) }},
		{When: moments.At("2022-11-24", "09:30"), Do: func(tx *db.Tx) error { return s.step(&id, support.Acknowledge)(tx) }},
		{When: moments.At("2022-11-24", "10:00"), Do: func(tx *db.Tx) error { return s.step(&id, support.Announce)(tx) }},
		{When: moments.At("2022-12-05", "10:00"), Do: func(tx *db.Tx) error {
			return s.step(&id, support.Circulate, "thailand", "malaysia", "philippines", "viet_nam", "cambodia", "australia", "iom", "unodc")(tx)
		}},
		{When: moments.At("2022-12-14", "15:00"), Do: func(tx *db.Tx) error {
			return s.agree(&id, "host", "indonesia", "thailand", support.Asker, support.Giver)(tx)
		}},
		{When: moments.At("2023-01-09", "10:00"), Do: func(tx *db.Tx) error { return s.step(&id, support.Begin)(tx) }},
		{When: moments.At("2023-01-19", "10:00"), Do: func(tx *db.Tx) error { return s.responded(&id, activity("discussion"))(tx) }},
		{When: moments.At("2023-04-11", "10:00"), Do: func(tx *db.Tx) error {
			return s.responded(&id, support.ResponseDraft{Kind: "brief", Title: "Trapped in Deceit (brief)", Address: briefAddress, On: "2023-04-07", Words: "What the discussion found, for policy makers and investigators."})(tx)
		}},
		{When: moments.At("2023-09-14", "10:00"), Do: func(tx *db.Tx) error { return s.responded(&id, activity("roundtable"))(tx) }},
		{When: moments.At("2024-02-26", "10:00"), Do: func(tx *db.Tx) error { return s.responded(&id, activity("consular"))(tx) }},
		{When: moments.At("2024-04-22", "10:00"), Do: func(tx *db.Tx) error { return s.responded(&id, activity("manila"))(tx) }},
		{When: moments.At("2024-04-29", "10:00"), Do: func(tx *db.Tx) error { return s.chain(tx, id) }},
		{When: moments.At("2024-05-06", "10:00"), Do: func(tx *db.Tx) error { return s.step(&id, support.Deliver)(tx) }},
		{When: moments.At("2025-05-07", "10:00"), Do: func(tx *db.Tx) error { return s.step(&id, support.AskIfMet)(tx) }},
		{When: moments.At("2025-05-19", "14:00"), Do: func(tx *db.Tx) error { return s.said(&id, "thailand", "met", "The discussion goes on by itself.")(tx) }},
		{When: moments.At("2025-05-21", "09:00"), Do: func(tx *db.Tx) error {
			return s.said(&id, "indonesia", "partly_met", "The dialogue and the training met the need. Investigators still have no common course.")(tx)
		}},
	})
}

// chain links what came of the first request with each other.
func (s *story) chain(tx *db.Tx, request string) error {
	s.ids["request"] = request
	brief, err := db.One[string](tx, `select id from thread_outside where address = $1`, briefAddress)
	if err != nil {
		return err
	}
	of := func(key string) threads.Ref { return threads.Ref{Kind: activities.Kind, ID: s.ids[key]} }
	text := threads.Ref{Kind: threads.KindOutside, ID: brief}
	for _, d := range []threads.LinkDraft{
		{From: of("discussion"), Type: threads.LedTo, To: text, On: "2023-04-07", Evidence: briefAddress, Note: "The findings of the discussion were written up."},
		{From: of("roundtable"), Type: threads.InformedBy, To: text, On: "2023-09-12", Evidence: "Programme of the roundtable, first session"},
		{From: of("roundtable"), Type: threads.LedTo, To: of("consular"), On: "2024-02-21", Evidence: "Chair's summary: consular officers asked for practice"},
		{From: of("manila"), Type: threads.FollowUpOf, To: of("roundtable"), On: "2024-04-16", Evidence: "Chair's summary: investigators asked for a workshop"},
		{From: of("dialogue"), Type: threads.InformedBy, To: of("roundtable"), On: "2023-10-24", Note: "The three themes stood on the agenda."},
		{From: of("manila"), Type: threads.LedTo, To: of("function"), On: "2024-06-05", Note: "Speakers of the workshop took part in the opening."},
	} {
		d.Label = label.Green
		if err := threads.LinkIn(tx, s.officer, d); err != nil {
			return err
		}
	}
	return nil
}

// makeRequest enters a request and brings it as far as the story says.
func (s *story) makeRequest(ctx context.Context, a *asked) error {
	id := ""
	day := func(after int) time.Time { return s.ago(max(a.received-after, 0)) }
	list := []moments.Did{{When: day(0), Do: func(tx *db.Tx) (err error) {
		id, err = s.support.EnterIn(tx, s.officer, support.Draft{
			PartyID: s.homes[a.party].id, Channel: a.channel, DocumentNo: a.document, Subject: a.subject, Help: a.help, Title: a.title, Body: a.body, Languages: []string{"en"},
			Urgency: a.urgent, Summary: a.summary, SummaryAgreed: a.summary != "",
		})
		return err
	}}}
	switch a.to {
	case support.Received:
	case support.Declined:
		list = append(list, moments.Did{When: day(3), Do: func(tx *db.Tx) error {
			return s.support.TakeIn(tx, s.officer, id, support.StepDraft{Verb: support.Decline, Words: a.words})
		}})
	case support.Withdrawn:
		list = append(list, moments.Did{When: day(9), Do: func(tx *db.Tx) error {
			return s.support.TakeIn(tx, s.focalOf(a.party), id, support.StepDraft{Verb: support.Withdraw, Words: a.words})
		}})
	case support.Referred:
		list = append(list, moments.Did{When: day(2), Do: s.later(&id, support.Authenticate)}, moments.Did{When: day(4), Do: func(tx *db.Tx) error {
			return s.support.TakeIn(tx, s.officer, id, support.StepDraft{Verb: support.Refer, ReferredTo: a.words})
		}})
	default:
		list = append(list, s.forward(&id, a, day)...)
	}
	return moments.Moment(s.moment).All(ctx, list)
}

func (s *story) later(id *string, v support.Verb) func(*db.Tx) error {
	return func(tx *db.Tx) error { return s.step(id, v)(tx) }
}

// forward brings a request towards its end, as far as the story says.
func (s *story) forward(id *string, a *asked, day func(int) time.Time) []moments.Did {
	all := []struct {
		reaches support.State
		did     moments.Did
	}{
		{support.Authenticated, moments.Did{When: day(1), Do: s.later(id, support.Authenticate)}},
		{support.Acknowledged, moments.Did{When: day(2), Do: s.later(id, support.Acknowledge)}},
		{support.Silence, moments.Did{When: day(3), Do: s.later(id, support.Announce)}},
		{support.Circulated, moments.Did{When: day(16), Do: func(tx *db.Tx) error { return s.step(id, support.Circulate, a.circulated...)(tx) }}},
		{support.Offered, moments.Did{When: day(24), Do: func(tx *db.Tx) error {
			return s.agree(id, a.offer, a.party, offerOf(a.offer).party, a.agreed...)(tx)
		}}},
		{support.Delivering, moments.Did{When: day(32), Do: s.later(id, support.Begin)}},
		{support.Delivering, moments.Did{When: day(60), Do: s.responded(id, support.ResponseDraft{Kind: a.help, Title: a.response})}},
		{support.Delivered, moments.Did{When: day(75), Do: s.later(id, support.Deliver)}},
		{support.Asked, moments.Did{When: s.ago(4), Do: s.later(id, support.AskIfMet)}},
	}
	var out []moments.Did
	for _, step := range all {
		if slices.Index(support.States, step.reaches) > slices.Index(support.States, a.to) {
			break
		}
		out = append(out, step.did)
	}
	return out
}

func offerOf(key string) offered {
	i := slices.IndexFunc(offersMade, func(o offered) bool { return o.key == key })
	return offersMade[i]
}
