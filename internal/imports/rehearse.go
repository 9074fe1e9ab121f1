package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/names"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// chunk is how many rows are looked at in one transaction.
const chunk = 500

// Draft is a file as it arrives.
type Draft struct {
	Kind       string `json:"kind" enum:"people,parties,participants"`
	ActivityID string `json:"activity_id,omitempty" maxLength:"40" doc:"For participants"`
	Name       string `json:"name" maxLength:"200" doc:"Of the file"`
	Content    []byte `json:"content" doc:"The file, in base64"`
}

// Upload keeps a file, guesses what its columns mean, and rehearses it.
func (s *Service) Upload(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	if !slices.Contains(Kinds, d.Kind) {
		return "", fault.Wrong("kind", "Choose what the file holds.")
	}
	if d.Kind != Participants {
		d.ActivityID = ""
	} else if d.ActivityID == "" {
		return "", fault.Wrong("activity_id", "Choose the activity.")
	}
	text, err := decode(d.Content)
	if err != nil {
		return "", err
	}
	shape, err := survey(text)
	if err != nil {
		return "", err
	}
	examined, err := s.files.Examine(ctx, actor.Key(), files.Upload{Field: "file", Name: d.Name, Bytes: text})
	if err != nil {
		return "", err
	}
	id, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		if err := require(tx, actor, d.Kind, d.ActivityID); err != nil {
			return "", err
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return "", err
		}
		opts := guess(d.Kind, shape.headings, words)
		opts.Groups = shape.groups(opts)
		opts.Kinds = guessKinds(opts.Groups, words)
		file, err := s.files.Keep(tx, actor.Key(), examined)
		if err != nil {
			return "", err
		}
		raw, err := toJSON(opts)
		if err != nil {
			return "", err
		}
		id := tx.NewID()
		return id, insertImport(tx, id, actor.Key(), file.ID, d, raw)
	})
	if err != nil {
		return "", err
	}
	return id, s.rehearse(ctx, actor, id)
}

// shape is what a first look at a file tells.
type shape struct {
	headings []string
	values   []map[string]bool // distinct values of each column; nil for one with too many
	order    [][]string
}

// survey reads a file once: it counts the rows and gathers the columns that hold few different values.
func survey(text []byte) (shape, error) {
	t, err := openTable(text)
	if err != nil {
		return shape{}, err
	}
	s := shape{headings: t.Headings, values: make([]map[string]bool, len(t.Headings)), order: make([][]string, len(t.Headings))}
	for i := range s.values {
		s.values[i] = map[string]bool{}
	}
	rows := 0
	for {
		l, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return shape{}, fault.Wrong("file", "The file cannot be read (%v).", err)
		}
		if rows++; rows > MaxRows {
			return shape{}, fault.Wrong("file", "The file has more than %d rows. Send it in parts.", MaxRows)
		}
		if l.Broken == "" {
			s.see(l.Cells)
		}
	}
	if rows == 0 {
		return shape{}, fault.Wrong("file", "The file has headings but no rows.")
	}
	return s, nil
}

func (s shape) see(cells Cells) {
	for i := range s.values {
		value := ""
		if i < len(cells) {
			value = cells[i]
		}
		if s.values[i] == nil || s.values[i][value] {
			continue
		}
		s.values[i][value] = true
		if s.order[i] = append(s.order[i], value); len(s.order[i]) > maxGroups {
			s.values[i], s.order[i] = nil, nil
		}
	}
}

// groups are the values of the column that tells the kind of party; one empty value when no column does.
func (s shape) groups(o Options) []string {
	if i := slices.Index(o.Columns, fieldGroup); i >= 0 && i < len(s.order) {
		return s.order[i]
	}
	return []string{""}
}

// Rehearse looks at every row again with other options. Nothing is written to the registers.
func (s *Service) Rehearse(ctx context.Context, actor access.Actor, id string, opts Options) error {
	imp, err := s.Find(ctx, actor, id)
	if err != nil {
		return err
	}
	text, err := s.text(ctx, imp)
	if err != nil {
		return err
	}
	shape, err := survey(text)
	if err != nil {
		return err
	}
	_, err = db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		imp, err := findImport(tx, id)
		if err != nil {
			return false, err
		}
		if imp.State != Reading && imp.State != Rehearsed {
			return false, fault.Clash("Rows of this file have been taken. Send the file again to start anew.")
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return false, err
		}
		opts.Headings, opts.Groups = shape.headings, shape.groups(opts)
		if !slices.Equal(opts.Groups, imp.Options.Groups) {
			opts.Kinds = guessKinds(opts.Groups, words)
		}
		if err := opts.check(tx, imp); err != nil {
			return false, err
		}
		raw, err := toJSON(opts)
		if err != nil {
			return false, err
		}
		return true, restart(tx, id, raw)
	})
	if err != nil {
		return err
	}
	return s.rehearse(ctx, actor, id)
}

// text reads the file of an import.
func (s *Service) text(ctx context.Context, imp Import) ([]byte, error) {
	file, err := db.View(ctx, s.db, func(tx *db.Tx) (files.File, error) { return files.Find(tx, imp.FileID) })
	if err != nil {
		return nil, err
	}
	return s.files.Read(file)
}

// rehearsal is one pass over a file.
type rehearsal struct {
	imp    Import
	reader reader
	seen   map[string]int    // party and name -> line
	emails map[string]sender // address -> who had it first
	fresh  map[string]int    // keys of parties still to be entered -> line
}

// sender is a person of the file with an address.
type sender struct {
	line  int
	given string
}

// rehearse gives every row its verdict. It reads the registers and writes only the import's own rows, a few at a time.
func (s *Service) rehearse(ctx context.Context, actor access.Actor, id string) error {
	imp, words, err := s.open(ctx, id)
	if err != nil {
		return err
	}
	text, err := s.text(ctx, imp)
	if err != nil {
		return err
	}
	t, err := openTable(text)
	if err != nil {
		return err
	}
	r := rehearsal{
		imp: imp, reader: reader{kind: imp.Kind, opts: imp.Options, words: words},
		seen: map[string]int{}, emails: map[string]sender{}, fresh: map[string]int{},
	}
	for more := true; more; {
		var lines []line
		if lines, more, err = t.some(imp.Options); err != nil {
			return err
		}
		rows, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Row, error) { return r.judge(tx, lines) })
		if err != nil {
			return err
		}
		_, err = db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, insertRows(tx, id, rows) })
		if db.Duplicate(err) {
			return fault.Clash("This file is being looked at already. Wait a moment and load the page again.")
		}
		if err != nil {
			return err
		}
	}
	_, err = db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if err := count(tx, id, Rehearsed); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionRehearse, Kind, id, map[string]any{"kind": imp.Kind, "file": imp.File, "activity_id": imp.ActivityID})
	})
	return err
}

// open loads an import with the vocabulary.
func (s *Service) open(ctx context.Context, id string) (Import, *vocabulary.Words, error) {
	var words *vocabulary.Words
	imp, err := db.View(ctx, s.db, func(tx *db.Tx) (Import, error) {
		var err error
		if words, err = vocabulary.In(tx); err != nil {
			return Import{}, err
		}
		return findImport(tx, id)
	})
	return imp, words, err
}

// some reads the next rows that pass the filter.
func (t *table) some(opts Options) (lines []line, more bool, err error) {
	for len(lines) < chunk {
		l, err := t.next()
		if errors.Is(err, io.EOF) {
			return lines, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		if l.Broken != "" || opts.wants(l.Cells) {
			lines = append(lines, l)
		}
	}
	return lines, true, nil
}

// judge gives a few rows their verdicts.
func (r *rehearsal) judge(tx *db.Tx, lines []line) ([]Row, error) {
	rows, records := make([]Row, len(lines)), make([]record, len(lines))
	bad := make([]*refusal, len(lines))
	for i, l := range lines {
		rows[i] = Row{Line: l.Number, Cells: l.Cells}
		if l.Broken != "" {
			bad[i] = &refusal{Reason: l.Broken}
			continue
		}
		records[i], bad[i] = r.reader.read(l.Cells)
	}
	reg, err := openRegister(tx, r.imp, records)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if bad[i] == nil && r.imp.Kind == Parties {
			bad[i] = r.judgeParty(reg, &rows[i], records[i])
		} else if bad[i] == nil {
			bad[i] = r.judgePerson(reg, &rows[i], records[i])
		}
		if bad[i] != nil {
			rows[i].Verdict, rows[i].Cell, rows[i].Reason = VerdictRefused, bad[i].Cell, bad[i].Reason
		}
	}
	return rows, nil
}

func (r *rehearsal) judgePerson(reg *register, row *Row, rec record) *refusal {
	m, bad := reg.match(r.reader, rec)
	if bad != nil {
		return bad
	}
	if line, seen := r.before(m, row.Line); seen {
		row.Verdict, row.RecordID, row.Reason = VerdictSame, m.PersonID, fmt.Sprintf("The same person as on line %d.", line)
		return nil
	}
	row.Verdict = VerdictNew
	if m.PersonID == "" {
		row.Reason = "New person."
		if m.NewKind != "" && r.fresh[m.PartyKey] == 0 {
			r.fresh[m.PartyKey] = row.Line
			row.Reason = "New person. New party: " + r.reader.words.Name(vocabulary.PartyKinds, m.NewKind) + "."
		}
		return nil
	}
	works := m.PartyKey == "" || reg.works[joinKey(m.PersonID, m.PartyKey)]
	taking, takes := reg.taking[m.PersonID]
	switch {
	case r.imp.Kind == People && works:
		row.Verdict, row.RecordID, row.Reason = VerdictSame, m.PersonID, "In the register already."
	case r.imp.Kind == People:
		row.Reason = "In the register already; gets this affiliation."
	case takes && taking.State != string(delegations.Confirmed):
		return r.reader.refuse(fieldName, "This person is named for the activity but not confirmed. Confirm or decline the nomination first.")
	case takes && r.imp.Options.Attended && !taking.Came:
		row.Reason = "Takes part already; is entered as having come."
	case takes:
		row.Verdict, row.RecordID, row.Reason = VerdictSame, m.PersonID, "Takes part already."
	default:
		row.Reason = "In the register already; now takes part."
	}
	return nil
}

// before tells on which earlier line the same person stands, and notes this one.
func (r *rehearsal) before(m matched, number int) (int, bool) {
	key := joinKey(m.PartyKey, m.NameKey)
	if line, ok := r.seen[key]; ok {
		return line, true
	}
	r.seen[key] = number
	address := people.EmailKey(m.Person.Email)
	if address == "" {
		return 0, false
	}
	if first, ok := r.emails[address]; ok {
		return first.line, names.Similarity(first.given, m.Person.Given) >= names.Alike
	}
	r.emails[address] = sender{number, m.Person.Given}
	return 0, false
}

func (r *rehearsal) judgeParty(reg *register, row *Row, rec record) *refusal {
	parent, parentKey := partyRow{}, ""
	if rec.Party.Parent != "" {
		var found bool
		if parent, found = reg.dir.find(rec.Party.Parent, rec.Party.Parent); found {
			parentKey = parent.ID
		} else if parentKey = newPartyKey(rec.Party.Parent); r.fresh[parentKey] == 0 {
			return r.reader.refuse(fieldParent, "The party that this one is inside is neither in the register nor on an earlier line.")
		}
	}
	known, found := reg.dir.findIn(parent.ID, rec)
	if rec.Party.Parent != "" && parent.ID == "" {
		known, found = reg.dir.find(rec.PartyCode, "")
	}
	if found {
		row.Verdict, row.RecordID, row.Reason = VerdictSame, known.ID, "In the register already."
		return nil
	}
	keys := []string{newPartyKey(rec.PartyName)}
	if rec.Party.Parent != "" {
		keys = []string{joinKey(parentKey, names.Fold(rec.PartyName))}
	}
	if rec.PartyCode != "" {
		keys = append(keys, joinKey("code", rec.PartyCode))
	}
	for _, key := range keys {
		if line := r.fresh[key]; line != 0 {
			row.Verdict, row.Reason = VerdictSame, fmt.Sprintf("The same party as on line %d.", line)
			return nil
		}
	}
	if r.reader.opts.Kinds[rec.Group] == "" {
		return r.reader.refuse(fieldGroup, "No kind of party is chosen for this row.")
	}
	for _, key := range keys {
		r.fresh[key] = row.Line
	}
	row.Verdict, row.Reason = VerdictNew, "New party."
	return nil
}

// findIn finds the party of a record: inside its parent where it has one.
func (d *directory) findIn(parentID string, rec record) (partyRow, bool) {
	if parentID == "" {
		return d.find(rec.PartyCode, rec.PartyName)
	}
	if p, found := d.find(rec.PartyCode, ""); found {
		return p, true
	}
	p, found := d.in[joinKey(parentID, names.Fold(rec.PartyName))]
	return p, found
}
