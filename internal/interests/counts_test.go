package interests

import (
	"testing"
	"time"

	"counterpart/internal/db"
)

// Old counts are shown while one of those who ask makes them anew; very old ones are not shown, and older ones never take the
// place of later ones.
func TestCountsAreMadeAnewBesideThePage(t *testing.T) {
	c := counts{by: map[string]counted{}}
	begin := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)
	after := func(d time.Duration) db.Time { return db.At(begin.Add(d)) }
	ask := func(d time.Duration, wishes int, there, due bool) {
		t.Helper()
		if o, isThere, isDue := c.of("a", after(d)); o.Wishes != wishes || isThere != there || isDue != due {
			t.Errorf("after %s: %d, there %t, due %t", d, o.Wishes, isThere, isDue)
		}
	}
	ask(0, 0, false, false)
	c.keep("a", after(0), Overview{TakePart: atOnce + 1, Wishes: 1})
	ask(restCounts-1, 1, true, false)
	ask(restCounts, 1, true, true)
	ask(restCounts+1, 1, true, false) // somebody makes them anew already
	c.keep("a", after(restCounts), Overview{TakePart: atOnce + 1, Wishes: 2})
	c.keep("a", after(restCounts-1), Overview{TakePart: atOnce + 1, Wishes: 3})
	ask(2*restCounts-1, 2, true, false)
	ask(restCounts+mostCounts, 0, false, false)
	c.forget("a")
	ask(2*restCounts, 0, false, false)
	c.keep("a", after(0), Overview{TakePart: atOnce})
	ask(0, 0, false, false)
}
