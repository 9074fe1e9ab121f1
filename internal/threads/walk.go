package threads

import (
	"cmp"
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Bounds of a thread: what lies further away is not shown, and the page says so.
const (
	MostRecords = 500
	MostDepth   = 20
)

// Step is one link of a thread with its two records.
type Step struct {
	Link
	From Record `json:"from"`
	To   Record `json:"to"`
}

// Thread is everything that hangs together with a record, as far as the reader may see it.
type Thread struct {
	Start   Record   `json:"start"`
	Records []Record `json:"records" nullable:"false" doc:"The start first, then by distance"`
	Steps   []Step   `json:"steps" nullable:"false" doc:"By date"`
	Ended   []Step   `json:"ended" nullable:"false" doc:"Links of the start itself that were ended"`
	Cut     bool     `json:"cut" doc:"The thread goes on beyond what is shown"`
}

// Thread follows the links of a record. Records and links that are not open to the actor are as if they were not there, and
// what lies behind them is not reached.
func (s *Service) Thread(ctx context.Context, actor access.Actor, start Ref) (Thread, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Thread, error) { return s.ThreadIn(tx, actor, start) })
}

// ThreadIn is Thread within a transaction of a higher room.
func (s *Service) ThreadIn(tx *db.Tx, actor access.Actor, start Ref) (Thread, error) {
	found, err := s.loadIn(tx, actor, []Ref{start})
	if err != nil {
		return Thread{}, err
	}
	first, ok := found[start]
	if !ok {
		if !actor.Holds(RightSee) {
			return Thread{}, actor.Require(RightSee, access.Anything)
		}
		return Thread{}, fault.Missing("record")
	}
	if err := actor.Require(RightSee, first.Object); err != nil {
		return Thread{}, err
	}
	w := walk{service: s, tx: tx, actor: actor, records: map[Ref]Record{start: first}, hidden: map[Ref]bool{}, links: map[string]bool{}}
	w.thread = Thread{Start: first, Records: []Record{first}, Steps: []Step{}, Ended: []Step{}}
	return w.run(start)
}

// walk is a thread while it is followed, breadth first.
type walk struct {
	service *Service
	tx      *db.Tx
	actor   access.Actor
	thread  Thread
	records map[Ref]Record
	hidden  map[Ref]bool
	links   map[string]bool
}

func (w *walk) run(start Ref) (Thread, error) {
	edge := []Ref{start}
	for depth := 0; len(edge) > 0; depth++ {
		if depth == MostDepth {
			more, err := w.beyond(edge)
			if err != nil {
				return Thread{}, err
			}
			w.thread.Cut = w.thread.Cut || more
			break
		}
		next, err := w.step(edge)
		if err != nil {
			return Thread{}, err
		}
		edge = next
	}
	ended, err := endedAt(w.tx, start)
	if err != nil {
		return Thread{}, err
	}
	if _, err := w.open(ended, func(l Link, from, to Record) bool {
		w.thread.Ended = append(w.thread.Ended, Step{Link: l, From: from, To: to})
		return true
	}); err != nil {
		return Thread{}, err
	}
	slices.SortStableFunc(w.thread.Steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.ID, b.ID))
	})
	return w.thread, nil
}

// step follows the links of the records at the edge, and returns the records that it reached.
func (w *walk) step(edge []Ref) ([]Ref, error) {
	var reached []Ref
	err := w.each(edge, func(l Link, from, to Record) bool {
		for _, r := range []Record{from, to} {
			if _, known := w.records[r.Ref]; known {
				continue
			}
			if len(w.records) >= MostRecords {
				w.thread.Cut = true
				return true
			}
			w.records[r.Ref] = r
			w.thread.Records = append(w.thread.Records, r)
			if !w.service.sources[r.Kind].Hub {
				reached = append(reached, r.Ref)
			}
		}
		w.links[l.ID] = true
		w.thread.Steps = append(w.thread.Steps, Step{Link: l, From: from, To: to})
		return true
	})
	return reached, err
}

// beyond tells whether the thread goes on behind the records at the edge.
func (w *walk) beyond(edge []Ref) (more bool, err error) {
	err = w.each(edge, func(_ Link, from, to Record) bool {
		_, known := w.records[from.Ref]
		_, there := w.records[to.Ref]
		more = more || !known || !there
		return !more
	})
	return more, err
}

// atOnce is how many links are read at a time.
const atOnce = 1000

// each gives every link at the edge that is open to the actor, with its records, until do returns false.
func (w *walk) each(edge []Ref, do func(l Link, from, to Record) bool) error {
	byKind := map[string][]string{}
	for _, r := range edge {
		byKind[r.Kind] = append(byKind[r.Kind], r.ID)
	}
	for kind, ids := range byKind {
		for _, side := range []string{"from", "to"} {
			for after := ""; ; {
				list, err := linksAt(w.tx, side, kind, ids, after, atOnce)
				if err != nil {
					return err
				}
				goOn, err := w.open(list, do)
				if err != nil || !goOn {
					return err
				}
				if len(list) < atOnce {
					break
				}
				after = list[len(list)-1].ID
			}
		}
	}
	return nil
}

// open gives those of the links that the actor may see and that were not given before.
func (w *walk) open(list []Link, do func(l Link, from, to Record) bool) (bool, error) {
	list = slices.DeleteFunc(list, func(l Link) bool { return w.links[l.ID] || w.hidden[l.From()] || w.hidden[l.To()] })
	var unknown []Ref
	asked := map[Ref]bool{}
	for _, l := range list {
		for _, r := range []Ref{l.From(), l.To()} {
			if _, known := w.records[r]; !known && !asked[r] {
				asked[r] = true
				unknown = append(unknown, r)
			}
		}
	}
	found, err := w.service.loadIn(w.tx, w.actor, unknown)
	if err != nil {
		return false, err
	}
	for _, r := range unknown {
		if _, ok := found[r]; !ok {
			w.hidden[r] = true
		}
	}
	if err := nameReaders(w.tx, list); err != nil {
		return false, err
	}
	for _, l := range list {
		from, known := w.record(found, l.From())
		to, there := w.record(found, l.To())
		if !known || !there || !w.actor.Can(RightSee, between(from, to, l.Label, l.Named)) {
			continue
		}
		if !do(l, from, to) {
			return false, nil
		}
	}
	return true, nil
}

func (w *walk) record(found map[Ref]Record, r Ref) (Record, bool) {
	if known, ok := w.records[r]; ok {
		return known, true
	}
	now, ok := found[r]
	return now, ok
}

// Choices lists records of a kind that the actor may see, to choose one to link with.
func (s *Service) Choices(ctx context.Context, actor access.Actor, kind, words string) ([]Record, error) {
	if !actor.Holds(RightSee) { // what is found is asked for by each room
		return nil, actor.Require(RightSee, access.Anything)
	}
	source, ok := s.sources[kind]
	if !ok {
		return nil, fault.Wrong("kind", "Choose the kind of the record.")
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Record, error) {
		list, err := source.Find(tx, actor, words, 20)
		for i := range list {
			list[i].Kind = kind
		}
		return list, err
	})
}
