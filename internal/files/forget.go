package files

import (
	"errors"
	"fmt"
	"io/fs"

	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// ForgetIn empties the rows of files, which stay because others refer to them, within a transaction. It returns the files
// whose bytes are to be dropped after the commit.
func ForgetIn(tx *db.Tx, ids ...string) ([]File, error) {
	var out []File
	for _, id := range ids {
		f, err := Find(tx, id)
		if err != nil {
			return nil, err
		}
		if err := tx.Exec(`update file set digest = '', name = 'destroyed', bytes = 0, created_by = '' where id = $1`, id); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// Drop removes the bytes of a forgotten file.
func (s *Store) Drop(f File) error {
	if err := s.root.Remove(blobPath(f.ID)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("drop file %s: %w", f.ID, err)
	}
	return nil
}

var errDestroyed = &fault.Conflict{Words: "This file was destroyed, because somebody who stood in it was erased or its time had run out."}
