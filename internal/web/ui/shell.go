package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// Link is a place to go, in words.
type Link struct {
	Label string
	Href  string
}

// NavItem is one entry of the main navigation or of a row of tabs. Count is
// shown beside the label when it is not empty.
type NavItem struct {
	Label   string
	Href    string
	Current bool
	Count   string
}

// Mechanism is what the installation is called.
type Mechanism struct {
	Name  string // in full
	Short string // as spoken
	Home  string // where the name leads
	Lines []string
	// Lines stand under the name in the letterhead of public pages: the office,
	// the place.
}

// Person is the signed-in person as the header shows them.
type Person struct {
	Name    string
	Detail  string // position or party
	Links   []Link // own record, settings
	SignOut string // action of the sign-out form
}

// Asset is a bundled file with its subresource integrity value.
type Asset struct {
	Path      string
	Integrity string
}

// Shell is all that the frame of a page needs to know.
type Shell struct {
	Lang       string // BCP 47; English when empty
	Dir        string // ltr or rtl; decided by the browser's default when empty
	Theme      string // light, dark, or empty for the reader's own setting
	Title      string // of this page
	Mechanism  Mechanism
	Nav        []NavItem
	Search     string // action of the search form; no box when empty
	Query      string // what was searched for
	Person     *Person
	SignIn     string // where to sign in; shown when nobody is
	Demo       bool
	Label      string // TLP label of the page, such as "TLP:AMBER+STRICT"
	Chatham    bool   // the Chatham House Rule holds as well
	Version    string
	Help       string
	FooterLink []Link
	CSS        Asset
	JS         []Asset
	Icon       Asset           // of the tab
	Describe   string          // description for search engines, public pages only
	Head       templ.Component // links and data of this page, for machines
	NoIndex    bool            // keeps a signed-link page out of search engines
}

func (s Shell) lang() string {
	if s.Lang == "" {
		return "en"
	}
	return s.Lang
}

// documentTitle puts the page first, because a tab shows only its beginning.
func (s Shell) documentTitle() string {
	switch {
	case s.Title == "":
		return s.Mechanism.Name
	case s.Mechanism.Short != "":
		return s.Title + " · " + s.Mechanism.Short
	default:
		return s.Title
	}
}

func (m Mechanism) home() string {
	if m.Home == "" {
		return "/"
	}
	return m.Home
}

// labelClass returns the class that gives a label the colour TLP 2.0 sets for
// it; an unknown label has none and is shown in plain ink.
func labelClass(label string) string {
	name := strings.TrimPrefix(strings.ToUpper(label), "TLP:")
	switch name {
	case "RED":
		return "tlp tlp-red"
	case "AMBER", "AMBER+STRICT":
		return "tlp tlp-amber"
	case "GREEN":
		return "tlp tlp-green"
	case "CLEAR":
		return "tlp tlp-clear"
	default:
		return "tlp"
	}
}

// sheetClass names the kind of printed sheet that bears a label.
func sheetClass(label string) string {
	name, known := strings.CutPrefix(strings.ToLower(label), "tlp:")
	if !known {
		return ""
	}
	return "sheet-" + strings.ReplaceAll(name, "+", "-")
}
