// Package fault says what went wrong in words that a caller can act on.
//
// There are six faults: Invalid (the input is wrong, field by field), Forbidden
// (the actor may not), NotFound (there is no such record, or none that the actor
// may know of), Conflict (the record changed, is full, or is past that step),
// Unproved (the person must first prove again who they are) and Wait (too much at
// once; later it goes). Every other error is a bug or an outage and is shown without detail.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Field is one thing wrong with one input. Name is the form field or JSON key;
// an empty Name concerns the whole input.
type Field struct {
	Name  string `json:"field"`
	Words string `json:"words"`
}

// Invalid lists everything that is wrong with an input, at once.
type Invalid struct{ Fields []Field }

func (e *Invalid) Error() string {
	words := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		words[i] = strings.TrimSpace(f.Name + " " + f.Words)
	}
	return "invalid: " + strings.Join(words, "; ")
}

// Add notes one more thing that is wrong.
func (e *Invalid) Add(name, format string, args ...any) {
	e.Fields = append(e.Fields, Field{Name: name, Words: fmt.Sprintf(format, args...)})
}

// Check adds the words when ok is false.
func (e *Invalid) Check(ok bool, name, format string, args ...any) {
	if !ok {
		e.Add(name, format, args...)
	}
}

// Err is nil when nothing is wrong.
func (e *Invalid) Err() error {
	if e == nil || len(e.Fields) == 0 {
		return nil
	}
	return e
}

// Words returns what is wrong with the named field, or "".
func (e *Invalid) Words(name string) string {
	if e == nil {
		return ""
	}
	for _, f := range e.Fields {
		if f.Name == name {
			return f.Words
		}
	}
	return ""
}

// Forbidden tells that the actor may not do this. Closed says that the actor may do it with other records, but not with
// this one: outside it then looks like a record that does not exist.
type Forbidden struct {
	Words  string
	Closed bool
}

func (e *Forbidden) Error() string { return "forbidden: " + e.Words }

// NotFound tells that there is no such record for this actor.
type NotFound struct{ What string }

func (e *NotFound) Error() string { return "not found: " + e.What }

// Conflict tells that the state of the record does not allow this now.
type Conflict struct{ Words string }

func (e *Conflict) Error() string { return "conflict: " + e.Words }

// Unproved tells that the actor may, once the person has proved again who they are.
type Unproved struct{}

func (e *Unproved) Error() string { return "unproved: prove first that it is you" }

// Wait tells that there was too much of this: it can be asked again after a while.
type Wait struct {
	Words string
	After time.Duration
	Busy  bool // the installation is busy with others; otherwise the asker tried too often
}

func (e *Wait) Error() string { return "wait: " + e.Words }

// Wrong makes an Invalid with a single field.
func Wrong(name, format string, args ...any) error {
	e := &Invalid{}
	e.Add(name, format, args...)
	return e
}

// Missing makes a NotFound: Missing("activity") reads "no such activity".
func Missing(what string) error { return &NotFound{What: what} }

// Clash makes a Conflict.
func Clash(format string, args ...any) error { return &Conflict{Words: fmt.Sprintf(format, args...)} }

// Refuse makes a Forbidden.
func Refuse(format string, args ...any) error { return &Forbidden{Words: fmt.Sprintf(format, args...)} }

// AsInvalid returns the Invalid inside err, or nil.
func AsInvalid(err error) *Invalid {
	if e, ok := errors.AsType[*Invalid](err); ok {
		return e
	}
	return nil
}

// IsNotFound tells whether err is a NotFound.
func IsNotFound(err error) bool { _, ok := errors.AsType[*NotFound](err); return ok }

// IsForbidden tells whether err is a Forbidden.
func IsForbidden(err error) bool { _, ok := errors.AsType[*Forbidden](err); return ok }

// IsConflict tells whether err is a Conflict.
func IsConflict(err error) bool { _, ok := errors.AsType[*Conflict](err); return ok }

// IsUnproved tells whether err is an Unproved.
func IsUnproved(err error) bool { _, ok := errors.AsType[*Unproved](err); return ok }

// IsWait tells whether err is a Wait.
func IsWait(err error) bool { _, ok := errors.AsType[*Wait](err); return ok }
