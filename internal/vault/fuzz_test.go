package vault

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const fuzzID = "20240605T120000-abcdef"

// fuzzVault is a vault over one key, without a database.
func fuzzVault(f *testing.F) *Vault {
	f.Helper()
	dir := filepath.Join(f.TempDir(), "keys")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, fuzzID+keySuffix), []byte(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, keyBytes))+"\n"), 0o600); err != nil {
		f.Fatal(err)
	}
	r, err := openRing(dir)
	if err != nil {
		f.Fatal(err)
	}
	return &Vault{ring: r}
}

// What stands in a sealed column opens to what was sealed there, or not at all.
func FuzzOpen(f *testing.F) {
	v := fuzzVault(f)
	const words = "a passport number"
	sealed, err := v.Seal("person", "passport", "1", words)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{sealed, sealed + "=", sealed[:len(sealed)-1] + "A", strings.Replace(sealed, "v1", "v2", 1), "", "v1.", "v1." + fuzzID + ".", "v1.20240605T120000-aaaaaa.AAAA", sealed + "\n", words} {
		f.Add(s, "1")
	}
	f.Add(sealed, "2")
	f.Fuzz(func(t *testing.T, text, row string) {
		plain, err := v.Open("person", "passport", row, text)
		if err == nil && (plain != words || row != "1") {
			t.Fatalf("%q opens in row %q to %q", text, row, plain)
		}
		if err != nil && plain != "" {
			t.Fatalf("%q does not open and gives %q", text, plain)
		}
	})
}

// A sealed file opens to what was sealed there, or not at all, and what carries no mark of ours names no key.
func FuzzOpenBytes(f *testing.F) {
	v := fuzzVault(f)
	sealed, err := v.SealBytes("file", "bytes", "1", []byte("content"))
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range [][]byte{sealed, sealed[:HeadBytes], sealed[:len(sealed)-1], append(bytes.Clone(sealed), 0), bytes.Replace(sealed, []byte("v1"), []byte("v2"), 1), nil, []byte(fileMark)} {
		f.Add(s, "1")
	}
	f.Add(sealed, "2")
	f.Fuzz(func(t *testing.T, raw []byte, row string) {
		plain, err := v.OpenBytes("file", "bytes", row, raw)
		if err == nil && (string(plain) != "content" || row != "1") {
			t.Fatalf("%q opens in row %q to %q", raw, row, plain)
		}
		if id := KeyOfBytes(raw); id != "" && (!idForm.MatchString(id) || !bytes.HasPrefix(raw, []byte(fileMark+id+"\n"))) {
			t.Fatalf("%q names the key %q", raw, id)
		}
	})
}

// A key file is a key of the right length, or is refused with words that name it and tell nothing of what it holds.
func FuzzKeyFile(f *testing.F) {
	good := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{9}, keyBytes))
	for _, s := range []string{good, good + "\r\n", good[:40], good + good, "", "\x00\xff", strings.Repeat("=", 44), good[:43] + "\n="} {
		f.Add([]byte(s), fuzzID)
	}
	f.Add([]byte(good), "99999999T999999-abcdef")
	f.Add([]byte("20240005T"), "20240005T120060-abcdef")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, raw []byte, id string) {
		if !idForm.MatchString(id) {
			id = fuzzID
		}
		file := filepath.Join(dir, id+keySuffix)
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		k, err := readKey(file, id)
		if err != nil {
			if secret := strings.TrimSpace(string(raw)); len(secret) > 8 && strings.Contains(strings.ReplaceAll(err.Error(), file, ""), secret) {
				t.Fatalf("the words tell the key: %v", err)
			}
			return
		}
		want, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(raw)))
		if err != nil || len(k.raw) != keyBytes || !bytes.Equal(want, k.raw) {
			t.Fatalf("%q is read as the key %x", raw, k.raw)
		}
		sealed, err := k.sealText("t", "c", "r", "words")
		if err != nil {
			t.Fatal(err)
		}
		if got, _, ok := parts(sealed); !ok || got != id {
			t.Fatalf("the key %s seals as %s", id, got)
		}
	})
}
