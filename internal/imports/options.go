package imports

import (
	"slices"
	"strings"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/vocabulary"
)

// Options say how a file is read and what is done with it. The database keeps them as JSON.
type Options struct {
	Headings []string          `json:"headings" nullable:"false" readOnly:"true"`
	Columns  []string          `json:"columns" nullable:"false" doc:"The field of each column, in the order of the headings; empty for a column that is not used"`
	Groups   []string          `json:"groups,omitempty" readOnly:"true" doc:"The values of the column that says what kind of party a row is about"`
	Kinds    map[string]string `json:"kinds,omitempty" doc:"Value of the kind column to a term of the list party_kind; new parties are made for these only"`
	Category string            `json:"category,omitempty" doc:"Participants: a term of the list category"`
	Mode     string            `json:"mode,omitempty" doc:"Participants: a term of the list mode"`
	Attended bool              `json:"attended,omitempty" doc:"Participants: enter them into the register of those who came"`
	Filter   string            `json:"filter_column,omitempty" doc:"Only rows whose column of this heading ..."`
	Is       string            `json:"filter_value,omitempty" doc:"... holds this value are looked at"`
}

// Scan reads the options.
func (o *Options) Scan(src any) error { return scanJSON(src, o) }

// The fields that a column can fill.
const (
	fieldName      = "name"
	fieldGiven     = "given"
	fieldFamily    = "family"
	fieldHonorific = "honorific"
	fieldSort      = "sort_form"
	fieldNative    = "native_name"
	fieldLang      = "native_lang"
	fieldSex       = "sex"
	fieldEmail     = "email"
	fieldPhone     = "phone"
	fieldParty     = "party"
	fieldCode      = "code"
	fieldGroup     = "kind"
	fieldPosition  = "position"
	fieldUnit      = "unit"
	fieldFrom      = "from"
	fieldShort     = "short_name"
	fieldFormal    = "formal_name"
	fieldISO       = "iso"
	fieldRegion    = "region"
	fieldParent    = "parent"
	fieldStatus    = "status"
)

// Field is what a column can mean, with the headings that are taken for it.
type Field struct {
	Code     string
	Label    string
	Headings []string // folded
}

var personFields = []Field{
	{fieldName, "Name", []string{"name", "person name", "full name", "participant", "participant name", "delegate", "delegate name", "nom complet", "nombre", "nama"}},
	{fieldGiven, "Given name", []string{"given name", "given names", "first name", "firstname", "prenom"}},
	{fieldFamily, "Family name", []string{"family name", "last name", "lastname", "surname", "nom de famille", "nom"}},
	{fieldHonorific, "Form of address", []string{"honorific", "salutation", "form of address", "address form", "prefix", "titre", "mr ms"}},
	{fieldSort, "Sort form", []string{"sort form", "sort name"}},
	{fieldNative, "Name in its own script", []string{"native name", "name in native script", "name in own script", "local name"}},
	{fieldLang, "Language of that name", []string{"native lang", "native language", "language of name"}},
	{fieldSex, "Sex", []string{"sex", "gender", "sexe"}},
	{fieldEmail, "E-mail", []string{"email", "e mail", "email address", "e mail address", "courriel", "mail"}},
	{fieldPhone, "Phone", []string{"phone", "telephone", "tel", "mobile", "phone number"}},
	{fieldParty, "Party", []string{"party", "party name", "delegation", "country", "state", "organisation", "organization", "member state", "member", "pays", "pais", "negara", "institution", "company", "works for"}},
	{fieldCode, "Code of the party", []string{"party code", "country code", "iso", "iso code"}},
	{fieldGroup, "Kind of party", []string{"group type", "group", "party kind", "kind of party", "organisation type", "organization type", "type of organisation", "type of organization", "kind", "type"}},
	{fieldPosition, "Position", []string{"position", "job title", "jobtitle", "function", "designation", "title", "fonction", "cargo", "jabatan", "rank"}},
	{fieldUnit, "Unit", []string{"unit", "division", "department", "affiliation", "section", "office", "ministry"}},
	{fieldFrom, "Works there since", []string{"from", "since", "start date"}},
}

var partyFields = []Field{
	{fieldName, "Name", []string{"name", "party", "party name", "country", "state", "organisation", "organization", "delegation"}},
	{fieldCode, "Code", []string{"code", "party code", "id"}},
	{fieldGroup, "Kind of party", []string{"kind", "type", "group", "group type", "party kind", "kind of party", "category"}},
	{fieldShort, "Short name", []string{"short name", "short", "abbreviation", "acronym"}},
	{fieldFormal, "Formal name", []string{"formal name", "official name", "full name"}},
	{fieldISO, "ISO 3166 code", []string{"iso", "iso code", "iso2", "iso3", "country code"}},
	{fieldRegion, "Region", []string{"region"}},
	{fieldParent, "Inside the party", []string{"parent", "inside", "inside the party", "part of"}},
	{fieldStatus, "Status in the mechanism", []string{"status", "membership", "membership status"}},
	{fieldFrom, "Status since", []string{"from", "since", "member since"}},
}

// FieldsOf lists the fields that a column of a file of the kind can fill.
func FieldsOf(kind string) []Field {
	if kind == Parties {
		return partyFields
	}
	return personFields
}

// guess fills the columns from the headings, and the choices that the vocabulary suggests.
func guess(kind string, headings []string, words *vocabulary.Words) Options {
	o := Options{Headings: headings, Columns: make([]string, len(headings))}
	taken := map[string]bool{}
	for i, h := range headings {
		folded := names.Fold(h)
		for _, f := range FieldsOf(kind) {
			if slices.Contains(f.Headings, folded) && (!taken[f.Code] || f.Code == fieldUnit) {
				o.Columns[i], taken[f.Code] = f.Code, true
				break
			}
		}
	}
	if kind == Participants {
		o.Category = firstTerm(words, vocabulary.Categories, "participant")
		o.Mode = firstTerm(words, vocabulary.Modes, "in_room")
	}
	return o
}

func firstTerm(words *vocabulary.Words, list, counts string) string {
	for _, t := range words.List(list) {
		if t.Counts == counts {
			return t.Code
		}
	}
	return ""
}

// meanings are words in the value of a kind column and the kind of party that they speak of, the surest first.
var meanings = []struct {
	counts string
	words  []string
}{
	{"civil_society", []string{"non governmental", "nongovernmental", "ngo", "civil"}},
	{"academic", []string{"academ", "universit", "research"}},
	{"company", []string{"compan", "business", "private", "industr"}},
	{"territory", []string{"territor"}},
	{"agency", []string{"agency of", "ministr"}},
	{"organisation", []string{"intergovernmental", "international", "united nations", "speciali", "organi"}},
	{"state", []string{"part", "state", "countr", "member", "government"}},
}

// guessKinds suggests a kind of party for each value of the kind column.
func guessKinds(groups []string, words *vocabulary.Words) map[string]string {
	out := map[string]string{}
	for _, g := range groups {
		out[g] = guessKind(g, words)
	}
	return out
}

func guessKind(group string, words *vocabulary.Words) string {
	folded := names.Fold(group)
	for _, t := range words.List(vocabulary.PartyKinds) {
		if folded == names.Fold(t.Code) || folded == names.Fold(t.Name) || folded == names.Fold(t.Plural) {
			return t.Code
		}
	}
	for _, m := range meanings {
		for _, w := range m.words {
			if strings.Contains(folded, w) {
				return firstTerm(words, vocabulary.PartyKinds, m.counts)
			}
		}
	}
	return ""
}

// check lists everything wrong with the options that can be seen without the rows.
func (o Options) check(tx *db.Tx, i Import) error {
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	var wrong fault.Invalid
	fields := FieldsOf(i.Kind)
	count := map[string]int{}
	for n, f := range o.Columns {
		known := f == "" || slices.ContainsFunc(fields, func(k Field) bool { return k.Code == f })
		wrong.Check(known && n < len(o.Headings), "columns", "A column cannot mean %q here.", f)
		count[f]++
	}
	wrong.Check(count[fieldName]+count[fieldGiven]+count[fieldFamily] > 0, "columns", "Say which column holds the name.")
	for _, f := range fields {
		wrong.Check(count[f.Code] < 2 || f.Code == fieldUnit, "columns", "Two columns cannot both mean %q.", f.Label)
	}
	for group, kind := range o.Kinds {
		wrong.Check(kind == "" || words.Has(vocabulary.PartyKinds, kind), "kinds", "Choose what kind of party %q is.", group)
	}
	wrong.Check(o.Filter == "" || slices.Contains(o.Headings, o.Filter), "filter_column", "The file has no column %q.", o.Filter)
	if i.Kind == Participants {
		if err := o.checkParticipants(tx, i, words, count, &wrong); err != nil {
			return err
		}
	}
	return wrong.Err()
}

func (o Options) checkParticipants(tx *db.Tx, i Import, words *vocabulary.Words, count map[string]int, wrong *fault.Invalid) error {
	wrong.Check(count[fieldParty]+count[fieldCode] > 0, "columns", "Say which column holds the party.")
	wrong.Check(words.Has(vocabulary.Categories, o.Category), "category", "Choose as what they take part.")
	wrong.Check(words.Has(vocabulary.Modes, o.Mode), "mode", "Choose how they take part.")
	a, err := activities.FindIn(tx, i.ActivityID)
	if err != nil {
		return err
	}
	wrong.Check(a.State != activities.Cancelled, "", "The activity is cancelled: nobody takes part.")
	wrong.Check(!o.Attended || !a.Begins().After(tx.Now().Time), "attended", "The activity has not begun: nobody can have attended it.")
	return nil
}

// at returns the cells of a row that fill a field, joined.
func (o Options) at(cells Cells, field, joint string) string {
	var parts []string
	for i, f := range o.Columns {
		if f == field && i < len(cells) && cells[i] != "" {
			parts = append(parts, cells[i])
		}
	}
	return strings.Join(parts, joint)
}

// heading is the heading of the column that fills a field.
func (o Options) heading(field string) string {
	for i, f := range o.Columns {
		if f == field && i < len(o.Headings) {
			return o.Headings[i]
		}
	}
	return ""
}

// wants tells whether the row passes the filter.
func (o Options) wants(cells Cells) bool {
	if o.Filter == "" {
		return true
	}
	i := slices.Index(o.Headings, o.Filter)
	return i >= 0 && i < len(cells) && strings.EqualFold(cells[i], tidy(o.Is))
}
