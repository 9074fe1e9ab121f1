// Package forms holds the questions that an activity asks and checks the answers to them. It is pure: it
// knows no database, and whoever keeps questions or answers stores the text that Encode gives.
//
// Invariants: a form has at most MaxQuestions questions, each with a key of its own; every question says
// what it is asked for; an answer is bounded in length and number, so that nothing a stranger sends can
// fill the database. A draft may be incomplete and wrong, and is kept as typed; only a final answer must
// be complete and right.
package forms
