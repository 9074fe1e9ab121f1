package vocabulary

import (
	"encoding/json"
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary/pack"
)

// ActionLoad is the history's word for a load.
const ActionLoad audit.Action = "vocabulary.load"

// StoreIn makes the pack the vocabulary of the mechanism. Terms that it no longer has stay readable
// for old records but are no longer offered. The parties and bodies of the pack are entered by the room parties.
func StoreIn(tx *db.Tx, actor access.Actor, p *pack.Pack) error {
	source, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("store the pack: %w", err)
	}
	id := tx.NewID()
	err = tx.Exec(`insert into pack (id, name, version, loaded_at, loaded_by, source) values ($1, $2, $3, $4, $5, $6)`,
		id, p.Mechanism.Code, p.Mechanism.Version, tx.Now(), actor.Key(), string(source))
	if err != nil {
		return err
	}
	if err := tx.Exec(`update term set active = false`); err != nil {
		return err
	}
	for _, t := range termsOf(p) {
		err := tx.Exec(`insert into term (list, code, name, plural, parent, position, counts, active, extra)
			values ($1, $2, $3, $4, $5, $6, $7, true, $8)
			on conflict (list, code) do update set name = excluded.name, plural = excluded.plural, parent = excluded.parent,
			position = excluded.position, counts = excluded.counts, active = true, extra = excluded.extra`,
			t.List, t.Code, t.Name, t.Plural, t.Parent, t.Position, t.Counts, t.Extra)
		if err != nil {
			return err
		}
	}
	if err := storeHolidays(tx, p.Holidays); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionLoad, "pack", id, map[string]string{"name": p.Mechanism.Code, "version": p.Mechanism.Version})
}

func storeHolidays(tx *db.Tx, holidays []pack.Holiday) error {
	if err := tx.Exec(`delete from holiday`); err != nil {
		return err
	}
	for _, h := range holidays {
		err := tx.Exec(`insert into holiday (day, scope, name) values ($1, $2, $3) on conflict (day, scope) do nothing`,
			string(h.Date), h.Party, h.Name.Default)
		if err != nil {
			return err
		}
	}
	return nil
}

// termsOf writes the lists of a pack as rows of the table term.
func termsOf(p *pack.Pack) []Term {
	var out []Term
	add := func(list, code, name, plural, parent, counts string) {
		out = append(out, Term{List: list, Code: code, Name: name, Plural: plural, Parent: parent, Counts: counts, Position: len(out), Extra: "{}"})
	}
	for _, s := range p.Statuses {
		add(Statuses, s.Code, s.Name.Default, s.Plural.Default, "", s.CountsAs)
	}
	for _, k := range p.PartyKinds {
		add(PartyKinds, k.Code, k.Name.Default, k.Plural.Default, "", k.CountsAs)
	}
	seen := map[string]bool{}
	for _, b := range p.Bodies {
		if !seen[b.Kind] {
			seen[b.Kind] = true
			add(BodyKinds, b.Kind, words(b.Kind), "", "", "")
		}
	}
	for _, o := range p.Posts {
		counts := ""
		if o.Nominates {
			counts = "nominates"
		}
		add(PostKinds, o.Code, o.Name.Default, o.Plural.Default, o.Of, counts)
	}
	for _, a := range p.Areas {
		add(Areas, a.Code, a.Name.Default, "", "", "")
	}
	for _, k := range p.ActivityKinds {
		add(ActivityKinds, k.Code, k.Name.Default, k.Plural.Default, "", "")
	}
	for _, k := range p.PublicationKinds {
		add(PublicationKinds, k.Code, k.Name.Default, k.Plural.Default, "", k.CountsAs)
	}
	for _, t := range p.Topics {
		add(Topics, t.Code, t.Name.Default, "", t.Parent, "")
	}
	for _, t := range p.Themes {
		add(Themes, t.Code, t.Name.Default, "", "", "")
	}
	for _, h := range p.HelpTypes {
		add(HelpTypes, h.Code, h.Name.Default, "", "", "")
	}
	for _, k := range p.ChangeKinds {
		add(ChangeKinds, k.Code, k.Name.Default, "", "", "")
	}
	addParts(p, add)
	return out
}

// addParts adds what people take part as and in, and what they agree to.
func addParts(p *pack.Pack, add func(list, code, name, plural, parent, counts string)) {
	for _, c := range p.Categories {
		counts := "other"
		if c.CountsAsParticipant {
			counts = "participant"
		}
		add(Categories, c.Code, c.Name.Default, c.Plural.Default, "", counts)
	}
	for _, m := range p.Modes {
		counts := "remote"
		if m.InRoom {
			counts = "in_room"
		}
		add(Modes, m.Code, m.Name.Default, "", "", counts)
	}
	for _, c := range p.Consents {
		add(Consents, c.Key, c.Wording.Default, "", "", c.Purpose)
	}
}

// words turns a code such as working_group into "Working group".
func words(code string) string {
	out := []rune(code)
	for i, r := range out {
		if r == '_' {
			out[i] = ' '
		}
	}
	if len(out) > 0 && out[0] >= 'a' && out[0] <= 'z' {
		out[0] -= 'a' - 'A'
	}
	return string(out)
}
