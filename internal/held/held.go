// Package held is the form in which every room says what it holds about a person, so that the person can read it all on
// one page and take it along in one file.
package held

import "time"

// The classes of records. Each has its purpose and legal ground in the register of processing, and its time in the
// schedule of retention.
const (
	Identity      = "identity"
	Contact       = "contact"
	Affiliations  = "affiliations"
	Posts         = "posts"
	Consents      = "consents"
	Nominations   = "nominations"
	Registrations = "registrations"
	Attendance    = "attendance"
	Letters       = "letters"
	Accounts      = "accounts"
	Imports       = "imports"
	Networking    = "networking"
	Capacity      = "capacity" // training, certificates, secondments, and what an alumnus says
)

// Classes are all of them, in the order in which a person reads them.
var Classes = []string{Identity, Contact, Affiliations, Posts, Nominations, Registrations, Attendance, Networking, Capacity, Letters, Consents, Accounts, Imports}

// Record is one record about a person.
type Record struct {
	Class  string  `json:"class"`
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Fields []Field `json:"fields" nullable:"false"`
}

// Field is one value of a record. Key is for machines and stays the same, Label is for people.
type Field struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// New starts a record with its fields, given as key, label and value; empty values are left out.
func New(class, id, title string, parts ...string) Record {
	r := Record{Class: class, ID: id, Title: title, Fields: []Field{}}
	for i := 0; i+2 < len(parts); i += 3 {
		if parts[i+2] != "" {
			r.Fields = append(r.Fields, Field{parts[i], parts[i+1], parts[i+2]})
		}
	}
	return r
}

// At writes a time; none is empty.
func At(t interface {
	IsZero() bool
	UTC() time.Time
},
) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// YesNo writes a truth.
func YesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
