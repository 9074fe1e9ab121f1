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
	Meetings [][]int  `json:"meetings"` // two people, slot, table, weight; with company also the interpreter or -1, who sits, who comes along
}

const alone = 5 // numbers of a meeting of two without an interpreter

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
		one := []int{at(m.One), at(m.Two), at(m.Slot), at(m.Table), m.Weight}
		if m.Interpreter != "" || m.SitsOne != m.One || m.SitsTwo != m.Two || len(m.Along) > 0 {
			voice := -1
			if m.Interpreter != "" {
				voice = at(m.Interpreter)
			}
			one = append(one, voice, at(m.SitsOne), at(m.SitsTwo))
			for _, id := range m.Along {
				one = append(one, at(id))
			}
		}
		p.Meetings = append(p.Meetings, one)
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
		if out[i], err = p.planned(m); err != nil {
			return nil, fmt.Errorf("read a plan: meeting %d: %w", i+1, err)
		}
	}
	return out, nil
}

func (p packed) planned(m []int) (out Planned, err error) {
	if len(m) != alone && len(m) < alone+3 {
		return out, fmt.Errorf("it has %d numbers", len(m))
	}
	id := func(k int) string {
		if m[k] < 0 || m[k] >= len(p.IDs) {
			err = fmt.Errorf("it names id %d of %d", m[k], len(p.IDs))
			return ""
		}
		return p.IDs[m[k]]
	}
	out = Planned{One: id(0), Two: id(1), Slot: id(2), Table: id(3), Weight: m[4]}
	if out.SitsOne, out.SitsTwo = out.One, out.Two; len(m) == alone {
		return out, err
	}
	if m[alone] != -1 {
		out.Interpreter = id(alone)
	}
	out.SitsOne, out.SitsTwo = id(alone+1), id(alone+2)
	for k := alone + 3; k < len(m); k++ {
		out.Along = append(out.Along, id(k))
	}
	return out, err
}
