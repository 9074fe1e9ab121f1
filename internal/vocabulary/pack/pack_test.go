package pack_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"counterpart/internal/vocabulary/pack"
)

// good is a small pack without problems. Line numbers in the tests below count from its first lines.
var good = map[string]string{
	"mechanism.yaml": `code: sample
name: {en: Sample Mechanism, fr: Mécanisme modèle}
short_name: SM
version: "1"
illustrative: true
notice: Sample data.
languages: [en, fr]
time_zone: Asia/Bangkok
host_country: TH
address: [1 Sample Road, Bangkok]
email: {from_name: Office, from_address: office@example.org}
letterhead: [Sample Mechanism]
signature: [The Office]
approvals: {report: 2, different_parties: true}
suppress_below: 5
`,
	"statuses.yaml": `- code: member
  name: Member
  plural: Members
  counts_as: member
- code: observer
  name: Observer
  plural: Observers
  counts_as: observer
`,
	"party_kinds.yaml": `- {code: state, name: State, plural: States, counts_as: state, org_type: "10"}
- {code: organisation, name: Organisation, plural: Organisations, counts_as: organisation, org_type: "40"}
- {code: agency, name: Agency, plural: Agencies, counts_as: agency, org_type: "10"}
`,
	"modes.yaml":          "- {code: in_person, name: In person, in_room: true}\n- {code: online, name: Online}\n",
	"categories.yaml":     "- {code: delegate, name: Delegate, plural: Delegates, counts_as_participant: true}\n",
	"activity_kinds.yaml": "- {code: workshop, name: Workshop, plural: Workshops, default_mode: in_person, trains: true}\n",
	"labels.yaml":         "person: AMBER+STRICT\nrequest: AMBER\ngap_assessment: RED\npublication: CLEAR\n",
	"parties.yaml": `- code: indonesia
  kind: state
  name: Indonesia
  iso: ID
  memberships:
    - {status: observer, from: 2001-01-01, to: 2002-02-27}
    - {status: member, from: 2002-02-28}
  agencies:
    - {code: id_immigration, name: Immigration}
- code: iom
  kind: organisation
  name: International Organization for Migration
`,
	"bodies.yaml": `- code: plenary
  name: Plenary
  kind: conference
- code: group
  name: Group
  kind: working_group
  parent: plenary
  members:
    - {party: indonesia, role: chair}
    - {party: iom, role: member}
`,
	"posts.yaml":             "- {code: focal_point, name: Focal point, plural: Focal points, of: party, nominates: true}\n",
	"areas.yaml":             "- {code: borders, name: Borders}\n",
	"publication_kinds.yaml": "- {code: brief, name: Brief, plural: Briefs, counts_as: brief}\n- {code: news, name: News, plural: News, counts_as: news}\n",
	"topics.yaml":            "- {code: movement, name: Movement}\n- {code: air, name: By air, parent: movement}\n",
	"help_types.yaml":        "- {code: training, name: Training}\n- {code: other, name: Something else}\n",
	"change_kinds.yaml":      "- {code: law, name: Law}\n- {code: practice, name: Practice}\n",
	"holidays.yaml":          "- {date: 2024-01-01, name: New Year, mechanism: true}\n- {date: 2024-08-17, name: Independence Day, party: indonesia}\n",
	"questions.yaml":         "- key: diet\n  label: Diet\n  kind: choice\n  options: [None, Vegetarian]\n  purpose: For the caterer\n",
	"consents.yaml":          "- {key: photo, wording: You may photograph me., purpose: photo}\n",
	"letters/invite.md":      "---\ncode: invitation\nsubject: Invitation to {{activity.title}}\n---\nDear {{post.title}},\n\nyou have {{seats}} seats.\n",
	"letters/invite.fr.md":   "---\ncode: invitation\nlanguage: fr\nsubject: Invitation\n---\nMadame, Monsieur,\n\n{{signature}}\n",
	"framework.yaml": `- code: safer
  level: outcome
  name: {en: Safer movement, fr: Une mobilité plus sûre}
- code: trained
  level: output
  parent: safer
  name: Officers trained
  indicators:
    - code: people
      name: People who came
      computed: people
      by: [sex, party]
      direction: up
      frequency: half_yearly
      owner: focal_point
      baseline: {value: 20, year: 2022}
      targets:
        - {period: 2024-H1, value: 60}
    - {code: laws, name: Laws changed, definition: Laws that name the offence., measure: qualitative, direction: none, frequency: yearly, owner: focal_point}
`,
	"report_templates.yaml": "- code: annual\n  name: Annual report\n  frequency: yearly\n  kind: brief\n  sections:\n    - {title: The year, text: In short., figures: [people, activities], charts: [people/sex, activities/periods], list: activities}\n",
	"iati.yaml":             "identifier: XM-EXAMPLE-1\norg_type: \"40\"\nsector: \"15190\"\nscope: \"2\"\nlabels: [CLEAR, GREEN]\nprogramme: {code: programme, title: Programme, description: What we do., from: 2002-01-01}\norganisations:\n  - {party: iom, identifier: XM-DAC-47066}\n",
}

// folder is the good pack with some files replaced; a file replaced by "" is left out.
func folder(replaced map[string]string) fs.FS {
	files := maps.Clone(good)
	maps.Copy(files, replaced)
	out := fstest.MapFS{}
	for name, text := range files {
		if text != "" {
			out[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return out
}

func TestLoadReadsEverything(t *testing.T) {
	p, problems := pack.Load(folder(nil))
	if err := problems.Err(); err != nil {
		t.Fatalf("the good pack is refused:\n%v", err)
	}
	if got := p.Mechanism.Name.In("fr"); got != "Mécanisme modèle" {
		t.Errorf("name in French: %q", got)
	}
	if got := p.Mechanism.Name.In("de"); got != "Sample Mechanism" {
		t.Errorf("name in a language that the pack lacks: %q", got)
	}
	m := p.Parties[0].Memberships[1]
	if m.Status != "member" || m.From != "2002-02-28" || m.To != "" || m.At != (pack.Source{File: "parties.yaml", Line: 7}) {
		t.Errorf("second membership: %+v", m)
	}
	if got := p.Topics[1]; got.Parent != "movement" || got.Order != 2 {
		t.Errorf("topic: %+v", got)
	}
	if got := p.Questions[0].Options; len(got) != 2 || got[1].String() != "Vegetarian" {
		t.Errorf("options: %v", got)
	}
	if got := p.HelpTypes; len(got) != 2 || got[1].Code != "other" || p.Mechanism.Support != pack.DefaultSupport {
		t.Errorf("types of help: %v, days %+v", got, p.Mechanism.Support)
	}
	if got := p.ChangeKinds; len(got) != 2 || got[0].Code != "law" || got[1].Name.String() != "Practice" {
		t.Errorf("kinds of change: %v", got)
	}
	if len(p.Letters) != 2 || p.Letters[1].Body != "Dear {{post.title}},\n\nyou have {{seats}} seats." || p.Letters[0].Language != "fr" {
		t.Errorf("letters: %+v", p.Letters)
	}
	if !p.Mechanism.Approvals.DifferentParties || p.Mechanism.Approvals.Report != 2 || p.Mechanism.SuppressBelow != 5 {
		t.Errorf("approvals: %+v", p.Mechanism)
	}
}

// edit replaces one piece of a good file, which must be there.
func edit(t *testing.T, file, old, new string) map[string]string {
	t.Helper()
	if !strings.Contains(good[file], old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	return map[string]string{file: strings.Replace(good[file], old, new, 1)}
}

func TestEachKindOfProblemNamesItsLine(t *testing.T) {
	for _, c := range []struct {
		name, file, old, new string
		want                 []string // beginnings, in order
	}{
		{"missing field", "mechanism.yaml", "short_name: SM\n", "", []string{`mechanism.yaml:1: the field "short_name" is missing. Add it.`}},
		{"blank field", "mechanism.yaml", "short_name: SM", "short_name:", []string{`mechanism.yaml:3: the field "short_name" is missing. Add it.`}},
		{"empty string", "mechanism.yaml", "short_name: SM", `short_name: " "`, []string{`mechanism.yaml:3: "short_name" is blank.`}},
		{"unknown field", "mechanism.yaml", "suppress_below: 5", "supress_below: 5", []string{`mechanism.yaml:15: the field "supress_below" is not known here. Known fields are languages, code, `}},
		{"field twice", "mechanism.yaml", "suppress_below: 5", "suppress_below: 5\ncode: other", []string{`mechanism.yaml:16: the field "code" is written twice.`}},
		{"too long", "mechanism.yaml", "short_name: SM", "short_name: " + strings.Repeat("x", 301), []string{`mechanism.yaml:3: "short_name" is longer than 300 characters.`}},
		{"several lines", "mechanism.yaml", "short_name: SM", "short_name: |\n  S\n  M", []string{`mechanism.yaml:3: "short_name" goes over more than one line.`}},
		{"list for a value", "mechanism.yaml", "short_name: SM", "short_name: [S, M]", []string{`mechanism.yaml:3: "short_name" must be a single value.`}},
		{"value for a list", "mechanism.yaml", "letterhead: [Sample Mechanism]", "letterhead: Sample", []string{`mechanism.yaml:12: "letterhead" must be a list.`}},
		{"control character", "mechanism.yaml", "short_name: SM", `short_name: "S\x01M"`, []string{`mechanism.yaml:3: "short_name" holds a control character.`}},
		{"notice needed", "mechanism.yaml", "notice: Sample data.\n", "", []string{`mechanism.yaml:1: the field "notice" is missing.`}},
		{"unknown time zone", "mechanism.yaml", "Asia/Bangkok", "Asia/Bankok", []string{`mechanism.yaml:8: there is no time zone "Asia/Bankok".`}},
		{"local time zone", "mechanism.yaml", "Asia/Bangkok", "Local", []string{`mechanism.yaml:8: there is no time zone "Local".`}},
		{"unknown country", "mechanism.yaml", "host_country: TH", "host_country: QX", []string{`mechanism.yaml:9: "host_country" is no ISO 3166-1 country code: "QX".`}},
		{"unusual country", "mechanism.yaml", "host_country: TH", "host_country: th", []string{`mechanism.yaml:9: "host_country" is not the usual form of the country code: "th". Write TH.`}},
		{"unknown language", "mechanism.yaml", "[en, fr]", "[en, fr, 12]", []string{`mechanism.yaml:7: there is no language "12".`}},
		{"unusual language", "mechanism.yaml", "[en, fr]", "[en, fr, ZH-hant]", []string{`mechanism.yaml:7: "ZH-hant" is not the usual form of the language tag. Write zh-Hant.`}},
		{"language twice", "mechanism.yaml", "[en, fr]", "[en, fr, en]", []string{`mechanism.yaml:7: the language "en" is listed twice.`}},
		{"no languages", "mechanism.yaml", "[en, fr]", "[]", []string{`mechanism.yaml:7: "languages" must be a list of 1 to 30 languages.`}},
		{"wording in a language not used", "mechanism.yaml", "fr: Mécanisme modèle", "de: Muster", []string{`mechanism.yaml:2: the field "de" is not known here. Known fields are en, fr.`}},
		{"wording without first language", "mechanism.yaml", "{en: Sample Mechanism, ", "{", []string{`mechanism.yaml:2: the field "en" is missing.`}},
		{"no address of mail", "mechanism.yaml", "office@example.org", "office", []string{`mechanism.yaml:11: "from_address" is no e-mail address: "office".`}},
		{"approvals by one of two parties", "mechanism.yaml", "report: 2", "report: 1", []string{`mechanism.yaml:14: one person cannot belong to two different parties.`}},
		{"approvals by three", "mechanism.yaml", "report: 2", "report: 3", []string{`mechanism.yaml:14: one person cannot`, `mechanism.yaml:14: "report" cannot be "3". Write a whole number from 1 to 2.`}},
		{"bad code", "statuses.yaml", "code: observer", "code: Observer State", []string{`statuses.yaml:5: the code "Observer State" is not well formed.`, `parties.yaml:6: there is no membership status "observer"`}},
		{"code twice", "statuses.yaml", "code: observer", "code: member", []string{`parties.yaml:6: there is no`, `statuses.yaml:5: membership status "member" is defined twice, first in statuses.yaml:1.`}},
		{"closed list", "statuses.yaml", "counts_as: observer", "counts_as: watcher", []string{`statuses.yaml:8: "counts_as" cannot be "watcher". Choose one of member, observer, partner, other.`}},
		{"not a list", "statuses.yaml", good["statuses.yaml"], "code: member\n", []string{`parties.yaml:6`, `parties.yaml:7`, `statuses.yaml:1: a list is needed here.`}},
		{"not a mapping", "areas.yaml", good["areas.yaml"], "- borders\n", []string{`areas.yaml:1: fields with names are needed here.`}},
		{"bad flag", "modes.yaml", "in_room: true", "in_room: yes", []string{`modes.yaml:1: "in_room" must be true or false, not "yes".`}},
		{"bad order", "areas.yaml", "name: Borders", "name: Borders, order: first", []string{`areas.yaml:1: "order" cannot be "first".`}},
		{"unknown mode", "activity_kinds.yaml", "default_mode: in_person", "default_mode: inperson", []string{`activity_kinds.yaml:1: there is no mode "inperson". Choose one of in_person, online, or define it.`}},
		{"unknown kind of party", "parties.yaml", "kind: organisation", "kind: bank", []string{`parties.yaml:11: there is no party kind "bank".`}},
		{"unknown status", "parties.yaml", "status: member", "status: friend", []string{`parties.yaml:7: there is no membership status "friend".`}},
		{"no such day", "parties.yaml", "2002-02-28", "2002-02-30", []string{`parties.yaml:7: "from" is not a date: "2002-02-30".`}},
		{"ends before it begins", "parties.yaml", "to: 2002-02-27", "to: 2000-02-27", []string{`parties.yaml:6: the membership ends on 2000-02-27, before it begins on 2001-01-01.`}},
		{"overlap", "parties.yaml", "to: 2002-02-27", "to: 2002-02-28", []string{`parties.yaml:7: this membership begins on 2002-02-28, while the one in line 6 still holds.`}},
		{"open and overlapping", "parties.yaml", ", to: 2002-02-27", "", []string{`parties.yaml:7: this membership begins on 2002-02-28, while the one in line 6 still holds.`}},
		{"agency has a party's code", "parties.yaml", "code: id_immigration", "code: iom", []string{`parties.yaml:10: party "iom" is defined twice, first in parties.yaml:9.`}},
		{"country twice", "parties.yaml", good["parties.yaml"], good["parties.yaml"] + "- {code: other, kind: state, name: Other, iso: ID}\n", []string{`parties.yaml:13: the country code ID is used by two parties, first in line 1.`}},
		{"no kind for agencies", "party_kinds.yaml", "counts_as: agency", "counts_as: company", []string{`parties.yaml:9: agencies are listed, but no party kind counts as agency.`}},
		{"meaning of a publication", "publication_kinds.yaml", "counts_as: news", "counts_as: gossip", []string{`publication_kinds.yaml:2: "counts_as" cannot be "gossip".`}},
		{"figure of a report", "report_templates.yaml", "figures: [people", "figures: [crowd", []string{`report_templates.yaml:6: there is no figure "crowd".`}},
		{"chart of a report", "report_templates.yaml", "people/sex", "activities/sex", []string{`report_templates.yaml:6: "activities" cannot be divided by "sex". Choose among activity_kind, periods.`}},
		{"list of a report", "report_templates.yaml", "list: activities", "list: people", []string{`report_templates.yaml:6: "list" cannot be "people".`}},
		{"kind of a report", "report_templates.yaml", "kind: brief", "kind: tome", []string{`report_templates.yaml:4: there is no publication kind "tome"`}},
		{"publication kind twice", "publication_kinds.yaml", "code: news", "code: brief", []string{`publication_kinds.yaml:2: `}},
		{"org type", "party_kinds.yaml", `"40"`, `"41"`, []string{`party_kinds.yaml:2: "org_type" cannot be "41".`}},
		{"own parent", "parties.yaml", "iso: ID", "iso: ID\n  parent: indonesia", []string{`parties.yaml:1: the party "indonesia" is its own ancestor: indonesia → indonesia.`}},
		{"circle", "bodies.yaml", "kind: conference", "kind: conference\n  parent: group", []string{`bodies.yaml:1: the body "plenary" is its own ancestor: plenary → group → plenary.`}},
		{"circle below an entry", "topics.yaml", good["topics.yaml"], "- {code: a, name: A, parent: b}\n- {code: b, name: B, parent: c}\n- {code: c, name: C, parent: b}\n", []string{`topics.yaml:2: the topic "b" is its own ancestor: b → c → b.`}},
		{"unknown member", "bodies.yaml", "party: iom", "party: icao", []string{`bodies.yaml:10: there is no party "icao".`}},
		{"member twice", "bodies.yaml", "party: iom", "party: indonesia", []string{`bodies.yaml:10: the party "indonesia" is listed twice in this body, first in line 9.`}},
		{"unknown role", "bodies.yaml", "role: chair", "role: boss", []string{`bodies.yaml:9: "role" cannot be "boss". Choose one of chair, member, observer.`}},
		{"type of help twice", "help_types.yaml", "code: other", "code: training", []string{`help_types.yaml:2: type of help "training" is defined twice, first in help_types.yaml:1.`}},
		{"type of help without name", "help_types.yaml", ", name: Something else", "", []string{`help_types.yaml:2: the field "name" is missing.`}},
		{"kind of change twice", "change_kinds.yaml", "code: practice", "code: law", []string{`change_kinds.yaml:2: kind of change "law" is defined twice, first in change_kinds.yaml:1.`}},
		{"no such weekday", "parties.yaml", "iso: ID", "iso: ID\n  weekend: [friday, sabbath]", []string{`parties.yaml:5: there is no day of the week "sabbath".`}},
		{"no working day", "mechanism.yaml", "suppress_below: 5", "suppress_below: 5\nweekend: [sunday, monday, tuesday, wednesday, thursday, friday, saturday]", []string{`mechanism.yaml:16: every day of the week is a weekend.`}},
		{"too long a silence", "mechanism.yaml", "suppress_below: 5", "suppress_below: 5\nsupport: {silence_days: 100}", []string{`mechanism.yaml:16: "silence_days" cannot be "100". Write a whole number from 0 to 60.`}},
		{"holiday of nobody", "holidays.yaml", ", mechanism: true", "", []string{`holidays.yaml:1: a holiday belongs either to a party or to the mechanism's own office.`}},
		{"holiday twice", "holidays.yaml", "date: 2024-08-17", "date: 2024-01-01", nil},
		{"same holiday twice", "holidays.yaml", "date: 2024-08-17, name: Independence Day, party: indonesia", "date: 2024-01-01, name: Again, mechanism: true", []string{`holidays.yaml:2: the holiday of 2024-01-01 is listed twice, first in line 1.`}},
		{"options missing", "questions.yaml", "  options: [None, Vegetarian]\n", "", []string{`questions.yaml:1: a question of kind "choice" needs options.`}},
		{"options too few", "questions.yaml", "[None, Vegetarian]", "[None]", []string{`questions.yaml:4: "options" must be a list of at least two.`}},
		{"option twice", "questions.yaml", "[None, Vegetarian]", "[None, None]", []string{`questions.yaml:4: the option "None" is listed twice.`}},
		{"options for a text", "questions.yaml", "kind: choice", "kind: text", []string{`questions.yaml:4: a question of kind "text" has no options.`}},
		{"consent presumed", "consents.yaml", "purpose: photo", "purpose: photo, default: true", []string{`consents.yaml:1: a consent cannot be given in advance.`}},
		{"label unknown", "labels.yaml", "request: AMBER", "request: WHITE", []string{`labels.yaml:2: "request" cannot be "WHITE". Choose one of RED, AMBER+STRICT, AMBER, GREEN, CLEAR.`}},
		{"label required", "labels.yaml", "request: AMBER\n", "", []string{`labels.yaml:1: the field "request" is missing.`}},
		{"person too open", "labels.yaml", "AMBER+STRICT", "GREEN", []string{`labels.yaml:1: records of persons cannot start with GREEN.`}},
		{"record class unknown", "labels.yaml", "request: AMBER", "request: AMBER\nvictim: RED", []string{`labels.yaml:3: the field "victim" is not known here.`}},
		{"placeholder unknown", "letters/invite.md", "{{seats}}", "{{chairs}}", []string{`letters/invite.md:7: there is no placeholder {{chairs}}. Choose one of activity.dates, `}},
		{"placeholder unknown in subject", "letters/invite.md", "{{activity.title}}", "{{title}}", []string{`letters/invite.md:3: there is no placeholder {{title}}.`}},
		{"placeholder open", "letters/invite.md", "{{seats}}", "{{seats}", []string{`letters/invite.md:7: a placeholder is not closed, or not opened.`}},
		{"computation unknown", "framework.yaml", "computed: people", "computed: persons", []string{`framework.yaml:11: "computed" cannot be "persons". Choose one of people, `}},
		{"dimension unknown", "framework.yaml", "[sex, party]", "[sex, age]", []string{`framework.yaml:12: "people" cannot be divided by "age". Choose among sex, party, body, status, activity_kind.`}},
		{"period of another length", "framework.yaml", "2024-H1", "2024-Q1", []string{`framework.yaml:18: "2024-Q1" is no period of an indicator that is measured every half-year. Write it as 2024-H1.`}},
		{"target no number", "framework.yaml", "value: 60", "value: sixty", []string{`framework.yaml:18: "value" is not a number: "sixty".`}},
		{"baseline without year", "framework.yaml", ", year: 2022", "", []string{`framework.yaml:16: the field "year" is missing. Add the year of the baseline.`}},
		{"result below its own level", "framework.yaml", "level: output", "level: impact", []string{`framework.yaml:4: the impact "trained" hangs on a result that is not above it.`}},
		{"typed without definition", "framework.yaml", "definition: Laws that name the offence., ", "", []string{`framework.yaml:19: the field "definition" is missing. Say what the value means`}},
		{"identifier not of an organisation", "iati.yaml", "identifier: XM-EXAMPLE-1", "identifier: a/b", []string{`iati.yaml:1: "identifier" is not the identifier of an organisation: "a/b".`}},
		{"label that may not leave", "iati.yaml", "GREEN", "AMBER", []string{`iati.yaml:5: what is labelled "AMBER" cannot be published. Choose among CLEAR and GREEN.`}},
		{"sector not five digits", "iati.yaml", `"15190"`, `"1519"`, []string{`iati.yaml:3: "sector" is not a DAC sector: "1519".`}},
		{"letter without front matter", "letters/invite.md", "---\ncode", "code", []string{`letters/invite.fr.md:2: the letter "invitation" is not written in en`, `letters/invite.md:1: the letter has no front matter.`}},
		{"letter without text", "letters/invite.md", "Dear {{post.title}},\n\nyou have {{seats}} seats.\n", "", []string{`letters/invite.md:5: the letter has no text.`}},
		{"letter in a language not used", "letters/invite.fr.md", "language: fr", "language: de", []string{`letters/invite.fr.md:3: "language" cannot be "de". Choose one of en, fr.`, `letters/invite.md:2: letter "invitation en" is defined twice`}},
		{"letter field unknown", "letters/invite.md", "subject:", "topic: x\nsubject:", []string{`letters/invite.md:3: the field "topic" is not known here.`}},
		{"YAML broken", "areas.yaml", good["areas.yaml"], "- code: borders\n  name: \"Borders\n", []string{`areas.yaml:2: this is not valid YAML: `}},
		{"YAML tab", "areas.yaml", good["areas.yaml"], "- code: borders\n\tname: Borders\n", []string{`areas.yaml:2: this is not valid YAML: `}},
		{"empty file", "areas.yaml", good["areas.yaml"], "# nothing\n", []string{`areas.yaml:1: the file is empty.`}},
		{"two documents", "areas.yaml", good["areas.yaml"], good["areas.yaml"] + "---\n- {code: b, name: B}\n", []string{`areas.yaml:2: the file holds more than one document.`}},
		{"anchor and alias", "areas.yaml", good["areas.yaml"], "- {code: a, name: &x Borders}\n- {code: b, name: *x}\n", []string{`areas.yaml:1: an anchor (&x) is used.`, `areas.yaml:2: an alias (*x) is used.`}},
		{"type tag", "areas.yaml", "name: Borders", "name: !!binary Borders", []string{`areas.yaml:1: a type tag (!!binary) is used.`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, problems := pack.Load(folder(edit(t, c.file, c.old, c.new)))
			expect(t, problems, c.want)
			if (p == nil) != (len(problems) > 0) {
				t.Errorf("a pack with problems must be refused whole: pack %v, %d problems", p != nil, len(problems))
			}
		})
	}
}

func expect(t *testing.T, problems pack.Problems, want []string) {
	t.Helper()
	// The order of files is tested elsewhere; here each expected beginning needs its own problem.
	got := strings.Split(problems.Error(), "\n")
	if len(problems) == 0 {
		got = nil
	}
	for _, w := range want {
		i := slices.IndexFunc(got, func(g string) bool { return strings.HasPrefix(g, w) })
		if i < 0 {
			t.Errorf("missing: %s", w)
			continue
		}
		got = slices.Delete(got, i, i+1)
	}
	for _, g := range got {
		t.Errorf("unexpected: %s", g)
	}
}

func TestFilesThatDoNotBelong(t *testing.T) {
	for _, c := range []struct {
		name string
		with map[string]string
		want []string
	}{
		{"missing", map[string]string{"labels.yaml": ""}, []string{"labels.yaml: the file is missing. Add it"}},
		{"unknown file", map[string]string{"party.yaml": "x"}, []string{"party.yaml: this file does not belong in a pack."}},
		{"unknown letter", map[string]string{"letters/x.txt": "x"}, []string{"letters/x.txt: this file does not belong in a pack."}},
		{"unknown folder", map[string]string{"old/areas.yaml": "x"}, []string{"old: this folder does not belong in a pack."}},
		{"too large", map[string]string{"README.md": strings.Repeat("x", pack.MaxFileBytes+1)}, []string{"README.md: the file is larger than 1024 KiB."}},
		{"as large as allowed", map[string]string{"README.md": strings.Repeat("x", pack.MaxFileBytes)}, nil},
		{"letter not UTF-8", map[string]string{"letters/x.md": "---\ncode: x\n\xff"}, []string{"letters/x.md: the letter is not written in UTF-8."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := pack.Load(folder(c.with))
			expect(t, problems, c.want)
		})
	}
}

func TestNumberOfFilesIsBounded(t *testing.T) {
	with := map[string]string{}
	for i := len(good); i < pack.MaxFiles; i++ {
		with[fmt.Sprintf("letters/n%03d.md", i)] = fmt.Sprintf("---\ncode: n%d\nsubject: N\n---\nN\n", i)
	}
	if _, problems := pack.Load(folder(with)); len(problems) > 0 {
		t.Fatalf("%d files are allowed:\n%v", pack.MaxFiles, problems)
	}
	with["README.md"] = "one more"
	_, problems := pack.Load(folder(with))
	expect(t, problems, []string{".: the pack has more than 128 files."})
}

func TestProblemsOfOneFileAreBounded(t *testing.T) {
	_, problems := pack.Load(folder(map[string]string{"areas.yaml": strings.Repeat("- x\n", 5000)}))
	if n := len(problems); n != 500 {
		t.Errorf("%d problems listed, want 500", n)
	}
	if !strings.Contains(problems.Error(), "more problems in this file than are listed") {
		t.Error("the list does not say that it is cut")
	}
}

func TestProblemsAreSortedAndComplete(t *testing.T) {
	with := edit(t, "mechanism.yaml", "short_name: SM\n", "")
	maps.Copy(with, edit(t, "areas.yaml", "name: Borders", "nam: Borders"))
	_, problems := pack.Load(folder(with))
	want := `areas.yaml:1: the field "name" is missing. Add it.
areas.yaml:1: the field "nam" is not known here. Known fields are code, name, description, order, sector.
mechanism.yaml:1: the field "short_name" is missing. Add it.`
	if got := problems.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLinksAreRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, folder(nil)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "README.md")); err != nil {
		t.Fatal(err)
	}
	_, problems := pack.Load(os.DirFS(dir))
	expect(t, problems, []string{"README.md: this is not an ordinary file."})
}

func TestFolderThatIsNotThere(t *testing.T) {
	_, problems := pack.Load(os.DirFS(filepath.Join(t.TempDir(), "none")))
	if len(problems) != 1 || !strings.HasPrefix(problems.Error(), ".: the pack cannot be read: ") {
		t.Errorf("got %v", problems)
	}
}

func TestInstrumentsOfAPack(t *testing.T) {
	const library = "code: lake\nversion: 1\ntitle: Lake\nshort: Lake\nlanguage: en\nprovisions:\n- {key: a, title: A, obligation: shall, theme: water}\n"
	const other = "code: sea\nversion: 2\ntitle: Sea\nshort: Sea\nlanguage: en\nprovisions:\n- {key: a, title: A}\n"
	files := map[string]string{
		"themes.yaml": "- {code: water, name: Water}\n", "instruments/lake.yaml": library, "instruments/sea.yaml": other, "instruments/asea.yaml": strings.Replace(other, "version: 2", "version: 1", 1),
		"mappings.yaml": "code: ours\ntitle: Ours\nmappings:\n- {from: 'lake:a', to: 'sea:a', relation: equal}\n",
	}
	p, problems := pack.Load(folder(files))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if len(p.Libraries) != 3 || p.Libraries[1].Version != 1 || string(p.Libraries[0].Body) != library || len(p.Mappings.Mappings) != 1 || p.Themes[0].Code != "water" {
		t.Errorf("%+v", p.Libraries)
	}
	for _, c := range []struct{ file, from, to, want string }{
		{"instruments/lake.yaml", "theme: water", "theme: wine", `instruments/lake.yaml:7: there is no theme "wine".`},
		{"instruments/lake.yaml", "key: a", "key: A", `instruments/lake.yaml:7: "key" cannot be "A".`},
		{"instruments/asea.yaml", "version: 1", "version: 2", `instruments/sea.yaml:1: instrument "sea version 2" is defined twice, first in instruments/asea.yaml:1.`},
		{"mappings.yaml", "sea:a", "sea:b", `mappings.yaml:4: there is no provision "sea:b".`},
		{"mappings.yaml", "equal", "alike", `mappings.yaml:4: "relation" cannot be "alike".`},
	} {
		bad := maps.Clone(files)
		bad[c.file] = strings.Replace(bad[c.file], c.from, c.to, 1)
		_, problems := pack.Load(folder(bad))
		expect(t, problems, []string{c.want})
	}
	_, problems = pack.Load(folder(map[string]string{"instruments/x.txt": "x"}))
	expect(t, problems, []string{"instruments/x.txt: this file does not belong in a pack."})
}
