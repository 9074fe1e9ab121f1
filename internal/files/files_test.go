package files_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/vault"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// house is a store with its folders.
type house struct {
	*files.Store
	t     *testing.T
	d     *db.DB
	vault *vault.Vault
	dir   string
	keys  string
}

func newHouse(t *testing.T, d *db.DB, scanner files.Scanner) *house {
	t.Helper()
	h := &house{t: t, d: d, dir: filepath.Join(t.TempDir(), "files"), keys: filepath.Join(t.TempDir(), "keys")}
	var err error
	h.vault, err = vault.Open(t.Context(), d, h.keys)
	must(t, err)
	h.Store, err = files.Open(h.dir, files.Options{DB: d, Vault: h.vault, Scanner: scanner})
	must(t, err)
	t.Cleanup(func() { must(t, h.Close()) })
	must(t, h.vault.Begin(t.Context(), h.Sealed()))
	return h
}

func (h *house) keep(by, name string, content []byte) (files.File, error) {
	e, err := h.Examine(h.t.Context(), by, files.Upload{Field: "file", Name: name, Bytes: content})
	if err != nil {
		return files.File{}, err
	}
	return db.Change(h.t.Context(), h.d, func(tx *db.Tx) (files.File, error) { return h.Keep(tx, by, e) })
}

var pdf = []byte("%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n")

func picture(side int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, side, side/2))
	for i := range m.Pix {
		m.Pix[i] = byte(i * 7)
	}
	m.Set(1, 1, color.White)
	return m
}

func pngOf(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, picture(40)))
	return b.Bytes()
}

func jpegOf(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, picture(40), nil))
	return b.Bytes()
}

// What is kept is not readable in the folder, is not named after its content, and opens for its own row only.
func TestFilesAreSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, nil)
		content := []byte("name,needs\nAnong,canary-in-file\n")
		f, err := h.keep("a", "list.csv", content)
		must(t, err)
		twin, err := h.keep("b", "same.csv", content)
		must(t, err)
		got, err := h.Read(f)
		if err != nil || !bytes.Equal(got, content) {
			t.Fatalf("%q, %v", got, err)
		}
		sum := sha256.Sum256(content)
		n := 0
		must(t, filepath.WalkDir(h.dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			raw, err := os.ReadFile(name)
			if bytes.Contains(raw, []byte("canary")) || strings.Contains(name, hex.EncodeToString(sum[:])) {
				t.Errorf("%s tells what it holds", name)
			}
			n++
			return err
		}))
		if n != 2 {
			t.Errorf("%d files in the folder", n)
		}
		must(t, os.Rename(blob(h, twin.ID), blob(h, f.ID)))
		if got, err := h.Read(f); err == nil || len(got) > 0 {
			t.Errorf("the content of another row opens: %q", got)
		}
	})
}

func blob(h *house, id string) string { return filepath.Join(h.dir, id[len(id)-2:], id) }

// Files of an earlier version, open and named by their hash, are sealed at the start and leave nothing behind; a new key
// takes them all, also after it was stopped.
func TestUpgradeAndRotation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir, keys := filepath.Join(t.TempDir(), "files"), filepath.Join(t.TempDir(), "keys")
		for i := range 30 {
			content := fmt.Appendf(nil, "canary %d", i/2) // each content twice, as one blob
			sum := sha256.Sum256(content)
			hash := hex.EncodeToString(sum[:])
			must(t, os.MkdirAll(filepath.Join(dir, hash[:2]), 0o700))
			must(t, os.WriteFile(filepath.Join(dir, hash[:2], hash), content, 0o600))
			_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
				return true, tx.Exec(`insert into file (id, digest, name, media_type, bytes, created_at, created_by) values ($1, $2, 'a.csv', 'text/plain', 8, $3, 'a')`,
					fmt.Sprintf("0190-%02d", i), hash, tx.Now())
			})
			must(t, err)
		}
		v, err := vault.Open(t.Context(), d, keys)
		must(t, err)
		s, err := files.Open(dir, files.Options{DB: d, Vault: v})
		must(t, err)
		t.Cleanup(func() { must(t, s.Close()) })
		must(t, v.Begin(t.Context(), s.Sealed()))
		must(t, s.Sweep())
		check := func() {
			t.Helper()
			for i := range 30 {
				got, err := s.Read(files.File{ID: fmt.Sprintf("0190-%02d", i)})
				if want := fmt.Sprintf("canary %d", i/2); err != nil || string(got) != want {
					t.Fatalf("%d: %q, %v", i, got, err)
				}
			}
		}
		check()
		must(t, filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			if err == nil && !e.IsDir() {
				raw, err := os.ReadFile(name)
				if err != nil || bytes.Contains(raw, []byte("canary")) {
					t.Errorf("%s stands open", name)
				}
			}
			return err
		}))
		manager := access.System("test", vault.RightManage)
		_, err = v.Rotate(t.Context(), manager)
		must(t, err)
		for done := false; !done; {
			done, err = v.Reseal(t.Context(), time.Microsecond)
			must(t, err)
			check()
			if !done {
				done, err = v.Reseal(t.Context(), time.Minute)
				must(t, err)
			}
		}
		list, err := v.Keys(t.Context())
		must(t, err)
		if len(list) != 2 || list[0].Uses != 0 || list[1].Uses < 30 {
			t.Errorf("%+v", list)
		}
	})
}

func TestAbuse_E5_FilesAreWhatTheirNamesSay(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.SQLite(t), nil)
	zipEnd := []byte("PK\x05\x06" + strings.Repeat("\x00", 18))
	refused := map[string][]byte{
		"a.html": []byte("<html><script>alert(1)</script>"), "a.pdf": []byte("<html>%PDF-1.4"), "b.pdf": pngOf(t), "a.png": pdf, "a.jpg": pngOf(t),
		"a.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "b.csv": []byte(`<svg onload=alert(1)>`), "c.csv": []byte("a,b\n<script>alert(1)</script>"),
		"a.xml": []byte(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`), "a.csv": []byte("a\x00b"), "d.csv": {0xff, 0xfe, 0x41},
		"poly.pdf":         append([]byte("%PDF-1.4\n<html><script>alert(1)</script></html>\n"), pdf...),
		"script.pdf":       append([]byte("%PDF-1.4\n<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>\n"), pdf...),
		"carries.pdf":      append([]byte("%PDF-1.4\n<< /Type /EmbeddedFile >>\n"), pdf...),
		"behind.pdf":       append(bytes.Clone(pdf), "#!/bin/sh\nrm"...),
		"archive.pdf":      append(append([]byte("%PDF-1.4\n"), zipEnd...), []byte("  ")...),
		"archive.csv":      append([]byte("a,b\n"), bytes.ReplaceAll(zipEnd, []byte{0}, []byte{1})...),
		"a.gif":            []byte("GIF89a/*\x00\x00\x00*/=1;alert(1)"),
		"sheet.xlsx":       append([]byte("PK\x03\x04"), zipEnd...),
		"invoice.html.pdf": pdf, "photo.php.jpg": jpegOf(t), "note.pdf.exe": pdf, "note.exe": pdf, "note": {}, "list.js": []byte("alert(1)"),
		"evil.\u202efdp.html": pdf,
	}
	for name, content := range refused {
		if f, err := h.keep("a", name, content); fault.AsInvalid(err).Words("file") == "" {
			t.Errorf("%s: kept as %+v, %v", name, f, err)
		}
	}
	kept := map[string][]byte{
		"note.pdf": pdf, "NOTE 3.1 (final).PDF": pdf, "photo.jpeg": jpegOf(t), "photo.png": pngOf(t), "list.csv": []byte("a;b\nไทย;x"), "list.txt": []byte("a < b"), "list": []byte("a,b"),
		`..\..\note.pdf`: pdf, "/etc/passwd/note.pdf": pdf,
	}
	for name, content := range kept {
		f, err := h.keep("a", name, content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if strings.ContainsAny(f.Name, `/\`) || filepath.Ext(f.Name) == "" {
			t.Errorf("%s is called %q", name, f.Name)
		}
	}
}

// The head of a picture is asked for its size before anything is decoded.
func TestAbuse_E4_PictureBombs(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.SQLite(t), nil)
	huge := pngOf(t)
	binary.BigEndian.PutUint32(huge[16:], 30_000)
	binary.BigEndian.PutUint32(huge[20:], 30_000)
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	big := jpegOf(t)
	at := bytes.Index(big, []byte{0xFF, 0xC0})
	binary.BigEndian.PutUint16(big[at+5:], 60_000)
	binary.BigEndian.PutUint16(big[at+7:], 60_000)
	for name, content := range map[string][]byte{"a.png": huge, "a.jpg": big, "cut.png": pngOf(t)[:80], "cut.jpg": jpegOf(t)[:300]} {
		if _, err := h.keep("a", name, content); fault.AsInvalid(err).Words("file") == "" {
			t.Errorf("%s is kept: %v", name, err)
		}
	}
}

// Where a portrait was taken does not enter the house; which side is up stays.
func TestAbuse_E9_PicturesLoseTheirPlace(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.SQLite(t), nil)
	exif := "Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x02\x00" + "\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00" + "\x25\x88\x04\x00\x01\x00\x00\x00\x30\x00\x00\x00" + "\x00\x00\x00\x00GPS-canary 13.7563 N"
	plain := jpegOf(t)
	segment := func(mark byte, data string) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xFF, mark}, uint16(len(data)+2)), data...)
	}
	withPlace := bytes.Join([][]byte{plain[:2], segment(0xE1, exif), segment(0xFE, "comment-canary"), segment(0xED, "Photoshop IPTC-canary"), segment(0xE1, "http://ns.adobe.com/xap/1.0/\x00XMP-canary"), plain[2:], []byte("behind-canary")}, nil)
	f, err := h.keep("a", "portrait.jpg", withPlace)
	must(t, err)
	got, err := h.Read(f)
	must(t, err)
	if bytes.Contains(got, []byte("canary")) {
		t.Errorf("the picture still tells: %q", got[:200])
	}
	if !bytes.Contains(got, []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) {
		t.Error("which side is up got lost")
	}
	same(t, plain, got)

	chunk := func(name, data string) []byte {
		out := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), name+data...)
		return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
	}
	head := pngOf(t)
	told := bytes.Join([][]byte{head[:33], chunk("tEXt", "Author\x00canary"), chunk("eXIf", exif[6:]), chunk("iTXt", "XML:com.adobe.xmp\x00canary"), head[33:], []byte("<script>canary</script>")}, nil)
	f, err = h.keep("a", "portrait.png", told)
	must(t, err)
	got, err = h.Read(f)
	must(t, err)
	if bytes.Contains(got, []byte("canary")) {
		t.Error("the PNG still tells")
	}
	same(t, head, got)
}

// same holds that two pictures show the same points.
func same(t *testing.T, a, b []byte) {
	t.Helper()
	x, _, err := image.Decode(bytes.NewReader(a))
	must(t, err)
	y, _, err := image.Decode(bytes.NewReader(b))
	must(t, err)
	for at := range x.Bounds().Dx() {
		if x.At(at, at/3) != y.At(at, at/3) {
			t.Fatalf("the picture changed at %d", at)
		}
	}
}

// FuzzRecognise holds that no content makes the look at it fail, and that cleaned pictures are pictures.
func FuzzExamine(f *testing.F) {
	for _, seed := range [][]byte{pdf, []byte("a,b"), []byte("\xFF\xD8\xFF\xE1\x00\x10Exif\x00\x00II"), []byte("\x89PNG\r\n\x1a\n")} {
		f.Add("a.pdf", seed)
	}
	var b bytes.Buffer
	must(f, jpeg.Encode(&b, picture(8), nil))
	f.Add("a.jpg", b.Bytes())
	b.Reset()
	must(f, png.Encode(&b, picture(8)))
	f.Add("a.png", b.Bytes())
	d := dbtest.SQLite(f)
	v, err := vault.Open(context.Background(), d, filepath.Join(f.TempDir(), "keys"))
	must(f, err)
	s, err := files.Open(f.TempDir(), files.Options{DB: d, Vault: v})
	must(f, err)
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if _, err := s.Examine(t.Context(), "a", files.Upload{Field: "file", Name: name, Bytes: content}); err != nil && fault.AsInvalid(err) == nil {
			t.Errorf("%v", err)
		}
	})
}

// One account cannot fill the disk, also when it sends many files at the same moment.
func TestAbuse_E7_ParallelUploadsPastTheQuota(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, nil)
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`insert into file (id, digest, name, media_type, bytes, created_at, created_by) values ('x', 'x', 'x', 'x', $1, $2, 'greedy')`,
				files.DayBytes-3*len(pdf), tx.Now())
		})
		must(t, err)
		var kept atomic.Int32
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := h.keep("greedy", "a.pdf", pdf); err == nil {
					kept.Add(1)
				}
			})
		}
		all.Wait()
		if kept.Load() != 3 {
			t.Errorf("%d were kept, want 3", kept.Load())
		}
		if _, err := h.keep("other", "a.pdf", pdf); err != nil {
			t.Errorf("another account: %v", err)
		}
	})
}

// eicar is the harmless text that every scanner knows, put together so that this file is none.
var eicar = []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)

// clamd is a scanner that knows EICAR, on a real socket.
func clamd(t *testing.T, network, address string) (at string, scans *atomic.Int32) {
	t.Helper()
	l, err := net.Listen(network, address)
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	scans = &atomic.Int32{}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				in := bufio.NewReader(c)
				if command, err := in.ReadString(0); err != nil || command != "zINSTREAM\x00" {
					_, _ = c.Write([]byte("UNKNOWN COMMAND\x00"))
					return
				}
				var got []byte
				for {
					var n uint32
					if binary.Read(in, binary.BigEndian, &n) != nil {
						return
					}
					if n == 0 {
						break
					}
					part := make([]byte, n)
					if _, err := io.ReadFull(in, part); err != nil {
						return
					}
					got = append(got, part...)
				}
				scans.Add(1)
				answer := "stream: OK\x00"
				if bytes.Contains(got, eicar) {
					answer = "stream: Eicar-Test-Signature FOUND\x00"
				} else if bytes.Contains(got, []byte("confuse")) {
					answer = "INSTREAM size limit exceeded. ERROR\x00"
				}
				_, _ = c.Write([]byte(answer))
			}()
		}
	}()
	return network + ":" + l.Addr().String(), scans
}

func TestAbuse_E6_MalwareIsRefusedAndStaysOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		at, scans := clamd(t, "unix", filepath.Join(t.TempDir(), "clamd"))
		h := newHouse(t, d, files.Clam{Address: at})
		sick := append([]byte("a,b\n"), eicar...)
		if _, err := h.keep("a", "list.csv", sick); !strings.Contains(fault.AsInvalid(err).Words("file"), "scanner found") {
			t.Fatalf("EICAR: %v", err)
		}
		if _, err := h.keep("a", "fine.pdf", append(bytes.Clone(pdf), bytes.Repeat([]byte("\n"), 200_000)...)); err != nil {
			t.Fatalf("a harmless file: %v", err)
		}
		before := scans.Load()
		if _, err := h.keep("b", "renamed.txt", sick); !strings.Contains(fault.AsInvalid(err).Words("file"), "will not be taken again") {
			t.Fatalf("sent again: %v", err)
		}
		if scans.Load() != before {
			t.Error("what was refused before was scanned again")
		}
		away, err := files.Open(t.TempDir(), files.Options{DB: d, Vault: h.vault})
		must(t, err)
		t.Cleanup(func() { _ = away.Close() })
		if _, err := away.Examine(t.Context(), "c", files.Upload{Field: "file", Name: "x.csv", Bytes: sick}); err == nil {
			t.Error("it comes back once there is no scanner")
		}
		entries, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) {
			return db.One[int](tx, `select count(*) from audit where action = $1`, files.ActionQuarantine)
		})
		if err != nil || entries != 1 {
			t.Errorf("%d entries, %v", entries, err)
		}
		if _, err := h.keep("a", "odd.csv", []byte("confuse")); !fault.IsConflict(err) {
			t.Errorf("an answer that is neither: %v", err)
		}
	})
}

// A scanner that is configured and does not answer lets nothing through.
func TestAbuse_E6_ScannerAwayLetsNothingThrough(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = silent.Close() })
	for name, scanner := range map[string]files.Scanner{
		"nobody": files.Clam{Address: "unix:" + filepath.Join(t.TempDir(), "none")}, "odd": files.Clam{Address: "udp:127.0.0.1:1"},
		"silent": files.Clam{Address: "tcp:" + silent.Addr().String(), Timeout: 200 * time.Millisecond},
	} {
		h := newHouse(t, dbtest.SQLite(t), scanner)
		if _, err := h.keep("a", "a.pdf", pdf); !fault.IsConflict(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	at, _ := clamd(t, "tcp", "127.0.0.1:0")
	if found, err := (files.Clam{Address: at}).Scan(t.Context(), eicar); err != nil || found != "Eicar-Test-Signature" {
		t.Errorf("over TCP: %q, %v", found, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (files.Clam{Address: at}).Scan(ended, pdf); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestAbuse_E1_NamesLeadNowhere(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"../../etc/passwd": "passwd", `C:\Windows\x.pdf`: "x.pdf", "/": "file", "..": "file", "": "file", "a\x00b.pdf": "ab.pdf", "a\r\nSet-Cookie: x.pdf": "aSet-Cookie: x.pdf",
		"\u202egnp.exe.pdf": "gnp.exe.pdf", ".htaccess": "htaccess", "a\u2028b": "ab",
	} {
		if got := files.CleanName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
	if got := files.CleanName(strings.Repeat("ก", 200) + ".pdf"); len(got) > 120 || !strings.HasSuffix(got, ".pdf") {
		t.Errorf("%q", got)
	}
}
