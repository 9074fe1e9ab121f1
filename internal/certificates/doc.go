// Package certificates keeps who completed what, and the certificates of it.
//
// A completion says that a person completed a training that an activity delivered, or a secondment, for which party, when and by
// which criteria. The rooms that know write it. A certificate stands on a completion and says what it said: it is prepared by one
// person, signed by as many others as the pack asks of a report (two, of two parties, where it says so), and issued with the last
// signature. Nobody signs what they prepared. An issued certificate never changes; it can be revoked, with the reason.
//
// What is issued is a PDF with a code, and a credential: Open Badges 3.0, a Verifiable Credential 2.0 secured as a JWT (RS256). The
// credential names nobody: it holds the hash of the holder's e-mail address with a salt. Whoever is shown a certificate looks it
// up by its code, learns whether it stands, and may ask whether it belongs to an address; the page never tells to whom.
//
// Keys that sign are kept sealed and can be replaced; the public halves stay published. A key that others may know is
// distrusted: what it signed is signed again with the next one, and no longer verifies by the old.
package certificates
