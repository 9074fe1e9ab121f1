// Package letters keeps the letters of an activity and the outbox through which mail leaves.
//
// Words: a letter is written once, in Markdown with placeholders, and sent to many; a message is one mail
// to one address, with its fate: queued, sending, sent or failed, and answered.
//
// Invariants: a letter holds only placeholders of the allow-list; a message is written in the transaction of
// its cause, so it exists exactly when the cause does; the same cause (once key) never queues two messages;
// every try of a message carries the same Message-ID; a message is tried until it is sent or has failed for
// good, and a crash between the server's acceptance and our note of it leads to a second copy at most, never
// to none. Personal links are written into a body only at the moment of sending.
package letters
