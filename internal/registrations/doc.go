// Package registrations keeps what confirmed people answer about themselves for one activity: corrections of their
// own data, the activity's questions, and consent item by item.
//
// Words: a registration is one person's form for one activity, a draft until it is submitted; a consent is kept with
// the wording that the person read.
//
// Invariants: nobody but the person fills the form; nothing is agreed to in advance; a half-filled form is kept as it
// is; sensitive answers stand in no list, history or log, and leave this room only in the export of those who hold
// the right to see them.
package registrations
