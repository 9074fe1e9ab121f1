package web

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"counterpart/internal/fault"
)

const (
	reportPath   = "/policy-reports"
	reportMedia  = "application/csp-report"   // one report, of browsers that know report-uri only
	reportsMedia = "application/reports+json" // several, by Reporting-Endpoints
	maxReports   = 16 << 10                   // bytes
	maxInReport  = 10
)

// ReportRoute takes what browsers say of our pages that tried what the policy forbids: a fault of ours, or somebody's
// script that was kept out. Anybody may send such a report, so it is only a line in the log, and those are bounded.
func ReportRoute() Route {
	return Route{Pattern: "POST " + reportPath, Open: "browsers report what the policy of a page forbade", Do: takeReports}
}

// violation is what both forms of report tell.
type violation struct {
	Directive string `json:"effective-directive"`
	Blocked   string `json:"blocked-uri"`
	Page      string `json:"document-uri"`
}

func takeReports(c *Call) error {
	body, err := io.ReadAll(http.MaxBytesReader(c.W, c.R.Body, maxReports))
	if err != nil {
		return err
	}
	list, err := readReports(body)
	if err != nil {
		return fault.Wrong("", "This address takes the reports that browsers send.")
	}
	for _, v := range list[:min(len(list), maxInReport)] {
		c.Site.reported.write(c.Site.Log, c.Site.Now(), "policy violated", "report of a browser", "directive", plainWord(v.Directive), "blocked", hostOf(v.Blocked),
			"page", firstPart(v.Page), "request", requestID(c.Context()))
	}
	c.W.WriteHeader(http.StatusNoContent)
	return nil
}

func readReports(body []byte) ([]violation, error) {
	var one struct {
		Report *violation `json:"csp-report"`
	}
	if json.Unmarshal(body, &one) == nil && one.Report != nil {
		return []violation{*one.Report}, nil
	}
	var several []struct {
		Type string `json:"type"`
		Body struct {
			Directive string `json:"effectiveDirective"`
			Blocked   string `json:"blockedURL"`
			Page      string `json:"documentURL"`
		} `json:"body"`
	}
	if err := json.Unmarshal(body, &several); err != nil {
		return nil, err
	}
	var out []violation
	for _, r := range several {
		if r.Type == "csp-violation" {
			out = append(out, violation(r.Body))
		}
	}
	return out, nil
}

// plainWord is a name of the policy, and nothing that only looks like one.
func plainWord(word string) string {
	if len(word) > 40 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz-") != "" {
		return "?"
	}
	return word
}

// hostOf tells of a forbidden address only where it lies; the rest may hold what somebody typed.
func hostOf(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || len(u.Host) > 100:
		return "?"
	case u.Host == "":
		return plainWord(address) // inline, eval
	}
	return u.Host
}

// firstPart names the part of the site and leaves out ids, tokens and the query.
func firstPart(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "?"
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return "/" + plainWord(first)
}
