// Package meetings puts meetings of two into slots and onto tables.
//
// So far it solves the B2B scheduling problem: every meeting is held, nobody is in two places at once, and people wait
// as seldom as can be between two of their meetings. Best finds the fewest such breaks and proves that fewer are
// impossible, or that no plan exists; Check verifies a plan from the statement of the problem, apart from the solver.
//
// The package is pure: no clock, no files, no chance but from a seed. The same timetable and seed give the same answer.
package meetings
