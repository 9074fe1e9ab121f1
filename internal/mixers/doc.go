// Package mixers seats people at tables over several rounds, so that each meets as many new counterparts as can be, and keeps
// who met whom.
//
// Words: a mixer is one such evening or hour of an activity; a round is the time between two changes of seats; a host stays at
// one table; who is away gets no seat in the rounds to come.
//
// Invariants: a round that has begun is never seated anew; nobody has two seats in a round (primary key); a seating is kept
// only if nothing about the mixer changed while it was computed; who never wants to meet whom is obeyed and told by nothing;
// the encounters of a round are noted once, however often the job runs. Under the Chatham House Rule there is no mixer: its
// tables would be a list of who was there.
package mixers
