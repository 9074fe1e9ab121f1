// Package sat decides propositional formulas: a conflict-driven clause-learning solver with native
// cardinality constraints, assumptions and unsatisfiable cores.
//
// It exists because the meetings engine must prove that no better plan exists, and no solver in Go that
// could be had could be trusted for a proof. It is small enough to be read. It is deterministic: the same
// calls give the same answers, and a budget is counted in conflicts, never in seconds.
//
// Literals are integers: variable v is Pos(v) or Neg(v). Variables are numbered from 0 in the order of NewVar.
package sat
