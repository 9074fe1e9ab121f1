// Package networking arranges the meetings of an activity: slots and tables, runs of the solver, the plan, and the life of
// each meeting up to the connection that it leaves.
//
// Words: a slot is a time at which meetings lie, a table a place for one meeting at a time; a run computes a plan as a
// rehearsal, and nothing of it holds before it is published; a meeting is requested, scheduled, held or missed, declined or
// cancelled; a lock promises that no plan moves it.
//
// Invariants: nobody has two meetings in one slot and no table has two, whatever races (unique indexes besides the checks);
// a published plan tells those whose meetings changed and nobody else; a meeting of somebody who no longer takes part is
// not kept by any plan; who vetoed whom decides plans and is told by nothing.
package networking
