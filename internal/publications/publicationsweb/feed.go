package publicationsweb

import (
	"encoding/xml"
	"time"

	"counterpart/internal/fault"
	"counterpart/internal/publications"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// atomFeed is a feed of RFC 4287.
type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   []atomName  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomName struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel   string `xml:"rel,attr"`
	Type  string `xml:"type,attr,omitempty"`
	Lang  string `xml:"hreflang,attr,omitempty"`
	Href  string `xml:"href,attr"`
	Title string `xml:"title,attr,omitempty"`
}

type atomEntry struct {
	Lang      string         `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID        string         `xml:"id"`
	Title     string         `xml:"title"`
	Published string         `xml:"published"`
	Updated   string         `xml:"updated"`
	Authors   []atomName     `xml:"author"`
	Category  []atomCategory `xml:"category"`
	Links     []atomLink     `xml:"link"`
	Summary   string         `xml:"summary,omitempty"`
}

type atomCategory struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

// feedSize is how many entries a feed holds.
const feedSize = 50

// feed lists the latest releases for feed readers: what everybody may read, whoever asks.
func (p *Pages) feed(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	kind := c.Query("kind")
	if _, known := words.Term(vocabulary.PublicationKinds, kind); kind != "" && !known {
		return fault.Missing("feed")
	}
	list, _, err := p.Publications.Library(c.Context(), c.Actor, publications.LibraryFilter{Kind: kind, Public: true, Latest: true, Limit: feedSize})
	if err != nil {
		return err
	}
	base, issuer := c.Site.BaseURL, words.Pack.Mechanism.Name.Default
	self := base + web.Address("/library/feed.atom", "kind", kind)
	feed := atomFeed{
		ID: self, Title: issuer + ": publications", Updated: atomTime(c.Site.Now()), Author: []atomName{{issuer}},
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: self}, {Rel: "alternate", Type: "text/html", Href: base + web.Address("/library", "kind", kind)}},
	}
	if kind != "" {
		feed.Title = issuer + ": " + termPlural(words, kind)
	}
	for i, l := range list {
		if i == 0 {
			feed.Updated = atomTime(l.PublicFrom.Time)
		}
		feed.Entries = append(feed.Entries, entryOf(l, words, base))
	}
	c.W.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	if _, err := c.W.Write([]byte(xml.Header)); err != nil {
		return err
	}
	return xml.NewEncoder(c.W).Encode(feed)
}

func entryOf(l publications.Listed, words *vocabulary.Words, base string) atomEntry {
	e := atomEntry{
		Lang: l.Lang, ID: base + readPath(l.Slug, "", 0), Title: l.Title, Summary: l.Summary, Published: atomTime(l.IssuedAt.Time), Updated: atomTime(l.PublicFrom.Time),
		Category: []atomCategory{{l.Kind, kindWords(words, l.Kind)}},
	}
	for _, a := range l.About.Authors {
		e.Authors = append(e.Authors, atomName{a})
	}
	for _, t := range l.About.Topics {
		e.Category = append(e.Category, atomCategory{t, words.Name(vocabulary.Topics, t)})
	}
	e.Links = append(e.Links, atomLink{Rel: "alternate", Type: "text/html", Lang: l.Lang, Href: base + readPath(l.Slug, l.Lang, 0)})
	for _, tag := range l.Langs {
		if tag != l.Lang {
			e.Links = append(e.Links, atomLink{Rel: "alternate", Type: "text/html", Lang: tag, Href: base + readPath(l.Slug, tag, 0)})
		}
	}
	return e
}

func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func termPlural(words *vocabulary.Words, kind string) string {
	if t, ok := words.Term(vocabulary.PublicationKinds, kind); ok && t.Plural != "" {
		return t.Plural
	}
	return kindWords(words, kind)
}
