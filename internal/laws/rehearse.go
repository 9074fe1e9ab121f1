package laws

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/laws/akn"
	"counterpart/internal/names"
	"counterpart/internal/parties"
)

// Rehearsal is what would be taken from a file, and what is wrong with it.
type Rehearsal struct {
	ID       string         `json:"id"`
	Law      Law            `json:"law"`
	File     string         `json:"file"`
	Document akn.Document   `json:"document"`
	Language string         `json:"language" doc:"BCP 47"`
	From     db.Date        `json:"from"`
	To       db.Date        `json:"to,omitempty" doc:"The last day"`
	Units    int            `json:"units"`
	Problems []akn.Problem  `json:"problems" nullable:"false"`
	Same     bool           `json:"same" doc:"The same bytes were taken before: taking them changes nothing"`
	Replaces bool           `json:"replaces" doc:"There is a text of this language and day already, which this one replaces"`
	Before   *Text          `json:"before,omitempty" doc:"The text with which it is compared"`
	Changes  TextDifference `json:"changes" doc:"What it changes of the text before"`
	digest   string
}

// Rehearse reads a file of Akoma Ntoso and keeps it until it is taken or discarded; nothing of the law changes. It returns the id
// under which the rehearsal is shown.
func (s *Service) Rehearse(ctx context.Context, actor access.Actor, lawID string, u files.Upload) (string, error) {
	if !actor.Holds(RightEdit) {
		return "", actor.Require(RightEdit, access.Anything)
	}
	r, err := db.View(ctx, s.db, func(tx *db.Tx) (Rehearsal, error) {
		l, err := editable(tx, actor, lawID)
		return Rehearsal{Law: l}, err
	})
	if err != nil {
		return "", err
	}
	r.read(u.Bytes)
	if err := r.refused(u.Field); err != nil {
		return "", err
	}
	examined, err := s.opts.Files.ExamineRead(ctx, actor.Key(), u, "application/xml", ".xml", r.text())
	if err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		l, err := editable(tx, actor, lawID)
		if err != nil {
			return "", err
		}
		r.Law = l
		if err := r.judge(tx); err != nil {
			return "", err
		}
		if err := r.refused(u.Field); err != nil {
			return "", err
		}
		if err := dropImports(tx, lawID, actor.Key()); err != nil {
			return "", err
		}
		f, err := s.opts.Files.Keep(tx, actor.Key(), examined)
		if err != nil {
			return "", err
		}
		id := tx.NewID()
		if err := insertImport(tx, actor, id, lawID, f.ID); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionRead, Kind, lawID, map[string]any{"language": r.Language, "from": r.From, "units": r.Units})
	})
}

// read reads the bytes, as far as they can be judged without the register.
func (r *Rehearsal) read(data []byte) {
	r.Document, r.Problems = akn.Parse(data)
	r.Units = len(r.Document.Units)
	sum := sha256.Sum256(data)
	r.digest = hex.EncodeToString(sum[:])
	if akn.Fatal(r.Problems) {
		return
	}
	x := r.Document.Expression
	var ok bool
	if r.Language, ok = names.Language(x.Language); !ok {
		r.wrong("The file says that its language is %q, which is none. Write it as ISO 639-2 does: tha, ind, eng.", x.Language)
	}
	r.From = db.Date(x.From)
	if x.Until != "" {
		r.To = db.Date(x.Until).AddDays(-1)
	}
}

func (r *Rehearsal) wrong(format string, args ...any) {
	r.Problems = append(r.Problems, akn.Fault(format, args...))
}

func (r *Rehearsal) note(format string, args ...any) {
	problem := akn.Fault(format, args...)
	problem.Fatal = false
	r.Problems = append(r.Problems, problem)
}

// refused are all problems that keep the file from being taken, as what is wrong with the field.
func (r *Rehearsal) refused(field string) error {
	var wrong fault.Invalid
	for _, p := range r.Problems {
		if p.Fatal {
			wrong.Add(field, "%s", p.Said())
		}
	}
	return wrong.Err()
}

// text is what the document says in words.
func (r *Rehearsal) text() string {
	var b strings.Builder
	b.WriteString(r.Document.Title)
	for _, u := range r.Document.Units {
		b.WriteString("\n" + u.Num + " " + u.Heading + "\n" + u.Text)
	}
	return b.String()
}

// judge holds the document against the register: the law it belongs to, and the texts that there are.
func (r *Rehearsal) judge(tx *db.Tx) error {
	iri := r.Document.Work.IRI
	if r.Law.AKN != "" && bareIRI(r.Law.AKN) != bareIRI(iri) {
		r.wrong("The file is the law %s, and this is %s. Choose the right law, or correct its identifier.", iri, r.Law.AKN)
	}
	if r.Law.AKN == "" && aknShape.MatchString(iri) {
		twin, err := twinOf(tx, Draft{AKN: iri}, r.Law.ID)
		if err != nil {
			return err
		}
		if twin.ID != "" {
			r.wrong("The file is the law %s, which the register holds as %s. Import it there.", iri, twin.Citation())
		}
	}
	p, err := parties.FindIn(tx, r.Law.PartyID)
	if err != nil {
		return err
	}
	if country := r.Document.Work.Country; len(country) == 2 && len(p.ISO) == 2 && !strings.EqualFold(country, p.ISO) {
		r.note("The file says that its country is %s, and the law is one of %s.", strings.ToUpper(country), p.Name)
	}
	texts, err := textsOf(tx, r.Law.ID)
	if err != nil {
		return err
	}
	for _, t := range texts {
		r.Same = r.Same || t.Digest == r.digest
		if t.Language != r.Language || t.Replaced || t.Digest == r.digest {
			continue
		}
		r.Replaces = r.Replaces || t.From == r.From
		if t.From <= r.From && (r.Before == nil || t.From >= r.Before.From) {
			r.Before = &t
		}
	}
	return nil
}

// bareIRI is an IRI without what older tools leave out of it.
func bareIRI(iri string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(iri), "/akn"), "/")
}

// Rehearsal shows what a file that was read would bring.
func (s *Service) Rehearsal(ctx context.Context, actor access.Actor, lawID, id string) (Rehearsal, error) {
	r, _, err := s.reading(ctx, actor, lawID, id)
	if err != nil {
		return r, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Rehearsal, error) {
		out := r
		out.Problems = append([]akn.Problem{}, r.Problems...)
		if err := out.judge(tx); err != nil || out.Before == nil || out.Same {
			return out, err
		}
		before, err := provisionsOf(tx, out.Before.ID)
		out.Changes = differences(before, provisionsFrom(out.Document.Units), true)
		return out, err
	})
}

// reading loads the file of a rehearsal and reads it again.
func (s *Service) reading(ctx context.Context, actor access.Actor, lawID, id string) (Rehearsal, files.File, error) {
	r := Rehearsal{ID: id}
	f, err := db.View(ctx, s.db, func(tx *db.Tx) (files.File, error) {
		var err error
		if r.Law, err = editable(tx, actor, lawID); err != nil {
			return files.File{}, err
		}
		fileID, err := importFile(tx, lawID, id)
		if err != nil {
			return files.File{}, err
		}
		return files.Find(tx, fileID)
	})
	if err != nil {
		return r, f, err
	}
	data, err := s.opts.Files.Read(f)
	if err != nil {
		return r, f, err
	}
	r.File = f.Name
	r.read(data)
	return r, f, nil
}

// Take takes the text of a rehearsal, and returns its id. Taking the same bytes again changes nothing.
func (s *Service) Take(ctx context.Context, actor access.Actor, lawID, id string) (Text, error) {
	read, f, err := s.reading(ctx, actor, lawID, id)
	if err != nil {
		return Text{}, err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (Text, error) {
		r := read
		r.Problems = append([]akn.Problem{}, read.Problems...)
		l, err := editable(tx, actor, lawID)
		if err != nil {
			return Text{}, err
		}
		r.Law = l
		if _, err := importFile(tx, lawID, id); err != nil {
			return Text{}, err
		}
		if err := r.judge(tx); err != nil {
			return Text{}, err
		}
		if err := r.refused(""); err != nil {
			return Text{}, err
		}
		if err := dropImport(tx, id); err != nil {
			return Text{}, err
		}
		if r.Same {
			return textByDigest(tx, lawID, r.digest)
		}
		t, err := r.keep(tx, actor, f.ID)
		if err != nil {
			return Text{}, err
		}
		return t, audit.Record(tx, actor, ActionTake, Kind, lawID, map[string]any{"language": t.Language, "from": t.From, "units": t.Units, "replaces": r.Replaces})
	})
}

// keep writes the text with its provisions.
func (r *Rehearsal) keep(tx *db.Tx, actor access.Actor, fileID string) (Text, error) {
	t := Text{
		ID: tx.NewID(), LawID: r.Law.ID, Language: r.Language, From: r.From, To: r.To, Title: clip(r.Document.Title, 1000), IRI: clip(r.Document.Expression.IRI, 300), Digest: r.digest, FileID: fileID,
		Units: r.Units, At: tx.Now(), By: actor.Name,
	}
	if r.Replaces {
		if err := replaceTexts(tx, t); err != nil {
			return t, err
		}
	}
	if r.Law.AKN == "" && aknShape.MatchString(r.Document.Work.IRI) {
		if err := setAKN(tx, r.Law.ID, r.Document.Work.IRI); err != nil {
			return t, err
		}
	}
	if err := insertText(tx, actor, t); err != nil {
		return t, err
	}
	return t, insertProvisions(tx, t.ID, provisionsFrom(r.Document.Units))
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

func provisionsFrom(units []akn.Unit) []Provision {
	out := make([]Provision, len(units))
	for i, u := range units {
		out[i] = Provision{EID: u.EID, Parent: u.Parent, Position: i + 1, Depth: u.Depth, Unit: u.Kind, Num: u.Num, Heading: u.Heading, Words: u.Text}
	}
	return out
}

// Discard forgets a file that was read and is not wanted.
func (s *Service) Discard(ctx context.Context, actor access.Actor, lawID, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := editable(tx, actor, lawID); err != nil {
			return false, err
		}
		if _, err := importFile(tx, lawID, id); err != nil {
			return false, err
		}
		if err := dropImport(tx, id); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionDiscard, Kind, lawID, map[string]string{})
	})
	return err
}
