package letters

import (
	"strings"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// Recipient is whom a letter to a party goes to: the holder of a post that nominates for it.
type Recipient struct {
	PartyID     string `db:"party_id" json:"party_id"`
	Party       string `db:"party" json:"party"`
	FormalName  string `db:"formal_name" json:"-"`
	Code        string `db:"code" json:"-"`
	PostID      string `db:"post_id" json:"post_id,omitempty"`
	PostTitle   string `db:"post_title" json:"post_title,omitempty"`
	PersonID    string `db:"person_id" json:"person_id,omitempty"`
	PersonName  string `db:"person_name" json:"person_name,omitempty"`
	AddressForm string `db:"address_form" json:"-"`
	PostEmail   string `db:"post_email" json:"-"`
	PersonEmail string `db:"person_email" json:"-"`
}

// Address is the post's own mailbox, which stays when the holder changes, or the holder's.
func (r Recipient) Address() string {
	if Address(r.PostEmail) {
		return r.PostEmail
	}
	return r.PersonEmail
}

// Name is how the recipient is written on the envelope: the holder, or the post where nobody holds it.
func (r Recipient) Name() string {
	if r.PersonName == "" {
		return strings.TrimSpace(r.PostTitle + ", " + r.Party)
	}
	return strings.TrimSpace(r.AddressForm + " " + r.PersonName)
}

// LeftOut says why a letter cannot reach the party, "" when it can.
func (r Recipient) LeftOut() string {
	switch {
	case r.PostID == "":
		return "It has no post that nominates, such as a focal point. Add one on the party's page."
	case r.Address() == "" && r.PersonID == "":
		return "Nobody holds the post of " + r.PostTitle + ", and the post has no mailbox of its own."
	case !Address(r.Address()):
		return "Neither the post of " + r.PostTitle + " nor its holder has an e-mail address."
	default:
		return ""
	}
}

// RecipientsIn finds whom a letter to each of the parties goes to, in the parties' alphabetical order. Every party is
// there, also one that cannot be reached.
func RecipientsIn(tx *db.Tx, partyIDs []string) ([]Recipient, error) {
	rows, err := recipients(tx, partyIDs)
	if err != nil {
		return nil, err
	}
	var out []Recipient
	for _, r := range rows {
		last := len(out) - 1
		switch {
		case last < 0 || out[last].PartyID != r.PartyID:
			out = append(out, r)
		case out[last].LeftOut() != "" && r.LeftOut() == "":
			out[last] = r // another post of the party can be reached
		}
	}
	return out, nil
}

// RecipientIn finds whom a letter to one party goes to.
func RecipientIn(tx *db.Tx, partyID string) (Recipient, error) {
	list, err := RecipientsIn(tx, []string{partyID})
	if err != nil || len(list) == 0 {
		return Recipient{PartyID: partyID}, err
	}
	return list[0], nil
}

// ValuesIn fills the placeholders that the activity, the mechanism and the recipient decide, in the language of the
// activity's letter of the kind. The room that sends adds what it alone knows: link, seats, category, delegation and the like.
func ValuesIn(tx *db.Tx, a activities.Activity, kind string, r Recipient) (map[string]string, error) {
	l, err := TextIn(tx, a.ID, kind)
	if err != nil {
		return nil, err
	}
	return valuesIn(tx, a, l, r)
}

func valuesIn(tx *db.Tx, a activities.Activity, l Letter, r Recipient) (map[string]string, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	mechanism, t := words.Pack.Mechanism, speaking(l.Language)
	formal := r.FormalName
	if formal == "" {
		formal = r.Party
	}
	deadline := a.NominationDeadline
	if l.Kind == Registration {
		deadline = a.RegistrationDeadline
	}
	return map[string]string{
		"mechanism.name": mechanism.Name.In(l.Language), "mechanism.short_name": mechanism.ShortName,
		"date": t.date(tx.Now().In(a.Zone())), "reference": reference(mechanism, a, r),
		"party.name": r.Party, "party.formal_name": formal, "post.title": r.PostTitle,
		"person.name": r.PersonName, "person.address_form": strings.TrimSpace(r.AddressForm + " " + r.PersonName),
		"activity.title": a.Title, "activity.kind": kindIn(words.Pack, a, l.Language), "activity.dates": t.dates(a),
		"activity.place": t.place(a), "activity.languages": t.languages(a), "deadline": t.deadline(deadline, a),
		"contact": contact(mechanism), "signature": signature(mechanism),
	}, nil
}

// kindIn is the activity's kind in a language of the pack.
func kindIn(p *pack.Pack, a activities.Activity, language string) string {
	for _, k := range p.ActivityKinds {
		if k.Code == a.Kind {
			return k.Name.In(language)
		}
	}
	return a.KindName
}

// reference is the number under which the correspondence with a party about an activity is filed.
func reference(m pack.Mechanism, a activities.Activity, r Recipient) string {
	year, _, _ := strings.Cut(string(a.StartsOn), "-")
	tail := strings.ToUpper(a.ID[max(0, len(a.ID)-6):])
	out := strings.ToUpper(m.Code) + "/" + year + "/" + tail
	if r.Code != "" {
		out += "/" + strings.ToUpper(r.Code)
	}
	return out
}

func contact(m pack.Mechanism) string {
	if m.Email.ReplyTo != "" {
		return m.Email.ReplyTo
	}
	return m.Email.FromAddress
}

// signature is Markdown: a line for each line of the pack's signature block.
func signature(m pack.Mechanism) string {
	lines := make([]string, len(m.Signature))
	for i, line := range m.Signature {
		lines[i] = escape(line)
	}
	return strings.Join(lines, "\\\n")
}
