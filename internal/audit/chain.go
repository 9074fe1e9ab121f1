package audit

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"

	"counterpart/internal/db"
)

// entry is a row of the table as it enters the hash: every field as the text that the database holds.
type entry struct {
	Seq                               int64
	At, Actor, Action, Kind, RecordID string
	Name, NameSalt, NameDigest        string
	Detail, DetailSalt, DetailDigest  string
	NameErasedBy, DetailErasedBy      int64
	Hash                              string
}

// The words that keep the two uses of the hash, and later forms of it, apart.
const (
	contentForm = "counterpart audit content 1"
	entryForm   = "counterpart audit entry 1"
)

func netstring(b []byte, s string) []byte {
	b = strconv.AppendInt(b, int64(len(s)), 10)
	b = append(b, ':')
	b = append(b, s...)
	return append(b, ',')
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return base64.StdEncoding.EncodeToString(h[:])
}

// hasher computes hashes; it keeps its buffer from one to the next.
type hasher struct{ buf []byte }

func (h *hasher) digest(salt, content string) string {
	b := netstring(h.buf[:0], contentForm)
	b = netstring(b, salt)
	h.buf = netstring(b, content)
	return sum(h.buf)
}

// hash is what an entry that follows one with the hash before must carry. A part that was erased counts with its digest.
func (h *hasher) hash(before string, e *entry) string {
	name, detail := e.NameDigest, e.DetailDigest
	if e.NameErasedBy == 0 {
		name = h.digest(e.NameSalt, e.Name)
	}
	if e.DetailErasedBy == 0 {
		detail = h.digest(e.DetailSalt, e.Detail)
	}
	b := netstring(h.buf[:0], entryForm)
	b = netstring(b, before)
	b = netstring(b, strconv.FormatInt(e.Seq, 10))
	for _, s := range [...]string{e.At, e.Actor, e.Action, e.Kind, e.RecordID, name} {
		b = netstring(b, s)
	}
	h.buf = netstring(b, detail)
	return sum(h.buf)
}

func newSalt() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails; see crypto/rand
	return base64.RawStdEncoding.EncodeToString(b[:])
}

// link gives the entry its place after the one with the number and the hash.
func (h *hasher) link(e *entry, seq int64, before string) {
	e.Seq, e.NameSalt, e.DetailSalt = seq+1, newSalt(), newSalt()
	e.Hash = h.hash(before, e)
}

// pending are the entries of a transaction that is under way, and what it erases.
type pending struct {
	entries  []entry
	erasures []erasure
}

// chainLock is the lock under which entries are added on PostgreSQL.
const chainLock = 0x636f756e74657201

// chain is the last step of a transaction with entries: it gives them their numbers and hashes. On PostgreSQL it holds a
// lock from here to the end of the commit. The head is read beside the transaction, which began before others that have
// committed since, and may not come into conflict with all of them.
func chain(tx *db.Tx, p *pending) error {
	if err := tx.Queue(chainLock); err != nil {
		return err
	}
	seq, hash, err := head(tx)
	if err != nil {
		return err
	}
	var h hasher
	rows := make([][]any, len(p.entries))
	for i := range p.entries {
		e := &p.entries[i]
		h.link(e, seq, hash)
		seq, hash = e.Seq, e.Hash
		rows[i] = []any{e.Seq, e.At, e.Actor, e.Name, e.Action, e.Kind, e.RecordID, e.Detail, e.NameSalt, e.DetailSalt, e.Hash}
	}
	if err := tx.InsertRows("audit", chainColumns, rows); err != nil {
		return err
	}
	for _, e := range p.erasures {
		if err := e.apply(tx, p.entries[e.by].Seq); err != nil {
			return err
		}
	}
	return nil
}

var chainColumns = []string{"seq", "at", "actor", "actor_name", "action", "record_kind", "record_id", "detail", "name_salt", "detail_salt", "hash"}

// head is the last entry that is committed: its number, 0 when there is none, and its hash.
func head(tx *db.Tx) (seq int64, hash string, err error) {
	err = tx.Committed(`select seq, hash from audit order by seq desc limit 1`, &seq, &hash)
	if errors.Is(err, db.ErrNone) {
		return 0, "", nil
	}
	return seq, hash, err
}
