package instruments

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Status says how a party stands to an instrument.
type Status struct {
	PartyID      string  `db:"party_id" json:"party_id"`
	InstrumentID string  `db:"instrument_id" json:"instrument_id"`
	SignedOn     db.Date `db:"signed_on" json:"signed_on,omitempty"`
	ConsentOn    db.Date `db:"consent_on" json:"consent_on,omitempty" doc:"When the instrument of ratification or accession was deposited"`
	Means        string  `db:"consent_means" json:"consent_means,omitempty" enum:"ratification,accession,acceptance,approval,succession,definitive_signature,"`
	InForceOn    db.Date `db:"in_force_on" json:"in_force_on,omitempty"`
	EndedOn      db.Date `db:"ended_on" json:"ended_on,omitempty" doc:"From when a denunciation has effect"`
	Source       string  `db:"source" json:"source,omitempty"`
	URL          string  `db:"url" json:"url,omitempty"`
	Version      int     `db:"version" json:"version"`
}

// StatusID names a status in the history.
func StatusID(partyID, instrumentID string) string { return partyID + ":" + instrumentID }

// Means are the ways in which a State binds itself.
var Means = []string{"ratification", "accession", "acceptance", "approval", "succession", "definitive_signature"}

// MeansWords say the means as pages do.
func MeansWords(means string) string {
	if means == "" {
		return ""
	}
	s := strings.ReplaceAll(means, "_", " ")
	return strings.ToUpper(s[:1]) + s[1:]
}

// Standing is how a party stands to an instrument on a day.
type Standing string

// The standings.
const (
	Party     Standing = "party"
	Consented Standing = "consented" // bound itself, but it is not in force for it yet
	Signatory Standing = "signatory"
	NotParty  Standing = "not_party"
)

// At is how the party stood on a day. Where no day of entry into force is known, consent counts.
func (s Status) At(day db.Date) Standing {
	reached := func(d db.Date) bool { return d != "" && d <= day }
	switch {
	case reached(s.EndedOn):
		return NotParty
	case reached(s.InForceOn), s.InForceOn == "" && reached(s.ConsentOn):
		return Party
	case reached(s.ConsentOn):
		return Consented
	case reached(s.SignedOn):
		return Signatory
	default:
		return NotParty
	}
}

// Words say the standing as pages do.
func (s Standing) Words() string {
	switch s {
	case Party:
		return "Party"
	case Consented:
		return "Consented, not in force yet"
	case Signatory:
		return "Signatory"
	default:
		return "Not party"
	}
}

// Since is the day from which the standing on a day holds; empty where it is not known.
func (s Status) Since(day db.Date) db.Date {
	switch s.At(day) {
	case Party:
		if s.InForceOn != "" {
			return s.InForceOn
		}
		return s.ConsentOn
	case Consented:
		return s.ConsentOn
	case Signatory:
		return s.SignedOn
	default:
		if s.EndedOn != "" && s.EndedOn <= day {
			return s.EndedOn
		}
		return ""
	}
}

// StatusDraft is a status as somebody writes it down.
type StatusDraft struct {
	SignedOn  db.Date `json:"signed_on,omitempty" maxLength:"10"`
	ConsentOn db.Date `json:"consent_on,omitempty" maxLength:"10" doc:"When the instrument of ratification or accession was deposited"`
	Means     string  `json:"consent_means,omitempty" maxLength:"30" doc:"ratification, accession, acceptance, approval, succession or definitive_signature"`
	InForceOn db.Date `json:"in_force_on,omitempty" maxLength:"10"`
	EndedOn   db.Date `json:"ended_on,omitempty" maxLength:"10" doc:"From when a denunciation has effect"`
	Source    string  `json:"source,omitempty" maxLength:"400"`
	URL       string  `json:"url,omitempty" maxLength:"400"`
}

func (d *StatusDraft) check(today db.Date) error {
	d.Source, d.URL, d.Means = tidy(d.Source), strings.TrimSpace(d.URL), strings.TrimSpace(d.Means)
	var wrong fault.Invalid
	dates := true
	for _, x := range []struct {
		field string
		day   *db.Date
		past  bool
	}{{"signed_on", &d.SignedOn, true}, {"consent_on", &d.ConsentOn, true}, {"in_force_on", &d.InForceOn, false}, {"ended_on", &d.EndedOn, false}} {
		dates = checkDay(&wrong, x.field, x.day, today, x.past) && dates
	}
	wrong.Check(d.Means == "" || slices.Contains(Means, d.Means), "consent_means", "Choose how the State bound itself: ratification, accession, acceptance, approval, succession or definitive_signature.")
	wrong.Check((d.Means == "") == (d.ConsentOn == ""), "consent_means", "The means and the day of consent go together: write both, or neither.")
	if dates {
		wrong.Check(d.SignedOn != "" || d.ConsentOn != "" || d.InForceOn != "", "signed_on", "Write at least one day: of signature, of consent or of entry into force.")
		wrong.Check(d.SignedOn == "" || d.ConsentOn == "" || d.SignedOn <= d.ConsentOn, "consent_on", "Consent comes after signature; correct one of the two days.")
		wrong.Check(d.ConsentOn == "" || d.InForceOn == "" || d.ConsentOn <= d.InForceOn, "in_force_on", "It enters into force after consent; correct one of the two days.")
		wrong.Check(d.EndedOn == "" || d.ConsentOn != "" && d.ConsentOn <= d.EndedOn || d.ConsentOn == "" && d.InForceOn != "" && d.InForceOn <= d.EndedOn, "ended_on", "Only what was in force can end, and after it began.")
	}
	wrong.Check(utf8.RuneCountInString(d.Source) <= 400, "source", "Shorten this to 400 characters.")
	checkURL(&wrong, d.URL)
	return wrong.Err()
}

// checkDay checks an optional day and brings it into its usual form.
func checkDay(wrong *fault.Invalid, field string, day *db.Date, today db.Date, past bool) bool {
	*day = db.Date(strings.TrimSpace(string(*day)))
	if *day == "" {
		return true
	}
	d, err := db.ParseDate(string(*day))
	switch {
	case err != nil || d < "1800-01-01" || d > "2200-12-31":
		wrong.Add(field, "%q is not a day. Write year-month-day: 2003-12-25.", string(*day))
		return false
	case past && d > today:
		wrong.Add(field, "%s is in the future.", d)
		return false
	}
	*day = d
	return true
}

func checkURL(wrong *fault.Invalid, s string) {
	u, err := url.Parse(s)
	ok := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && len(s) <= 400 && !strings.ContainsAny(s, " \n\"<>")
	wrong.Check(s == "" || ok, "url", "Write the whole address, from https:// on.")
}

func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

func (d StatusDraft) status(partyID, instrumentID string) Status {
	return Status{
		PartyID: partyID, InstrumentID: instrumentID, SignedOn: d.SignedOn, ConsentOn: d.ConsentOn, Means: d.Means, InForceOn: d.InForceOn, EndedOn: d.EndedOn,
		Source: d.Source, URL: d.URL,
	}
}

// draft is the status as it would be written down.
func (s Status) draft() StatusDraft {
	return StatusDraft{s.SignedOn, s.ConsentOn, s.Means, s.InForceOn, s.EndedOn, s.Source, s.URL}
}

// Keys are the keys of provisions; the database keeps them separated by blanks.
type Keys []string

// Scan reads the keys.
func (k *Keys) Scan(src any) error {
	switch v := src.(type) {
	case string:
		*k = strings.Fields(v)
	case []byte:
		*k = strings.Fields(string(v))
	case nil:
		*k = nil
	default:
		return fmt.Errorf("cannot read %T as keys", src)
	}
	return nil
}

func (k Keys) text() string { return strings.Join(k, " ") }

// Reservation is what a party said about an instrument when it bound itself.
type Reservation struct {
	ID           string  `db:"id" json:"id"`
	PartyID      string  `db:"party_id" json:"party_id"`
	InstrumentID string  `db:"instrument_id" json:"instrument_id"`
	Kind         string  `db:"kind" json:"kind" enum:"reservation,declaration"`
	MadeOn       db.Date `db:"made_on" json:"made_on,omitempty"`
	WithdrawnOn  db.Date `db:"withdrawn_on" json:"withdrawn_on,omitempty"`
	Provisions   Keys    `db:"provisions" json:"provisions" nullable:"false" doc:"Keys of the provisions that it concerns"`
	Words        string  `db:"words" json:"words"`
	Source       string  `db:"source" json:"source,omitempty"`
	Version      int     `db:"version" json:"version"`
}

// ReservationKinds are what a party can say.
var ReservationKinds = []string{"reservation", "declaration"}

// ReservationDraft is a reservation or declaration as somebody writes it down.
type ReservationDraft struct {
	Kind        string   `json:"kind" enum:"reservation,declaration"`
	MadeOn      db.Date  `json:"made_on,omitempty" maxLength:"10"`
	WithdrawnOn db.Date  `json:"withdrawn_on,omitempty" maxLength:"10"`
	Provisions  []string `json:"provisions,omitempty" maxItems:"100" doc:"Keys of the provisions that it concerns"`
	Words       string   `json:"words" maxLength:"10000"`
	Source      string   `json:"source,omitempty" maxLength:"400"`
}

// check looks at the draft; known are the keys that the instrument has or had.
func (d *ReservationDraft) check(today db.Date, known map[string]string) error {
	d.Words, d.Source = tidy(d.Words), tidy(d.Source)
	var wrong fault.Invalid
	wrong.Check(slices.Contains(ReservationKinds, d.Kind), "kind", "Choose reservation or declaration.")
	made, withdrawn := checkDay(&wrong, "made_on", &d.MadeOn, today, true), checkDay(&wrong, "withdrawn_on", &d.WithdrawnOn, today, false)
	wrong.Check(!made || !withdrawn || d.MadeOn == "" || d.WithdrawnOn == "" || d.MadeOn <= d.WithdrawnOn, "withdrawn_on", "It is withdrawn after it was made; correct one of the two days.")
	wrong.Check(d.Words != "", "words", "Write what it says, or what it is about.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 10000, "words", "Shorten this to 10000 characters.")
	wrong.Check(utf8.RuneCountInString(d.Source) <= 400, "source", "Shorten this to 400 characters.")
	wrong.Check(len(d.Provisions) <= 100, "provisions", "Name at most 100 provisions.")
	for _, key := range d.Provisions {
		wrong.Check(known[key] != "", "provisions", "The instrument has no provision %q. Write keys as its pages show them, separated by blanks: 6.1 11.", key)
	}
	return wrong.Err()
}

// object is what the right to write statuses is asked with.
func object(partyID string) access.Object { return access.Object{Parties: []string{partyID}} }
