package mailbox

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"counterpart/internal/mail"
)

func message(to string) mail.Message {
	return mail.Message{
		ID: "1@office.example", FromName: "Office", FromAddress: "office@office.example", ToName: "Ms สมชนก", ToAddress: to,
		Subject: "Undangan “RSO”", Body: "Please answer: <https://office.example/n/abc>\n\n[again](https://office.example/n/abc)",
	}
}

func TestWhatIsSentCanBeRead(t *testing.T) {
	t.Parallel()
	box, err := Open(filepath.Join(t.TempDir(), "mail"))
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Start(); err != nil {
		t.Fatal(err)
	}
	sender, err := mail.New(box.Config())
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"a@party.example", "b@party.example"} {
		if err := sender.Send(t.Context(), message(to)); err != nil {
			t.Fatal(err)
		}
	}
	if err := box.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := Open(box.dir) // what arrived is there after a restart
	if err != nil {
		t.Fatal(err)
	}
	list, err := again.List("", 10)
	if err != nil || len(list) != 2 || list[0].To != "b@party.example" {
		t.Fatalf("%v %+v", err, list)
	}
	if list, err = again.List("A@party.example", 10); err != nil || len(list) != 1 {
		t.Fatalf("%v %+v", err, list)
	}
	m, err := again.Read(list[0].ID)
	if err != nil || m.Subject != "Undangan “RSO”" || m.ToName != "Ms สมชนก" || m.Header != "<1@office.example>" || m.At.IsZero() {
		t.Fatalf("%v %+v", err, m)
	}
	if !strings.Contains(m.Text, "https://office.example/n/abc") || !strings.Contains(m.HTML, `<a href="https://office.example/n/abc">`) {
		t.Errorf("text %q, HTML %q", m.Text, m.HTML)
	}
}

func TestOnlyMailsOfTheFolderAreRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	box, err := Open(filepath.Join(dir, "mail"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "20240605T120000.000000000-1.eml"), []byte("Subject: secret\r\n\r\nx"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"../20240605T120000.000000000-1.eml", "20240605T120000.000000000-1.eml", "", "..", "/etc/passwd"} {
		if _, err := box.Read(id); !errors.Is(err, ErrNone) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestForeignMailIsShownClean(t *testing.T) {
	t.Parallel()
	m := parse([]byte("Subject: x\r\nContent-Type: text/html\r\n\r\n<p onclick=a()>y<script>z()</script></p>"))
	if m.HTML != "<p>y</p>" {
		t.Errorf("%q", m.HTML)
	}
	if m := parse([]byte("no mail at all")); m.Text != "no mail at all" {
		t.Errorf("%+v", m)
	}
}
