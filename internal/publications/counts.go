package publications

import (
	"context"
	"sync"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// The formats in which a release is read or taken along.
const (
	FormatPage     = "page"
	FormatPDF      = "pdf"
	FormatDOCX     = "docx"
	FormatFile     = "file"
	FormatCitation = "citation"
)

// counted says what was read. It holds nothing about who did.
type counted struct {
	publication string
	release     int
	lang        string
	format      string
	day         db.Date
}

// flushAfter is how long counts stay in memory. Ended by force, the program loses so much and no more.
const flushAfter = 5 * time.Second

// counter gathers readings in memory and adds them to the table a little later, in one short transaction: see
// docs/decisions/0025. Nothing runs while nobody reads.
type counter struct {
	db     *db.DB
	failed func(error)
	mu     sync.Mutex
	counts map[counted]int
	timer  *time.Timer
	closed bool
}

func newCounter(d *db.DB, failed func(error)) *counter {
	if failed == nil {
		failed = func(error) {}
	}
	return &counter{db: d, failed: failed, counts: map[counted]int{}}
}

func (c *counter) add(what counted) {
	what.day = db.At(c.db.Clock()).Date()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[what]++
	c.arm()
}

// arm lets the counts be written after a while. It is called with the lock held.
func (c *counter) arm() {
	if c.timer == nil && !c.closed && len(c.counts) > 0 {
		c.timer = time.AfterFunc(flushAfter, func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			if err := c.flush(ctx); err != nil {
				c.failed(err)
			}
		})
	}
}

// flush writes what was counted. What cannot be written is kept and tried again.
func (c *counter) flush(ctx context.Context) error {
	c.mu.Lock()
	counts := c.counts
	c.counts, c.timer = map[counted]int{}, nil
	c.mu.Unlock()
	if len(counts) == 0 {
		return nil
	}
	_, err := db.Change(ctx, c.db, func(tx *db.Tx) (bool, error) {
		for what, n := range counts {
			if err := addCount(tx, what, n); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		for what, n := range counts {
			c.counts[what] += n
		}
		c.arm()
	}
	return err
}

func (c *counter) close() error {
	c.mu.Lock()
	c.closed = true
	if c.timer != nil {
		c.timer.Stop()
	}
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return c.flush(ctx)
}

// Count notes that a release was read or taken along. Those who work on publications are not counted, so that the number is
// one of readers.
func (s *Service) Count(actor access.Actor, publication string, release int, lang, format string) {
	if !actor.Holds(RightSee) {
		s.counter.add(counted{publication: publication, release: release, lang: lang, format: format})
	}
}

// Flush writes what was counted so far: for tests, and before a backup.
func (s *Service) Flush(ctx context.Context) error { return s.counter.flush(ctx) }

// CountRow is how often one release was read in one language and format: on a day, or in all.
type CountRow struct {
	Release int     `db:"release" json:"release"`
	Lang    string  `db:"lang" json:"language"`
	Format  string  `db:"format" json:"format"`
	Day     db.Date `db:"day" json:"day,omitempty"`
	N       int     `db:"n" json:"n"`
}

// Counts are the readings of one publication.
type Counts struct {
	Totals []CountRow `json:"totals" nullable:"false"`
	Days   []CountRow `json:"days" nullable:"false" doc:"The latest days first, 1,000 rows at most"`
}

// Counts returns how often a publication was read, for those who work on it.
func (s *Service) Counts(ctx context.Context, actor access.Actor, id string) (Publication, Counts, error) {
	var out Counts
	p, err := db.View(ctx, s.db, func(tx *db.Tx) (Publication, error) {
		p, err := guarded(tx, actor, id)
		if err != nil {
			return p, err
		}
		out, err = countsOf(tx, id)
		return p, err
	})
	return p, out, err
}
