package results

import (
	"fmt"
	"strings"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/figures"
	"counterpart/internal/figures/counted"
	"counterpart/internal/vocabulary"
)

// What the records of a figure are.
const (
	OfPeople  = figures.OfPeople
	OfParties = figures.OfParties
)

// Definition says what a figure counts: in words, and as a query for the ids of the records counted.
// In the query $1 is the activity and $2 its first day.
type Definition struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Words string `json:"definition"`
	Of    string `json:"of" enum:"person,party"`
	// Personal figures tell something of a person that small numbers would give away. Together they divide the people, so
	// that one of them can be worked out from the others.
	Personal bool `json:"-"`
	query    string
}

// of is the query for one activity.
func (d Definition) of(a activities.Activity) figures.Query {
	return figures.Query{SQL: d.query, Args: []string{a.ID, string(a.StartsOn)}}
}

// Query is the query of the figure for one activity, ready to be run by hand.
func (d Definition) Query(a activities.Activity) string { return d.of(a).Text() }

// The parts that queries are made of. Who counts is decided once: everyone who was checked in, or before
// the activity is held everyone who is confirmed.
const (
	came      = counted.Came
	confirmed = counted.Confirmed

	present = `with recursive present as (
  select n.person_id, n.party_id, n.from_party_id from nomination n
  where n.activity_id = $1 and %s
    and ` + counted.Participant + `
)`
	climb = counted.Climb

	isState        = `counts in ('state', 'territory')`
	isOrganisation = `counts in ('organisation', 'company', 'civil_society', 'academic')`

	// hasStatus asks for the status on the first day.
	hasStatus = `exists (select 1 from membership m join term s on s.list = 'membership_status' and s.code = m.status
    where m.party_id = top.id and s.counts in (%s)
      and (m.valid_from is null or m.valid_from <= $2) and (m.valid_to is null or m.valid_to >= $2))`
)

// catalogue builds the definitions of one vocabulary.
type catalogue struct {
	words *vocabulary.Words
	who   string // SQL
	many  string // "came as Delegate or Expert and were checked in"
	one   string // "came as Delegate or Expert and was checked in"
	note  string // what holds for all of them
}

// definitions lists what is counted for an activity, in the order in which it is shown.
func definitions(words *vocabulary.Words, held bool) []Definition {
	c := newCatalogue(words, held)
	out := append(c.people(), c.states()...)
	out = append(out, c.organisations()...)
	out = append(out, c.agencies()...)
	return append(out, c.process()...)
}

func newCatalogue(words *vocabulary.Words, held bool) catalogue {
	c := catalogue{words: words}
	as := c.named(vocabulary.Categories, "participant")
	if !held {
		c.who, c.note = confirmed, " The activity is not held yet."
		c.many, c.one = "are confirmed as "+as, "is confirmed as "+as
		return c
	}
	c.who, c.note = came, " A check-in that was taken back does not count."
	c.many, c.one = "came as "+as+" and were checked in", "came as "+as+" and was checked in"
	return c
}

// definitionOf finds a definition; a published figure by kind of organisation is known even when the
// vocabulary no longer has the kind.
func definitionOf(words *vocabulary.Words, held bool, key string) (Definition, bool) {
	for _, d := range definitions(words, held) {
		if d.Key == key {
			return d, true
		}
	}
	if code, ok := strings.CutPrefix(key, byKind); ok && plain(code) {
		return newCatalogue(words, held).ofKind(vocabulary.Term{Code: code, Name: code, Plural: code}), true
	}
	return Definition{}, false
}

const byKind = "organisations_by_"

// plain tells whether a code can stand in a query as it is.
func plain(code string) bool {
	return code != "" && !strings.ContainsFunc(code, func(r rune) bool {
		return r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
}

func (c catalogue) present() string { return fmt.Sprintf(present, c.who) }

// named lists the names of the terms that count as one of the given things.
func (c catalogue) named(list string, counts ...string) string {
	var out []string
	for _, t := range c.words.List(list) {
		for _, one := range counts {
			if t.Counts == one {
				out = append(out, t.Name)
			}
		}
	}
	if len(out) == 0 {
		return "(the vocabulary has none)"
	}
	if len(out) == 1 {
		return out[0]
	}
	return strings.Join(out[:len(out)-1], ", ") + " or " + out[len(out)-1]
}

func (c catalogue) people() []Definition {
	const once = ". Each person counts once."
	all := Definition{
		Key: "people", Name: "People", Of: OfPeople, Words: "People who " + c.many + once + c.note,
		query: c.present() + "\nselect distinct person_id as id from present order by 1",
	}
	out := []Definition{all}
	for _, sex := range []struct{ key, name, words, where string }{
		{"women", "Women", "who are registered as female", "pe.sex = 'f'"},
		{"men", "Men", "who are registered as male", "pe.sex = 'm'"},
		{"other_sex", "Other than women and men", "who are registered as neither female nor male", "pe.sex = 'x'"},
		{"sex_unknown", "Sex not registered", "of whom it is not registered whether they are women or men; it is never guessed", "pe.sex not in ('f', 'm', 'x')"},
	} {
		out = append(out, Definition{
			Key: sex.key, Name: sex.name, Of: OfPeople, Personal: true, Words: "People who " + c.many + ", " + sex.words + once + c.note,
			query: c.present() + "\nselect distinct person_id as id from present join person pe on pe.id = person_id where " + sex.where + " order by 1",
		})
	}
	return out
}

func (c catalogue) top(where string) string {
	return c.present() + climb + "\nselect id from top where " + where + " order by 1"
}

func (c catalogue) states() []Definition {
	who := "States and territories (parties of the kind " + c.named(vocabulary.PartyKinds, "state", "territory") + ") from which at least one person " + c.one
	const under = ". An agency counts under its State."
	status := func(what, counts string) string {
		return fmt.Sprintf("%s, and that were %s (%s) on the first day of the activity%s%s", who, what, c.named(vocabulary.Statuses, counts), under, c.note)
	}
	member, observer := fmt.Sprintf(hasStatus, "'member'"), fmt.Sprintf(hasStatus, "'observer'")
	return []Definition{
		{Key: "states", Name: "States and territories", Of: OfParties, Words: who + under + c.note, query: c.top(isState)},
		{Key: "member_states", Name: "Member States and territories", Of: OfParties, Words: status("members", "member"), query: c.top(isState + " and " + member)},
		{Key: "observer_states", Name: "Observer States and territories", Of: OfParties, Words: status("observers", "observer"), query: c.top(isState + " and " + observer)},
		{
			Key: "other_states", Name: "Other States and territories", Of: OfParties,
			Words: who + ", and that were neither members nor observers on the first day of the activity" + under + c.note,
			query: c.top(isState + " and not " + fmt.Sprintf(hasStatus, "'member', 'observer'")),
		},
	}
}

func (c catalogue) organisations() []Definition {
	out := []Definition{{
		Key: "organisations", Name: "Organisations", Of: OfParties,
		Words: "Organisations, companies, civil-society and academic bodies (parties of the kind " +
			c.named(vocabulary.PartyKinds, "organisation", "company", "civil_society", "academic") + ") from which at least one person " + c.one +
			". An agency counts under the party that it is inside." + c.note,
		query: c.top(isOrganisation),
	}}
	for _, t := range c.words.List(vocabulary.PartyKinds) {
		if t.Counts != "state" && t.Counts != "territory" && t.Counts != "agency" && plain(t.Code) {
			out = append(out, c.ofKind(t))
		}
	}
	return out
}

// ofKind counts the parties of one kind.
func (c catalogue) ofKind(t vocabulary.Term) Definition {
	name := t.Plural
	if name == "" {
		name = t.Name
	}
	return Definition{
		Key: byKind + t.Code, Name: name, Of: OfParties,
		Words: "Parties of the kind " + t.Name + " from which at least one person " + c.one + "." + c.note,
		query: c.top("kind = '" + t.Code + "'"),
	}
}

func (c catalogue) agencies() []Definition {
	const agency = `
select distinct a.id from present n join party a on a.id in (n.party_id, n.from_party_id)
join term k on k.list = 'party_kind' and k.code = a.kind and k.counts = 'agency'`
	words := "Agencies (parties of the kind " + c.named(vocabulary.PartyKinds, "agency") + ") from which at least one person " + c.one
	return []Definition{
		{Key: "agencies", Name: "Agencies", Of: OfParties, Words: words + "." + c.note, query: c.present() + agency + "\norder by 1"},
		{
			Key: "host_agencies", Name: "Agencies of the host State", Of: OfParties,
			Words: words + ", and that belong to the State or territory that hosts the activity, or to the country where it takes place when no host is named." + c.note,
			query: c.present() + climb + agency + `
where exists (select 1 from climb h join top s on s.id = h.party_id where h.start_id = a.id and s.` + isState + `
  and (s.id in (select ap.party_id from activity_party ap where ap.activity_id = $1 and ap.role = 'host')
    or not exists (select 1 from activity_party ap join party hp on hp.id = ap.party_id join term hk on hk.list = 'party_kind'
        and hk.code = hp.kind and hk.counts in ('state', 'territory') where ap.activity_id = $1 and ap.role = 'host')
      and s.iso <> '' and s.iso = (select v.country from activity v where v.id = $1)))
order by 1`,
		},
		{
			Key: "parties", Name: "Parties", Of: OfParties,
			Words: "Parties of every kind from which at least one person " + c.one + ". An agency counts under the party that it is inside." + c.note,
			query: c.top("true"),
		},
	}
}

func (c catalogue) process() []Definition {
	people := func(where string) string {
		return "select distinct n.person_id as id from nomination n where n.activity_id = $1" + where + " order by 1"
	}
	return []Definition{
		{
			Key: "invited_parties", Name: "Parties invited", Of: OfParties, Words: "Parties to which an invitation to the activity was sent.",
			query: "select distinct party_id as id from invitation where activity_id = $1 order by 1",
		},
		{Key: "nominated", Name: "People nominated", Of: OfPeople, Words: "People named for a seat of the activity, whatever became of the nomination. Each person counts once.", query: people("")},
		{Key: "confirmed", Name: "People confirmed", Of: OfPeople, Words: "People whose nomination is confirmed, in every category. Each person counts once.", query: people(" and " + confirmed)},
		{Key: "attended", Name: "People checked in", Of: OfPeople, Words: "People of every category who were checked in. Each person counts once. A check-in that was taken back does not count.", query: people(" and " + came)},
	}
}

// Number is a figure as the registers give it now.
type Number struct {
	Definition
	Value   int      `json:"value"`
	AsAt    db.Time  `json:"as_at"`
	SQL     string   `json:"query"`
	Records []string `json:"records" nullable:"false" doc:"Ids of the records counted"`
}

func compute(tx *db.Tx, a activities.Activity, d Definition) (Number, error) {
	ids, err := d.of(a).IDs(tx)
	if err != nil {
		return Number{}, fmt.Errorf("figure %s: %w", d.Key, err)
	}
	return Number{Definition: d, Value: len(ids), AsAt: tx.Now(), SQL: d.Query(a), Records: ids}, nil
}

// numbers computes every figure of an activity.
func numbers(tx *db.Tx, a activities.Activity, held bool) ([]Number, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	defs := definitions(words, held)
	out := make([]Number, len(defs))
	for i, d := range defs {
		if out[i], err = compute(tx, a, d); err != nil {
			return nil, err
		}
	}
	return out, nil
}
