package demo

import (
	"context"
	"embed"
	"fmt"
	"strings"
	"time"

	"counterpart/internal/demo/moments"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/publications"
	"counterpart/internal/threads"
)

// writeRights and releaseRights are what the officer and the Co-Managers of the story do with publications.
var (
	writeRights   = []access.Right{publications.RightSee, publications.RightWrite, threads.RightSee}
	releaseRights = []access.Right{publications.RightSee, publications.RightReview, publications.RightRelease}
)

// texts are what the invented authors wrote: a file for each publication and language, title, summary and text.
//
//go:embed texts/*.md
var texts embed.FS

// paper is a publication of the story.
type paper struct {
	key      string // of its text
	about    publications.About
	activity string // key of the event that it came out of
	langs    []string
	written  time.Time
	released bool
}

// library writes what the mechanism publishes. It is told before the workshop's figures are restated, so that a figure that
// was frozen then shows what became of it.
func (s *story) library(ctx context.Context) error {
	embargo := db.At(s.now.AddDate(0, 0, 5))
	brief := publications.About{
		Kind: "policy_brief", Authors: []string{"Arunee Phanomwan", "Policy team of the Regional Support Office (illustrative)"}, Topics: []string{"cyber_scams", "victim_identification"},
		Series: "Illustrative Policy Briefs", Issue: "1", ISBN: "978-0-00-000000-2",
	}
	for _, p := range []paper{
		{key: "trapped-in-deceit", about: brief, activity: "discussion", langs: []string{"id"}, written: moments.At("2023-04-03", "09:00"), released: true},
		{key: "guide", about: publications.About{Kind: "policy_guide", Topics: []string{"victim_identification", "non_punishment"}}, written: moments.At("2023-11-20", "09:00"), released: true},
		{key: "news-week", about: publications.About{Kind: "news", Topics: []string{"borders"}}, activity: "workshop", langs: []string{"th"}, written: moments.At("2024-06-14", "08:00"), released: true},
		{key: "event-report", about: publications.About{Kind: "event_report", Topics: []string{"private_sector"}}, activity: "function", written: moments.At("2024-06-18", "09:00"), released: true},
		{key: "news-alumni", about: publications.About{Kind: "news"}, written: moments.At("2024-06-20", "09:00"), released: true},
		{key: "second-brief", about: publications.About{Kind: "policy_brief", Topics: []string{"artificial_intelligence"}, Series: "Illustrative Policy Briefs", Issue: "2", EmbargoAt: embargo}, written: s.ago(9), released: true},
		{key: "open-source", about: publications.About{Kind: "policy_guide", Topics: []string{"open_source"}}, written: s.ago(3)},
	} {
		if err := s.paper(ctx, p); err != nil {
			return fmt.Errorf("publication %s: %w", p.key, err)
		}
	}
	return s.correct(ctx)
}

// text reads what was written: the first line is the title, the second paragraph the summary.
func text(key, lang string) (publications.Text, error) {
	raw, err := texts.ReadFile("texts/" + key + "." + lang + ".md")
	if err != nil {
		return publications.Text{}, err
	}
	parts := strings.SplitN(string(raw), "\n\n", 3)
	return publications.Text{Title: strings.TrimPrefix(parts[0], "# "), Summary: parts[1], Body: parts[2]}, nil
}

// paper writes and translates a publication, and takes it as far as it has come.
func (s *story) paper(ctx context.Context, p paper) error {
	err := s.moment(ctx, p.written, func(ctx context.Context, _ *db.Tx) error { return s.writePaper(ctx, p) })
	if err != nil || !p.released {
		return err
	}
	return s.releasePaper(ctx, p.key, p.written, "")
}

func (s *story) writePaper(ctx context.Context, p paper) error {
	d := publications.Draft{About: p.about, SourceLang: "en", Label: label.Clear}
	d.ActivityID = s.ids[p.activity]
	var err error
	if d.Text, err = text(p.key, "en"); err != nil {
		return err
	}
	id, err := s.pubs.Draft(ctx, s.officer, d)
	if err != nil {
		return err
	}
	s.ids["paper."+p.key] = id
	for _, lang := range p.langs {
		t, err := text(p.key, lang)
		if err != nil {
			return err
		}
		if err := s.pubs.Translate(ctx, s.officer, id, lang, 0, 1, t); err != nil {
			return err
		}
	}
	if p.key == "trapped-in-deceit" {
		sheet := files.Upload{Field: "file", Name: "signs-to-look-for.csv", Bytes: []byte("sign,where it shows\npassport held by another,at the border\nticket bought by a stranger,at the airline desk\nno address of work,in the interview\n")}
		if err := s.pubs.Attach(ctx, s.officer, id, publications.AttachmentDraft{Title: "Signs to look for, as a table", Lang: "en", File: sheet}); err != nil {
			return err
		}
	}
	page, err := s.pubs.Find(ctx, s.officer, id)
	if err != nil {
		return err
	}
	return s.pubs.Submit(ctx, s.officer, id, page.Publication.Version)
}

// releasePaper has a publication reviewed and released by the Co-Managers of two States.
func (s *story) releasePaper(ctx context.Context, key string, when time.Time, note string) error {
	id := s.ids["paper."+key]
	page, err := s.pubs.Find(ctx, s.officer, id)
	if err != nil {
		return err
	}
	version := page.Publication.Version
	err = s.moment(ctx, when.Add(5*time.Hour), func(ctx context.Context, _ *db.Tx) error {
		return s.pubs.Approve(ctx, s.managers[0], id, version)
	})
	for i, manager := range s.managers {
		if err != nil {
			return err
		}
		err = s.moment(ctx, when.Add(time.Duration(24+i)*time.Hour), func(ctx context.Context, _ *db.Tx) error {
			_, err := s.pubs.Release(ctx, manager, id, version, note)
			return err
		})
	}
	return err
}

// correct releases the guide once more, with a note for its readers.
func (s *story) correct(ctx context.Context) error {
	id, when := s.ids["paper.guide"], moments.At("2024-01-15", "10:00")
	err := s.moment(ctx, when, func(ctx context.Context, _ *db.Tx) error {
		page, err := s.pubs.Find(ctx, s.officer, id)
		if err != nil {
			return err
		}
		d := publications.Draft{About: page.About, Text: page.Source.Text(), Label: page.Publication.Label}
		d.Changed = "Says how long a person may rest before the first interview"
		d.Body = strings.Replace(d.Body, "Let the person rest first.", "Let the person rest first, for a night where it can be done.", 1)
		if err := s.pubs.Save(ctx, s.officer, id, page.Source.Number, d); err != nil {
			return err
		}
		return s.pubs.Submit(ctx, s.officer, id, page.Publication.Version+1)
	})
	if err != nil {
		return err
	}
	return s.releasePaper(ctx, "guide", when, "The second step now says how long a person may rest before the first interview.")
}
