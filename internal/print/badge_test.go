package print

import (
	"bytes"
	"io"
	"maps"
	"math"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
	"rsc.io/qr"

	"counterpart/internal/pdftest"
)

var testHead = Letterhead{
	Mechanism: "Regional Mechanism (fictional)", Office: "Support Office",
	Created: time.Date(2024, 6, 5, 9, 30, 0, 0, time.FixedZone("", 7*3600)),
}

func testBadge(number string) Badge {
	return Badge{
		Name: "Nguyễn Thị Minh Khai", NativeName: samples["Arabic"], Position: "Deputy Director", Party: "Viet Nam",
		Category: "Delegate", Activity: "Members’ Engagement Function", Place: "Jakarta", Dates: "5 June 2024",
		Number: number, Code: "https://counterpart.example/b/0192f3c8-7a4e-7c1b", Label: "TLP:AMBER", Demo: true,
	}
}

func badgesPDF(t testing.TB, paper Paper, badges ...Badge) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Badges(&out, paper, badges, testHead); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestBadgeText(t *testing.T) {
	for script, name := range samples {
		if script == "Arabic" {
			continue // from left to right on the page; TestDirection has it
		}
		t.Run(script, func(t *testing.T) {
			b := testBadge("D-0042")
			b.NativeName = name
			text := pdftest.Parse(t, badgesPDF(t, A6, b)).Text(0)
			for _, want := range []string{
				b.Name, b.NativeName, b.Position, b.Party, b.Category, b.Activity, "Jakarta, 5 June 2024",
				"D-0042", "TLP:AMBER", "DEMONSTRATION DATA", testHead.Mechanism,
			} {
				// A long name may stand on two lines.
				if !strings.Contains(strings.ReplaceAll(text, "\n", " "), want) {
					t.Errorf("badge lacks %q, has:\n%s", want, text)
				}
			}
		})
	}
}

func TestBadgePages(t *testing.T) {
	tests := []struct {
		paper  Paper
		badges int
		pages  int
		size   string
	}{
		{A6, 0, 1, "[0 0 297.64 420.94]"},
		{A6, 3, 3, "[0 0 297.64 420.94]"},
		{A4, 1, 1, "[0 0 595.28 841.89]"},
		{A4, 4, 1, "[0 0 595.28 841.89]"},
		{A4, 5, 2, "[0 0 595.28 841.89]"},
	}
	for _, test := range tests {
		badges := make([]Badge, test.badges)
		for i := range badges {
			badges[i] = testBadge("D-1")
		}
		r := pdftest.Parse(t, badgesPDF(t, test.paper, badges...))
		if len(r.Pages) != test.pages || !strings.Contains(r.Pages[0].Dict, "/MediaBox"+test.size) {
			t.Errorf("%d badges on paper %d: %d pages, first %s; want %d of %s",
				test.badges, test.paper, len(r.Pages), r.Pages[0].Dict, test.pages, test.size)
		}
	}
}

// Whatever is written on a badge stays inside its edge, and no zone runs into the next.
func TestBadgeNeverOverflows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := func(what string) string { return anyName.Draw(rt, what) }
		b := Badge{
			Name: text("name"), NativeName: text("native"), Position: text("position"), Party: text("party"),
			Category: text("category"), Activity: text("activity"), Place: text("place"), Dates: text("dates"),
			Number: text("number"), Label: text("label"), Demo: true,
		}
		const edge = badgeInset - 0.1
		for _, s := range pdftest.Parse(t, badgesPDF(t, A6, b)).Texts(0) {
			if s.X < edge || s.Right > a6Width-edge {
				rt.Fatalf("%q runs from %v to %v, allowed is %v to %v", s.Text, s.X, s.Right, edge, a6Width-edge)
			}
			if fromTop := a6Height - s.Y; fromTop < badgeInset || fromTop > badgeBottom {
				rt.Fatalf("%q stands %v from the top", s.Text, fromTop)
			}
		}
	})
}

func TestStackStaysInItsZone(t *testing.T) {
	long := strings.Repeat(samples["Burmese"]+" "+samples["Khmer"]+" ", 20)
	var out bytes.Buffer
	d := newTestDocument(t, &out)
	d.AddPage(a6Width, a6Height)
	b := testBadge("")
	b.Name, b.NativeName, b.Position, b.Party = long, long, long, long
	d.badgeWho(b, badgeInset, 0)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	setter := newTestTypesetter(t)
	for _, s := range pdftest.Parse(t, out.Bytes()).Texts(0) {
		line := setter.shape(s.Text, false)
		top, bottom := a6Height-s.Y-line.ascent*s.Size, a6Height-s.Y+line.descent*s.Size
		if top < whoTop-0.1 || bottom > whoBottom+0.1 {
			t.Errorf("line at size %v stands from %.1f to %.1f, its zone is %.1f to %.1f", s.Size, top, bottom, whoTop, whoBottom)
		}
	}
}

// The squares drawn are those of the code, with its quiet zone left free.
func TestQRMatrix(t *testing.T) {
	const content, side = "https://counterpart.example/b/0192f3c8-7a4e-7c1b", 100.0
	var out bytes.Buffer
	d := newTestDocument(t, &out)
	d.AddPage(200, 200)
	if err := d.QR(content, 50, 50, side); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(content, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	module := side / float64(code.Size+8)
	black := map[[2]int]bool{}
	page := pdftest.Parse(t, out.Bytes()).Content(0)
	rects := regexp.MustCompile(`(\S+) (\S+) (\S+) (\S+) re\n`).FindAllStringSubmatch(page, -1)
	for _, m := range rects {
		x, y, width, height := number(t, m[1]), number(t, m[2]), number(t, m[3]), number(t, m[4])
		col := int(math.Round((x-50)/module)) - 4
		row := int(math.Round((150-y-height)/module)) - 4
		if math.Abs(height-module) > module/20 {
			t.Fatalf("a row is %v high, a module is %v", height, module)
		}
		for i := range int(math.Round(width / module)) {
			black[[2]int{col + i, row}] = true
		}
	}
	for row := -4; row < code.Size+4; row++ {
		for col := -4; col < code.Size+4; col++ {
			if black[[2]int{col, row}] != code.Black(col, row) {
				t.Fatalf("module %d, %d is %v, want %v", col, row, black[[2]int{col, row}], code.Black(col, row))
			}
		}
	}
}

func TestQRTooLong(t *testing.T) {
	b := testBadge("D-1")
	b.Code = strings.Repeat("x", 5000)
	err := Badges(io.Discard, A6, []Badge{b}, testHead)
	if err == nil || !strings.Contains(err.Error(), b.Name) {
		t.Errorf("got %v, want an error that names the badge", err)
	}
}

// The same input gives the same bytes, also when documents are made at the same time.
func TestSameBytes(t *testing.T) {
	var badges []Badge
	for _, script := range slices.Sorted(maps.Keys(samples)) {
		b := testBadge("D-1")
		b.NativeName = samples[script]
		badges = append(badges, b)
	}
	want := badgesPDF(t, A4, badges...)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			var out bytes.Buffer
			if err := Badges(&out, A4, badges, testHead); err != nil {
				t.Error(err)
			}
			if !bytes.Equal(out.Bytes(), want) {
				t.Error("the same badges gave another file")
			}
		})
	}
	group.Wait()
	if !bytes.Contains(want, []byte("/CreationDate(D:20240605023000Z)")) {
		t.Error("the file does not state the time it was given")
	}
}

// peakWriter throws away what it gets and remembers how much memory was in use.
type peakWriter struct{ written, nextLook, peak uint64 }

func (w *peakWriter) Write(p []byte) (int, error) {
	w.written += uint64(len(p))
	if w.written >= w.nextLook {
		w.nextLook = w.written + 1<<20
		runtime.GC() // count what is held, not what is waiting to be collected
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		w.peak = max(w.peak, m.HeapAlloc)
	}
	return len(p), nil
}

// Pages go out as they are finished: a thousand badges need little more memory than one.
func TestThousandBadgesInBoundedMemory(t *testing.T) {
	badgesPDF(t, A6, testBadge("D-1")) // load the fonts first
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	badges := make([]Badge, 1000)
	for i := range badges {
		badges[i] = testBadge("D-1")
		badges[i].Name += strings.Repeat(string(rune('a'+i%26)), i%9)
	}
	var w peakWriter
	if err := Badges(&w, A6, badges, testHead); err != nil {
		t.Fatal(err)
	}
	const bound = 8 << 20
	if w.peak > before.HeapAlloc+bound {
		t.Errorf("%d MiB more than before were in use, the bound is %d", (w.peak-before.HeapAlloc)>>20, bound>>20)
	}
	if w.written < 1<<20 || w.written > 20<<20 {
		t.Errorf("a thousand badges are %d bytes, want 1 to 20 MiB", w.written)
	}
}

func BenchmarkBadge(b *testing.B) {
	badgesPDF(b, A6, testBadge("D-1"))
	for b.Loop() {
		badgesPDF(b, A6, testBadge("D-1"))
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
