package publications

import (
	"regexp"
	"strings"
)

// doiForm is what the DOI Handbook asks for: a registrant's number, a slash, and what the registrant chose.
var doiForm = regexp.MustCompile(`^10\.[0-9]{4,9}(\.[0-9]+)*/[!-~]{1,180}$`)

// ParseDOI reads a DOI as people paste it, with or without its address; ok tells whether it is one. It has no check digit.
func ParseDOI(s string) (doi string, ok bool) {
	s = strings.TrimSpace(s)
	for _, before := range []string{"https://", "http://", "dx.doi.org/", "doi.org/", "doi:", "DOI:"} {
		s = strings.TrimPrefix(s, before)
	}
	s = strings.TrimSpace(s)
	return s, doiForm.MatchString(s) && !strings.ContainsAny(s, `"<>\^`+"`{}|")
}

// ParseISBN reads an ISBN of ten or thirteen digits as people write it, with dashes or blanks, and checks its last digit.
func ParseISBN(s string) (isbn string, ok bool) {
	s = strings.TrimSpace(strings.ToUpper(s))
	for _, before := range []string{"ISBN-13", "ISBN-10", "ISBN", ":"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, before))
	}
	s = strings.NewReplacer("-", "", " ", "", "\u2010", "", "\u2011", "", "\u2013", "").Replace(s)
	switch len(s) {
	case 10:
		return s, isbn10(s)
	case 13:
		return s, isbn13(s)
	}
	return s, false
}

func isbn10(s string) bool {
	sum := 0
	for i, c := range s {
		digit := int(c - '0')
		if c == 'X' && i == 9 {
			digit = 10
		} else if c < '0' || c > '9' {
			return false
		}
		sum += (10 - i) * digit
	}
	return sum%11 == 0
}

func isbn13(s string) bool {
	if !strings.HasPrefix(s, "978") && !strings.HasPrefix(s, "979") {
		return false
	}
	sum := 0
	for i, c := range s {
		if c < '0' || c > '9' {
			return false
		}
		weight := 1
		if i%2 == 1 {
			weight = 3
		}
		sum += weight * int(c-'0')
	}
	return sum%10 == 0
}
