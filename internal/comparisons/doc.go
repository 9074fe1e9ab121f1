// Package comparisons lays what States cleared of their gap assessments side by side: the provisions of an instrument by States, one
// provision with the words of all, counts by level of obligation and by theme, and what moved between two rounds. It only reads.
//
// Words: a measure is what a comparison looks at, de jure, de facto or the assistance that is needed; a grade is what a cell shows in
// it; a column is one State in one of its rounds.
//
// Invariants: nothing but cleared answers is read, each as far as its own label opens it to the reader. A State of which the reader
// may read nothing is no gap: it has nothing to show. States stand in alphabetical order, never by what they do; mandatory and
// optional provisions are never counted together, no average is made, and what does not apply counts neither way.
package comparisons
