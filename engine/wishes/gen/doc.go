// Package gen makes seeded instances of engine/wishes, of any size, and the plain rules that it is measured against: greedy by weight, and
// the rule that MeetMax publishes.
package gen
