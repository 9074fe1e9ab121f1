package db

import (
	"context"
	"fmt"
)

// Forget writes over what stands in the write-ahead log after texts were replaced by sealed ones: deleted content is
// overwritten in the file itself (secure_delete), but the log keeps earlier pages until it is emptied. PostgreSQL does
// so when its own cleaning comes by.
func (d *DB) Forget(ctx context.Context) error {
	if d.Dialect != SQLite {
		return nil
	}
	if _, err := d.write.ExecContext(ctx, `pragma wal_checkpoint(truncate)`); err != nil {
		return fmt.Errorf("empty the write-ahead log: %w", err)
	}
	return nil
}
