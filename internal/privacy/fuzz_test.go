package privacy

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The log of erasures is read whole or refused: no line is passed over, whatever an editor or a copy did to its ends and
// its letters, so nobody who was erased comes back unseen.
func FuzzErasureLog(f *testing.F) {
	one, two := tombstone("1"), tombstone("2")
	for _, s := range []string{
		"", "2024-06-05T12:00:00Z " + one + "\n", "2024-06-05T12:00:00Z " + one + "\r\n2024-06-05T12:00:00Z " + two, "2024-06-05T12:00:00Z " + strings.ToUpper(one) + "\n",
		"2024-06-05T12:00:00Z " + one[:40] + "\n", "\n\n", "x  " + one, "\ufeff2024-06-05T12:00:00Z " + one, strings.Repeat("a", 70_000), "2024-06-05T12:00:00Z " + one + "\x00\n",
	} {
		f.Add([]byte(s))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, raw []byte) {
		file := filepath.Join(dir, "erasures.log")
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		known, err := readLog(file)
		if err != nil {
			if known != nil {
				t.Fatalf("%q is refused and gives %v", raw, known)
			}
			return
		}
		distinct := map[string]bool{}
		for line := range bytes.Lines(raw) {
			words := bytes.Fields(bytes.ToLower(line))
			if len(words) < 2 {
				t.Fatalf("%q passes over %q", raw, line)
			}
			distinct[string(words[len(words)-1])] = true
		}
		if len(distinct) != len(known) {
			t.Fatalf("%q has %d entries and gives %d", raw, len(distinct), len(known))
		}
		for hash := range known {
			if b, err := hex.DecodeString(hash); err != nil || hex.EncodeToString(b) != hash || !distinct[hash] {
				t.Fatalf("%q gives %q, which names nobody", raw, hash)
			}
		}
	})
}
