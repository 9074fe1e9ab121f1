// Package evaluations keeps what those who took part in an activity say about it, anonymously.
//
// Words: an evaluation is the form of one activity, begun from the questions of the pack; a ticket lets one person answer once; each
// question belongs to a level of Kirkpatrick, and is asked about the activity, each session or each speaker.
//
// Invariants: from the opening on the questions stand. An answer hangs on nobody: neither a person, nor a link, nor a time, nor an
// order of rows leads from one to the other. Nothing of it is shown before the evaluation is closed, and then only where enough people
// have answered; a closed evaluation is not opened again. See docs/decisions.
package evaluations
