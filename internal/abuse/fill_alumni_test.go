package abuse

import (
	"counterpart/internal/accounts"
	"counterpart/internal/alumni"
)

// graduate makes alumni of those who completed something: a profile, a story, an introduction that each focal point asks for and in
// which the first person of the party is the candidate, a chapter and a newsletter.
func (f *filler) graduate() {
	officer := f.actors["officer"]
	for group, name := range map[string]string{"aalumnus": "A1", "balumnus": "B1"} {
		person := f.ids["person."+name]
		f.do("profile", f.app.Alumni.Write(f.ctx, officer, person, alumni.ProfileDraft{About: canary(group, "about"), Knows: []string{"document_fraud"}, WillTrain: true}))
		story, err := f.app.Alumni.Tell(f.ctx, officer, alumni.StoryDraft{PersonID: person, Title: canary(group, "title"), Body: canary(group, "body"), Byline: "A border officer"})
		f.put("story."+name, story, err)
	}
	for _, of := range []struct{ party, asker, candidate string }{{"A", "focalA", "A1"}, {"B", "focalB", "B1"}} {
		id, err := f.app.Alumni.Ask(f.ctx, f.actors[of.asker], alumni.AskDraft{Topic: "document_fraud", Words: "How are stamps checked?"})
		f.put("introduction."+of.party, id, err)
		f.do("seek", f.app.Alumni.Step(f.ctx, officer, id, alumni.StepDraft{Verb: alumni.Seek, Candidate: f.ids["person."+of.candidate]}))
		if link := f.find("link.introduce."+of.candidate, `select link_id from introduction where id = $1`, id); link != "" {
			f.links["introduce."+of.candidate] = tokenOf(f.app.Accounts.LinkURL(link, accounts.PurposeIntroduce))
		}
	}
	chapter, err := f.app.Alumni.Found(f.ctx, officer, "", alumni.ChapterDraft{Name: "A chapter"})
	f.put("chapter", chapter, err)
	letter, err := f.app.Alumni.WriteLetter(f.ctx, officer, "", alumni.LetterDraft{Subject: "News", Body: "Hello"})
	f.put("newsletter", letter, err)
}
