// Package parties keeps the register of States, territories, organisations and the agencies inside
// them; their dated memberships; the mechanism's bodies with members and chairs; and the posts that
// people hold one after another.
//
// Invariants: two memberships of one party never overlap; a party is not inside itself; nothing is
// deleted that a date can end.
package parties
