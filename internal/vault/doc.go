// Package vault seals what must not be readable in the database or on its disk: sensitive columns and the bytes of
// uploads. The keys stand in a folder of their own and never in the database.
//
// Words: a key ring is the folder of keys; the newest key is the active one, older ones only open what they sealed. A
// sealed text is "v1.<key>.<base64>" and opens only for the table, column and row that it was sealed for. A column of a
// room is named to the vault, which then moves it from key to key without knowing what it says.
//
// Invariants: what cannot be opened is never passed off as empty; the program does not start while a key in use is
// absent or not the right one; no key and no opened text stands in an error, a log or the history.
package vault
