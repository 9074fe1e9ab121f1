package training

import "counterpart/internal/training/balance"

// The words of a selection, which the package balance computes.
type (
	Decision = balance.Decision // what becomes of a nomination
	Rules    = balance.Rules    // what a selection weighs
	Nominee  = balance.Nominee  // who can be selected
	Break    = balance.Break    // a rule that the decisions do not hold
)

// The decisions.
const (
	Confirm = balance.Confirm
	Reserve = balance.Reserve
	Decline = balance.Decline
)

// Decisions lists them in the order of a form.
var Decisions = balance.Decisions
