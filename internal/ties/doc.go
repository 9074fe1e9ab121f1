// Package ties tells what network the mechanism is: which parties are connected by people who met, before and after an activity or
// between two days. It only reads, and aggregates by party in the database.
//
// Words: two parties are tied when somebody of the one met somebody of the other; a party that is tied to none stands alone; a
// bridge is a party without which parties that are connected no longer would be.
//
// Invariants: an agency counts as the party that it is inside; an encounter under the Chatham House Rule ties nobody and is told
// as a number for the whole mechanism only; what a label closes to the reader is not counted, as in the lists of connections.
package ties
