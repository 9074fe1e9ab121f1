// Package people keeps the register of persons: one human being once, across years, with dated
// affiliations to parties, the posts held in time, and what each person agreed to.
//
// A name is kept as the person writes it; the sort form is a guess that anyone with the right may
// overrule. Sex is asked for, never guessed. A person is visible to those whose scope holds a party
// that the person works for.
//
// Invariants: two affiliations of one person with one party never overlap; a post has at most one
// holder on any day; a consent is never rewritten, the latest row of an item counts; nobody is entered
// twice with one e-mail address unless someone said that these are two persons.
package people
