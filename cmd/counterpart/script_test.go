package main

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"counterpart/internal/db"
)

// The manual of the command line, executed.
func TestCommandLine(t *testing.T) {
	packs, err := filepath.Abs("../../packs")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Dir: "testdata", Setup: func(env *testscript.Env) error {
		env.Setenv("PACKS", packs)
		return nil
	}, Cmds: map[string]func(*testscript.TestScript, bool, []string){"tamper": tamper}})
}

// tamper changes an entry of the history as someone who owns the database can.
func tamper(ts *testscript.TestScript, _ bool, args []string) {
	d, err := db.Open(context.Background(), db.SQLiteURL(ts.MkAbs(args[0])), time.Now)
	ts.Check(err)
	for _, statement := range []string{`drop trigger audit_guard`, `update audit set action = 'parties.change' where seq = 2`} {
		_, err := d.Writer().Exec(statement)
		ts.Check(err)
	}
	ts.Check(d.Close())
}
