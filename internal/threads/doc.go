// Package threads keeps the typed, dated links between any two records, from a request to what came of it.
//
// A link says how one record belongs to another (led to, was answered by), since when, and what shows it. A thread is
// everything that hangs together by links. Who reads a thread sees the records that their own rooms let them see, joined by
// links whose label is open to them. What stands behind a record that is hidden is not reached, and nothing tells of it:
// neither a count nor a gap.
//
// No record is linked to itself, two records are linked in one way once at a time, and no link is deleted: it is ended with
// a reason.
package threads
