package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"counterpart/internal/gaps/answers"
)

const (
	errNoBook  = Refused("The file is no workbook that can be read. Send the questionnaire as you saved it, as an XLSX file.")
	errForeign = Refused("The file is no questionnaire of this register: what leads the answers back is missing. Take the questionnaire along again, and copy the answers into it.")
)

// unpack opens a ZIP archive within the bounds.
func unpack(data []byte, otherwise error) (*zip.Reader, error) {
	if len(data) > MaxBytes {
		return nil, Refused(fmt.Sprintf("The file is larger than %d MB. Send one instrument at a time, or take pictures out.", MaxBytes>>20))
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, otherwise
	}
	var sum uint64
	for _, f := range z.File {
		if sum += f.UncompressedSize64; f.UncompressedSize64 > maxUnpacked || sum > maxUnpacked || len(z.File) > maxParts {
			return nil, Refused(fmt.Sprintf("The file unpacks to more than %d MB, which no questionnaire does. Send it without what was added to it.", maxUnpacked>>20))
		}
	}
	return z, nil
}

// ReadXLSX reads a workbook that came back. help are the kinds of assistance, as they were when it was written. Its errors are of kind
// Refused.
func ReadXLSX(data []byte, help []Choice) (out Returned, err error) {
	if _, err := unpack(data, errNoBook); err != nil {
		return out, err
	}
	defer func() {
		if broken := recover(); broken != nil { // what a file can do to its reader is the file's fault
			out, err = Returned{}, errNoBook
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, RawCellValue: true})
	if err != nil {
		return out, errNoBook
	}
	defer func() { _ = f.Close() }()
	r := &bookReader{q: &Questionnaire{Help: help}, f: f, seen: map[string]bool{}}
	if err := r.stamp(); err != nil {
		return out, err
	}
	names := f.GetSheetList()
	if len(names) > maxSheets {
		return out, Refused(fmt.Sprintf("The workbook has more than %d sheets.", maxSheets))
	}
	for _, name := range names {
		if err := r.sheet(name); err != nil {
			return Returned{}, err
		}
	}
	if len(r.out.Lines) == 0 {
		return Returned{}, errForeign
	}
	return r.out, nil
}

type bookReader struct {
	q    *Questionnaire
	f    *excelize.File
	out  Returned
	seen map[string]bool
	rows int
}

func (r *bookReader) stamp() error {
	var words []string
	err := r.each(stampSheet, func(_ int, cells []string) error {
		if len(words) < 3 && len(cells) > 0 {
			words = append(words, cells[0])
		}
		return nil
	})
	if err != nil || len(words) < 3 || words[0] != stampWords {
		return errForeign
	}
	if words[1] != stampForm {
		return Refused("The questionnaire was written by another version of this program. Take it along again, and copy the answers into it.")
	}
	r.out.RoundID = words[2]
	return nil
}

// each reads the rows of a sheet.
func (r *bookReader) each(name string, do func(row int, cells []string) error) error {
	rows, err := r.f.Rows(name)
	if err != nil {
		return errNoBook
	}
	defer func() { _ = rows.Close() }()
	for n := 1; rows.Next(); n++ {
		if r.rows++; r.rows > maxRows {
			return Refused(fmt.Sprintf("The workbook has more than %d rows. Take out what was added to it.", maxRows))
		}
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return errNoBook
		}
		if err := do(n, cells); err != nil {
			return err
		}
	}
	if rows.Error() != nil {
		return errNoBook
	}
	return nil
}

// errOther ends the reading of a sheet that is none of an instrument.
var errOther = errors.New("another sheet")

// sheet reads the answers of one instrument. What the columns hold is said by the first row.
func (r *bookReader) sheet(name string) error {
	if name == stampSheet {
		return nil
	}
	var keys []string
	err := r.each(name, func(row int, cells []string) error {
		switch {
		case row == 1:
			keys = cells
			if len(keys) > 200 || !slices.Contains(keys, "id") || !slices.Contains(keys, "base") {
				return errOther
			}
		case row >= firstRow:
			r.line(name, row, keys, cells)
		}
		return nil
	})
	if errors.Is(err, errOther) {
		return nil
	}
	return err
}

func (r *bookReader) line(name string, row int, keys, cells []string) {
	cell := func(i int) string {
		if i < len(cells) {
			return cells[i]
		}
		return ""
	}
	texts := map[string]string{}
	b := Back{Cells: map[string]string{}}
	for i, key := range keys {
		words := cell(i)
		if size(words) > maxCell { // no word processor writes it, and nothing else may
			b.Wrong = append(b.Wrong, Problem{name + "!" + at(i+1, row), "The cell holds more than 32,767 characters."})
			continue
		}
		if _, again := texts[key]; again {
			if words != "" {
				texts[key] += "\n" + words
			}
			continue
		}
		texts[key] = words
		if _, field := answers.Labels[key]; field {
			b.Cells[key] = name + "!" + at(i+1, row)
		}
	}
	r.take(&b, texts, name+"!"+at(max(slices.Index(keys, "title"), 0)+1, row))
}

// take keeps what a row says, where it says anything.
func (r *bookReader) take(b *Back, texts map[string]string, place string) {
	b.ProvisionID, b.Place = strings.TrimSpace(texts["id"]), place
	b.Name = clip(strings.TrimSpace(texts["number"]+" "+texts["title"]), 200)
	base := strings.TrimSpace(texts["base"])
	if base == "" { // a heading, or a row that was added; what is written into it is not lost without a word
		if b.said(texts) {
			b.Wrong = append(b.Wrong, Problem{b.Place, "The row belongs to no provision that is assessed. Write the answer into the row of its provision."})
			r.out.Lines = append(r.out.Lines, *b)
		}
		return
	}
	var err error
	if b.Base, err = strconv.Atoi(base); err != nil || b.Base < 0 || b.ProvisionID == "" {
		b.Wrong = append(b.Wrong, Problem{b.Place, "What leads the answer back to its provision was changed. Take the questionnaire along again, and copy the answer into it."})
	}
	if r.seen[b.ProvisionID] {
		b.Wrong = append(b.Wrong, Problem{b.Place, "There is a row of this provision already. Put both answers into one row."})
	}
	r.seen[b.ProvisionID] = true
	b.fill(r.q, texts)
	r.out.Lines = append(r.out.Lines, *b)
}

// said tells whether anything is written where answers stand.
func (b *Back) said(texts map[string]string) bool {
	return slices.ContainsFunc(answers.Fields, func(f string) bool { return strings.TrimSpace(texts[f]) != "" })
}

// fill reads the fields of the answer.
func (b *Back) fill(q *Questionnaire, texts map[string]string) {
	for _, field := range answers.Fields {
		if words := q.read(&b.Answer, field, texts[field]); words != "" {
			b.Wrong = append(b.Wrong, Problem{b.Cells[field], words})
		}
	}
	b.Answer = b.Answer.Clean()
}
