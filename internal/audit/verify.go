package audit

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"counterpart/internal/db"
)

// Head is a place in the chain: the entry with the number, and its hash. A checkpoint vouches for one.
type Head struct {
	Seq  int64
	Hash string
	At   db.Time
	// From says in words where the head was kept, for example "the checkpoint of 5 June 2024" .
	From string
	// Wrong says why the checkpoint itself does not count, "" when it does.
	Wrong string
}

// Broken is the first thing that is wrong with the chain.
type Broken struct {
	Seq   int64  `json:"seq"`
	Words string `json:"words"`
}

// Result is what a check of the whole chain found.
type Result struct {
	Count   int64   `json:"count"` // entries that were read
	Head    string  `json:"head"`  // hash of the last
	LastAt  string  `json:"last_at"`
	Broken  *Broken `json:"broken,omitempty"`
	Against int     `json:"against"` // checkpoints that were compared
}

// readAtOnce is how many entries are in memory at a time.
const readAtOnce = 5000

// Check reads the whole chain and compares it with itself and with heads that were kept. It reports the entry with the
// lowest number that is not as it was written; an error means that it could not read.
func Check(ctx context.Context, d *db.DB, kept []Head) (Result, error) {
	return db.View(ctx, d, func(tx *db.Tx) (Result, error) {
		c := &check{tx: tx, kept: slices.Clone(kept)}
		slices.SortStableFunc(c.kept, func(a, b Head) int { return int(min(max(a.Seq-b.Seq, -1), 1)) })
		c.result.Against = len(kept)
		return c.run()
	})
}

type check struct {
	tx     *db.Tx
	kept   []Head // those not reached yet, lowest first
	result Result
	hasher hasher
	page   []entry
	proofs map[int64]proof // the entries that the erased ones of the page name
}

// proof is an entry that is named by one that lost content.
type proof struct {
	Seq    int64  `db:"seq"`
	Action string `db:"action"`
	Kind   string `db:"record_kind"`
	ID     string `db:"record_id"`
	Detail string `db:"detail"`
}

func (c *check) run() (Result, error) {
	if len(c.kept) > 0 && c.kept[0].Seq == 0 { // one that could not even be read
		c.result.Broken = &Broken{Words: c.kept[0].Wrong}
		return c.result, nil
	}
	for {
		if err := c.read(); err != nil {
			return c.result, err
		}
		if len(c.page) == 0 {
			c.result.Broken = c.end()
			return c.result, nil
		}
		for i := range c.page {
			if words := c.entry(&c.page[i]); words != "" {
				c.result.Broken = &Broken{Seq: c.result.Count + 1, Words: words}
				return c.result, nil
			}
			c.result.Count++
			c.result.Head, c.result.LastAt = c.page[i].Hash, c.page[i].At
		}
	}
}

const entryColumns = `seq, at, actor, actor_name, action, record_kind, record_id, detail, name_salt, name_digest, name_erased_by,
	detail_salt, detail_digest, detail_erased_by, hash`

// read fetches the next entries. The first page begins before 1, for there must be none.
func (c *check) read() error {
	query, after := `select `+entryColumns+` from audit where seq > $1 order by seq limit $2`, c.result.Count
	if after == 0 {
		after = -1 << 62
	}
	rows, err := c.tx.SQL().QueryContext(c.tx.Context(), query, after, readAtOnce)
	if err != nil {
		return fmt.Errorf("read the audit entries: %w", err)
	}
	c.page = c.page[:0]
	for rows.Next() {
		c.page = append(c.page, entry{})
		if err := scan(rows, &c.page[len(c.page)-1]); err != nil {
			return errors.Join(fmt.Errorf("read the audit entries: %w", err), rows.Close())
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("read the audit entries: %w", err)
	}
	return c.readProofs()
}

func scan(rows *sql.Rows, e *entry) error {
	return rows.Scan(&e.Seq, &e.At, &e.Actor, &e.Name, &e.Action, &e.Kind, &e.RecordID, &e.Detail, &e.NameSalt, &e.NameDigest, &e.NameErasedBy,
		&e.DetailSalt, &e.DetailDigest, &e.DetailErasedBy, &e.Hash)
}

func (c *check) readProofs() error {
	c.proofs = map[int64]proof{}
	for _, e := range c.page {
		for _, by := range []int64{e.NameErasedBy, e.DetailErasedBy} {
			if _, ok := c.proofs[by]; ok || by == 0 {
				continue
			}
			p, err := db.One[proof](c.tx, `select seq, action, record_kind, record_id, detail from audit where seq = $1`, by)
			if err != nil && !errors.Is(err, db.ErrNone) {
				return err
			}
			c.proofs[by] = p
		}
	}
	return nil
}

// entry says what is wrong with the next entry, or "".
func (c *check) entry(e *entry) string {
	want := c.result.Count + 1
	switch {
	case e.Seq != want && want == 1:
		return fmt.Sprintf("the chain begins with entry %d: what came before is missing, or was never there", e.Seq)
	case e.Seq != want:
		return fmt.Sprintf("entry %d is missing: after %d comes %d", want, want-1, e.Seq)
	case e.Hash == "":
		return "the entry has no hash: it was not written by the program"
	case c.hasher.hash(c.result.Head, e) != e.Hash:
		return "the entry is not as it was written: its fields, or the one before it, do not give its hash"
	}
	if words := c.erasures(e); words != "" {
		return words
	}
	for len(c.kept) > 0 && c.kept[0].Seq == want {
		if c.kept[0].Wrong != "" {
			return c.kept[0].Wrong
		}
		if c.kept[0].Hash != e.Hash {
			return "the entry is not the one that " + c.kept[0].From + " vouches for: the chain was computed anew up to here or beyond"
		}
		c.kept = c.kept[1:]
	}
	return ""
}

// erasures says why lost content is not the work of an erasure, or "".
func (c *check) erasures(e *entry) string {
	if e.NameErasedBy == 0 && e.NameDigest == "" && e.DetailErasedBy == 0 && e.DetailDigest == "" {
		return ""
	}
	if words := c.part(e, "detail", e.DetailErasedBy, e.Detail+e.DetailSalt, e.DetailDigest, false); words != "" {
		return words
	}
	return c.part(e, "name of the actor", e.NameErasedBy, e.Name+e.NameSalt, e.NameDigest, true)
}

func (c *check) part(e *entry, part string, by int64, left, digest string, ofActor bool) string {
	if by == 0 {
		if digest != "" {
			return "the entry carries the digest of an erased " + part + " but names no erasure"
		}
		return ""
	}
	if left != "" {
		return "the " + part + " is said to be erased and is there"
	}
	p, lawful := c.proofs[by], false
	if p.Seq > e.Seq && Action(p.Action) == ActionErase {
		lawful = p.Kind == e.Kind && p.ID == e.RecordID
		if ofActor && !lawful {
			var detail erased
			lawful = json.Unmarshal([]byte(p.Detail), &detail) == nil && slices.Contains(detail.Actors, e.Actor)
		}
	}
	if !lawful {
		return fmt.Sprintf("the %s is gone, and entry %d, which is said to tell of it, is no erasure that concerns it", part, by)
	}
	return ""
}

// end says what is missing after the last entry.
func (c *check) end() *Broken {
	if len(c.kept) == 0 {
		return nil
	}
	last := c.kept[len(c.kept)-1]
	if last.Wrong != "" {
		return &Broken{Seq: last.Seq, Words: last.Wrong}
	}
	missing := fmt.Sprintf("entries %d to %d are missing", c.result.Count+1, last.Seq)
	if c.result.Count+1 == last.Seq {
		missing = fmt.Sprintf("entry %d is missing", last.Seq)
	}
	return &Broken{Seq: c.result.Count + 1, Words: fmt.Sprintf("%s: the chain ends with %d, and %s vouches for more", missing, c.result.Count, last.From)}
}

// Words says what was found, for people.
func (r Result) Words() string {
	if r.Broken != nil && r.Broken.Seq == 0 {
		return strings.ToUpper(r.Broken.Words[:1]) + r.Broken.Words[1:] + "."
	}
	if r.Broken != nil {
		return fmt.Sprintf("Entry %d: %s.", r.Broken.Seq, r.Broken.Words)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d entries, whole", r.Count)
	if r.Count > 0 {
		fmt.Fprintf(&b, "; the last of %s has the hash %s", r.LastAt, r.Head)
	}
	switch {
	case r.Against == 1:
		b.WriteString("; 1 checkpoint holds")
	case r.Against > 1:
		fmt.Fprintf(&b, "; %d checkpoints hold", r.Against)
	}
	return b.String() + "."
}
