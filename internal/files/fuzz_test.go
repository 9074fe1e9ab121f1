package files

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// What is kept of a picture is a picture of the same size with nothing in it but what draws it, however the file was made,
// and cleaning it once more changes nothing; what is kept of anything else is what was sent.
func FuzzRecognise(f *testing.F) {
	var b bytes.Buffer
	dot := image.NewPaletted(image.Rect(0, 0, 9, 7), nil)
	dot.Palette = append(dot.Palette, image.White.C, image.Black.C)
	if err := png.Encode(&b, dot); err != nil {
		f.Fatal(err)
	}
	f.Add("a.png", bytes.Clone(b.Bytes()))
	f.Add("a.png", append(bytes.Clone(b.Bytes()), "behind"...))
	b.Reset()
	if err := jpeg.Encode(&b, dot, nil); err != nil {
		f.Fatal(err)
	}
	plain := bytes.Clone(b.Bytes())
	f.Add("a.jpg", plain)
	for _, segment := range []string{
		"\xFF\xE1\x00\x26Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00xx", "\xFF\xFE\x00\x06note", "\xFF\xE2\x00\x10ICC_PROFILE\x00\x01\x01",
	} {
		f.Add("a.jpeg", slices.Concat(plain[:2], []byte(segment), plain[2:]))
	}
	f.Add("a.pdf", []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"))
	f.Add("a.csv", []byte("a,b\n1,2\n"))
	f.Add("a.html.pdf", []byte("%PDF-1.7 PK\x05\x06"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		k, kept, err := recognise(name, content)
		if err != nil {
			if _, ok := errors.AsType[refusal](err); !ok {
				t.Fatalf("refused with %v, which is no word to a person", err)
			}
			return
		}
		if !slices.ContainsFunc(kinds, func(known kind) bool { return known.media == k.media }) || len(kept) == 0 {
			t.Fatalf("%q with %q is kept as %q", name, content, k.media)
		}
		again, twice, err := recognise(name, kept)
		if err != nil || again.media != k.media || !bytes.Equal(twice, kept) {
			t.Fatalf("%q cleaned to %q, cleaned again %q, %v", content, kept, twice, err)
		}
		switch k.media {
		case "image/png":
			sameSize(t, content, kept)
			foreignChunks(t, kept)
		case "image/jpeg":
			sameSize(t, content, kept)
			foreignSegments(t, kept)
		default:
			if !bytes.Equal(content, kept) {
				t.Fatalf("%q is kept as %q", content, kept)
			}
		}
	})
}

func sameSize(t *testing.T, sent, kept []byte) {
	t.Helper()
	before, _, _ := image.DecodeConfig(bytes.NewReader(sent))
	after, _, err := image.DecodeConfig(bytes.NewReader(kept))
	if err != nil || before.Width != after.Width || before.Height != after.Height {
		t.Fatalf("%d × %d became %d × %d, %v", before.Width, before.Height, after.Width, after.Height, err)
	}
}

// foreignChunks fails at a chunk of a PNG that does not draw, and at bytes behind its end.
func foreignChunks(t *testing.T, kept []byte) {
	t.Helper()
	for rest := kept[8:]; len(rest) > 0; {
		if len(rest) < 12 {
			t.Fatalf("%q stands behind the end", rest)
		}
		name := string(rest[4:8])
		if name == "tEXt" || name == "zTXt" || name == "iTXt" || name == "eXIf" || name == "tIME" || !pngKept[name] {
			t.Fatalf("%s is kept", name)
		}
		rest = rest[12+int(binary.BigEndian.Uint32(rest)):]
		if name == "IEND" && len(rest) > 0 {
			t.Fatalf("%q stands behind the end", rest)
		}
	}
}

// foreignSegments fails at a JPEG that tells more than it draws, before its first scan. A little EXIF of our own says
// which side is up.
func foreignSegments(t *testing.T, kept []byte) {
	t.Helper()
	for rest := kept[2:]; len(rest) >= 4 && rest[1] != jpegSOS && rest[1] != jpegEOI; {
		size := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if size > len(rest) {
			t.Fatalf("%q does not end", rest)
		}
		segment := rest[:size]
		if mark := segment[1]; mark == jpegComment || mark == jpegAPP1 && (len(segment) != 36 || !bytes.HasPrefix(segment[4:], []byte(exifHead))) ||
			mark > jpegAPP2 && mark <= jpegAPP15 && mark != jpegAPP14 {
			t.Fatalf("%q is kept", segment)
		}
		rest = rest[size:]
	}
}

// The look for the marks of States ends in a mark or none, in bounded time, whatever a PDF holds.
func FuzzMarks(f *testing.F) {
	f.Add("SECRET.pdf", []byte("%PDF-1.7\n4 0 obj <</Length 9>> stream\nBT (SECRET) Tj ET\nendstream"))
	f.Add("a.pdf", []byte("<</Filter/FlateDecode>>stream\r\nx\x9c\x03\x00\x00\x00\x00\x01endstream /Title (\xfe\xff\x00S) /Title <534543524554>"))
	f.Add("[EU RESTRICTED] a.txt", []byte("\ufeff-- TOP SECRET --\n"))
	is, err := new(Store).marks(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		for _, media := range []string{"text/plain; charset=utf-8", "application/pdf", "image/png"} {
			err := refuseMarked(is, Upload{Field: "file", Name: name, Bytes: content}, media)
			if err != nil && !slices.ContainsFunc(slices.Collect(maps.Keys(is)), func(m string) bool { return strings.Contains(err.Error(), m) }) {
				t.Fatalf("%q is refused with %v", content, err)
			}
		}
		if n := len(pdfText(content)); n > markStreams*(markStream*8+2)+20*len(content)+1<<10 {
			t.Fatalf("%d bytes of text", n)
		}
	})
}

// Only a scanner that says so in full lets a file through; whatever else it answers refuses the file, and what it found is
// text that can be kept.
func FuzzVerdict(f *testing.F) {
	for _, s := range []string{"stream: OK\x00", "OK\x00", "stream: Eicar-Test-Signature FOUND\x00", "stream: stream: OK\x00", "stream: \xff\x01 FOUND\x00", "INSTREAM size limit exceeded. ERROR\x00", "stream: OK", "", "stream:  FOUND\x00", strings.Repeat("x", 10000)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		in := bytes.NewReader(answer)
		found, err := readVerdict(in)
		if err == nil && found == "" && !bytes.HasPrefix(answer, []byte("stream: OK\x00")) {
			t.Fatalf("%q lets a file through", answer)
		}
		if utf8.RuneCountInString(found) > 200 || !utf8.ValidString(found) || strings.ContainsFunc(found, unicode.IsControl) {
			t.Fatalf("%q was found as %q", answer, found)
		}
		if read := len(answer) - in.Len(); read > 2*answerBytes {
			t.Fatalf("%d bytes were read", read)
		}
	})
}

// The name under which a file is kept is one short line that leads into no folder, and stays as it is.
func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"", "..", "../../etc/passwd", `C:\a\b.pdf`, "a\u202egpj.exe", strings.Repeat("é", 100) + ".pdf", "a." + strings.Repeat("b", 200), "\xff.pdf", " . ", "/", ". ./a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		clean := CleanName(name)
		if clean == "" || len(clean) > 120 || !utf8.ValidString(clean) || strings.ContainsAny(clean, "/\\") || clean == "." || clean == ".." || strings.ContainsFunc(clean, unicode.IsControl) {
			t.Fatalf("%q is kept as %q", name, clean)
		}
		if again := CleanName(clean); again != clean {
			t.Fatalf("%q is kept as %q, then as %q", name, clean, again)
		}
	})
}
