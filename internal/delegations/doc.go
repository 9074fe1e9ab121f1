// Package delegations keeps who may send how many people to an activity and whom they name:
// allocations, invitations, nominations with their substitutions.
//
// Words: an allocation gives a party seats of one category and mode; an invitation asks the party's
// focal point to fill them; a nomination names a person for a seat; a delegation is a party's confirmed
// people in their order.
//
// Invariants: the people nominated, queried and confirmed never exceed the seats of their allocation; a
// person is active at most once per activity; a seat has at most one active nomination, and a
// substitution keeps the seat and the count; no state is skipped; a party is invited at most once to an
// activity.
package delegations
