package publishing

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/iati"
	"counterpart/internal/indicators"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

type labelText = label.TLP

// file is the file under way.
type file struct {
	tx      *db.Tx
	pack    *pack.Pack
	baseURL string
	lang    string
	orgs    map[string]string // identifier by code of the party
	types   map[string]string // organisation type by kind of party
	sectors map[string]string // by area
	inside  map[string][]string
	sum     Summary
}

func begin(tx *db.Tx, baseURL string) (*file, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	if !words.Pack.IATI.Set() {
		return nil, errNoPack
	}
	p := words.Pack
	f := &file{tx: tx, pack: p, baseURL: strings.TrimRight(baseURL, "/"), orgs: map[string]string{}, types: map[string]string{}, sectors: map[string]string{}, inside: map[string][]string{}}
	f.sum = Summary{Identifier: p.IATI.Identifier, Illustrative: p.Mechanism.Illustrative, Withheld: []Count{}, Missing: []Gap{}}
	if len(p.Mechanism.Languages) > 0 {
		f.lang = p.Mechanism.Languages[0]
	}
	for _, o := range p.IATI.Organisations {
		f.orgs[o.Party] = o.Identifier
	}
	for _, k := range p.PartyKinds {
		f.types[k.Code] = k.OrgType
	}
	for _, a := range p.Areas {
		f.sectors[a.Code] = a.Sector
	}
	return f, f.count()
}

// count says how many activities stay, by label, and which of those that leave stand under which initiative.
func (f *file) count() error {
	counts, err := countByLabel(f.tx)
	if err != nil {
		return err
	}
	for _, c := range counts {
		if !f.leaves(c.Label) {
			f.sum.Withheld = append(f.sum.Withheld, c)
		}
	}
	children, err := childrenOf(f.tx)
	for _, c := range children {
		if f.leaves(c.Label) && isDay(c.StartsOn) {
			f.inside[c.InitiativeID] = append(f.inside[c.InitiativeID], c.ID)
		}
	}
	return err
}

func (f *file) identifier(id string) string {
	return f.pack.IATI.Identifier + "-" + iati.Clean(id, "x")
}

// texts writes a wording of the pack in all its languages.
func (f *file) texts(t pack.Text, otherwise string) iati.Text {
	out := iati.Say(t.Default, otherwise)
	for _, lang := range slices.Sorted(maps.Keys(t.Translated)) {
		if s := iati.Clean(t.Translated[lang], ""); s != "" {
			out.Narratives = append(out.Narratives, iati.Narrative{Lang: lang, Text: s})
		}
	}
	return out
}

// frame is what every activity of the file says alike.
func (f *file) frame(hierarchy int, id string) iati.Activity {
	m := f.pack.Mechanism
	a := iati.Activity{
		Lang: f.lang, Hierarchy: hierarchy, Identifier: f.identifier(id), Scope: &iati.Code{Code: f.pack.IATI.Scope},
		Reporting: iati.ReportingOrg{Ref: f.pack.IATI.Identifier, Type: f.pack.IATI.OrgType, Narratives: f.texts(m.Name, m.Code).Narratives},
		Contact:   &iati.Contact{Type: "1", Organisation: f.texts(m.Name, m.Code), Email: iati.Clean(m.Email.FromAddress, "")},
	}
	if lines := iati.Clean(strings.Join(m.Address, ", "), ""); lines != "" {
		address := iati.Say(lines, lines)
		a.Contact.Address = &address
	}
	return a
}

// office is the mechanism's own office as a participating organisation.
func (f *file) office(role string) iati.Participating {
	m := f.pack.Mechanism
	return iati.Participating{Ref: f.pack.IATI.Identifier, Type: f.pack.IATI.OrgType, Role: role, Narratives: f.texts(m.Name, m.Code).Narratives}
}

// programme is the activity that the others stand under. It carries the results.
func (f *file) programme() (iati.Activity, error) {
	p := f.pack.IATI.Programme
	a := f.frame(1, p.Code)
	a.Title = f.texts(p.Title, p.Code)
	a.Descriptions = []iati.Description{{Type: "1", Narratives: f.texts(p.Description, p.Code).Narratives}}
	a.Participating = []iati.Participating{f.office("2"), f.office("4")}
	today := string(f.tx.Today())
	a.Status = iati.Code{Code: statusByDates(string(p.From), string(p.To), today)}
	a.Dates = []iati.Date{{Type: "1", Day: string(p.From)}}
	if string(p.From) <= today {
		a.Dates = append(a.Dates, iati.Date{Type: "2", Day: string(p.From)})
	}
	if p.To != "" {
		a.Dates = append(a.Dates, iati.Date{Type: "3", Day: string(p.To)})
		if string(p.To) <= today {
			a.Dates = append(a.Dates, iati.Date{Type: "4", Day: string(p.To)})
		}
	}
	if f.pack.IATI.Region != "" {
		a.Regions = []iati.Share{{Vocabulary: "1", Code: f.pack.IATI.Region}}
	}
	a.Sectors = []iati.Share{{Vocabulary: "1", Code: f.pack.IATI.Sector}}
	results, err := indicators.PublishedIn(f.tx, false)
	for _, r := range results {
		f.result(&a, r)
	}
	return a, err
}

// statusByDates is the status of what is neither held nor cancelled.
func statusByDates(from, to, today string) string {
	switch {
	case today < from:
		return "1"
	case to == "" || today <= to:
		return "2"
	default:
		return "3"
	}
}

var (
	resultTypes = map[string]string{"output": "1", "outcome": "2", "impact": "3"}
	measures    = map[string]string{"unit": "1", "percentage": "2", "nominal": "3", "ordinal": "4", "qualitative": "5"}
	ascending   = map[string]string{"up": "1", "down": "0"}
	sexes       = map[string]string{"f": "female", "m": "male", "x": "other", "": "not registered"}
)

func (f *file) result(a *iati.Activity, r indicators.PublicResult) {
	out := iati.Result{Type: resultTypes[r.Level], Title: f.named(r.Name, r.Names, r.Code), Description: described(r.Description)}
	for _, i := range r.Indicators {
		if i.Active || len(i.Values) > 0 {
			out.Indicators = append(out.Indicators, f.indicator(i))
		}
	}
	if len(out.Indicators) > 0 { // the standard knows no result without one
		a.Results = append(a.Results, out)
	}
}

func (f *file) named(name string, names indicators.Names, code string) iati.Text {
	return f.texts(pack.Text{Default: name, Translated: names}, code)
}

func described(s string) *iati.Text {
	if s = iati.Clean(s, ""); s == "" {
		return nil
	}
	t := iati.Say(s, s)
	return &t
}

func (f *file) indicator(i indicators.PublicIndicator) iati.Indicator {
	f.sum.Indicators++
	out := iati.Indicator{
		Measure: measures[i.Measure], Ascending: ascending[i.Direction], Title: f.named(withUnit(i), i.Names, i.Code), Description: described(i.Definitions()),
	}
	if i.BaselineYear > 0 {
		b := amount(i.Measure, i.Baseline)
		out.Baseline = &iati.Baseline{Year: i.BaselineYear, Value: b.Value, Comment: b.Comment}
	}
	for _, p := range periodsOf(i) {
		one := iati.Period{Start: iati.Day{Day: p.First}, End: iati.Day{Day: p.Last}}
		for _, t := range i.Targets {
			if t.Period == p.Code {
				one.Targets = append(one.Targets, amount(i.Measure, t.Value))
			}
		}
		for _, v := range i.Values {
			if v.Period == p.Code {
				one.Actuals = append(one.Actuals, f.actuals(i, v)...)
			}
		}
		if len(one.Targets)+len(one.Actuals) > 0 {
			out.Periods = append(out.Periods, one)
		}
	}
	return out
}

// withUnit is the name with the unit, which the standard has no place for.
func withUnit(i indicators.PublicIndicator) string {
	if i.Unit == "" || i.Unit == "%" {
		return i.Name
	}
	return i.Name + " (" + i.Unit + ")"
}

// periodsOf are the periods that have a target or a value, in order.
func periodsOf(i indicators.PublicIndicator) []catalogue.Period {
	of := map[string]catalogue.Period{}
	for _, t := range i.Targets {
		if p, err := catalogue.ParsePeriod(i.Frequency, t.Period); err == nil {
			of[p.Code] = p
		}
	}
	for _, v := range i.Values {
		of[v.Period] = v.PeriodOf()
	}
	return slices.SortedFunc(maps.Values(of), func(a, b catalogue.Period) int { return strings.Compare(a.First+a.Code, b.First+b.Code) })
}

// amount is a value; words are said as a comment, because the standard asks of a qualitative indicator for no value.
func amount(measure, value string) iati.Amount {
	if measure == catalogue.Qualitative {
		return iati.Amount{Comment: described(value)}
	}
	return iati.Amount{Value: iati.Clean(value, "")}
}

// actuals are a value and its divisions.
func (f *file) actuals(i indicators.PublicIndicator, v indicators.PublicValue) []iati.Amount {
	if v.Withheld {
		f.sum.SmallValues++
		return nil
	}
	f.sum.Values++
	out := []iati.Amount{amount(i.Measure, v.Value.Value)}
	for _, b := range v.Breakdowns {
		if b.Hidden {
			f.sum.SmallGroups++
			continue
		}
		for _, g := range b.Groups {
			name := iati.Clean(g.Name, "not registered")
			if b.Dimension == catalogue.Sex {
				name = sexes[g.Key]
			}
			out = append(out, iati.Amount{Value: g.Value, Dimensions: []iati.Dimension{{Name: b.Dimension, Value: name}}})
		}
	}
	return out
}

// shares divides a whole among codes, so that the parts are 100 together; one code is the whole.
func shares(vocabularyCode string, codes []string) []iati.Share {
	out := make([]iati.Share, len(codes))
	left := 10000
	for i, code := range codes {
		part := 10000 / len(codes)
		if i == len(codes)-1 {
			part = left
		}
		left -= part
		out[i] = iati.Share{Vocabulary: vocabularyCode, Code: code}
		if len(codes) > 1 {
			out[i].Percentage = strconv.Itoa(part/100) + "." + strconv.Itoa(part%100/10) + strconv.Itoa(part%10)
		}
	}
	return out
}
