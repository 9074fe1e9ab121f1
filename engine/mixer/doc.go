// Package mixer seats people at tables over several rounds so that as many as can be meet somebody new
// from another party.
//
// A Problem names the people, the size of a table and the number of rounds, with who must meet, who may
// not, who hosts a table, who is away when, and who knows whom already. Solve answers with a Plan that
// keeps every rule, its value, and a bound no plan can pass; Replan does the same for the rounds that
// are left when somebody does not come. Check judges any plan from the statement of the problem alone.
// OfDesign turns rounds without a repeat, which engine/designs builds, into a problem and its plan.
//
// The package is pure: no clock, no files, no chance but the seed. The same problem, seed and work give
// the same plan on any machine. A context stops it at any moment with the best plan so far.
//
// docs/algorithms/mixer.md explains the model and the methods with a worked example.
package mixer
