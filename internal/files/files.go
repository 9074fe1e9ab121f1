// Package files keeps uploads: the bytes by content hash in a folder outside the database,
// name and type in the table "file". Equal content is kept once.
package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// MaxBytes bounds one upload.
const MaxBytes = 20 << 20

// File is one upload.
type File struct {
	ID        string  `db:"id"`
	SHA256    string  `db:"sha256"`
	Name      string  `db:"name"`
	MediaType string  `db:"media_type"`
	Bytes     int     `db:"bytes"`
	CreatedAt db.Time `db:"created_at"`
}

// Store is the folder of the bytes. Paths cannot leave it.
type Store struct{ root *os.Root }

// Open opens the folder, making it when it is not there.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("files folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("files folder: %w", err)
	}
	return &Store{root: root}, nil
}

// Close releases the folder.
func (s *Store) Close() error { return s.root.Close() }

// allowed are the types that a person may upload, by what the bytes say.
var allowed = map[string]string{
	"application/pdf":           ".pdf",
	"image/png":                 ".png",
	"image/jpeg":                ".jpg",
	"text/plain; charset=utf-8": ".csv",
}

// Upload is a file as it arrived. Field names the form field, for error words.
type Upload struct {
	Field string
	Name  string
	Bytes []byte
}

// Keep writes the bytes, then the row in the transaction. Bytes without a row are harmless: the
// same upload finds them again.
func (s *Store) Keep(tx *db.Tx, by string, u Upload) (File, error) {
	media := http.DetectContentType(u.Bytes)
	switch {
	case len(u.Bytes) == 0:
		return File{}, fault.Wrong(u.Field, "The file is empty. Choose another one.")
	case len(u.Bytes) > MaxBytes:
		return File{}, fault.Wrong(u.Field, "The file is larger than %d MB. Send a smaller one.", MaxBytes>>20)
	case allowed[media] == "" && !(strings.HasPrefix(media, "text/plain") && utf8.Valid(u.Bytes)):
		return File{}, fault.Wrong(u.Field, "This kind of file is not accepted. Send a PDF, PNG, JPEG or CSV file.")
	}
	sum := sha256.Sum256(u.Bytes)
	f := File{
		ID: tx.NewID(), SHA256: hex.EncodeToString(sum[:]), Name: CleanName(u.Name),
		MediaType: media, Bytes: len(u.Bytes), CreatedAt: tx.Now(),
	}
	if err := s.write(f.SHA256, u.Bytes); err != nil {
		return File{}, err
	}
	return f, tx.Exec(`insert into file (id, sha256, name, media_type, bytes, created_at, created_by)
		values ($1, $2, $3, $4, $5, $6, $7)`, f.ID, f.SHA256, f.Name, f.MediaType, f.Bytes, f.CreatedAt, by)
}

func blobPath(sum string) string { return path.Join(sum[:2], sum) }

// write puts the bytes in place whole or not at all, and on the disk before it returns.
func (s *Store) write(sum string, data []byte) error {
	name := blobPath(sum)
	if _, err := s.root.Stat(name); err == nil {
		return nil
	}
	if err := s.root.Mkdir(sum[:2], 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("keep file: %w", err)
	}
	temp := name + "." + db.NewID()
	f, err := s.root.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	_, err = io.Copy(f, bytes.NewReader(data))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("keep file: %w", errors.Join(err, s.root.Remove(temp)))
	}
	if err := s.root.Rename(temp, name); err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	return nil
}

// Find returns the row of a file.
func Find(tx *db.Tx, id string) (File, error) {
	f, err := db.One[File](tx, `select id, sha256, name, media_type, bytes, created_at from file where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return File{}, fault.Missing("file")
	}
	return f, err
}

// Read returns the bytes of a file.
func (s *Store) Read(f File) ([]byte, error) {
	data, err := s.root.ReadFile(blobPath(f.SHA256))
	if err != nil {
		return nil, fmt.Errorf("read file %s: %w", f.ID, err)
	}
	return data, nil
}

// CleanName keeps the last part of a path without control or direction marks, at most 120 characters.
func CleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	var b strings.Builder
	for _, r := range name {
		if !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && r != utf8.RuneError && b.Len() < 120 {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 || b.String() == "." || b.String() == "/" {
		return "file"
	}
	return b.String()
}
