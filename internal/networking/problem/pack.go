package problem

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// mostUnpacked bounds what a packed plan can grow to.
const mostUnpacked = 256 << 20

// packed is a plan in which each id stands once, and meetings name it by its place.
type packed struct {
	IDs      []string `json:"ids"`
	Meetings [][5]int `json:"meetings"` // two people, slot, table, weight
}

// Pack makes a plan short enough to be kept in one go: 50,000 meetings of 10,000 people take a few hundred kilobytes.
func Pack(list []Planned) (string, error) {
	var p packed
	place := map[string]int{}
	at := func(id string) int {
		n, known := place[id]
		if !known {
			n = len(p.IDs)
			place[id] = n
			p.IDs = append(p.IDs, id)
		}
		return n
	}
	for _, m := range list {
		p.Meetings = append(p.Meetings, [5]int{at(m.One), at(m.Two), at(m.Slot), at(m.Table), m.Weight})
	}
	var out strings.Builder
	text := base64.NewEncoder(base64.StdEncoding, &out)
	short, err := flate.NewWriter(text, flate.BestSpeed)
	if err != nil {
		return "", err
	}
	if err := json.NewEncoder(short).Encode(p); err != nil {
		return "", err
	}
	if err := errors.Join(short.Close(), text.Close()); err != nil {
		return "", err
	}
	return out.String(), nil
}

// Unpack reads what Pack wrote; an empty text is a plan without meetings.
func Unpack(text string) ([]Planned, error) {
	if text == "" {
		return nil, nil
	}
	short := flate.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(text)))
	raw, err := io.ReadAll(io.LimitReader(short, mostUnpacked))
	if err != nil {
		return nil, fmt.Errorf("read a plan: %w", err)
	}
	var p packed
	if err := json.NewDecoder(bytes.NewReader(raw)).Decode(&p); err != nil {
		return nil, fmt.Errorf("read a plan: %w", err)
	}
	out := make([]Planned, len(p.Meetings))
	for i, m := range p.Meetings {
		for _, n := range m[:4] {
			if n < 0 || n >= len(p.IDs) {
				return nil, fmt.Errorf("read a plan: meeting %d names id %d of %d", i+1, n, len(p.IDs))
			}
		}
		out[i] = Planned{One: p.IDs[m[0]], Two: p.IDs[m[1]], Slot: p.IDs[m[2]], Table: p.IDs[m[3]], Weight: m[4]}
	}
	return out, nil
}
