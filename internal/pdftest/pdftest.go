// Package pdftest reads the PDF files that this program writes, apart from the code that writes them.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// File is a PDF that the room print wrote, as an independent reader finds it. Parse checks the structure as it goes: every
// entry of the object table, every reference and every stream length must be right.
type File struct {
	t       testing.TB
	file    []byte
	objects map[int]Object
	Pages   []Object // in their order
	fonts   map[string]readFont
}

// Object is one numbered object of a file.
type Object struct {
	Dict   string
	stream []byte
}

type readFont struct {
	scale   float64 // font units to ems
	widths  []float64
	unicode map[byte]string
}

// Shown is a piece of text as it stands on a page. Distances are in points from the lower left corner.
type Shown struct {
	Text       string
	X, Y, Size float64
	Right      float64
}

var (
	reReference = regexp.MustCompile(`(\d+) 0 R`)
	reSection   = regexp.MustCompile(`^(\d{10}) (\d{5}) ([nf]) $`)
)

// Parse reads a file, and fails the test when its structure is not right.
func Parse(t testing.TB, file []byte) *File {
	t.Helper()
	r := &File{t: t, file: file, objects: map[int]Object{}, fonts: map[string]readFont{}}
	if !bytes.HasPrefix(file, []byte("%PDF-1.5\n")) || !bytes.HasSuffix(file, []byte("%%EOF\n")) {
		t.Fatalf("not a PDF file: begins %q", file[:min(len(file), 20)])
	}
	r.readObjects()
	for number, o := range r.objects {
		for _, ref := range reReference.FindAllStringSubmatch(o.Dict, -1) {
			if _, ok := r.objects[atoi(t, ref[1])]; !ok {
				t.Fatalf("object %d refers to object %s, which does not exist", number, ref[1])
			}
		}
	}
	tail := string(file[bytes.LastIndex(file, []byte("trailer")):])
	catalog := r.follow(tail, "/Root")
	tree := r.follow(catalog.Dict, "/Pages")
	kids := between(t, tree.Dict, "/Kids[", "]")
	for _, ref := range reReference.FindAllStringSubmatch(kids, -1) {
		r.Pages = append(r.Pages, r.objects[atoi(t, ref[1])])
	}
	if count := atoi(t, regexp.MustCompile(`/Count (\d+)`).FindStringSubmatch(tree.Dict)[1]); count != len(r.Pages) {
		t.Fatalf("page tree counts %d pages and has %d", count, len(r.Pages))
	}
	r.readFonts(r.follow(r.Pages[0].Dict, "/Resources").Dict)
	return r
}

// readObjects follows the object table, not the file, so that a wrong offset is found.
func (r *File) readObjects() {
	t, file := r.t, r.file
	start := bytes.LastIndex(file, []byte("startxref\n"))
	fields := strings.Fields(string(file[start:]))
	table := strings.Split(string(file[atoi(t, fields[1]):start]), "\n")
	if table[0] != "xref" {
		t.Fatalf("startxref points at %q", table[0])
	}
	count := atoi(t, strings.Fields(table[1])[1])
	for number := 1; number < count; number++ {
		entry := reSection.FindStringSubmatch(table[2+number])
		if entry == nil {
			t.Fatalf("object table has the entry %q", table[2+number])
		}
		text := file[atoi(t, entry[1]):]
		head := fmt.Sprintf("%d 0 obj\n", number)
		if !bytes.HasPrefix(text, []byte(head)) {
			t.Fatalf("object table points at %q for object %d", text[:20], number)
		}
		text = text[len(head):]
		dict, _, _ := strings.Cut(string(text[:min(len(text), 200_000)]), "\nendobj")
		dict, _, isStream := strings.Cut(dict, "\nstream\n")
		o := Object{Dict: dict}
		if isStream {
			length := atoi(t, regexp.MustCompile(`/Length (\d+)`).FindStringSubmatch(dict)[1])
			body := text[len(dict)+len("\nstream\n"):]
			if !bytes.HasPrefix(body[length:], []byte("\nendstream\nendobj\n")) {
				t.Fatalf("stream of object %d is not %d bytes long", number, length)
			}
			z, err := zlib.NewReader(bytes.NewReader(body[:length]))
			if err != nil {
				t.Fatal(err)
			}
			if o.stream, err = io.ReadAll(z); err != nil {
				t.Fatalf("stream of object %d: %v", number, err)
			}
		}
		r.objects[number] = o
	}
}

// follow returns the object that an entry of a dictionary refers to.
func (r *File) follow(dict, entry string) Object {
	m := regexp.MustCompile(regexp.QuoteMeta(entry) + ` ?(\d+) 0 R`).FindStringSubmatch(dict)
	if m == nil {
		r.t.Fatalf("no %s in %s", entry, dict)
	}
	return r.objects[atoi(r.t, m[1])]
}

func (r *File) readFonts(resources string) {
	for _, ref := range regexp.MustCompile(`/(F\d+) (\d+) 0 R`).FindAllStringSubmatch(resources, -1) {
		dict := r.objects[atoi(r.t, ref[2])].Dict
		f := readFont{unicode: map[byte]string{}}
		f.scale = atof(r.t, strings.Fields(between(r.t, dict, "/FontMatrix[", "]"))[0])
		for _, w := range strings.Fields(between(r.t, dict, "/Widths[", "]")) {
			f.widths = append(f.widths, atof(r.t, w))
		}
		for _, m := range regexp.MustCompile(`<(\w\w)> <(\w+)>`).FindAllStringSubmatch(string(r.follow(dict, "/ToUnicode").stream), -1) {
			if m[1] == "00" && m[2] == "FF" {
				continue // the range of codes
			}
			var units []uint16
			for i := 0; i < len(m[2]); i += 4 {
				unit, err := strconv.ParseUint(m[2][i:i+4], 16, 16)
				if err != nil {
					r.t.Fatal(err)
				}
				units = append(units, uint16(unit))
			}
			code, err := strconv.ParseUint(m[1], 16, 8)
			if err != nil {
				r.t.Fatal(err)
			}
			f.unicode[byte(code)] = string(utf16.Decode(units))
		}
		r.fonts[ref[1]] = f
	}
}

// Content is what draws a page.
func (r *File) Content(page int) string {
	return string(r.follow(r.Pages[page].Dict, "/Contents").stream)
}

var (
	reText = regexp.MustCompile(`BT 1 0 0 1 (\S+) (\S+) Tm(.*) ET\n`)
	reShow = regexp.MustCompile(`/(F\d+) (\S+) Tf\[([^\]]*)\]TJ`)
	reItem = regexp.MustCompile(`<(\w\w)>|(-?[\d.]+)`)
)

// Texts returns all lines of text on a page, each as its letters from left to right.
func (r *File) Texts(page int) []Shown {
	var all []Shown
	for _, m := range reText.FindAllStringSubmatch(r.Content(page), -1) {
		s := Shown{X: atof(r.t, m[1]), Y: atof(r.t, m[2])}
		s.Right = s.X
		for _, show := range reShow.FindAllStringSubmatch(m[3], -1) {
			f, ok := r.fonts[show[1]]
			if !ok {
				r.t.Fatalf("page uses font %s, which does not exist", show[1])
			}
			s.Size = atof(r.t, show[2])
			for _, item := range reItem.FindAllStringSubmatch(show[3], -1) {
				if item[2] != "" {
					s.Right -= atof(r.t, item[2]) / 1000 * s.Size
					continue
				}
				code, _ := strconv.ParseUint(item[1], 16, 8)
				text, ok := f.unicode[byte(code)]
				if !ok {
					r.t.Errorf("code %s of font %s has no text", item[1], show[1])
				}
				s.Text += text
				s.Right += f.widths[code] * f.scale * s.Size
			}
		}
		all = append(all, s)
	}
	return all
}

// Text returns the text of a page, a line each.
func (r *File) Text(page int) string {
	var lines []string
	for _, s := range r.Texts(page) {
		lines = append(lines, s.Text)
	}
	return strings.Join(lines, "\n")
}

func between(t testing.TB, text, before, after string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, before)
	inner, _, ok2 := strings.Cut(rest, after)
	if !ok || !ok2 {
		t.Fatalf("no %q … %q in %.200q", before, after, text)
	}
	return inner
}

func atoi(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func atof(t testing.TB, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
