package audit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"counterpart/internal/db"
)

// Checkpoint is the signed head of the chain at some time.
type Checkpoint struct {
	Seq  int64   `db:"seq"`
	At   db.Time `db:"at"`
	Hash string  `db:"hash"`
	Note string  `db:"note"` // C2SP signed note: origin, number of entries, hash, time, signature
}

// Signer signs checkpoints with the installation's own key, which is kept beside the database and never in it.
type Signer struct {
	signer note.Signer
	// Key is the verifier key, for those who keep checkpoints elsewhere.
	Key string
}

// KeyFile is the name of the key in the data folder.
const KeyFile = "checkpoint.key"

// LoadSigner reads the key in the data folder. When there is none it makes one under the name, by which checkpoints say where they come from.
func LoadSigner(data, name string) (*Signer, error) {
	s, err := ReadSigner(data)
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err := makeKey(filepath.Join(data, KeyFile), name); err != nil {
		return nil, fmt.Errorf("key of the checkpoints: %w", err)
	}
	return ReadSigner(data)
}

// ReadSigner reads the key in the data folder.
func ReadSigner(data string) (*Signer, error) {
	file := filepath.Join(data, KeyFile)
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("key of the checkpoints: %w", err)
	}
	s, err := parseSigner(strings.TrimSpace(string(raw)))
	if err != nil {
		return nil, fmt.Errorf("%s holds no signing key: put it back from your backup: %w", file, err)
	}
	return s, nil
}

func makeKey(file, name string) error {
	name = strings.Map(func(r rune) rune {
		if r <= ' ' || r == '+' {
			return '-'
		}
		return r
	}, name)
	secret, _, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // another process was faster
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(secret + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// parseSigner finds the public half of the key as well: "PRIVATE+KEY+name+hash+base64(1, seed)".
func parseSigner(secret string) (*Signer, error) {
	signer, err := note.NewSigner(secret)
	if err != nil {
		return nil, err
	}
	parts := strings.SplitN(secret, "+", 5) // the last part may hold a plus itself
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, errors.New("its length is not that of an Ed25519 key")
	}
	public, ok := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("it has no public half")
	}
	key, err := note.NewEd25519VerifierKey(signer.Name(), public)
	return &Signer{signer: signer, Key: key}, err
}

func (s *Signer) sign(h Head) (Checkpoint, error) {
	text := fmt.Sprintf("%s\n%d\n%s\n%s\n", s.signer.Name(), h.Seq, h.Hash, h.At.Format(time.RFC3339))
	signed, err := note.Sign(&note.Note{Text: text}, s.signer)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("sign the checkpoint: %w", err)
	}
	return Checkpoint{Seq: h.Seq, At: h.At, Hash: h.Hash, Note: string(signed)}, nil
}

// OpenCheckpoint checks the signature of a checkpoint against a verifier key and reads it.
func OpenCheckpoint(raw []byte, key string) (Checkpoint, error) {
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("the verifier key cannot be read: %w", err)
	}
	signed, err := note.Open(normal(raw), note.VerifierList(verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("it is not signed with this key: %w", err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return Checkpoint{}, fmt.Errorf("it is no checkpoint of %s", verifier.Name())
	}
	c := Checkpoint{Hash: lines[2], Note: string(raw)}
	if c.Seq, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Seq < 1 {
		return Checkpoint{}, errors.New("its second line is no number of entries")
	}
	if at, err := time.Parse(time.RFC3339, lines[3]); err == nil {
		c.At = db.At(at)
	}
	return c, nil
}

// normal undoes what a way by mail or an editor does to a note.
func normal(raw []byte) []byte {
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	return append(bytes.TrimSpace(raw), '\n')
}

// Head is what the checkpoint vouches for; from says where it was kept.
func (c Checkpoint) Head(from string) Head {
	if !c.At.IsZero() {
		from += " of " + c.At.Format("2 January 2006, 15:04 UTC")
	}
	return Head{Seq: c.Seq, Hash: c.Hash, From: from}
}

const fileEnding = ".checkpoint"

// keepFile writes the checkpoint into the folder, whole or not at all.
func (c Checkpoint) keepFile(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".checkpoint-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString(c.Note)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, fmt.Sprintf("%012d%s", c.Seq, fileEnding)))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// KeptIn reads the checkpoints of a folder, or of a single file, as heads to compare the chain with. One that is not signed
// with the key becomes a head that says so.
func KeptIn(path, key string) ([]Head, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		return []Head{headOf(raw, key, "the checkpoint in "+filepath.Base(path))}, nil
	}
	names, err := filepath.Glob(filepath.Join(path, "*"+fileEnding))
	if err != nil {
		return nil, err
	}
	var out []Head
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out = append(out, headOf(raw, key, "the checkpoint in "+filepath.Base(name)))
	}
	return out, nil
}

func headOf(raw []byte, key, from string) Head {
	c, err := OpenCheckpoint(raw, key)
	if err != nil {
		return Head{From: from, Wrong: fmt.Sprintf("%s does not count: %v", from, err)}
	}
	return c.Head(from)
}
