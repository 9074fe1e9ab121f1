// Package names knows how names of people and parties are written, folded for searching, ordered and compared, and how the tags of
// languages are read and named.
//
// A person's name is kept as given. Everything here is derived from it and may be wrong, so nothing here is forced: a
// sort form is a guess that people may overrule, an honorific is split off only where it is known for one, and a
// similarity is a reason to show two records to a person, never to merge them. Names of one word are names.
//
// The package is pure: it knows no database, no clock and no randomness, and every function is bounded in what it
// returns, whatever it is given.
package names
