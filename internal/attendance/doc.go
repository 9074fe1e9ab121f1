// Package attendance issues badges and keeps the register: who was where, in and out, scanned by whom.
//
// Words: a guest is a person nominated for the activity; the place of a check-in is the venue or one
// session; a guest is inside a place when the last check-in there that was not taken back is "in".
//
// Invariants: a scan sent twice counts once; a check-in is never deleted, a wrong one is voided with
// a reason; nobody is inside a place twice; no more people of one allocation are inside a place at
// once than its room cap allows, and no more in a session than its capacity. Scans that a device
// kept while it was offline are the exception: they have happened and are recorded with a warning.
package attendance
