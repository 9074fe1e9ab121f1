package publications

import (
	"context"

	"counterpart/internal/people"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/periodic"
	"counterpart/internal/results"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// The steps of a round at which somebody agrees.
const (
	stepReview  = "review"
	stepRelease = "release"
)

// Submit asks for a review of what the actor read, which is the version of this number.
func (s *Service) Submit(ctx context.Context, actor access.Actor, id string, version int) error {
	return s.change(ctx, actor, RightWrite, id, func(tx *db.Tx, p Publication, f Flow) error {
		if err := sameWork(tx, p, version); err != nil {
			return err
		}
		if _, err := embeddedIn(tx, p, true); err != nil {
			return err
		}
		if _, err := countableIn(tx, p); err != nil {
			return err
		}
		after, err := f.Submit()
		if err != nil {
			return err
		}
		return s.stepped(tx, actor, p, after, ActionSubmit, map[string]any{"version": version})
	})
}

// Return gives it back to its authors, with words.
func (s *Service) Return(ctx context.Context, actor access.Actor, id, reason string) error {
	return s.change(ctx, actor, RightReview, id, func(tx *db.Tx, p Publication, f Flow) error {
		after, err := f.Return()
		if err != nil {
			return err
		}
		if reason, err = reasonOf("reason", reason, "Write what should be changed."); err != nil {
			return err
		}
		return s.stepped(tx, actor, p, after, ActionReturn, map[string]string{"reason": reason})
	})
}

// Approve is the review of what the actor read.
func (s *Service) Approve(ctx context.Context, actor access.Actor, id string, version int) error {
	return s.change(ctx, actor, RightReview, id, func(tx *db.Tx, p Publication, f Flow) error {
		if err := sameWork(tx, p, version); err != nil {
			return err
		}
		after, err := f.Approve(actor.Key())
		if err != nil {
			return err
		}
		if err := insertConsent(tx, actor, p, stepReview, ""); err != nil {
			return err
		}
		return s.stepped(tx, actor, p, after, ActionApprove, map[string]any{"version": version})
	})
}

// Release agrees that what was approved goes out. The last agreement that the mechanism asks for makes the release: its
// texts and figures are frozen, and it is open from now, or from the end of its embargo. note says for readers what a
// correction changed. It tells whether it went out.
func (s *Service) Release(ctx context.Context, actor access.Actor, id string, version int, note string) (bool, error) {
	return changing(ctx, s, actor, RightRelease, id, func(tx *db.Tx, p Publication, f Flow) (bool, error) {
		if err := sameWork(tx, p, version); err != nil {
			return false, err
		}
		party, err := people.PartyOfActorIn(tx, actor, RightRelease)
		if err != nil {
			return false, err
		}
		rule, err := results.RuleIn(tx)
		if err != nil {
			return false, err
		}
		after, err := f.Release(Consent{Actor: actor.Key(), ActorName: actor.Name, PartyID: party}, rule)
		if err != nil {
			return false, err
		}
		if err := insertConsent(tx, actor, p, stepRelease, party); err != nil {
			return false, err
		}
		if after.State != StateReleased {
			return false, s.stepped(tx, actor, p, after, ActionConsent, map[string]any{"version": version, "party": party})
		}
		r, err := s.makeRelease(tx, actor, p, note)
		if err != nil {
			return false, err
		}
		return true, s.stepped(tx, actor, p, after, ActionRelease, map[string]any{"version": version, "release": r.Number, "note": r.Note, "public_from": r.PublicFrom})
	})
}

// makeRelease freezes what is on its way: texts, what is said about them, figures and files.
func (s *Service) makeRelease(tx *db.Tx, actor access.Actor, p Publication, note string) (Release, error) {
	last, err := lastRelease(tx, p.ID)
	if err != nil {
		return Release{}, err
	}
	if last.Number > 0 {
		if note, err = reasonOf("note", note, "It was released before. Write for its readers what changes."); err != nil {
			return Release{}, err
		}
	} else {
		note = ""
	}
	texts, err := latestTexts(tx, p.ID)
	if err != nil {
		return Release{}, err
	}
	figures, err := embeddedIn(tx, p, true)
	if err != nil {
		return Release{}, err
	}
	about, raw, err := aboutOf(texts, p.SourceLang)
	if err != nil {
		return Release{}, err
	}
	counted, err := countableIn(tx, p)
	if err != nil {
		return Release{}, err
	}
	r := Release{
		ID: tx.NewID(), PublicationID: p.ID, Number: last.Number + 1, Version: p.Version, Kind: about.Kind, ActivityID: about.ActivityID, Label: p.Label,
		SourceLang: p.SourceLang, AboutJSON: raw, Note: note, PublicFrom: tx.Now(), ReleasedAt: tx.Now(), IssuedAt: last.IssuedAt,
	}
	if about.EmbargoAt.After(r.PublicFrom.Time) {
		r.PublicFrom = about.EmbargoAt
	}
	if last.Number == 0 || last.PublicFrom.After(tx.Now().Time) { // nobody has read an earlier one
		r.IssuedAt = r.PublicFrom
	}
	if err := insertRelease(tx, actor, r); err != nil {
		return Release{}, err
	}
	if err := insertParts(tx, r, about, texts, figures); err != nil {
		return Release{}, err
	}
	if err := periodic.FreezeIn(tx, p.ID, r.ID, counted.Figures); err != nil {
		return Release{}, err
	}
	return r, indexRelease(tx, r, about, texts)
}

// indexRelease makes a release findable by the words of its titles, summaries, authors, series, identifiers and topics.
func indexRelease(tx *db.Tx, r Release, about About, texts []Version) error {
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	fields := append([]string{about.Series, about.DOI, about.ISBN, words.Name(vocabulary.PublicationKinds, about.Kind)}, about.Authors...)
	for _, t := range about.Topics {
		fields = append(fields, words.Name(vocabulary.Topics, t))
	}
	for _, t := range texts {
		fields = append(fields, t.Title)
		fields = append(fields, pieces(t.Summary)...)
	}
	return search.Index(tx, KindRelease, r.ID, names.SearchTerms(fields...))
}

// pieces cuts a long text where words end, because only the beginning of a long field is searched.
func pieces(s string) []string {
	var out []string
	rest := []rune(s)
	for len(rest) > 200 {
		end := 200
		for end > 100 && rest[end] != ' ' {
			end--
		}
		out, rest = append(out, string(rest[:end])), rest[end:]
	}
	return append(out, string(rest))
}

// Withdraw takes back what is out: its address says so and why, from this moment on.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, id, reason string) error {
	return s.change(ctx, actor, RightWithdraw, id, func(tx *db.Tx, p Publication, f Flow) error {
		after, err := f.Withdraw()
		if err != nil {
			return err
		}
		if reason, err = reasonOf("reason", reason, "Write why it is withdrawn. Its readers see these words."); err != nil {
			return err
		}
		if err := noteWithdrawn(tx, p.ID, tx.Now(), reason); err != nil {
			return err
		}
		return s.stepped(tx, actor, p, after, ActionWithdraw, map[string]string{"reason": reason})
	})
}

// stepped writes the flow after a step, and the step into the history.
func (s *Service) stepped(tx *db.Tx, actor access.Actor, p Publication, after Flow, action audit.Action, detail any) error {
	if p.Standing == Withdrawn && after.Standing == Out {
		if err := noteWithdrawn(tx, p.ID, db.Time{}, ""); err != nil {
			return err
		}
	}
	if err := updatePublication(tx, p, after); err != nil {
		return err
	}
	return audit.Record(tx, actor, action, Kind, p.ID, detail)
}

func sameWork(tx *db.Tx, p Publication, version int) error {
	if p.Version == version {
		return nil
	}
	latest, err := findVersion(tx, p.ID, p.Version)
	if err != nil {
		return err
	}
	return fault.Clash("%s saved a new version in the meantime. Read it again.", latest.AuthorName)
}
