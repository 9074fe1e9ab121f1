// Package answers is what can be said of a State's law under one provision of an instrument, and how texts that two people wrote
// at the same time become one.
//
// An answer says whether the provision binds the State (applicability), what the law says (de jure), whether it is applied (de
// facto), and in words what shows it. What nobody has answered is "", which is not the same as "none" or "unknown".
//
// Merge is three-way: what only one of two changed is taken from that one, lists are sets of which additions and removals are both
// kept, and a field that both changed to something different is a clash: then nothing is decided here. No text is ever dropped.
package answers
