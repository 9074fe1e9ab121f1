package abuse

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// kinds says what a variable of a route's path stands for: by the segment before it and its name. A variable that is
// not here fails the matrix, because its routes could not be tried with the objects of others.
var kinds = map[string]string{
	"activities/{id}": "activity", "people/{id}": "person", "parties/{id}": "party", "posts/{id}": "post", "bodies/{id}": "body",
	"letters/{id}": "letter", "messages/{id}": "message", "nominations/{id}": "nomination", "sessions/{id}": "session",
	"initiatives/{id}": "initiative", "imports/{id}": "import", "accounts/{id}": "account", "grants/{grant}": "grant",
	"memberships/{membership}": "membership", "seats/{seat}": "seat", "attendance/{checkin}": "checkin", "checkins/{of}": "checkin",
	"badges/{nomination}": "nomination", "nominations/{of}": "nomination", "delegations/{party}": "party", "reply/{nomination}": "nomination",
	"withdraw/{nomination}": "nomination", "substitute/{nomination}": "nomination", "speakers/{person}": "speaker",
	"affiliations/{affiliation}": "affiliation", "figures/{key}": "key", "figures/{id}": "figure", "reports/{slug}": "slug",
	"releases/{number}": "number", "{id}/{step}": "step",
	"publications/{id}": "publication", "files/{file}": "annex", "library/{slug}": "brief", "files/{attachment}": "public annex", "{slug}/{lang}": "language",
	"languages/{lang}": "language", "{lang}/{version}": "version", "{version}/{format}": "format", "versions/{number}": "number",
	"affiliations/{id}": "affiliation", "memberships/{id}": "membership", "seats/{id}": "seat",
	"webhooks/{id}": "webhook", "feeds/{id}": "calendar", "calendar/{file}": "calendar", "links/{link}": "link",
	"breaches/{id}": "breach", "erasures/{id}": "erasure", "retention/{id}": "retention",
	"labels/{kind}": "labelled", "{kind}/{id}": "person", "readers/{account}": "account", "of/{account}": "account",
	"recovery/{recovery}": "recovery", "recover/{token}": "entry", "passkeys/{id}": "passkey",
	"of/{meeting}": "meeting", "plan/{meeting}": "meeting", "runs/{run}": "run", "mixers/{mixer}": "mixer", "share/{connection}": "connection", "m/{token}": "meet",
	"requests/{request}": "request", "take/{verb}": "verb", "matches/{match}": "match", "offers/{offer}": "offer", "f/{token}": "fulfil",
	"curricula/{curriculum}": "curriculum", "versions/{version}": "curriculum version", "curriculum-versions/{version}": "curriculum version", "modules/{module}": "module", "materials/{material}": "material",
	"courses/{code}": "course", "lines/{line}": "line", "register/{nomination}": "nomination", "{nomination}/{session}": "counted session", "lms/{lms}": "lms file", "completion/{nomination}": "nomination",
	"commitments/{commitment}": "commitment", "c/{token}": "commit", "outcomes/{outcome}": "outcome", "sources/{source}": "source", "o/{token}": "harvest",
	"gap-projects/{project}": "gap project", "gaps/{assessment}": "gap", "gap-assessments/{assessment}": "gap", "rounds/{round}": "gap round", "gap-rounds/{round}": "gap round", "provisions/{provision}": "gap provision",
	"members/{account}": "gap member", "instruments/{instrument}": "untip", "tasks/{task}": "gap task", "gap-tasks/{task}": "gap task", "comments/{comment}": "gap comment", "gap-comments/{comment}": "gap comment",
	"questionnaire/{sheet}": "sheet", "uploads/{upload}": "questionnaire", "questionnaires/{upload}": "questionnaire",
	"laws/{law}": "law", "changes/{change}": "law change", "files/{document}": "law file", "imports/{import}": "law import", "texts/{text}": "law text", "at/{date}": "law day", "{date}/{eid}": "unit",
	"results/{id}": "result", "indicators/{id}": "indicator", "indicator-values/{id}": "value",
	"threads/{of}": "linked", "{of}/{record}": "activity", "thread-links/{thread}": "thread",
	"alumni/{person}": "person", "introductions/{introduction}": "introduction", "i/{token}": "introduce", "alumni-stories/{story}": "story", "alumni-chapters/{chapter}": "chapter", "alumni-news/{letter}": "newsletter", "u/{token}": "news",
	"certificates/{certificate}": "certificate", "{token}/{certificate}": "certificate", "t/{token}": "certified", "verify/{code}": "code", "keys/{key}": "issuing key", "sign/{kind}": "completed", "{kind}/{record}": "activity",
	"test-items/{item}": "test item", "action-plans/{plan}": "plan", "actions/{action}": "action", "q/{token}": "taker", "e/{token}": "evaluate", "p/{token}": "planner",
	"assignments/{assignment}": "assignment", "secondments/{secondment}": "secondment", "act/{act}": "act", "formalities/{formality}": "formality", "plan/{task}": "task", "papers/{paper}": "paper",
	"letters/{code}": "letter code", "desks/{desk}": "desk", "s/{token}": "second", "w/{token}": "posted",
	"recommendations/{recommendation}": "recommendation", "report/{format}": "office format",
	"instruments/{code}": "instrument", "compare/{code}": "instrument", "comparisons/{code}": "instrument", "provisions/{key}": "provision key", "treaty-status/{party}": "party", "treaty-statuses/{party}": "party", "{party}/{code}": "instrument",
	"reservations/{reservation}": "reservation", "treaty-reservations/{id}": "reservation", "instrument-files/{upload}": "instrument file", "instrument-files/{id}": "instrument file",
	"n/{token}": "nominate", "r/{token}": "register", "signin/{token}": "entry", "setup/{token}": "entry",
}

// constant kinds are no objects of anybody.
var constant = map[string]string{
	"key": "people", "number": "1", "step": "confirm", "labelled": "person", "linked": "activity", "verb": "withdraw", "completed": "delivery", "language": "en", "version": "v1", "format": "pdf", "act": "cancel", "formality": "visa", "letter code": "offer", "law day": "2091-01-01", "unit": "chp_1", "instrument": "untip", "provision": "5",
	"provision key": "5",
	"sheet":         "xlsx", "office format": "docx",
}

// children are kinds that stand below another object in a path: parent mine, child theirs must not work.
var children = []string{"nomination", "checkin", "membership", "seat", "grant", "affiliation", "speaker", "meeting", "run", "mixer", "connection", "annex", "task", "paper", "law file", "law text", "gap round", "gap task", "gap comment", "questionnaire", "reservation"}

// set is a choice of one object of each kind that belong together.
type set struct {
	name string
	ids  map[string]string
}

// missing is the set without any object; red is a person for the eyes of those who are named, who are nobody's.
const (
	missing = "missing"
	red     = "red"
)

// nowhere is an id that nothing has.
const nowhere = "0190f0f0-0000-7000-8000-00000000dead"

func (w *world) sets() []set {
	of := func(name, party, activity, n string) set {
		id := w.ids
		return set{name, map[string]string{
			"activity": id["activity."+activity], "party": id["party."+party], "post": id["post."+party], "person": id["person."+n],
			"nomination": id["nomination."+n], "letter": id["letter."+activity], "message": id["message."+activity], "session": id["session."+activity],
			"membership": id["membership."+party], "checkin": id["checkin."+n], "affiliation": id["affiliation."+n], "speaker": id["person.S"],
			"body": id["body"], "seat": id["seat"], "initiative": id["initiative"], "import": id["import"], "account": id["account.spare"],
			"grant": id["grant.spare"], "figure": id["figure"], "slug": id["slug"], "webhook": id["webhook"], "breach": id["breach"], "erasure": id["erasure"], "retention": id["retention"], "nominate": w.links["nominate."+party+activity], "register": w.links["register."+n], "meet": w.links["meet."+n],
			"curriculum": id["curriculum"], "curriculum version": id["curriculum version"], "module": id["module"], "material": id["material"], "course": "OPEN", "line": id["line."+activity], "counted session": id["counted session."+activity], "lms file": id["lms file."+activity],
			"thread": id["thread"], "request": id["request."+party], "offer": id["offer."+party], "match": id["match."+party], "fulfil": w.links["fulfil."+party], "commitment": id["commitment."+party], "commit": w.links["commit."+party], "outcome": id["outcome."+party], "source": id["source."+party], "harvest": w.links["harvest."+party], "meeting": id["meeting."+n], "run": id["run."+activity], "mixer": id["mixer."+activity], "connection": id["connection."+n],
			"introduction": id["introduction."+party], "introduce": w.links["introduce."+n], "story": id["story."+n], "chapter": id["chapter"], "newsletter": id["newsletter"], "test item": id["test item"], "plan": id["plan."+n], "action": id["action."+n], "taker": w.links["taker."+n], "evaluate": w.links["evaluate."+n], "planner": w.links["planner."+n],
			"certificate": id["certificate."+n], "certified": w.links["certificate."+n], "code": id["code."+n], "issuing key": id["issuing key"],
			"assignment": id["assignment."+party], "secondment": id["secondment."+party], "task": id["task."+party], "paper": id["paper."+party], "desk": id["desk"], "second": w.links["second."+party], "posted": w.links["posted."+party],
			"recommendation": id["recommendation."+party],
			"gap project":    id["gap project."+party], "gap": id["gap."+party], "gap round": id["gap round."+party], "gap provision": id["gap provision"], "gap member": id["gap member."+party], "untip": id["untip"], "gap task": id["gap task."+party], "gap comment": id["gap comment."+party],
			"questionnaire": id["questionnaire."+party],
			"law":           id["law."+party], "law change": id["law change."+party], "law file": id["law file."+party], "law import": id["law import."+party], "law text": id["law text."+party],
			"reservation": id["reservation."+party], "instrument file": id["instrument file"],
			"publication": id["publication."+activity], "annex": id["annex."+activity], "brief": "a-public-brief", "public annex": id["annex.public"], "result": id["result"], "indicator": id["indicator"], "value": id["value"],
		}}
	}
	return []set{of("A in X", "A", "X", "A1"), of("B in X", "B", "X", "B1"), of("B in Y", "B", "Y", "B3"), {missing, map[string]string{}}, {red, map[string]string{"person": w.ids["person.R"]}}}
}

// owned says which sets are a role's own.
var owned = map[string][]string{
	"desk": {"A in X", "B in X"}, "partner": {"A in X", "B in X"}, "expert": {"A in X", "B in X"}, "focalA": {"A in X"}, "focalB": {"B in X", "B in Y"}, "participantA": {"A in X"}, "participantB": {"B in X"},
}

var pathVariable = regexp.MustCompile(`\{[^}]+\}`)

// fillPath puts the objects of the set into the path; childrenOf gives the kinds that stand below.
func (r route) fillPath(s, childrenOf set) (string, error) {
	segments := strings.Split(r.path, "/")
	for i, segment := range segments {
		if !pathVariable.MatchString(segment) || segment == "{$}" {
			continue
		}
		before := ""
		if i > 0 {
			before = strings.Split(r.path, "/")[i-1]
		}
		kind, ok := kinds[before+"/"+segment]
		if !ok {
			return "", fmt.Errorf("%s: the matrix does not know what %s after %q stands for: add it to kinds in objects_test.go, with an id in sets", r, segment, before)
		}
		from := s
		if slices.Contains(children, kind) && i > 2 {
			from = childrenOf
		}
		segments[i] = from.id(kind)
	}
	return strings.ReplaceAll(strings.Join(segments, "/"), "{$}", ""), nil
}

func (s set) id(kind string) string {
	if id := s.ids[kind]; id != "" {
		return id
	}
	if c := constant[kind]; c != "" {
		return c
	}
	return nowhere
}

// target is a route with the objects filled in.
type target struct {
	path string
	sets []string // the sets that give this path; none for a mixed one
	// absent says that the set has no object of a kind that the path speaks of.
	absent bool
	set    set // what a body of the request speaks of
}

// targets lists the paths of a route over all sets, each once, and those that mix a parent with the child of another.
func (w *world) targets(r route) ([]target, error) {
	var out []target
	add := func(parent, child set) error {
		path, err := r.fillPath(parent, child)
		if err != nil {
			return err
		}
		mixed := parent.name != child.name
		for i := range out {
			if out[i].path == path {
				if !mixed && parent.name != red {
					out[i].sets = append(out[i].sets, parent.name)
				}
				return nil
			}
		}
		t := target{path: path, set: parent, absent: strings.Contains(path, nowhere)}
		if !mixed {
			t.sets = []string{parent.name}
		}
		out = append(out, t)
		return nil
	}
	sets := w.sets()
	for _, s := range sets {
		if err := add(s, s); err != nil {
			return nil, err
		}
	}
	for _, mix := range [][2]int{{0, 1}, {0, 2}, {1, 0}, {2, 1}} {
		if err := add(sets[mix[0]], sets[mix[1]]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// bag holds a likely value for every field that a form or a body may have, so that what is refused is refused for the
// sender's sake and not for a missing field.
func (s set) bag() map[string]any {
	return map[string]any{
		"version": 1, "title": "Taken over", "name": "Taken over", "given": "Taken Over", "reason": "because", "words": "because", "answer": "because",
		"question": "why", "party_id": s.id("party"), "party": s.id("party"), "activity_id": s.id("activity"), "person_id": s.id("person"), "person": s.id("person"),
		"nomination": s.id("nomination"), "nomination_id": s.id("nomination"), "direction": "in", "method": "search", "role": "member", "kind": "note", "subject": "Taken over",
		"body": "Taken over", "label": "TLP:AMBER+STRICT", "seats": 3, "category": "delegate", "mode": "in_person", "email": "taken@example.org", "status": "member",
		"number": "T-1", "item": "photo", "wording": "I agree", "state": "held", "starts_on": "2031-01-01", "ends_on": "2031-01-02", "time_zone": "UTC",
		"starts_at": "2031-01-01T09:00:00Z", "ends_at": "2031-01-01T10:00:00Z", "content": "TmFtZQo=", "position": "Taken over", "rank": 1, "choice": "all", "party_ids": []any{s.id("party")},
		"note": "because", "notice": "because", "text": "because", "formats": "csv", "confirmed": "yes", "period": "2023-H1",
	}
}

func (s set) form() string {
	values := url.Values{}
	for name, v := range s.bag() {
		if list, ok := v.([]any); ok {
			v = list[0]
		}
		if text, ok := v.(string); ok && strings.HasSuffix(name, "_at") {
			v = text[:len("2031-01-01T09:00")] // as a browser's field for date and time writes it
		}
		values.Set(name, fmt.Sprint(v))
	}
	return values.Encode()
}

// schema is as much of an OpenAPI schema as the matrix reads.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"`
	Format     string            `json:"format"`
	Enum       []any             `json:"enum"`
	Minimum    float64           `json:"minimum"`
	Required   []string          `json:"required"`
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
	ReadOnly   bool              `json:"readOnly"`
}

// openAPI is as much of the description as the matrix reads.
type openAPI struct {
	Paths map[string]map[string]struct {
		Parameters []struct {
			Name, In string
			Required bool
		}
		RequestBody *struct {
			Content map[string]struct{ Schema schema }
		}
	}
	Components struct{ Schemas map[string]schema }
}

// example makes a body that fits the schema, of the bag's values where it has one.
func (o *openAPI) example(s schema, bag map[string]any, depth int) any {
	if s.Ref != "" {
		s = o.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
	}
	typ := fmt.Sprint(s.Type)
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case strings.Contains(typ, "object"):
		out := map[string]any{}
		for name, p := range s.Properties {
			required := slices.Contains(s.Required, name)
			if _, known := bag[name]; p.ReadOnly || !required && (!known || depth > 2) {
				continue
			}
			out[name] = o.example(p, bag, depth+1)
			if v, known := bag[name]; known && len(p.Enum) == 0 && p.Ref == "" && fits(v, fmt.Sprint(p.Type)) && p.Format == "" {
				out[name] = v
			}
		}
		return out
	case strings.Contains(typ, "array"):
		return []any{}
	case strings.Contains(typ, "integer"), strings.Contains(typ, "number"):
		return max(1, s.Minimum)
	case strings.Contains(typ, "boolean"):
		return false
	case s.Format == "date":
		return "2031-01-01"
	case s.Format == "date-time":
		return "2031-01-01T09:00:00Z"
	}
	return "Taken over"
}

func fits(v any, typ string) bool {
	switch v.(type) {
	case int:
		return strings.Contains(typ, "integer")
	case string:
		return strings.Contains(typ, "string")
	}
	return strings.Contains(typ, "array")
}

// request makes the request of a route to a target.
func (w *world) request(r route, to target) request {
	out := request{method: r.method, path: to.path}
	if r.api {
		query := url.Values{}
		for _, p := range w.api.Paths[r.path][strings.ToLower(r.method)].Parameters {
			if p.In == "query" && p.Required {
				query.Set(p.Name, fmt.Sprint(to.set.bag()[p.Name]))
			}
		}
		if len(query) > 0 {
			out.path += "?" + query.Encode()
		}
	}
	if r.method == "GET" {
		return out
	}
	if !r.api {
		out.media, out.body = "application/x-www-form-urlencoded", to.set.form()
		return out
	}
	op := w.api.Paths[r.path][strings.ToLower(r.method)]
	if op.RequestBody != nil {
		raw, err := json.Marshal(w.api.example(op.RequestBody.Content["application/json"].Schema, to.set.bag(), 0))
		if err == nil {
			out.media, out.body = "application/json", string(raw)
		}
	}
	return out
}
