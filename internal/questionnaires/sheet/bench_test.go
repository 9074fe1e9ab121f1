package sheet

import (
	"strconv"
	"strings"
	"testing"

	"counterpart/internal/gaps/answers"
)

// large is a round under ten instruments of three hundred provisions, all answered.
func large() Questionnaire {
	q := sample(answers.Answer{})
	q.Instruments = nil
	for i := range 10 {
		one := Instrument{Short: "I" + strconv.Itoa(i), Title: "Convention"}
		for n := range 300 {
			one.Lines = append(one.Lines, Line{
				ProvisionID: strconv.Itoa(i) + "-" + strconv.Itoa(n), Number: strconv.Itoa(n), Title: "Provision", Text: strings.Repeat("Each State shall. ", 20), Assessable: true, Base: 3,
				Answer: answers.Answer{Applicability: "party", DeJure: "partial", DeFacto: "rarely", Law: strings.Repeat("The law says so. ", 30) + strconv.Itoa(n), Practice: strings.Repeat("It is so. ", 20), Citations: []answers.Citation{{Text: "Act No. 7 of 2090", Article: "art. " + strconv.Itoa(n)}}},
			})
		}
		q.Instruments = append(q.Instruments, one)
	}
	return q
}

func benchmark(b *testing.B, write func(Questionnaire) ([]byte, error), read func([]byte, []Choice) (Returned, error)) {
	q := large()
	data, err := write(q)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("write", func(b *testing.B) {
		for b.Loop() {
			if _, err := write(q); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(data)), "bytes")
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if r, err := read(data, helps); err != nil || len(r.Lines) != 3000 {
				b.Fatal(len(r.Lines), err)
			}
		}
	})
}

func BenchmarkXLSX(b *testing.B) { benchmark(b, WriteXLSX, ReadXLSX) }

func BenchmarkDOCX(b *testing.B) { benchmark(b, writeDOCX, ReadDOCX) }
