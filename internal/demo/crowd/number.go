package crowd

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"strings"

	"github.com/google/uuid"
)

// The kinds of record whose ids follow from a number.
const (
	kindPerson byte = iota + 1
	kindAffiliation
	kindSeats
	kindInvitation
	kindNomination
	kindIn
	kindOut
)

// epoch is the time, in milliseconds, that ids made of numbers begin at: 1 January 2020.
const epoch = 1_577_836_800_000

// id is the id of the n-th record of a kind. It has the form of a UUIDv7, so that ids sort by their number as those
// of earnest records sort by their time.
func (c *crowd) id(kind byte, n int) string {
	var raw uuid.UUID
	binary.BigEndian.PutUint64(raw[:8], uint64(epoch+n)<<16)
	h := fnv.New64a()
	binary.Write(h, binary.BigEndian, []uint64{c.Seed, uint64(kind), uint64(n)}) //nolint:errcheck // a hash takes everything
	binary.BigEndian.PutUint64(raw[8:], h.Sum64())
	raw[6], raw[7] = 0x70|kind>>4, kind<<4
	raw[8] = raw[8]&0x3f | 0x80
	return raw.String()
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// code is the code of the n-th badge. Its first five places count, its last five are drawn.
func (c *crowd) code(n int, r *rand.Rand) string {
	var b strings.Builder
	for shift := 20; shift >= 0; shift -= 5 {
		b.WriteByte(alphabet[n>>shift&31])
	}
	for range 5 {
		b.WriteByte(alphabet[r.IntN(32)])
	}
	return b.String()
}

// chance is a source of chance of its own for each part, so that parts do not disturb each other.
func (c *crowd) chance(part byte, n int) *rand.Rand {
	return rand.New(rand.NewPCG(c.Seed^uint64(part)<<56, uint64(n)))
}
