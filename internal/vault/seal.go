package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// sealer is AES-256-GCM under one derived key.
type sealer struct{ aead cipher.AEAD }

func derive(raw []byte, purpose string) (sealer, error) {
	sub, err := hkdf.Key(sha256.New, raw, nil, "counterpart "+purpose, 32)
	if err != nil {
		return sealer{}, fmt.Errorf("derive a key: %w", err)
	}
	block, err := aes.NewCipher(sub)
	if err != nil {
		return sealer{}, fmt.Errorf("derive a key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	return sealer{aead}, err
}

// seal returns nonce and ciphertext.
func (s sealer) seal(plain, bound []byte) ([]byte, error) {
	nonce := make([]byte, s.aead.NonceSize(), s.aead.NonceSize()+len(plain)+s.aead.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return s.aead.Seal(nonce, nonce, plain, bound), nil
}

func (s sealer) open(sealed, bound []byte) ([]byte, error) {
	n := s.aead.NonceSize()
	if len(sealed) < n {
		return nil, errChanged
	}
	plain, err := s.aead.Open(nil, sealed[:n], sealed[n:], bound)
	if err != nil {
		return nil, errChanged
	}
	return plain, nil
}

// errChanged says all that may be said about a text that does not open.
var errChanged = errors.New("it does not open: it was changed, moved here from another place, or sealed with another key of the same name")

const version = "v1"

// place is where a sealed text stands; it opens nowhere else.
func place(table, column, row string) []byte {
	return fmt.Appendf(nil, "%d:%s|%d:%s|%d:%s", len(table), table, len(column), column, len(row), row)
}

// Seal seals a text for one column of one row. An empty text is sealed like any other.
func (v *Vault) Seal(table, column, row, plain string) (string, error) {
	k, err := v.sealing()
	if err != nil {
		return "", fmt.Errorf("seal %s.%s: %w", table, column, err)
	}
	return k.sealText(table, column, row, plain)
}

func (k *key) sealText(table, column, row, plain string) (string, error) {
	sealed, err := k.text.seal([]byte(plain), place(table, column, row))
	if err != nil {
		return "", err
	}
	return version + "." + k.id + "." + base64.RawStdEncoding.EncodeToString(sealed), nil
}

// Open opens what Seal sealed for the same place. Whatever does not open is an error, never an empty text.
func (v *Vault) Open(table, column, row, sealed string) (string, error) {
	id, body, ok := parts(sealed)
	if !ok {
		return "", fmt.Errorf("%s.%s of %s: what stands there is not sealed", table, column, row)
	}
	k, err := v.opening(id)
	if err != nil {
		return "", fmt.Errorf("%s.%s of %s: %w", table, column, row, err)
	}
	raw, err := base64.RawStdEncoding.DecodeString(body)
	if err != nil {
		return "", fmt.Errorf("%s.%s of %s: %w", table, column, row, errChanged)
	}
	plain, err := k.text.open(raw, place(table, column, row))
	if err != nil {
		return "", fmt.Errorf("%s.%s of %s: %w", table, column, row, err)
	}
	return string(plain), nil
}

// parts takes a sealed text apart.
func parts(sealed string) (id, body string, ok bool) {
	v, rest, _ := strings.Cut(sealed, ".")
	id, body, found := strings.Cut(rest, ".")
	return id, body, v == version && found && idForm.MatchString(id)
}

// fileMark begins a sealed file; the id of its key and a line end follow.
const fileMark = "counterpart sealed v1 "

// SealBytes seals the content of a file; it carries the name of its key before it.
func (v *Vault) SealBytes(table, column, row string, plain []byte) ([]byte, error) {
	k, err := v.sealing()
	if err != nil {
		return nil, fmt.Errorf("seal %s %s: %w", table, row, err)
	}
	sealed, err := k.bytes.seal(plain, place(table, column, row))
	return append([]byte(fileMark+k.id+"\n"), sealed...), err
}

// OpenBytes opens what SealBytes sealed for the same place.
func (v *Vault) OpenBytes(table, column, row string, sealed []byte) ([]byte, error) {
	id := KeyOfBytes(sealed)
	if id == "" {
		return nil, fmt.Errorf("%s %s: what stands there is not sealed", table, row)
	}
	k, err := v.opening(id)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", table, row, err)
	}
	plain, err := k.bytes.open(sealed[HeadBytes:], place(table, column, row))
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", table, row, err)
	}
	return plain, nil
}

// HeadBytes is how much of a sealed file KeyOfBytes looks at.
const HeadBytes = len(fileMark) + len("20060102T150405-abcdef") + 1

// KeyOfBytes is the id of the key of a sealed file; "" when the bytes are not sealed.
func KeyOfBytes(sealed []byte) string {
	if len(sealed) < HeadBytes || string(sealed[:len(fileMark)]) != fileMark || sealed[HeadBytes-1] != '\n' {
		return ""
	}
	if id := string(sealed[len(fileMark) : HeadBytes-1]); idForm.MatchString(id) {
		return id
	}
	return ""
}

// sealing is the active key.
func (v *Vault) sealing() (*key, error) {
	if err := v.ring.fresh(); err != nil {
		return nil, err
	}
	if k := v.ring.active(); k != nil {
		return k, nil
	}
	return nil, fmt.Errorf("there is no key in %s", v.ring.dir)
}

// opening is the key of an id.
func (v *Vault) opening(id string) (*key, error) {
	if k := v.ring.find(id); k != nil {
		return k, nil
	}
	if err := v.ring.read(); err != nil {
		return nil, err
	}
	if k := v.ring.find(id); k != nil {
		return k, nil
	}
	return nil, fmt.Errorf("it was sealed with the key %s, which is not in %s: put its file back", id, v.ring.dir)
}
