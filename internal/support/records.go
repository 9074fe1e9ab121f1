package support

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
)

// SeenIn returns those of the requests that the actor may see, with the parties that they concern, for threads.
func SeenIn(tx *db.Tx, actor access.Actor, ids []string) ([]Request, error) {
	where, args := actor.Where(RightSee, columns)
	list, err := db.List[Request](tx, db.Q(listColumns+" where "+where+" and", args...).In("r.id", ids))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, withCirculation(tx, list)
}

// ChoicesIn returns requests that the actor may see by the beginnings of words.
func ChoicesIn(tx *db.Tx, actor access.Actor, words string, limit int) ([]Request, error) {
	list, err := listRequests(tx, actor, Filter{Query: words, Limit: limit})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, withCirculation(tx, list)
}

// OffersSeenIn is SeenIn for offers.
func OffersSeenIn(tx *db.Tx, actor access.Actor, ids []string) ([]Offer, error) {
	where, args := actor.Where(RightOffers, offerColumns)
	return db.List[Offer](tx, db.Q(offerList+" where "+where+" and", args...).In("o.id", ids))
}

// OfferChoicesIn is ChoicesIn for offers.
func OfferChoicesIn(tx *db.Tx, actor access.Actor, words string, limit int) ([]Offer, error) {
	return listOffers(tx, actor, OfferFilter{Query: words, All: true, Limit: limit})
}

// ResponseOf is a response with the request that it belongs to.
type ResponseOf struct {
	Response
	Request Request
}

// ResponsesSeenIn returns those of the responses whose requests the actor may see as the secretariat or as the party that asks.
func ResponsesSeenIn(tx *db.Tx, actor access.Actor, ids []string) ([]ResponseOf, error) {
	list, err := db.List[Response](tx, db.Q(responseColumns+" where").In("p.id", ids))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	of := make([]string, len(list))
	for i, r := range list {
		of[i] = r.RequestID
	}
	requests, err := SeenIn(tx, actor, of)
	if err != nil {
		return nil, err
	}
	byID := map[string]Request{}
	for _, r := range requests {
		if r.sideOf(actor) != Receiver {
			byID[r.ID] = r
		}
	}
	var out []ResponseOf
	for _, r := range list {
		if request, ok := byID[r.RequestID]; ok {
			out = append(out, ResponseOf{r, request})
		}
	}
	return out, nil
}

// FindOfferIn returns an offer within a transaction.
func FindOfferIn(tx *db.Tx, id string) (Offer, error) { return findOffer(tx, id) }
