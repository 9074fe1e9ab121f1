// Package publicationsweb shows publications: the public library with its feeds, citations and files, the pages on which
// they are written, translated, reviewed and released, and the JSON API.
package publicationsweb

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/publications"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Publications *publications.Service
	Activities   *activities.Service
	Vocabulary   *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	const see, write = publications.RightSee, publications.RightWrite
	const clear = "what is labelled CLEAR is open to everybody; the verb asks for the rest"
	return []web.Route{
		{Pattern: "GET /library", Open: clear, Do: p.library},
		{Pattern: "GET /library/feed.atom", Open: clear, Do: p.feed},
		{Pattern: "GET /library/{slug}", Open: clear, Do: p.read},
		{Pattern: "GET /library/{slug}/{lang}", Open: clear, Do: p.read},
		{Pattern: "GET /library/{slug}/{lang}/{version}", Open: clear, Do: p.read},
		{Pattern: "GET /library/{slug}/{lang}/{version}/{format}", Open: clear, Do: p.take},
		{Pattern: "GET /library/{slug}/files/{attachment}", Open: clear, Do: p.file},
		{Pattern: "GET /publications", Right: see, Do: p.list},
		{Pattern: "GET /publications.csv", Right: see, Do: p.listCSV},
		{Pattern: "GET /publications/new", Right: write, Do: p.newForm},
		{Pattern: "POST /publications", Right: write, Do: p.draft},
		{Pattern: "GET /publications/report", Right: write, Do: p.newReport},
		{Pattern: "POST /publications/report", Right: write, Do: p.draftReport},
		{Pattern: "GET /publications/{id}", Right: see, Do: p.show},
		{Pattern: "GET /publications/{id}/edit", Right: write, Do: p.editForm},
		{Pattern: "POST /publications/{id}", Right: write, Do: p.save},
		{Pattern: "GET /publications/{id}/languages", Right: write, Do: p.chooseLanguage},
		{Pattern: "GET /publications/{id}/languages/{lang}", Right: write, Do: p.translateForm},
		{Pattern: "POST /publications/{id}/languages/{lang}", Right: write, Do: p.translate},
		{Pattern: "GET /publications/{id}/versions/{number}", Right: see, Do: p.version},
		{Pattern: "GET /publications/{id}/compare", Right: see, Do: p.compare},
		{Pattern: "POST /publications/{id}/files", Right: write, Do: p.attach},
		{Pattern: "GET /publications/{id}/files/{file}", Right: see, Do: p.workingFile},
		{Pattern: "POST /publications/{id}/files/{file}/remove", Right: write, Do: p.detach},
		{Pattern: "POST /publications/{id}/submit", Right: write, Do: p.submit},
		{Pattern: "POST /publications/{id}/return", Right: publications.RightReview, Do: p.giveBack},
		{Pattern: "POST /publications/{id}/approve", Right: publications.RightReview, Do: p.approve},
		{Pattern: "POST /publications/{id}/release", Right: publications.RightRelease, Do: p.release},
		{Pattern: "POST /publications/{id}/restate", Right: publications.RightRelease, Do: p.restate},
		{Pattern: "GET /publications/{id}/withdraw", Right: publications.RightWithdraw, Do: p.withdrawForm},
		{Pattern: "POST /publications/{id}/withdraw", Right: publications.RightWithdraw, Do: p.withdraw},
		{Pattern: "GET /publications/{id}/counts", Right: see, Do: p.counts},
	}
}

func workPath(id string) string { return "/publications/" + id }

// readPath is the address of a release in a language; that in force when number is 0, in the language of the source when
// lang is "".
func readPath(slug, lang string, number int) string {
	path := "/library/" + slug
	if lang != "" {
		path += "/" + lang
	}
	if number > 0 {
		path += "/v" + strconv.Itoa(number)
	}
	return path
}

// takePath is the address of a release in another format.
func takePath(r publications.Reading, format string) string {
	return readPath(r.Slug, r.Lang, r.Release.Number) + "/" + format
}

var versionForm = regexp.MustCompile(`^v[1-9][0-9]{0,5}$`)

// versionOf reads "v2".
func versionOf(s string) (int, error) {
	if !versionForm.MatchString(s) {
		return 0, fault.Missing("release")
	}
	return strconv.Atoi(s[1:])
}

func day(t db.Time) string { return t.Format("2 January 2006") }

// moment is a time on the clock of the mechanism.
func moment(words *vocabulary.Words, t db.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone(words)).Format("2 January 2006, 15:04 MST")
}

// zone is that of the mechanism.
func zone(words *vocabulary.Words) *time.Location {
	z, err := time.LoadLocation(words.Pack.Mechanism.TimeZone)
	if err != nil {
		return time.UTC // the zone was checked when the pack was loaded
	}
	return z
}

// langName is the name of a language in itself, or its tag where nobody has written that down.
func langName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Self.Name(t); name != "" {
		return name
	}
	return tag
}

// langWords is the name of a language in English with its tag.
func langWords(tag string) string {
	if name := names.LanguageName(tag); name != tag {
		return name + " (" + tag + ")"
	}
	return tag
}

func kindWords(words *vocabulary.Words, kind string) string {
	return words.Name(vocabulary.PublicationKinds, kind)
}

// sentence ends a note with one full stop.
func sentence(note string) string { return strings.TrimRight(note, ". ") + "." }
