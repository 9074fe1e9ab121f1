// Package wishes decides which of the meetings that people wish for are held, when, where and with whose help.
//
// A Problem names the people and when they are away, the slots, the rooms with their tables, and the wishes: pairs or
// groups that must, want to or will not meet. engine/wishes/planner finds a Plan, an Outcome for every wish, and a Certificate: prices
// of people and slots from which anyone can compute a value that no plan can pass. Check judges a plan and a
// certificate from the statement of the problem alone, in one pass. Told puts into words why a wish was not met, for the person who
// reads them: somebody's veto is never among them.
//
// engine/meetings is another problem: there every meeting is held, and the breaks between them are fewest.
//
// The package is pure: no clock, no files, no chance.
//
// docs/algorithms/meetings.md explains the model and the methods with a worked example.
package wishes
