package pack_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"counterpart/internal/vocabulary/pack"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// What is written by a YAML writer, whatever the wording holds, is read back as it was.
func TestWordingsAndDatesSurviveReading(t *testing.T) {
	word := rapid.StringMatching(`[\pL\pN:#&*!|>'"%@{}\[\],?-][\pL\pN :#&*!|>'"%@{}\[\],?-]{0,30}[\pL\pN:#'"-]`)
	rapid.Check(t, func(t *rapid.T) {
		type entry struct {
			Code   string  `yaml:"code"`
			Kind   string  `yaml:"kind"`
			Name   any     `yaml:"name"`
			Stints []stint `yaml:"memberships,omitempty"`
		}
		codes := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z][a-z0-9_]{0,20}`), 1, 6, rapid.ID[string]).Draw(t, "codes")
		var parties []entry
		var names []pack.Text
		for _, code := range codes {
			text := pack.Text{Default: word.Draw(t, "name")}
			var name any = text.Default
			if rapid.Bool().Draw(t, "translated") {
				text.Translated = map[string]string{"fr": word.Draw(t, "French")}
				name = map[string]string{"en": text.Default, "fr": text.Translated["fr"]}
			}
			names = append(names, text)
			parties = append(parties, entry{Code: code, Kind: "state", Name: name, Stints: stints(t)})
		}
		b, err := yaml.Marshal(parties)
		if err != nil {
			t.Fatal(err)
		}
		p, problems := pack.Load(folder(map[string]string{"parties.yaml": string(b), "bodies.yaml": "", "holidays.yaml": "", "iati.yaml": ""}))
		if len(problems) > 0 {
			t.Fatalf("refused:\n%v\n%s", problems, b)
		}
		for i, party := range p.Parties {
			if party.Code != codes[i] || party.Name.Default != names[i].Default || party.Name.In("fr") != names[i].In("fr") {
				t.Fatalf("party %d: %+v, want %s %+v\n%s", i, party, codes[i], names[i], b)
			}
			if len(party.Memberships) != len(parties[i].Stints) {
				t.Fatalf("party %d has %d memberships, want %d", i, len(party.Memberships), len(parties[i].Stints))
			}
			for k, m := range party.Memberships {
				if s := parties[i].Stints[k]; m.Status != s.Status || string(m.From) != s.From || string(m.To) != s.To {
					t.Fatalf("membership %d: %+v, want %+v", k, m, s)
				}
			}
		}
	})
}

type stint struct {
	Status string `yaml:"status"`
	From   string `yaml:"from"`
	To     string `yaml:"to,omitempty"`
}

// stints draws memberships that follow each other without overlap.
func stints(t *rapid.T) []stint {
	day := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	n := rapid.IntRange(0, 3).Draw(t, "memberships")
	var out []stint
	for i := range n {
		from := day.AddDate(0, 0, rapid.IntRange(1, 1000).Draw(t, "gap"))
		day = from.AddDate(0, 0, rapid.IntRange(0, 1000).Draw(t, "length"))
		s := stint{Status: rapid.SampledFrom([]string{"member", "observer"}).Draw(t, "status"), From: from.Format(time.DateOnly), To: day.Format(time.DateOnly)}
		if i == n-1 && rapid.Bool().Draw(t, "open") {
			s.To = ""
		}
		out = append(out, s)
	}
	return out
}

// FuzzLoad feeds any bytes to each kind of file: reading must neither crash nor hang, every problem must name a file
// and stand on one line, and a pack is either whole or refused.
func FuzzLoad(f *testing.F) {
	names := []string{
		"mechanism.yaml", "parties.yaml", "bodies.yaml", "topics.yaml", "questions.yaml", "labels.yaml", "holidays.yaml", "letters/invite.md", "retention.yaml", "processing.yaml",
		"consents.yaml", "statuses.yaml", "party_kinds.yaml", "modes.yaml", "categories.yaml", "activity_kinds.yaml", "posts.yaml", "areas.yaml", "publication_kinds.yaml", "framework.yaml", "iati.yaml", "report_templates.yaml",
	}
	for i, name := range names {
		f.Add(i, []byte(good[name]))
	}
	f.Add(1, []byte("a: &a [*a, *a]"))
	f.Add(3, []byte("- {code: a, name: A, parent: b}\n- {code: b, name: B, parent: a}\n"))
	f.Add(0, []byte("? [a\n: - !!float x\n..."))
	f.Add(8, []byte("- {class: person, keep_months: 60, from: x, then: delete, why: a}\n- {class: letters, keep_months: 1e9, from: y, then: blank, why: [a]}\n"))
	f.Add(9, []byte("- {code: a, name: A, purpose: p, legal_ground: g, people: [x], data: [y], classes: [person], recipients: [z], transfers: none, safeguards: [s]}\n"))
	f.Add(19, []byte("- {code: a, level: output, name: A, parent: a, indicators: [{code: b, name: B, direction: up, computed: people, by: [x], frequency: weekly, owner: focal_point, targets: [{period: 2024-H9, value: 1e9}]}]}\n"))
	f.Add(20, []byte("identifier: ../x\norg_type: \"40\"\nlabels: [RED]\nsector: 1\nprogramme: {code: p, from: 2024-02-31}\n"))
	f.Add(7, []byte("---\n{{\n---\n{{}}{{seats}}}}\n"))
	f.Fuzz(func(t *testing.T, which int, b []byte) {
		fsys := folder(nil).(fstest.MapFS)
		name := names[((which%len(names))+len(names))%len(names)]
		fsys[name] = &fstest.MapFile{Data: b}
		p, problems := pack.Load(fsys)
		if (p == nil) != (len(problems) > 0) {
			t.Fatalf("pack %v with %d problems", p != nil, len(problems))
		}
		for _, problem := range problems {
			line := problem.String()
			if problem.File == "" || problem.Line < 0 || strings.ContainsAny(line, "\n\r") || !utf8.ValidString(line) {
				t.Fatalf("problem not fit to print: %q", line)
			}
		}
	})
}
