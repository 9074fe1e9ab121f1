// Package frameworks enters the assessment and gap analysis of national legal frameworks: three States under two instruments, with
// experts, a focus group of officials, two clearances and one that is waited for. What it says of any State's law is invented.
package frameworks

import (
	"context"
	"fmt"
	"slices"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/demo/moments"
	"counterpart/internal/gaps"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/recommendations"
	"counterpart/internal/support"
)

// Story is what this chapter knows of the story.
type Story struct {
	Officer  access.Actor
	Gaps     *gaps.Service
	Treaties *instruments.Service
	Advice   *recommendations.Service
	IDs      map[string]string
	Party    func(code string) (id string)
	Person   func(tx *db.Tx, party string, turn int) (id, name string, err error) // somebody of a party
	Account  func(tx *db.Tx, person, name, address string, grant accounts.GrantDraft) (string, error)
	Ago      func(days int) time.Time
	Moment   moments.Moment

	provisions map[string]string // ids of provisions by "code:key"
	chosen     []string          // ids of the instruments
	experts    []access.Actor
	clears     map[string]access.Actor // by party
}

// title is that of the project.
const title = "Assessment and gap analysis of national legal frameworks"

const invented = "Invented for the demonstration: it says nothing of the law of any State."

// codes are the instruments that are assessed, drafts of the pack.
var codes = []string{"untip", "untoc"}

// State is one State of the story, and how far its assessment has come.
type State struct {
	Party   string
	Laws    []string // keys of the laws that it cites
	Note    string   // verbale that names who clears
	Drafted int      // days before the end of the story
	Cleared int      // 0: it waits for clearance
	Number  string   // of the note verbale with which it clears
	Label   label.TLP
	Again   int // days before the end at which the follow-up is opened; 0: there is none yet
	Settled int // at which the follow-up is cleared
}

// States are those of the story.
var States = []State{
	{Party: "indonesia", Laws: []string{"id-persons", "id-borders"}, Note: "NV 031/2024", Drafted: 410, Cleared: 372, Number: "NV 118/2025", Label: label.Green, Again: 24},
	{Party: "thailand", Laws: []string{"th-vessels", "th-vessels-2"}, Note: "NV 044/2024", Drafted: 408, Cleared: 366, Number: "NV 2207/2025", Label: label.Clear, Again: 120, Settled: 66},
	{Party: "philippines", Laws: []string{"ph-persons"}, Note: "NV 052/2024", Drafted: 90, Label: label.Green},
}

// Enter enters the assessments.
func (s *Story) Enter(ctx context.Context) error {
	s.Officer.Grants = append(s.Officer.Grants, moments.Acting("", "", access.Officer, access.Scope{}, gaps.RightSee, gaps.RightManage, gaps.RightWork, gaps.RightRead, laws.RightSee, activities.RightSee, instruments.RightStatus,
		recommendations.RightSee, recommendations.RightRead, recommendations.RightWrite, recommendations.RightAnswer, support.RightAsk, support.RightSee).Grants...)
	s.clears = map[string]access.Actor{}
	if err := s.Moment(ctx, moments.At("2024-02-12", "10:00"), s.begin); err != nil {
		return err
	}
	if err := s.Moment(ctx, moments.At("2024-06-10", "15:00"), s.discussed); err != nil {
		return err
	}
	for i := range States {
		if err := s.assess(ctx, i); err != nil {
			return fmt.Errorf("the law of %s: %w", States[i].Party, err)
		}
	}
	return s.advise(ctx)
}

// begin enters the project with its States, experts and those who clear.
func (s *Story) begin(_ context.Context, tx *db.Tx) error {
	if err := s.readInstruments(tx); err != nil {
		return err
	}
	for i, address := range []string{"expert", "expert.two"} {
		a, err := s.joins(tx, "iom", 6+i, address)
		if err != nil {
			return err
		}
		s.experts = append(s.experts, a)
	}
	project, err := s.Gaps.BeginProjectIn(tx, s.Officer, gaps.ProjectDraft{
		Title: title, InitiativeID: s.IDs["initiative"],
		Purpose: "Best practices, gaps and challenges of national law against two instruments, as ground for dialogue, training and tools.\n" + invented,
	})
	if err != nil {
		return err
	}
	s.IDs["gaps"] = project
	if err := s.bound(tx); err != nil {
		return err
	}
	for _, state := range States {
		if err := s.enlist(tx, project, state); err != nil {
			return err
		}
	}
	return s.plan(tx)
}

func (s *Story) readInstruments(tx *db.Tx) error {
	s.provisions = map[string]string{}
	latest, err := instruments.LatestIn(tx)
	if err != nil {
		return err
	}
	for _, v := range latest {
		if !slices.Contains(codes, v.Code) {
			continue
		}
		s.chosen = append(s.chosen, v.InstrumentID)
		nodes, err := instruments.TreeIn(tx, v.ID)
		if err != nil {
			return err
		}
		for _, n := range nodes {
			s.provisions[v.Code+":"+n.Key] = n.ID
		}
	}
	return nil
}

// joins gives somebody an account with which they take part.
func (s *Story) joins(tx *db.Tx, party string, turn int, address string) (access.Actor, error) {
	person, name, err := s.Person(tx, party, turn)
	if err != nil {
		return access.Actor{}, err
	}
	account, err := s.Account(tx, person, name, address, accounts.GrantDraft{Role: string(access.Participant)})
	if err != nil {
		return access.Actor{}, err
	}
	a := moments.Acting(account, name, access.Participant, access.Scope{Person: person}, gaps.RightSee, gaps.RightWork)
	a.Grants = append(a.Grants, moments.Acting("", "", access.Public, access.Scope{}, laws.RightSee).Grants...)
	a.Person = person
	return a, nil
}

// enlist begins the assessment of a State, and says who takes part.
func (s *Story) enlist(tx *db.Tx, project string, state State) error {
	id, err := s.Gaps.BeginIn(tx, s.Officer, project, gaps.StateDraft{PartyID: s.Party(state.Party), Instruments: s.chosen, AsAt: "2024-01-31"})
	if err != nil {
		return err
	}
	s.IDs["gaps/"+state.Party] = id
	clears, err := s.joins(tx, state.Party, 40, "clears."+state.Party)
	if err != nil {
		return err
	}
	s.clears[state.Party] = clears
	for _, m := range []gaps.MemberDraft{
		{Email: "expert@demo.invalid", Part: gaps.Expert},
		{Email: "expert.two@demo.invalid", Part: gaps.Expert},
		{Email: "clears." + state.Party + "@demo.invalid", Part: gaps.Clears, Note: state.Note},
	} {
		if err := s.Gaps.AppointIn(tx, s.Officer, id, m); err != nil {
			return err
		}
	}
	s.IDs["round/"+state.Party], err = s.round(tx, id)
	return err
}

// round is the newest round of an assessment.
func (s *Story) round(tx *db.Tx, assessment string) (string, error) {
	a, err := gaps.FindIn(tx, assessment)
	return a.RoundID, err
}

// plan enters what is to be done, phase by phase, in the order of the project. The focus group is an activity of the story.
func (s *Story) plan(tx *db.Tx) error {
	for _, state := range States {
		for _, t := range []struct {
			phase, title, due, done string
			only                    string
		}{
			{"launch", "Webinar: how the assessment works, and who does what", "2024-03-06", "Held with the experts and whoever clears for the States.", ""},
			{"questionnaire", "Questionnaire to the focal point", "2024-05-03", "Came back with answers to half of the questions.", ""},
			{"focus_group", "Focus group discussion with officials of the host", "2024-06-06", "Some 20 officials of eight agencies. What was found stands under the provisions.", "indonesia"},
			{"drafting", "Draft of both experts", "2024-12-13", "", ""},
			{"consultation", "Regional consultation on the comparison", "", "", ""},
		} {
			if t.only != "" && t.only != state.Party {
				continue
			}
			d := gaps.TaskDraft{Phase: t.phase, Title: t.title, DueOn: db.Date(t.due)}
			if t.phase == "focus_group" {
				d.ActivityID = s.IDs["focus"]
			}
			id, err := s.Gaps.AddTaskIn(tx, s.Officer, s.IDs["round/"+state.Party], d)
			if err != nil {
				return err
			}
			if t.done == "" {
				continue
			}
			if err := s.Gaps.SetTaskIn(tx, s.Officer, id, gaps.TaskStep{State: "done", Words: t.done}); err != nil {
				return err
			}
		}
	}
	return nil
}

// findings are what the officials found, without their names.
var findings = []struct{ provision, kind, words string }{
	{"untip:3", "practice", "Officers on the spot look for movement across a border, although the law does not ask for it."},
	{"untip:5", "challenge", "Organising others is hard to prove without the help of agencies abroad."},
	{"untip:6.1", "good_practice", "One district hears victims by video from a shelter. Two others want to follow."},
	{"untip:6.3", "challenge", "Shelters are run by three ministries with three sets of rules."},
	{"untip:6.6", "practice", "Prosecutors rarely ask for compensation, because the form is long."},
	{"untip:10", "practice", "Agencies exchange information by telephone, between people who were trained together."},
	{"untoc:12", "challenge", "Money has left the country before an account is frozen."},
	{"untoc:24", "law", "The law protects witnesses, and says nothing of their families."},
}

// discussed records what the focus group found under the provisions.
func (s *Story) discussed(_ context.Context, tx *db.Tx) error {
	for _, f := range findings {
		id, known := s.provisions[f.provision]
		if !known {
			return fmt.Errorf("there is no provision %s", f.provision)
		}
		_, err := s.Gaps.AddFindingIn(tx, s.Officer, s.IDs["round/indonesia"], id, gaps.FindingDraft{ActivityID: s.IDs["focus"], Kind: f.kind, Words: f.words + " (invented)"})
		if err != nil {
			return err
		}
	}
	return nil
}

// assess brings the assessment of a State as far as the story says.
func (s *Story) assess(ctx context.Context, at int) error {
	state := &States[at]
	round := "round/" + state.Party
	list := []moments.Did{
		{When: s.Ago(state.Drafted), Do: func(tx *db.Tx) error { return s.draft(tx, at, 0) }},
		{When: s.Ago(state.Drafted - 4), Do: func(tx *db.Tx) error { return s.draft(tx, at, 1) }},
		{When: s.Ago(state.Drafted - 6), Do: func(tx *db.Tx) error { return s.reuse(tx, s.IDs[round]) }},
	}
	if state.Cleared == 0 {
		list = append(list, moments.Did{When: s.Ago(12), Do: func(tx *db.Tx) error { return s.submit(tx, s.IDs[round]) }})
		return s.Moment.All(ctx, list)
	}
	list = append(list,
		moments.Did{When: s.Ago(state.Cleared + 8), Do: func(tx *db.Tx) error { return s.submit(tx, s.IDs[round]) }},
		moments.Did{When: s.Ago(state.Cleared), Do: func(tx *db.Tx) error { return s.clear(tx, state, s.IDs[round], state.Number) }},
	)
	if state.Again > 0 {
		list = append(list, moments.Did{When: s.Ago(state.Again), Do: func(tx *db.Tx) error { return s.again(tx, at) }})
	}
	if state.Settled > 0 {
		list = append(list,
			moments.Did{When: s.Ago(state.Settled + 5), Do: func(tx *db.Tx) error { return s.submit(tx, s.IDs[round]) }},
			moments.Did{When: s.Ago(state.Settled), Do: func(tx *db.Tx) error { return s.clear(tx, state, s.IDs[round], state.Number+"-2") }},
		)
	}
	return s.Moment.All(ctx, list)
}

func (s *Story) submit(tx *db.Tx, round string) error {
	return s.Gaps.TakeIn(tx, s.experts[0], round, gaps.StepDraft{Verb: gaps.Submit})
}

// clear says for the State what others may read: what asks for help stays with those who are signed in.
func (s *Story) clear(tx *db.Tx, state *State, round, number string) error {
	return s.Gaps.ClearRoundIn(tx, s.clears[state.Party], round, gaps.ClearDraft{
		NoteNumber: number, NoteOn: tx.Today().AddDays(-1), Label: state.Label, Words: "With thanks to the experts. " + invented,
		Labels: map[string]label.TLP{s.provisions["untip:6.3"]: label.Amber, s.provisions["untip:3"]: label.Clear, s.provisions["untip:4"]: label.Clear, s.provisions["untip:5"]: label.Clear, s.provisions["untip:8"]: label.Clear},
	})
}
