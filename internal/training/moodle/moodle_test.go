package moodle

import (
	"testing"

	"counterpart/internal/fault"
)

func TestAttended(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string][2]bool{
		"P (2/2)": {true, true}, "L (1/2)": {true, true}, "A (0/2)": {false, true}, "E": {false, true}, "?": {}, "": {}, "H (2,0/2)": {true, true}, "T (0.5/2)": {true, true}, "p": {true, true},
	} {
		if there, known := Attended(cell); there != want[0] || known != want[1] {
			t.Errorf("%q: there %v, known %v", cell, there, known)
		}
	}
}

func TestMeaning(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string]string{
		"Email address": Email, "Alamat email": Email, "Prénom": Given, "Nombre": Given, "Apellido(s)": Family, "Full name": Name, "Quiz: Post-test (Real)": Test, "Course total (Real)": "",
	} {
		if got := Meaning(heading); got != want {
			t.Errorf("%s: %q", heading, got)
		}
	}
}

// Whatever the bytes, a table has headings and rows, or words say why not.
func FuzzTable(f *testing.F) {
	for _, s := range []string{"", "a", "a;b\n1;2", "a\tb\r\n\"x\ty\"\t2\n", "\ufeffa,b\n\"", "a\n\n\n", "\xff\n1", "a,b\n1,2,3,4\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		table, err := Table(raw)
		if err != nil {
			if fault.AsInvalid(err).Words("file") == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		if len(table) < 2 || len(table) > mostRows+1 {
			t.Fatalf("%d rows", len(table))
		}
	})
}
