package people

import (
	"cmp"
	"slices"

	"counterpart/internal/db"
	"counterpart/internal/names"
)

// Filled is an invented person with an id of the caller's choice, for filling a database with many.
type Filled struct {
	ID            string
	AffiliationID string
	Draft
}

// FillIn enters many invented people with few statements: they are checked by nobody and have no history.
// It is for measuring, never for what somebody typed.
func FillIn(tx *db.Tx, list []Filled) error {
	persons := make([][]any, len(list))
	affiliations := make([][]any, len(list))
	var terms [][]any
	for i, p := range list {
		p.tidy()
		persons[i] = []any{
			p.ID, p.Given, p.SortForm, names.Fold(p.SortForm), NameKey(p.Given), p.AddressForm, p.NativeName, p.NativeLang,
			p.Sex, p.Email, EmailKey(p.Email), p.Phone, string(p.Label), tx.Now(), tx.Now(),
		}
		affiliations[i] = []any{p.AffiliationID, p.ID, p.PartyID, p.Position, p.Unit, p.From}
		for _, term := range names.SearchTerms(p.Given, p.SortForm, p.NativeName, p.Email) {
			terms = append(terms, []any{Kind, term, p.ID})
		}
		for _, sound := range names.BlockingKeys(p.Given) {
			terms = append(terms, []any{kindSound, sound, p.ID})
		}
	}
	err := tx.InsertRows("person", []string{
		"id", "given", "sort_form", "sort_key", "name_key", "address_form", "native_name", "native_lang",
		"sex", "email", "email_key", "phone", "label", "created_at", "updated_at",
	}, persons)
	if err != nil {
		return err
	}
	if err := tx.InsertRows("affiliation", []string{"id", "person_id", "party_id", "position", "unit", "valid_from"}, affiliations); err != nil {
		return err
	}
	// In the order of the table's key, so that an insert touches few pages.
	slices.SortFunc(terms, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[0].(string), b[0].(string)), cmp.Compare(a[1].(string), b[1].(string)), cmp.Compare(a[2].(string), b[2].(string)))
	})
	return tx.InsertRows("search_term", []string{"kind", "term", "record_id"}, terms)
}
