package files

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// kind is one kind of file that is accepted.
type kind struct {
	media   string
	endings []string
	clean   func([]byte) ([]byte, error)
}

var kinds = []kind{
	{"application/pdf", []string{".pdf"}, checkPDF},
	{"image/png", []string{".png"}, cleanPNG},
	{"image/jpeg", []string{".jpg", ".jpeg", ".jpe"}, cleanJPEG},
	{"text/plain; charset=utf-8", []string{".csv", ".txt", ".tsv"}, checkText},
}

// refusal says to whoever sent a file why it is not kept, in a whole sentence.
type refusal string

func (r refusal) Error() string { return string(r) }

func refused(format string, args ...any) error { return refusal(fmt.Sprintf(format, args...)) }

var errKind = refusal("This kind of file is not accepted. Send a PDF, PNG, JPEG or CSV file.")

// recognise says what a file is by its content, holds it against its name, and returns the content as it is kept. The
// words of its errors are for whoever sent it.
func recognise(name string, content []byte) (kind, []byte, error) {
	switch {
	case len(content) == 0:
		return kind{}, nil, refusal("The file is empty. Choose another one.")
	case len(content) > MaxBytes:
		return kind{}, nil, refused("The file is larger than %d MB. Send a smaller one.", MaxBytes>>20)
	}
	media := http.DetectContentType(content)
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.media == media })
	if i < 0 {
		return kind{}, nil, errKind
	}
	k := kinds[i]
	if ending := strings.ToLower(path.Ext(name)); ending != "" && !slices.Contains(k.endings, ending) {
		if known(ending) || !strings.HasPrefix(media, "text/") {
			return kind{}, nil, refused("The name ends in %s, but the file is not one. Send it under its right name.", ending)
		}
		return kind{}, nil, errKind
	}
	if double(name) {
		return kind{}, nil, refusal("The name pretends to be two kinds of file. Rename it with one ending.")
	}
	if endsAsArchive(content) {
		return kind{}, nil, refusal("The file hides an archive. Send it without.")
	}
	content, err := k.clean(content)
	return k, content, err
}

func known(ending string) bool {
	return slices.ContainsFunc(kinds, func(k kind) bool { return slices.Contains(k.endings, ending) })
}

// runs are endings of what some program would run or show with script.
var runs = []string{
	"htm", "html", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "js", "mjs", "css", "swf", "exe", "com", "bat", "cmd", "ps1", "vbs", "scr", "pif", "lnk",
	"msi", "dll", "jar", "hta", "php", "phtml", "jsp", "asp", "aspx", "cgi", "pl", "py", "sh", "zip", "iso", "docm", "xlsm", "pdf", "png", "jpg", "jpeg", "gif",
}

// double tells whether a name has an ending before its last one, such as invoice.html.pdf.
func double(name string) bool {
	parts := strings.Split(strings.ToLower(name), ".")
	if len(parts) < 3 {
		return false
	}
	return slices.ContainsFunc(parts[1:len(parts)-1], func(p string) bool { return slices.Contains(runs, strings.TrimSpace(p)) })
}

// endsAsArchive tells whether the last bytes are the directory of a ZIP archive: such a file opens as an archive whatever
// stands before it.
func endsAsArchive(content []byte) bool {
	const head = 22
	tail := content[max(0, len(content)-head-1<<16):]
	for at := bytes.LastIndex(tail, []byte("PK\x05\x06")); at >= 0; at = bytes.LastIndex(tail[:at], []byte("PK\x05\x06")) {
		if len(tail)-at >= head && at+head+int(binary.LittleEndian.Uint16(tail[at+20:])) <= len(tail) {
			return true
		}
	}
	return false
}

// active are marks of a page with script, and of a PDF that runs, starts or carries something.
var (
	pageMarks = []string{"<html", "<script", "<!doctype", "<svg", "<iframe", "javascript:"}
	pdfMarks  = []string{"/javascript", "/js ", "/js(", "/js<", "/launch", "/embeddedfile", "/richmedia", "/xfa"}
)

func checkPDF(content []byte) ([]byte, error) {
	lower := bytes.ToLower(content)
	for _, mark := range pageMarks {
		if bytes.Contains(lower, []byte(mark)) {
			return nil, refusal("The PDF also holds a web page. Print it to a new PDF and send that.")
		}
	}
	for _, mark := range pdfMarks {
		if bytes.Contains(lower, []byte(mark)) {
			return nil, refusal("The PDF holds a script, a form that runs or another file. Print it to a new PDF and send that.")
		}
	}
	if end := bytes.LastIndex(content, []byte("%%EOF")); end >= 0 && len(bytes.TrimSpace(content[end+5:])) > 0 {
		return nil, refusal("Something stands behind the end of the PDF. Print it to a new PDF and send that.")
	}
	return content, nil
}

func checkText(content []byte) ([]byte, error) {
	if !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0 {
		return nil, errKind
	}
	start := bytes.ToLower(content[:min(len(content), 1024)])
	for _, mark := range append([]string{"<?xml", "<body", "<head"}, pageMarks[:5]...) {
		if bytes.Contains(start, []byte(mark)) {
			return nil, errKind
		}
	}
	return content, nil
}
