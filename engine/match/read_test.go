package match

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
)

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"id,party,offers,seeks,consent\na,A,law:3,returns,all\nb,B,returns,law,listed;topics\n",
		`{"topics":[{"code":"law"}],"people":[{"id":"a","offers":[{"topic":"law","priority":3}],"consent":["all"]},{"id":"b","seeks":[{"topic":"law"}],"consent":["all"]}]}`,
		"id,wishes,met,corrections,vetoes\na,b:must,b:3,known:b;not_topic:x,b\nb,,,,\n", "id\n\"", `{"people":[{"id":1}]}`, `{"people":`, "\ufeffid,id\n",
		`{"topics":[{"code":"a","parent":"b"},{"code":"b","parent":"a"}]}`, "id,level\n1,999999999999999999999\n", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, err := Read(strings.NewReader(text), nil)
		if err != nil {
			var faults *Faults
			if !errors.As(err, &faults) || len(faults.List) == 0 || len(faults.List) > maxFaults || faults.Error() == "" {
				t.Fatalf("an error without faults: %v", err)
			}
			return
		}
		// What was read can be used.
		r, err := Suggest(context.Background(), in, Options{Top: 3, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range r.People() {
			if list, ok := r.List(id); !ok || len(list.Suggestions) > 3 {
				t.Fatalf("the list of %q: %+v", id, list)
			}
		}
	})
}

func TestBothFormatsReadTheSame(t *testing.T) {
	table := "id,party,agency,post,region,level,languages,offers,seeks,wants,wishes,vetoes,met,corrections,consent\n" +
		"a,A,police,focal,north,3,en; fr,law:3;returns,borders:1,customs,b:must;c,d,b:6,known:c;not_topic:law,party;topics\n" +
		"b,,,,,,,,,,,,,,all\nc,,,,,,,,,,,,,,\nd,,,,,,,,,,,,,,\n"
	text := `{"topics":[{"code":"law"},{"code":"returns"},{"code":"borders"}],"people":[
{"id":"a","party":"A","agency":"police","post":"focal","region":"north","level":3,"languages":["en","fr"],
"offers":[{"topic":"law","priority":3},{"topic":"returns"}],"seeks":[{"topic":"borders","priority":1}],"wants":["customs"],
"wishes":[{"person":"b","kind":"must"},{"person":"c","kind":"want"}],"vetoes":["d"],"met":[{"person":"b","months":6}],
"corrections":[{"kind":"known","person":"c"},{"kind":"not_topic","topic":"law"}],"consent":["party","topics"]},
{"id":"b","consent":["all"]},{"id":"c"},{"id":"d"}]}`
	a, err := Read(strings.NewReader(table), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Read(strings.NewReader(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	if x, y := dump(t, a), dump(t, b); x != y {
		t.Fatalf("the table reads as\n%s\nthe JSON as\n%s", x, y)
	}
}

func dump(t *testing.T, in *Input) string {
	t.Helper()
	var out strings.Builder
	for _, p := range in.People {
		if _, err := p.Consent.MarshalJSON(); err != nil {
			t.Fatal(err)
		}
		for _, part := range []any{p.ID, p.Party, p.Agency, p.Post, p.Region, p.Level, p.Languages, p.Offers, p.Seeks, p.Wants, p.Wishes, p.Vetoes, p.Met, p.Corrections, p.Consent.Names()} {
			out.WriteString(strings.ReplaceAll(strings.TrimSpace(fmt.Sprint(part)), "\n", " ") + "|")
		}
	}
	return out.String() + fmt.Sprint(in.Topics)
}

func TestEverythingWrongIsListedWithItsLine(t *testing.T) {
	_, err := Read(strings.NewReader("id,level,offers\na,x,law:9\n,2,\na,7,\n"), []Topic{{Code: "law"}, {Code: "up", Parent: "down"}, {Code: "turn", Parent: "turn"}})
	want := []string{
		`topic "up": has the parent "down", which is no topic`, `topic "turn": stands deeper than 8 levels, or in a circle`,
		`line 2: column level: "x" is no number`, `line 2: person "a": offers "law" with priority 9; priorities are 1 to 3`,
		`line 3: person "": has no name`, `line 4: person "a": stands twice`, `line 4: person "a": has the level 7; levels are 1 to 5, or 0`,
	}
	if err == nil || err.Error() != strings.Join(want, "\n") {
		t.Fatalf("got\n%v\nwant\n%s", err, strings.Join(want, "\n"))
	}
}

func TestLogarithmAndRoot(t *testing.T) {
	for x := int64(1_000_000); x < 2_000_000_000_000; x += 1 + x/7 {
		if got, want := float64(log2(x)), 1000*math.Log2(float64(x)/1e6); math.Abs(got-want) > 0.6 {
			t.Fatalf("log2 of %d millionths is %v, not %v", x, got, want)
		}
	}
	for _, x := range []uint64{0, 1, 2, 3, 4, 8, 9, 15, 16, 1<<62 - 1, 1 << 62, math.MaxUint64} {
		if r := sqrt(x); r*r > x || r < 1<<32-1 && (r+1)*(r+1) <= x {
			t.Fatalf("the root of %d is %d", x, r)
		}
	}
}

func TestACancelledRunEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	<-ctx.Done()
	if _, err := Suggest(ctx, example(), Options{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got %v", err)
	}
}
