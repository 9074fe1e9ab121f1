package abuse

import (
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	"counterpart/internal/assessments"
	"counterpart/internal/db"
	"counterpart/internal/evaluations"
	"counterpart/internal/files"
)

// learn sets a test of both activities and an evaluation of X up, all open, and lets the first person of each party sign an action plan and say what became
// of it, which both let the own focal point read.
func (f *filler) learn() {
	officer, x, now := f.actors["officer"], f.ids["activity.X"], time.Now()
	item, err := f.app.Assessments.Write(f.ctx, officer, assessments.ItemDraft{
		Kind: assessments.TrueOr, Texts: map[string]assessments.ItemText{"en": {Stem: "Is it so?"}},
	})
	f.put("test item", item, err)
	f.do("review", f.app.Assessments.Review(f.ctx, access.System("test", assessments.RightManage), item, 0))
	for _, activity := range []string{x, f.ids["activity.Y"]} {
		f.do("test", f.app.Assessments.SetUp(f.ctx, officer, activity, assessments.TestPlan{Title: "A test", BeforeOpens: db.At(now.Add(-time.Hour)), BeforeCloses: db.At(now.AddDate(0, 1, 0))}))
		f.do("choose", f.app.Assessments.Choose(f.ctx, officer, activity, []string{item}))
		f.do("fix", f.app.Assessments.Fix(f.ctx, officer, activity))
	}
	_, err = f.app.Assessments.SendTest(f.ctx, officer, x, assessments.Before)
	f.do("send", err)
	f.do("evaluation", f.app.Evaluations.SetUp(f.ctx, officer, x, evaluations.Plan{Questions: []evaluations.Asked{{Label: "It was good.", Kind: evaluations.Likert}}}))
	f.do("begin", f.app.Evaluations.Begin(f.ctx, officer, x))
	_, err = f.app.Evaluations.Send(f.ctx, officer, x)
	f.do("send", err)
	_, err = f.app.ActionPlans.Send(f.ctx, officer, x)
	f.do("send", err)
	for _, p := range []string{"A", "B"} {
		name, group := p+"1", strings.ToLower(p)+"plan"
		person, self := f.ids["person."+name], f.actors["participant"+p]
		for kind, purpose := range map[string]string{"taker": accounts.PurposeTest, "evaluate": accounts.PurposeEvaluate, "planner": accounts.PurposePlan} {
			link := f.find("link."+kind+"."+name, `select id from signed_link where purpose = $1 and person_id = $2 and activity_id = $3`, purpose, person, x)
			f.links[kind+"."+name] = tokenOf(f.app.Accounts.LinkURL(link, purpose))
		}
		f.do("submit", f.app.Assessments.Submit(f.ctx, self, x, person, assessments.SittingDraft{Phase: assessments.Before, Answers: assessments.Answers{item: {"true"}}, PartyMaySee: p == "A"}))
		f.do("sign", f.app.ActionPlans.SignOff(f.ctx, self, x, person, actionplans.PlanDraft{
			Actions: []actionplans.ActionDraft{{What: canary(group, "what"), With: canary(group, "with"), By: "2099-01-01"}}, FromSupervisor: canary(group, "needs"), PartyMaySee: true,
		}))
		plan := f.find("plan."+name, `select id from action_plan where person_id = $1`, person)
		action := f.find("action."+name, `select id from action_plan_action where plan_id = $1`, plan)
		f.do("follow", f.app.ActionPlans.FollowUp(f.ctx, self, x, person, actionplans.Report{MayPropose: true, Actions: []actionplans.ActionReport{{
			ID: action, Status: actionplans.Done, Changed: canary(group, "changed"), Evidence: canary(group, "evidence"), Upload: &files.Upload{Field: "file", Name: "shown.csv", Bytes: []byte("a;b\n1;2\n")},
		}}}))
	}
}
