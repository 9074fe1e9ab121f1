package outcomes

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/threads"
	"counterpart/internal/vocabulary"
)

// Outcome is a change that was harvested.
type Outcome struct {
	ID            string    `db:"id" json:"id"`
	Year          int       `db:"year" json:"year" doc:"In which it happened; with the serial the number under which it is filed"`
	Serial        int       `db:"serial" json:"serial"`
	PartyID       string    `db:"party_id" json:"party_id"`
	Party         string    `db:"party" json:"party"`
	Institution   string    `db:"institution" json:"institution,omitempty" doc:"Of the party, where it was one of them"`
	Title         string    `db:"title" json:"title"`
	Change        string    `db:"change" json:"change,omitempty" doc:"What changed; not in lists"`
	Kind          string    `db:"kind" json:"kind"`
	From          db.Date   `db:"from_on" json:"from"`
	To            db.Date   `db:"to_on" json:"to,omitempty"`
	Place         string    `db:"place" json:"place,omitempty"`
	Significance  string    `db:"significance" json:"significance,omitempty"`
	Contribution  string    `db:"contribution" json:"contribution,omitempty" doc:"What this office contributed"`
	Area          string    `db:"area" json:"area,omitempty"`
	Topic         string    `db:"topic" json:"topic,omitempty"`
	ActivityID    string    `db:"activity_id" json:"activity_id,omitempty" doc:"After which it was asked for"`
	Label         label.TLP `db:"label" json:"label"`
	Named         []string  `json:"-"` // accounts that are named as readers
	State         State     `db:"state" json:"state" enum:"proposed,returned,accepted,substantiated,in_review,published,declined,withdrawn"`
	ProposedBy    string    `db:"proposed_by" json:"-"`
	AuthorBy      string    `db:"author_by" json:"-"`
	ProposedName  string    `db:"proposed_name" json:"proposed_by"`
	ProposerRole  string    `db:"proposer_role" json:"proposer_role"`
	ProposerID    string    `db:"proposer_id" json:"-"`
	Summary       string    `db:"summary" json:"summary,omitempty" doc:"For everybody"`
	SummarisedBy  string    `db:"summarised_by" json:"-"`
	ConsentOn     db.Date   `db:"consent_on" json:"consent_on,omitempty" doc:"When the party agreed to the summary"`
	ConsentWords  string    `db:"consent_words" json:"consent_words,omitempty"`
	ConsentName   string    `db:"consent_name" json:"consent_by,omitempty"`
	SubmittedBy   string    `db:"submitted_by" json:"-"`
	Substantiated bool      `db:"substantiated" json:"substantiated"`
	PublishedAt   db.Time   `db:"published_at" json:"published_at,omitzero"`
	Version       int       `db:"version" json:"version"`
}

// Reference is the number under which the outcome is filed: O 2024/3.
func (o Outcome) Reference() string { return fmt.Sprintf("O %d/%d", o.Year, o.Serial) }

// Object is the outcome as the access rule sees it.
func (o Outcome) Object() access.Object {
	out := access.Object{Parties: []string{o.PartyID}, Label: o.Label, Named: o.Named}
	if o.ActivityID != "" {
		out.Activities = []string{o.ActivityID}
	}
	return out
}

// wide is the outcome without its party: only who holds the right beyond that party covers it.
func (o Outcome) wide() access.Object {
	out := o.Object()
	out.Parties = nil
	return out
}

// Who is who changed, in words.
func (o Outcome) Who() string {
	if o.Institution != "" {
		return o.Institution + ", " + o.Party
	}
	return o.Party
}

// Draft is an outcome as somebody writes it down.
type Draft struct {
	PartyID      string      `json:"party_id" doc:"The party that changed"`
	Institution  string      `json:"institution,omitempty" maxLength:"200" doc:"Of the party; never a private person"`
	Title        string      `json:"title" maxLength:"200"`
	Change       string      `json:"change" maxLength:"4000" doc:"Who changed what"`
	Kind         string      `json:"kind" doc:"A term of the list change_kind"`
	From         db.Date     `json:"from"`
	To           db.Date     `json:"to,omitempty"`
	Place        string      `json:"place,omitempty" maxLength:"200"`
	Significance string      `json:"significance,omitempty" maxLength:"2000"`
	Contribution string      `json:"contribution,omitempty" maxLength:"2000"`
	Area         string      `json:"area,omitempty" doc:"A term of the list strategy_area"`
	Topic        string      `json:"topic,omitempty" doc:"A term of the list topic"`
	ActivityID   string      `json:"activity_id,omitempty" doc:"After which it was asked for"`
	Led          threads.Ref `json:"led_by,omitzero" doc:"A record that contributed to it; it is linked"`
	Label        label.TLP   `json:"label,omitempty" doc:"That of the pack, or AMBER, when empty"`
	LabelReason  string      `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`
}

func (d *Draft) check(tx *db.Tx, words *vocabulary.Words) error {
	for _, s := range []*string{&d.Institution, &d.Title, &d.Change, &d.Place, &d.Significance, &d.Contribution} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	d.Label = cmp.Or(d.Label, DefaultLabel(words))
	var wrong fault.Invalid
	wrong.Check(d.Title != "" && !strings.Contains(d.Title, "\n"), "title", "Say in one line what changed.")
	wrong.Check(d.Change != "", "change", "Describe who changed what: what is done otherwise than before.")
	wrong.Check(words.Has(vocabulary.ChangeKinds, d.Kind), "kind", "Choose what kind of change it is.")
	wrong.Check(d.Area == "" || words.Has(vocabulary.Areas, d.Area), "area", "Choose an area of the list.")
	wrong.Check(d.Topic == "" || words.Has(vocabulary.Topics, d.Topic), "topic", "Choose a topic of the list.")
	wrong.Check(d.From != "", "from", "Say when it happened, or when it began.")
	wrong.Check(d.From <= tx.Today(), "from", "An outcome has happened: choose today or an earlier day.")
	wrong.Check(d.To == "" || d.To >= d.From, "to", "The last day lies before the first one.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	for _, one := range []struct {
		field, value string
		most         int
	}{{"institution", d.Institution, 200}, {"title", d.Title, 200}, {"change", d.Change, 4000}, {"place", d.Place, 200}, {"significance", d.Significance, 2000}, {"contribution", d.Contribution, 2000}} {
		wrong.Check(utf8.RuneCountInString(one.value) <= one.most, one.field, "Shorten this to %d characters.", one.most)
	}
	return wrong.Err()
}

// Step is one entry of an outcome's history.
type Step struct {
	Verb  Verb    `db:"verb" json:"verb"`
	From  State   `db:"state_from" json:"from,omitempty"`
	To    State   `db:"state_to" json:"to"`
	Words string  `db:"words" json:"words,omitempty"`
	At    db.Time `db:"at" json:"at"`
	By    string  `db:"by_name" json:"by"`
}

// dossier is what the rules look at.
func (o Outcome) dossier(approvals []Approval, needed int) Dossier {
	d := Dossier{
		State: o.State, Author: o.AuthorBy, Proposer: o.ProposedBy, Summarised: o.SummarisedBy, Agreed: o.ConsentOn != "", Clear: o.Label == label.Clear, Submitted: o.SubmittedBy, Needed: needed,
	}
	for _, a := range approvals {
		d.Approvals = append(d.Approvals, a.Actor)
	}
	return d
}

// Approval is somebody's agreement that a summary is published.
type Approval struct {
	Actor   string  `db:"by_actor" json:"-"`
	Name    string  `db:"by_name" json:"by"`
	PartyID string  `db:"party_id" json:"-"`
	At      db.Time `db:"at" json:"at"`
}
