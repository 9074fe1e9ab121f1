package training

import (
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// Member is a person of a cohort by name.
type Member struct {
	PersonID    string `db:"person_id" json:"person_id"`
	Given       string `db:"given" json:"name"`
	AddressForm string `db:"address_form" json:"address_form,omitempty"`
	NativeName  string `db:"native_name" json:"native_name,omitempty"`
	NativeLang  string `db:"native_lang" json:"native_lang,omitempty"`
	Job         string `db:"job" json:"job,omitempty"`
}

// Name is the person's name with the form of address.
func (m Member) Name() string { return strings.TrimSpace(m.AddressForm + " " + m.Given) }

// Participant is a confirmed person of a cohort.
type Participant struct {
	NominationID string `db:"nomination_id" json:"nomination_id"`
	PartyID      string `db:"party_id" json:"party_id"`
	Party        string `db:"party" json:"party"`
	Agency       string `db:"agency" json:"agency,omitempty"`
	Email        string `db:"email" json:"-"`
	Member
}

// PartyWords names the party, and the agency inside it that the person comes from.
func (p Participant) PartyWords() string {
	if p.Agency == "" {
		return p.Party
	}
	return p.Party + ", " + p.Agency
}

// personsOf are the persons of a list, for the history of looks.
func personsOf[T any](list []T, person func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = person(x)
	}
	return out
}

// stand is who of an activity is confirmed, and who waits to be selected.
type stand struct {
	confirmed, nominated []Nominee
	asked, closed        int
}

// standing reads who stands where now, in the order of nomination. Those whom a label closes to the actor are counted only.
func standing(tx *db.Tx, actor access.Actor, d Delivery) (stand, error) {
	var out stand
	rows, err := nomineesOf(tx, d)
	if err != nil {
		return out, err
	}
	open, err := openNominations(tx, actor, d.ActivityID)
	for _, r := range rows {
		switch {
		case r.State == "confirmed":
			out.confirmed = append(out.confirmed, r.anonymous())
		case r.State == "queried":
			out.asked++
		case r.State == "nominated" && !open[r.NominationID]:
			out.closed++
		case r.State == "nominated":
			out.nominated = append(out.nominated, r.Nominee)
		}
	}
	return out, err
}

type nomineeRow struct {
	State string `db:"state"`
	Nominee
}

// anonymous is the nominee as the record of a selection keeps those who had been confirmed before.
func (r nomineeRow) anonymous() Nominee {
	n := r.Nominee
	n.NominationID = ""
	return n
}
