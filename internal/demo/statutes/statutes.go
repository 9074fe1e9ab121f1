// Package statutes enters the national laws of the story. All of them are invented and say so; one has texts that were imported.
package statutes

import (
	"context"
	_ "embed"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/demo/moments"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/laws"
)

// Story is what this chapter knows of the story.
type Story struct {
	Officer string // the name of the officer
	Laws    *laws.Service
	IDs     map[string]string // each law is added as law/ and its key
	Party   func(code string) (id string)
	Ago     func(days int) time.Time
	Moment  moments.Moment
}

const invented = "Invented for the demonstration: there is no such law."

// Law is a law of the story.
type Law struct {
	Key, Party string
	laws.Draft
}

// List are the laws of the story, invented, of the States whose laws are assessed in it and of one more.
var List = []Law{
	{Key: "th-vessels", Party: "thailand", Draft: laws.Draft{Form: "act", Number: "7", Year: 2008, Title: "พระราชบัญญัติตัวอย่างว่าด้วยการขนคนโดยทางเรือ (สมมติ)", Language: "th", Translation: "Sample Act on the Carriage of Persons by Vessel (invented)", EnactedOn: "2008-03-01", From: "2008-04-01", Source: "Invented Gazette, vol. 1, p. 7"}},
	{Key: "th-vessels-2", Party: "thailand", Draft: laws.Draft{Form: "act", Number: "2", Year: 2017, Title: "พระราชบัญญัติตัวอย่างว่าด้วยการขนคนโดยทางเรือ (ฉบับที่ ๒) (สมมติ)", Language: "th", Translation: "Sample Act on the Carriage of Persons by Vessel, No. 2 (invented)", EnactedOn: "2016-11-20", From: "2017-01-01"}},
	{Key: "id-persons", Party: "indonesia", Draft: laws.Draft{Form: "law", Number: "21X", Year: 2007, Title: "Undang-Undang Contoh tentang Perdagangan Orang (rekaan)", Language: "id", Translation: "Sample Law on Trafficking in Persons (invented)", EnactedOn: "2007-04-19", From: "2007-04-19"}},
	{Key: "id-borders", Party: "indonesia", Draft: laws.Draft{Form: "law", Number: "6X", Year: 2011, Title: "Undang-Undang Contoh tentang Perlintasan Batas (rekaan)", Language: "id", Translation: "Sample Law on the Crossing of Borders (invented)", EnactedOn: "2011-05-05", From: "2011-05-05"}},
	{Key: "id-plan", Party: "indonesia", Draft: laws.Draft{Form: "policy", Year: 2025, Title: "Rencana Aksi Contoh, rancangan (rekaan)", Language: "id", Translation: "Sample Plan of Action, draft (invented)", Label: label.Amber}},
	{Key: "ph-persons-old", Party: "philippines", Draft: laws.Draft{Form: "act", Number: "9208X", Year: 2003, Title: "Sample Anti-Trafficking Act (invented)", Language: "en", EnactedOn: "2003-05-26", From: "2003-06-26"}},
	{Key: "ph-persons", Party: "philippines", Draft: laws.Draft{Form: "act", Number: "11862X", Year: 2022, Title: "Sample Anti-Trafficking Act, expanded (invented)", Language: "en", EnactedOn: "2022-06-23", From: "2022-07-15"}},
	{Key: "fj-passports", Party: "fiji", Draft: laws.Draft{Form: "decree", Number: "3X", Year: 2012, Title: "Sample Passports Decree (invented)", Language: "en", From: "2012-01-01", To: "2020-12-31"}},
}

// changes are what laws of the story did to others.
var changes = []struct {
	law, by string
	laws.LinkDraft
}{
	{"th-vessels", "th-vessels-2", laws.LinkDraft{Effect: "amends", On: "2017-01-01", Note: "Section 3, and a new section 3 bis."}},
	{"ph-persons-old", "ph-persons", laws.LinkDraft{Effect: "replaces", On: "2022-07-15"}},
}

var (
	//go:embed vessels-2008.xml
	vessels2008 []byte
	//go:embed vessels-2017.xml
	vessels2017 []byte
)

// Enter enters the laws, what they did to each other, and two texts of one of them.
func (s *Story) Enter(ctx context.Context) error {
	writes := moments.Acting("", s.Officer, access.Officer, access.Scope{}, laws.RightSee, laws.RightEdit)
	err := s.Moment(ctx, s.Ago(420), func(_ context.Context, tx *db.Tx) error {
		for _, l := range List {
			l.PartyID, l.Note = s.Party(l.Party), invented
			id, err := laws.EnterIn(tx, writes, l.Draft)
			if err != nil {
				return err
			}
			s.IDs["law/"+l.Key] = id
		}
		for _, c := range changes {
			c.ByID = s.IDs["law/"+c.by]
			if _, err := s.Laws.LinkIn(tx, writes, s.IDs["law/"+c.law], c.LinkDraft); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Moment(ctx, s.Ago(418), func(ctx context.Context, _ *db.Tx) error {
		id := s.IDs["law/th-vessels"]
		for _, text := range [][]byte{vessels2008, vessels2017} {
			read, err := s.Laws.Rehearse(ctx, writes, id, files.Upload{Field: "file", Name: "vessels.xml", Bytes: text})
			if err != nil {
				return err
			}
			if _, err := s.Laws.Take(ctx, writes, id, read); err != nil {
				return err
			}
		}
		return nil
	})
}
