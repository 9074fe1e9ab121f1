package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"counterpart/internal/gaps/answers"
)

// How a document is recognised: the first column of its tables.
const (
	referenceWords = "Reference"
	roundWords     = "Reference of the round"
)

const (
	wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	office = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`

	contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	packageRels  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + office + `/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	documentRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + office + `/styles" Target="styles.xml"/><Relationship Id="rId2" Type="` + office + `/header" Target="header1.xml"/><Relationship Id="rId3" Type="` + office + `/footer" Target="footer1.xml"/></Relationships>`
)

// WriteDOCX writes the questionnaire as a document: a page of instructions, and a table for each provision.
func WriteDOCX(q Questionnaire, at time.Time) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", wordStyles()},
		{"word/header1.xml", `<w:hdr ` + wordNS + `>` + paragraph("Small", q.Label+" · "+q.State) + `</w:hdr>`},
		{"word/footer1.xml", `<w:ftr ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="Small"/></w:pPr>` + run(q.Label+" · "+q.Mechanism+" · ") + `<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p></w:ftr>`},
		{"docProps/core.xml", q.core(at)},
		{"word/document.xml", q.document()},
	} {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: at})
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(f, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+part.text); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

func wordStyles() string {
	var b strings.Builder
	b.WriteString(`<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Noto Sans" w:hAnsi="Noto Sans" w:cs="Noto Sans"/><w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="en"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="100"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`)
	for _, s := range []struct {
		id, name, paragraph string
		size                int
		bold                bool
	}{
		{"Title", "Title", "", 38, true},
		{"Heading1", "heading 1", `<w:keepNext/><w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/>`, 28, true},
		{"Heading2", "heading 2", `<w:keepNext/><w:spacing w:before="280" w:after="80"/><w:outlineLvl w:val="1"/>`, 22, true},
		{"Small", "Small", "", 16, false},
	} {
		bold := map[bool]string{true: "<w:b/><w:bCs/>"}[s.bold]
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:pPr>%s</w:pPr><w:rPr>%s<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr></w:style>`, s.id, s.name, s.paragraph, bold, s.size, s.size)
	}
	return b.String() + `</w:styles>`
}

func (q *Questionnaire) core(at time.Time) string {
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` +
		escape(q.Project+": "+q.State) + `</dc:title><dc:subject>` + escape(q.Label) + `</dc:subject><dc:creator>` + escape(q.Mechanism) + `</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">` + at.UTC().Format(time.RFC3339) + `</dcterms:created></cp:coreProperties>`
}

func (q *Questionnaire) document() string {
	var b strings.Builder
	b.WriteString(`<w:document ` + wordNS + ` xmlns:r="` + office + `"><w:body>`)
	b.WriteString(paragraph("Small", q.Label) + paragraph("Title", "Questionnaire"))
	rows := [][2]string{{"State", q.State}, {"Assessment", q.Project}, {"Round", q.Round}, {"The law as of", q.AsAt}, {"Written on", q.WrittenOn}, {roundWords, stampWords + " " + stampForm + " " + q.RoundID}}
	table(&b, rows, nil)
	for i, words := range q.instructions() {
		b.WriteString(paragraph("", strconv.Itoa(i+1)+". "+words))
	}
	for i, h := range q.Help {
		b.WriteString(paragraph("", map[bool]string{true: "Kinds of assistance: ", false: ""}[i == 0]+h.Words))
	}
	for i, l := range q.Laws {
		b.WriteString(paragraph("Small", map[bool]string{true: "Laws in the register: ", false: ""}[i == 0]+joinParts(l.Words, "", "", "", l.Code)))
	}
	for _, one := range q.Instruments {
		b.WriteString(paragraph("Heading1", one.Title))
		for _, l := range one.Lines {
			q.provision(&b, l)
		}
	}
	b.WriteString(`<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1200" w:right="1100" w:bottom="1200" w:left="1100" w:header="600" w:footer="600" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return b.String()
}

func (q *Questionnaire) provision(b *strings.Builder, l Line) {
	b.WriteString(paragraph("Heading2", strings.TrimSpace(l.Number+" "+l.Title)))
	for _, words := range []string{l.Obligation, l.Text, l.Guidance} {
		for line := range strings.SplitSeq(words, "\n") {
			if strings.TrimSpace(line) != "" {
				b.WriteString(paragraph("", line))
			}
		}
	}
	if !l.Assessable {
		return
	}
	rows := [][2]string{{referenceWords, l.ProvisionID + " / " + strconv.Itoa(l.Base)}}
	fields := []string{""}
	for _, field := range answers.Fields {
		rows = append(rows, [2]string{answers.Labels[field], q.show(l.Answer, field)})
		fields = append(fields, field)
	}
	table(b, rows, fields)
}

// table writes a table of two columns. fields says which field of an answer stands in a row, "" for none.
func table(b *strings.Builder, rows [][2]string, fields []string) {
	const border = ` w:val="single" w:sz="4" w:color="999999"/>`
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders><w:top` + border + `<w:left` + border + `<w:bottom` + border + `<w:right` + border + `<w:insideH` + border + `<w:insideV` + border +
		`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="2700"/><w:gridCol w:w="7000"/></w:tblGrid>`)
	for i, r := range rows {
		b.WriteString(`<w:tr><w:tc><w:tcPr><w:tcW w:w="2700" w:type="dxa"/><w:shd w:val="clear" w:color="auto" w:fill="EEF2F5"/></w:tcPr>` + paragraph("", r[0]))
		field := ""
		if i < len(fields) {
			field = fields[i]
		}
		if field != "" {
			b.WriteString(paragraph("Small", hint(field)))
		}
		b.WriteString(`</w:tc><w:tc><w:tcPr><w:tcW w:w="7000" w:type="dxa"/></w:tcPr>`)
		if words := choiceWords(field); words != nil {
			b.WriteString(dropDown(words, r[1]))
		} else {
			for line := range strings.SplitSeq(r[1], "\n") {
				b.WriteString(`<w:p>` + run(line) + `</w:p>`)
			}
		}
		b.WriteString(`</w:tc></w:tr>`)
	}
	b.WriteString(`</w:tbl><w:p/>`)
}

// dropDown is a list to choose from, in word processors that know it; in the others it is a text.
func dropDown(words []string, chosen string) string {
	none := answers.Words("")
	if chosen == "" {
		chosen = none
	}
	var b strings.Builder
	b.WriteString(`<w:p><w:sdt><w:sdtPr><w:dropDownList>`)
	for _, w := range append([]string{none}, words...) {
		b.WriteString(`<w:listItem w:displayText="` + escape(w) + `" w:value="` + escape(w) + `"/>`)
	}
	return b.String() + `</w:dropDownList></w:sdtPr><w:sdtContent>` + run(chosen) + `</w:sdtContent></w:sdt></w:p>`
}

func paragraph(style, words string) string {
	if style != "" {
		style = `<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`
	}
	return `<w:p>` + style + run(words) + `</w:p>`
}

func run(words string) string {
	var b strings.Builder
	for i, line := range strings.Split(words, "\n") {
		for k, part := range strings.Split(line, "\t") {
			b.WriteString(`<w:r>`)
			if k > 0 {
				b.WriteString(`<w:tab/>`)
			} else if i > 0 {
				b.WriteString(`<w:br/>`)
			}
			b.WriteString(`<w:t xml:space="preserve">` + escape(part) + `</w:t></w:r>`)
		}
	}
	return b.String()
}

func escape(s string) string {
	var b strings.Builder
	if xml.EscapeText(&b, []byte(s)) != nil {
		return "" // a builder takes everything
	}
	return b.String()
}
