package instruments

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
)

// Listed is an instrument in the list, with how many provisions it has and how many States are bound by it.
type Listed struct {
	Version
	Provisions int `json:"provisions"`
	Assessable int `json:"assessable"`
	Parties    int `json:"parties" doc:"For which it is in force on the day"`
}

// List lists the instruments by short title.
func (s *Service) List(ctx context.Context, actor access.Actor) ([]Listed, error) {
	if err := actor.Require(RightRead, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Listed, error) {
		latest, err := LatestIn(tx)
		if err != nil {
			return nil, err
		}
		counts, err := countProvisions(tx)
		if err != nil {
			return nil, err
		}
		statuses, err := allStatuses(tx)
		bound := map[string]int{}
		for _, st := range statuses {
			if st.At(tx.Today()) == Party {
				bound[st.InstrumentID]++
			}
		}
		out := make([]Listed, len(latest))
		for i, v := range latest {
			out[i] = Listed{Version: v, Provisions: counts[v.ID].All, Assessable: counts[v.ID].Assessable, Parties: bound[v.InstrumentID]}
		}
		return out, err
	})
}

// Page is one version of an instrument with its provisions.
type Page struct {
	Version    Version   `json:"version"`
	Provisions []Node    `json:"provisions" nullable:"false"`
	Versions   []Version `json:"versions" nullable:"false" doc:"The newest first"`
}

// Find returns a version of an instrument, by the code or the id of the instrument; number 0 is the version in use.
func (s *Service) Find(ctx context.Context, actor access.Actor, codeOrID string, number int) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Page, error) { return find(tx, actor, codeOrID, number) })
}

func find(tx *db.Tx, actor access.Actor, codeOrID string, number int) (Page, error) {
	if err := actor.Require(RightRead, access.Anything); err != nil {
		return Page{}, err
	}
	v, err := latestOf(tx, codeOrID)
	if err == nil && number != 0 {
		v, err = versionOf(tx, v.InstrumentID, number)
	}
	if err != nil {
		return Page{}, err
	}
	p := Page{Version: v}
	if p.Provisions, err = TreeIn(tx, v.ID); err != nil {
		return p, err
	}
	p.Versions, err = versionsOf(tx, v.InstrumentID)
	return p, err
}

// Body returns the file of a version as it was loaded.
func (s *Service) Body(ctx context.Context, actor access.Actor, codeOrID string, number int) (Version, string, error) {
	var v Version
	body, err := db.View(ctx, s.db, func(tx *db.Tx) (string, error) {
		p, err := find(tx, actor, codeOrID, number)
		if err != nil {
			return "", err
		}
		v = p.Version
		return bodyOf(tx, v.ID)
	})
	return v, body, err
}

// Comparison is what became of the provisions from one version to the next.
type Comparison struct {
	Before  Version  `json:"before" doc:"With number 0 where there is none"`
	After   Version  `json:"after"`
	Changes []Change `json:"changes" nullable:"false" doc:"Those that stayed the same too"`
}

// Compare says what became of the provisions between a version and the one before it; in the first one, all are new.
func (s *Service) Compare(ctx context.Context, actor access.Actor, codeOrID string, number int) (Comparison, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Comparison, error) {
		p, err := find(tx, actor, codeOrID, number)
		if err != nil {
			return Comparison{}, err
		}
		at := slices.IndexFunc(p.Versions, func(v Version) bool { return v.ID == p.Version.ID })
		out := Comparison{After: p.Version}
		if at+1 < len(p.Versions) {
			out.Before = p.Versions[at+1]
		}
		before, err := provisionsIn(tx, out.Before.ID)
		if err != nil {
			return out, err
		}
		after, err := provisionsIn(tx, out.After.ID)
		out.Changes = named(before, after)
		return out, err
	})
}

// Mapped is a provision of another instrument to which one is mapped, as the version in use has it.
type Mapped struct {
	Code       string     `db:"code" json:"code"`
	Short      string     `db:"short" json:"short"`
	Key        string     `db:"key" json:"key"`
	Number     string     `db:"number" json:"number,omitempty"`
	Title      string     `db:"title" json:"title"`
	Relation   Relation   `db:"relation" json:"relation" enum:"equal,subset,superset,intersect" doc:"Read from the provision of the page to this one"`
	Basis      string     `db:"basis" json:"basis,omitempty"`
	Rationale  string     `db:"rationale" json:"rationale,omitempty"`
	Draft      bool       `db:"draft" json:"draft"`
	Source     string     `db:"source" json:"source"`
	Back       bool       `db:"back" json:"-"`
	Position   int        `db:"position" json:"-"`
	Obligation Obligation `db:"obligation" json:"obligation" enum:"shall,consider,may,general"`
}

// ProvisionPage is one provision of the version in use, or of the last one that had it.
type ProvisionPage struct {
	Version   Version   `json:"version"`
	Provision Node      `json:"provision"`
	Above     []Node    `json:"above" nullable:"false" doc:"From the top down"`
	Below     []Node    `json:"below" nullable:"false"`
	Mapped    []Mapped  `json:"mapped" nullable:"false"`
	Versions  []Version `json:"versions" nullable:"false" doc:"Those that have it, the newest first"`
}

// Provision returns one provision of an instrument by its key.
func (s *Service) Provision(ctx context.Context, actor access.Actor, codeOrID, key string) (ProvisionPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (ProvisionPage, error) {
		if err := actor.Require(RightRead, access.Anything); err != nil {
			return ProvisionPage{}, err
		}
		v, err := latestOf(tx, codeOrID)
		if err != nil {
			return ProvisionPage{}, err
		}
		versions, err := versionsWith(tx, v.InstrumentID, key)
		if err != nil {
			return ProvisionPage{}, err
		}
		if len(versions) == 0 {
			return ProvisionPage{}, fault.Missing("provision")
		}
		p := ProvisionPage{Version: versions[0], Versions: versions, Above: []Node{}, Below: []Node{}}
		tree, err := TreeIn(tx, p.Version.ID)
		if err != nil {
			return p, err
		}
		p.place(tree, key)
		p.Mapped, err = mappedTo(tx, p.Provision.ID)
		for i, m := range p.Mapped {
			if m.Back {
				p.Mapped[i].Relation = m.Relation.Back()
			}
		}
		return p, err
	})
}

// place finds the provision in the tree, with what stands above and directly below it.
func (p *ProvisionPage) place(tree []Node, key string) {
	byID := map[string]Node{}
	for _, n := range tree {
		byID[n.ID] = n
		if n.Key == key {
			p.Provision = n
		}
	}
	for at := p.Provision.ParentID; at != ""; at = byID[at].ParentID {
		p.Above = append(p.Above, byID[at])
	}
	slices.Reverse(p.Above)
	for _, n := range tree {
		if n.ParentID == p.Provision.ID {
			p.Below = append(p.Below, n)
		}
	}
}

// State is a party that can be bound by instruments.
type State struct {
	ID   string `db:"id" json:"id"`
	Code string `db:"code" json:"code,omitempty"`
	Name string `db:"name" json:"name"`
	ISO  string `db:"iso" json:"iso,omitempty"`
}

// Matrix is how the States stand to the instruments on a day.
type Matrix struct {
	At           db.Date       `json:"at"`
	Instruments  []Version     `json:"instruments" nullable:"false"`
	States       []State       `json:"states" nullable:"false"`
	Statuses     []Status      `json:"statuses" nullable:"false"`
	Reservations []Reservation `json:"reservations" nullable:"false" doc:"Made on or before the day and not withdrawn by then"`

	byPair map[[2]string]Status
	noted  map[[2]string]int
}

// Status returns how a State stands to an instrument, and whether anything is known.
func (m Matrix) Status(partyID, instrumentID string) (Status, bool) {
	s, ok := m.byPair[[2]string{partyID, instrumentID}]
	return s, ok
}

// Noted is how many reservations and declarations stand.
func (m Matrix) Noted(partyID, instrumentID string) int {
	return m.noted[[2]string{partyID, instrumentID}]
}

// Count is how many States stand so to an instrument.
func (m Matrix) Count(instrumentID string, standing Standing) int {
	n := 0
	for _, s := range m.Statuses {
		if s.InstrumentID == instrumentID && s.At(m.At) == standing {
			n++
		}
	}
	return n
}

// Standings returns how the States stand to the instruments on a day; today where it is empty.
func (s *Service) Standings(ctx context.Context, actor access.Actor, at db.Date) (Matrix, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Matrix, error) {
		if err := actor.Require(RightRead, access.Anything); err != nil {
			return Matrix{}, err
		}
		m := Matrix{At: at, Reservations: []Reservation{}, byPair: map[[2]string]Status{}, noted: map[[2]string]int{}}
		if m.At == "" {
			m.At = tx.Today()
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return m, err
		}
		kinds := append(words.Codes(vocabulary.PartyKinds, "state"), words.Codes(vocabulary.PartyKinds, "territory")...)
		if m.States, err = statesIn(tx, kinds, m.At); err != nil {
			return m, err
		}
		if m.Instruments, err = LatestIn(tx); err != nil {
			return m, err
		}
		if m.Statuses, err = allStatuses(tx); err != nil {
			return m, err
		}
		for _, st := range m.Statuses {
			m.byPair[[2]string{st.PartyID, st.InstrumentID}] = st
		}
		all, err := allReservations(tx)
		for _, r := range all {
			if r.MadeOn <= m.At && (r.WithdrawnOn == "" || r.WithdrawnOn > m.At) {
				m.Reservations = append(m.Reservations, r)
				m.noted[[2]string{r.PartyID, r.InstrumentID}]++
			}
		}
		return m, err
	})
}

// StandingPage is how one party stands to one instrument.
type StandingPage struct {
	Party        string        `json:"party"`
	Instrument   Version       `json:"instrument"`
	Status       Status        `json:"status"`
	Known        bool          `json:"known"`
	Reservations []Reservation `json:"reservations" nullable:"false"`
	MayWrite     bool          `json:"-"`
}

// Standing returns how one party stands to one instrument.
func (s *Service) Standing(ctx context.Context, actor access.Actor, partyID, codeOrID string) (StandingPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (StandingPage, error) {
		if err := actor.Require(RightRead, access.Anything); err != nil {
			return StandingPage{}, err
		}
		v, err := latestOf(tx, codeOrID)
		if err != nil {
			return StandingPage{}, err
		}
		p := StandingPage{Instrument: v, MayWrite: actor.Can(RightStatus, object(partyID))}
		if p.Party, err = nameOf(tx, partyID); err != nil {
			return p, err
		}
		p.Status, err = findStatus(tx, partyID, v.InstrumentID)
		if p.Known = err == nil; err != nil && !fault.IsNotFound(err) {
			return p, err
		}
		p.Status.PartyID, p.Status.InstrumentID = partyID, v.InstrumentID
		p.Reservations, err = ReservationsIn(tx, partyID, []string{v.InstrumentID})
		return p, err
	})
}
