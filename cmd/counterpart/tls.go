package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

// tlsFlags let the program serve TLS itself, where no web server stands before it.
type tlsFlags struct {
	TLSCert string `name:"tls-cert" help:"Certificate chain in PEM; with it the program serves TLS itself." type:"path"`
	TLSKey  string `name:"tls-key" help:"Private key of the certificate in PEM, readable by the program alone." type:"path"`
}

func (f tlsFlags) Validate() error {
	if (f.TLSCert == "") != (f.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key go together: give both, or neither")
	}
	return nil
}

func (f tlsFlags) scheme() string {
	if f.TLSCert == "" {
		return "http://"
	}
	return "https://"
}

// protect puts TLS over the listener where a certificate is given.
func (f tlsFlags) protect(listener net.Listener) (net.Listener, error) {
	if f.TLSCert == "" {
		return listener, nil
	}
	kept := &certificate{cert: f.TLSCert, key: f.TLSKey, now: time.Now}
	if _, err := kept.current(nil); err != nil {
		return nil, err
	}
	return tls.NewListener(listener, tlsConfig(kept)), nil
}

// tlsConfig allows TLS 1.3, and of TLS 1.2 what encrypts and authenticates in one step: Go's default still offers CBC.
func tlsConfig(kept *certificate) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		CipherSuites: []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		},
		// A ticket would let whoever gets its key later read what was said over TLS 1.2 until then.
		SessionTicketsDisabled: true,

		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: kept.current,
	}
}

// reloadEvery is how often the files are looked at, so that a renewed certificate is served without a restart.
const reloadEvery = time.Minute

// certificate is the one in the files, read again when they change.
type certificate struct {
	cert, key string
	now       func() time.Time
	mu        sync.Mutex
	loaded    *tls.Certificate
	changed   time.Time // of the files, when they were read
	looked    time.Time
}

// current is the certificate to serve. One that cannot be read does not replace one that was.
func (c *certificate) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.loaded != nil && c.now().Sub(c.looked) < reloadEvery {
		return c.loaded, nil
	}
	c.looked = c.now()
	changed, err := c.lastChange()
	if err == nil && (c.loaded == nil || !changed.Equal(c.changed)) {
		var pair tls.Certificate
		if pair, err = tls.LoadX509KeyPair(c.cert, c.key); err == nil {
			c.loaded, c.changed = &pair, changed
		}
	}
	if c.loaded == nil {
		return nil, fmt.Errorf("the TLS certificate cannot be used: %w", err)
	}
	return c.loaded, nil
}

// lastChange is when the files were written last. A key that everybody on the machine can read is refused.
func (c *certificate) lastChange() (time.Time, error) {
	cert, err := os.Stat(c.cert)
	if err != nil {
		return time.Time{}, err
	}
	key, err := os.Stat(c.key)
	if err != nil {
		return time.Time{}, err
	}
	if key.Mode().Perm()&0o007 != 0 {
		return time.Time{}, fmt.Errorf("%s can be read by everybody on this machine: chmod 600 it", c.key)
	}
	if key.ModTime().After(cert.ModTime()) {
		return key.ModTime(), nil
	}
	return cert.ModTime(), nil
}
