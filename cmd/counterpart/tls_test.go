package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeCertificate writes a self-signed certificate for 127.0.0.1 and returns its flags.
func writeCertificate(t *testing.T, dir string, serial int64) tlsFlags {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "counterpart.test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	f := tlsFlags{TLSCert: filepath.Join(dir, "cert.pem"), TLSKey: filepath.Join(dir, "key.pem")}
	for file, block := range map[string]*pem.Block{f.TLSCert: {Type: "CERTIFICATE", Bytes: der}, f.TLSKey: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// serveTLS accepts connections over the flags' certificate until the test ends.
func serveTLS(t *testing.T, f tlsFlags) string {
	t.Helper()
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener, err := f.protect(plain)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				_ = conn.(*tls.Conn).Handshake()
				_ = conn.Close()
			}()
		}
	}()
	return plain.Addr().String()
}

func TestTLSOffersOnlyWhatIsSafe(t *testing.T) {
	t.Parallel()
	address := serveTLS(t, writeCertificate(t, t.TempDir(), 1))
	for _, c := range []struct {
		name   string
		config *tls.Config
		want   uint16 // version, 0 for refused
	}{
		{"a modern browser", &tls.Config{}, tls.VersionTLS13},
		{"TLS 1.2 with GCM", &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}}, tls.VersionTLS12},
		{"TLS 1.2 with CBC", &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}}, 0},
		{"TLS 1.1", &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, 0},
	} {
		c.config.InsecureSkipVerify, c.config.NextProtos = true, []string{"h2", "http/1.1"}
		conn, err := tls.Dial("tcp", address, c.config)
		if err != nil {
			if c.want != 0 {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		state := conn.ConnectionState()
		_ = conn.Close()
		if state.Version != c.want || state.NegotiatedProtocol != "h2" {
			t.Errorf("%s: version %x with %q", c.name, state.Version, state.NegotiatedProtocol)
		}
	}
}

// Each connection agrees on keys of its own: no ticket carries those of another.
func TestTLSGivesNoTickets(t *testing.T) {
	t.Parallel()
	address := serveTLS(t, writeCertificate(t, t.TempDir(), 1))
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		config := &tls.Config{InsecureSkipVerify: true, MinVersion: version, MaxVersion: version, ClientSessionCache: tls.NewLRUClientSessionCache(2)}
		for range 2 {
			conn, err := tls.Dial("tcp", address, config)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Write([]byte("GET /healthz HTTP/1.0\r\n\r\n")); err != nil {
				t.Error(err)
			}
			_, _ = io.ReadAll(conn) // a ticket of TLS 1.3 comes with the first answer
			if conn.ConnectionState().DidResume {
				t.Errorf("version %x: the second connection goes on with the keys of the first", version)
			}
			_ = conn.Close()
		}
	}
}

func TestARenewedCertificateIsServed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := writeCertificate(t, dir, 1)
	now := time.Now()
	kept := &certificate{cert: f.TLSCert, key: f.TLSKey, now: func() time.Time { return now }}
	serial := func() int64 {
		t.Helper()
		pair, err := kept.current(nil)
		if err != nil {
			t.Fatal(err)
		}
		return pair.Leaf.SerialNumber.Int64()
	}
	if got := serial(); got != 1 {
		t.Fatalf("serves %d", got)
	}
	writeCertificate(t, dir, 2)
	later := now.Add(time.Hour)
	if err := os.Chtimes(f.TLSCert, later, later); err != nil {
		t.Fatal(err)
	}
	if got := serial(); got != 1 {
		t.Errorf("looked at the files again at once")
	}
	now = now.Add(2 * reloadEvery)
	if got := serial(); got != 2 {
		t.Errorf("serves %d after the renewal", got)
	}
	if err := os.WriteFile(f.TLSCert, []byte("half a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * reloadEvery)
	if got := serial(); got != 2 {
		t.Errorf("a broken file replaced the certificate")
	}
}

func TestTLSRefusesInWords(t *testing.T) {
	t.Parallel()
	f := writeCertificate(t, t.TempDir(), 1)
	if err := os.Chmod(f.TLSKey, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := f.protect(nil); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key open to all: %v", err)
	}
	if err := (tlsFlags{TLSCert: "a"}).Validate(); err == nil {
		t.Error("a certificate without a key was taken")
	}
	if _, err := (tlsFlags{TLSCert: "nowhere", TLSKey: "nowhere"}).protect(nil); err == nil {
		t.Error("a missing file was taken")
	}
}
