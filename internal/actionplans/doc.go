// Package actionplans keeps what people who took part in an activity mean to change at home, and what became of it.
//
// Words: a plan is one person's, written at one activity, of up to five actions; it is signed off by the person, followed up some
// months later by a signed link, and then each action is done, done in part, not done or no longer of use. What changed and is shown
// by evidence can be proposed as an outcome.
//
// Invariants: nobody but the person writes, signs and follows a plan; what was signed does not change; nothing is followed that was
// not signed, and no plan is lost: it is followed, or closed with a reason. A plan is read by the person and the secretariat, and by
// the own focal point where the person says so. What changed is proposed as an outcome where the person agreed to it.
package actionplans
