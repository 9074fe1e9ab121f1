package support

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/names"
	"counterpart/internal/vocabulary"
)

// The ways by which a request arrives.
const (
	ByLetter  = "letter"
	ByMeeting = "meeting"
	ByMail    = "mail"
	ByForm    = "form"
)

// Channels lists the ways in the order of a form.
var Channels = []string{ByLetter, ByMeeting, ByMail, ByForm}

// Urgencies lists how urgent a request can be.
var Urgencies = []string{"normal", "soon", "urgent"}

// Request is what a party asks for.
type Request struct {
	ID              string          `db:"id" json:"id"`
	Year            int             `db:"year" json:"-"`
	Serial          int             `db:"serial" json:"-"`
	PartyID         string          `db:"party_id" json:"party_id"`
	Party           string          `db:"party" json:"party"`
	PartyCode       string          `db:"party_code" json:"-"`
	PartyKind       string          `db:"party_kind" json:"-"`
	Region          string          `db:"region" json:"-"`
	Channel         string          `db:"channel" json:"channel" enum:"letter,meeting,mail,form"`
	ReceivedOn      db.Date         `db:"received_on" json:"received_on"`
	DocumentNo      string          `db:"document_no" json:"document_no,omitempty"`
	Subject         string          `db:"subject" json:"subject" doc:"A term of the list topic"`
	Title           string          `db:"title" json:"title"`
	Body            string          `db:"body" json:"body"`
	Beneficiaries   string          `db:"beneficiaries" json:"beneficiaries,omitempty" doc:"Institutions, a line each"`
	Help            string          `db:"help" json:"help" doc:"A term of the list help_type"`
	Languages       activities.Tags `db:"languages" json:"languages" nullable:"false"`
	Urgency         string          `db:"urgency" json:"urgency" enum:"normal,soon,urgent"`
	WantedFrom      db.Date         `db:"wanted_from" json:"wanted_from,omitempty"`
	WantedTo        db.Date         `db:"wanted_to" json:"wanted_to,omitempty"`
	Tried           string          `db:"tried" json:"tried,omitempty"`
	SummaryAgreed   bool            `db:"summary_agreed" json:"summary_agreed"`
	Summary         string          `db:"summary" json:"summary,omitempty"`
	Label           label.TLP       `db:"label" json:"label"`
	Named           []string        `db:"-" json:"-"`
	State           State           `db:"state" json:"state"`
	AcknowledgeBy   db.Date         `db:"acknowledge_by" json:"acknowledge_by"`
	RespondBy       db.Date         `db:"respond_by" json:"respond_by"`
	SilenceUntil    db.Date         `db:"silence_until" json:"silence_until,omitempty"`
	AcknowledgedOn  db.Date         `db:"acknowledged_on" json:"acknowledged_on,omitempty"`
	AcknowledgeDays int             `db:"acknowledge_days" json:"acknowledge_days" doc:"Working days of both sides to the acknowledgement"`
	RespondedOn     db.Date         `db:"responded_on" json:"responded_on,omitempty"`
	RespondDays     int             `db:"respond_days" json:"respond_days" doc:"Working days of both sides to the first offer or response"`
	DeliveredOn     db.Date         `db:"delivered_on" json:"delivered_on,omitempty"`
	AskOn           db.Date         `db:"ask_on" json:"ask_on,omitempty"`
	LinkID          string          `db:"link_id" json:"-"`
	IntoID          string          `db:"into_id" json:"merged_into,omitempty"`
	ReferredTo      string          `db:"referred_to" json:"referred_to,omitempty"`
	Version         int             `db:"version" json:"version"`

	circulated []string // the parties to which it was circulated
}

// Reference is the number under which the request is filed: 2024/17.
func (r Request) Reference() string { return fmt.Sprintf("%d/%d", r.Year, r.Serial) }

// Object is the request as the access rule sees it.
func (r Request) Object() access.Object {
	return r.object(append([]string{r.PartyID}, r.circulated...)...)
}

// object is the request as it concerns some of its parties only.
func (r Request) object(parties ...string) access.Object {
	return access.Object{Parties: parties, Activities: []string{r.ID}, Label: r.Label, Named: r.Named}
}

// Institutions are the beneficiaries, one by one.
func (r Request) Institutions() []string { return linesOf(r.Beneficiaries) }

// Late says what is overdue on a day: "acknowledgement", "first response" or "".
func (r Request) Late(today db.Date) string {
	switch {
	case r.State.Ended():
		return ""
	case r.AcknowledgedOn == "" && r.AcknowledgeBy < today:
		return "acknowledgement"
	case r.RespondedOn == "" && r.RespondBy < today:
		return "first response"
	default:
		return ""
	}
}

func linesOf(s string) []string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Draft is a request as somebody writes it down.
type Draft struct {
	PartyID       string    `json:"party_id"`
	Channel       string    `json:"channel,omitempty" enum:"letter,meeting,mail,form," doc:"form when empty"`
	ReceivedOn    db.Date   `json:"received_on,omitempty" doc:"Today when empty"`
	DocumentNo    string    `json:"document_no,omitempty" maxLength:"100"`
	Subject       string    `json:"subject" doc:"A term of the list topic"`
	Title         string    `json:"title" maxLength:"200"`
	Body          string    `json:"body" maxLength:"10000"`
	Beneficiaries string    `json:"beneficiaries,omitempty" maxLength:"2000" doc:"Institutions, a line each; never persons"`
	Help          string    `json:"help" doc:"A term of the list help_type"`
	Languages     []string  `json:"languages,omitempty" maxItems:"10" doc:"BCP 47"`
	Urgency       string    `json:"urgency,omitempty" enum:"normal,soon,urgent," doc:"normal when empty"`
	WantedFrom    db.Date   `json:"wanted_from,omitempty"`
	WantedTo      db.Date   `json:"wanted_to,omitempty"`
	Tried         string    `json:"tried,omitempty" maxLength:"2000"`
	SummaryAgreed bool      `json:"summary_agreed,omitempty" doc:"The party agrees that the summary is published"`
	Summary       string    `json:"summary,omitempty" maxLength:"1000"`
	Label         label.TLP `json:"label,omitempty" doc:"That of the pack when empty"`
	LabelReason   string    `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`
}

func (d *Draft) tidy(tx *db.Tx, words *vocabulary.Words) {
	for _, s := range []*string{&d.DocumentNo, &d.Title, &d.Body, &d.Tried, &d.Summary} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	d.Beneficiaries = strings.Join(linesOf(d.Beneficiaries), "\n")
	d.Channel, d.Urgency = cmp.Or(d.Channel, ByForm), cmp.Or(d.Urgency, "normal")
	d.ReceivedOn = cmp.Or(d.ReceivedOn, tx.Today())
	d.Label = cmp.Or(d.Label, DefaultLabel(words, Kind))
}

// DefaultLabel is the label that the pack gives to new requests or offers.
func DefaultLabel(words *vocabulary.Words, class string) label.TLP {
	otherwise := label.Amber
	if class == KindOffer {
		otherwise = label.Green
	}
	return words.DefaultLabel(class, otherwise)
}

func (d *Draft) check(tx *db.Tx, words *vocabulary.Words) error {
	var wrong fault.Invalid
	wrong.Check(slices.Contains(Channels, d.Channel), "channel", "Choose how the request arrived.")
	wrong.Check(slices.Contains(Urgencies, d.Urgency), "urgency", "Choose how urgent it is.")
	checkWhat(&wrong, words, d.Subject, d.Help)
	wrong.Check(d.Title != "", "title", "Say in one line what is asked for.")
	wrong.Check(d.Body != "", "body", "Describe what is asked for, so that others can say whether they can help.")
	for _, one := range []struct {
		field, value string
		most         int
	}{{"title", d.Title, 200}, {"document_no", d.DocumentNo, 100}, {"body", d.Body, 10_000}, {"beneficiaries", d.Beneficiaries, 2000}, {"tried", d.Tried, 2000}, {"summary", d.Summary, 1000}} {
		wrong.Check(utf8.RuneCountInString(one.value) <= one.most, one.field, "Shorten this to %d characters.", one.most)
	}
	wrong.Check(!strings.Contains(d.Title, "\n"), "title", "Write the title on one line.")
	wrong.Check(d.ReceivedOn <= tx.Today(), "received_on", "A request is received today or earlier.")
	wrong.Check(d.WantedFrom == "" || d.WantedTo == "" || d.WantedFrom <= d.WantedTo, "wanted_to", "The last day lies before the first one.")
	wrong.Check(!d.SummaryAgreed || d.Summary != "", "summary", "Write the summary that may be published.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	d.Languages = checkLanguages(&wrong, d.Languages)
	return wrong.Err()
}

// checkWhat checks the subject and the type of help of a request or an offer.
func checkWhat(wrong *fault.Invalid, words *vocabulary.Words, subject, help string) {
	wrong.Check(words.Has(vocabulary.Topics, subject), "subject", "Choose the one subject that it is about.")
	wrong.Check(words.Has(vocabulary.HelpTypes, help), "help", "Choose the type of help.")
}

func checkLanguages(wrong *fault.Invalid, tags []string) []string {
	out, unknown := names.Languages(tags)
	for _, tag := range unknown {
		wrong.Add("languages", "%q is not the code of a language, like en, fr or th.", tag)
	}
	wrong.Check(len(out) <= 10, "languages", "Name ten languages at most.")
	return out
}

// Step is one entry of a request's history.
type Step struct {
	Verb  Verb    `db:"verb" json:"verb"`
	From  State   `db:"state_from" json:"from,omitempty"`
	To    State   `db:"state_to" json:"to"`
	Words string  `db:"words" json:"words,omitempty"`
	At    db.Time `db:"at" json:"at"`
	By    string  `db:"by_name" json:"by"`
}
