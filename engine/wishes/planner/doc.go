// Package planner finds plans for engine/wishes: Solve makes one with a bound that proves how good it is, Replan mends one that is
// published.
//
// It is pure: no clock, no files, no chance but the seed. The same problem, seed and work give the same plan on any machine. A context
// stops it at any moment with the best plan so far.
package planner
