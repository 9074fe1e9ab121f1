// Package reuse offers an answer that was given under one provision under the others to which mappings lead from it, so that
// nobody answers the same question twice for two treaties. It is pure: it knows no database and writes nothing.
//
// Words: a mapping says how one provision stands to another (equal, subset, superset, intersect); a step walks it, in its own
// direction or backwards with the inverse relation; a path is one to four steps; its coverage is that of its weakest step, whole or
// part; an offer is what an answer is worth at the end of a path.
//
// Invariants: only empty fields are ever filled; each filled field says from which provision, by which path; the best path wins,
// whole before part, then the shorter, then by the ids on it, whatever the order in which the mappings come; no path passes
// between provisions that a mapping calls not related, nor ends at one that is called not related to its beginning.
package reuse
