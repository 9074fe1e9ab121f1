package abuse

import (
	"strings"

	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/support"
)

// support lets each party ask for something that an organisation offers, and make an offer of its own. The matches wait for the
// answers; a request that was delivered asks by a link whether it was met.
func (f *filler) support() {
	officer := f.actors["officer"]
	f.find("party.C", `select id from party where code = $1`, "iom")
	for _, p := range []string{"A", "B"} {
		group := strings.ToLower(p) + "request"
		offer, err := f.app.Support.AddOffer(f.ctx, officer, support.OfferDraft{
			PartyID: f.ids["party."+p], Subject: "borders", Help: "training", Title: "An offer of " + p, Body: "To everybody who is signed in.",
		})
		f.put("offer."+p, offer, err)
		help, err := f.app.Support.AddOffer(f.ctx, officer, support.OfferDraft{PartyID: f.ids["party.C"], Subject: "borders", Help: "training", Title: "Help for " + p, Body: "Help."})
		f.do("help", err)
		id := f.request(p, group)
		f.put("request."+p, id, nil)
		match, err := f.app.Support.Propose(f.ctx, officer, id, help, canary(group, "reasons"))
		f.put("match."+p, match, err)
		f.deliver(p, group, help)
	}
}

// request brings a request of the party so far that it is circulated to the organisation.
func (f *filler) request(party, group string) string {
	officer := f.actors["officer"]
	id, err := f.app.Support.Enter(f.ctx, officer, support.Draft{
		PartyID: f.ids["party."+party], Subject: "borders", Help: "training", Title: canary(group, "title"), Body: canary(group, "body"), DocumentNo: canary(group, "number"),
	})
	f.do("request", err)
	for _, v := range []support.Verb{support.Authenticate, support.Acknowledge, support.Announce} {
		f.do(string(v), f.app.Support.Take(f.ctx, officer, id, support.StepDraft{Verb: v}))
	}
	_, err = db.Change(f.ctx, f.app.DB, func(tx *db.Tx) (bool, error) {
		return true, tx.Exec(`update support_request set silence_until = '2020-01-01' where id = $1`, id)
	})
	f.do("silence", err)
	f.do("circulate", f.app.Support.Take(f.ctx, officer, id, support.StepDraft{Verb: support.Circulate, PartyIDs: []string{f.ids["party.C"]}}))
	return id
}

// deliver brings a second request to the question whether it was met.
func (f *filler) deliver(party, group, help string) {
	officer := f.actors["officer"]
	id := f.request(party, group)
	match, err := f.app.Support.Propose(f.ctx, officer, id, help, "")
	f.do("propose", err)
	for _, side := range []string{support.Asker, support.Giver} {
		f.do("agree", f.app.Support.AnswerMatch(f.ctx, officer, match, support.AnswerDraft{Side: side, Answer: support.Yes}))
	}
	_, err = f.app.Support.Respond(f.ctx, officer, id, support.ResponseDraft{Kind: "training", Title: "A training"})
	f.do("respond", err)
	for _, v := range []support.Verb{support.Begin, support.Deliver, support.AskIfMet} {
		f.do(string(v), f.app.Support.Take(f.ctx, officer, id, support.StepDraft{Verb: v}))
	}
	link := f.find("link.fulfil."+party, `select link_id from support_request where id = $1`, id)
	f.links["fulfil."+party] = tokenOf(f.app.Accounts.LinkURL(link, accounts.PurposeFulfil))
}
