package abuse

import (
	"strings"

	"counterpart/internal/accounts"
	"counterpart/internal/commitments"
	"counterpart/internal/files"
	"counterpart/internal/outcomes"
	"counterpart/internal/parties"
)

// harvest lets each party undertake something at X, with a link to its holder, and propose an outcome that has a file as its source.
func (f *filler) harvest() {
	officer := f.actors["officer"]
	for _, p := range []string{"A", "B"} {
		party, group := f.ids["party."+p], strings.ToLower(p)
		id, err := f.app.Commitments.Record(f.ctx, officer, commitments.Draft{
			PartyID: party, Title: canary(group+"commitment", "title"), Words: canary(group+"commitment", "words"), DueOn: "2099-01-01", ActivityID: f.ids["activity.X"], MadeOn: "2024-01-01",
		})
		f.put("commitment."+p, id, err)
		f.do("accept", f.app.Commitments.Take(f.ctx, officer, id, commitments.StepDraft{Verb: commitments.Accept, Words: "By note."}))
		// The link belongs to a second one: what is tried with the first one ends links.
		// So does a new holder of the focal point's post; this one has a post of its own.
		post, err := f.app.Parties.AddPost(f.ctx, officer, parties.PostDraft{Kind: "head_of_agency", Title: "Head", PartyID: party, Email: "head." + group + "@example.org"})
		f.do("post", err)
		linked, err := f.app.Commitments.Record(f.ctx, officer, commitments.Draft{PartyID: party, PostID: post, Title: canary(group+"commitment", "linked"), DueOn: "2099-01-01", ActivityID: f.ids["activity.X"], MadeOn: "2024-01-01"})
		f.do("record", err)
		f.do("ask", f.app.Commitments.Ask(f.ctx, officer, linked))
		link := f.find("link.commit."+p, `select link_id from commitment where id = $1`, linked)
		f.links["commit."+p] = tokenOf(f.app.Accounts.LinkURL(link, accounts.PurposeCommit))
		id, err = f.app.Outcomes.Propose(f.ctx, officer, outcomes.Draft{
			PartyID: party, Title: canary(group+"outcome", "title"), Change: canary(group+"outcome", "change"), Kind: "practice", From: "2024-01-01",
		})
		f.put("outcome."+p, id, err)
		source, err := f.app.Outcomes.AddSource(f.ctx, officer, id, outcomes.SourceDraft{
			Title: canary(group+"outcome", "source"), Upload: &files.Upload{Field: "file", Name: "source.csv", Bytes: []byte("a;b\n1;2\n")},
		})
		f.put("source."+p, source, err)
		f.do("ask", f.app.Outcomes.Ask(f.ctx, officer, outcomes.AskDraft{PartyID: party, ActivityID: f.ids["activity.X"]}))
		link = f.find("link.outcome."+p, `select id from signed_link where purpose = 'outcome' and party_id = $1`, party)
		f.links["harvest."+p] = tokenOf(f.app.Accounts.LinkURL(link, accounts.PurposeOutcome))
	}
}
