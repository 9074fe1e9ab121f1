// Package scarce knows what a plan of engine/wishes runs short of: time, as slots that follow one another and overlap, and what serves one meeting
// at a time, as the tables of rooms and interpreters. It is the ground of engine/wishes/planner.
package scarce
