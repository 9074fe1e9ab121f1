// Package laws keeps the national laws of the parties: what each is called, in its own script and in translation, since when it is in
// force, what amended or repealed it, by which identifiers machines know it, and its text article by article.
//
// A law belongs to one party. It is entered by an officer, or by a focal point of that party, and read by everybody as far as its
// label goes: laws are published, so that a new one is CLEAR unless the pack says otherwise. Whether a law is in force on a day is
// computed from its dates, never kept.
//
// A law has any number of texts. Each is one language from one day on, read from Akoma Ntoso XML (package akn) after a rehearsal that
// writes nothing but the file; the same bytes are taken once. The text of a day is the latest that began by then, and a provision is
// cited by its eId at a day, so that the citation holds when a later text is taken. A text that another one of the same language
// and day replaces stays, and is read no more.
//
// Changes between laws make no circle: a law cannot come, by whatever way, to have changed itself.
package laws
