package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"counterpart/internal/demo/moments"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/certificates"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/demo/events"
	"counterpart/internal/label"
	"counterpart/internal/training"
)

// modules are those of the curriculum on open-source intelligence, in order, all invented.
var modules = []struct {
	curricula.ModuleDraft
	address string
}{
	{curricula.ModuleDraft{Title: "What may be searched, and how it is recorded", Minutes: 180, Topics: []string{"open_source", "criminalisation"}, Trainers: "A prosecutor or a lawyer of the police", Objectives: "Those who took part say what the law of their State lets them search and keep, and record each search so that a court can follow it."}, "https://publications.example.org/osint/records"},
	{curricula.ModuleDraft{Title: "Searching", Minutes: 180, Topics: []string{"open_source"}, Trainers: "An investigator with three years of open-source work", Objectives: "They plan a search, use operators and archives, and protect the machine and themselves."}, "https://publications.example.org/osint/searching"},
	{curricula.ModuleDraft{Title: "Verifying pictures, places and times", Minutes: 180, Topics: []string{"open_source", "electronic_evidence"}, Trainers: "An analyst", Objectives: "They find where and when a picture was made, and say how sure they are."}, ""},
	{curricula.ModuleDraft{Title: "Recruitment through social media", Minutes: 180, Topics: []string{"cyber_scams", "open_source"}, Trainers: "Somebody who has worked on such a case", Objectives: "They recognise offers that lead to scam centres, and know whom to tell."}, "https://publications.example.org/osint/recruitment"},
	{curricula.ModuleDraft{Title: "Exercise with an invented case", Minutes: 180, Topics: []string{"open_source"}, Trainers: "Two who have led the exercise before", Objectives: "In teams of three they work on an invented case from the first hint to a brief."}, ""},
	{curricula.ModuleDraft{Title: "Writing it down, and action plans", Minutes: 120, Topics: []string{"electronic_evidence"}, Trainers: "An analyst", Objectives: "They write a brief that others can check, and plan what they do in their first three months back."}, ""},
}

const pilotSummary = "A course of three days for investigators who begin with open sources. It is taught with an invented case, and no real person is searched.\n\n" +
	"It is in pilot: what is found at each delivery goes into the next version."

// trained enters the curriculum on open-source intelligence and its first delivery.
func (s *story) trained(ctx context.Context) error {
	version := ""
	day := s.now.In(moments.Jakarta).AddDate(0, 0, -62)
	e := events.Pilot
	e.Starts, e.Ends = day.Format(time.DateOnly), day.AddDate(0, 0, 2).Format(time.DateOnly)
	first := moments.At(e.Starts, "08:00")
	before := func(days int) time.Time { return first.AddDate(0, 0, -days) }
	var parts []*part
	return s.steps(ctx, []step{
		{before(150), func(_ context.Context, tx *db.Tx) (err error) { version, err = s.curriculum(tx); return err }},
		{before(120), s.taken(&version, s.manager, curricula.StepDraft{Verb: curricula.Try, Words: "To be tried once before it is adopted."})},
		{before(75), func(ctx context.Context, tx *db.Tx) (err error) {
			if parts, err = s.plan(ctx, tx, &e, first); err != nil {
				return err
			}
			return s.courses.DeliverIn(tx, s.officer, s.ids[e.Key], s.delivered(version, nil))
		}},
		{before(60), func(ctx context.Context, tx *db.Tx) error {
			_, err := s.past.Invite(ctx, s.officer, s.ids[e.Key], nil)
			return err
		}},
		{before(45), func(ctx context.Context, tx *db.Tx) error { return s.answer(ctx, tx, &e, s.past, parts, 0) }},
		{before(40), func(ctx context.Context, tx *db.Tx) error { return s.answer(ctx, tx, &e, s.past, parts, 1) }},
		{before(33), func(ctx context.Context, tx *db.Tx) error { return s.selectCohort(tx, &e) }},
		{before(10), func(ctx context.Context, tx *db.Tx) error { return s.registerSelected(ctx, tx, &e, parts) }},
		{before(9), func(ctx context.Context, tx *db.Tx) error { return s.mapModules(tx, &e, version) }},
		{before(1), func(ctx context.Context, tx *db.Tx) error { return s.badges(ctx, tx, &e) }},
		{moments.At(e.Ends, "19:30"), func(ctx context.Context, tx *db.Tx) error { return s.attend(ctx, tx, &e, parts) }},
		{moments.At(e.Ends, "19:45"), func(ctx context.Context, tx *db.Tx) error {
			return activities.SetStateIn(tx, s.officer, s.ids[e.Key], activities.Held)
		}},
		{first.AddDate(0, 0, 5), func(ctx context.Context, tx *db.Tx) error { return s.concluded(tx, &e, version) }},
		{first.AddDate(0, 0, 6), func(ctx context.Context, tx *db.Tx) error { return s.certified(ctx, tx, &e) }},
	}...)
}

// manager is a Co-Manager as somebody who agrees to curricula.
func (s *story) manager() access.Actor {
	a := s.managers[0]
	a.Grants = moments.Acting("", "", access.CoManager, access.Scope{}, curricula.RightSee, curricula.RightReview, curricula.RightAdopt).Grants
	return a
}

func (s *story) taken(version *string, actor func() access.Actor, d curricula.StepDraft) func(context.Context, *db.Tx) error {
	return func(_ context.Context, tx *db.Tx) error { return s.curricula.TakeIn(tx, actor(), *version, d) }
}

// curriculum writes the first version and submits it.
func (s *story) curriculum(tx *db.Tx) (string, error) {
	id, err := s.curricula.BeginIn(tx, s.officer, curricula.NewDraft{Code: "OSINT", Label: label.Clear, VersionDraft: curricula.VersionDraft{
		Title: "Open-source intelligence for investigators", Summary: pilotSummary, Audience: "Investigators and analysts of police, immigration and financial intelligence units", Languages: []string{"en", "th", "id"},
		MinPresence: 80, NeedsPlan: true,
	}})
	if err != nil {
		return "", err
	}
	s.ids["curriculum"] = id
	version, err := db.One[string](tx, `select latest_id from curriculum where id = $1`, id)
	if err != nil {
		return "", err
	}
	for _, m := range modules {
		module, err := s.curricula.AddModuleIn(tx, s.officer, version, m.ModuleDraft)
		if err != nil {
			return "", err
		}
		if m.address == "" {
			continue
		}
		if err := s.curricula.AddMaterialIn(tx, s.officer, version, module, curricula.MaterialDraft{Title: "Handout", Address: m.address}); err != nil {
			return "", err
		}
	}
	return version, s.curricula.TakeIn(tx, s.officer, version, curricula.StepDraft{Verb: curricula.Submit})
}

// delivered is how the pilot course delivers the version.
func (s *story) delivered(version string, parts []training.PartDraft) training.DeliveryDraft {
	return training.DeliveryDraft{VersionID: version, LMS: "https://learning.example.org/osint", Parts: parts}
}

// mapModules says in which session each module is taught, and by whom: those who speak there.
func (s *story) mapModules(tx *db.Tx, e *events.Event, version string) error {
	v, err := curricula.VersionIn(tx, version)
	if err != nil {
		return err
	}
	var parts []training.PartDraft
	for i, m := range v.Modules {
		session := s.ids[fmt.Sprintf("%s/session/%d", e.Key, i)]
		trainers, err := db.All[string](tx, `select person_id from session_speaker where session_id = $1 order by position, person_id`, session)
		if err != nil {
			return err
		}
		parts = append(parts, training.PartDraft{ModuleID: m.ID, Sessions: []string{session}, Trainers: trainers})
	}
	return s.courses.DeliverIn(tx, s.officer, s.ids[e.Key], s.delivered(version, parts))
}

// selectCohort selects by rules of balance. One decision is changed, and a rule that cannot be held is accepted, both with reasons.
func (s *story) selectCohort(tx *db.Tx, e *events.Event) error {
	activity := s.ids[e.Key]
	rules := training.Rules{Seats: 18, PerParty: 3, PerAgency: 3, Women: 40, NewParties: 4, Reserve: 8}
	if _, err := s.courses.ProposeIn(tx, s.officer, activity, rules); err != nil {
		return err
	}
	p, err := s.courses.SelectionIn(tx, s.officer, activity)
	if err != nil {
		return err
	}
	host := s.homes["thailand"].id
	for _, change := range []struct {
		of   bool // of the host
		from training.Decision
		to   training.ChangeDraft
	}{
		{false, training.Confirm, training.ChangeDraft{Decision: training.Reserve, Reason: "Took part in a similar course last year; the seat goes to somebody who begins."}},
		{true, training.Reserve, training.ChangeDraft{Decision: training.Confirm, Reason: "Will teach the course at the academy from next year on."}},
	} {
		i := slices.IndexFunc(p.Lines, func(l training.Line) bool { return l.Decision == change.from && (l.PartyID == host) == change.of })
		if i < 0 {
			continue
		}
		if err := s.courses.ChangeIn(tx, s.officer, activity, p.Lines[i].ID, change.to); err != nil {
			return err
		}
	}
	if p, err = s.courses.SelectionIn(tx, s.officer, activity); err != nil {
		return err
	}
	for _, b := range p.Breaks {
		if err := s.courses.AcceptIn(tx, s.officer, activity, training.AcceptDraft{Rule: b.Rule, Reason: "The host needs one more who can teach the course afterwards."}); err != nil {
			return err
		}
	}
	_, err = s.courses.DecideIn(tx, s.officer, activity, 0)
	return err
}

// registerSelected lets those who were selected fill in their forms.
func (s *story) registerSelected(ctx context.Context, tx *db.Tx, e *events.Event, parts []*part) error {
	confirmed, err := delegations.ConfirmedIn(tx, s.ids[e.Key])
	if err != nil {
		return err
	}
	selected := map[string]bool{}
	for _, n := range confirmed {
		selected[n.ID] = true
	}
	for _, p := range parts {
		for i := range p.named {
			p.named[i].confirmed = selected[p.named[i].nomination]
		}
	}
	return s.registerAll(ctx, tx, e, parts)
}

// concluded notes who wrote a plan, corrects the register once, concludes who completed the course, and keeps what was found.
func (s *story) concluded(tx *db.Tx, e *events.Event, version string) error {
	activity := s.ids[e.Key]
	confirmed, err := delegations.ConfirmedIn(tx, activity)
	if err != nil {
		return err
	}
	turn := 0
	for _, n := range confirmed {
		if n.Category != e.Category {
			continue
		}
		if turn++; turn == 5 {
			x := training.CorrectionDraft{NominationID: n.ID, SessionID: s.ids[e.Key+"/session/2"], Reason: "On the list on paper that the trainer kept; the scanner was charging."}
			if err := s.courses.CorrectIn(tx, s.officer, activity, x); err != nil {
				return err
			}
		}
		if turn%8 == 0 {
			continue // wrote no plan
		}
		x := training.EvidenceDraft{NominationID: n.ID, Kind: training.Plan, On: db.Date(e.Ends), Words: "Written in the last session"}
		if err := s.courses.NoteEvidenceIn(tx, s.officer, activity, x); err != nil {
			return err
		}
	}
	if _, err := s.courses.ConcludeIn(tx, s.officer, activity); err != nil {
		return err
	}
	for _, words := range []string{"The exercise needs an hour more: most teams did not come to the brief.", "Participants ask for the handouts in Thai and Indonesian."} {
		if _, err := s.curricula.SayFeedbackIn(tx, s.officer, curricula.FeedbackDraft{VersionID: version, ActivityID: activity, Words: words}); err != nil {
			return err
		}
	}
	return nil
}

// certified prepares certificates for those who completed the course. Both Co-Managers sign, one of them not all of them yet.
func (s *story) certified(ctx context.Context, tx *db.Tx, e *events.Event) error {
	if _, err := s.certify.PrepareIn(tx, s.officer, certificates.PrepareDraft{Kind: certificates.Delivery, RecordID: s.ids[e.Key]}); err != nil {
		return err
	}
	ids, err := db.All[string](tx, `select id from certificate where state = 'prepared' order by id`)
	if err != nil {
		return err
	}
	for i, manager := range s.managers {
		manager.Grants = moments.Acting("", "", access.CoManager, access.Scope{}, certificates.RightSee, certificates.RightSign).Grants
		if _, err := s.certify.Sign(ctx, manager, certificates.SignDraft{Certificates: ids[:len(ids)-2*i], Post: s.title("co_manager")}); err != nil {
			return err
		}
	}
	return nil
}
