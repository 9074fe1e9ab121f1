package instruments

import "counterpart/internal/db"

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
