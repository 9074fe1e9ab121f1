package ui

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

var write = flag.String("write", "", "folder to write the pages of the style guide to")

// pages are the pages of the style guide in each frame.
func pages() map[string]templ.Component {
	shell := SampleShell()
	shell.CSS, shell.Icon = Asset{Path: "/assets/app.css"}, Asset{Path: "/assets/icon.svg"}
	shell.JS = []Asset{{Path: "/assets/app.js"}, {Path: "/assets/scan.js"}}
	public := shell
	public.Person, public.Search, public.Nav, public.Label, public.Chatham = nil, "", nil, "TLP:CLEAR", false
	trouble := Trouble{
		Code: "404", Title: "There is no page at this address", What: "The link may be old, or the record may have been merged with another one.",
		Do: "Search for the name, or start from the list.", Links: []Link{{"Activities", "#a"}, {"People", "#p"}}, Reference: "7b1e-22d0",
	}
	rtl := shell
	rtl.Dir, rtl.Lang = "rtl", "ar"
	return map[string]templ.Component{
		"app.html":    with(Page(shell), StyleGuide()),
		"rtl.html":    with(Page(rtl), StyleGuide()),
		"public.html": with(PublicPage(public), StyleGuide()),
		"alone.html":  with(PublicPage(public), StyleGuideAlone()),
		"error.html":  with(Page(shell), ErrorPage(trouble)),
	}
}

// with renders a component as the child of a frame.
func with(frame, child templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return frame.Render(templ.WithChildren(ctx, child), w)
	})
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var page bytes.Buffer
	if err := c.Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

// TestPagesAreSound holds what the package promises: nothing inline, every id
// once, every reference answered, every input labelled, every word known.
func TestPagesAreSound(t *testing.T) {
	for name, page := range pages() {
		t.Run(name, func(t *testing.T) {
			text := render(t, page)
			if *write != "" {
				if err := os.WriteFile(filepath.Join(*write, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			for _, fault := range faults(t, text) {
				t.Error(fault)
			}
		})
	}
}

// TestFaultsAreFound proves that the check above can fail.
func TestFaultsAreFound(t *testing.T) {
	for words, text := range map[string]string{
		"inline style":       `<p style="color:red"></p>`,
		"inline handler":     `<p onclick="x()"></p>`,
		"inline script":      `<script>x()</script>`,
		"id twice":           `<p id="a"></p><p id="a"></p>`,
		"no element with id": `<p aria-describedby="b"></p>`,
		"no label":           `<input name="q" id="q">`,
		"no idempotency key": `<form method="post" class="form"></form>`,
		"no words":           `<p aria-label=""></p>`,
		"no heading 1":       `<p></p>`,
	} {
		if found := strings.Join(faults(t, text), "; "); !strings.Contains(found, words) {
			t.Errorf("%s: want %q, found %q", text, words, found)
		}
	}
}

// survey is what one pass over a page collects.
type survey struct {
	ids, labelled map[string]int
	references    []string
	inputs        []string
	headings      int
	faults        []string
}

func faults(t *testing.T, text string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	s := survey{ids: map[string]int{}, labelled: map[string]int{}}
	for node := range root.Descendants() {
		if node.Type == html.ElementNode {
			s.element(node)
		}
	}
	for id, n := range s.ids {
		if n > 1 {
			s.faults = append(s.faults, "id twice: "+id)
		}
	}
	for _, id := range s.references {
		if s.ids[id] == 0 {
			s.faults = append(s.faults, "no element with id "+id)
		}
	}
	for _, id := range s.inputs {
		if s.labelled[id] == 0 {
			s.faults = append(s.faults, "no label for "+id)
		}
	}
	if s.headings != 1 {
		s.faults = append(s.faults, "no heading 1, or several")
	}
	return s.faults
}

func (s *survey) element(node *html.Node) {
	set := map[string]string{}
	for _, a := range node.Attr {
		set[a.Key] = a.Val
		switch {
		case a.Key == "style":
			s.faults = append(s.faults, "inline style on "+node.Data)
		case strings.HasPrefix(a.Key, "on"):
			s.faults = append(s.faults, "inline handler on "+node.Data)
		case a.Key == "id":
			s.ids[a.Val]++
		case a.Key == "aria-describedby" || a.Key == "for":
			s.references = append(s.references, strings.Fields(a.Val)...)
		case a.Key == "aria-label" && strings.TrimSpace(a.Val) == "":
			s.faults = append(s.faults, "no words in aria-label of "+node.Data)
		}
	}
	switch node.Data {
	case "script":
		if set["src"] == "" || node.FirstChild != nil {
			s.faults = append(s.faults, "inline script")
		}
	case "style":
		s.faults = append(s.faults, "inline style element")
	case "h1":
		s.headings++
	case "label":
		s.labelled[set["for"]]++
	case "input", "select", "textarea":
		if set["type"] != "hidden" {
			s.inputs = append(s.inputs, set["id"])
		}
	case "form":
		if set["method"] == "post" && set["class"] != "" && !strings.Contains(text(node), `name="_key"`) {
			s.faults = append(s.faults, "no idempotency key in a form")
		}
	}
}

func text(node *html.Node) string {
	var out strings.Builder
	_ = html.Render(&out, node)
	return out.String()
}

func TestWordsAreTranslated(t *testing.T) {
	french := func(key string) (string, bool) {
		words, known := map[string]string{"ui.seats": "{used} places sur {of}", "ui.seats.full": "complet"}[key]
		return words, known
	}
	for _, test := range []struct {
		seats Seats
		want  string
	}{
		{Seats{Used: 2, Of: 2}, "2 places sur 2, complet"},
		{Seats{Used: 1, Of: 2}, "1 places sur 2, 1 free"},
		{Seats{Used: 1, Held: 3, Of: 2}, "1 places sur 2, 3 held for nominations, 2 too many"},
	} {
		if got := test.seats.words(WithWords(t.Context(), french)); got != test.want {
			t.Errorf("%+v: %q, want %q", test.seats, got, test.want)
		}
	}
}

// TestEveryWordIsUsed keeps the words for translators to those that are shown.
func TestEveryWordIsUsed(t *testing.T) {
	var source strings.Builder
	files, err := filepath.Glob("*.templ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "status.go", "signin.go") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for key := range English {
		family := key[:strings.LastIndex(key, ".")+1]
		if !strings.Contains(source.String(), `"`+key+`"`) && !strings.Contains(source.String(), `"`+family+`" +`) {
			t.Errorf("no component says %s", key)
		}
	}
}
