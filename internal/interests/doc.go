// Package interests keeps what people offer and seek at an activity, and whom they want to meet.
//
// Words: a profile is what a person says about themself for one activity; a topic is a term of the mechanism pack, offered
// or sought; a suggestion is somebody whom the matcher proposes, with reasons; a wish asks for a meeting (must, want); a
// veto says never.
//
// Invariants: only who takes part, is confirmed and lets the name be shown to the other participants is ever named to
// them, and nobody labelled TLP:RED is; a wish is read by the person and by the solver, a veto by the person alone: no
// list, reason, count or history tells of it, and whoever is vetoed sees what everybody sees.
package interests
