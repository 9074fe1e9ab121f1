// Package indicators keeps the results framework and the values of its indicators, period by period.
//
// Words: a result is an impact, an outcome or an output; an indicator is what it is measured by; a value belongs to one
// indicator and one period, and is computed from the registers or entered with evidence; a restatement is a value that
// stands beside the published one that it corrects.
//
// Invariants: nobody approves a value that they proposed, and nothing is published that was not approved; one value of a
// period is under way at a time; a published value is never changed, late data only show a difference; a computed value is
// never typed, and is published with its query, its time and the records that it counted; what is published carries the label
// TLP:CLEAR, without groups so small that they would tell of single people.
package indicators
