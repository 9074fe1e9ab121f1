package frameworks

import (
	"fmt"

	"counterpart/internal/db"
	"counterpart/internal/instruments"
)

// unchecked stands at each status as its source.
const unchecked = "Typed from general knowledge for the demonstration. To be checked with the depositary."

// treaties are the dates at which the States of the story bound themselves: by State and code of the instrument.
var treaties = []struct {
	party, code string
	instruments.StatusDraft
}{
	{"indonesia", "untoc", ratified("2000-12-12", "2009-04-20", "2009-05-20")},
	{"indonesia", "untip", ratified("2000-12-12", "2009-09-28", "2009-10-28")},
	{"philippines", "untoc", ratified("2000-12-14", "2002-05-28", "2003-09-29")},
	{"philippines", "untip", ratified("2000-12-14", "2002-05-28", "2003-12-25")},
	{"thailand", "untoc", ratified("2000-12-13", "2013-10-17", "2013-11-16")},
	{"thailand", "untip", ratified("2001-12-18", "2013-10-17", "2013-11-16")},
}

func ratified(signed, consented, inForce db.Date) instruments.StatusDraft {
	return instruments.StatusDraft{SignedOn: signed, ConsentOn: consented, Means: "ratification", InForceOn: inForce, Source: unchecked}
}

// bound enters how the States stand to the instruments.
func (s *Story) bound(tx *db.Tx) error {
	for _, x := range treaties {
		id, err := db.One[string](tx, `select id from instrument where code = $1`, x.code)
		if err != nil {
			return err
		}
		if err := s.Treaties.SetStatusIn(tx, s.Officer, s.Party(x.party), id, 0, x.StatusDraft); err != nil {
			return fmt.Errorf("how %s stands to %s: %w", x.party, x.code, err)
		}
	}
	return nil
}
