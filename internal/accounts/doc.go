// Package accounts lets people in: accounts with dated roles, sessions, API tokens, and signed links
// that let their bearer do one thing.
//
// Words: an account is who signs in; a grant is a role that it holds within a scope; a signed link is
// an address sent to one party or person, whose token is derived from the link's id and the
// installation's key and is stored nowhere.
//
// Invariants: tokens are kept as hashes only; a link works for its purpose alone, until it expires or is
// revoked; a sign-in link works once; an installation always keeps one active administrator.
package accounts
