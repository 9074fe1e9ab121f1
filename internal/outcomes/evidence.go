package outcomes

import (
	"cmp"
	"context"
	"net/url"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/threads"
)

// Source is something that shows a change.
type Source struct {
	ID      string    `db:"id" json:"id"`
	Title   string    `db:"title" json:"title" doc:"In words"`
	Address string    `db:"address" json:"address,omitempty"`
	FileID  string    `db:"file_id" json:"file_id,omitempty"`
	File    string    `db:"file" json:"file,omitempty"`
	Label   label.TLP `db:"label" json:"label"`
	By      string    `db:"by_name" json:"by"`
}

// object is the source as the access rule sees it: its own label and that of the outcome must both be open.
func (x Source) object(o Outcome) access.Object {
	out := o.Object()
	out.Above = []access.Mark{out.Mark()}
	out.Label, out.Named = x.Label, nil
	return out
}

// SourceDraft is a source as somebody writes it down.
type SourceDraft struct {
	Title   string        `json:"title" maxLength:"1000" doc:"In words: what it is, and where in it"`
	Address string        `json:"address,omitempty" maxLength:"1000" doc:"Where it can be read, from https:// on"`
	Label   label.TLP     `json:"label,omitempty" doc:"That of the outcome when empty"`
	Upload  *files.Upload `json:"-"`
}

// AddSource adds what shows the change: words, an address or a file.
func (s *Service) AddSource(ctx context.Context, actor access.Actor, id string, d SourceDraft) (string, error) {
	var examined files.Examined
	if d.Upload != nil {
		if !actor.Holds(RightPropose) {
			return "", actor.Require(RightPropose, access.Anything)
		}
		var err error
		if examined, err = s.opts.Files.Examine(ctx, actor.Key(), *d.Upload); err != nil {
			return "", err
		}
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		return s.addSource(tx, actor, id, d, func() (string, error) {
			if d.Upload == nil {
				return "", nil
			}
			f, err := s.opts.Files.Keep(tx, actor.Key(), examined)
			return f.ID, err
		})
	})
}

// AddSourceIn is AddSource within a transaction of a higher room; a file is one that is kept already.
func (s *Service) AddSourceIn(tx *db.Tx, actor access.Actor, id string, d SourceDraft, fileID string) (string, error) {
	return s.addSource(tx, actor, id, d, func() (string, error) { return fileID, nil })
}

func (s *Service) addSource(tx *db.Tx, actor access.Actor, id string, d SourceDraft, file func() (string, error)) (string, error) {
	o, err := findOutcome(tx, id)
	if err != nil {
		return "", err
	}
	if err := actor.Require(RightPropose, o.Object()); err != nil {
		return "", err
	}
	if o.State.Ended() {
		return "", fault.Clash("The outcome is at its end (%s). Nothing is added to it any more.", o.State.Words())
	}
	if err := d.check(o); err != nil {
		return "", err
	}
	x := Source{ID: tx.NewID(), Title: d.Title, Address: d.Address, Label: d.Label}
	if x.FileID, err = file(); err != nil {
		return "", err
	}
	if err := insertSource(tx, actor, id, x); err != nil {
		return "", err
	}
	return x.ID, audit.Record(tx, actor, ActionSource, Kind, id, map[string]string{"reference": o.Reference(), "source": x.ID, "label": string(x.Label), "file": x.FileID})
}

func (d *SourceDraft) check(o Outcome) error {
	d.Title, d.Address = strings.TrimSpace(d.Title), strings.TrimSpace(d.Address)
	d.Label = cmp.Or(d.Label, o.Label)
	var wrong fault.Invalid
	wrong.Check(d.Title != "", "title", "Say what the source is.")
	wrong.Check(utf8.RuneCountInString(d.Title) <= 1000, "title", "Shorten this to 1,000 characters.")
	u, err := url.Parse(d.Address)
	whole := err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && len(d.Address) <= 1000
	wrong.Check(d.Address == "" || whole, "address", "Write the whole address, from https:// on.")
	wrong.Check(d.Label.Valid() && d.Label != label.Red, "label", "Choose a label other than TLP:RED: a source has no named readers of its own.")
	return wrong.Err()
}

// File returns the file of a source.
func (s *Service) File(ctx context.Context, actor access.Actor, id, sourceID string) (files.File, []byte, error) {
	f, err := db.View(ctx, s.db, func(tx *db.Tx) (files.File, error) {
		o, err := findOutcome(tx, id)
		if err != nil {
			return files.File{}, err
		}
		x, err := findSource(tx, id, sourceID)
		if err != nil {
			return files.File{}, err
		}
		if err := actor.Require(RightSee, x.object(o)); err != nil {
			return files.File{}, err
		}
		if x.FileID == "" {
			return files.File{}, fault.Missing("file")
		}
		return files.Find(tx, x.FileID)
	})
	if err != nil {
		return files.File{}, nil, err
	}
	if err := audit.Exported(ctx, s.db, actor, Kind, []string{id}, ActionTake, map[string]string{"source": sourceID}); err != nil {
		return files.File{}, nil, err
	}
	data, err := s.opts.Files.Read(f)
	return f, data, err
}

// Witness is somebody independent of the author who said whether the change is so.
type Witness struct {
	PersonID string  `db:"person_id" json:"-"`
	Who      string  `db:"who" json:"who"`
	Confirms bool    `db:"confirms" json:"confirms"`
	On       db.Date `db:"on_date" json:"on"`
	Words    string  `db:"words" json:"words"`
	By       string  `db:"by_name" json:"noted_by"`
}

// WitnessDraft is what somebody independent said.
type WitnessDraft struct {
	PersonID string  `json:"person_id,omitempty" doc:"A person of the register, or an office"`
	Office   string  `json:"office,omitempty" maxLength:"300"`
	Confirms bool    `json:"confirms"`
	On       db.Date `json:"on,omitempty" doc:"Today when empty"`
	Words    string  `json:"words" maxLength:"2000" doc:"What they said"`
}

// Substantiate notes what somebody independent of the author said: whether it is so, or not.
func (s *Service) Substantiate(ctx context.Context, actor access.Actor, id string, d WitnessDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.SubstantiateIn(tx, actor, id, d) })
	return err
}

// SubstantiateIn is Substantiate within a transaction.
func (s *Service) SubstantiateIn(tx *db.Tx, actor access.Actor, id string, d WitnessDraft) error {
	o, err := findOutcome(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightReview, o.Object()); err != nil {
		return err
	}
	verb := Doubt
	if d.Confirms {
		verb = Substantiate
	}
	before := o.dossier(nil, 1)
	if words := before.Refused(verb, actor.Key()); words != "" {
		return fault.Clash("%s", words)
	}
	if err := d.check(tx, actor, o); err != nil {
		return err
	}
	if err := insertWitness(tx, actor, id, d); err != nil {
		return err
	}
	if err := o.approvalIn(tx, actor, verb, nil); err != nil {
		return err
	}
	if err := o.move(tx, actor, before.Take(verb, actor.Key()), verb, d.Words); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionWitness, Kind, id, map[string]any{"reference": o.Reference(), "confirms": d.Confirms, "person": d.PersonID})
}

func (d *WitnessDraft) check(tx *db.Tx, actor access.Actor, o Outcome) error {
	d.Office, d.Words, d.On = strings.TrimSpace(d.Office), strings.TrimSpace(d.Words), cmp.Or(d.On, tx.Today())
	var wrong fault.Invalid
	wrong.Check((d.PersonID == "") != (d.Office == ""), "office", "Name an office, or choose a person of the register: one of the two.")
	wrong.Check(utf8.RuneCountInString(d.Office) <= 300, "office", "Shorten this to 300 characters.")
	wrong.Check(d.Words != "", "words", "Write what they said.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 2000, "words", "Shorten this to 2,000 characters.")
	wrong.Check(d.On >= o.From && d.On <= tx.Today(), "on", "Choose a day after the change, and not after today.")
	if d.PersonID != "" {
		wrong.Check(d.PersonID != o.ProposerID, "person_id", "This person proposed the outcome. Choose somebody independent of the author.")
		object, err := people.ObjectIn(tx, d.PersonID)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		wrong.Check(err == nil && actor.Can(people.RightSee, object), "person_id", "Choose a person of the register.")
	}
	return wrong.Err()
}

// Contribute links a record with the outcome to which it led.
func (s *Service) Contribute(ctx context.Context, actor access.Actor, id string, from threads.Ref, words string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ContributeIn(tx, actor, id, from, words) })
	return err
}

// ContributeIn is Contribute within a transaction.
func (s *Service) ContributeIn(tx *db.Tx, actor access.Actor, id string, from threads.Ref, words string) error {
	o, err := findOutcome(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightPropose, o.Object()); err != nil {
		return err
	}
	words = strings.TrimSpace(words)
	var wrong fault.Invalid
	wrong.Check(from.ID != "" && from != threads.Ref{Kind: Kind, ID: id}, "from", "Choose the record that contributed.")
	wrong.Check(utf8.RuneCountInString(words) <= 1000, "words", "Shorten this to 1,000 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	if err := s.linkIn(tx, actor, o, o.From, from, words); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionContribute, Kind, id, map[string]string{"reference": o.Reference(), "kind": from.Kind, "record": from.ID})
}

// linkIn links a record that the actor may see with the outcome to which it led.
func (s *Service) linkIn(tx *db.Tx, actor access.Actor, o Outcome, on db.Date, from threads.Ref, words string) error {
	found, err := s.opts.Threads.SeenIn(tx, actor, []threads.Ref{from})
	if err != nil {
		return err
	}
	record, ok := found[from]
	if !ok {
		return fault.Wrong("from", "There is no such record, or it is not open to you.")
	}
	return ledTo(tx, actor, o, on, record, words)
}

func ledTo(tx *db.Tx, actor access.Actor, o Outcome, on db.Date, from threads.Record, words string) error {
	return threads.LinkIn(tx, actor, threads.LinkDraft{
		From: from.Ref, To: threads.Ref{Kind: Kind, ID: o.ID}, Type: threads.LedTo, On: on, Label: label.Strictest(o.Label, cmp.Or(from.Label, label.Clear)), Evidence: words,
	})
}
