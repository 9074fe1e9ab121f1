package wishes

// Limits of a problem.
const (
	MaxSlots        = 64
	MaxPeople       = 200_000
	MaxWishes       = 4_000_000
	MaxRooms        = 2_000
	MaxTables       = 200_000 // of all rooms together
	MaxInterpreters = 2_000
	MaxGroup        = 32 // people of one meeting
	MaxWeight       = 1_000_000
)

// Problem is what is to be planned. People, slots, rooms and wishes are named by their places in the lists, from 0.
type Problem struct {
	Slots        []Slot
	Rooms        []Room
	People       []Person
	Parties      []Party // those with a guaranteed minimum; others need not be listed
	Wishes       []Wish
	Exclusives   []Exclusive
	Precedences  []Precedence
	Interpreters []Interpreter
	Promised     []Promise
}

// Slot is a time in which meetings can lie. Slots of different lengths may overlap; nobody and no table is in two at once.
type Slot struct {
	ID      string
	Day     int    // from 1
	Session string // as "morning"; empty when the day has none
	Start   int    // minutes after midnight
	Length  int    // minutes
}

// End is when the slot ends, in minutes after midnight of its day.
func (s Slot) End() int { return s.Start + s.Length }

// Overlaps says whether two slots have a minute in common.
func (s Slot) Overlaps(t Slot) bool { return s.Day == t.Day && s.Start < t.End() && t.Start < s.End() }

// Room is a number of like tables. A room for one meeting has one.
type Room struct {
	ID       string
	Tables   int
	Seats    int      // people at a table; 0 for any number
	Features []string // as "interpretation", "quiet", "step-free"
	Closed   []int    // slots in which no meeting can be held there
}

// Person is somebody, or a delegation that meets as one.
type Person struct {
	ID        string
	Name      string
	Party     string   // empty for none
	Languages []string // none: needs no interpreter
	Closed    []Closed // when she cannot meet
	Minimum   int      // meetings she is guaranteed, as far as can be
	Maximum   int      // meetings at most; 0 for no limit but time
	InARow    int      // meetings at most without a pause, in slots that follow one another in a session; 0 for no limit
}

// Closed is a slot in which a person cannot meet.
type Closed struct {
	Slot int
	Why  string // as "the panel on borders", completing "because of"; may be empty
	// Public reasons are told to those who wished to meet her; others only that she is not free.
	Public bool
}

// Party is a delegation, State or organisation whose people are guaranteed so many meetings together.
type Party struct {
	ID      string
	Name    string
	Minimum int
}

// Level is how much a wish binds.
type Level uint8

// Levels of a wish.
const (
	Want Level = iota
	Must       // met before anything else
	No         // the two never meet; only the first of them and officers know
)

// Wish is a meeting that somebody asks for or refuses. Wishes for the same people, without sharers, are one meeting: their
// weights add up and all their conditions hold.
type Wish struct {
	ID     string
	People []int // two or more, each once; of a No exactly two, and the first is who refuses
	// Sharers may sit in for others: each for the person at a place of People.
	Sharers []Sharer
	Level   Level
	Weight  int      // 0 to MaxWeight
	Session string   // any when empty
	Only    []int    // slots in which it may lie, one for a fixed time; any when empty
	Closed  []int    // slots in which it may not lie
	Length  int      // minutes that its slot has at least
	Needs   []string // features of its room
}

// Sharer is a colleague who may sit in for the person at a place of a wish.
type Sharer struct {
	Place  int // in Wish.People
	Person int
}

// Exclusive is a set of people of whom at most one meets any one counterpart.
type Exclusive struct {
	People []int
}

// Precedence is an order of two wishes, if both are met and not by one meeting: the first ends before the second begins.
type Precedence struct {
	Before, After int
}

// Interpreter is somebody who serves one meeting at a time whose people have no language in common.
type Interpreter struct {
	ID        string
	Languages []string // she serves a meeting if each person at it speaks one of them
	Closed    []int    // slots
}

// Promise is a meeting of a plan that was made known.
type Promise struct {
	Meeting
	Locked bool // stays as it is
	Price  int  // what moving it to another slot or dropping it costs, in weight; of no use when locked
}

// Meeting is a wish that is met.
type Meeting struct {
	Wish        int
	Slot        int
	Room        int
	Table       int   // from 1
	Sitting     []int // who sits at each place; nil when all of Wish.People themselves do
	Interpreter int   // -1 when none is needed
}

// Plan is the meetings that are held, by slot, room and table.
type Plan struct {
	Meetings []Meeting
}

// Certificate proves that no plan has a greater value than Bound, which is
//
//	(Σ people capacity × price + Σ slots tables × price + Σ meetings max(0, 1000 × weight - prices paid)) / 1000
//
// where a person's capacity is the lesser of her maximum and the most open slots without overlap, a slot's tables are those that can be
// in use when it begins, and a meeting pays the price of each person (the cheapest sharer) and, in the cheapest slot it may lie in,
// the prices of the slots that begin while it lasts. It may lie where its wishes and its people allow, a room with what it needs is open
// and, if it needs one and no sharer could change that, an interpreter is there.
type Certificate struct {
	People []int64 // price of each person, in thousandths of weight, 0 or more
	Slots  []int64 // price of a table when each slot begins, likewise
	Bound  int64   // weight
}

// Score is what a plan is worth, from the most to the least important.
type Score struct {
	Musts     int   // must wishes met
	Short     int   // meetings that people and parties lack to their guaranteed minimum
	Value     int64 // total weight of the wishes met, less the price of broken promises
	Unfair    int64 // sum over people of the square of the meetings each lacks to what she could have at most
	Breaks    int   // idle gaps between two meetings of one person on one day
	Changes   int   // times that a person has two meetings after one another at different tables
	Scheduled int   // meetings held
}

// Better says whether a plan of this score is to be preferred.
func (s Score) Better(t Score) bool {
	switch {
	case s.Musts != t.Musts:
		return s.Musts > t.Musts
	case s.Short != t.Short:
		return s.Short < t.Short
	case s.Value != t.Value:
		return s.Value > t.Value
	case s.Unfair != t.Unfair:
		return s.Unfair < t.Unfair
	case s.Breaks != t.Breaks:
		return s.Breaks < t.Breaks
	}
	return s.Changes < t.Changes
}

// Options say how a plan is looked for.
type Options struct {
	Seed uint64
	// Work is how many attempts at an exchange of meetings are made at most; 0 for as many as suit the size. The same work
	// gives the same plan everywhere. A limit of time is the context's, and then the machine counts.
	Work int
}

// Progress is the state of a search.
type Progress struct {
	Phase string // "bound", "placing", "exchanging", "smoothing", "tables"
	Work  int    // attempts so far
	Score Score
	Bound int64 // of Score.Value; 0 while it is not known
}

// Gap is the share of the bound that is not reached, from 0 to 1.
func (p Progress) Gap() float64 { return gap(p.Score.Value, p.Bound) }

func gap(value, bound int64) float64 {
	if bound <= 0 {
		return 0
	}
	return float64(bound-value) / float64(bound)
}

// Result is the best plan found.
type Result struct {
	Plan        Plan
	Score       Score
	Outcomes    []Outcome // one for each wish, in their order
	Certificate Certificate
	Asked       int // must wishes that are asked for
	Work        int // attempts made
}

// Optimal says whether it is proved that no plan has more musts, less shortage and more value. Fairness, breaks and tables are as good as
// the search left them.
func (r *Result) Optimal() bool {
	return r.Score.Musts == r.Asked && r.Score.Short == 0 && r.Score.Value >= r.Certificate.Bound
}

// Gap is the share of the bound that is not reached, from 0 to 1.
func (r *Result) Gap() float64 { return gap(r.Score.Value, r.Certificate.Bound) }

// Outcome is what became of a wish. Told and Explain put it into words.
type Outcome struct {
	Wish    int
	Meeting int // in Plan.Meetings; -1 when not met
	Reason  Reason
}

// Reason is why a wish was met or not. It is for officers: Vetoed must not reach those who were refused, and Told does not tell it.
type Reason uint8

// Reasons.
const (
	Held          Reason = iota
	Refusal              // the wish is a No; it is kept
	Vetoed               // somebody in it refuses somebody else in it
	NoSlot               // there is no slot in which all can meet
	NoRoom               // no room with the features it needs and enough seats is open in such a slot
	NoInterpreter        // no interpreter serves their languages in such a slot
	Excluded             // another of the exclusive people meets the counterpart
	Conflicting          // the wishes for the same two people exclude each other's slots or rooms
	Crowded              // other meetings took the time, the tables or the interpreters
)
