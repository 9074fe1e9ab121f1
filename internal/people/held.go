package people

import (
	"counterpart/internal/db"
	"counterpart/internal/held"
)

// HeldIn is what this room holds about a person.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	p, err := FindIn(tx, personID)
	if err != nil {
		return nil, err
	}
	out := []held.Record{
		held.New(held.Identity, p.ID, "Name and how you are addressed", "given", "Name", p.Given, "address_form", "Form of address", p.AddressForm,
			"sort_form", "Stands in lists as", p.SortForm, "native_name", "Name in its own script", p.NativeName, "native_lang", "Language of that name", p.NativeLang,
			"alias", "Alias", p.Alias, "sex", "Sex, as you said", p.Sex, "label", "Label of the record", string(p.Label)),
		held.New(held.Contact, p.ID, "How you are reached", "email", "E-mail", p.Email, "phone", "Phone", p.Phone),
	}
	affiliations, err := affiliationsOf(tx, personID)
	if err != nil {
		return nil, err
	}
	for _, a := range affiliations {
		out = append(out, held.New(held.Affiliations, a.ID, a.WorksFor(), "party", "Works for", a.WorksFor(), "position", "Position", a.Position,
			"unit", "Unit", a.Unit, "from", "From", string(a.From), "to", "To", string(a.To)))
	}
	holdings, err := holdingsOf(tx, "h.person_id", personID)
	if err != nil {
		return nil, err
	}
	for _, h := range holdings {
		out = append(out, held.New(held.Posts, h.ID, h.Post, "post", "Post", h.Post, "of", "Of", h.Party+h.Body, "from", "From", string(h.From), "to", "To", string(h.To)))
	}
	consents, err := consentsOf(tx, personID)
	for _, c := range consents {
		out = append(out, held.New(held.Consents, "", c.Wording, "item", "Item", c.Item, "wording", "Words", c.Wording, "given", "Given", held.YesNo(c.Given),
			"activity_id", "For the activity", c.ActivityID, "at", "On", held.At(c.At)))
	}
	return out, err
}
