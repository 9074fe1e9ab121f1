// Package connections keeps who met whom.
//
// Words: a connection is two people who met, once for each pair, with the party of each at that time, where and since
// when; an encounter is one time that they met; what a side shares is what the other may keep: the name, the e-mail
// address, the telephone number.
//
// Invariants: a pair stands once however often and from whichever side it is noted; nothing of a side is listed for the
// other before that side said so, and no longer than it holds; an encounter under the Chatham House Rule is counted and
// named to nobody but the two.
package connections
