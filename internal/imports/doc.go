// Package imports brings lists into the registers: people, parties, and the participants of an activity,
// from CSV files as people have them.
//
// A file is first rehearsed: every row gets a verdict (new, same or refused) with the column and the
// reason, and nothing is written to the registers. Then the good rows are taken, a few at a time, each
// marked with the record it became; what was interrupted goes on where it stopped. Taking a file twice
// changes nothing: the second time every row is the same.
//
// How rows are matched. A party is the one with the code of the row, or else with the same folded name,
// formal name or short name; agencies inside another party are found by name only where the name is
// theirs alone. A person is the one with the same folded name, forms of address left out, who works or
// worked for the same party or for an agency inside it; or else the one with the same e-mail address,
// when the names are alike. Nothing that the register has is changed by an import.
package imports
