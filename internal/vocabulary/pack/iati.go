package pack

import (
	"fmt"
	"regexp"
	"strings"

	"counterpart/internal/label"
)

// IATI says how the mechanism publishes its activities by the IATI standard (iati.yaml). Without the file it does not.
type IATI struct {
	Identifier    string // of the organisation, registered as org-id.guide has it
	OrgType       string // IATI organisation type code
	Programme     Programme
	Sector        string      // DAC code of what has no area with one of its own
	Scope         string      // code of the list ActivityScope
	Region        string      // code of the list Region, for what has no country; may be empty
	Labels        []label.TLP // what may leave; TLP:CLEAR unless the pack says otherwise
	Organisations []OrgID
	At            Source
}

// Programme is the activity under which the others stand and which carries the results.
type Programme struct {
	Code        string
	Title       Text
	Description Text
	From        Date
	To          Date // empty: it goes on
}

// OrgID is the identifier of a party.
type OrgID struct {
	Party      string
	Identifier string
	At         Source
}

// Set tells whether the pack has the file.
func (i IATI) Set() bool { return i.Identifier != "" }

// identifierPattern is narrower than the standard, which bars / & | and ?: letters, digits, point, colon, underscore and hyphen.
var (
	identifierPattern = regexp.MustCompile(`^[A-Za-z]{2,4}-[A-Za-z0-9][A-Za-z0-9._:-]{1,80}$`)
	sectorPattern     = regexp.MustCompile(`^[1-9][0-9]{4}$`)
	regionPattern     = regexp.MustCompile(`^[1-9][0-9]{1,3}$`)
)

var activityScopes = []string{"1", "2", "3", "4", "5", "6", "7", "8"}

func readIATI(l *loader, s sheet) {
	t := s.table()
	if t == nil {
		return
	}
	i := &l.pack.IATI
	i.At = t.at
	i.Identifier = t.pattern("identifier", required, identifierPattern, "the identifier of an organisation", "Write it as org-id.guide gives it, for example XM-DAC-47066")
	i.OrgType = t.oneOf("org_type", required, orgTypes)
	i.Sector = t.pattern("sector", required, sectorPattern, "a DAC sector", "Write the five digits of the list Sector, for example 15190")
	i.Scope = t.oneOf("scope", required, activityScopes)
	i.Region = t.pattern("region", optional, regionPattern, "a region", "Write the number of the list Region, for example 789")
	i.Labels = t.leaving()
	if n := t.take("programme", required); n != nil {
		i.Programme = readProgramme(l.table(s.file, n))
	}
	if n := t.take("organisations", optional); n != nil {
		l.each(s.file, n, func(t *table) {
			i.Organisations = append(i.Organisations, OrgID{
				At: t.at, Party: t.refer("party", required, famParty),
				Identifier: t.pattern("identifier", required, identifierPattern, "the identifier of an organisation", "Write it as org-id.guide gives it, for example XM-DAC-47066"),
			})
		})
	}
	t.done()
}

func readProgramme(t *table) Programme {
	if t == nil {
		return Programme{}
	}
	p := Programme{Code: t.code("code"), Title: t.name("title", required), Description: t.text("description", required), From: t.date("from", required), To: t.date("to", optional)}
	if p.To != "" && p.To < p.From {
		t.l.problem(t.source(t.values["to"]), "the programme ends before it begins", "Write a later day, or leave it out")
	}
	t.done()
	return p
}

// leaving reads which labels may leave. Only the two loosest can.
func (t *table) leaving() []label.TLP {
	list := t.lines("labels", optional)
	out := []label.TLP{label.Clear}
	for _, s := range list {
		switch tlp := label.TLP("TLP:" + strings.TrimPrefix(s, "TLP:")); tlp {
		case label.Clear:
		case label.Green:
			out = append(out, tlp)
		default:
			t.l.problem(t.source(t.values["labels"]), fmt.Sprintf("what is labelled %q cannot be published", shorten(s)), "Choose among CLEAR and GREEN")
		}
	}
	return out
}

// pattern reads a value of a fixed form.
func (t *table) pattern(key string, req bool, form *regexp.Regexp, what, do string) string {
	s, n := t.scalar(key, req, maxLine)
	if s != "" && !form.MatchString(s) {
		t.l.problem(t.source(n), fmt.Sprintf("%q is not %s: %q", key, what, shorten(s)), do)
		return ""
	}
	return s
}
