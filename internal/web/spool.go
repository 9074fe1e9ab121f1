package web

import (
	"errors"
	"io"
	"os"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// Stream answers with a file that is too large for memory. It is written to a temporary file first: then nothing of the database
// waits for a slow line, and an error on the way is told instead of sending half a file.
func (c *Call) Stream(name, mediaType string, write func(io.Writer) error) error {
	file, size, err := spool(write)
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", disposition(name, false))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err = io.Copy(c.W, file)
	return errors.Join(err, file.Close())
}

// Streamed is Stream for an operation of the API.
func Streamed(mediaType string, write func(io.Writer) error) (*huma.StreamResponse, error) {
	file, _, err := spool(write)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer file.Close() //nolint:errcheck // it was only read
		ctx.SetHeader("Content-Type", mediaType)
		_, _ = io.Copy(ctx.BodyWriter(), file) // the line may break; nobody is left to be told
	}}, nil
}

// spool writes a file that has no name any more, and so is gone when it is closed.
func spool(write func(io.Writer) error) (file *os.File, size int64, err error) {
	if file, err = os.CreateTemp("", "counterpart-*"); err != nil {
		return nil, 0, err
	}
	err = errors.Join(os.Remove(file.Name()), write(file))
	if err == nil {
		size, err = file.Seek(0, io.SeekEnd)
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, size, nil
}
