package wishes_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"counterpart/engine/wishes"
)

const small = `{
 "slots": [{"id": "a", "start": "09:00", "length": 20, "session": "morning"}, {"id": "b", "day": 2, "start": "14:30", "length": 40}],
 "rooms": [{"id": "hall", "tables": 2, "seats": 4, "features": ["quiet"], "closed": ["b"]}, {"id": "booth", "tables": 1}],
 "people": [{"id": "x", "name": "Xenia", "party": "X", "languages": ["en"], "closed": [{"slot": "a", "why": "a panel", "public": true}], "minimum": 1, "maximum": 3, "in_a_row": 2},
  {"id": "y"}, {"id": "z"}],
 "parties": [{"id": "X", "minimum": 1}],
 "wishes": [{"id": "w", "people": ["x", "y"], "level": "must", "weight": 7, "only": ["b"], "needs": []}, {"people": ["y", "z"], "sharers": [{"for": "y", "person": "x"}]},
  {"people": ["z", "x"], "level": "no"}],
 "exclusives": [["x", "y"]],
 "precedences": [["w", "2"]],
 "interpreters": [{"id": "i", "languages": ["en", "th"], "closed": ["a"]}],
 "promised": [{"wish": "w", "slot": "b", "room": "booth", "table": 1, "price": 3}]
}`

func TestReadUnderstandsEveryField(t *testing.T) {
	p, err := wishes.Read(strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	if p.Slots[1].Day != 2 || p.Slots[1].Start != 14*60+30 || p.People[0].Closed[0].Why != "a panel" || p.Wishes[0].Level != wishes.Must || p.Wishes[1].Weight != 1 ||
		p.Wishes[1].Sharers[0] != (wishes.Sharer{Place: 0, Person: 0}) || p.Wishes[2].Level != wishes.No || p.Precedences[0] != (wishes.Precedence{Before: 0, After: 1}) ||
		p.Promised[0].Slot != 1 || p.Promised[0].Room != 1 || p.Promised[0].Price != 3 || p.Rooms[0].Closed[0] != 1 || p.Interpreters[0].Languages[1] != "th" {
		t.Fatalf("%+v", p)
	}
}

// Everything wrong is said at once, with the place.
func TestReadListsWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		``:                               "this is not JSON: it ends too early",
		`[]`:                             "an object is expected",
		`{"peopel": []}`:                 "there is no field peopel",
		`{"people": 3}`:                  "people is no list",
		`{"people": [{"id": 3}]}`:        "people 1: id is a number and should be a string",
		`{"slots": [{"start": "9.30"}]}`: `slots 1: "9.30" is no time as 09:30`,
		`{"wishes": [{"people": ["a", "b"], "level": "may"}]}`:                            `wishes 1: there is no "b" among the people`,
		`{"slots": [{"start": "09:00", "length": 20}]}`:                                   "there are no rooms",
		strings.Replace(small, `"tables": 2`, `"tables": 0`, 1):                           "room hall: it has 0 tables",
		strings.Replace(small, `"people": ["y", "z"]`, `"people": ["y"]`, 1):              "wish 2: it has 1 people",
		strings.Replace(small, `"maximum": 3`, `"minimum": 9`, 1):                         "",
		strings.Replace(small, `"price": 3`, `"locked": true, "table": 2`, 1):             "locked promises: meeting 1 (wish w): table 2 of room booth is not there",
		strings.Replace(small, `{"id": "y"}, {"id": "z"}`, `{"id": "y"}, {"id": "y"}`, 1): "people 3: the id y is there already",
	} {
		_, err := wishes.Read(strings.NewReader(text))
		if want == "" {
			continue
		}
		var invalid *wishes.Invalid
		if !errors.As(err, &invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: %v; want %q", text, err, want)
		}
	}
}

// The words of an outcome name what was stated, and for others only what is public.
func TestWordsSayWhoClosesWhat(t *testing.T) {
	p, err := wishes.Read(strings.NewReader(`{
 "slots": [{"id": "morning", "start": "09:00", "length": 20}, {"id": "afternoon", "start": "14:00", "length": 20}],
 "rooms": [{"id": "hall", "tables": 1}],
 "people": [{"id": "me", "closed": [{"slot": "afternoon", "why": "your flight"}]}, {"id": "you", "name": "Ada", "closed": [{"slot": "morning", "why": "the panel", "public": true}]},
  {"id": "they", "name": "Bo", "closed": [{"slot": "morning", "why": "a secret"}]}],
 "wishes": [{"people": ["me", "you"]}, {"people": ["me", "they"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	none := func(wish int) wishes.Outcome { return wishes.Outcome{Wish: wish, Meeting: -1, Reason: wishes.NoSlot} }
	for _, c := range []struct{ got, want string }{
		{wishes.NewDiaries(p, wishes.Plan{}).Told(none(0), 0), "there is no slot in which all are free: morning: Ada is not free because of the panel; afternoon: you are not free because of your flight"},
		{wishes.NewDiaries(p, wishes.Plan{}).Told(none(1), 0), "there is no slot in which all are free: morning: Bo is not free; afternoon: you are not free because of your flight"},
		{wishes.NewDiaries(p, wishes.Plan{}).Told(none(1), 2), "there is no slot in which all are free: morning: you are not free because of a secret; afternoon: me is not free"},
		{wishes.NewDiaries(p, wishes.Plan{}).Explain(none(1)), "there is no slot in which all are free: morning: Bo is not free because of a secret; afternoon: me is not free because of your flight"},
	} {
		if c.got != c.want {
			t.Errorf("%q; want %q", c.got, c.want)
		}
	}
}

// Whatever a file holds, reading it ends with a problem that can be judged and written, or with what is wrong.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"slots": [{"start": "09:00", "length": 20}], "rooms": [{"tables": 1}], "people": [{}, {}], "wishes": [{"people": ["1", "2"]}]}`))
	f.Add([]byte(`{"slots": [{}], "rooms": [{"tables": -1}], "wishes": [{"people": []}], "promised": [{"locked": true}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := wishes.Read(bytes.NewReader(data))
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without words")
			}
			return
		}
		wishes.Check(p, wishes.Plan{}, nil)
		var b bytes.Buffer
		if err := wishes.Write(&b, p); err != nil {
			t.Fatal(err)
		}
		again, err := wishes.Read(bytes.NewReader(b.Bytes()))
		if err != nil || len(again.Wishes) != len(p.Wishes) || len(again.People) != len(p.People) {
			t.Fatalf("%v in what was written:\n%s", err, b.String())
		}
	})
}

// Whatever a file of a plan holds, reading it ends with a plan that can be judged, or with what is wrong.
func FuzzReadPlan(f *testing.F) {
	p, err := wishes.Read(strings.NewReader(small))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"plan": [{"wish": "w", "slot": "b", "room": "booth", "table": 1}], "certificate": {"bound": 8, "people": [0, 1, 0], "slots": [0, 0]}}`))
	f.Add([]byte(`{"plan": [{"wish": "2", "slot": "a", "room": "hall", "table": -1, "sitting": ["x", "z"], "interpreter": "i"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		plan, certificate, err := wishes.ReadPlan(bytes.NewReader(data), p)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without words")
			}
			return
		}
		if certificate != nil && certificate.Bound < 0 && len(wishes.Check(p, plan, certificate)) == 0 {
			t.Fatal("a bound below nothing was proved")
		}
		wishes.Check(p, plan, certificate)
	})
}
