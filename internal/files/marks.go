package files

import (
	"bytes"
	"compress/zlib"
	"context"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"counterpart/internal/fault"
	"counterpart/internal/vocabulary/pack"
)

// markSet are the classification marks that files are refused for.
type markSet map[string]bool

// marks reads the list as the pack has it now; a store that was told of no pack takes the program's own.
func (s *Store) marks(ctx context.Context) (markSet, error) {
	words := pack.DefaultMarks()
	if s.Marks != nil {
		var err error
		if words, err = s.Marks(ctx); err != nil {
			return nil, err
		}
	}
	out := make(markSet, len(words))
	for _, w := range words {
		w = norm.NFC.String(w)
		out[w], out[nameParts.ReplaceAllString(w, " ")] = true, true // as text and as words of a name
	}
	return out, nil
}

// bounds of what is looked at: a mark stands at the head of a paper.
const (
	markText    = 64 << 10 // of a text
	markPDF     = 4 << 20  // of a PDF's bytes
	markStreams = 40       // of a PDF, unpacked
	markStream  = 256 << 10
)

// refuseMarked refuses an upload that carries the classification mark of a State: in its name as a word between
// brackets, dashes or underscores, or in the text as a line of its own. Where the text of a PDF is kept in a coding of
// its own or as a picture, it cannot be read here: the person who sends it answers for it.
func refuseMarked(is markSet, u Upload, media string) error {
	mark := is.inName(u.Name)
	switch {
	case mark != "":
	case strings.HasPrefix(media, "text/"):
		mark = is.inText(string(u.Bytes[:min(len(u.Bytes), markText)]))
	case media == "application/pdf":
		mark = is.inText(pdfText(u.Bytes))
	}
	if mark == "" {
		return nil
	}
	return fault.Wrong(u.Field, "The file carries the mark %q. Classified papers of a State are not kept here: share them by the State's own means, "+
		"or send a version without the mark if its owner has released it.", mark)
}

var nameParts = regexp.MustCompile(`[\[\](){}_.\-\s]+`)

// inName finds a mark in capitals among the first or last words of a file's name.
func (is markSet) inName(name string) string {
	words := strings.FieldsFunc(nameParts.ReplaceAllString(norm.NFC.String(strings.TrimSuffix(CleanName(name), pathExt(name))), " "), unicode.IsSpace)
	for n := min(5, len(words)); n > 0; n-- {
		for _, at := range [][]string{words[:n], words[len(words)-n:]} {
			if joined := strings.Join(at, " "); is[joined] {
				return joined
			}
		}
	}
	return ""
}

func pathExt(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[i:]
	}
	return ""
}

// inText finds a line that is nothing but marks, as they are stamped at the head of a page, in several languages or with
// caveats behind a stroke; words beside it, such as "Secretary" or "secret ballot", are no mark.
func (is markSet) inText(text string) string {
	for line := range strings.Lines(norm.NFC.String(text)) {
		line = bare(line)
		if is[line] {
			return line
		}
		if line != strings.ToUpper(line) {
			continue
		}
		for part := range strings.SplitSeq(line, "/") {
			if is[bare(part)] {
				return bare(part)
			}
		}
	}
	return ""
}

// bare is a line without what is drawn around a stamp.
func bare(line string) string {
	return strings.Trim(strings.Join(strings.Fields(line), " "), " \t\r\n\"'*/()[]-–—_:;,.|\uFEFF")
}

var (
	streamStart = regexp.MustCompile(`stream\r?\n`)
	shown       = regexp.MustCompile(`\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]+>|\b(?:Td|TD|T\*|Tm|ET|BT)\b|['"]`)
)

// pdfText is what can be read of a PDF without interpreting its fonts: strings shown in its content streams, a line for
// each change of place.
func pdfText(data []byte) string {
	data = data[:min(len(data), markPDF)]
	var out strings.Builder
	titles(&out, data)
	for range markStreams {
		at := streamStart.FindIndex(data)
		if at == nil {
			break
		}
		head := data[max(0, at[0]-400):at[0]]
		data = data[at[1]:]
		end := bytes.Index(data, []byte("endstream"))
		if end < 0 {
			break
		}
		body := data[:end]
		data = data[end+len("endstream"):]
		if dict := head[max(0, bytes.LastIndex(head, []byte("obj"))):]; bytes.Contains(dict, []byte("/Image")) {
			continue
		} else if bytes.Contains(dict, []byte("FlateDecode")) {
			body = unpacked(body)
		}
		shownText(&out, body[:min(len(body), markStream)])
	}
	return out.String()
}

var title = regexp.MustCompile(`/(?:Title|Subject|Keywords)\s*(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]+>)`)

func titles(out *strings.Builder, data []byte) {
	for _, m := range title.FindAllSubmatch(data, 20) {
		out.WriteString(pdfString(m[1]) + "\n")
	}
}

func unpacked(body []byte) []byte {
	r, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(r, markStream)) // what could be read of a broken one counts
	return text
}

func shownText(out *strings.Builder, body []byte) {
	for _, token := range shown.FindAll(body, 20_000) {
		if token[0] == '(' || token[0] == '<' {
			out.WriteString(pdfString(token))
		} else {
			out.WriteByte('\n')
		}
	}
	out.WriteByte('\n')
}

var escaped = strings.NewReplacer(`\(`, "(", `\)`, ")", `\\`, `\`, `\n`, "\n", `\r`, "\n", `\t`, " ")

// pdfString reads a string of a PDF: bytes of Latin-1, or UTF-16 with its mark.
func pdfString(token []byte) string {
	raw := []byte(escaped.Replace(string(token[1 : len(token)-1])))
	if token[0] == '<' {
		raw = unhex(token[1 : len(token)-1])
	}
	if len(raw) >= 2 && raw[0] == 0xFE && raw[1] == 0xFF {
		units := make([]uint16, 0, len(raw)/2)
		for i := 2; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		return string(utf16.Decode(units))
	}
	runes := make([]rune, len(raw))
	for i, b := range raw {
		runes[i] = rune(b)
	}
	return string(runes)
}

func unhex(digits []byte) []byte {
	var out []byte
	high, half := byte(0), false
	for _, d := range digits {
		v := strings.IndexByte("0123456789abcdef", d|0x20)
		switch {
		case v < 0:
			continue
		case half:
			out = append(out, high<<4|byte(v))
		default:
			high = byte(v)
		}
		half = !half
	}
	return out
}
