package laws

import (
	"cmp"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Text is the text of a law in one language, as it stood from a day on.
type Text struct {
	ID       string  `db:"id" json:"id"`
	LawID    string  `db:"law_id" json:"law_id"`
	Language string  `db:"language" json:"language"`
	From     db.Date `db:"from_on" json:"from"`
	To       db.Date `db:"to_on" json:"to,omitempty" doc:"The last day, where the text itself says so"`
	Title    string  `db:"title" json:"title,omitempty"`
	IRI      string  `db:"iri" json:"iri,omitempty" doc:"Of the expression in Akoma Ntoso"`
	Digest   string  `db:"digest" json:"digest" doc:"SHA-256 of the file"`
	FileID   string  `db:"file_id" json:"-"`
	Units    int     `db:"units" json:"units"`
	Replaced bool    `db:"replaced" json:"replaced,omitempty" doc:"Another text of the same language and day was taken later"`
	At       db.Time `db:"at" json:"at"`
	By       string  `db:"by_name" json:"-"`
}

// Provision is a unit of a text: a part, an article, a paragraph.
type Provision struct {
	ID       string `db:"id" json:"-"`
	TextID   string `db:"text_id" json:"-"`
	EID      string `db:"eid" json:"eid"`
	Parent   string `db:"parent_eid" json:"parent_eid,omitempty"`
	Position int    `db:"position" json:"position"`
	Depth    int    `db:"depth" json:"depth"`
	Unit     string `db:"unit" json:"unit" doc:"The element of Akoma Ntoso: chapter, article …"`
	Num      string `db:"num" json:"num,omitempty"`
	Heading  string `db:"heading" json:"heading,omitempty"`
	Words    string `db:"text" json:"text,omitempty"`
}

// Title is how the provision is named: its number as the law writes it, and its heading.
func (p Provision) Title() string {
	return cmp.Or(strings.TrimSpace(p.Num+" "+p.Heading), p.EID)
}

// ProvisionAt returns a provision of a law as it stood on a day, with its text. Where texts of several languages hold it, that in the
// language of the law comes first.
func ProvisionAt(tx *db.Tx, lawID, eid string, on db.Date) (Provision, Text, error) {
	l, err := findLaw(tx, lawID)
	if err != nil {
		return Provision{}, Text{}, err
	}
	texts, err := textsOn(tx, l, on)
	if err != nil {
		return Provision{}, Text{}, err
	}
	for _, t := range texts {
		p, err := findProvision(tx, t.ID, eid)
		if err == nil || !fault.IsNotFound(err) {
			return p, t, err
		}
	}
	return Provision{}, Text{}, fault.Missing("provision")
}
