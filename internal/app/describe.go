package app

import (
	"maps"
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// tagWords say what stands under each tag of the API's description.
var tagWords = map[string]string{
	"accounts":        "Who may sign in, and with which roles",
	"alumni":          "The directory of alumni as each shows it, and introductions",
	"actionplans":     "What those who took part mean to change at home, and what became of it",
	"activities":      "Initiatives, activities, their sessions, rooms and speakers",
	"assessments":     "Questions of tests, the test of an activity before and after it, and what was learnt",
	"attendance":      "Check-ins, and who was where",
	"audit":           "The history: who did what, and who looked at whom",
	"certificates":    "Who completed what, and the certificates of it",
	"commitments":     "What parties undertook at meetings, and how it stands",
	"comparisons":     "What States cleared of their assessments, side by side",
	"curricula":       "Courses in versions, and what is taught now",
	"delegations":     "Seats, invitations, nominations and their way to confirmation",
	"evaluations":     "How activities were, as those who took part said without their names",
	"gapreports":      "Reports of what States cleared: of one, or of all of a project",
	"recommendations": "What States are advised to do, the help that they need, and what moved between rounds",
	"gaps":            "The law of States held against instruments: writing, clearance, and what was cleared",
	"iati":            "The file of the IATI standard",
	"imports":         "Lists of people and parties that were brought along",
	"indicators":      "The results framework, and its indicators' values from proposal to publication",
	"instruments":     "Conventions and protocols with their provisions, and how States stand to them",
	"laws":            "National laws, their texts by the day, and what changed them",
	"letters":         "Letters, notes and the outbox",
	"secondments":     "Posts to fill by secondment, and the dossiers of those nominated for them",
	"support":         "What parties ask for and others offer, matches, and what came of it",
	"threads":         "Typed, dated links between records, and what hangs together by them",
	"networking":      "What people offer and seek, meetings and their plan, and who met whom",
	"outcomes":        "What has changed, who says so, and what is published of it",
	"parties":         "States, organisations, agencies; memberships, bodies and posts",
	"people":          "Persons, their affiliations, consents and posts",
	"privacy":         "Everything that is held about one person",
	"publications":    "Briefs, guides, news and event reports, and the library of what is released",
	"reach":           "Whom the mechanism has reached and whom not, by party and year",
	"registrations":   "What those who come have answered",
	"results":         "Figures, and reports with their approvals",
	"ties":            "Which parties are tied by people who met, before and after",
	"training":        "What activities deliver: selection, presence, completion",
	"webhooks":        "Other systems that are told of events",
	"questionnaires":  "Rounds of gap assessments as workbooks and documents, and the answers that come back",
}

// describe completes the API's description once every room has added its operations.
func (a *App) describe() {
	doc := a.API.OpenAPI()
	for _, tag := range slices.Sorted(maps.Keys(tagWords)) {
		doc.Tags = append(doc.Tags, &huma.Tag{Name: tag, Description: tagWords[tag]})
	}
}
