package instruments

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/instruments/library"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// Change is what becomes of a provision from one version to the next, with its names.
type Change struct {
	Became library.Became `json:"became" enum:"added,gone,renamed,split,merged,changed,same"`
	Key    string         `json:"key"`
	Name   string         `json:"name"`
	Of     []string       `json:"of,omitempty" doc:"Names of the earlier provisions of which it came, where they are others"`
	Fields []string       `json:"fields,omitempty" doc:"What reads otherwise"`
}

// Plan is what loading a library would do.
type Plan struct {
	Library library.Library `json:"-"`
	Code    string          `json:"code"`
	Number  int             `json:"number"`
	Title   string          `json:"title"`
	InUse   int             `json:"in_use" doc:"Number of the version in use; 0 where the instrument is new"`
	Loaded  bool            `json:"loaded" doc:"The very same file is loaded already: nothing would change"`
	Changes []Change        `json:"changes" nullable:"false"`

	sameID string // of the version that is loaded already
}

// Count tells how many provisions become something.
func (p Plan) Count(b library.Became) int {
	n := 0
	for _, c := range p.Changes {
		if c.Became == b {
			n++
		}
	}
	return n
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// wrong says the problems of a file as what is wrong with the input that held it.
func wrong(problems library.Problems) error {
	var out fault.Invalid
	for _, p := range problems {
		out.Add("file", "%s", p.String())
	}
	return out.Err()
}

// planLibrary says what loading the library would do, or why it cannot be loaded.
func planLibrary(tx *db.Tx, lib library.Library, body []byte) (Plan, error) {
	p := Plan{Library: lib, Code: lib.Code, Number: lib.Version, Title: lib.Title, Changes: []Change{}}
	latest, err := latestOfCode(tx, lib.Code)
	if err != nil && !fault.IsNotFound(err) {
		return p, err
	}
	p.InUse = latest.Number
	same, err := versionOf(tx, latest.InstrumentID, lib.Version)
	switch {
	case err == nil && same.Digest == digest(body):
		p.Loaded, p.sameID = true, same.ID
		return p, nil
	case err == nil:
		return p, fault.Wrong("file", "%s: version %d of %s is loaded already, with other words. A loaded version is never changed: write version: %d.", lib.File, lib.Version, lib.Code, latest.Number+1)
	case !fault.IsNotFound(err):
		return p, err
	case lib.Version < latest.Number:
		return p, fault.Wrong("file", "%s: version %d of %s is in use; a new one has a higher number. Write version: %d.", lib.File, latest.Number, lib.Code, latest.Number+1)
	}
	before, err := provisionsIn(tx, latest.ID)
	if err != nil {
		return p, err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return p, err
	}
	if err := wrong(append(unknownThemes(lib, words), unknownWas(lib, before)...)); err != nil {
		return p, err
	}
	p.Changes = named(before, lib.Provisions)
	return p, nil
}

func unknownThemes(lib library.Library, words *vocabulary.Words) library.Problems {
	var out library.Problems
	for _, x := range lib.Provisions {
		if x.Theme != "" && !words.Has(vocabulary.Themes, x.Theme) {
			out = append(out, library.Problem{File: lib.File, Line: x.Line, What: fmt.Sprintf("there is no theme %q", x.Theme), Do: "Choose one of the mechanism's list of themes"})
		}
	}
	return out
}

func unknownWas(lib library.Library, before []library.Provision) library.Problems {
	var out library.Problems
	for _, c := range library.Unknown(before, lib.Provisions) {
		x, _ := lib.Find(c.Key)
		out = append(out, library.Problem{File: lib.File, Line: x.Line, What: fmt.Sprintf("the version before has no provision %q", c.Of[0]), Do: "Write a key that it has, or leave it out of was"})
	}
	return out
}

// named compares two versions and calls the provisions by their names.
func named(before, after []library.Provision) []Change {
	name := map[string]string{}
	for _, list := range [][]library.Provision{after, before} { // the earlier name of an earlier provision
		for _, p := range list {
			name[p.Key] = p.Name()
		}
	}
	last := map[string]string{}
	for _, p := range after {
		last[p.Key] = p.Name()
	}
	out := []Change{}
	for _, c := range library.Compare(before, after) {
		x := Change{Became: c.Became, Key: c.Key, Name: name[c.Key], Fields: c.Fields}
		if c.Became != library.Gone {
			x.Name = last[c.Key]
		}
		if c.Became != library.Same && c.Became != library.Changed {
			for _, key := range c.Of {
				x.Of = append(x.Of, name[key])
			}
		}
		out = append(out, x)
	}
	return out
}

// loadLibrary enters a library that can be loaded, and makes it the version in use.
func loadLibrary(tx *db.Tx, actor access.Actor, lib library.Library, body []byte) (versionID string, p Plan, err error) {
	if p, err = planLibrary(tx, lib, body); err != nil {
		return "", p, err
	}
	if p.Loaded {
		return p.sameID, p, nil
	}
	versionID = tx.NewID()
	instrumentID, err := instrumentOf(tx, lib.Code, versionID)
	if err != nil {
		return "", p, err
	}
	if err := insertVersion(tx, actor, versionID, instrumentID, lib, body); err != nil {
		return "", p, err
	}
	if err := insertProvisions(tx, versionID, instrumentID, lib); err != nil {
		return "", p, err
	}
	if err := setLatest(tx, instrumentID, versionID); err != nil {
		return "", p, err
	}
	return versionID, p, audit.Record(tx, actor, ActionLoad, Kind, instrumentID, map[string]any{"code": lib.Code, "version": lib.Version, "provisions": len(lib.Provisions)})
}

// LoadPackIn enters what a pack brings: the vocabulary, the parties, then its libraries and mappings. A library that is older
// than the version in use is passed over, and so are mappings whose provisions the version in use does not have: the office may
// have loaded newer ones.
func LoadPackIn(tx *db.Tx, actor access.Actor, p *pack.Pack) error {
	if err := parties.LoadPackIn(tx, actor, p); err != nil {
		return err
	}
	for _, lib := range p.Libraries {
		latest, err := latestOfCode(tx, lib.Code)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		if lib.Version < latest.Number {
			continue
		}
		if _, _, err := loadLibrary(tx, actor, lib.Library, lib.Body); err != nil {
			return err
		}
	}
	if p.Mappings.Code == "" {
		return nil
	}
	plan, _, err := planMappings(tx, p.Mappings)
	if err != nil {
		return err
	}
	return takeMappings(tx, actor, plan)
}
