package secondmentsweb_test

import (
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/secondments"
	"counterpart/internal/secondments/overview"
	"counterpart/internal/secondments/secondmentsweb"
	"counterpart/internal/vocabulary"
)

func serve(t *testing.T, d *db.DB, actor access.Actor) *roomtest.Site {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	return roomtest.Serve(t, actor, &secondmentsweb.Pages{
		Secondments: secondments.New(d, secondments.Options{Files: roomtest.Files(t, d), Vault: roomtest.Vault(t, d)}), Overview: overview.New(d), Parties: parties.New(d),
		Accounts: accounts.New(d, accounts.Options{Key: []byte("a key of the test, long enough for it")}), Vocabulary: vocabulary.New(d),
	})
}

func TestTermsByPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		officer := roomtest.Holding("officer", secondments.RightSee, secondments.RightEdit, secondments.RightNominate, secondments.RightScore, parties.RightSee, people.RightSee)
		s := serve(t, d, officer)
		s.Get(200, "/assignments", "No assignment matches", "Write terms of reference")
		s.Get(200, "/secondments", "No dossier matches")
		s.Get(200, "/secondments/members", "never represented", "Fiji")
		s.Get(200, "/secondments/calendar", "No desk is registered")
		s.Get(200, "/secondments/costs", "No cost is written down")
		s.Post(422, "/assignments", []string{"title", "Only a title"}, "Say what the officer does", "Name the first day")
		s.Post(422, "/desks", []string{"office", ""}, "Name the office")
		s.Post(303, "/desks", []string{"office", "Bangkok", "name", "Desk 1"})
		s.Get(200, "/desks", "Desk 1", "Bangkok")
		terms := []string{
			"title", "Analyst", "project", "A picture.", "tasks", "Analyse.", "deliverables", "A brief.", "criteria", "* Years\nEnglish", "office", "Office", "from", "2031-01-01", "to", "2031-06-30", "places", "1", "label", "TLP:AMBER",
			"item0", "Housing", "bearer0", "mechanism", "amount0", "6000", "currency0", "usd",
		}
		page := s.Post(303, "/assignments", terms)
		s.Get(200, page, "Analyst", "Years", "(needed)", "6000 USD", "2031", "submission of the terms of reference")
		s.Get(200, page+"/edit", "Analyst", "Housing")
		s.Post(409, page, append(terms, "version", "9"), "Somebody else changed this record")
		s.Post(303, page, append(terms, "version", "1"))
		s.Get(200, page+"/act/submit", "Both Co-Managers")
		s.Post(303, page+"/act/submit", []string{"version", "2"})
		s.Get(200, page, "Submitted", "The Co-Managers: approval of the terms of reference by both")
		s.Post(422, page+"/act/cancel", nil, "Write why")
		s.Post(303, page+"/act/cancel", []string{"words", "No longer needed"})
		s.Get(200, "/assignments", "Analyst", "Cancelled")
		var out struct{ Items []secondments.Assignment }
		s.Call(200, "GET", "/assignments", nil, &out)
		if len(out.Items) != 1 || out.Items[0].State != secondments.Cancelled {
			t.Errorf("%+v", out)
		}
		s.Actor = access.Actor{Via: "public"}
		s.Get(303, "/assignments")
	})
}
