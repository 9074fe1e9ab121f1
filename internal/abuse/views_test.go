package abuse

import (
	"database/sql"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// personsOf are the groups of canaries that stand in the record of a person, with the persons whose they are.
var personsOf = map[string][]string{
	"aone": {"A1"}, "aother": {"A2", "A3"}, "bone": {"B1"}, "bother": {"B2"}, "byonly": {"B3"}, "afocal": {"AF"}, "bfocal": {"BF"}, "speaker": {"S"}, "red": {"R"},
	"import":  nil, // rows of a list: of persons whom nobody has entered yet
	"aanswer": {"A1"}, "banswer": {"B1"}, "asensitive": {"A1"}, "bsensitive": {"B1"}, "areason": {"A1", "A3"}, "breason": {"B2"},
}

// selfOf is the person that a role is.
var selfOf = map[string]string{"comanager": "BF", "focalA": "AF", "focalB": "BF", "participantA": "A1", "participantB": "B1", "spare": "AF"}

// unnoted are the routes that show something of a person and need no entry, with the reason: see docs/decisions/0014.
var unnoted = map[string]string{
	"GET /activities/{id}/programme":        "names speakers to everyone who may see the activity, as they agreed to",
	"GET /activities/{id}/programme.ics":    "the same as a file",
	"GET /api/v1/activities/{id}/programme": "the same by the API",
	"GET /sessions/{id}":                    "one session of the programme",
	"GET /activities/{id}/training/edit":    "the speakers of the programme, to be ticked as trainers",
	"GET /me/data":                          "one's own record; others stand in it as who looked, wrote or decided",
}

// whole are the routes that show one record with the names of those who looked at it, wrote it or decided about it. The look
// is one at the record in the address.
var whole = map[string]bool{"GET /people/{id}/data": true}

// H2: whoever is shown something of a person by any page, download or operation of the program leaves an entry in the
// history: about that person, or about the list in which they stand.
func TestAbuse_H2_EveryRouteThatShowsAPersonNotesIt(t *testing.T) {
	t.Parallel()
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for _, database := range databases {
		t.Run(database, func(t *testing.T) {
			s := serve(t, program, database)
			d, err := s.open()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			s.letRewrite(t, d)
			failures, looked, used := map[string][]string{}, 0, map[string]bool{}
			for _, r := range s.routes {
				if r.method != http.MethodGet && r.String() != "POST /api/v1/people/alike" || slices.Contains(ending, r.String()) {
					continue
				}
				targets, err := s.targets(r)
				if err != nil {
					t.Fatal(err)
				}
				for _, role := range s.signedIn() {
					for _, to := range targets {
						shown, noted := s.look(t, d, cell{route: r, to: s.ownFirst(role, to), role: role, bearer: r.api && s.tokens[role] != ""})
						looked += len(shown)
						for _, group := range shown {
							if slices.Contains(noted, "list") || whole[r.String()] && slices.Contains(noted, to.set.ids["person"]) || slices.ContainsFunc(personsOf[group], func(p string) bool { return slices.Contains(noted, s.ids["person."+p]) }) {
								continue
							}
							if used[r.String()] = true; unnoted[r.String()] == "" {
								failures[r.String()] = append(failures[r.String()], role+" saw "+group+" at "+to.path)
							}
						}
					}
				}
			}
			for route, list := range failures {
				t.Errorf("%s shows persons and notes nothing: %s (and %d more)", route, list[0], len(list)-1)
			}
			for route := range unnoted {
				if !used[route] {
					t.Errorf("%s needs no exception", route)
				}
			}
			if looked < 200 {
				t.Errorf("only %d looks at persons: the test no longer covers the program", looked)
			}
			t.Logf("%d looks at persons", looked)
		})
	}
}

// letRewrite lets this test, which owns the database, put entries aside.
func (s *server) letRewrite(t *testing.T, d *sql.DB) {
	t.Helper()
	drop := "drop trigger audit_guard"
	if !strings.HasPrefix(s.url, "sqlite") {
		drop += " on audit"
	}
	if _, err := d.Exec(drop); err != nil {
		t.Fatal(err)
	}
}

// look sends one request and tells of which other persons the answer holds something, and what the history says of it:
// ids of persons, and "list" for an entry about a list.
func (s *server) look(t *testing.T, d *sql.DB, c cell) (shown, noted []string) {
	t.Helper()
	// What was noted before is put aside, because a look that was noted minutes ago needs no further entry.
	if _, err := d.Exec(`update audit set actor = 'past' where actor <> 'past'`); err != nil {
		t.Fatal(err)
	}
	a, err := s.ask(c)
	if err != nil {
		t.Fatalf("%s: %v", c, err)
	}
	if a.status >= 400 {
		return nil, nil
	}
	self := selfOf[c.role]
	if bearer := bearerOf(c.route, c.to); bearer != "" {
		self = selfOf[bearer]
	}
	for _, group := range canariesIn(a.body, a.head()) {
		if persons, ok := personsOf[group]; ok && !slices.Equal(persons, []string{self}) {
			shown = append(shown, group)
		}
	}
	if len(shown) == 0 {
		return nil, nil
	}
	rows, err := texts(d, `select action, record_kind, record_id from audit where actor <> 'past'`)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if look := strings.Contains(row[0], ".view") || strings.Contains(row[0], ".export") || strings.Contains(row[0], ".print"); !look {
			continue
		}
		if row[1] == "person" && row[2] != "" {
			noted = append(noted, row[2])
		} else {
			noted = append(noted, "list")
		}
	}
	return shown, noted
}
