// Package curricula keeps courses: what is taught, to whom, by what kind of trainers, and what it takes to complete them.
//
// A curriculum has a code and a label; what it teaches stands in its versions, each with its modules in order and their materials.
// A version is a draft, is submitted, tried as a pilot, adopted, and retired one day. Nobody lets a version of their own pass: a
// pilot is agreed to by somebody who did not write it, and a Co-Manager who did not write it adopts it. What left the draft is never
// changed: a change makes the next version, and when that one is adopted, the one before is retired.
//
// The office reads every version. Everybody reads the version in force, within its label: CLEAR the public, GREEN whoever is signed in.
package curricula
