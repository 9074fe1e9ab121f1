// Package dossier is what a room above needs of the interests of one person: it stands on few floors.
package dossier

import (
	"counterpart/internal/db"
	"counterpart/internal/held"
)

// HeldIn is what the room holds about a person. What they said about others, their vetoes above all, is told to themselves
// only, and what others said about them to nobody.
func HeldIn(tx *db.Tx, personID string, own bool) ([]held.Record, error) {
	type profile struct {
		ActivityID string  `db:"activity_id"`
		Activity   string  `db:"activity"`
		TakesPart  bool    `db:"takes_part"`
		Languages  string  `db:"languages"`
		About      string  `db:"about"`
		Affil      bool    `db:"use_affiliation"`
		History    bool    `db:"use_history"`
		UpdatedAt  db.Time `db:"updated_at"`
	}
	list, err := db.All[profile](tx, `select p.activity_id, a.title as activity, p.takes_part, p.languages, p.about, p.use_affiliation, p.use_history, p.updated_at
		from interest_profile p join activity a on a.id = p.activity_id where p.person_id = $1 order by p.updated_at, p.activity_id`, personID)
	if err != nil {
		return nil, err
	}
	var out []held.Record
	for _, p := range list {
		out = append(out, held.New(held.Networking, p.ActivityID, "Interest profile", "activity", "For", p.Activity, "takes_part", "Takes part", held.YesNo(p.TakesPart),
			"languages", "Languages", p.Languages, "about", "About", p.About, "use_affiliation", "Suggestions may use the office", held.YesNo(p.Affil),
			"use_history", "Suggestions may use whom you met", held.YesNo(p.History), "updated_at", "Saved on", held.At(p.UpdatedAt)))
	}
	type stated struct {
		ActivityID string `db:"activity_id"`
		Side       string `db:"side"`
		Topic      string `db:"topic"`
	}
	topics, err := db.All[stated](tx, `select i.activity_id, i.side, coalesce(t.name, i.topic) as topic from interest i left join term t on t.list = 'topic' and t.code = i.topic
		where i.person_id = $1 order by i.activity_id, i.side, i.topic`, personID)
	if err != nil {
		return nil, err
	}
	for _, t := range topics {
		out = append(out, held.New(held.Networking, t.ActivityID, "Topic", "side", "Side", t.Side, "topic", "Topic", t.Topic))
	}
	if !own {
		return out, nil
	}
	said, err := saidIn(tx, personID)
	return append(out, said...), err
}

func saidIn(tx *db.Tx, personID string) ([]held.Record, error) {
	type said struct {
		AboutID string  `db:"about_id"`
		Kind    string  `db:"kind"`
		At      db.Time `db:"at"`
	}
	list, err := db.All[said](tx, `select about_id, kind, at from wish where person_id = $1
		union all select of as about_id, kind, at from interest_correction where person_id = $1
		union all select about_id, 'veto' as kind, at from veto where person_id = $1 order by at, about_id`, personID)
	var out []held.Record
	for _, s := range list {
		out = append(out, held.New(held.Networking, s.AboutID, "What you said about a person or a topic", "about", "About", s.AboutID, "kind", "Said", s.Kind, "at", "On", held.At(s.At)))
	}
	return out, err
}

// EraseIn takes a person out of everything that was offered, sought, wished and refused, by them and about them.
func EraseIn(tx *db.Tx, personID string) error {
	for _, clear := range []string{
		`delete from interest where person_id = $1`,
		`delete from interest_profile where person_id = $1`,
		`delete from interest_correction where person_id = $1 or of = $1`,
		`delete from wish where person_id = $1 or about_id = $1`,
		`delete from veto where person_id = $1 or about_id = $1`,
	} {
		if err := tx.Exec(clear, personID); err != nil {
			return err
		}
	}
	return nil
}
