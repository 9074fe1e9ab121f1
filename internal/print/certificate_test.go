package print

import (
	"bytes"
	"strings"
	"testing"

	"counterpart/internal/pdftest"
)

func testCertificate() Certificate {
	return Certificate{
		Head: testHead, Heading: "Certificate of completion", Lead: "This is to certify that", Name: "สมชาย ใจดี", Middle: "has completed the training", Title: "Open-source intelligence in cases of people smuggling, pilot course",
		Facts:   []string{"10 June 2024 to 14 June 2024, 30 hours", "80 per cent of the sessions, and the test at the end."},
		Signers: []Signer{{"Ayu Wulandari", "Co-Manager, Indonesia", "Signed on 20 June 2024"}, {"Grace Taylor", "Co-Manager, Australia", "Signed on 21 June 2024"}},
		Number:  "T 2024/17", Verify: "https://counterpart.example/verify/ABCDEFGHJKMNPQRSTVWXYZ2345", VerifyLead: "Check this certificate at", Demo: true,
	}
}

func TestCertificate(t *testing.T) {
	long := testCertificate()
	long.Name = strings.Repeat("Nguyễn Thị Minh Khai ", 8)
	long.Title, long.Facts = strings.Repeat("A very long title of a course ", 12), append(long.Facts, strings.Repeat("criteria ", 60))
	bare := Certificate{Head: Letterhead{Mechanism: "M", Created: testHead.Created}, Heading: "Certificate", Name: "A", Title: "T", Verify: "https://x/verify/A"}
	for name, c := range map[string]Certificate{"usual": testCertificate(), "long": long, "bare": bare} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := WriteCertificate(&out, c); err != nil {
				t.Fatal(err)
			}
			pdf := pdftest.Parse(t, out.Bytes())
			text := strings.ReplaceAll(pdf.Text(0), "\n", " ")
			want := []string{c.Heading, c.Verify}
			if name == "usual" {
				want = append(want, c.Name, "T 2024/17", "Ayu Wulandari", "Co-Manager, Australia", "30 hours", "DEMONSTRATION DATA", "Signed on 21 June 2024")
			}
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("lacks %q: %s", w, text)
				}
			}
		})
	}
}
