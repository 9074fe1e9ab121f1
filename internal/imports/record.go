package imports

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"counterpart/internal/db"
	"counterpart/internal/names"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// refusal is why a row is not taken: the heading of the column and the reason.
type refusal struct {
	Cell   string
	Reason string
}

// record is a row as the registers understand it.
type record struct {
	Person    people.Draft
	PartyName string
	PartyCode string
	Group     string
	Party     partyRecord // of a file of parties
}

// partyRecord is what only a file of parties holds.
type partyRecord struct {
	Short, Formal, ISO, Region, Parent, Status string
	From                                       db.Date
}

// reader turns rows into records.
type reader struct {
	kind  string
	opts  Options
	words *vocabulary.Words
}

// refuse says what is wrong with the column that fills a field.
func (r reader) refuse(field, reason string) *refusal {
	return &refusal{Cell: r.opts.heading(field), Reason: reason}
}

// read turns a row into a record, or says why it cannot.
func (r reader) read(cells Cells) (record, *refusal) {
	if len(cells) > len(r.opts.Headings) {
		return record{}, &refusal{Reason: "The row has more cells than there are headings. Is a comma in it without quotation marks?"}
	}
	get := func(field string) string { return r.opts.at(cells, field, " ") }
	rec := record{PartyName: get(fieldParty), PartyCode: get(fieldCode), Group: get(fieldGroup)}
	if r.kind == Parties {
		return r.readParty(rec, get)
	}
	return r.readPerson(rec, cells, get)
}

func (r reader) readParty(rec record, get func(string) string) (record, *refusal) {
	rec.PartyName = get(fieldName)
	rec.Party = partyRecord{Short: get(fieldShort), Formal: get(fieldFormal), ISO: strings.ToUpper(get(fieldISO)), Region: get(fieldRegion), Parent: get(fieldParent)}
	if rec.PartyName == "" || names.Fold(rec.PartyName) == "" {
		return rec, r.refuse(fieldName, "The name is missing.")
	}
	for _, f := range []struct {
		field, value string
		most         int
	}{
		{fieldName, rec.PartyName, 200},
		{fieldCode, rec.PartyCode, 40},
		{fieldShort, rec.Party.Short, 60},
		{fieldFormal, rec.Party.Formal, 300},
		{fieldISO, rec.Party.ISO, 3},
		{fieldRegion, rec.Party.Region, 80},
	} {
		if utf8.RuneCountInString(f.value) > f.most {
			return rec, r.refuse(f.field, tooLong(f.most))
		}
	}
	if status := get(fieldStatus); status != "" {
		if rec.Party.Status = termOf(r.words, vocabulary.Statuses, status); rec.Party.Status == "" {
			return rec, r.refuse(fieldStatus, "There is no such status in the mechanism.")
		}
	}
	var bad *refusal
	rec.Party.From, bad = r.date(get(fieldFrom))
	return rec, bad
}

func (r reader) readPerson(rec record, cells Cells, get func(string) string) (record, *refusal) {
	d := people.Draft{
		Given: get(fieldName), AddressForm: get(fieldHonorific), SortForm: get(fieldSort), NativeName: get(fieldNative), NativeLang: get(fieldLang),
		Email: get(fieldEmail), Phone: get(fieldPhone), Position: get(fieldPosition), Unit: r.opts.at(cells, fieldUnit, ", "),
	}
	if given, family := get(fieldGiven), get(fieldFamily); given != "" || family != "" {
		d.Given = strings.TrimSpace(given + " " + family)
		if given != "" && family != "" && d.SortForm == "" {
			d.SortForm = family + ", " + given
		}
	}
	// A form of address inside the name moves to its own field only when that is free, so that nothing of the name is lost.
	if honorific, rest := names.SplitHonorific(d.Given, d.NativeLang); honorific != "" && (d.AddressForm == "" || names.Fold(honorific) == names.Fold(d.AddressForm)) {
		d.Given, d.AddressForm = rest, honorific
	}
	var bad *refusal
	if d.Sex, bad = r.sex(get(fieldSex)); bad != nil {
		return rec, bad
	}
	if d.From, bad = r.date(get(fieldFrom)); bad != nil {
		return rec, bad
	}
	rec.Person = d
	return rec, r.checkPerson(rec)
}

func (r reader) checkPerson(rec record) *refusal {
	d := rec.Person
	if people.NameKey(d.Given) == "" {
		field := fieldName
		if r.opts.heading(fieldName) == "" {
			field = fieldFamily
		}
		return r.refuse(field, "The name is missing.")
	}
	if r.kind == Participants && rec.PartyName == "" && rec.PartyCode == "" {
		return r.refuse(fieldParty, "The party is missing.")
	}
	for _, f := range []struct {
		field, value string
		most         int
	}{
		{fieldName, d.Given, 200},
		{fieldHonorific, d.AddressForm, 60},
		{fieldSort, d.SortForm, 200},
		{fieldNative, d.NativeName, 200},
		{fieldPhone, d.Phone, 60},
		{fieldPosition, d.Position, 300},
		{fieldUnit, d.Unit, 300},
		{fieldParty, rec.PartyName, 200},
	} {
		if utf8.RuneCountInString(f.value) > f.most {
			return r.refuse(f.field, tooLong(f.most))
		}
	}
	if d.Email != "" {
		if a, err := mail.ParseAddress(d.Email); err != nil || a.Address != d.Email || len(d.Email) > 254 {
			return r.refuse(fieldEmail, "This is not an e-mail address.")
		}
	}
	if d.NativeLang != "" {
		if _, err := language.Parse(d.NativeLang); err != nil {
			return r.refuse(fieldLang, "This is not a language tag. Write it as th, km or zh-Hant.")
		}
	}
	return nil
}

func tooLong(most int) string {
	if most == 3 {
		return "An ISO code has two or three letters."
	}
	return "The text is too long. Shorten it to " + strconv.Itoa(most) + " characters."
}

// sexes are the words that are understood in a column about sex. A form of address is never taken for one.
var sexes = map[string][]string{
	"f": {"f", "female", "woman", "w", "femme", "feminin", "mujer", "perempuan"},
	"m": {"m", "male", "man", "homme", "masculin", "hombre", "laki laki"},
	"x": {"x", "other", "another", "non binary", "nonbinary", "autre"},
	"":  {"", "unknown", "not known", "not stated", "n a", "na"},
}

func (r reader) sex(value string) (string, *refusal) {
	folded := names.Fold(value)
	for code, known := range sexes {
		if slices.Contains(known, folded) {
			return code, nil
		}
	}
	return "", r.refuse(fieldSex, "This is not understood. Write f, m or x, or leave it empty.")
}

func (r reader) date(value string) (db.Date, *refusal) {
	if value == "" {
		return "", nil
	}
	d, err := db.ParseDate(value)
	if err != nil {
		return "", r.refuse(fieldFrom, "This is not a date. Write it as 2024-06-05.")
	}
	return d, nil
}

// termOf finds a term by its code or name, or returns "".
func termOf(words *vocabulary.Words, list, value string) string {
	folded := names.Fold(value)
	for _, t := range words.List(list) {
		if strings.EqualFold(t.Code, value) || folded == names.Fold(t.Name) || folded == names.Fold(t.Plural) || folded == names.Fold(t.Code) {
			return t.Code
		}
	}
	return ""
}
