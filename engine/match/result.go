package match

import (
	"context"
	"slices"
)

// Result is what a run proposes.
type Result struct {
	e     *engine
	lists [][]candidate
	order []int32 // the people in the order of the input
}

// Suggestion is one other person proposed, with the reasons as the person who reads the list may see them.
type Suggestion struct {
	Person  string   `json:"person"`
	Score   int      `json:"score"` // thousandths; a mutual wish may lift it to 1200
	Reasons []Reason `json:"reasons"`
}

// List is what one person is shown. Price is what a pair had to score to get onto the list, 0 while there was room: how much
// asked for the person is.
type List struct {
	Person      string       `json:"person"`
	Price       int          `json:"price"`
	Suggestions []Suggestion `json:"suggestions"`
}

// Suggest proposes to each person who takes part whom to meet. The error is *Faults when the input is wrong, or that of the context.
func Suggest(ctx context.Context, in *Input, opt Options) (*Result, error) {
	opt, err := opt.check()
	if err != nil {
		return nil, err
	}
	if err := in.Check(); err != nil {
		return nil, err
	}
	e := prepare(ctx, in, opt)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := &Result{e: e}
	if r.lists, err = e.assign(ctx); err != nil {
		return nil, err
	}
	for i := range in.People {
		if at, ok := r.at(in.People[i].ID); ok {
			r.order = append(r.order, at)
		}
	}
	return r, nil
}

func (r *Result) at(id string) (int32, bool) {
	at, ok := slices.BinarySearch(r.e.names, id)
	return int32(at), ok
}

// People are the ids of those who take part, in the order of the input.
func (r *Result) People() []string {
	ids := make([]string, len(r.order))
	for k, i := range r.order {
		ids[k] = r.e.names[i]
	}
	return ids
}

// Peers are the ids on the list of a person, the best first.
func (r *Result) Peers(id string) []string {
	i, ok := r.at(id)
	if !ok {
		return nil
	}
	ids := make([]string, len(r.lists[i]))
	for k, c := range r.lists[i] {
		ids[k] = r.e.names[c.other]
	}
	return ids
}

// List is the list of a person with its reasons; false when the person takes no part. Reasons are found when asked for: kept,
// they would be most of the memory.
func (r *Result) List(id string) (List, bool) {
	i, ok := r.at(id)
	if !ok {
		return List{}, false
	}
	list := List{Person: id, Suggestions: make([]Suggestion, len(r.lists[i]))}
	for k, c := range r.lists[i] {
		list.Suggestions[k] = Suggestion{Person: r.e.names[c.other], Score: int(c.score), Reasons: r.e.reasons(i, c.other)}
	}
	if n := len(r.lists[i]); n == r.e.opt.Top {
		list.Price = int(r.lists[i][n-1].score)
	}
	return list, true
}
