package iati_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"counterpart/internal/iati"
	"counterpart/internal/iati/iatitest"
)

func text(s string) iati.Text { return iati.Say(s, "none") }

// full is an activity with everything that the structs can say.
func full(s string) iati.Activity {
	words := text(s)
	return iati.Activity{
		Updated: "2024-06-05T12:00:00Z", Lang: "en", Hierarchy: 2, Identifier: "XM-EXAMPLE-1-" + iati.Clean(s, "x"),
		Reporting: iati.ReportingOrg{Ref: "XM-EXAMPLE-1", Type: "40", Narratives: words.Narratives}, Title: words,
		Descriptions:  []iati.Description{{Type: "1", Narratives: []iati.Narrative{{Lang: "id", Text: iati.Clean(s, "none")}}}},
		Participating: []iati.Participating{{Ref: iati.Clean(s, "x"), Type: "10", Role: "1", Narratives: words.Narratives}}, Status: iati.Code{Code: "2"},
		Dates: []iati.Date{{Type: "1", Day: "2024-06-05"}, {Type: "3", Day: "2024-06-07"}}, Contact: &iati.Contact{Type: "1", Organisation: words, Email: "office@example.org", Address: &words},
		Scope: &iati.Code{Code: "2"}, Countries: []iati.Share{{Code: "ID", Percentage: "50"}}, Regions: []iati.Share{{Vocabulary: "1", Code: "798", Percentage: "50"}},
		Locations: []iati.Location{{Name: words}}, Sectors: []iati.Share{{Vocabulary: "1", Code: "15190", Percentage: "33.34"}},
		Documents: []iati.Document{{URL: "https://example.org/r", Format: "text/html", Title: words, Category: iati.Code{Code: "A08"}, Language: &iati.Code{Code: "en"}, Date: &iati.Day{Day: "2024-06-06"}}},
		Related:   []iati.Related{{Ref: "XM-EXAMPLE-1-p", Type: "1"}},
		Results: []iati.Result{{Type: "1", Title: words, Description: &words, Indicators: []iati.Indicator{{
			Measure: "1", Ascending: "1", Title: words, Description: &words, Baseline: &iati.Baseline{Year: 2022, Value: "1", Comment: &words},
			Periods: []iati.Period{{
				Start: iati.Day{Day: "2024-01-01"}, End: iati.Day{Day: "2024-06-30"}, Targets: []iati.Amount{{Value: "2"}},
				Actuals: []iati.Amount{{Value: "3"}, {Value: "2", Dimensions: []iati.Dimension{{Name: "sex", Value: "female"}}, Comment: &words}},
			}},
		}}}},
	}
}

func write(t testing.TB, list ...iati.Activity) []byte {
	t.Helper()
	var out bytes.Buffer
	err := iati.Write(&out, time.Date(2024, 6, 5, 12, 0, 0, 0, time.UTC), func(yield func(iati.Activity, error) bool) {
		for _, a := range list {
			if !yield(a, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestEverythingThatCanBeSaidIsValid(t *testing.T) {
	t.Parallel()
	wrong := iatitest.Validate(t, write(t, full("Title")), write(t, full("<&>\"' ]]> \x00\x01\ufffe ไทย 𝒳")), write(t, full("\x00")))
	for _, w := range wrong {
		t.Error(w)
	}
}

// The validator finds what is wrong, so that its silence means something.
func TestTheValidatorFindsFaults(t *testing.T) {
	t.Parallel()
	good := string(write(t, full("Title")))
	bad := [][]byte{
		[]byte(strings.Replace(good, "<activity-status code=\"2\"></activity-status>", "", 1)),
		[]byte(strings.Replace(good, `iso-date="2024-06-05"`, `iso-date="2024-02-31"`, 1)),
		[]byte(strings.Replace(good, "<title>", "<titel>", 1)),
		write(t),
	}
	if wrong := iatitest.Validate(t, bad...); len(wrong) < len(bad) {
		t.Errorf("%d faults found in %d files: %v", len(wrong), len(bad), wrong)
	}
}

func TestAnErrorOnTheWayIsTold(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	err := iati.Write(io.Discard, time.Now(), func(yield func(iati.Activity, error) bool) {
		_ = yield(full("x"), nil) && yield(iati.Activity{}, broken)
	})
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

// Whatever a text holds, what is written is well formed, and reads back as the text without what XML forbids.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "plain", "<&>\"'", "]]>", "\x00\x08\x0b\x1f", "\ufffe\uffff\ufffd", "\xff\xfe", "a\r\nb\tc", "ไทย العربية 𝒳", "\u2028\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		raw := write(t, full(s))
		dec := xml.NewDecoder(bytes.NewReader(raw))
		dec.Strict = true
		var titles []string
		for {
			token, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%v in\n%s", err, raw)
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "title" {
				var read struct {
					Narrative string `xml:"narrative"`
				}
				if err := dec.DecodeElement(&read, &start); err != nil {
					t.Fatal(err)
				}
				titles = append(titles, read.Narrative)
			}
		}
		if want := iati.Clean(s, "none"); len(titles) == 0 || strings.ReplaceAll(titles[0], "\r", "") != strings.ReplaceAll(want, "\r", "") && titles[0] != want {
			t.Fatalf("%q was read back as %q", want, titles)
		}
	})
}
