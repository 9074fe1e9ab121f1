package mixer

import (
	"bytes"
	"strings"
	"testing"

	"counterpart/engine/designs"
)

func FuzzRead(f *testing.F) {
	f.Add([]byte("id,name,party,agency,languages,level,host,absent,pairs\na,A,X,c,en;fr,1,1,2;3,must:b\nb,B,Y,,,,,,known:a:30\n"))
	f.Add([]byte(`[{"id":"a","party":"X","languages":["en"],"absent":[1]},{"id":"b"}]`))
	f.Add([]byte(`{"people":[{"id":"a"},{"id":"b"}],"known":[["a","b",10]],"must":[["a","b"]],"held":[[["a","b"]]]}`))
	f.Add([]byte("\uFEFFid\n\"a\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		p.Size, p.Rounds = 4, 3
		if len(p.People) > 200 || p.Validate() != nil {
			return
		}
		r, err := Solve(t.Context(), &p, Options{Work: 2048})
		if err != nil {
			t.Fatal(err)
		}
		if report, err := Check(&p, r.Plan); err != nil || report.Points > report.Bound && len(report.Faults) == 0 {
			t.Errorf("%v, %v", report, err)
		}
	})
}

func FuzzReadPlan(f *testing.F) {
	f.Add([]byte(`{"plan":[{"round":1,"table":1,"people":["1","2"]}]}`))
	f.Add([]byte(`{"plan":[{"round":9,"table":-1,"people":["x"]}]}`))
	p, _ := OfDesign(designs.Design{People: 6, Tables: 3, Size: 2, Rounds: make([][][]int, 2)})
	f.Fuzz(func(t *testing.T, data []byte) {
		if plan, err := ReadPlan(bytes.NewReader(data), p); err == nil {
			if _, err := Check(p, plan); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestReadListsWhatIsWrongWithLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file string
		want []string
	}{
		{"", []string{"the file is empty"}},
		{"name\nA\n", []string{"line 1: the column id is missing"}},
		{"id,colour\na,red\n", []string{`line 1: there is no column "colour"`}},
		{"id,host\na,x\n,1\nb,-2\n", []string{`line 2: host is "x" and not a number`, "line 3: the id is missing", "line 4: host is a table number from 1"}},
		{"id,pairs\na,knows:b\nb,must:c\n", []string{`line 2: pairs is "knows:b"`, "line 3: there is nobody with the id c"}},
		{"[\n{\"id\": \"a\"},\n{\"id\": 3},\n{\"id\": \"a\"}\n]", []string{"line 3: id is a number", "line 4: the id a is there already"}},
		{"{\n\"people\": [],\n\"size\": 3}", []string{"line 3: there is no field size"}},
		{"{\"people\": [{\"id\": \"a\"}],\n\"known\": [[\"a\", 7]]}", []string{"line 2: known holds [ID, ID]"}},
		{"id\n\xff\n", []string{"not in UTF-8"}},
	} {
		_, err := Read(strings.NewReader(c.file))
		for _, words := range c.want {
			if err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("%q: %q is not said by %v", c.file, words, err)
			}
		}
	}
}
