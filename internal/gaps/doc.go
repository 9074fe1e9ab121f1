// Package gaps holds the law of States against instruments.
//
// A project is the work of several States under one name; of each State it has one assessment. An assessment looks at the law in
// rounds, each as of one day: first the baseline, later follow-ups, which begin with what was said before. In a round there is a
// cell for each provision of the instruments that are assessed; what stands in it is an answer (package answers).
//
// Experts, officers and the State's own focal points write while the round is drafted. Nobody overwrites anybody: a save says upon
// which revision it was written; what others changed meanwhile is merged field by field, and where two changed the same field the
// later text is set aside as a proposal, beside what stands. Each state of a cell stays in its history.
//
// Then the round is submitted. One person clears for the State, under a note verbale: what was cleared is frozen with a label that
// says who may read it, and nothing else is ever shown to others. What is written after that, in a round that was reopened, is
// again open to those who work on it only, until it is cleared.
//
// An answer hangs on a provision over all versions of its instrument. When an assessment moves to a newer version nothing is
// moved or lost: answers under provisions that the new version does not have stay readable, and are offered where it says what
// became of them.
package gaps
