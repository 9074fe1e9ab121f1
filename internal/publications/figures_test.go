package publications

import (
	"fmt"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/roomtest"
)

// report publishes a report on a held activity with the figures given as key and value.
func (p *press) report(release int, figures map[string]int) {
	p.t.Helper()
	if release == 1 {
		p.exec(`insert into activity (id, kind, title, place, time_zone, starts_on, ends_on, state, label, chatham, created_at, updated_at)
			values ('act', 'workshop', 'The Workshop', 'Jakarta', 'Asia/Jakarta', '2024-06-05', '2024-06-05', 'held', 'TLP:GREEN', true, '', '')`)
		p.exec(`insert into report (id, activity_id, slug, title, body, state, label, version, author, author_name, created_at, updated_at, published_at)
			values ('rep', 'act', 'the-workshop-2024', 'T', '', 'published', 'TLP:CLEAR', 1, 'x', 'x', '', '', '2024-06-10T00:00:00.000000Z')`)
	}
	id := fmt.Sprint("rel", release)
	p.exec(`insert into report_release (id, report_id, number, title, body, note, published_at, published_by) values ($1, 'rep', $2, 'T', '', '', '2024-06-10T00:00:00.000000Z', 'x')`, id, release)
	p.exec(`update figure set current = false`)
	for key, value := range figures {
		p.exec(`insert into figure (id, activity_id, release_id, key, value, definition, query, as_at, records, current, published_at)
			values ($1, 'act', $2, $3, $4, 'd', 'q', '2024-06-10T00:00:00.000000Z', '{}', true, '2024-06-10T00:00:00.000000Z')`, key+id, id, key, value)
	}
}

func TestFiguresAreFrozenOrLive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPress(t, d)
		draft := brief()
		p.report(1, map[string]int{"people": 30, "women": 2, "men": 28})
		draft.ActivityID, draft.Label = "act", label.Clear
		draft.Body = "{{figure:people}} came, now {{live:people@the-workshop-2024}}; {{figure:women}} women."
		id := p.draft(draft)
		p.release(id, "")
		shown := func() string {
			r, err := p.read(p.public, "trapped-in-deceit", "", 0)
			p.must(err)
			return Fill(r.Body, r.Figures, func(e Embedded, live bool) string {
				f := e.Shown(live)
				return fmt.Sprint(f.Value, f.Hidden, e.Restated())
			})
		}
		if got := shown(); got != "30 false false came, now 30 false false; 0 true false women." {
			t.Error(got)
		}
		p.report(2, map[string]int{"people": 31, "women": 2, "men": 29})
		if got := shown(); got != "30 false true came, now 31 false true; 0 true false women." {
			t.Error("after a restatement:", got)
		}
		draft.Body, draft.Changed = strings.ReplaceAll(draft.Body, "women", "host_agencies"), "Another figure"
		p.must(p.svc.Save(t.Context(), p.author, id, 1, draft))
		if err := p.svc.Submit(t.Context(), p.author, id, 2); fault.AsInvalid(err) == nil {
			t.Error("a figure that the report does not publish was submitted:", err)
		}
	})
}

// What came out of a meeting under the Chatham House Rule warns those who write and review of names that were there, and tells
// nobody else who was.
func TestAttributionsAreFound(t *testing.T) {
	d := dbtest.SQLite(t)
	p := newPress(t, d)
	p.report(1, nil)
	who := p.person("Sok Dara", "australia")
	p.exec(`insert into activity_session (id, activity_id, title, kind, starts_at, ends_at, label) values ('s', 'act', 'Opening', 'plenary', '2024-06-05T02:00:00.000000Z', '2024-06-05T03:00:00.000000Z', 'TLP:GREEN')`)
	p.exec(`insert into session_speaker (session_id, person_id) values ('s', $1)`, who)
	draft := brief()
	draft.ActivityID, draft.Body = "act", "As Sok Dara said, passports are taken."
	id := p.draft(draft)
	for _, c := range []struct {
		actor access.Actor
		names int
	}{{p.author, 1}, {p.indo, 1}, {roomtest.Holding("partner", RightSee, RightRead), 0}} {
		page, err := p.svc.Find(t.Context(), c.actor, id)
		p.must(err)
		if !page.Publication.Chatham() || len(page.Attributed) != c.names || c.names == 1 && page.Attributed[0] != "Sok Dara" {
			t.Error(c.actor.Name, page.Attributed)
		}
	}
}
