// Package designs builds rounds of tables in which no two people ever sit together twice: the social golfer problem, for
// tables of one size and for tables of two adjacent sizes.
//
// It draws on constructions over finite fields, on base rounds that a group of motions turns into all others, found by a
// search of bounded work, and on Latin squares; docs/algorithms/mixer.md explains them. It is pure: no clock, no
// files, the same arguments give the same rounds. A context ends a search early.
package designs
