// Package privacy keeps what people can do about the data that is held of them, and what the secretariat must do: one page
// with everything, switches for what is shown to whom, a copy, erasure, the schedule of retention, the register of
// processing and the log of breaches.
//
// Words: an erasure is asked for, reviewed by one person of the secretariat and carried out by a second one; a
// retention item is a record whose time has run out, proposed to a person who decides; a breach has a clock that begins
// when it is noticed.
//
// Invariants: nothing goes without a person's decision; nobody decides alone that somebody is erased; erasure changes no count
// and no published figure; a restored backup can be erased again from a log that is kept outside the database and names nobody.
package privacy
