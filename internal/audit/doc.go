// Package audit keeps the history: who did what, when, on which record, and who looked at whom. An entry is written in
// the transaction of what it tells of.
//
// The entries are a chain. They are numbered from 1 without gaps, and each carries a hash over itself and the hash of
// the one before, so that no entry can be changed, removed, added or moved without all later hashes changing. What may
// have to be erased one day, the actor's name and the detail, enters the hash through salted digests: content and salt
// can go, the digest stays, and the chain still holds. An entry that lost content names the later entry that says so.
// The head of the chain is signed from time to time (a checkpoint) and kept elsewhere as well: that finds even a chain
// that was cut short or computed anew by someone who holds the database.
//
// All fields are hashed as the text that the database holds, each as a netstring: its length in bytes in decimal, a
// colon, the bytes, a comma.
//
//	digest = SHA-256("counterpart audit content 1", salt, content)
//	hash   = SHA-256("counterpart audit entry 1", hash before, seq, at, actor, action, record_kind, record_id, digest of the name, digest of the detail)
//
// Both are written in standard base64; the hash before the first entry is empty. docs/decisions/0014 says why.
package audit
