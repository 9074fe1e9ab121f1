package attendance

import (
	"crypto/rand"
	"strings"
)

// alphabet is Crockford's base 32: without I, L, O and U, which are misread or spell words.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	codeLength = 10
	qrPrefix   = "CP:"
)

// newCode makes the code of a badge: 50 random bits.
func newCode() string {
	var raw [codeLength]byte
	_, _ = rand.Read(raw[:]) // never fails
	for i, b := range raw {
		raw[i] = alphabet[b%32]
	}
	return string(raw[:])
}

// GroupCode writes a code as people read it aloud: "ABCDE-FGHJK".
func GroupCode(code string) string {
	if len(code) != codeLength {
		return code
	}
	return code[:codeLength/2] + "-" + code[codeLength/2:]
}

// QRText is what the QR code on the badge holds.
func QRText(code string) string { return qrPrefix + GroupCode(code) }

// ReadCode turns what was scanned or typed into a code: prefix, case, blanks and dashes do not matter,
// and the letters that look like digits are read as digits. It returns "" for what is no code.
func ReadCode(typed string) string {
	typed = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(typed)), qrPrefix)
	var b strings.Builder
	for _, r := range typed {
		switch r {
		case ' ', '-', '\t', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014':
			continue
		case 'I', 'L':
			r = '1'
		case 'O':
			r = '0'
		}
		if r > 'Z' || !strings.ContainsRune(alphabet, r) || b.Len() == codeLength {
			return ""
		}
		b.WriteRune(r)
	}
	if b.Len() != codeLength {
		return ""
	}
	return b.String()
}
