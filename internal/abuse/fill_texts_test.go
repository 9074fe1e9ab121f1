package abuse

import (
	"counterpart/internal/access"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/publications"
)

// library brings out a publication for everybody, and one of each activity for those whom its label admits.
func (f *filler) library() {
	author := access.System("test", publications.RightSee, publications.RightWrite, publications.RightReview)
	for _, of := range []struct {
		name, activity, title string
		tlp                   label.TLP
	}{{"public", "", "A public brief", label.Clear}, {"X", f.ids["activity.X"], "Of X", label.Amber}, {"Y", f.ids["activity.Y"], "Of Y", label.Amber}} {
		id, err := f.app.Publications.Draft(f.ctx, author, publications.Draft{
			About: publications.About{Kind: "policy_brief", ActivityID: of.activity}, Text: publications.Text{Title: of.title, Body: "It is written."}, SourceLang: "en", Label: of.tlp,
		})
		f.put("publication."+of.name, id, err)
		f.do("attach", f.app.Publications.Attach(f.ctx, author, id, publications.AttachmentDraft{Title: "Annex", File: files.Upload{Field: "file", Name: "annex.pdf", Bytes: []byte(plainPDF)}}))
		f.find("annex."+of.name, `select id from publication_file where publication_id = $1`, id)
		f.do("submit", f.app.Publications.Submit(f.ctx, author, id, 2))
		f.do("approve", f.app.Publications.Approve(f.ctx, f.actors["comanager"], id, 2))
		for _, role := range []string{"comanager", "spare"} {
			_, err := f.app.Publications.Release(f.ctx, f.actors[role], id, 2, "")
			f.do("release", err)
		}
	}
}
