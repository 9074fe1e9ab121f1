package files

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"counterpart/internal/db"
	"counterpart/internal/vault"
)

// Sealed names the uploads to the vault.
func (s *Store) Sealed() vault.Column {
	return vault.Column{Table: "file", Column: "bytes", ID: "id", Outside: s}
}

// blobPath spreads the files over 256 folders by the end of their id, which is random.
func blobPath(id string) string { return path.Join(id[len(id)-2:], id) }

// Read returns the content of a file.
func (s *Store) Read(f File) ([]byte, error) {
	sealed, err := s.root.ReadFile(blobPath(f.ID))
	if errors.Is(err, fs.ErrNotExist) && f.MediaType != "" && f.Bytes == 0 {
		return nil, errDestroyed
	}
	if err != nil {
		return nil, fmt.Errorf("read file %s: %w", f.ID, err)
	}
	return s.Vault.OpenBytes("file", "bytes", f.ID, sealed)
}

// write seals the content and puts it in place whole or not at all, on the disk before it returns.
func (s *Store) write(id string, content []byte) error {
	sealed, err := s.Vault.SealBytes("file", "bytes", id, content)
	if err != nil {
		return err
	}
	name := blobPath(id)
	if err := s.root.Mkdir(path.Dir(name), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("keep file: %w", err)
	}
	temp := name + "." + db.NewID()
	f, err := s.root.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	_, err = f.Write(sealed)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("keep file: %w", errors.Join(err, s.root.Remove(temp)))
	}
	if err := s.root.Rename(temp, name); err != nil {
		return fmt.Errorf("keep file: %w", err)
	}
	return nil
}

// digest is a fingerprint of content that says nothing to whoever has not the installation's secret.
func (s *Store) digest(tx *db.Tx, content []byte) (string, error) {
	secret, err := s.Vault.SecretIn(tx, "file digest")
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(content)
	return hex.EncodeToString(mac.Sum(nil)), nil
}

// Reseal seals a file with the active key, in place. At the first time it stands open under the hash of its content.
func (s *Store) Reseal(tx *db.Tx, id string, first bool) error {
	of, err := s.KeyOf(id)
	if err != nil {
		return err
	}
	if of != "" {
		content, err := s.Read(File{ID: id})
		if err != nil {
			return err
		}
		return s.write(id, content)
	}
	if !first {
		return nil // lost with its disk: reading it says so
	}
	hash, err := db.One[string](tx, `select digest from file where id = $1`, id)
	if err != nil {
		return err
	}
	content, err := s.root.ReadFile(path.Join(hash[:2], hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read file %s: %w", id, err)
	}
	digest, err := s.digest(tx, content)
	if err != nil {
		return err
	}
	if err := s.write(id, content); err != nil {
		return err
	}
	return tx.Exec(`update file set digest = $2 where id = $1`, id, digest)
}

// KeyOf is the id of the key that seals a file; "" when there is none.
func (s *Store) KeyOf(id string) (string, error) {
	f, err := s.root.Open(blobPath(id))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read file %s: %w", id, err)
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, vault.HeadBytes)
	if _, err := io.ReadFull(f, head); err != nil {
		return "", fmt.Errorf("file %s is cut short: %w", id, err)
	}
	if of := vault.KeyOfBytes(head); of != "" {
		return of, nil
	}
	return "", fmt.Errorf("file %s is not sealed", id)
}

// Sweep removes what an earlier version kept open, once all of it is sealed: files named by the hash of their content.
func (s *Store) Sweep() error {
	return fs.WalkDir(s.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || len(d.Name()) != hex.EncodedLen(sha256.Size) {
			return err
		}
		return s.root.Remove(name)
	})
}
