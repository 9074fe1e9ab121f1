package figures

import (
	"reflect"
	"testing"
)

// Both databases give the records of a figure as they were kept; what is no JSON is an error and not nothing.
func TestRecordsAreReadAsTheyWereKept(t *testing.T) {
	want := Records{Of: OfPeople, IDs: []string{"a", "b"}}
	const kept = `{"of":"person","ids":["a","b"]}`
	for _, src := range []any{kept, []byte(kept)} {
		var r Records
		if err := r.Scan(src); err != nil || !reflect.DeepEqual(r, want) {
			t.Errorf("%T: %+v, %v", src, r, err)
		}
	}
	r := want
	if err := r.Scan(nil); err != nil || r.IDs != nil {
		t.Error("what was not kept:", r, err)
	}
	if err := r.Scan("no JSON"); err == nil {
		t.Error("what is no JSON was read")
	}
}

func TestCompareTellsWhatIsGoneAndWhatHasCome(t *testing.T) {
	gone, come := Compare([]string{"a", "b", "c"}, []string{"b", "d"})
	if !reflect.DeepEqual(gone, []string{"a", "c"}) || !reflect.DeepEqual(come, []string{"d"}) {
		t.Error(gone, come)
	}
}

// A query as readers see it can be run by hand: $12 is not $1 with a 2 behind it, and a quote ends nothing.
func TestTextOfAQuery(t *testing.T) {
	q := Query{SQL: "select $1, $2, $10", Args: []string{"it's", "b", "", "", "", "", "", "", "", "ten"}}
	if got := q.Text(); got != "select 'it''s', 'b', 'ten'" {
		t.Error(got)
	}
	if got := q.Values(); len(got) != 3 {
		t.Error(got)
	}
}

func TestPlaceholders(t *testing.T) {
	body := "{{figure:people}} of {{ period : states }}, {{x}}"
	got := FillPlaceholders(body, func(kind, key string) (string, bool) { return kind + "=" + key, kind != "x" })
	if got != "figure=people of period=states, {{x}}" {
		t.Error(got)
	}
	if got := PlainText("a|b *c* {{d}}"); got != `a\|b \*c\* \{\{d\}\}` {
		t.Error(got)
	}
}
