package support

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
)

// Suggestion is an offer that may fit a request, with the reasons. It binds nobody, and nobody is told.
type Suggestion struct {
	Offer   Offer    `json:"offer"`
	Points  int      `json:"points" doc:"For the order only"`
	Reasons []string `json:"reasons" nullable:"false"`
}

// mostSuggested is how many suggestions a page shows.
const mostSuggested = 20

// Suggest ranks the offers that may fit a request: of the same subject or of one above or below it, for its party, and valid when
// help is wanted.
func (s *Service) Suggest(ctx context.Context, actor access.Actor, id string) ([]Suggestion, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Suggestion, error) {
		r, err := findRequest(tx, id)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightHandle, r.Object()); err != nil {
			return nil, err
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return nil, err
		}
		offers, err := offersFor(tx, actor, r, near(words, r.Subject))
		return rank(words, r, offers, tx.Today()), err
	})
}

// near lists a subject with the one above it and those below it.
func near(words *vocabulary.Words, subject string) []string {
	out := []string{subject}
	if t, ok := words.Term(vocabulary.Topics, subject); ok && t.Parent != "" {
		out = append(out, t.Parent)
	}
	for _, t := range words.List(vocabulary.Topics) {
		if t.Parent == subject {
			out = append(out, t.Code)
		}
	}
	return out
}

// rank orders the offers by how well they fit, the best first. What does not fit at all is left out.
func rank(words *vocabulary.Words, r Request, offers []Offer, today db.Date) []Suggestion {
	out := []Suggestion{}
	for _, o := range offers {
		if s, ok := fit(words, r, o, today); ok {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Offer.Party, b.Offer.Party), cmp.Compare(a.Offer.ID, b.Offer.ID))
	})
	return out[:min(len(out), mostSuggested)]
}

func fit(words *vocabulary.Words, r Request, o Offer, today db.Date) (Suggestion, bool) {
	s := Suggestion{Offer: o, Reasons: []string{}}
	add := func(points int, reason string) {
		s.Points += points
		s.Reasons = append(s.Reasons, reason)
	}
	topic := func(code string) string { return words.Name(vocabulary.Topics, code) }
	asked, _ := words.Term(vocabulary.Topics, r.Subject)
	offered, _ := words.Term(vocabulary.Topics, o.Subject)
	switch {
	case o.Subject == r.Subject:
		add(9, "Same subject: "+topic(o.Subject))
	case o.Subject == asked.Parent:
		add(4, "The wider subject: "+topic(o.Subject))
	case offered.Parent == r.Subject:
		add(5, "A part of the subject: "+topic(o.Subject))
	default:
		return s, false
	}
	if o.Help == r.Help {
		add(4, "Same type of help: "+words.Name(vocabulary.HelpTypes, o.Help))
	}
	if shared := both(r.Languages, o.Languages); len(shared) > 0 {
		add(2, "Shared language: "+strings.Join(shared, ", "))
	} else if len(r.Languages) > 0 && len(o.Languages) > 0 {
		s.Reasons = append(s.Reasons, "No shared language is named")
	}
	if !o.reaches(r, add) {
		return s, false
	}
	return s, o.inTime(r, today, add)
}

// reaches tells whether the offer is meant for the party that asks.
func (o Offer) reaches(r Request, add func(int, string)) bool {
	if len(o.ToKinds) > 0 && !slices.Contains(o.ToKinds, r.PartyKind) {
		return false
	}
	regions := o.Regions()
	if len(regions) == 0 {
		return true
	}
	if !slices.Contains(regions, r.Region) {
		return false
	}
	add(2, "Meant for the region: "+r.Region)
	return true
}

// inTime tells whether the offer holds when help is wanted.
func (o Offer) inTime(r Request, today db.Date, add func(int, string)) bool {
	from := max(r.WantedFrom, today)
	if o.State != OfferOpen || o.ValidUntil != "" && o.ValidUntil < from || r.WantedTo != "" && r.WantedTo >= today && o.ValidFrom > r.WantedTo {
		return false
	}
	if r.WantedFrom != "" || r.WantedTo != "" {
		add(1, "Valid when help is wanted")
	}
	return true
}

func both(a, b []string) []string {
	var out []string
	for _, x := range a {
		if slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

// Choices lists open offers that the actor may propose by the beginnings of words, for a match that nobody suggested.
func (s *Service) Choices(ctx context.Context, actor access.Actor, words string) ([]Offer, error) {
	if err := actor.Require(RightHandle, access.Anything); err != nil {
		return nil, err
	}
	list, _, err := s.Offers(ctx, actor, OfferFilter{Query: words, Limit: mostSuggested})
	return list, err
}
