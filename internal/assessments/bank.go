package assessments

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// Write enters a new item as a draft.
func (s *Service) Write(ctx context.Context, actor access.Actor, d ItemDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.WriteIn(tx, actor, d) })
}

// WriteIn is Write within a transaction.
func (s *Service) WriteIn(tx *db.Tx, actor access.Actor, d ItemDraft) (string, error) {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return "", err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	if err := d.check(words); err != nil {
		return "", err
	}
	id := tx.NewID()
	return id, s.enter(tx, actor, Item{ID: id, LineID: id, Number: 1}, d)
}

// enter writes a version of an item as a draft.
func (s *Service) enter(tx *db.Tx, actor access.Actor, i Item, d ItemDraft) error {
	texts, answer, err := d.raw()
	if err != nil {
		return err
	}
	if err := insertItem(tx, actor, i, d, texts, answer); err != nil {
		return err
	}
	if err := indexItem(tx, i.ID, d.Texts); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionItem, KindItem, i.ID, map[string]any{"line": i.LineID, "number": i.Number, "kind": d.Kind})
}

func (d ItemDraft) raw() (texts, answer string, err error) {
	t, err := json.Marshal(d.Texts)
	if err != nil {
		return "", "", fmt.Errorf("texts of an item: %w", err)
	}
	a, err := json.Marshal(d.Answer)
	return string(t), string(a), err
}

func indexItem(tx *db.Tx, id string, texts map[string]ItemText) error {
	var stems []string
	for _, t := range texts {
		stems = append(stems, t.Stem)
	}
	return search.Index(tx, KindItem, id, names.SearchTerms(stems...))
}

// Rewrite changes an item; version is the one that the editor saw. A draft is changed itself. Of a version that was reviewed, a
// change makes the next one, as a draft. It returns the id of the version that holds the change.
func (s *Service) Rewrite(ctx context.Context, actor access.Actor, id string, version int, d ItemDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		i, err := s.managed(tx, actor, id)
		if err != nil {
			return "", err
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return "", err
		}
		if err := d.check(words); err != nil {
			return "", err
		}
		if i.State != Draft {
			return s.next(tx, actor, i, d)
		}
		texts, answer, err := d.raw()
		if err != nil {
			return "", err
		}
		n, err := updateItem(tx, actor, i, version, d, texts, answer)
		if err == nil && n == 0 {
			err = fault.Clash("The item was changed by someone else in the meantime.")
		}
		if err != nil {
			return "", err
		}
		if err := indexItem(tx, id, d.Texts); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionItem, KindItem, id, map[string]any{"line": i.LineID, "number": i.Number, "kind": d.Kind})
	})
}

// next begins the next version of an item; there is one draft of it at a time.
func (s *Service) next(tx *db.Tx, actor access.Actor, i Item, d ItemDraft) (string, error) {
	versions, err := versionsOf(tx, i.LineID)
	if err != nil {
		return "", err
	}
	latest := versions[0]
	if latest.State == Draft {
		return "", fault.Clash("Version %d of this item is a draft already. Change that one.", latest.Number)
	}
	id := tx.NewID()
	return id, s.enter(tx, actor, Item{ID: id, LineID: i.LineID, Number: latest.Number + 1}, d)
}

// managed loads an item that the actor may change.
func (s *Service) managed(tx *db.Tx, actor access.Actor, id string) (Item, error) {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return Item{}, err
	}
	return findItem(tx, id)
}

// Review agrees to a draft: from then on it stands in tests and never changes. Whoever wrote it does not review it. The version
// before is retired.
func (s *Service) Review(ctx context.Context, actor access.Actor, id string, version int) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ReviewIn(tx, actor, id, version) })
	return err
}

// ReviewIn is Review within a transaction.
func (s *Service) ReviewIn(tx *db.Tx, actor access.Actor, id string, version int) error {
	i, err := s.managed(tx, actor, id)
	if err != nil {
		return err
	}
	switch {
	case i.State != Draft:
		return fault.Clash("This version is %s. Only a draft is reviewed.", strings.ToLower(i.State.Words()))
	case i.WrittenBy == actor.Key():
		return fault.Clash("You wrote this item. Somebody else reviews it.")
	case version != 0 && version != i.Version:
		return fault.Clash("The item was changed since you read it. Read it again.")
	}
	if err := setItemState(tx, i, Reviewed, actor, ""); err != nil {
		return err
	}
	if err := retireOthers(tx, i); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionReview, KindItem, id, map[string]any{"line": i.LineID, "number": i.Number})
}

// Retire takes an item out of the bank. Tests that hold it keep it.
func (s *Service) Retire(ctx context.Context, actor access.Actor, id, reason string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		i, err := s.managed(tx, actor, id)
		if err != nil {
			return false, err
		}
		if i.State == Retired {
			return false, fault.Clash("This version is retired already.")
		}
		reason = strings.TrimSpace(reason)
		var wrong fault.Invalid
		wrong.Check(reason != "", "reason", "Write why the item is no longer used.")
		wrong.Check(utf8.RuneCountInString(reason) <= 500, "reason", "Shorten this to 500 characters.")
		if err := wrong.Err(); err != nil {
			return false, err
		}
		if err := setItemState(tx, i, Retired, actor, reason); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionRetire, KindItem, id, map[string]any{"line": i.LineID, "number": i.Number, "reason": reason})
	})
	return err
}

// ItemFilter narrows the bank.
type ItemFilter struct {
	Query string // beginnings of words of the question
	State ItemState
	Kind  ItemKind
	Topic string
	After []string
	Limit int
}

// Items returns a page of the bank, the latest changed first, and the key of the next page.
func (s *Service) Items(ctx context.Context, actor access.Actor, f ItemFilter) ([]Item, []string, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return nil, nil, err
	}
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Item, error) {
		rows, err := listItems(tx, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{rows[f.Limit-1].UpdatedAt.Text(), rows[f.Limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// ItemPage is a version of an item with the others of its line and how it was answered.
type ItemPage struct {
	Item
	Versions  []Item    `json:"versions" nullable:"false"`
	Before    ItemStats `json:"before"`
	After     ItemStats `json:"after"`
	MayReview bool      `json:"may_review"`
	MayChange bool      `json:"may_change"`
	Languages []string  `json:"-"` // of the mechanism
}

// FindItem returns an item.
func (s *Service) FindItem(ctx context.Context, actor access.Actor, id string) (ItemPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (p ItemPage, err error) {
		if err := actor.Require(RightSee, access.Anything); err != nil {
			return p, err
		}
		if p.Item, err = findItem(tx, id); err != nil {
			return p, err
		}
		if p.Versions, err = versionsOf(tx, p.LineID); err != nil {
			return p, err
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return p, err
		}
		p.Languages = languages(words)
		manages := actor.Can(RightManage, access.Anything)
		p.MayChange = manages && p.Versions[0].ID == id
		p.MayReview = manages && p.State == Draft && p.WrittenBy != actor.Key()
		return p, p.count(tx, least(words))
	})
}

// count works the statistics of the item out from every sitting in which it stood.
func (p *ItemPage) count(tx *db.Tx, least int) error {
	tests, err := testsWith(tx, p.ID)
	if err != nil {
		return err
	}
	before, after := newCounter(p.Item), newCounter(p.Item)
	for _, id := range tests {
		also, err := acceptedAt(tx, id)
		if err != nil {
			return err
		}
		sittings, err := submittedOf(tx, id)
		if err != nil {
			return err
		}
		for _, x := range sittings {
			if x.Phase == Before {
				before.add(x, also[p.ID])
			} else {
				after.add(x, also[p.ID])
			}
		}
	}
	p.Before, p.After = before.stats(least), after.stats(least)
	return nil
}
