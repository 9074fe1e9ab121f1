package parts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// permissive are the licences that anything may carry.
var permissive = []string{"MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Apache-2.0", "Unlicense", "0BSD", "CC0-1.0", "blessing"}

// exceptions are parts that may carry one more licence, with the reason.
var exceptions = []struct{ prefix, licence, why string }{
	{"github.com/riverqueue/river", "MPL-2.0", "linked unchanged; a change to its own files would be published"},
	{"modernc.org/sqlite", "MPL-2.0", "its list of third parties names one that is in its module graph and compiled into nothing"},
	{"pgregory.net/rapid", "MPL-2.0", "tests only, never handed on"},
	{"axe-core", "MPL-2.0", "tests only, never handed on"},
	{"@expo-google-fonts/", "OFL-1.1", "a font, drawn with and embedded unchanged"},
	{"@fontsource-variable/", "OFL-1.1", "a font, served unchanged"},
}

// known are licence files that the library does not recognise and that were read here: by part and name of the file.
var known = map[string]string{
	"modernc.org/sqlite LICENSE-SQLITE": "blessing", // SQLite's dedication to the public domain
	"modernc.org/memory LICENSE-LOGO":   "",         // where the picture of its page on the web came from; not in the program
}

// Licences lists the licences that the texts of a part are, by their SPDX names, without repetition.
func (p Part) Licences() []string {
	var out []string
	for _, text := range p.Texts {
		if id := known[p.Name+" "+text.File]; id != "" {
			out = append(out, id)
		}
		for _, match := range licensecheck.Scan([]byte(text.Body)).Match {
			if !match.IsURL && !slices.Contains(out, spdx(match.ID)) {
				out = append(out, spdx(match.ID))
			}
		}
	}
	slices.Sort(out)
	return out
}

// spdx is the common name of a licence that the library knows in several wordings.
func spdx(id string) string {
	switch {
	case strings.HasPrefix(id, "BSD-3-Clause"), id == "GooglePatentClause", id == "GooglePatentsFile":
		return "BSD-3-Clause"
	case strings.HasPrefix(id, "BSD-2-Clause"):
		return "BSD-2-Clause"
	case strings.HasPrefix(id, "MIT-0"):
		return "MIT-0"
	case strings.HasPrefix(id, "MPL-2.0"):
		return "MPL-2.0"
	case strings.HasPrefix(id, "OFL-1.1"):
		return "OFL-1.1"
	}
	return id
}

// Refuse says why the program may not contain the part, or "".
func (p Part) Refuse() string {
	licences := p.Licences()
	if len(p.Texts) == 0 {
		return fmt.Sprintf("%s %s has no licence text in %s, so it cannot be handed on", p.Name, p.Version, p.Dir)
	}
	for _, text := range p.Texts {
		if _, read := known[p.Name+" "+text.File]; !read && unknown(text) {
			return fmt.Sprintf("%s %s: %s is no licence that is known here; read it, and find another library if it is not permissive", p.Name, p.Version, text.File)
		}
	}
	for _, licence := range licences {
		if !slices.Contains(permissive, licence) && p.Why(licence) == "" {
			return fmt.Sprintf("%s %s carries %s, which is not among the permissive licences (%s)", p.Name, p.Version, licence, strings.Join(permissive, ", "))
		}
	}
	return ""
}

// unknown tells that a licence text is none that the library recognises. A notice goes with a licence and is none itself.
func unknown(text Text) bool {
	upper := strings.ToUpper(text.File)
	if strings.HasPrefix(upper, "NOTICE") || strings.Contains(upper, "3RD-PARTY") {
		return false
	}
	return licensecheck.Scan([]byte(text.Body)).Percent < 60
}

// Why is the reason that a part may carry a licence that others may not, or "".
func (p Part) Why(licence string) string {
	for _, e := range exceptions {
		if strings.HasPrefix(p.Name, e.prefix) && licence == e.licence && (p.Use == TestOnly || !strings.HasPrefix(e.why, "tests only")) {
			return e.why
		}
	}
	return ""
}
