package people

import (
	"cmp"
	"context"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

// Person is one human being. Party, Position and Unit are those of the latest affiliation that holds
// on the day asked for.
type Person struct {
	ID          string    `db:"id" json:"id"`
	Given       string    `db:"given" json:"given"`
	SortForm    string    `db:"sort_form" json:"sort_form"`
	AddressForm string    `db:"address_form" json:"address_form,omitempty"`
	NativeName  string    `db:"native_name" json:"native_name,omitempty"`
	NativeLang  string    `db:"native_lang" json:"native_lang,omitempty"`
	Sex         string    `db:"sex" json:"sex,omitempty"`
	Email       string    `db:"email" json:"email,omitempty"`
	Phone       string    `db:"phone" json:"phone,omitempty"`
	Alias       string    `db:"alias" json:"alias,omitempty" doc:"Stands in place of the name before everyone but the secretariat and the own party"`
	ErasedAt    db.Time   `db:"erased_at" json:"erased_at,omitzero" doc:"From then on the name is a pseudonym"`
	Label       label.TLP `db:"label" json:"label"`
	PartyID     string    `db:"party_id" json:"party_id,omitempty"`
	Party       string    `db:"party" json:"party,omitempty"`
	Inside      string    `db:"inside" json:"inside,omitempty" doc:"The party that an agency is inside"`
	Position    string    `db:"position" json:"position,omitempty"`
	Unit        string    `db:"unit" json:"unit,omitempty"`
	SortKey     string    `db:"sort_key" json:"-"`
	Version     int       `db:"version" json:"version"`
}

// Addressed is the name with the form of address before it.
func (p Person) Addressed() string { return strings.TrimSpace(p.AddressForm + " " + p.Given) }

// WorksFor is the party, with the one that it is inside.
func (p Person) WorksFor() string { return within(p.Party, p.Inside) }

func within(party, inside string) string {
	if inside == "" {
		return party
	}
	return party + ", " + inside
}

// DefaultLabel is the label of a person of whom nobody has said another one.
const DefaultLabel = label.AmberStrict

// Sexes are the answers to the question for a person's sex; "" is that it is not known.
var Sexes = []string{"f", "m", "x"}

// Draft is a person as someone writes them down, with the first affiliation where PartyID is given.
type Draft struct {
	Given       string    `json:"given" maxLength:"200" doc:"The whole name, as the person writes it"`
	SortForm    string    `json:"sort_form,omitempty" maxLength:"200" doc:"How lists order the name; guessed from the name when empty"`
	AddressForm string    `json:"address_form,omitempty" maxLength:"60" doc:"Ms, H.E. Mr, Pol. Col."`
	NativeName  string    `json:"native_name,omitempty" maxLength:"200" doc:"The name in its own script"`
	NativeLang  string    `json:"native_lang,omitempty" maxLength:"20" doc:"Language of native_name, BCP 47"`
	Sex         string    `json:"sex,omitempty" enum:"f,m,x," doc:"Empty when unknown; never guessed"`
	Email       string    `json:"email,omitempty" maxLength:"254"`
	Phone       string    `json:"phone,omitempty" maxLength:"60"`
	Label       label.TLP `json:"label,omitempty" maxLength:"20" doc:"TLP label; when empty, the one before, or TLP:AMBER+STRICT for a new person"`
	LabelReason string    `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`

	PartyID  string  `json:"party_id,omitempty" maxLength:"40" doc:"First affiliation; when adding only"`
	Position string  `json:"position,omitempty" maxLength:"300"`
	Unit     string  `json:"unit,omitempty" maxLength:"300"`
	From     db.Date `json:"from,omitempty" format:"date"`

	Anyway bool `json:"anyway,omitempty" doc:"Enter the person although the register has someone alike"`
}

func (d *Draft) tidy() {
	for _, s := range []*string{&d.Given, &d.SortForm, &d.AddressForm, &d.NativeName, &d.NativeLang, &d.Sex, &d.Email, &d.Phone, &d.Position, &d.Unit} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	if d.SortForm == "" {
		d.SortForm = names.SortForm(d.Given, "")
	}
	if d.Label == "" {
		d.Label = DefaultLabel
	}
}

// check lists everything wrong with the draft that can be seen without the register.
// turning are the characters that override the direction of what stands around them. Scripts from right to left need none.
const turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

func (d *Draft) check() error {
	var wrong fault.Invalid
	wrong.Check(d.Given != "", "given", "Write the name as the person writes it.")
	for _, f := range []struct {
		field, value, words string
		most                int
	}{
		{"given", d.Given, "The name", 200},
		{"sort_form", d.SortForm, "The sort form", 200},
		{"address_form", d.AddressForm, "The form of address", 60},
		{"native_name", d.NativeName, "The name in its own script", 200},
		{"phone", d.Phone, "The phone number", 60},
		{"position", d.Position, "The position", 300},
		{"unit", d.Unit, "The unit", 300},
	} {
		wrong.Check(!strings.ContainsAny(f.value, turning), f.field, "%s holds marks that turn its direction, so that it reads as something else. Type it without them.", f.words)
		wrong.Check(utf8.RuneCountInString(f.value) <= f.most, f.field, "%s is longer than %d characters. Shorten it.", f.words, f.most)
	}
	wrong.Check(d.Sex == "" || slices.Contains(Sexes, d.Sex), "sex", "Choose female, male, another, or leave it open.")
	wrong.Check(d.Label.Valid(), "label", "Choose one of the labels.")
	if d.Email != "" {
		a, err := mail.ParseAddress(d.Email)
		wrong.Check(err == nil && a.Address == d.Email && len(d.Email) <= 254, "email", "%q is not an e-mail address.", d.Email)
	}
	if d.NativeLang != "" {
		_, err := language.Parse(d.NativeLang)
		wrong.Check(err == nil, "native_lang", "%q is not a language tag. Write it as th, km or zh-Hant.", d.NativeLang)
	}
	return wrong.Err()
}

// EmailKey is the form of an address under which a person is found.
func EmailKey(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// NameKey is the form of a name under which "the same" person is found: folded, without forms of address.
func NameKey(given string) string {
	_, rest := names.SplitHonorific(given, "")
	return names.Fold(rest)
}

// Add enters a person. When the register has someone alike, it answers with a Doubles error instead,
// unless the draft says Anyway.
func (s *Service) Add(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	id, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		o, err := objectOfParty(tx, d.PartyID)
		if err != nil {
			return "", err
		}
		if err := actor.Require(RightEdit, o); err != nil {
			return "", err
		}
		d.tidy()
		if err := d.check(); err != nil {
			return "", err
		}
		if !d.Anyway {
			alike, err := AlikeIn(tx, d)
			if err != nil {
				return "", err
			}
			if len(alike) > 0 {
				return "", refuseDouble(actor, alike)
			}
		}
		return AddIn(tx, actor, d)
	})
	if doubles, ok := errors.AsType[*Doubles](err); ok { // they are shown with the question
		if err := audit.ViewedEach(ctx, s.db, actor, Kind, idsOf(doubles.Matches), ActionViewAlike); err != nil {
			return "", err
		}
	}
	return id, err
}

// AddIn enters a person within a transaction of a higher room, which has asked for the right and has
// looked whether the person is in the register already.
func AddIn(tx *db.Tx, actor access.Actor, d Draft) (string, error) {
	d.tidy()
	if err := d.check(); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertPerson(tx, id, d); err != nil {
		return "", err
	}
	if d.Label != DefaultLabel {
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, To: d.Label}); err != nil {
			return "", err
		}
	}
	if err := index(tx, id, d); err != nil {
		return "", err
	}
	if err := audit.Record(tx, actor, ActionAdd, Kind, id, d); err != nil {
		return "", err
	}
	if d.PartyID != "" {
		_, err := AffiliateIn(tx, actor, AffiliationDraft{PersonID: id, PartyID: d.PartyID, Position: d.Position, Unit: d.Unit, From: d.From})
		if err != nil {
			return "", err
		}
	}
	return id, nil
}

// Change rewrites a person; version is the one that the editor saw. Affiliations change by their own verbs.
func (s *Service) Change(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		_, o, err := findWithObject(tx, id, tx.Today())
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightEdit, o); err != nil {
			return false, err
		}
		return true, ChangeIn(tx, actor, id, version, d)
	})
	return err
}

// ChangeIn rewrites a person within a transaction of a higher room.
func ChangeIn(tx *db.Tx, actor access.Actor, id string, version int, d Draft) error {
	before, o, err := findWithObject(tx, id, tx.Today())
	if err != nil {
		return err
	}
	d.Label = cmp.Or(d.Label, before.Label)
	if err := changeable(tx, before); err != nil {
		return err
	}
	d.tidy()
	if err := d.check(); err != nil {
		return err
	}
	n, err := updatePerson(tx, id, version, d)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Clash("%s was changed by someone else in the meantime.", before.Given)
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, Object: o, To: d.Label, Reason: d.LabelReason}); err != nil {
		return err
	}
	if err := index(tx, id, d); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionChange, Kind, id, d)
}

func index(tx *db.Tx, id string, d Draft) error {
	if err := search.Index(tx, Kind, id, names.SearchTerms(d.Given, d.SortForm, d.NativeName, d.Email)); err != nil {
		return err
	}
	return search.Index(tx, kindSound, id, names.BlockingKeys(d.Given))
}

// Find returns a person with the affiliation that holds on the day.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string, asAt db.Date) (Person, error) {
	return noted[Person](ctx, s, actor, id)(db.View(ctx, s.db, func(tx *db.Tx) (Person, error) {
		p, o, err := findWithObject(tx, id, orToday(tx, asAt))
		if err != nil {
			return Person{}, err
		}
		return p, actor.Require(RightSee, o)
	}))
}

// noted notes a look at a person.
func noted[T any](ctx context.Context, s *Service, actor access.Actor, id string) func(T, error) (T, error) {
	return audit.Shown(ctx, s.db, actor, Kind, ActionView, func(T) []string { return []string{id} })
}

// FindIn returns a person within a transaction of a higher room.
func FindIn(tx *db.Tx, id string) (Person, error) { return findPerson(tx, id, tx.Today()) }

// ObjectIn is a person as the access rule sees them, for verbs of higher rooms.
func ObjectIn(tx *db.Tx, id string) (access.Object, error) {
	_, o, err := findWithObject(tx, id, tx.Today())
	return o, err
}

// findWithObject loads a person together with what the access rule looks at.
func findWithObject(tx *db.Tx, id string, day db.Date) (Person, access.Object, error) {
	p, err := findPerson(tx, id, day)
	if err != nil {
		return Person{}, access.Object{}, err
	}
	o := access.Object{Persons: []string{id}, Label: p.Label}
	if o.Parties, err = partiesOf(tx, id, tx.Today()); err != nil {
		return p, o, err
	}
	o.Named, err = labels.ReadersIn(tx, Kind, id)
	return p, o, err
}

// Filter narrows the list of persons.
type Filter struct {
	Query   string   // beginnings of words of the name, in any script, or of the e-mail address
	PartyID string   // works for the party or an agency inside it, as at AsAt
	AsAt    db.Date  // today when empty
	After   []string // sort values of the last row before
	Limit   int
}

// List returns a page of the persons that the actor may see, in the order of their sort forms, and the
// key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Person, []string, error) {
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Person, error) {
		f.AsAt = orToday(tx, f.AsAt)
		rows, err := listPersons(tx, actor, f)
		next = nil
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{rows[f.Limit-1].SortKey, rows[f.Limit-1].ID}
		}
		return rows, err
	})
	list, err = audit.ShownList[[]Person](ctx, s.db, actor, Kind, ActionViewList, f.asked())(list, err)
	return list, next, err
}

// asked is what the filter asks for, as the history keeps it.
func (f Filter) asked() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"query": f.Query, "party": f.PartyID, "as_at": string(f.AsAt)} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

func orToday(tx *db.Tx, d db.Date) db.Date {
	if d == "" {
		return tx.Today()
	}
	return d
}
