// Package signins is how people show who they are: one-time links, passwords, authenticator apps with recovery codes,
// and the recovery of an account whose owner has lost all of them.
//
// Words: a means is a thing by which an account signs in; a step is a sign-in that still wants its second factor; a
// known device is a browser in which the account has signed in before; a bucket counts attempts; to prove is to show
// again, in a session, who one is; a recovery lets an owner set new means after two administrators agreed.
//
// Invariants: nobody learns here whether an address has an account; a code works once; failures of strangers slow
// strangers down and never a known device, a passkey or a one-time link; only the owner changes an account's means;
// no secret is kept that would let anyone in: passwords and codes as hashes, the authenticator's secret sealed.
package signins
