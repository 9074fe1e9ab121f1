package library

// Obligation says how strongly a provision binds.
type Obligation string

// The levels of obligation.
const (
	Shall    Obligation = "shall"
	Consider Obligation = "consider" // shall consider, or shall endeavour
	May      Obligation = "may"
	General  Obligation = "general" // interpretive or final: not assessed
)

// Obligations are the levels, the strictest first.
var Obligations = []Obligation{Shall, Consider, May, General}

// Words say the level as pages do.
func (o Obligation) Words() string {
	switch o {
	case Shall:
		return "Shall"
	case Consider:
		return "Shall consider"
	case May:
		return "May"
	case General:
		return "General"
	}
	return string(o)
}

// Relation says how the meaning of one provision stands to that of another: "from is equal to, a subset of, … to".
type Relation string

// The relations.
const (
	Equal     Relation = "equal"
	Subset    Relation = "subset"
	Superset  Relation = "superset"
	Intersect Relation = "intersect"
)

// Relations are all relations.
var Relations = []Relation{Equal, Superset, Subset, Intersect}

// Words say the relation as pages do: "This provision … that one".
func (r Relation) Words() string {
	switch r {
	case Equal:
		return "says the same as"
	case Subset:
		return "is a part of"
	case Superset:
		return "holds all of"
	case Intersect:
		return "has something in common with"
	}
	return string(r)
}

// Back is the relation read from the other end.
func (r Relation) Back() Relation {
	switch r {
	case Subset:
		return Superset
	case Superset:
		return Subset
	default:
		return r
	}
}

// Whole tells whether an answer under the provision covers the whole of the other one.
func (r Relation) Whole() bool { return r == Equal || r == Superset }

// Bases say on what a relation rests.
var Bases = []string{"wording", "meaning", "purpose"}
