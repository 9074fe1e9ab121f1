// Package results counts an activity's figures from the registers, keeps the report on it, and
// publishes both: each published number is frozen with its definition, its time, its query and the
// ids of the records it counted, so that it can be computed again.
//
// Words: a definition says in words and in SQL what a figure counts; a release is one published text of
// a report with its frozen figures; a restatement is a release that corrects figures.
//
// Invariants: a figure is never typed; a published figure is never changed, a correction is a new one
// that points to the old; nobody approves a text that they wrote last; an approval holds for one version
// of the text only; what is published carries the label TLP:CLEAR.
package results
