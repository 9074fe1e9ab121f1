package support

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/parties"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// The states of an offer. One whose last day is past is open and no longer valid.
const (
	OfferOpen      = "open"
	OfferWithdrawn = "withdrawn"
)

// Offer is what a party offers.
type Offer struct {
	ID         string          `db:"id" json:"id"`
	PartyID    string          `db:"party_id" json:"party_id"`
	Party      string          `db:"party" json:"party"`
	RequestID  string          `db:"request_id" json:"-"`
	Subject    string          `db:"subject" json:"subject" doc:"A term of the list topic"`
	Title      string          `db:"title" json:"title"`
	Body       string          `db:"body" json:"body"`
	Help       string          `db:"help" json:"help" doc:"A term of the list help_type"`
	Languages  activities.Tags `db:"languages" json:"languages" nullable:"false"`
	ToKinds    activities.Tags `db:"to_kinds" json:"to_kinds" nullable:"false" doc:"Kinds of party; empty for all"`
	ToRegions  string          `db:"to_regions" json:"to_regions,omitempty" doc:"Regions, a line each; empty for all"`
	Limits     string          `db:"limits" json:"limits,omitempty"`
	ValidFrom  db.Date         `db:"valid_from" json:"valid_from"`
	ValidUntil db.Date         `db:"valid_until" json:"valid_until,omitempty"`
	PostID     string          `db:"post_id" json:"post_id,omitempty"`
	Post       string          `db:"post" json:"post,omitempty" doc:"Whom to ask: a post of the party"`
	Contact    string          `db:"contact" json:"contact,omitempty" doc:"Whom to ask, in words"`
	Label      label.TLP       `db:"label" json:"label"`
	Named      []string        `db:"-" json:"-"`
	State      string          `db:"state" json:"state" enum:"open,withdrawn"`
	Version    int             `db:"version" json:"version"`
	CreatedAt  db.Time         `db:"created_at" json:"created_at"`
}

// Object is the offer as the access rule sees it.
func (o Offer) Object() access.Object {
	return access.Object{Parties: []string{o.PartyID}, Label: o.Label, Named: o.Named}
}

// Regions are the regions that the offer is for; none for all.
func (o Offer) Regions() []string { return linesOf(o.ToRegions) }

// Valid tells whether the offer holds on a day.
func (o Offer) Valid(on db.Date) bool {
	return o.State == OfferOpen && o.ValidFrom <= on && (o.ValidUntil == "" || on <= o.ValidUntil)
}

// OfferDraft is an offer as somebody writes it down.
type OfferDraft struct {
	PartyID     string    `json:"party_id"`
	RequestID   string    `json:"request_id,omitempty" doc:"The circulated request that it answers"`
	Subject     string    `json:"subject" doc:"A term of the list topic"`
	Title       string    `json:"title" maxLength:"200"`
	Body        string    `json:"body" maxLength:"10000"`
	Help        string    `json:"help" doc:"A term of the list help_type"`
	Languages   []string  `json:"languages,omitempty" maxItems:"10" doc:"BCP 47"`
	ToKinds     []string  `json:"to_kinds,omitempty" maxItems:"20" doc:"Kinds of party; empty for all"`
	ToRegions   []string  `json:"to_regions,omitempty" maxItems:"40" doc:"Empty for all"`
	Limits      string    `json:"limits,omitempty" maxLength:"2000"`
	ValidFrom   db.Date   `json:"valid_from,omitempty" doc:"Today when empty"`
	ValidUntil  db.Date   `json:"valid_until,omitempty"`
	PostID      string    `json:"post_id,omitempty" doc:"Whom to ask: a post of the party"`
	Contact     string    `json:"contact,omitempty" maxLength:"300" doc:"Whom to ask, in words: an office rather than a person"`
	Label       label.TLP `json:"label,omitempty" doc:"That of the pack when empty"`
	LabelReason string    `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`
}

func (d *OfferDraft) tidy(tx *db.Tx, words *vocabulary.Words) {
	for _, s := range []*string{&d.Title, &d.Body, &d.Limits, &d.Contact} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	d.ToRegions = linesOf(strings.Join(d.ToRegions, "\n"))
	d.ValidFrom, d.Label = cmp.Or(d.ValidFrom, tx.Today()), cmp.Or(d.Label, DefaultLabel(words, KindOffer))
}

func (d *OfferDraft) check(tx *db.Tx, words *vocabulary.Words) error {
	var wrong fault.Invalid
	checkWhat(&wrong, words, d.Subject, d.Help)
	wrong.Check(d.Title != "" && !strings.Contains(d.Title, "\n"), "title", "Say in one line what is offered.")
	wrong.Check(d.Body != "", "body", "Describe what is offered, so that others can say whether it helps them.")
	for _, one := range []struct {
		field, value string
		most         int
	}{{"title", d.Title, 200}, {"body", d.Body, 10_000}, {"limits", d.Limits, 2000}, {"contact", d.Contact, 300}} {
		wrong.Check(utf8.RuneCountInString(one.value) <= one.most, one.field, "Shorten this to %d characters.", one.most)
	}
	for _, k := range d.ToKinds {
		wrong.Check(words.Has(vocabulary.PartyKinds, k), "to_kinds", "%q is no kind of party.", k)
	}
	wrong.Check(d.ValidUntil == "" || d.ValidFrom <= d.ValidUntil, "valid_until", "The last day lies before the first one.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	if d.PostID != "" {
		post, err := parties.FindPost(tx, d.PostID)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		wrong.Check(err == nil && post.PartyID == d.PartyID, "post_id", "Choose a post of the party that offers.")
	}
	d.Languages = checkLanguages(&wrong, d.Languages)
	slices.Sort(d.ToKinds)
	d.ToKinds = slices.Compact(d.ToKinds)
	return wrong.Err()
}

// AddOffer enters an offer of a party, also in answer to a request that was circulated to it.
func (s *Service) AddOffer(ctx context.Context, actor access.Actor, d OfferDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.AddOfferIn(tx, actor, d) })
}

// AddOfferIn is AddOffer within a transaction.
func (s *Service) AddOfferIn(tx *db.Tx, actor access.Actor, d OfferDraft) (string, error) {
	party, err := asking(tx, actor, d.PartyID)
	if err != nil {
		return "", err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	d.tidy(tx, words)
	if err := d.check(tx, words); err != nil {
		return "", err
	}
	if d.RequestID != "" {
		if err := takeOffer(tx, actor, d, party.Name); err != nil {
			return "", err
		}
	}
	id := tx.NewID()
	if err := insertOffer(tx, id, d); err != nil {
		return "", err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: KindOffer, ID: id, To: d.Label}); err != nil {
		return "", err
	}
	if err := search.Index(tx, KindOffer, id, names.SearchTerms(d.Title, party.Name)); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionOffer, KindOffer, id, map[string]string{"party": party.Name, "title": d.Title, "request": d.RequestID})
}

// takeOffer lets an offer come in for a circulated request.
func takeOffer(tx *db.Tx, actor access.Actor, d OfferDraft, party string) error {
	r, err := findRequest(tx, d.RequestID)
	if err != nil {
		return err
	}
	if err := actor.Require(RightSee, r.Object()); err != nil {
		return err
	}
	if d.PartyID == r.PartyID {
		return fault.Wrong("party_id", "The party that asks does not answer its own request.")
	}
	if !slices.Contains(r.circulated, d.PartyID) {
		return fault.Clash("The request was not circulated to %s. Enter the offer without it.", party)
	}
	if err := r.answered(tx); err != nil {
		return err
	}
	return r.move(tx, actor, TakeOffer, party+": "+d.Title)
}

// answered stops the clock of the first response.
func (r *Request) answered(tx *db.Tx) error {
	if r.RespondedOn != "" {
		return nil
	}
	calendar, err := vocabulary.CalendarIn(tx, r.PartyCode)
	r.RespondedOn, r.RespondDays = tx.Today(), calendar.Between(r.ReceivedOn, tx.Today())
	return err
}

// ChangeOffer rewrites an offer; version is the one that the editor saw.
func (s *Service) ChangeOffer(ctx context.Context, actor access.Actor, id string, version int, d OfferDraft) error {
	return s.offered(ctx, actor, id, func(tx *db.Tx, o Offer) error {
		words, err := vocabulary.In(tx)
		if err != nil {
			return err
		}
		d.PartyID, d.Label, d.ValidFrom = o.PartyID, cmp.Or(d.Label, o.Label), cmp.Or(d.ValidFrom, o.ValidFrom)
		d.tidy(tx, words)
		if err := d.check(tx, words); err != nil {
			return err
		}
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: KindOffer, ID: id, Object: o.Object(), To: d.Label, Reason: d.LabelReason}); err != nil {
			return err
		}
		n, err := updateOffer(tx, id, version, d)
		if err == nil && n == 0 {
			err = fault.Clash("The offer was changed by someone else in the meantime.")
		}
		if err != nil {
			return err
		}
		if err := search.Index(tx, KindOffer, id, names.SearchTerms(d.Title, o.Party)); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionChangeOffer, KindOffer, id, map[string]string{"title": d.Title, "label": string(d.Label)})
	})
}

// WithdrawOffer takes an offer back. Matches on which both sides agreed stay.
func (s *Service) WithdrawOffer(ctx context.Context, actor access.Actor, id string) error {
	return s.offered(ctx, actor, id, func(tx *db.Tx, o Offer) error {
		if err := tx.Exec(`update support_offer set state = $2, version = version + 1, updated_at = $3 where id = $1`, id, OfferWithdrawn, tx.Now()); err != nil {
			return err
		}
		if err := refuseMatchesOf(tx, id); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionEndOffer, KindOffer, id, map[string]string{"title": o.Title})
	})
}

// offered runs a verb on an open offer that the actor may change.
func (s *Service) offered(ctx context.Context, actor access.Actor, id string, do func(tx *db.Tx, o Offer) error) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		o, err := findOffer(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightAsk, o.Object()); err != nil {
			return false, err
		}
		if o.State != OfferOpen {
			return false, fault.Clash("The offer was withdrawn.")
		}
		return true, do(tx, o)
	})
	return err
}
