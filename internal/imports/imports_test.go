package imports_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/imports"
)

// verdicts lists what became of each line, "3 refused E-mail".
func (h house) verdicts(t *testing.T, id string) []string {
	t.Helper()
	rows, _, err := h.svc.Rows(t.Context(), officer, id, "", 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = strings.TrimSpace(fmt.Sprintf("%d %s %s", r.Line, r.Verdict, r.Cell))
	}
	return out
}

func (h house) upload(t *testing.T, kind, content string) string {
	t.Helper()
	id, err := h.svc.Upload(t.Context(), officer, imports.Draft{Kind: kind, Name: "list.csv", Content: []byte(content)})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwanted\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const peopleList = `Name,Form of address,Gender,E-mail,Country,Position
Siti Rahayu,Ms,female,siti@example.org,Indonesia,Director
Dr. Siti RAHAYU,,,,Indonesia,Director General
Siti Rahayu,,,,Thailand,Officer
S. Rahayu,,,SITI@example.org,Malaysia,Adviser
Budi,Mr,man,not an address,Indonesia,
Anong,Ms,lady,,Thailand,
,Mr,,,Thailand,Driver
Sukarno,,m,,,
Kim,,,,Atlantis,
Lone,,,,,"quoted ""words"", and a comma"
`

func TestPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, "bali")
		before := h.tables(t)
		id := h.upload(t, imports.People, peopleList)
		want := []string{"2 new", "3 same", "4 new", "5 same", "6 refused E-mail", "7 refused Gender", "8 refused Name", "9 new", "10 refused Country", "11 new"}
		same(t, h.verdicts(t, id), want...)
		if got := h.tables(t); !maps.Equal(got, before) {
			t.Errorf("the rehearsal wrote to the registers: %v, before %v", got, before)
		}
		imp := h.take(t, id)
		if imp.NewRows != 4 || imp.TakenRows != 4 || one[int](t, d, "select count(*) from person") != 4 {
			t.Errorf("%+v", imp)
		}
		if got := one[string](t, d, "select given || '|' || address_form || '|' || sex from person where email <> ''"); got != "Siti Rahayu|Ms|f" {
			t.Errorf("the person reads %q", got)
		}
		if err := h.svc.Take(t.Context(), officer, id); !fault.IsConflict(err) {
			t.Errorf("taken a second time: %v", err)
		}
		after := h.tables(t)
		again := h.upload(t, imports.People, peopleList)
		want = []string{"2 same", "3 same", "4 same", "5 same", "6 refused E-mail", "7 refused Gender", "8 refused Name", "9 same", "10 refused Country", "11 same"}
		same(t, h.verdicts(t, again), want...)
		h.take(t, again)
		if got := h.tables(t); !maps.Equal(got, after) {
			t.Errorf("the second time changed the registers: %v, before %v", got, after)
		}
	})
}

func TestParties(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, "bali")
		file := "Name;Code;Type;Inside;Status;Since\n" +
			"Wakanda;wk;State;;member;2020-01-01\n" +
			"Ministry of Foreign Affairs;;Agency;Wakanda;;\n" +
			"WAKANDA;;State;;;\n" +
			"Indonesia;;State;;;\n" +
			"Ministry of Foreign Affairs;;Agency;Indonesia;;\n" +
			"Ministry of the Sea;;Agency;Indonesia;;\n" +
			"Ministry of the Moon;;Agency;Nowhere;;\n" +
			"Moonbase;;Colony;;;\n" +
			"Sunland;;State;;emperor;\n" +
			"Starland;;State;;member;soon\n"
		id := h.upload(t, imports.Parties, file)
		want := []string{"2 new", "3 new", "4 same", "5 same", "6 same", "7 new", "8 refused Inside", "9 refused Type", "10 refused Status", "11 refused Since"}
		same(t, h.verdicts(t, id), want...)
		h.take(t, id)
		if got := one[string](t, d, "select up.code from party p join party up on up.id = p.parent_id where p.name = 'Ministry of Foreign Affairs' and up.name = 'Wakanda'"); got != "wk" {
			t.Errorf("the ministry is inside %q", got)
		}
		if got := one[string](t, d, "select m.status || ' ' || m.valid_from from membership m join party p on p.id = m.party_id where p.code = 'wk'"); got != "member 2020-01-01" {
			t.Errorf("the status is %q", got)
		}
		again := h.upload(t, imports.Parties, file)
		for i, v := range h.verdicts(t, again) {
			if !strings.HasSuffix(strings.Fields(v)[1], "refused") && !strings.HasSuffix(v, "same") {
				t.Errorf("row %d again: %s", i, v)
			}
		}
	})
}

// The same list in the encodings and with the separators that people's programs write.
func TestEncodings(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t), "bali")
	text := "Name;Country\nJosé Núñez;Timor-Leste\n"
	latin, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	little, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	big, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)
	bare, _ := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(text)
	for name, content := range map[string]string{
		"utf-8": text, "utf-8 with mark": "\uFEFF" + text, "latin-1": latin, "utf-16 little": little, "utf-16 big": big, "utf-16 without mark": bare,
		"commas": strings.ReplaceAll(text, ";", ","), "tabs": strings.ReplaceAll(text, ";", "\t"), "carriage returns": strings.ReplaceAll(text, "\n", "\r\n"),
	} {
		id := h.upload(t, imports.People, content)
		rows, _, err := h.svc.Rows(t.Context(), officer, id, "", 0, 10)
		if err != nil || len(rows) != 1 || rows[0].Verdict != imports.VerdictNew || rows[0].Cells[0] != "José Núñez" {
			t.Errorf("%s: %+v, %v", name, rows, err)
		}
	}
}

func TestFilesThatAreNone(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t), "bali")
	many := "Name\n" + strings.Repeat("A B\n", imports.MaxRows+1)
	for name, content := range map[string]string{
		"empty": "", "blanks": " \n \n", "only headings": "Name,Country\n", "a picture": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "too many rows": many,
		"too many columns": strings.Repeat("a,", 300) + "b\nc\n",
	} {
		_, err := h.svc.Upload(t.Context(), officer, imports.Draft{Kind: imports.People, Name: "x", Content: []byte(content)})
		if fault.AsInvalid(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := h.svc.Upload(t.Context(), officer, imports.Draft{Kind: imports.Participants, Name: "x", Content: []byte("Name\nA\n")})
	if fault.AsInvalid(err) == nil {
		t.Errorf("participants of nothing: %v", err)
	}
}

// A row that cannot be read, or with too many cells, is refused and the rows after it are not lost.
func TestBrokenRows(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t), "bali")
	id := h.upload(t, imports.People, "Name,Country\nOne,Indonesia\nTw\"o,Indonesia\nThree,Indonesia,too,many\n\n,\nFour,Indonesia\n")
	same(t, h.verdicts(t, id), "2 new", "3 refused", "4 refused", "7 new")
}

// The refused rows come back as a file that a spreadsheet does not run, and that can be sent again once it is mended.
func TestRefusedRowsComeBack(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t), "bali")
	id := h.upload(t, imports.People, "Name,Gender,Country,Phone\n=HYPERLINK(1),lady,Indonesia,+62 21\n@cmd,lady,Thailand,-1\nGood One,f,Thailand,1\n")
	var out bytes.Buffer
	if err := h.svc.WriteRefused(t.Context(), officer, id, &out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v, %v", rows, err)
	}
	same(t, rows[0], "Name", "Gender", "Country", "Phone", "Line", "Column at fault", "Reason", "TLP label")
	same(t, rows[1][:6], "'=HYPERLINK(1)", "lady", "Indonesia", "'+62 21", "2", "Gender")
	same(t, rows[2][:6], "'@cmd", "lady", "Thailand", "'-1", "3", "Gender")
}

// Whatever stops the taking, going on takes each row once.
func TestTakingGoesOnWhereItStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, "bali")
		var list strings.Builder
		list.WriteString("Name,Country\n")
		for i := range 330 {
			fmt.Fprintf(&list, "Person Number%c%c%c,Indonesia\n", 'a'+i%26, 'a'+i/26%26, 'a'+i/676)
		}
		id := h.upload(t, imports.People, list.String())
		if err := h.svc.Take(t.Context(), officer, id); err != nil {
			t.Fatal(err)
		}
		imp, err := h.svc.Find(t.Context(), officer, id)
		if err != nil || imp.State != imports.Taking || imp.TakenRows == 0 || imp.TakenRows == 330 {
			t.Fatalf("after the first step: %+v, %v", imp, err)
		}
		if got := one[int](t, d, "select count(*) from person"); got != imp.TakenRows {
			t.Errorf("%d persons, %d rows marked", got, imp.TakenRows)
		}
		if imp = h.take(t, id); imp.TakenRows != 330 || one[int](t, d, "select count(*) from person") != 330 {
			t.Errorf("at the end: %+v", imp)
		}
	})
}

// A row that was good at the rehearsal and is no longer is refused then, and the others are taken.
func TestARowThatTurnsBad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, "bali")
		id := h.upload(t, imports.Parties, "Name,Code,Kind\nOneland,one,State\nTwoland,two,State\nThreeland,three,State\n")
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`update import_row set cells = '["Twoland","indonesia","Nothing"]' where import_id = $1 and line = 3`, id)
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`update import_row set cells = '["Threeland","three","Nothing"]' where import_id = $1 and line = 4`, id)
		})
		if err != nil {
			t.Fatal(err)
		}
		imp := h.take(t, id)
		same(t, h.verdicts(t, id), "2 new", "3 new", "4 refused")
		if imp.NewRows != 2 || imp.RefusedRows != 1 || imp.TakenRows != 2 {
			t.Errorf("%+v", imp)
		}
	})
}

func TestOnlyThoseWhoMay(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t), "bali")
	id := h.upload(t, imports.People, "Name\nA B\n")
	stranger := officer
	stranger.Grants = nil
	if _, err := h.svc.Upload(t.Context(), stranger, imports.Draft{Kind: imports.People, Name: "x", Content: []byte("Name\nA\n")}); !fault.IsForbidden(err) {
		t.Error(err)
	}
	if err := h.svc.Take(t.Context(), stranger, id); !fault.IsForbidden(err) {
		t.Error(err)
	}
	if _, _, err := h.svc.Rows(t.Context(), stranger, id, "", 0, 10); !fault.IsForbidden(err) {
		t.Error(err)
	}
	if err := h.svc.Rehearse(t.Context(), stranger, id, imports.Options{}); !fault.IsForbidden(err) {
		t.Error(err)
	}
}
