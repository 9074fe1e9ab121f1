package privacy

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/people"
)

// tombstone is how the log names an erased person: a hash of the id, which is itself random and says nothing.
func tombstone(personID string) string {
	sum := sha256.Sum256([]byte("tombstone " + personID))
	return hex.EncodeToString(sum[:])
}

// readLog reads the log: a line holds a time and a hash.
func readLog(file string) (map[string]bool, error) {
	out := map[string]bool{}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the log of erasures: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		_, hash, ok := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		raw, err := hex.DecodeString(hash)
		if !ok || err != nil || len(raw) != sha256.Size {
			return nil, fmt.Errorf("%s, line %d is no entry of the log of erasures: it was cut or changed. Nothing was erased", file, n)
		}
		out[hex.EncodeToString(raw)] = true // as tombstone writes it, whatever an editor made of its letters
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the log of erasures: %w", err)
	}
	return out, nil
}

// SyncLog writes every erased person into the log who is not in it: after each erasure, and again at times, should the
// machine have stopped between the two.
func (s *Service) SyncLog(ctx context.Context) error {
	erased, err := db.View(ctx, s.db, people.ErasedIn)
	if err != nil {
		return err
	}
	known, err := readLog(s.opts.Log)
	if err != nil {
		return err
	}
	var text strings.Builder
	for _, id := range erased {
		if hash := tombstone(id); !known[hash] {
			fmt.Fprintf(&text, "%s %s\n", db.At(s.db.Clock()).Format("2006-01-02T15:04:05Z"), hash)
		}
	}
	if text.Len() == 0 {
		return nil
	}
	f, err := os.OpenFile(s.opts.Log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the log of erasures: %w", err)
	}
	_, err = f.WriteString(text.String())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the log of erasures: %w", err)
	}
	return nil
}

// Replay erases again whoever is in the log and stands in the registers nevertheless, as after a backup was restored. It
// returns how many. A legal hold from before the backup does not save a record: the erasure came later.
func (s *Service) Replay(ctx context.Context, file string) (int, error) {
	known, err := readLog(file)
	if err != nil || len(known) == 0 {
		return 0, err
	}
	live, err := db.View(ctx, s.db, people.PersonsIn)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range live {
		if !known[tombstone(id)] {
			continue
		}
		actor := access.System("erasures replayed")
		dropped, err := db.Change(ctx, s.db, func(tx *db.Tx) ([]files.File, error) {
			if err := people.DropHoldsIn(tx, id); err != nil {
				return nil, err
			}
			return s.eraseIn(tx, actor, id)
		})
		if err != nil {
			return n, err
		}
		n++
		if err := s.after(ctx, dropped); err != nil {
			return n, err
		}
	}
	return n, nil
}
