// Package docx writes an article as a document of Office Open XML (ECMA-376), which word processors open and change.
//
// Headings, lists and tables are what they are and not drawn: a screen reader finds them, the head of a table is repeated on
// each page, and the language and the direction of the text are set. See docs/decisions/0026 for why this is written here.
package docx

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"counterpart/internal/print"
)

// Write writes the article. On an error what was written is no valid document.
func Write(w io.Writer, a print.Article) error {
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", styles(a.Head.Lang)},
		{"word/footer1.xml", footer(a)},
		{"docProps/core.xml", core(a)},
		{"word/document.xml", document(a)},
	} {
		header := &zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: a.Head.Created}
		f, err := z.CreateHeader(header)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, xmlHead+part.text); err != nil {
			return err
		}
	}
	return z.Close()
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const (
	wordNS       = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	packageRels  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	documentRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`
)

// styles are those that paragraphs name; sizes are in half points, distances in twentieths of a point.
func styles(lang string) string {
	var b strings.Builder
	b.WriteString(`<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:cs="Noto Sans"/><w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="` +
		escape(lang) + `" w:bidi="` + escape(lang) + `"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`)
	style := func(id, name, paragraph, run string) {
		b.WriteString(`<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>` + paragraph + `</w:pPr><w:rPr>` + run + `</w:rPr></w:style>`)
	}
	b.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`)
	style("Title", "Title", `<w:spacing w:after="160"/>`, `<w:b/><w:bCs/><w:color w:val="17365D"/><w:sz w:val="42"/><w:szCs w:val="42"/>`)
	style("Subtitle", "Subtitle", ``, `<w:sz w:val="25"/><w:szCs w:val="25"/>`)
	for i, size := range []int{30, 26, 23, 21} {
		n := strconv.Itoa(i + 1)
		style("Heading"+n, "heading "+n, `<w:keepNext/><w:spacing w:before="280" w:after="100"/><w:outlineLvl w:val="`+strconv.Itoa(i)+`"/>`,
			fmt.Sprintf(`<w:b/><w:bCs/><w:color w:val="17365D"/><w:sz w:val="%d"/><w:szCs w:val="%d"/>`, size, size))
	}
	style("ListItem", "List Item", `<w:spacing w:after="60"/>`, ``)
	style("Quote", "Quote", `<w:ind w:left="400"/>`, `<w:color w:val="555555"/>`)
	style("Fact", "Fact", `<w:spacing w:after="40"/>`, `<w:color w:val="555555"/><w:sz w:val="18"/><w:szCs w:val="18"/>`)
	style("Note", "Note", `<w:spacing w:after="80"/>`, `<w:sz w:val="17"/><w:szCs w:val="17"/>`)
	b.WriteString(`<w:style w:type="table" w:styleId="Plain"><w:name w:val="Plain Table"/><w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="BBBBBB"/><w:insideH w:val="single" w:sz="4" w:color="BBBBBB"/></w:tblBorders><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`)
	return b.String()
}

func core(a print.Article) string {
	at := a.Head.Created.UTC().Format(time.RFC3339)
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` +
		escape(a.Title) + `</dc:title><dc:creator>` + escape(a.Head.Mechanism) + `</dc:creator><dc:language>` + escape(a.Head.Lang) + `</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">` + at +
		`</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified></cp:coreProperties>`
}

// footer carries the label and what the document is on each page.
func footer(a print.Article) string {
	words := []string{a.Head.Mechanism, a.Label}
	if a.Demo {
		words = append(words, "Demonstration: people and texts are invented")
	}
	var b writer
	b.WriteString(`<w:ftr ` + wordNS + `>`)
	b.rtl = a.RTL
	b.paragraph("Fact", "", strings.Join(nonEmpty(words), " · "), false)
	b.WriteString(`</w:ftr>`)
	return b.String()
}

func document(a print.Article) string {
	b := writer{rtl: a.RTL}
	b.WriteString(`<w:document ` + wordNS + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>`)
	b.paragraph("Fact", "", a.Head.Mechanism, true)
	b.paragraph("Fact", "", a.Kind, false)
	b.paragraph("Title", "", a.Title, false)
	b.paragraph("Subtitle", "", a.Summary, false)
	for _, f := range a.Facts {
		b.paragraph("Fact", "", f, false)
	}
	for _, n := range a.Notices {
		b.paragraph("Fact", "", n, true)
	}
	b.blocks(a.Blocks, "")
	if len(a.Notes) > 0 {
		b.rule()
		b.blocks(a.Notes, "Note")
	}
	b.WriteString(`<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1300" w:right="1300" w:bottom="1300" w:left="1300" w:header="700" w:footer="600" w:gutter="0"/>`)
	if a.RTL {
		b.WriteString(`<w:bidi/>`)
	}
	b.WriteString(`</w:sectPr></w:body></w:document>`)
	return b.String()
}

// writer writes the body.
type writer struct {
	strings.Builder
	rtl bool
}

// blocks writes the parts of an article; style is that of paragraphs, "" for the usual one.
func (b *writer) blocks(list []print.Block, style string) {
	for i := 0; i < len(list); i++ {
		switch block := list[i]; block.Kind {
		case print.BlockHeading:
			b.paragraph("Heading"+strconv.Itoa(min(max(block.Level, 1), 4)), "", block.Text, false)
		case print.BlockItem:
			b.item(block, style)
		case print.BlockQuote:
			b.paragraph("Quote", "", block.Text, false)
		case print.BlockRule:
			b.rule()
		case print.BlockRow, print.BlockBar:
			end := i
			for end < len(list) && list[end].Kind == block.Kind {
				end++
			}
			b.table(list[i:end])
			i = end - 1
		default:
			b.paragraph(style, indent(block.Level), block.Text, block.Bold)
		}
	}
}

func indent(level int) string {
	if level <= 0 {
		return ""
	}
	return `<w:ind w:left="` + strconv.Itoa(400*level) + `"/>`
}

func (b *writer) item(block print.Block, style string) {
	if style == "" {
		style = "ListItem"
	}
	start := 400 * max(block.Level, 1)
	b.paragraph(style, fmt.Sprintf(`<w:tabs><w:tab w:val="left" w:pos="%d"/></w:tabs><w:ind w:left="%d" w:hanging="300"/>`, start, start), block.Mark+"\t"+block.Text, false)
}

func (b *writer) rule() {
	b.WriteString(`<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="BBBBBB"/></w:pBdr></w:pPr></w:p>`)
}

// table writes rows that follow each other as one table. The bars of a chart become its numbers.
func (b *writer) table(rows []print.Block) {
	columns := 0
	for _, r := range rows {
		columns = max(columns, len(cells(r)))
	}
	width := 9300 / max(columns, 1)
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Plain"/>`)
	if b.rtl {
		b.WriteString(`<w:bidiVisual/>`)
	}
	b.WriteString(`<w:tblW w:w="5000" w:type="pct"/><w:tblLook w:firstRow="1"/></w:tblPr><w:tblGrid>`)
	for range columns {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, width)
	}
	b.WriteString(`</w:tblGrid>`)
	for _, r := range rows {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if r.Bold {
			b.WriteString(`<w:tblHeader/>`)
		}
		b.WriteString(`</w:trPr>`)
		of := cells(r)
		for i := range columns {
			words := ""
			if i < len(of) {
				words = of[i]
			}
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, width)
			b.cell(words, r.Bold)
			b.WriteString(`</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl><w:p/>`)
}

func cells(r print.Block) []string {
	if r.Kind == print.BlockBar {
		return []string{r.Text, r.Mark}
	}
	return r.Cells
}

// cell writes a paragraph even where it is empty: a cell has at least one.
func (b *writer) cell(words string, bold bool) {
	b.WriteString(`<w:p><w:pPr>`)
	b.direction()
	b.WriteString(`<w:spacing w:after="0"/></w:pPr>`)
	b.run(words, bold)
	b.WriteString(`</w:p>`)
}

func (b *writer) direction() {
	if b.rtl {
		b.WriteString(`<w:bidi/>`)
	}
}

// paragraph writes one where there are words; properties come after its style, in the order of the standard.
func (b *writer) paragraph(style, properties, words string, bold bool) {
	if strings.TrimSpace(words) == "" {
		return
	}
	b.WriteString(`<w:p><w:pPr>`)
	if style != "" {
		b.WriteString(`<w:pStyle w:val="` + style + `"/>`)
	}
	tabs, rest := "", properties
	if i := strings.Index(properties, `<w:ind`); i > 0 {
		tabs, rest = properties[:i], properties[i:]
	}
	b.WriteString(tabs)
	b.direction()
	b.WriteString(rest + `</w:pPr>`)
	b.run(words, bold)
	b.WriteString(`</w:p>`)
}

func (b *writer) run(words string, bold bool) {
	for i, part := range strings.Split(words, "\t") {
		b.WriteString(`<w:r>`)
		if bold || b.rtl {
			b.WriteString(`<w:rPr>`)
			if bold {
				b.WriteString(`<w:b/><w:bCs/>`)
			}
			if b.rtl {
				b.WriteString(`<w:rtl/>`)
			}
			b.WriteString(`</w:rPr>`)
		}
		if i > 0 {
			b.WriteString(`<w:tab/>`)
		}
		b.WriteString(`<w:t xml:space="preserve">` + escape(part) + `</w:t></w:r>`)
	}
}

// escape writes text for XML; characters that XML does not know become a replacement mark.
func escape(s string) string {
	var b strings.Builder
	if xml.EscapeText(&b, []byte(s)) != nil {
		return "" // a builder takes everything
	}
	return b.String()
}

func nonEmpty(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
