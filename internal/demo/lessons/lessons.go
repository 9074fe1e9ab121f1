// Package lessons enters what those who took part in the workshop of June 2024 learnt: the test before and after, the evaluation, the
// action plans, and the outcome of one.
package lessons

import (
	"context"
	"fmt"
	"strconv"

	"counterpart/internal/demo/moments"
	"counterpart/internal/vocabulary/pack"

	"counterpart/internal/access"
	"counterpart/internal/actionplans"
	"counterpart/internal/assessments"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/demo/events"
	"counterpart/internal/evaluations"
	harvest "counterpart/internal/outcomes"
)

// Story is what this chapter knows of the story.
type Story struct {
	Officer     access.Actor
	IDs         map[string]string
	Pack        *pack.Pack
	Assessments *assessments.Service
	Evaluations *evaluations.Service
	Plans       *actionplans.Service
	Moment      moments.Moment
	Decided     func(key string, by func() access.Actor, verb harvest.Verb, words string) func(*db.Tx) error
}

// Rights are what the officer does with tests, evaluations and action plans.
var Rights = []access.Right{
	assessments.RightSee, assessments.RightManage, evaluations.RightSee, evaluations.RightManage, actionplans.RightSee, actionplans.RightManage,
}

// askedOf are the questions of the test of the workshop, all invented. known says how many of ten knew the answer before, and after.
var askedOf = []struct {
	kind          assessments.ItemKind
	topic         string
	stem, own     string // in English and in Indonesian
	options       []string
	right         []int
	answer        assessments.Answer
	before, after int
	wrong         []string
}{
	{kind: assessments.Single, topic: "passenger_data", stem: "Which passenger data reach the border before the aircraft does?", own: "Data penumpang apa yang tiba sebelum pesawat?", options: []string{"Advance passenger information", "The landing card", "The boarding pass of the gate"}, right: []int{1}, before: 6, after: 9, wrong: []string{"b"}},
	{kind: assessments.Multiple, topic: "document_fraud", stem: "What belongs to the first line check of a passport?", own: "Apa saja pemeriksaan lini pertama paspor?", options: []string{"Look at it", "Feel it", "Tilt it against the light", "Cut the laminate"}, right: []int{1, 2, 3}, before: 3, after: 7, wrong: []string{"a", "b"}},
	{kind: assessments.TrueOr, topic: "victim_identification", stem: "A person who agreed to travel cannot be a victim of trafficking.", own: "Orang yang setuju bepergian tidak mungkin menjadi korban perdagangan orang.", before: 5, after: 9, wrong: []string{"true"}},
	{kind: assessments.Short, topic: "protection", stem: "What is the principle called by which nobody is returned to where life or freedom is in danger?", own: "Apa nama asas yang melarang pemulangan ke tempat berbahaya?", answer: assessments.Answer{Accepted: []string{"Non-refoulement"}}, before: 4, after: 8, wrong: []string{"asylum"}},
	{kind: assessments.Number, topic: "passenger_data", stem: "How many letters has the code by which an airport is known to airlines?", own: "Berapa huruf kode bandar udara yang dipakai maskapai?", answer: assessments.Answer{Value: "3"}, before: 7, after: 9, wrong: []string{"4"}},
	{kind: assessments.Ordering, topic: "victim_identification", stem: "Put the steps of a referral into order.", own: "Urutkan langkah rujukan.", options: []string{"Make the person safe", "Listen without a form", "Ask for consent", "Hand over to the service"}, before: 2, after: 6, wrong: []string{"a", "b", "c", "d"}},
	{kind: assessments.Scale, topic: "frontline_training", stem: "How sure are you that you would know whom to call at another airport?", own: "Seberapa yakin Anda mengetahui siapa yang harus dihubungi?", options: []string{"not at all", "fully"}},
}

// Enter enters the test, the evaluation and the action plans of the workshop of June 2024.
func (s *Story) Enter(ctx context.Context) error {
	var people []delegations.Nomination
	id := s.IDs[events.Workshop.Key]
	err := s.Moment.All(ctx, []moments.Did{
		{When: moments.At("2024-05-20", "10:00"), Do: func(tx *db.Tx) (err error) {
			if people, err = delegations.ConfirmedIn(tx, id); err != nil {
				return err
			}
			return s.setTest(tx, id)
		}},
		{When: moments.At("2024-06-03", "08:40"), Do: func(tx *db.Tx) error { return s.sit(tx, id, people, assessments.Before) }},
		{When: moments.At("2024-06-07", "11:00"), Do: func(tx *db.Tx) error { return s.sit(tx, id, people, assessments.After) }},
		{When: moments.At("2024-06-07", "12:00"), Do: func(tx *db.Tx) error { return s.evaluated(tx, id, people) }},
		{When: moments.At("2024-06-24", "10:00"), Do: func(tx *db.Tx) error { return s.Evaluations.CloseIn(tx, s.Officer, id) }},
		{When: moments.At("2024-06-07", "11:40"), Do: func(tx *db.Tx) error { return s.planned(tx, id, people) }},
	})
	if err != nil {
		return err
	}
	for _, day := range []string{"2024-09-05", "2024-09-20"} { // the questions and the reminders, as the job asks them
		if err := s.Moment(ctx, moments.At(day, "09:00"), func(ctx context.Context, _ *db.Tx) error { return s.Plans.Remind(ctx) }); err != nil {
			return err
		}
	}
	return s.followed(ctx, id, people)
}

// second is an officer who reads what the first one wrote.
func (s *Story) second(rights ...access.Right) access.Actor {
	return moments.Acting("", "A second officer", access.Officer, access.Scope{}, rights...)
}

// setTest writes the questions, lets somebody else review them, and fixes the test.
func (s *Story) setTest(tx *db.Tx, id string) error {
	var items []string
	for _, q := range askedOf {
		answer := q.answer
		answer.Right = q.right
		item, err := s.Assessments.WriteIn(tx, s.Officer, assessments.ItemDraft{
			Kind: q.kind, Topic: q.topic, Answer: answer, Texts: map[string]assessments.ItemText{"en": {Stem: q.stem, Options: q.options}, "id": {Stem: q.own, Options: q.options}},
		})
		if err != nil {
			return fmt.Errorf("%s: %w", q.stem, err)
		}
		if err := s.Assessments.ReviewIn(tx, s.second(assessments.RightManage), item, 0); err != nil {
			return err
		}
		items = append(items, item)
	}
	err := s.Assessments.SetUpIn(tx, s.Officer, id, assessments.TestPlan{
		Title: "Border management by air: what do you know?", Intro: "Seven short questions. They are the same on the last day.", Shuffle: true,
		BeforeOpens: db.At(moments.At("2024-06-01", "08:00")), BeforeCloses: db.At(moments.At("2024-06-03", "12:00")), AfterOpens: db.At(moments.At("2024-06-07", "09:00")), AfterCloses: db.At(moments.At("2024-06-14", "18:00")),
	})
	if err != nil {
		return err
	}
	if err := s.Assessments.ChooseIn(tx, s.Officer, id, items); err != nil {
		return err
	}
	return s.Assessments.FixIn(tx, s.Officer, id)
}

// trainee is somebody who took part in the workshop.
func trainee(id string, n delegations.Nomination) access.Actor {
	a := moments.Acting("", n.Person, access.Participant, access.Scope{Activity: id, Person: n.PersonID}, assessments.RightTake, evaluations.RightAnswer, actionplans.RightOwn)
	a.Person = n.PersonID
	return a
}

// sit lets those who came take the test: every sixth on paper, and some not at all.
func (s *Story) sit(tx *db.Tx, id string, people []delegations.Nomination, phase assessments.Phase) error {
	grid, err := s.Assessments.PaperIn(tx, s.Officer, id, phase)
	if err != nil {
		return err
	}
	taker := map[string]string{}
	for _, r := range grid.Rows {
		taker[r.PersonID] = r.Taker.ID
	}
	var paper []assessments.TypedRow
	for k, n := range people {
		if k%13 == 12 {
			continue
		}
		given := answered(grid.Items, phase, k)
		if k%6 == 5 {
			row := assessments.TypedRow{TakerID: taker[n.PersonID], Answers: map[string]string{}}
			for _, i := range grid.Items {
				row.Answers[i.ID] = i.Short(given[i.ID])
			}
			paper = append(paper, row)
			continue
		}
		d := assessments.SittingDraft{Phase: phase, Answers: given, PartyMaySee: k%4 == 0}
		if err := s.Assessments.AnswerIn(tx, trainee(id, n), id, n.PersonID, d, assessments.Submitted); err != nil {
			return err
		}
	}
	_, err = s.Assessments.TypeIn(tx, s.Officer, id, phase, paper)
	return err
}

// answered are the answers of the k-th person: who knew more before knows more after.
func answered(items []assessments.Item, phase assessments.Phase, k int) assessments.Answers {
	out := assessments.Answers{}
	for j, i := range items {
		q := askedOf[j]
		known := q.before
		if phase == assessments.After {
			known = q.after
		}
		letters := i.Letters()
		switch {
		case q.kind == assessments.Scale:
			out[i.ID] = []string{strconv.Itoa(sure(phase) + (k+j)%3)}
		case (3*k+7*j)%10 >= known:
			out[i.ID] = q.wrong
		case q.kind == assessments.Single, q.kind == assessments.Multiple:
			for _, n := range q.right {
				out[i.ID] = append(out[i.ID], letters[n-1])
			}
		case q.kind == assessments.TrueOr:
			out[i.ID] = []string{"false"}
		case q.kind == assessments.Short:
			out[i.ID] = []string{[]string{"non-refoulement", "Non refoulement", "Prinsip non-refoulement"}[k%3]}
		case q.kind == assessments.Number:
			out[i.ID] = []string{q.answer.Value}
		default:
			out[i.ID] = letters
		}
	}
	return out
}

// evaluated opens the evaluation, and lets most of those who came answer.
func (s *Story) evaluated(tx *db.Tx, id string, people []delegations.Nomination) error {
	if err := s.Evaluations.SetUpIn(tx, s.Officer, id, evaluations.Plan{Questions: evaluations.QuestionsOfPack(s.Pack), ClosesAt: db.At(moments.At("2024-06-21", "18:00"))}); err != nil {
		return err
	}
	if err := s.Evaluations.BeginIn(tx, s.Officer, id); err != nil {
		return err
	}
	words := []string{"More time for the exercise at the hub.", "Send the reading before we travel.", "Invite the airlines too.", "Keep the groups mixed: that is where one learns whom to call."}
	for k, n := range people {
		if k%5 == 4 {
			continue
		}
		own, err := s.Evaluations.MineIn(tx, trainee(id, n), id, n.PersonID)
		if err != nil {
			return err
		}
		said := evaluations.Said{}
		for j, q := range own.Questions {
			switch {
			case q.Kind == evaluations.Likert:
				said[q.Key] = strconv.Itoa(min(5, 3+(k+j)%3))
			case q.Kind == evaluations.Recommend:
				said[q.Key] = strconv.Itoa(6 + (k*3)%5)
			case k%6 == 1:
				said[q.Key] = words[k/6%len(words)]
			}
		}
		if err := s.Evaluations.SayIn(tx, trainee(id, n), id, n.PersonID, said); err != nil {
			return err
		}
	}
	return nil
}

// meant are the actions that the trainees write down, all invented, with what changed where they were done.
var meant = []struct{ what, changed, evidence string }{
	{"Put one sheet of signs at every counter of the arrivals hall", "Officers of all counters compare passports with one sheet, and write the sign that they saw into the log.", "The sheet, and the log of July (invented)"},
	{"Hold a short briefing on referral for each shift", "Each shift begins with five minutes on whom to call when somebody may be a victim.", "Order of the day 31 (invented)"},
	{"Agree with the airline on one contact for passenger data", "The airline answers questions about bookings within the hour, by one contact.", "Minutes of the meeting of 8 August (invented)"},
}

// planned lets two of three write and sign an action plan on the last morning.
func (s *Story) planned(tx *db.Tx, id string, people []delegations.Nomination) error {
	for k, n := range people {
		if k%3 == 2 {
			continue
		}
		d := actionplans.PlanDraft{Topic: "document_fraud", FromSupervisor: "Time for the colleagues who learn it", PartyMaySee: k%2 == 0}
		for j := range 1 + k%2 {
			d.Actions = append(d.Actions, actionplans.ActionDraft{What: meant[(k+j)%len(meant)].what, With: "The shift leaders", By: db.Date("2024-08-31")})
		}
		if k%3 == 0 {
			d.FromOffice = "The slides of the second day"
		}
		if _, err := s.Plans.WriteIn(tx, trainee(id, n), id, n.PersonID, d, actionplans.Sign); err != nil {
			return err
		}
	}
	return nil
}

// followed lets most of them say three months later what became of it; one reported change becomes an outcome, which a second officer accepts.
func (s *Story) followed(ctx context.Context, id string, people []delegations.Nomination) error {
	var plan, action string
	var list []moments.Did
	for k, n := range people {
		if k%3 == 2 || k%7 == 6 {
			continue
		}
		list = append(list, moments.Did{When: moments.At("2024-09-25", "10:00").AddDate(0, 0, k%9), Do: func(tx *db.Tx) error {
			own, err := s.Plans.MineIn(tx, trainee(id, n), id, n.PersonID)
			if err != nil {
				return err
			}
			r := actionplans.Report{MayPropose: k%4 == 0}
			for j, a := range own.Actions {
				m := meant[(k+j)%len(meant)]
				one := actionplans.ActionReport{ID: a.ID, Status: actionplans.Statuses[(k+j)%3]}
				if one.Status.Progress() {
					one.Changed = m.changed
				} else {
					one.Obstacles = "The shift changed before it could begin."
				}
				if one.Status == actionplans.Done {
					one.Evidence = m.evidence
				}
				if plan == "" && r.MayPropose && one.Evidence != "" {
					plan, action = own.Plan.ID, a.ID
				}
				r.Actions = append(r.Actions, one)
			}
			return s.Plans.ReportIn(tx, trainee(id, n), id, n.PersonID, r, nil, true)
		}})
	}
	if err := s.Moment.All(ctx, list); err != nil {
		return err
	}
	return s.Moment.All(ctx, []moments.Did{
		{When: moments.At("2024-10-15", "10:00"), Do: func(tx *db.Tx) error {
			outcome, err := s.Plans.ProposeIn(tx, s.Officer, plan, actionplans.OutcomeDraft{ActionID: action, Kind: "practice", Level: actionplans.Behaviour})
			s.IDs["outcome/plan"] = outcome
			return err
		}},
		{When: moments.At("2024-10-17", "10:00"), Do: s.Decided("plan", func() access.Actor { return s.second(harvest.RightSee, harvest.RightReview) }, harvest.Accept, "")},
	})
}

// sure is how sure people are at least of whom to call.
func sure(phase assessments.Phase) int {
	if phase == assessments.After {
		return 3
	}
	return 1
}
