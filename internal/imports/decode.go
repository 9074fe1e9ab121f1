package imports

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"counterpart/internal/fault"
	"counterpart/internal/files"
)

// decode turns the bytes of a file into UTF-8. A byte order mark says which encoding it is; without one,
// zero bytes tell UTF-16, and what is no UTF-8 is read as Windows-1252, which holds Latin-1.
func decode(raw []byte) ([]byte, error) {
	switch {
	case len(raw) == 0:
		return nil, fault.Wrong("file", "The file is empty. Choose another one.")
	case len(raw) > files.MaxBytes:
		return nil, fault.Wrong("file", "The file is larger than %d MB. Send it in parts.", files.MaxBytes>>20)
	}
	text := raw
	if c := encodingOf(raw); c != nil {
		var err error
		if text, err = c.NewDecoder().Bytes(raw); err != nil {
			return nil, fault.Wrong("file", "The text of the file cannot be read. Save it as CSV in UTF-8 and send it again.")
		}
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text) {
		return nil, fault.Wrong("file", "This is not a text file. Save the table as CSV and send that.")
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, fault.Wrong("file", "The file is empty. Choose another one.")
	}
	return text, nil
}

// encodingOf is nil for UTF-8.
func encodingOf(raw []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}), zeros(raw, 1):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}), zeros(raw, 0):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case utf8.Valid(raw):
		return nil
	default:
		return charmap.Windows1252
	}
}

// zeros tells whether most bytes at odd (or even) places of the beginning are zero, as in UTF-16 of a Latin text.
func zeros(raw []byte, from int) bool {
	n, all := 0, 0
	for i := from; i < min(len(raw), 400); i += 2 {
		all++
		if raw[i] == 0 {
			n++
		}
	}
	return all > 3 && n*2 > all
}
