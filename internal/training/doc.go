// Package training delivers curricula: an activity delivers a version of a curriculum to a cohort.
//
// A delivery says how the version was adapted (modules left out, other hours), in which sessions of the programme its modules are
// taught and by whom. Seats, invitations and nominations are those of the activity (room delegations). The selection weighs the
// nominations by rules of balance: it proposes, with words for each person, who is confirmed, who is on the reserve list and who is
// declined; an officer changes single decisions with a reason, accepts with a reason that a rule is broken, and carries out all
// decisions in one transaction. Rules, proposal, changes and reasons stay.
//
// The register of a delivery is computed from the check-ins: who was in which session for how long. Who was present as long as asked
// for, took the test and wrote the action plan (where the version asks for them) completes it; exceptions have a reason. Who was at
// a session under the Chatham House Rule stands in no register: such sessions count for nobody.
//
// Invariants: a nomination that stands is in the selection that decides, or it is not decided; a broken rule is accepted as it is
// broken, or nothing is decided; nobody completes without being confirmed; what was concluded is told to the room certificates in the
// same transaction.
//
// Who took the test and who wrote a plan is known in rooms beside and above this one. They are asked through Options.Checks, which
// internal/app fills: a table that those rooms wrote would repeat what they know, and a change there would be missed here.
package training
