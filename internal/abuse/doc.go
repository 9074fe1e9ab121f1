// Package abuse attacks the running program. Its tests build the binary, start it on data filled through the rooms'
// verbs, and ask of it what nobody should get: every route and operation as every role with the objects of others (the
// matrix), and one case for each abuse that docs/abuse.md lists. Every protected field holds a canary, a word that stands
// nowhere else; it must not appear in any answer to somebody who may not read the field. The same cases are run against
// builds that were weakened on purpose, where they must fail.
package abuse
