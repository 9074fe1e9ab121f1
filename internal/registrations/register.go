package registrations

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/forms"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
	"counterpart/internal/vocabulary"
)

// The states of a registration; a person who has not begun has none.
const (
	Draft     = "draft"
	Submitted = "submitted"
)

// Registration is a confirmed person's own answers. While it is a draft the answers also hold, under keys that begin
// with "own." and "consent.", what was typed into the other parts of the form.
type Registration struct {
	NominationID string  `db:"nomination_id"`
	State        string  `db:"state"`
	Answers      string  `db:"answers"`
	SavedAt      db.Time `db:"saved_at"`
	SubmittedAt  db.Time `db:"submitted_at"`
	Version      int     `db:"version"`
}

// Form is what a participant typed into the form.
type Form struct {
	Own      OwnData             `json:"own"`
	Answers  map[string][]string `json:"answers" doc:"By the key of the question"`
	Consents []string            `json:"consents" doc:"The keys of the items agreed to; the others are refused"`
}

// OwnData is what participants may correct about themselves.
type OwnData struct {
	Given       string `json:"given" maxLength:"200"`
	AddressForm string `json:"address_form,omitempty" maxLength:"60"`
	NativeName  string `json:"native_name,omitempty" maxLength:"200"`
	Sex         string `json:"sex,omitempty" enum:"f,m,x,"`
	Phone       string `json:"phone,omitempty" maxLength:"60"`
}

// Item is one thing that a participant may agree to, with what they said last.
type Item struct {
	Key     string `json:"key"`
	Wording string `json:"wording"`
	Given   bool   `json:"given"`
	Asked   bool   `json:"asked"` // answered before, for this activity
}

// Page is all that the registration form shows.
type Page struct {
	Nomination   delegations.Nomination
	Activity     activities.Activity
	Person       people.Person
	Registration Registration
	Form         Form // as kept: the draft, or what was submitted
	Items        []Item
	Programme    []activities.Session
	Open         bool
	Closed       string // why nothing can be changed
}

// Find returns a person's registration for an activity.
func (s *Service) Find(ctx context.Context, actor access.Actor, activityID, personID string) (Page, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(Page) []string { return []string{personID} })(db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		page, err := s.pageOf(tx, actor, activityID, personID)
		if err != nil {
			return page, err
		}
		programme, err := activities.ProgrammeIn(tx, actor, activityID, shown.Participants)
		page.Programme = programme.Sessions
		return page, err
	}))
}

func (s *Service) pageOf(tx *db.Tx, actor access.Actor, activityID, personID string) (Page, error) {
	n, err := delegations.ActiveIn(tx, activityID, personID)
	if err != nil {
		return Page{}, err
	}
	if err := actor.Require(RightRegister, n.Object()); err != nil {
		return Page{}, err
	}
	if n.State != delegations.Confirmed {
		return Page{}, fault.Clash("Your place at %s is not confirmed yet. You can register when it is.", n.Activity)
	}
	page := Page{Nomination: n}
	if page.Activity, err = activities.FindIn(tx, activityID); err != nil {
		return page, err
	}
	if page.Person, err = people.FindIn(tx, personID); err != nil {
		return page, err
	}
	if page.Registration, err = s.findRegistration(tx, n.ID); err != nil {
		return page, err
	}
	if page.Items, err = itemsFor(tx, activityID, personID); err != nil {
		return page, err
	}
	if page.Form, err = page.kept(); err != nil {
		return page, err
	}
	page.Open, page.Closed = page.open(tx.Now())
	return page, nil
}

func (p Page) open(now db.Time) (bool, string) {
	a := p.Activity
	switch {
	case a.State == activities.Cancelled:
		return false, "The activity is cancelled."
	case a.State == activities.Held:
		return false, "The activity has been held."
	case !a.RegistrationDeadline.IsZero() && now.After(a.RegistrationDeadline.Time):
		return false, "Registration closed on " + delegations.When(a, a.RegistrationDeadline) + ". Ask the secretariat if something must change."
	default:
		return true, ""
	}
}

// itemsFor lists the pack's consent items with what the person said about them for this activity.
func itemsFor(tx *db.Tx, activityID, personID string) ([]Item, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	said, err := consentsOf(tx, activityID, personID)
	if err != nil {
		return nil, err
	}
	var out []Item
	for _, t := range words.List(vocabulary.Consents) {
		given, asked := said[t.Code]
		out = append(out, Item{Key: t.Code, Wording: t.Name, Given: given, Asked: asked})
	}
	return out, nil
}

// kept is the form as it was saved last.
func (p Page) kept() (Form, error) {
	f := Form{Own: ownOf(p.Person), Answers: map[string][]string{}}
	kept, err := forms.DecodeAnswers(p.Registration.Answers)
	if err != nil {
		return f, err
	}
	draft := p.Registration.State == Draft
	for key, values := range kept {
		own, isOwn := strings.CutPrefix(key, "own.")
		item, isItem := strings.CutPrefix(key, "consent.")
		switch {
		case isOwn && draft && len(values) > 0:
			f.Own.set(own, values[0])
		case isItem && draft:
			f.Consents = append(f.Consents, item)
		case !isOwn && !isItem:
			f.Answers[key] = values
		}
	}
	if !draft {
		for _, item := range p.Items {
			if item.Given {
				f.Consents = append(f.Consents, item.Key)
			}
		}
	}
	return f, nil
}

func ownOf(p people.Person) OwnData {
	return OwnData{Given: p.Given, AddressForm: p.AddressForm, NativeName: p.NativeName, Sex: p.Sex, Phone: p.Phone}
}

func (o *OwnData) fields() map[string]*string {
	return map[string]*string{"given": &o.Given, "address_form": &o.AddressForm, "native_name": &o.NativeName, "sex": &o.Sex, "phone": &o.Phone}
}

func (o *OwnData) set(name, value string) {
	if field := o.fields()[name]; field != nil {
		*field = value
	}
}

// draft is the form as a draft is kept.
func (f Form) draft() forms.Answers {
	out := forms.Answers{}
	for key, values := range f.Answers {
		out[key] = values
	}
	for name, value := range f.Own.fields() {
		out["own."+name] = []string{*value}
	}
	for _, item := range f.Consents {
		out["consent."+item] = []string{"1"}
	}
	return out
}

// SaveDraft keeps a half-filled form as it is. Nothing is asked to be complete, and nobody reads it but its author.
func (s *Service) SaveDraft(ctx context.Context, actor access.Actor, activityID, personID string, f Form) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		page, err := s.pageOf(tx, actor, activityID, personID)
		if err != nil {
			return false, err
		}
		if err := page.ready(f, false); err != nil {
			return false, err
		}
		if page.Registration.State == Submitted {
			return true, nil // what was submitted stays until it is submitted again; the device keeps the draft
		}
		return true, s.saveRegistration(tx, Registration{
			NominationID: page.Nomination.ID, State: Draft, Answers: forms.EncodeAnswers(f.draft()), Version: page.Registration.Version,
		})
	})
	return err
}

// ready refuses a form that comes too late or does not fit.
func (p Page) ready(f Form, final bool) error {
	if !p.Open {
		return fault.Clash("%s", p.Closed)
	}
	var wrong fault.Invalid
	if err := forms.Check(p.Activity.Questions, f.Answers, final); err != nil {
		invalid := fault.AsInvalid(err)
		if invalid == nil {
			return err
		}
		wrong = *invalid
	}
	for name, value := range f.Own.fields() {
		wrong.Check(len(*value) <= 800, name, "This is too long. Shorten it.")
	}
	if final {
		wrong.Check(strings.TrimSpace(f.Own.Given) != "", "given", "Write your name as you want it to stand.")
		wrong.Check(slices.Contains([]string{"", "f", "m", "x"}, f.Own.Sex), "sex", "Choose one of the answers, or none.")
	}
	for _, item := range f.Consents {
		wrong.Check(slices.ContainsFunc(p.Items, func(i Item) bool { return i.Key == item }), "consent", "There is no item %q to agree to.", item)
	}
	return wrong.Err()
}

// Register submits the form: own data go to the person's record, consents are kept with their wording, answers with
// the registration. It can be done again until registration closes.
func (s *Service) Register(ctx context.Context, actor access.Actor, activityID, personID string, f Form) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		page, err := s.pageOf(tx, actor, activityID, personID)
		if err != nil {
			return false, err
		}
		if err := page.ready(f, true); err != nil {
			return false, err
		}
		if err := page.correct(tx, actor, f.Own); err != nil {
			return false, err
		}
		if err := page.consent(tx, actor, f.Consents); err != nil {
			return false, err
		}
		r := Registration{
			NominationID: page.Nomination.ID, State: Submitted, Answers: forms.EncodeAnswers(f.Answers),
			SubmittedAt: tx.Now(), Version: page.Registration.Version,
		}
		if err := s.saveRegistration(tx, r); err != nil {
			return false, err
		}
		// Answers may be sensitive: the history says that there are some, not what they are.
		return true, audit.Record(tx, actor, ActionRegister, delegations.Kind, page.Nomination.ID, map[string]int{"answers": len(f.Answers)})
	})
	return err
}

// correct takes over what the person corrected about themselves.
func (p Page) correct(tx *db.Tx, actor access.Actor, o OwnData) error {
	for _, value := range o.fields() {
		*value = strings.TrimSpace(*value)
	}
	if o == ownOf(p.Person) {
		return nil
	}
	d := people.Draft{
		Given: o.Given, AddressForm: o.AddressForm, NativeName: o.NativeName, NativeLang: p.Person.NativeLang, Sex: o.Sex,
		Email: p.Person.Email, Phone: o.Phone, Label: p.Person.Label,
	}
	if o.Given == p.Person.Given {
		d.SortForm = p.Person.SortForm
	}
	return people.ChangeIn(tx, actor, p.Person.ID, p.Person.Version, d)
}

// consent keeps what the person agreed to and what not, each with the words that they read; what has not changed is
// not kept again.
func (p Page) consent(tx *db.Tx, actor access.Actor, agreed []string) error {
	for _, item := range p.Items {
		given := slices.Contains(agreed, item.Key)
		if item.Asked && item.Given == given {
			continue
		}
		err := people.ConsentIn(tx, actor, people.ConsentDraft{
			PersonID: p.Person.ID, ActivityID: p.Activity.ID, Item: item.Key, Given: given, Wording: item.Wording,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
