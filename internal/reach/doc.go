// Package reach tells whom the mechanism has reached and whom it has not: how often each party was invited, named people and came,
// by year, and who never was, never did and since when. It only reads.
//
// Words: a measure is one thing that is counted for a party: invited, named, came; the step of a party is the furthest of them
// that it has reached; the division says how many women and men are among those who came, as far as the register knows it.
//
// Invariants: a party without any activity stands in the list like every other; an agency counts under the party that it is
// inside; the status of a party is asked as at the end of each year; a division is shown only where it tells of no single
// person, neither by itself nor by subtraction, and always over all years, so that no two filters can be subtracted.
package reach
