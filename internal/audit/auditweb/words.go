package auditweb

import (
	"net/url"
	"strings"

	"counterpart/internal/audit"
	"counterpart/internal/fault"
)

var noCheckpoint = fault.Missing("checkpoint yet")

// who is the actor in words.
func (r row) who() string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Actor == "system":
		return "The program"
	default:
		return r.Actor
	}
}

// by leads to every entry by the actor.
func (r row) by() string { return "/audit?" + url.Values{"actor": {r.Actor}}.Encode() }

// all leads to every entry about the record.
func (r row) all() string {
	return "/audit?" + url.Values{"kind": {r.Kind}, "record": {r.RecordID}}.Encode()
}

// Words says an action as people say it.
func Words(a audit.Action) string {
	if w := actionWords[a]; w != "" {
		return w
	}
	return strings.ReplaceAll(string(a), "_", " ")
}

var roomWords = map[string]string{
	"access":      "Access",
	"accounts":    "Accounts",
	"actionplans": "Action plans",
	"activities":  "Activities",
	"alumni":      "Alumni", "assessments": "Tests",
	"attendance":      "Attendance",
	"audit":           "The history itself",
	"certificates":    "Certificates",
	"commitments":     "Commitments",
	"comparisons":     "Comparisons of laws",
	"connections":     "Connections",
	"curricula":       "Curricula",
	"gaps":            "Gap assessments",
	"delegations":     "Delegations",
	"evaluations":     "Evaluations",
	"feeds":           "Feeds",
	"files":           "Files",
	"imports":         "Imports",
	"indicators":      "Indicators",
	"gapreports":      "Reports of assessments",
	"instruments":     "Instruments",
	"recommendations": "Recommendations",
	"interests":       "Interests",
	"labels":          "Labels",
	"laws":            "National laws",
	"letters":         "Letters",
	"mixers":          "Mixers",
	"networking":      "Meetings",
	"outcomes":        "Outcomes",
	"parties":         "Parties",
	"people":          "People",
	"privacy":         "Data protection",
	"publications":    "Publications",
	"publishing":      "IATI file",
	"reach":           "Reach",
	"registrations":   "Registrations",
	"results":         "Reports and figures",
	"secondments":     "Secondments",
	"signins":         "Sign-in",
	"support":         "Requests and offers",
	"threads":         "Threads",
	"ties":            "Network of the mechanism",
	"training":        "Training",
	"vault":           "Keys",
	"vocabulary":      "Mechanism pack",
	"questionnaires":  "Questionnaires of gap assessments",
}

var kindWords = map[string]string{
	"account":          "Account",
	"action_plan":      "Action plan",
	"activity":         "Activity",
	"allocation":       "Seats",
	"api_token":        "API token",
	"alumnus_letter":   "Newsletter of the alumni",
	"alumnus_story":    "Story of an alumnus",
	"audit":            "History",
	"assignment":       "Assignment",
	"body":             "Body",
	"certificate":      "Certificate",
	"chapter":          "Chapter of alumni",
	"checkin":          "Check-in",
	"commitment":       "Commitment",
	"completion":       "Completion",
	"connection":       "Connection",
	"curriculum":       "Curriculum",
	"gap_assessment":   "Gap assessment",
	"gap_project":      "Project of gap assessments",
	"delivery":         "Course delivered",
	"evaluation":       "Evaluation",
	"framework_result": "Result of the framework",
	"iati_file":        "IATI file",
	"import":           "Import",
	"indicator":        "Indicator",
	"desk":             "Desk",
	"initiative":       "Initiative",
	"introduction":     "Introduction",
	"issuing_key":      "Signing key",
	"law":              "National law",
	"letter":           "Letter",
	"match":            "Match",
	"meeting":          "Meeting",
	"meeting_run":      "Rehearsal of meetings",
	"message":          "Mail",
	"nomination":       "Nomination",
	"offer":            "Offer of support",
	"outcome":          "Outcome",
	"outside":          "Kept elsewhere",
	"pack":             "Mechanism pack",
	"party":            "Party",
	"person":           "Person",
	"post":             "Post",
	"publication":      "Publication",
	"report":           "Report",
	"request":          "Request for support",
	"secondment":       "Secondment",
	"session":          "Session",
	"signed_link":      "Signed link",
	"test":             "Test",
	"test_item":        "Question of tests",
	"thread_link":      "Link",
}
