// Package periodic counts what reports of a period publish, a month, a half-year or a year: numbers, and charts with the table of
// theirs. It writes the first text of such a report from a template of the pack.
//
// Words: a scope is the period that a text tells of; a reference is how a text names a number, {{period:people}}, or a chart,
// {{chart:people/sex}}; a figure is a computation of the catalogue over one period with the records that it counted.
//
// Invariants: a figure is never typed; what a release froze is never changed, a correction is a figure of another release that
// points to the one that it corrects; a division that would tell of single people is closed when it is frozen, and stays so.
package periodic
