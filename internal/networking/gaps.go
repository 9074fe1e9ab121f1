package networking

import (
	"regexp"
	"slices"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/networking/problem"
)

// Gap is something that a plan leaves open.
type Gap struct {
	PersonID string `json:"person_id,omitempty"`
	Person   string `json:"person,omitempty"`
	AboutID  string `json:"about_id,omitempty"`
	About    string `json:"about,omitempty"`
	PartyID  string `json:"party_id,omitempty"`
	Party    string `json:"party,omitempty"`
	Have     int    `json:"have,omitempty"`
	Words    string `json:"words,omitempty"`
}

// Gaps are the musts without a place and the parties below the minimum.
type Gaps struct {
	Musts   []Gap `json:"musts" nullable:"false"`
	Parties []Gap `json:"parties" nullable:"false"`
	Wants   int   `json:"wants" doc:"Other wishes without a place"`
	Without []Gap `json:"without" nullable:"false" doc:"People who take part and have no meeting"`
}

func noGaps() Gaps { return Gaps{Musts: []Gap{}, Parties: []Gap{}, Without: []Gap{}} }

// gapsOf names what a report leaves open, for the secretariat.
func gapsOf(tx *db.Tx, r problem.Report, names map[string]string) (Gaps, error) {
	out := noGaps()
	out.Wants = r.Wants
	for _, u := range r.Musts {
		out.Musts = append(out.Musts, Gap{PersonID: u.Person, Person: names[u.Person], AboutID: u.About, About: names[u.About], Words: unmarked(problem.Filled(forOfficers(u.Words), names))})
	}
	var ids []string
	for _, s := range r.Short {
		ids = append(ids, s.PartyID)
	}
	parties, err := partyNames(tx, ids)
	if err != nil {
		return out, err
	}
	for _, s := range r.Short {
		out.Parties = append(out.Parties, Gap{PartyID: s.PartyID, Party: parties[s.PartyID], Have: s.Have})
	}
	for _, id := range r.Without {
		if name := names[id]; name != "" {
			out.Without = append(out.Without, Gap{PersonID: id, Person: name})
		}
	}
	slices.SortFunc(out.Without, func(a, b Gap) int { return compare(a.Person+a.PersonID, b.Person+b.PersonID) })
	return out, nil
}

// peopleOf are those whom a report names.
func peopleOf(r problem.Report) []string {
	out := slices.Clone(r.Without)
	for _, u := range r.Musts {
		out = append(out, u.Person, u.About)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// forOfficers turns words that were written for a reader into words about them.
func forOfficers(words string) string {
	for _, r := range [][2]string{{"you have", "they have"}, {"you share", "they share"}, {"you are", "the asker is"}, {"you", "they"}} {
		words = strings.ReplaceAll(words, r[0], r[1])
	}
	return words
}

var leftMark = regexp.MustCompile(`\{[^{}]*\}`)

// unmarked says of whom a label closes to the reader that they are somebody.
func unmarked(words string) string { return leftMark.ReplaceAllString(words, "somebody") }
