// Package wishes decides which of the meetings that people wish for are held, when, where and with whose help.
//
// A Problem names the people and when they are away, the slots, the rooms with their tables, and the wishes: pairs or
// groups that must, want to or will not meet. Solve answers with a Plan, an Outcome for every wish, and a Certificate: prices
// of people and slots from which anyone can compute a value that no plan can pass. Check judges a plan and a
// certificate from the statement of the problem alone, in one pass. Replan mends a published plan with few changes. Told puts into
// words why a wish was not met, for the person who reads them: somebody's veto is never among them.
//
// engine/meetings is another problem: there every meeting is held, and the breaks between them are fewest.
//
// The package is pure: no clock, no files, no chance but the seed. The same problem, seed and work give the same plan on any
// machine. A context stops it at any moment with the best plan so far.
//
// docs/algorithms/meetings.md explains the model and the methods with a worked example.
package wishes
