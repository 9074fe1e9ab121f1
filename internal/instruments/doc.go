// Package instruments keeps the instruments that bind or guide the parties, and how each party stands to them.
//
// An instrument (a convention, a protocol) is known by its code. What it says stands in versions of a library: a file of
// provisions as a tree, each with its obligation level, theme and guidance questions. A library is rehearsed before it is
// loaded; a loaded version is never changed, its number rises, and earlier versions stay readable. A provision is the same
// over all versions that have its key, so that what was answered under it stays with it; where a provision was split, merged
// or renamed, the version says of which earlier ones it came.
//
// Mappings say what an answer under one provision says about a provision of another instrument. A status holds the dates of
// signature, consent, entry into force and denunciation of a party, with its reservations and declarations.
//
// Instruments, mappings and statuses are open to everybody: they are facts that depositaries publish.
package instruments
