package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// FormSpec describes a form.
type FormSpec struct {
	ID        string
	Action    string
	Method    string // post when empty
	Key       string // idempotency key, sent as _key
	Draft     string // name under which what is typed is kept on the device
	DraftURL  string // where drafts are also saved on the server
	Multipart bool   // the form has a file field
	Columns   bool   // fields stand side by side where there is room
	Inline    bool   // a short form on one line, such as the filters of a list
	Label     string // what the form is for, where no heading says it
}

func (f FormSpec) method() string {
	if f.Method == "" {
		return "post"
	}
	return strings.ToLower(f.Method)
}

// attributes returns what only some forms have.
func (f FormSpec) attributes() templ.Attributes {
	set := templ.Attributes{}
	for name, value := range map[string]string{"id": f.ID, "data-draft": f.Draft, "data-draft-url": f.DraftURL, "aria-label": f.Label} {
		if value != "" {
			set[name] = value
		}
	}
	if f.Multipart {
		set["enctype"] = "multipart/form-data"
	}
	return set
}

// Field is one question of a form. Value is what was typed, also when it was
// wrong. The same struct serves every kind of field.
type Field struct {
	Name         string
	ID           string // "f-" + Name when empty
	Label        string
	Hint         string
	Error        string
	Value        string
	Values       []string // of a checkbox group
	Checked      bool     // of a single checkbox
	Required     bool
	Optional     bool   // says "optional" beside the label
	Unlabelled   bool   // the row says to the eye what the label says to a screen reader
	ReadOnly     bool   // shown and sent, not to be changed
	Autocomplete string // token of the HTML standard
	Lang         string // of the answer, when it is known
	Dir          string // auto lets the first strong letter decide
	Wide         bool   // takes the whole row of a form with columns
	Min          string
	Max          string
	Step         string
	MaxLength    int
	Rows         int    // of a text area
	Accept       string // of a file field
	Multiple     bool   // of a file or select field
	None         string // words of a select's empty answer; "Choose" when empty
	Filter       string // label of a type-ahead for long selects
	Attrs        templ.Attributes
}

// Needed is the field as one that must be answered.
func (f Field) Needed() Field {
	f.Required = true
	return f
}

// Hinted is the field with words below its label.
func (f Field) Hinted(words string) Field {
	f.Hint = words
	return f
}

// Limited is the field for so many characters at most.
func (f Field) Limited(most int) Field {
	f.MaxLength = most
	return f
}

// Across is the field over the whole row of a form with columns.
func (f Field) Across() Field {
	f.Wide = true
	return f
}

// OrNone is the field of a select with words for its empty answer.
func (f Field) OrNone(words string) Field {
	f.None = words
	return f
}

// Option is one answer of a select, radio or checkbox group.
type Option struct {
	Value    string
	Label    string
	Hint     string
	Group    string // consecutive options of one group stand together in a select
	Disabled bool
}

// Answers makes an answer of each of a list that says itself how it is sent and shown: terms of the vocabulary, labels.
func Answers[T interface{ Answer() (value, words string) }](list []T) []Option {
	out := make([]Option, len(list))
	for i, one := range list {
		out[i].Value, out[i].Label = one.Answer()
	}
	return out
}

// Named makes an answer of each of a list, with its words.
func Named[T ~string](list []T, words map[T]string) []Option {
	return Said(list, func(one T) string { return words[one] })
}

// Said makes an answer of each of a list, as say words it.
func Said[T ~string](list []T, say func(T) string) []Option {
	out := make([]Option, len(list))
	for i, one := range list {
		out[i] = Option{Value: string(one), Label: say(one)}
	}
	return out
}

// FieldError is one line of an ErrorSummary. Field is the name of the field, or
// empty for a problem of the whole form.
type FieldError struct {
	Field string
	Words string
}

// FieldID is the id of the input of the field of this name; #FieldID links to it.
func FieldID(name string) string {
	return "f-" + strings.NewReplacer(" ", "-", "[", "-", "]", "", ".", "-").Replace(name)
}

func (f Field) id() string {
	if f.ID == "" {
		return FieldID(f.Name)
	}
	return f.ID
}

// describedBy ties the hint and the error to the input.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.id()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.id()+"-error")
	}
	return strings.Join(ids, " ")
}

// optionID gives the first option the field's own id, so that the link of an
// error summary puts the focus on it.
func (f Field) optionID(i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + strconv.Itoa(i)
}

func (f Field) has(value string) bool {
	if f.Value == value {
		return true
	}
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return false
}

// attributes returns what an input has besides name, type and value.
func (f Field) attributes() templ.Attributes {
	set := templ.Attributes{}
	for name, value := range map[string]string{
		"autocomplete": f.Autocomplete, "lang": f.Lang, "dir": f.Dir, "min": f.Min, "max": f.Max, "step": f.Step,
		"accept": f.Accept, "aria-describedby": f.describedBy(),
	} {
		if value != "" {
			set[name] = value
		}
	}
	for name, on := range map[string]bool{"required": f.Required, "readonly": f.ReadOnly, "multiple": f.Multiple} {
		if on {
			set[name] = true
		}
	}
	if f.Error != "" {
		set["aria-invalid"] = "true"
	}
	if f.MaxLength > 0 {
		set["maxlength"] = strconv.Itoa(f.MaxLength)
	}
	for name, value := range f.Attrs {
		set[name] = value
	}
	return set
}

// choiceAttributes returns what each option of a group has. A group says its
// error once, on the fieldset.
func (f Field) choiceAttributes(o Option) templ.Attributes {
	set := templ.Attributes{}
	if f.Error != "" {
		set["aria-invalid"] = "true"
	}
	if o.Disabled {
		set["disabled"] = true
	}
	for name, value := range f.Attrs {
		set[name] = value
	}
	return set
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

// optionGroups splits options where their group changes.
func optionGroups(options []Option) [][]Option {
	var groups [][]Option
	for i, option := range options {
		if i == 0 || option.Group != options[i-1].Group {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], option)
	}
	return groups
}

// ButtonKind is how much weight a button has on its page.
type ButtonKind string

// One primary button per form; danger for what is hard to take back.
const (
	Primary ButtonKind = "primary"
	Quiet   ButtonKind = "quiet"
	Danger  ButtonKind = "danger"
)
