package vault

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// keyBytes is the length of a key; idForm the form of its id, which sorts by when it was made.
const keyBytes = 32

var idForm = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}-[a-z2-7]{6}$`)

// key is one key with what is derived from it.
type key struct {
	id    string
	made  time.Time
	raw   []byte
	text  sealer // for columns
	bytes sealer // for files
}

// ring is the folder of keys as it was read last.
type ring struct {
	dir  string
	mu   sync.RWMutex
	seen time.Time // when the folder had changed, as it was read last
	keys []*key    // the oldest first; the last one is active
}

// openRing reads the folder; an absent one is an empty ring.
func openRing(dir string) (*ring, error) {
	r := &ring{dir: dir}
	return r, r.read()
}

const keySuffix = ".key"

// read takes in the keys of the folder as they are now.
func (r *ring) read() error {
	info, err := os.Stat(r.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("key folder: %w", err)
	}
	if err := narrow(r.dir, info, "700"); err != nil {
		return err
	}
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return fmt.Errorf("key folder: %w", err)
	}
	var keys []*key
	for _, e := range entries {
		if id, ok := strings.CutSuffix(e.Name(), keySuffix); ok && idForm.MatchString(id) {
			k, err := readKey(filepath.Join(r.dir, e.Name()), id)
			if err != nil {
				return err
			}
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b *key) int { return strings.Compare(a.id, b.id) })
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys, r.seen = keys, info.ModTime()
	return nil
}

// narrow refuses a file or folder that others than its owner may open.
func narrow(path string, info fs.FileInfo, mode string) error {
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("the keys in %s can be read by others than their owner (mode %03o): run chmod %s %s and start again", path, info.Mode().Perm(), mode, path)
	}
	return nil
}

func readKey(file, id string) (*key, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", id, err)
	}
	if err := narrow(file, info, "600"); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", id, err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != keyBytes {
		return nil, fmt.Errorf("the file %s is not a key of %d bytes: put back the file as it was", file, keyBytes)
	}
	return newKey(id, raw)
}

func newKey(id string, raw []byte) (*key, error) {
	made, err := time.Parse(idTime, id[:len(idTime)])
	if err != nil {
		return nil, fmt.Errorf("key %s: its name does not begin with a time", id)
	}
	k := &key{id: id, made: made, raw: raw}
	if k.text, err = derive(raw, "columns"); err != nil {
		return nil, err
	}
	k.bytes, err = derive(raw, "files")
	return k, err
}

const idTime = "20060102T150405"

// add makes a key that is newer than every other and puts its file in place whole.
func (r *ring) add(now time.Time) (*key, error) {
	if last := r.active(); last != nil && !now.After(last.made) {
		now = last.made.Add(time.Second)
	}
	id := now.UTC().Format(idTime) + "-" + strings.ToLower(rand.Text()[:6])
	raw := make([]byte, keyBytes)
	if _, err := rand.Read(raw); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	k, err := newKey(id, raw)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return nil, fmt.Errorf("key folder: %w", err)
	}
	name := filepath.Join(r.dir, id+keySuffix)
	if err := writeWhole(name, base64.StdEncoding.EncodeToString(raw)+"\n"); err != nil {
		return nil, fmt.Errorf("key %s: %w", id, err)
	}
	return k, r.read()
}

// writeWhole puts a file in place whole, on the disk before it returns.
func writeWhole(name, text string) error {
	temp := name + ".new"
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	if err := os.Rename(temp, name); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// remove takes a key's file away for good.
func (r *ring) remove(id string) error {
	if err := os.Remove(filepath.Join(r.dir, id+keySuffix)); err != nil {
		return fmt.Errorf("remove key %s: %w", id, err)
	}
	return errors.Join(syncFolder(r.dir), r.read())
}

// active is the key that seals, nil in an empty ring.
func (r *ring) active() *key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if len(r.keys) == 0 {
		return nil
	}
	return r.keys[len(r.keys)-1]
}

func (r *ring) all() []*key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Clone(r.keys)
}

func (r *ring) find(id string) *key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if i := slices.IndexFunc(r.keys, func(k *key) bool { return k.id == id }); i >= 0 {
		return r.keys[i]
	}
	return nil
}

// fresh reads the folder again when it has changed, so that a running server takes up a key that the command line made.
func (r *ring) fresh() error {
	info, err := os.Stat(r.dir)
	if err != nil {
		return fmt.Errorf("key folder: %w", err)
	}
	r.mu.RLock()
	same := info.ModTime().Equal(r.seen)
	r.mu.RUnlock()
	if same {
		return nil
	}
	return r.read()
}
