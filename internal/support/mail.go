package support

import (
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/vocabulary"
)

// post mails a letter about a request to the focal points of parties. Who cannot be reached by mail reads it on the page.
func (s *Service) post(tx *db.Tx, actor access.Actor, r Request, code, once string, partyIDs []string, values map[string]string) error {
	if s.opts.Outbox == nil || len(partyIDs) == 0 {
		return nil
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	to, err := letters.RecipientsIn(tx, partyIDs)
	if err != nil {
		return err
	}
	subject := words.Name(vocabulary.Topics, r.Subject)
	v := map[string]string{
		"request.reference": r.Reference(), "request.subject": subject, "request.help": words.Name(vocabulary.HelpTypes, r.Help), "request.party": r.Party,
		"request.title": r.Title, "days": strconv.Itoa(targets(words).SilenceDays), "offer.title": "", "offer.party": "",
		"link": "<" + s.opts.Links("/requests/"+r.ID) + ">",
	}
	if r.Label == label.Red || r.Label == label.AmberStrict { // a mail travels further than a page
		v["request.title"] = subject
	}
	for name, value := range values {
		v[name] = value
	}
	for _, one := range to {
		if one.LeftOut() != "" {
			continue
		}
		err := s.opts.Outbox.PostOfficeIn(tx, actor, letters.OfficeMail{
			Code: code, Reference: r.Reference(), Recipient: one, Values: v, Mail: letters.Mail{
				Label: r.Label, OnceKey: code + ":" + once + ":" + one.PartyID, Subject: "Request for support " + r.Reference(), Body: "**{{request.title}}**\n\n{{link}}\n\n{{signature}}",
			},
		}, map[string]db.Date{"request.received": r.ReceivedOn})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) mailAcknowledgement(tx *db.Tx, actor access.Actor, r Request) error {
	return s.post(tx, actor, r, letters.RequestAcknowledged, r.ID, []string{r.PartyID}, nil)
}

func (s *Service) mailCirculation(tx *db.Tx, actor access.Actor, r Request, partyIDs []string) error {
	return s.post(tx, actor, r, letters.RequestCirculated, r.ID, partyIDs, nil)
}

func (s *Service) mailProposal(tx *db.Tx, actor access.Actor, r Request, o Offer, matchID string) error {
	return s.post(tx, actor, r, letters.MatchProposed, matchID, []string{r.PartyID, o.PartyID}, map[string]string{"offer.title": o.Title, "offer.party": o.Party})
}

func (s *Service) mailQuestion(tx *db.Tx, actor access.Actor, r Request) error {
	return s.post(tx, actor, r, letters.FulfilmentQuestion, r.ID, []string{r.PartyID}, map[string]string{"link": letters.LinkMark(r.LinkID, accounts.PurposeFulfil)})
}
