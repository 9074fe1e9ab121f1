// Package match proposes who should meet whom, and says why.
//
// People offer and seek topics of a tree; they have an agency type, a post, a region, a level, languages, wishes, vetoes and
// a past. A pair is worth proposing when both gain, so a score is the harmonic mean of the two directions. Proposals are
// mutual: whoever is on a person's list has that person on theirs. Nobody is therefore on more lists than the length of a
// list, and a round-by-round assignment keeps a place for those whom few look for.
//
// What holds:
//
//   - A field that a person has not agreed to (Person.Consent) changes nothing, anywhere.
//   - A pair that either side vetoed is never proposed, and the result is the same whoever excluded it, and why.
//   - Order and scores are computed in integers (thousandths); the order of the input and the number of workers change nothing.
//   - There is no clock, no input or output beyond the reader that is passed in, and no randomness; Options.Seed only decides
//     between equals.
//
// The model, a worked example and the limits are in docs/algorithms/match.md. Package trial holds the invented truth
// against which the quality is measured.
package match
