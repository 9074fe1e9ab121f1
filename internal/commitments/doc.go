// Package commitments keeps what parties undertake at meetings, and what became of it.
//
// A commitment says which party undertook what, by when, at which activity and session, and to which body it reports; the post
// that holds it is handed from one person to the next, and the commitment with it. It is made, accepted as recorded, in progress,
// and then done, partly done, not done or withdrawn. Every step is kept with its day, its words, what shows it and who said so.
//
// The holder of the post says how it stands, signed in or by a signed link that a mail carries some working days before the due
// date, once more when it is overdue, and again when the post is handed on: the link of the former holder ends then. A body that
// meets has its open commitments on the table again.
//
// A commitment is read by the secretariat and by the party that made it; one labelled GREEN or CLEAR that was accepted, by the
// parties of the body to which it reports as well, without the names of those who reported. It is never a private person's.
package commitments
