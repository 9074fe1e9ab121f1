// Package assessments keeps what people know before and after an activity.
//
// Words: an item is a question of the bank, in versions; the test of an activity is a list of items, the same before and after; a
// taker is somebody who takes it, under a code on paper; a sitting is one way through the test; gain is what lies between the two
// sittings of one taker.
//
// Invariants: what was reviewed never changes, a change makes the next version; whoever wrote an item does not review it. The items
// of a test stand from the moment at which it is fixed. There is one sitting for each taker and phase, and none is taken twice.
// Points are given by rule, whole or not at all; a wording that an officer accepts counts for everybody who wrote it. Scores are
// read by the person and by the secretariat, and by the own focal point where the person said so.
package assessments
