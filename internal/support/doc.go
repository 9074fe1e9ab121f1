// Package support keeps what parties ask for and what others offer.
//
// A request is received, authenticated and acknowledged; when the asking party has not objected within some working days, it is
// circulated; offers come in; a match joins it with an offer when both sides agreed; responses say what was done; a year later
// both sides say whether it was met. Every step stands in its history with who, when and why (see state.go for the steps).
//
// A request is read by the secretariat, by the party that asks and by the parties to which it was circulated, and its label
// narrows that further. What a party gets to read beside the text depends on its side. An offer labelled GREEN is read by
// everybody who is signed in, one labelled CLEAR by the public; of a request the public reads the summary, when the party agreed
// to that. Nothing is matched by itself: suggestions have reasons, an officer proposes, both sides answer.
//
// There is no field for victims or persons: beneficiaries are institutions, the contact of an offer is a post or an office.
package support
