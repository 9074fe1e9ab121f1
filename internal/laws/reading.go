package laws

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
)

// unitsAtOnce are the units of one page of a text.
const unitsAtOnce = 400

// Reading is a law as it stood on a day.
type Reading struct {
	Law        Law         `json:"law"`
	On         db.Date     `json:"on"`
	Force      Force       `json:"force" enum:"in_force,not_yet,ended,unknown"`
	Text       Text        `json:"text"`
	Languages  []Text      `json:"languages" nullable:"false" doc:"The texts of that day, one in each language"`
	Unit       *Provision  `json:"unit,omitempty" doc:"The unit that was asked for"`
	Above      []Provision `json:"above" nullable:"false" doc:"The units in which it stands, the widest first"`
	Provisions []Provision `json:"provisions" nullable:"false"`
	Contents   []Provision `json:"contents" nullable:"false" doc:"The units that stand in no other, without their words"`
	Next       int         `json:"next,omitempty" doc:"Position after which the next page begins"`
}

// ReadDraft says what of a law is read.
type ReadDraft struct {
	On       db.Date
	Language string
	EID      string // of one unit, with what stands in it; "" for the whole text
	After    int    // position after which the page begins
}

// Read returns the text of a law as it stood on a day, or one unit of it with all that stands in it.
func (s *Service) Read(ctx context.Context, actor access.Actor, lawID string, d ReadDraft) (Reading, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Reading, error) {
		l, err := readable(tx, actor, lawID)
		if err != nil {
			return Reading{}, err
		}
		if d.On == "" {
			d.On = tx.Today()
		}
		out := Reading{Law: l, On: d.On, Force: l.On(d.On), Above: []Provision{}}
		if out.Languages, err = textsOn(tx, l, d.On); err != nil {
			return out, err
		}
		for i, t := range out.Languages {
			if t.Language == d.Language || d.Language == "" && i == 0 {
				out.Text = t
			}
		}
		if out.Text.ID == "" {
			return out, fault.Missing("text of this day")
		}
		if out.Contents, err = contentsOf(tx, out.Text.ID); err != nil {
			return out, err
		}
		return out, out.fill(tx, d)
	})
}

// fill adds the units that were asked for.
func (r *Reading) fill(tx *db.Tx, d ReadDraft) error {
	last := 0
	if d.EID != "" {
		p, err := findProvision(tx, r.Text.ID, d.EID)
		if err != nil {
			return err
		}
		r.Unit = &p
		if r.Above, err = aboveOf(tx, p); err != nil {
			return err
		}
		d.After = max(d.After, p.Position-1)
		if last, err = lastWithin(tx, p); err != nil {
			return err
		}
	}
	var err error
	if r.Provisions, err = provisionsAfter(tx, r.Text.ID, d.After, last, unitsAtOnce+1); err != nil {
		return err
	}
	if len(r.Provisions) > unitsAtOnce {
		r.Provisions = r.Provisions[:unitsAtOnce]
		r.Next = r.Provisions[unitsAtOnce-1].Position
	}
	return nil
}

// readable is a law that the actor may read.
func readable(tx *db.Tx, actor access.Actor, id string) (Law, error) {
	l, err := findLaw(tx, id)
	if err != nil {
		return l, err
	}
	return l, actor.Require(RightSee, l.Object())
}

// Source returns the file from which a text was read.
func (s *Service) Source(ctx context.Context, actor access.Actor, lawID, textID string) (files.File, []byte, error) {
	f, err := db.View(ctx, s.db, func(tx *db.Tx) (files.File, error) {
		if _, err := readable(tx, actor, lawID); err != nil {
			return files.File{}, err
		}
		t, err := findText(tx, lawID, textID)
		if err != nil {
			return files.File{}, err
		}
		return files.Find(tx, t.FileID)
	})
	if err != nil {
		return files.File{}, nil, err
	}
	data, err := s.opts.Files.Read(f)
	return f, data, err
}
