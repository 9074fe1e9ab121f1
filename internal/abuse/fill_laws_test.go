package abuse

import (
	"os"
	"strings"

	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/laws"
)

// legislate enters a law of each party that is not for everybody, with two texts, a third one that waits to be taken, a file, and a
// law that amended it.
func (f *filler) legislate() {
	officer := f.actors["officer"]
	for _, p := range []string{"A", "B"} {
		group := strings.ToLower(p) + "law"
		d := laws.Draft{PartyID: f.ids["party."+p], Form: "act", Number: "7", Year: 2090, Title: canary(group, "title"), Language: "th", Translation: canary(group, "translation"), Note: canary(group, "note"), From: "2090-04-01", Label: label.Amber}
		id, err := f.app.Laws.Enter(f.ctx, officer, d)
		f.put("law."+p, id, err)
		other := laws.Draft{PartyID: d.PartyID, Form: "act", Number: "8", Year: 2092, Title: canary(group, "amending"), Language: "en", Label: label.Amber}
		by, err := f.app.Laws.Enter(f.ctx, officer, other)
		f.do("law", err)
		change, err := f.app.Laws.Link(f.ctx, officer, id, laws.LinkDraft{ByID: by, Effect: "amends", Note: canary(group, "change")})
		f.put("law change."+p, change, err)
		file, err := f.app.Laws.AddFile(f.ctx, officer, id, laws.FileDraft{Title: canary(group, "file"), Upload: &files.Upload{Field: "file", Name: "gazette.csv", Bytes: []byte("a;b\n1;2\n")}})
		f.put("law file."+p, file, err)
		for _, name := range []string{"invented-th.xml", "invented-th-amended.xml"} {
			read, err := f.app.Laws.Rehearse(f.ctx, officer, id, f.lawText(group, name, ""))
			f.do("rehearse", err)
			text, err := f.app.Laws.Take(f.ctx, officer, id, read)
			f.put("law text."+p, text.ID, err)
		}
		read, err := f.app.Laws.Rehearse(f.ctx, officer, id, f.lawText(group, "invented-th.xml", "mended "))
		f.put("law import."+p, read, err)
	}
}

// lawText is an invented law that names its party's canary. Both parties have one of their own.
func (f *filler) lawText(group, name, mended string) files.Upload {
	data, err := os.ReadFile("../laws/akn/testdata/" + name)
	f.do("law text", err)
	text := strings.ReplaceAll(string(data), "/akn/th/", "/akn/"+group[:1]+"z/")
	return files.Upload{Field: "file", Name: name, Bytes: []byte(strings.ReplaceAll(text, "“เรือ”", mended+canary(group, "text")))}
}
