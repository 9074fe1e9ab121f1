// Package files keeps uploads: examined first, sealed by the vault in a folder outside the database, name and type in
// the table "file".
//
// Invariants: a file is what its name says or is refused; pictures carry no place and no other remark; content that a
// scanner refused never comes back under another name; the folder shows neither content nor whether two files are alike.
package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vault"
)

// The bounds of one upload, and of what one account may keep in a day.
const (
	MaxBytes    = 20 << 20
	DayBytes    = 400 << 20
	DayFiles    = 300
	quotaPeriod = 24 * time.Hour
)

// File is one upload.
type File struct {
	ID        string  `db:"id"`
	Name      string  `db:"name"`
	MediaType string  `db:"media_type"`
	Bytes     int     `db:"bytes"`
	CreatedAt db.Time `db:"created_at"`
}

// Scanner looks for malware. It returns the name of what it found, or "".
type Scanner interface {
	Scan(ctx context.Context, content []byte) (found string, err error)
}

// Options of a store. Without Scanner nothing is scanned. Marks lists the classification marks that files are refused for;
// without it they are those of the program.
type Options struct {
	DB      *db.DB
	Vault   *vault.Vault
	Scanner Scanner
	Marks   func(ctx context.Context) ([]string, error)
}

// Store is the folder of the sealed bytes. Paths cannot leave it.
type Store struct {
	root *os.Root
	Options
}

// Open opens the folder, making it when it is not there.
func Open(dir string, o Options) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("files folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("files folder: %w", err)
	}
	return &Store{root: root, Options: o}, nil
}

// Close releases the folder.
func (s *Store) Close() error { return s.root.Close() }

// Upload is a file as it arrived. Field names the form field, for error words.
type Upload struct {
	Field string
	Name  string
	Bytes []byte
}

// Examined is an upload that may be kept.
type Examined struct {
	field string
	name  string
	media string
	bytes []byte
}

// Examine looks at an upload before the transaction that keeps it: what it is, whether that is what its name says, and
// whether the scanner finds anything. Pictures lose what they tell beside themselves.
func (s *Store) Examine(ctx context.Context, by string, u Upload) (Examined, error) {
	e := Examined{field: u.Field, name: CleanName(u.Name)}
	k, content, err := recognise(e.name, u.Bytes)
	if err != nil {
		return Examined{}, fault.Wrong(u.Field, "%s", err.Error())
	}
	e.media, e.bytes = k.media, content
	is, err := s.marks(ctx)
	if err != nil {
		return Examined{}, err
	}
	if err := refuseMarked(is, Upload{Field: u.Field, Name: e.name, Bytes: content}, e.media); err != nil {
		return Examined{}, err
	}
	if path.Ext(e.name) == "" {
		e.name += k.endings[0]
	}
	return e, s.scan(ctx, by, u)
}

// ExamineRead looks at an upload that a room has read itself, to the end and by its own parser, because this store does not know the
// kind: the XML of a law. text is what it says in words. It is kept under the media type, and never shown by a browser.
func (s *Store) ExamineRead(ctx context.Context, by string, u Upload, media, ending, text string) (Examined, error) {
	e := Examined{field: u.Field, name: CleanName(u.Name), media: media, bytes: u.Bytes}
	if e.name = strings.TrimSuffix(e.name, path.Ext(e.name)) + ending; double(e.name) {
		return Examined{}, fault.Wrong(u.Field, "The name pretends to be two kinds of file. Rename it with one ending.")
	}
	if len(u.Bytes) > MaxBytes {
		return Examined{}, fault.Wrong(u.Field, "The file is larger than %d MB. Send a smaller one.", MaxBytes>>20)
	}
	is, err := s.marks(ctx)
	if err != nil {
		return Examined{}, err
	}
	if err := refuseMarked(is, Upload{Field: u.Field, Name: e.name, Bytes: []byte(text)}, "text/plain"); err != nil {
		return Examined{}, err
	}
	return e, s.scan(ctx, by, u)
}

// Keep writes the bytes, then the row in the transaction. Bytes without a row are harmless, and swept away later.
func (s *Store) Keep(tx *db.Tx, by string, e Examined) (File, error) {
	f := File{ID: tx.NewID(), Name: e.name, MediaType: e.media, Bytes: len(e.bytes), CreatedAt: tx.Now()}
	if err := s.room(tx, by, e); err != nil {
		return File{}, err
	}
	digest, err := s.digest(tx, e.bytes)
	if err != nil {
		return File{}, err
	}
	if err := s.write(f.ID, e.bytes); err != nil {
		return File{}, err
	}
	return f, tx.Exec(`insert into file (id, digest, name, media_type, bytes, created_at, created_by)
		values ($1, $2, $3, $4, $5, $6, $7)`, f.ID, digest, f.Name, f.MediaType, f.Bytes, f.CreatedAt, by)
}

// room refuses what goes beyond an account's share of a day.
func (s *Store) room(tx *db.Tx, by string, e Examined) error {
	type sum struct {
		Files int `db:"files"`
		Bytes int `db:"total"`
	}
	kept, err := db.One[sum](tx, `select count(*) as files, coalesce(sum(bytes), 0) as total from file where created_by = $1 and created_at > $2`,
		by, db.At(tx.Now().Add(-quotaPeriod)))
	if err != nil {
		return err
	}
	if kept.Files >= DayFiles || kept.Bytes+len(e.bytes) > DayBytes {
		return fault.Wrong(e.field, "You have sent %d files with %d MB within a day, which is the most that is kept. Try again tomorrow.", kept.Files, kept.Bytes>>20)
	}
	return nil
}

// Find returns the row of a file.
func Find(tx *db.Tx, id string) (File, error) {
	f, err := db.One[File](tx, `select id, name, media_type, bytes, created_at from file where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return File{}, fault.Missing("file")
	}
	return f, err
}

// CleanName keeps the last part of a path without control or direction marks, at most 120 bytes with its ending.
func CleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	var b strings.Builder
	for _, r := range name {
		if !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && r != utf8.RuneError && r != '\u2028' && r != '\u2029' {
			b.WriteRune(r)
		}
	}
	name = strings.Trim(b.String(), ". ")
	if ending := path.Ext(name); len(name) > 120 && len(ending) <= 10 {
		name = strings.TrimRight(strings.ToValidUTF8(name[:120-len(ending)], "")+ending, ". ")
	} else if len(name) > 120 {
		name = strings.TrimRight(strings.ToValidUTF8(name[:120], ""), ". ")
	}
	if name == "" || name == "/" {
		return "file"
	}
	return name
}
