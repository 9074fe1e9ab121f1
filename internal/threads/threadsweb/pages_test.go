package threadsweb_test

import (
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/label"
	"counterpart/internal/roomtest"
	"counterpart/internal/threads"
	"counterpart/internal/threads/threadsweb"
)

// notes is a register of the test, open to everybody.
func notes() threads.Source {
	titles := map[string]string{"a": "A request", "b": "A workshop on <evidence>", "c": "A report"}
	days := map[string]db.Date{"a": "2022-11-20", "b": "2023-01-17", "c": "2023-01-18"}
	one := func(id string) threads.Record {
		return threads.Record{Ref: threads.Ref{Kind: "note", ID: id}, Title: titles[id], On: days[id], Href: "/notes/" + id, Object: access.Object{Label: label.Green}}
	}
	return threads.Source{
		Name: "Note",
		Load: func(_ *db.Tx, _ access.Actor, ids []string) (out []threads.Record, _ error) {
			for _, id := range ids {
				if titles[id] != "" {
					out = append(out, one(id))
				}
			}
			return out, nil
		},
		Find: func(*db.Tx, access.Actor, string, int) ([]threads.Record, error) {
			return []threads.Record{one("a"), one("b"), one("c")}, nil
		},
	}
}

func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		officer := roomtest.Holding("officer", threads.RightSee, threads.RightLink)
		site := roomtest.Serve(t, officer, &threadsweb.Pages{Threads: threads.New(d, []string{"note"}, map[string]threads.Source{"note": notes()})})
		site.Get(200, "/threads/note/a", "Nothing is linked with this yet")
		site.Get(404, "/threads/note/nowhere")
		site.Get(200, "/threads/note/a/link?kind=note&find=work", "A workshop on", "led to / came from")
		site.Post(422, "/threads/note/a/link", []string{"_key", "1", "kind", "note"}, "Choose how the two belong together.", "Choose the record to link with")
		if to := site.Post(303, "/threads/note/a/link", []string{"_key", "2", "kind", "note", "to", "b", "type", "led-to", "on", "2023-01-17", "label", "TLP:GREEN", "evidence", "https://example.org/note", "way", "forth"}); to != "/threads/note/a" {
			t.Errorf("leads to %q", to)
		}
		site.Post(303, "/threads/note/c/link", []string{"_key", "3", "kind", "note", "to", "b", "type", "reported-in", "label", "TLP:GREEN", "way", "back"})
		site.Post(422, "/threads/note/c/link", []string{"_key", "4", "kind", "new", "type", "informed-by"}, "Write the title.")
		site.Post(303, "/threads/note/c/link", []string{"_key", "5", "kind", "new", "type", "informed-by", "title", "A brief", "address", "https://example.org/brief", "label", "TLP:GREEN"})
		body := site.Get(200, "/threads/note/a", `role="img"`, "<title id=", "<desc id=", "A request", "led to", "A workshop on &lt;evidence&gt;", "is reported in", "was informed by", `href="https://example.org/brief"`, `href="https://example.org/note"`, "Jan 2023")
		if strings.Contains(body, "<evidence>") {
			t.Error("a title is not escaped")
		}
		var found threads.Thread
		site.Call(200, "GET", "/threads/note/b", nil, &found)
		if len(found.Records) != 4 || len(found.Steps) != 3 {
			t.Fatalf("by the API: %+v", found)
		}
		id := found.Steps[0].ID
		site.Get(200, "/thread-links/"+id+"/end", "A request led to A workshop")
		site.Post(422, "/thread-links/"+id+"/end", []string{"_key", "6"}, "Write why the link ends")
		site.Post(303, "/thread-links/"+id+"/end", []string{"_key", "7", "reason", "Another workshop was meant."})
		site.Get(200, "/threads/note/a", "Ended links", "Another workshop was meant.")
		site.Call(409, "POST", "/thread-links/"+id+"/end", map[string]string{"reason": "again"}, nil)
		site.Actor = roomtest.Holding("reader", threads.RightSee)
		site.Get(200, "/threads/note/b", "A report")
		site.Post(403, "/thread-links/"+found.Steps[1].ID+"/end", []string{"_key", "8", "reason", "x"})
	})
}
