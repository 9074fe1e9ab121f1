package sheet

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"counterpart/internal/gaps/answers"
)

// How the workbook is recognised.
const (
	stampSheet = "_counterpart"
	stampWords = "counterpart questionnaire"
	stampForm  = "1"
	firstRow   = 3 // the row of keys, which is hidden, and that of the headings stand above
)

// fixed are the columns before those of the answer.
var fixed = []struct {
	key, label string
	width      float64
	hidden     bool
}{{"id", "", 10, true}, {"base", "", 6, true}, {"number", "No.", 8, false}, {"title", "Provision", 30, false}, {"obligation", "Obligation", 13, false}, {"text", "What it asks", 46, false}}

var widths = map[string]float64{"applicability": 16, "de_jure": 14, "de_facto": 16, "confidence": 12, "assistance": 24, "citations": 40, "evidence": 36}

// WriteXLSX writes the questionnaire as a workbook: a page of instructions, and a sheet for each instrument.
func WriteXLSX(q Questionnaire) ([]byte, error) {
	f := excelize.NewFile()
	w := &book{q: &q, f: f, taken: map[string]bool{strings.ToLower(stampSheet): true}}
	w.styles()
	w.sheets()
	w.first()
	for i, one := range q.Instruments {
		w.instrument(w.names[i], one)
	}
	w.stamp()
	if w.err != nil {
		return nil, fmt.Errorf("write workbook: %w", w.err)
	}
	var out bytes.Buffer
	err := f.Write(&out)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return out.Bytes(), err
}

// book writes; the first error stays. The rows go through a stream, because only it writes every text so that Excel reads it as it is:
// what looks like _x0041_ would become an A otherwise. What concerns a whole sheet is set before its stream begins.
type book struct {
	q     *Questionnaire
	f     *excelize.File
	rows  *excelize.StreamWriter
	err   error
	names []string // of the sheets of the instruments
	taken map[string]bool

	head, title, plain, locked, open, group int // styles
}

const firstSheet = "Instructions"

// sheets makes all sheets, with what concerns them as a whole.
func (w *book) sheets() {
	w.taken[strings.ToLower(firstSheet)] = true
	w.do(w.f.SetSheetName("Sheet1", firstSheet))
	for _, one := range w.q.Instruments {
		name := w.sheetName(one.Short)
		w.names = append(w.names, name)
		_, err := w.f.NewSheet(name)
		w.do(err)
		w.validate(name, len(one.Lines), w.q.columns(one))
		w.frame(name, true)
	}
	_, err := w.f.NewSheet(stampSheet)
	w.do(err)
	w.do(w.f.SetSheetVisible(stampSheet, false, true))
	w.frame(firstSheet, false)
	w.frame(stampSheet, false)
	w.do(w.f.SetDocProps(&excelize.DocProperties{Title: clip(w.q.Project+": "+w.q.State, 200), Subject: w.q.Label, Creator: w.q.Mechanism, Language: "en"}))
}

// begin opens the stream of a sheet.
func (w *book) begin(name string) bool {
	var err error
	w.rows, err = w.f.NewStreamWriter(name)
	w.do(err)
	return w.err == nil
}

// row writes a row of cells.
func (w *book) row(n int, hidden bool, cells ...excelize.Cell) {
	list := make([]any, len(cells))
	for i, c := range cells {
		if c.Value == "" {
			c.Value = nil
		}
		list[i] = c
	}
	w.do(w.rows.SetRow(at(1, n), list, excelize.RowOpts{Hidden: hidden}))
}

func cell(words string, style int) excelize.Cell { return excelize.Cell{StyleID: style, Value: words} }

func (w *book) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *book) style(s excelize.Style) int {
	id, err := w.f.NewStyle(&s)
	w.do(err)
	return id
}

func (w *book) styles() {
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	grey := []excelize.Border{{Type: "left", Color: "BBBBBB", Style: 1}, {Type: "right", Color: "BBBBBB", Style: 1}, {Type: "top", Color: "BBBBBB", Style: 1}, {Type: "bottom", Color: "BBBBBB", Style: 1}}
	text := 49 // a cell of text: what is typed into it stays as it is typed
	w.head = w.style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: wrap, Border: grey, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE6EE"}}})
	w.title = w.style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: wrap})
	w.plain = w.style(excelize.Style{Alignment: wrap})
	w.locked = w.style(excelize.Style{Alignment: wrap, Border: grey, NumFmt: text, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F3F3F3"}}})
	w.open = w.style(excelize.Style{Alignment: wrap, Border: grey, NumFmt: text, Protection: &excelize.Protection{Locked: false}})
	w.group = w.style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: wrap, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8E8E8"}}})
}

func at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return "" // no sheet of this package is so wide
	}
	return name
}

// first writes the page of instructions.
func (w *book) first() {
	if !w.begin(firstSheet) {
		return
	}
	w.do(w.rows.SetColWidth(1, 1, 26))
	w.do(w.rows.SetColWidth(2, 2, 90))
	q, n := w.q, 0
	put := func(a, b string, style int) {
		n++
		w.row(n, false, cell(a, style), cell(b, w.plain))
	}
	put(q.Label, "", w.head)
	put("Questionnaire", "", w.title)
	for _, f := range [][2]string{{"State", q.State}, {"Assessment", q.Project}, {"Round", q.Round}, {"The law as of", q.AsAt}, {"Written on", q.WrittenOn}} {
		put(f[0], f[1], w.head)
	}
	n++
	for i, words := range q.instructions() {
		put(strconv.Itoa(i+1), words, w.plain)
	}
	n++
	for _, field := range answers.Fields {
		put(answers.Labels[field], hint(field), w.head)
	}
	n++
	for i, h := range q.Help {
		put(map[bool]string{true: "Kinds of assistance"}[i == 0], h.Words, w.head)
	}
	for i, l := range q.Laws {
		put(map[bool]string{true: "Laws in the register"}[i == 0], joinParts(l.Words, "", "", "", l.Code), w.head)
	}
	w.do(w.rows.Flush())
}

// frame puts the label into header and footer, and locks what is not to be written.
func (w *book) frame(name string, wide bool) {
	and := func(s string) string { return strings.ReplaceAll(clip(s, 80), "&", "&&") }
	w.do(w.f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + and(w.q.State) + "&R&B" + and(w.q.Label), OddFooter: "&L" + and(w.q.Label) + "&R&P / &N",
	}))
	landscape, fit := "portrait", 1
	if wide {
		landscape = "landscape"
	}
	high, a4, on := 0, 9, true
	w.do(w.f.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &fit, FitToHeight: &high}))
	w.do(w.f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &on}))
	w.do(w.f.ProtectSheet(name, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true, FormatCells: true, FormatColumns: true, FormatRows: true, AutoFilter: true}))
}

// sheetName is a name that Excel takes, and that no other sheet has.
func (w *book) sheetName(short string) string {
	name := strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < ' ' {
			return ' '
		}
		return r
	}, short))
	base := strings.TrimSpace(clip(name, 25))
	if base == "" || strings.EqualFold(base, "history") {
		base = "Instrument"
	}
	name = base
	for n := 2; w.taken[strings.ToLower(name)]; n++ {
		name = base + " " + strconv.Itoa(n)
	}
	w.taken[strings.ToLower(name)] = true
	return name
}

// column is one of the answer; long lists go on in further ones.
type column struct {
	field string
	piece int
}

// columns are those of the answers of an instrument: as many for a list as its longest needs.
func (q *Questionnaire) columns(one Instrument) []column {
	var out []column
	for _, field := range answers.Fields {
		n := 1
		if _, list := lists[field]; list {
			for _, l := range one.Lines {
				n = max(n, len(pieces(q.show(l.Answer, field), maxCell)))
			}
		}
		for i := range n {
			out = append(out, column{field, i})
		}
	}
	return out
}

func (w *book) instrument(name string, one Instrument) {
	if !w.begin(name) {
		return
	}
	columns := w.q.columns(one)
	w.widths(columns)
	w.do(w.rows.SetPanes(&excelize.Panes{Freeze: true, XSplit: 4, YSplit: firstRow - 1, TopLeftCell: at(5, firstRow), ActivePane: "bottomRight"}))
	var keys, labels []excelize.Cell
	for _, c := range fixed {
		keys, labels = append(keys, cell(c.key, w.plain)), append(labels, cell(c.label, w.head))
	}
	for _, c := range columns {
		label := answers.Labels[c.field]
		if c.piece > 0 {
			label += " (continued)"
		}
		keys, labels = append(keys, cell(c.field, w.plain)), append(labels, cell(label, w.head))
	}
	w.row(1, true, keys...)
	w.row(2, false, labels...)
	for i, l := range one.Lines {
		w.line(firstRow+i, l, columns)
	}
	w.do(w.rows.Flush())
}

func (w *book) widths(columns []column) {
	for i, c := range fixed {
		w.do(w.rows.SetColWidth(i+1, i+1, c.width))
		if c.hidden {
			w.do(w.rows.SetColVisible(i+1, i+1, false))
		}
	}
	for i, c := range columns {
		n, width := len(fixed)+i+1, widths[c.field]
		if width == 0 {
			width = 44
		}
		w.do(w.rows.SetColWidth(n, n, width))
	}
}

func (w *book) line(row int, l Line, columns []column) {
	style, base := w.group, ""
	if l.Assessable {
		style, base = w.locked, strconv.Itoa(l.Base)
	}
	asks := strings.TrimSpace(l.Text + "\n\n" + l.Guidance)
	var cells []excelize.Cell
	for _, words := range []string{l.ProvisionID, base, l.Number, l.Title, l.Obligation, clip(asks, 8000)} {
		cells = append(cells, cell(words, style))
	}
	for _, c := range columns {
		words := ""
		if l.Assessable {
			style = w.open
			if cut := pieces(w.q.show(l.Answer, c.field), maxCell); c.piece < len(cut) {
				words = cut[c.piece]
			}
		}
		cells = append(cells, cell(words, style))
	}
	w.row(row, false, cells...)
}

// validate gives the closed fields their lists to choose from, and the texts their bounds.
func (w *book) validate(name string, lines int, columns []column) {
	if lines == 0 {
		return
	}
	for i, c := range columns {
		n := len(fixed) + i + 1
		if _, list := lists[c.field]; list {
			continue
		}
		v := excelize.NewDataValidation(true)
		v.Sqref = at(n, firstRow) + ":" + at(n, firstRow+lines-1)
		if words := choiceWords(c.field); words != nil {
			w.do(v.SetDropList(words))
			v.SetError(excelize.DataValidationErrorStyleStop, answers.Labels[c.field], "Choose one of the list, or leave it empty.")
		} else {
			w.do(v.SetRange(0, answers.MaxText, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween))
			v.SetError(excelize.DataValidationErrorStyleStop, answers.Labels[c.field], "Shorten the text to 10,000 characters.")
		}
		w.do(w.f.AddDataValidation(name, v))
	}
}

// stamp says what the file is, on a sheet that nobody sees.
func (w *book) stamp() {
	if !w.begin(stampSheet) {
		return
	}
	for i, words := range []string{stampWords, stampForm, w.q.RoundID} {
		w.row(i+1, false, cell(words, 0))
	}
	w.do(w.rows.Flush())
}
