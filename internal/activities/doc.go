// Package activities keeps initiatives, the activities that the mechanism convenes, and their programmes:
// sessions with rooms and speakers.
//
// Words: an initiative groups activities under one name; an activity has a place, a time zone, days,
// languages, parties with a role (organiser, partner, funder, host), strategy areas, deadlines and the
// questions of its registration form; a session is a part of its programme.
//
// Invariants: the days of an activity and the times of its sessions are days and times in the activity's
// own zone, and deadlines are instants; a session lies inside the activity's days; a room never holds two
// sessions at once; nothing is deleted, an activity is cancelled with a reason.
package activities
