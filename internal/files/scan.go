package files

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/outside"
)

// ActionQuarantine is in the history of refused content.
const ActionQuarantine audit.Action = "files.quarantine"

// errFound is for whoever sent it: no name of a signature helps to get past it.
const errFound = "The scanner found harmful software in this file. It was not kept, and the same file will not be taken again."

// scan refuses content that was refused before, and what the scanner finds now. A scanner that does not answer lets nothing through.
func (s *Store) scan(ctx context.Context, by string, u Upload) error {
	digest, err := db.Change(db.Unkeyed(ctx), s.DB, func(tx *db.Tx) (string, error) { return s.digest(tx, u.Bytes) })
	if err != nil {
		return err
	}
	before, err := db.View(ctx, s.DB, func(tx *db.Tx) (int, error) {
		return db.One[int](tx, `select count(*) from quarantine where digest = $1`, digest)
	})
	if err != nil {
		return err
	}
	if before > 0 {
		return fault.Wrong(u.Field, errFound)
	}
	if s.Scanner == nil {
		return nil
	}
	found, err := s.Scanner.Scan(ctx, u.Bytes)
	if err != nil {
		return errors.Join(fault.Clash("Files cannot be scanned at the moment, so none are taken. Try again in some minutes."), err)
	}
	if found == "" {
		return nil
	}
	_, err = db.Change(db.Unkeyed(ctx), s.DB, func(tx *db.Tx) (bool, error) {
		n, err := tx.Affect(`insert into quarantine (digest, found, at, created_by) values ($1, $2, $3, $4) on conflict (digest) do nothing`, digest, found, tx.Now(), by)
		if err != nil || n == 0 {
			return false, err
		}
		return true, audit.Record(tx, access.System("scanner"), ActionQuarantine, "quarantine", digest, map[string]string{"found": found, "by": by})
	})
	return errors.Join(fault.Wrong(u.Field, errFound), err)
}

// Clam scans with a ClamAV daemon at "unix:PATH" or "tcp:HOST:PORT".
type Clam struct {
	Address string
	Timeout time.Duration // of one file; 30 seconds
}

// chunk is how much of a file goes to the daemon at once.
const chunk = 64 << 10

// Scan sends the content by the daemon's INSTREAM command.
func (c Clam) Scan(ctx context.Context, content []byte) (string, error) {
	if c.Timeout == 0 {
		c.Timeout = 30 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	conn, err := outside.Neighbour(ctx, c.Address)
	if err != nil {
		return "", fmt.Errorf("scanner: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return "", fmt.Errorf("scanner: %w", err)
		}
	}
	out := bufio.NewWriterSize(conn, chunk+4)
	_, _ = out.WriteString("zINSTREAM\x00") // the writer keeps its first error
	for rest := content; len(rest) > 0; {
		n := min(len(rest), chunk)
		_, _ = out.Write(binary.BigEndian.AppendUint32(nil, uint32(n)))
		_, _ = out.Write(rest[:n])
		rest = rest[n:]
	}
	_, _ = out.Write([]byte{0, 0, 0, 0})
	sendErr := out.Flush()
	found, err := readVerdict(conn)
	if err != nil {
		return "", fmt.Errorf("scanner: %w", errors.Join(sendErr, err))
	}
	return found, nil
}

// answerBytes bounds the answer of a scanner, nameLetters what is kept of the name of a signature.
const (
	answerBytes = 4 << 10
	nameLetters = 200
)

// readVerdict reads "stream: OK" or "stream: NAME FOUND"; anything else is an error.
func readVerdict(r io.Reader) (string, error) {
	answer, err := bufio.NewReader(io.LimitReader(r, answerBytes)).ReadString(0)
	if err != nil {
		return "", err
	}
	words, ours := strings.CutPrefix(strings.TrimSuffix(answer, "\x00"), "stream: ")
	if ours && words == "OK" {
		return "", nil
	}
	if name, ok := strings.CutSuffix(words, " FOUND"); ours && ok && name != "" {
		return printable(name), nil
	}
	return "", fmt.Errorf("it answers %q", answer)
}

// printable is a foreign name as it can be kept and shown; never empty.
func printable(name string) string {
	letters := []rune(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return utf8.RuneError
		}
		return r
	}, name))
	return string(letters[:min(len(letters), nameLetters)])
}
