package abuse

import (
	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/recommendations"
)

// assess begins the assessment of the law of each party, for which its first person clears. What was cleared is for the secretariat and
// the State; then the round was opened again.
func (f *filler) assess() {
	officer := f.actors["officer"]
	untip := f.find("untip", `select id from instrument where code = 'untip'`)
	provision := f.find("gap provision", `select id from provision where instrument_id = $1 and key = '5'`, untip)
	for _, p := range []string{"A", "B"} {
		group := map[string]string{"A": "agap", "B": "bgap"}[p]
		project, err := f.app.Gaps.BeginProject(f.ctx, officer, gaps.ProjectDraft{Title: canary(group, "project")})
		f.put("gap project."+p, project, err)
		id, err := f.app.Gaps.Begin(f.ctx, officer, project, gaps.StateDraft{PartyID: f.ids["party."+p], Instruments: []string{untip}, Label: label.Amber, AsAt: "2020-01-01"})
		f.put("gap."+p, id, err)
		clears := f.actors["participant"+p]
		address, err := db.View(f.ctx, f.app.DB, func(tx *db.Tx) (string, error) {
			return db.One[string](tx, `select email from account where id = $1`, clears.Account)
		})
		f.do("address", err)
		f.do("appoint", f.app.Gaps.Appoint(f.ctx, officer, id, gaps.MemberDraft{Email: address, Part: gaps.Clears, Note: canary(group, "note")}))
		f.do("appoint", f.app.Gaps.Appoint(f.ctx, officer, id, gaps.MemberDraft{Email: f.expert(p), Part: gaps.Expert}))
		f.find("gap member."+p, `select account_id from gap_member where assessment_id = $1 and part = 'expert'`, id)
		round := f.find("gap round."+p, `select id from gap_round where assessment_id = $1`, id)
		_, err = f.app.Gaps.Save(f.ctx, officer, round, provision, gaps.Entry{Answer: answers.Answer{DeJure: "partial", Law: canary(group, "law"), Assistance: []string{"training"}, AssistanceWords: canary(group, "need")}})
		f.do("write", err)
		f.do("submit", f.app.Gaps.Take(f.ctx, officer, round, gaps.StepDraft{Verb: gaps.Submit}))
		f.advise(p, group, id, provision)
		f.do("clear", f.app.Gaps.ClearRound(f.ctx, clears, round, gaps.ClearDraft{NoteNumber: canary(group, "clearance"), NoteOn: "2020-02-01", Label: label.Amber}))
		f.do("reopen", f.app.Gaps.Take(f.ctx, officer, round, gaps.StepDraft{Verb: gaps.Reopen, Words: canary(group, "why")}))
		comment, err := f.app.Gaps.Comment(f.ctx, officer, round, provision, gaps.CommentDraft{Base: 1, Proposal: &answers.Answer{Law: canary(group, "proposal")}})
		f.put("gap comment."+p, comment, err)
		task, err := f.app.Gaps.AddTask(f.ctx, officer, round, gaps.TaskDraft{Phase: "desk_review", Title: canary(group, "task")})
		f.put("gap task."+p, task, err)
	}
}

// advise recommends something to the State of an assessment, and makes requests of it and of a need.
func (f *filler) advise(party, group, assessment, provision string) {
	officer := f.actors["officer"]
	id, err := f.app.Advice.Propose(f.ctx, officer, assessment, recommendations.Draft{Title: canary(group, "advice"), Words: canary(group, "why"), Provisions: []string{provision}, Office: canary(group, "office"), Label: label.Amber})
	f.put("recommendation."+party, id, err)
	f.do("accept", f.app.Advice.Take(f.ctx, officer, id, recommendations.StepDraft{Verb: recommendations.Accept, Words: canary(group, "note")}))
	_, err = f.app.Advice.Ask(f.ctx, officer, assessment, recommendations.AskDraft{ProvisionID: provision, Help: "training"})
	f.do("ask", err)
	_, err = f.app.Advice.AskFor(f.ctx, officer, id, "mission")
	f.do("ask", err)
}

// expert makes an account that is nobody's of the matrix, and returns its address.
func (f *filler) expert(party string) string {
	address := "drafter." + party + "@example.org"
	person, err := f.app.People.Add(f.ctx, f.actors["officer"], people.Draft{Given: "Drafter of " + party, Email: address, PartyID: f.ids["party."+party], From: "2020-01-01", Anyway: true})
	f.do("drafter", err)
	_, err = f.app.Accounts.Add(f.ctx, f.actors["administrator"], accounts.Draft{Name: "Drafter of " + party, Email: address, PersonID: person, Grant: accounts.GrantDraft{Role: string(access.Participant)}})
	f.do("account", err)
	return address
}
