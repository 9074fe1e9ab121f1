package alumni

import (
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/held"
	"counterpart/internal/vocabulary"
)

// HeldIn is what this room holds about a person: the profile, introductions, stories, chapters and vetoes.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	p, err := profileIn(tx, personID)
	if err != nil {
		return nil, err
	}
	var out []held.Record
	if p.Version > 0 {
		knows := make([]string, len(p.Knows))
		for i, topic := range p.Knows {
			knows[i] = words.Name(vocabulary.Topics, topic)
		}
		out = append(out, held.New(held.Capacity, personID, "Profile as an alumnus", "about", "About", p.About, "knows", "Knows", strings.Join(knows, ", "), "willing", "Would", strings.Join(p.Willing(), ", "),
			"news", "Newsletter", yes(p.News), "never_list", "Never listed", yes(p.NeverList), "never_reason", "Because", p.NeverReason))
	}
	vetoes, err := vetoesOf(tx, personID)
	if err != nil {
		return nil, err
	}
	for _, v := range vetoes {
		out = append(out, held.New(held.Capacity, personID, "Veto of "+v.Party, "words", "Words", v.Words, "at", "At", held.At(v.At)))
	}
	asked, err := introductionsAbout(tx, personID)
	if err != nil {
		return nil, err
	}
	for _, i := range asked {
		side := Candidate
		if i.AskerID == personID {
			side = Asker
		}
		i = i.seenBy(side)
		out = append(out, held.New(held.Capacity, i.ID, "Introduction "+i.Reference(), "topic", "About", words.Name(vocabulary.Topics, i.Topic), "words", "Words", i.Words, "state", "State", i.State.Words(),
			"at", "At", held.At(i.AskedAt)))
	}
	stories, err := storiesOf(tx, personID)
	if err != nil {
		return nil, err
	}
	for _, x := range stories {
		out = append(out, held.New(held.Capacity, x.ID, "Story: "+x.Title, "body", "Text", x.Body, "byline", "Named as", x.Byline, "state", "State", x.State.Words()))
	}
	chapters, err := chaptersOf(tx, personID)
	for _, c := range chapters {
		out = append(out, held.New(held.Capacity, c.ID, "Chapter: "+c.Name, "about", "About", c.About))
	}
	return out, err
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// EraseIn takes what a person said of themselves away, within the transaction of a higher room. That an introduction was asked
// for stays, without its words.
func EraseIn(tx *db.Tx, personID, pseudonym string, keys []string) error {
	for _, one := range []string{
		`delete from alumnus_topic where person_id = $1`, `delete from alumnus where person_id = $1`, `delete from alumnus_story where person_id = $1`,
		`delete from chapter_member where person_id = $1`, `update chapter set lead_id = null where lead_id = $1`,
		`update alumnus_veto set words = 'erased' where person_id = $1`,
		`update introduction set words = 'erased', reason = case when reason = '' then '' else 'erased' end, link_id = '',
			state = case when state in ('asked', 'sought', 'willing') then 'withdrawn' else state end, version = version + 1 where asker_id = $1`,
		`update introduction set state = 'asked', candidate_id = null, link_id = '', version = version + 1 where candidate_id = $1 and state in ('sought', 'willing')`,
	} {
		if err := tx.Exec(one, personID); err != nil {
			return err
		}
	}
	for _, key := range keys {
		if err := tx.Exec(`update alumnus_veto set by_name = $2 where by_actor = $1`, key, pseudonym); err != nil {
			return err
		}
	}
	return nil
}
