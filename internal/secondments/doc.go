// Package secondments brings officers of States to the office for a discrete project: terms of reference, the call, nominations
// through the parties, the interview, the offer, what is to be done before the first day, the time in post, and the return.
//
// Words: an assignment is a post to fill, with its terms of reference; a dossier is one candidate for it, from the nomination to
// the return; a formality is something to be done before somebody is in post; a stance is what a member of the panel says of a
// candidate: first whether there is a conflict of interest, then scores; a change is another end than the one agreed.
//
// Invariants: both Co-Managers, of two States, approve the terms before a call goes out, and none approves a text of their own; a
// change of the text drops the approvals; nominations come through the party only; who declared a conflict never scores, and no
// score is read before all are given; nobody is in post without approved terms, a selection, the State's acceptance, a letter of
// three parties and the required formalities; every nomination ends in exactly one state that is kept with its history; what is
// written about a person is sealed; a State reads neither scores nor the names of the panel, and nothing once the dossier is closed to it.
package secondments
