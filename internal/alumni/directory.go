package alumni

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/names"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
)

// Entry is an alumnus as one reader sees them. What is not shown is empty.
type Entry struct {
	PersonID    string      `json:"person_id"`
	Name        string      `json:"name"`
	AddressForm string      `json:"address_form,omitempty"`
	NativeName  string      `json:"native_name,omitempty"`
	Position    string      `json:"position,omitempty"`
	Party       string      `json:"party,omitempty"`
	Email       string      `json:"email,omitempty"`
	Phone       string      `json:"phone,omitempty"`
	Knows       []string    `json:"knows" nullable:"false" doc:"Terms of the list topic"`
	About       string      `json:"about,omitempty"`
	Willing     []string    `json:"willing" nullable:"false" enum:"train,speak,mentor"`
	Completed   []Completed `json:"completed" nullable:"false"`
	Unlisted    string      `json:"unlisted,omitempty" doc:"For the office: why nobody else sees the entry"`
	Label       label.TLP   `json:"-"`
	SortKey     string      `json:"-"`
}

// Completed is a training or a secondment that an alumnus completed.
type Completed struct {
	PersonID string  `db:"person_id" json:"-"`
	Kind     string  `db:"kind" json:"kind"`
	RecordID string  `db:"record_id" json:"record_id"`
	Title    string  `db:"title" json:"title"`
	On       db.Date `db:"completed_on" json:"on"`
}

// Filter narrows the directory. Each narrowing finds only what the reader may see.
type Filter struct {
	Query   string // beginnings of words of the name
	PartyID string // where they work, an agency inside it included
	Topic   string // what they know
	Willing string // train, speak or mentor
	After   []string
	Limit   int
}

// alumnusRow is an alumnus as kept.
type alumnusRow struct {
	PersonID    string    `db:"id"`
	Given       string    `db:"given"`
	SortKey     string    `db:"sort_key"`
	AddressForm string    `db:"address_form"`
	NativeName  string    `db:"native_name"`
	Email       string    `db:"email"`
	Phone       string    `db:"phone"`
	Alias       string    `db:"alias"`
	Label       label.TLP `db:"label"`
	Position    string    `db:"position"`
	Party       string    `db:"party"`
	Knows       string    `db:"knows"`
	About       string    `db:"about"`
	WillTrain   bool      `db:"will_train"`
	WillSpeak   bool      `db:"will_speak"`
	WillMentor  bool      `db:"will_mentor"`
	NeverList   bool      `db:"never_list"`
	Vetoed      bool      `db:"vetoed"`
}

// List is a page of the directory as the reader sees it, by name, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Entry, []string, error) {
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	var next []string
	list, err := audit.Shown(ctx, s.db, actor, people.Kind, ActionView, entryPersons)(db.View(ctx, s.db, func(tx *db.Tx) (list []Entry, err error) {
		list, next, err = directoryIn(tx, actor, f)
		return list, err
	}))
	return list, next, err
}

// TakeAlong is the directory for a file, as the reader sees it.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor, f Filter) ([]Entry, error) {
	if err := actor.RequireFresh(s.db.Clock()); err != nil {
		return nil, err
	}
	f.After, f.Limit = nil, 50_000
	list, err := db.ViewLong(ctx, s.db, func(tx *db.Tx) ([]Entry, error) {
		list, _, err := directoryIn(tx, actor, f)
		return list, err
	})
	if err != nil {
		return nil, err
	}
	return list, audit.Exported(ctx, s.db, actor, people.Kind, entryPersons(list), ActionTake, nil)
}

func directoryIn(tx *db.Tx, actor access.Actor, f Filter) ([]Entry, []string, error) {
	r, err := enter(tx, actor)
	if err != nil {
		return nil, nil, err
	}
	rows, err := directoryOf(tx, actor, r, f)
	if err != nil {
		return nil, nil, err
	}
	var next []string
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		next = []string{rows[f.Limit-1].SortKey, rows[f.Limit-1].PersonID}
	}
	list, err := entriesIn(tx, actor, r, rows)
	if words := names.QueryTerms(f.Query); len(words) > 0 && !r.Office {
		// The index knows names that are not shown; nobody is found by them.
		list = slices.DeleteFunc(list, func(e Entry) bool { return !names.Matches(words, e.Name, e.NativeName) })
	}
	return list, next, err
}

func entryPersons(list []Entry) []string {
	out := make([]string, len(list))
	for i, one := range list {
		out[i] = one.PersonID
	}
	return out
}

// entriesIn leaves of the rows what the reader may see.
func entriesIn(tx *db.Tx, actor access.Actor, r Reader, rows []alumnusRow) ([]Entry, error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.PersonID
	}
	done, err := completedBy(tx, ids)
	if err != nil {
		return nil, err
	}
	eyes := make([]shown.Shown, len(r.Audiences))
	for i, a := range r.Audiences {
		if eyes[i], err = shown.In(tx, a, "", ids); err != nil {
			return nil, err
		}
	}
	out := make([]Entry, 0, len(rows))
	for _, row := range rows {
		whole := r.Office || actor.Person != "" && actor.Person == row.PersonID
		may := func(f shown.Field) bool {
			return whole || row.listed() && slices.ContainsFunc(eyes, func(e shown.Shown) bool { return e.May(row.PersonID, f) })
		}
		e, err := row.entry(whole, may, done[row.PersonID])
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// listed tells whether anybody but the office may see the entry.
func (row alumnusRow) listed() bool { return row.unlisted() == "" }

// unlisted says why an entry is shown to the office alone, whatever was agreed to.
func (row alumnusRow) unlisted() string {
	switch {
	case row.NeverList:
		return "Never to be listed"
	case row.Vetoed:
		return "The party does not want it"
	case row.Label == label.Red:
		return "Labelled TLP:RED"
	}
	return ""
}

// entry is the row with the fields that may be seen. An alias takes the place of the name, and what would give it away goes.
func (row alumnusRow) entry(whole bool, may func(shown.Field) bool, done []Completed) (Entry, error) {
	e := Entry{PersonID: row.PersonID, Knows: []string{}, Willing: []string{}, Completed: []Completed{}, Label: row.Label, SortKey: row.SortKey}
	if !may(shown.FieldName) {
		return e, nil
	}
	e.Name, e.AddressForm = row.Given, row.AddressForm
	hides := row.Alias != "" && !whole
	if hides {
		e.Name, e.AddressForm = row.Alias, ""
	}
	for _, part := range []struct {
		field shown.Field
		gives bool // the name away
		value string
		to    *string
	}{
		{shown.FieldPosition, false, row.Position, &e.Position},
		{shown.FieldParty, false, row.Party, &e.Party},
		{shown.FieldNative, true, row.NativeName, &e.NativeName},
		{shown.FieldEmail, true, row.Email, &e.Email},
		{shown.FieldPhone, true, row.Phone, &e.Phone},
		{shown.FieldAbout, true, row.About, &e.About},
	} {
		if may(part.field) && !(hides && part.gives) {
			*part.to = part.value
		}
	}
	p := Profile{KnowsList: row.Knows, WillTrain: row.WillTrain, WillSpeak: row.WillSpeak, WillMentor: row.WillMentor}
	if err := p.decode(); err != nil {
		return e, err
	}
	if may(shown.FieldKnows) {
		e.Knows = p.Knows
	}
	if may(shown.FieldWilling) && len(p.Willing()) > 0 {
		e.Willing = p.Willing()
	}
	if may(shown.FieldCompleted) && len(done) > 0 {
		e.Completed = done
	}
	if whole {
		e.Unlisted = row.unlisted()
	}
	return e, nil
}

// Page is one alumnus as the reader sees them; the office and the person see more.
type Page struct {
	Entry   Entry      `json:"entry"`
	Profile *Profile   `json:"profile,omitempty" doc:"For the office and the person"`
	Shows   *ShowDraft `json:"shows,omitempty" doc:"For the office and the person: what is shown to whom"`
	Vetoes  []Veto     `json:"vetoes,omitempty" doc:"For the office, the person and the party"`
	Posts   []Post     `json:"posts,omitempty" doc:"For the office and the person: where they worked since the first completion"`
	Uses    []Use      `json:"uses,omitempty" doc:"For the office and the person: where they were speakers since"`
	Contact Contact    `json:"contact" doc:"For the office: when they were heard of last"`
	Vetoers []string   `json:"-"` // parties for which the reader may veto
	Office  bool       `json:"-"`
	Own     bool       `json:"-"`
}

// Find is one alumnus. Who is not shown to the reader does not exist for them.
func (s *Service) Find(ctx context.Context, actor access.Actor, personID string) (Page, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(p Page) []string { return []string{p.Entry.PersonID} })(db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		return s.pageIn(tx, actor, personID)
	}))
}

func (s *Service) pageIn(tx *db.Tx, actor access.Actor, personID string) (Page, error) {
	p := Page{Own: mine(actor, personID) == nil}
	r, err := readerIn(tx, actor)
	if err != nil {
		return p, err
	}
	p.Office = r.Office
	o, vetoer, err := vetoable(tx, actor, personID)
	if err != nil {
		return p, err
	}
	if !r.Open() && !p.Own && !vetoer {
		return p, actor.Require(RightSee, access.Anything)
	}
	row, err := alumnusByID(tx, personID)
	if row, err = missing(row, err, "alumnus"); err != nil {
		return p, err
	}
	if r.Office { // whose label is closed to the office too, is
		if err := actor.Require(RightSee, o); err != nil {
			return p, err
		}
	}
	list, err := entriesIn(tx, actor, r, []alumnusRow{row})
	if err != nil {
		return p, err
	}
	p.Entry = list[0]
	if vetoer {
		p.Vetoers = o.Parties
		p.Entry.Name, p.Entry.Party = row.Given, row.Party // the own party knows its people
	}
	if p.Entry.Name == "" {
		_, err := missing(row, db.ErrNone, "alumnus")
		return Page{}, err
	}
	return p, p.fill(tx, personID)
}

// vetoable tells whether the reader speaks for the party of the person.
func vetoable(tx *db.Tx, actor access.Actor, personID string) (access.Object, bool, error) {
	o, err := people.ObjectIn(tx, personID)
	if o, err = missing(o, err, "alumnus"); err != nil {
		return o, false, err
	}
	if !actor.Can(RightVeto, o) {
		return o, false, nil
	}
	o.Parties = slices.DeleteFunc(slices.Clone(o.Parties), func(p string) bool { return !actor.Can(RightVeto, access.Object{Parties: []string{p}}) })
	return o, len(o.Parties) > 0, nil
}

// fill adds what the office, the person and the party see beyond the entry.
func (p *Page) fill(tx *db.Tx, personID string) (err error) {
	if p.Office || p.Own || len(p.Vetoers) > 0 {
		if p.Vetoes, err = vetoesOf(tx, personID); err != nil {
			return err
		}
	}
	if !p.Office && !p.Own {
		return nil
	}
	profile, err := profileIn(tx, personID)
	if err != nil {
		return err
	}
	p.Profile = &profile
	shows := ShowDraft{Alumni: []shown.Field{}, Members: []shown.Field{}}
	for _, a := range shown.Directory {
		eyes, err := shown.In(tx, a, "", []string{personID})
		if err != nil {
			return err
		}
		for _, f := range shown.DirectoryFields {
			switch {
			case !eyes.Agreed(personID, f):
			case a == shown.Alumni:
				shows.Alumni = append(shows.Alumni, f)
			default:
				shows.Members = append(shows.Members, f)
			}
		}
	}
	p.Shows = &shows
	if p.Posts, err = postsSince(tx, personID); err != nil {
		return err
	}
	if p.Uses, err = usesOf(tx, personID); err != nil {
		return err
	}
	if p.Office {
		p.Contact, err = contactOf(tx, personID)
	}
	return err
}
