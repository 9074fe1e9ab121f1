package access

import (
	"testing"

	"counterpart/internal/fault"
)

func TestScopeCoversRecord(t *testing.T) {
	see := map[Right]bool{"x.see": true}
	all := Actor{Grants: []Grant{{Rights: see}}}
	party := Actor{Grants: []Grant{{Rights: see, Scope: Scope{Parties: []string{"p1", "p2"}}}}}
	both := Actor{Grants: []Grant{{Rights: see, Scope: Scope{Parties: []string{"p1"}, Activity: "a1"}}}}
	for _, c := range []struct {
		name  string
		actor Actor
		o     Object
		want  bool
	}{
		{"whole mechanism covers anything", all, Anything, true},
		{"party scope does not cover a record without party", party, Anything, false},
		{"party scope covers one of several parties", party, Object{Parties: []string{"p9", "p2"}}, true},
		{"party scope refuses another party", party, Object{Parties: []string{"p9"}}, false},
		{"both must match", both, Object{Parties: []string{"p1"}}, false},
		{"both match", both, Object{Parties: []string{"p1"}, Activities: []string{"a1"}}, true},
		{"nobody", Actor{}, Anything, false},
	} {
		if got := c.actor.Can("x.see", c.o); got != c.want {
			t.Errorf("%s: Can = %v, want %v", c.name, got, c.want)
		}
		if err := c.actor.Require("x.see", c.o); fault.IsForbidden(err) == c.want {
			t.Errorf("%s: Require = %v", c.name, err)
		}
	}
}

func TestWhereWritesTheSameRule(t *testing.T) {
	see := map[Right]bool{"x.see": true}
	cols := Columns{Party: "t.party_id = ?", Activity: "t.activity_id = ?"}
	for _, c := range []struct {
		name  string
		grant Grant
		want  string
		args  int
	}{
		{"all", Grant{Rights: see}, "true", 0},
		{"no right", Grant{}, "false", 0},
		{"parties", Grant{Rights: see, Scope: Scope{Parties: []string{"a", "b"}}}, "((t.party_id = ? or t.party_id = ?))", 2},
		{"both", Grant{Rights: see, Scope: Scope{Parties: []string{"a"}, Activity: "x"}}, "((t.party_id = ?) and t.activity_id = ?)", 2},
		{"a scope the table does not know gives nothing", Grant{Rights: see, Scope: Scope{Person: "me"}}, "false", 0},
	} {
		sql, args := Actor{Grants: []Grant{c.grant}}.Where("x.see", cols)
		if sql != c.want || len(args) != c.args {
			t.Errorf("%s: %q %v", c.name, sql, args)
		}
	}
}
