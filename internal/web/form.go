package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/web/ui"
)

// Form is what a person sent. Reading a field never fails: what cannot be read is noted in Wrong
// and listed together with what the verb finds wrong.
type Form struct {
	Values  url.Values
	Wrong   fault.Invalid
	uploads map[string]files.Upload
}

// Form returns the form of the request.
func (c *Call) Form() *Form {
	if c.form == nil {
		c.form = &Form{Values: c.R.URL.Query()}
	}
	return c.form
}

func readForm(r *http.Request) (*Form, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Header.Get("Content-Type") == "", media == reportMedia, media == reportsMedia: // nothing, or no form
		return &Form{Values: url.Values{}}, nil
	case err != nil:
		return nil, fault.Wrong("", "The form arrived in a shape that cannot be read. Load the page again and send it once more.")
	case media == "multipart/form-data":
		return readMultipart(r)
	case media == "application/x-www-form-urlencoded":
		if err := r.ParseForm(); err != nil {
			return nil, unreadable(err)
		}
		return checkText(&Form{Values: r.PostForm})
	default:
		return nil, fault.Wrong("", "This address takes a form, not %s.", media)
	}
}

func unreadable(err error) error {
	if tooLarge(err) {
		return err
	}
	return fault.Wrong("", "The form did not arrive whole. Send it again.")
}

func readMultipart(r *http.Request) (*Form, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, unreadable(err)
	}
	f := &Form{Values: url.Values{}, uploads: map[string]files.Upload{}}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return checkText(f)
		}
		if err != nil {
			return nil, unreadable(err)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, unreadable(err)
		}
		switch {
		case part.FileName() == "" && part.Header.Get("Content-Type") == "":
			f.Values.Add(part.FormName(), string(data))
		case part.FileName() != "":
			f.uploads[part.FormName()] = files.Upload{Field: part.FormName(), Name: part.FileName(), Bytes: data}
		}
	}
}

// checkText refuses bytes that are no text before they reach a rule or the database.
func checkText(f *Form) (*Form, error) {
	for name, values := range f.Values {
		if !isText(name) {
			return nil, fault.Wrong("", "The form holds a field that cannot be read. Load the page again.")
		}
		for _, v := range values {
			if !isText(v) {
				return nil, fault.Wrong(name, "The text holds characters that cannot be kept. Type it again.")
			}
		}
	}
	return f, nil
}

func (f *Form) fingerprint(r *http.Request) string {
	values := url.Values{}
	for name, v := range f.Values {
		if name != "_key" {
			values[name] = v
		}
	}
	body := values.Encode()
	for name, u := range f.uploads {
		body += fmt.Sprintf("\n%s %s %d", name, u.Name, len(u.Bytes))
	}
	return fingerprint(r.Method, r.URL.Path, []byte(body))
}

// Text is a field without the blanks around it.
func (f *Form) Text(name string) string { return strings.TrimSpace(f.Values.Get(name)) }

// Texts are all values of a field.
func (f *Form) Texts(name string) []string {
	var out []string
	for _, v := range f.Values[name] {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// Checked tells whether a checkbox was ticked.
func (f *Form) Checked(name string) bool { return f.Values.Get(name) != "" }

// Int is a whole number; an empty field is 0.
func (f *Form) Int(name, label string) int {
	s := f.Text(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < -1_000_000 || n > 1_000_000 {
		f.Wrong.Add(name, "%s: write a whole number.", label)
		return 0
	}
	return n
}

// Date is a day; an empty field is "".
func (f *Form) Date(name, label string) db.Date {
	s := f.Text(name)
	if s == "" {
		return ""
	}
	d, err := db.ParseDate(s)
	if err != nil {
		f.Wrong.Add(name, "%s: %q is not a date. Write it as 2024-06-05.", label, s)
	}
	return d
}

// LocalTime is a time on the clock of a zone, from a datetime-local field; an empty field is zero.
func (f *Form) LocalTime(name, label string, zone *time.Location) db.Time {
	s := f.Text(name)
	if s == "" {
		return db.Time{}
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil && t.Year() >= 1900 && t.Year() <= 2200 {
			return db.At(t)
		}
	}
	f.Wrong.Add(name, "%s: %q is not a date and time. Write it as 2024-06-05T09:30.", label, s)
	return db.Time{}
}

// Upload is a file field, nil when no file was chosen.
func (f *Form) Upload(name string) *files.Upload {
	if u, ok := f.uploads[name]; ok {
		return &u
	}
	return nil
}

// Merge joins what the form could not read with what the verb found wrong; err may also be the former alone, which is then
// not said twice. An error of another kind is returned as it is; nil when nothing is wrong.
func (f *Form) Merge(err error) error {
	invalid := fault.AsInvalid(err)
	if err != nil && invalid == nil {
		return err
	}
	if invalid != nil && invalid != &f.Wrong {
		f.Wrong.Fields = append(f.Wrong.Fields, invalid.Fields...)
	}
	return f.Wrong.Err()
}

// Overtaken tells whether err says that the record was changed since the form was shown. If so, the form keeps what was
// typed, says so, and takes the version that is the latest now: sending it again is then a decision.
func (f *Form) Overtaken(err error, latest int) bool {
	if !fault.IsConflict(err) || latest == f.Int("version", "Version") {
		return false
	}
	f.Values.Set("version", strconv.Itoa(latest))
	f.Wrong.Add("", "Somebody else changed this record while you were writing. What you typed stands below and is not kept yet. Open the "+
		"record in another window to see the change; keep your text here to replace it.")
	return true
}

// Errors lists what is wrong, for the summary above the form.
func (f *Form) Errors() []ui.FieldError {
	out := make([]ui.FieldError, len(f.Wrong.Fields))
	for i, w := range f.Wrong.Fields {
		out[i] = ui.FieldError{Field: w.Name, Words: w.Words}
	}
	return out
}

// Field starts a form field with the value as typed and the words beside it.
func (f *Form) Field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: label, Value: f.Values.Get(name), Values: f.Values[name], Error: f.Wrong.Words(name), Checked: f.Checked(name)}
}

// Tick starts a checkbox, which is sent as it stands and ticked where it was.
func (f *Form) Tick(name, label string) ui.Field {
	field := f.Field(name, label)
	field.Value = ""
	return field
}

// Several starts a group of checkboxes or a select of which more than one can be chosen.
func (f *Form) Several(name, label string) ui.Field {
	field := f.Field(name, label)
	field.Value, field.Values = "", f.Texts(name)
	return field
}

// NewForm makes a form to be shown, filled with the given values.
func NewForm(values map[string]string) *Form {
	f := &Form{Values: url.Values{}}
	for k, v := range values {
		f.Values.Set(k, v)
	}
	return f
}

// NewKey makes the idempotency key of a form about to be shown.
func NewKey() string { return db.NewID() }

// NextPage is the address of the list that the request asks for, from the key on.
func (c *Call) NextPage(key []string) string {
	q := c.R.URL.Query()
	q.Set("after", EncodeKey(key...))
	return c.R.URL.Path + "?" + q.Encode()
}

// Address is a path with the values that are not empty: web.Address("/people", "q", words, "after", key).
func Address(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
