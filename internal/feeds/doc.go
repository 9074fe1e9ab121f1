// Package feeds lets other programs follow what happens: a calendar program reads somebody's own programme under a secret
// address, another system is told by webhook.
//
// Words: a calendar feed is one secret address of one account; a webhook is one address of another system with the kinds
// of events that it is told; a delivery is one event on its way to one webhook.
//
// Invariants: a feed shows what its account may see at the moment of reading, and nothing else can be asked of it; only
// the hash of its token is kept; a webhook carries ids, kind, time and a link, never a name; its secret is sealed and shown
// once; calls leave by the room outside.
package feeds
