package catalogue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How often an indicator is measured.
const (
	Monthly    = "monthly"
	Quarterly  = "quarterly"
	HalfYearly = "half_yearly"
	Yearly     = "yearly"
)

// Frequencies lists them from the shortest to the longest.
var Frequencies = []string{Monthly, Quarterly, HalfYearly, Yearly}

// FrequencyNames says them in words.
var FrequencyNames = map[string]string{Monthly: "Every month", Quarterly: "Every quarter", HalfYearly: "Every half-year", Yearly: "Every year"}

// months is how many months a period has.
var months = map[string]int{Monthly: 1, Quarterly: 3, HalfYearly: 6, Yearly: 12}

// Period is a stretch of whole months: its code, "2024-06", "2024-Q2", "2024-H1" or "2024", and its first and last day.
type Period struct {
	Code  string `json:"code"`
	First string `json:"first"`
	Last  string `json:"last"`
}

// ParsePeriod reads the code of a period of the frequency.
func ParsePeriod(frequency, code string) (Period, error) {
	wrong := fmt.Errorf("%q is no period: write it as %s", code, At(frequency, time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)).Code)
	if len(code) < 4 || len(code) > 7 || months[frequency] == 0 {
		return Period{}, wrong
	}
	year, err := strconv.Atoi(code[:4])
	if err != nil || year < 1950 || year > 2199 {
		return Period{}, wrong
	}
	number := 1
	if frequency != Yearly {
		if number, err = strconv.Atoi(strings.TrimLeft(code[4:], "-QH0")); err != nil || number < 1 || number > 12/months[frequency] {
			return Period{}, wrong
		}
	}
	p := At(frequency, time.Date(year, time.Month((number-1)*months[frequency]+1), 1, 0, 0, 0, 0, time.UTC))
	if p.Code != code {
		return Period{}, wrong
	}
	return p, nil
}

// At is the period of the frequency in which a day lies.
func At(frequency string, day time.Time) Period {
	n := months[frequency]
	if n == 0 {
		n = 12
	}
	number := (int(day.Month()) - 1) / n
	first := time.Date(day.Year(), time.Month(number*n+1), 1, 0, 0, 0, 0, time.UTC)
	p := Period{First: first.Format(time.DateOnly), Last: first.AddDate(0, n, -1).Format(time.DateOnly)}
	switch frequency {
	case Monthly:
		p.Code = first.Format("2006-01")
	case Quarterly:
		p.Code = fmt.Sprintf("%04d-Q%d", day.Year(), number+1)
	case HalfYearly:
		p.Code = fmt.Sprintf("%04d-H%d", day.Year(), number+1)
	default:
		p.Code = fmt.Sprintf("%04d", day.Year())
	}
	return p
}

// Next is the period after this one.
func (p Period) Next(frequency string) Period {
	last, err := time.Parse(time.DateOnly, p.Last)
	if err != nil {
		return p
	}
	return At(frequency, last.AddDate(0, 0, 1))
}

// Before is the period before this one.
func (p Period) Before(frequency string) Period {
	first, err := time.Parse(time.DateOnly, p.First)
	if err != nil {
		return p
	}
	return At(frequency, first.AddDate(0, 0, -1))
}

// before is how many periods a chart over periods shows.
var before = map[string]int{Monthly: 12, Quarterly: 8, HalfYearly: 6, Yearly: 5}

// Row is the periods of a chart over periods, the earliest first, this one last.
func (p Period) Row(frequency string) []Period {
	out := []Period{p}
	for len(out) < before[frequency] {
		out = append(out, out[len(out)-1].Before(frequency))
	}
	slices.Reverse(out)
	return out
}

// Words says the period as people write it.
func (p Period) Words() string {
	switch year, rest, _ := strings.Cut(p.Code, "-"); {
	case rest == "":
		return year
	case rest[0] == 'Q':
		return "Quarter " + rest[1:] + ", " + year
	case rest[0] == 'H':
		return map[string]string{"1": "First half of ", "2": "Second half of "}[rest[1:]] + year
	default:
		if t, err := time.Parse("2006-01", p.Code); err == nil {
			return t.Format("January 2006")
		}
		return p.Code
	}
}

func sprintf(format, part string) string { return strings.Replace(format, "%s", part, 1) }
