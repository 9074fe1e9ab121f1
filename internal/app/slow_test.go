package app

import (
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// A sender that drips a byte at a time does not hold its connection beyond the time in which a request must arrive.
func TestAbuse_E8_SlowUploadsEnd(t *testing.T) {
	t.Parallel()
	server := open(t).server()
	if server.ReadTimeout <= 0 || server.ReadTimeout > time.Minute || server.ReadHeaderTimeout > 10*time.Second || server.WriteTimeout <= 0 {
		t.Errorf("unbounded: %v %v %v", server.ReadTimeout, server.ReadHeaderTimeout, server.WriteTimeout)
	}
	server.ReadTimeout = 400 * time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	began := time.Now()
	if _, err := io.WriteString(c, "POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, c)
		ended <- err
	}()
	for {
		select {
		case err := <-ended:
			if err != nil && !errors.Is(err, net.ErrClosed) && time.Since(began) > 10*time.Second {
				t.Error(err)
			}
			return
		case <-time.After(50 * time.Millisecond):
			_, _ = c.Write([]byte("a"))
		}
		if time.Since(began) > 10*time.Second {
			t.Fatal("still held after 10 seconds")
		}
	}
}

// More than a request may hold is refused before it is read to the end.
func TestAbuse_E8_LongBodiesAreRefused(t *testing.T) {
	t.Parallel()
	server := open(t).server()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	body := io.LimitReader(zeros{}, 40<<20)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+l.Addr().String()+"/signin", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return // the connection was closed while it was still being sent
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode < 400 {
		t.Errorf("answered %d", res.StatusCode)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
