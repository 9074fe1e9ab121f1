package actionplansweb_test

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	"counterpart/internal/actionplans/actionplansweb"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/label"
	"counterpart/internal/outcomes"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/trail"
	"counterpart/internal/vocabulary"
)

func TestFromTheOwnPlanToTheOffice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		d.Clock = func() time.Time { return dbtest.Noon }
		links := accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "http://counterpart.example", Rights: map[access.Role]map[access.Right]bool{access.Participant: {actionplans.RightOwn: true}}})
		officer := roomtest.Holding("officer", actionplans.RightSee, actionplans.RightManage, activities.RightSee, activities.RightEdit, outcomes.RightSee, outcomes.RightPropose, "threads.see")
		store := roomtest.Files(t, d)
		site := roomtest.Serve(t, officer, &actionplansweb.Pages{
			Plans:    actionplans.New(d, actionplans.Options{Files: store, Outcomes: outcomes.New(d, outcomes.Options{Files: store, Threads: trail.Threads(d)})}),
			Accounts: links, Vocabulary: vocabulary.New(d),
		})
		party, activity := roomtest.PartyID(t, d, "thailand"), ""
		link, err := db.Change(t.Context(), d, func(tx *db.Tx) (_ string, err error) {
			if activity, err = activities.AddIn(tx, officer, activities.Draft{Title: "Workshop", Kind: "training_workshop", TimeZone: "UTC", StartsOn: "2024-06-05", Label: label.Green}); err != nil {
				return "", err
			}
			person, err := people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: "Trainee ผู้เข้าอบรม", PartyID: party})
			if err != nil {
				return "", err
			}
			_, err = delegations.AddConfirmedIn(tx, access.System("test"), delegations.ConfirmedDraft{ActivityID: activity, PartyID: party, PersonID: person, Category: "trainee", Mode: "in_person", Source: delegations.FromSecretariat})
			if err != nil {
				return "", err
			}
			return accounts.NewLinkIn(tx, officer, accounts.LinkDraft{Purpose: accounts.PurposePlan, ActivityID: activity, PersonID: person, Name: "Trainee", ExpiresAt: db.At(dbtest.Noon.Add(time.Hour))})
		})
		if err != nil {
			t.Fatal(err)
		}
		own := strings.TrimPrefix(links.LinkURL(link, accounts.PurposePlan), "http://counterpart.example")
		site.Get(200, "/action-plans", "No plan matches")
		site.Get(200, "/activities/"+activity+"/action-plans", "No plan is written yet")
		site.Actor = access.Actor{Via: "public"}
		site.Get(200, own, "What will you change at home?")
		site.Post(303, own+"/draft", []string{"_key", "1", "with.0", "The shift"})
		site.Post(422, own, []string{"_key", "2", "what.0", "A sheet of signs"}, "Say by when", "A sheet of signs")
		site.Post(303, own, []string{"_key", "3", "what.0", "A sheet of signs", "by.0", "2024-08-01", "topic", "document_fraud"})
		site.Get(200, own, "does not change any more", "3 September 2024")
		site.Post(422, own, []string{"_key", "4"}, "Say what became of this action")
		site.Upload(303, own, []string{"_key", "5", "status.0", "in_part", "changed.0", "One counter has it.", "may_propose", "1"}, "x", []byte("a;b\n"))
		site.Post(303, own, []string{"_key", "6", "status.0", "done", "changed.0", "Every counter has it.", "evidence.0", "The sheet", "may_propose", "1"})
		site.Post(303, own+"/agree", []string{"_key", "7", "party_may_see", "1"})
		site.Actor = officer
		site.Get(200, "/activities/"+activity+"/action-plans", "Trainee", "not shown", "1 of 1 actions")
		list := site.Get(200, "/action-plans?state=followed", "Followed up")
		_, rest, _ := strings.Cut(list, `href="/action-plans/`)
		id, _, _ := strings.Cut(rest, `"`)
		page := site.Get(200, "/action-plans/"+id, "Every counter has it.", "Propose an outcome", "Yes, the person agreed")
		_, rest, _ = strings.Cut(page, `/actions/`)
		action, _, _ := strings.Cut(rest, `"`)
		at := "/action-plans/" + id + "/actions/" + action
		site.Get(200, at, "A sheet of signs", "Level 3, behaviour")
		site.Post(422, at, []string{"_key", "8", "title", "x", "level", "9", "kind", "practice"}, "Choose whether it is a change")
		if to := site.Post(303, at, []string{"_key", "9", "title", "Every counter has a sheet", "level", "3", "kind", "practice"}); !strings.HasPrefix(to, "/outcomes/") {
			t.Errorf("leads to %s", to)
		}
		csv := site.Get(200, "/action-plans.csv", "Every counter has it.", "TLP:AMBER+STRICT")
		if strings.Count(csv, "\n") != 2 {
			t.Errorf("the file: %s", csv)
		}
		site.Get(303, "/action-plans/"+id+"/take/reopen")
	})
}
