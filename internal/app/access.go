package app

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/label"
	"counterpart/internal/web"
)

// roleWords are the roles in the order of the page, with what they are for.
var roleWords = []struct {
	role access.Role
	name string
	what string
}{
	{access.Administrator, "Administrator", "Gives roles and looks after the installation. Limited to nothing."},
	{access.Officer, "Programme officer", "Does the work of the secretariat. May be limited to an activity."},
	{access.CoManager, "Co-Manager", "Steers: reads, approves, and loosens labels."},
	{access.Desk, "Desk officer", "Checks people in. Usually limited to an activity."},
	{access.FocalPoint, "Focal point of a party", "Speaks for one party and the agencies inside it; always limited to it."},
	{access.Partner, "Partner of an activity", "Hosts or funds; always limited to an activity."},
	{access.Expert, "Expert of an activity", "Gives advice; always limited to an activity."},
	{access.Participant, "Participant", "One person of the register; always limited to that person."},
	{access.Auditor, "Auditor", "Reads how the registers are kept, not who is in them. Changes nothing."},
}

// labelWords say what each label opens, strictest first: the table of the access rule in sentences.
var labelWords = []struct {
	label label.TLP
	what  string
}{
	{label.Red, "Only the named readers and the person concerned. No role opens it, not even an administrator's."},
	{label.AmberStrict, "The secretariat, the record's own party, the person concerned, and named readers."},
	{label.Amber, "These, and partners and experts of the activity."},
	{label.Green, "Whoever is signed in and holds the right."},
	{label.Clear, "Whoever holds the right; on public pages, everyone."},
}

var riskWords = map[string]string{
	accounts.RiskAdminOfficer:   "Gives roles and works with the registers. Use two accounts, or two people.",
	accounts.RiskAdminAuditor:   "Would audit their own work. Give the auditor's role to somebody else.",
	accounts.RiskAuthorApprover: "May write reports and approve them. Take one of the two roles away.",
	accounts.RiskAsleep:         "Holds a role without an end and has not signed in for a year. End the role, or ask.",
}

// rightWords writes a right as people say it: "delegations.see" is "see delegations".
func rightWords(r access.Right) string {
	room, verb, _ := strings.Cut(string(r), ".")
	return strings.ReplaceAll(verb, "_", " ") + " " + room
}

type accessPage struct {
	Holders []accounts.Holder
	Risks   []accounts.Risk
	First   bool
	Next    string
}

// accessRoutes are the pages that show who may do what.
func (a *App) accessRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /access", Right: accounts.RightReview, Do: a.accessTable},
		{Pattern: "GET /access/of/{account}", Right: accounts.RightReview, Do: a.accessOf},
		{Pattern: "GET /access/why", Open: "names the caller's own roles; says nothing about any record", Do: a.accessWhy},
	}
}

func (a *App) accessTable(c *web.Call) error {
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	page := accessPage{First: after == nil}
	var next []string
	if page.Holders, next, err = a.Accounts.Holders(c.Context(), c.Actor, after, 100); err != nil {
		return err
	}
	if page.First {
		if page.Risks, err = a.Accounts.Risks(c.Context(), c.Actor, 100); err != nil {
			return err
		}
	}
	if next != nil {
		page.Next = "/access?after=" + web.EncodeKey(next...) + "#holders"
	}
	return c.Show(web.View{Title: "Roles and access", Content: accessView(page)})
}

// ofPage says what an account may see, and why: role by role, with the scope, the labels that it opens and the rights.
type ofPage struct {
	accounts.Reviewed
	Roles  []ofRole
	Strong bool // some role counts in sessions with two factors or a passkey only
}

type ofRole struct {
	Name, What, Scope, Since, Until, Rights string
	Reach                                   label.TLP
	Strong                                  bool
}

func (a *App) accessOf(c *web.Call) error {
	found, err := a.Accounts.Review(c.Context(), c.Actor, c.Path("account"))
	if err != nil {
		return err
	}
	page := ofPage{Reviewed: found}
	for _, h := range found.Held {
		role := access.Role(h.Role)
		scope := access.Scope{Activity: h.ActivityID}
		if h.Party != "" {
			scope.Parties = []string{h.Party}
		}
		limits := limitWords(h.Party, h.ActivityID)
		if role == access.Participant {
			scope.Person, limits = h.AccountID, "the person whose account it is"
		}
		row := ofRole{
			Name: roleTitle(h.Role), Scope: limits, Since: sinceWords(string(h.From)), Until: untilWords(string(h.To)), Rights: rightsSentence(role),
			Reach: access.Grant{Role: role, Scope: scope}.Reach(), Strong: mustBeStrong[role],
		}
		for _, words := range roleWords {
			if words.role == role {
				row.What = words.what
			}
		}
		page.Roles, page.Strong = append(page.Roles, row), page.Strong || row.Strong
	}
	return c.Show(web.View{Title: "What " + found.Name + " may see", Content: ofView(page), NoIndex: true})
}

func roleTitle(role string) string {
	for _, r := range roleWords {
		if string(r.role) == role {
			return r.name
		}
	}
	return role
}

func rightsSentence(role access.Role) string {
	verbs := map[string][]string{}
	for _, r := range rightsOf[role] {
		room, verb, _ := strings.Cut(string(r), ".")
		verbs[room] = append(verbs[room], strings.ReplaceAll(verb, "_", " "))
	}
	var out []string
	for _, room := range slices.Sorted(maps.Keys(verbs)) {
		slices.Sort(verbs[room])
		out = append(out, room+": "+strings.Join(verbs[room], ", "))
	}
	return strings.Join(out, "; ")
}

// whyPage tells someone why a page may not be open to them. It looks at the address and at their own roles, never at
// a record, so that it says the same of a record that is closed and of one that does not exist.
type whyPage struct {
	Path  string
	Right string
	Roles []whyRole
	Holds bool
}

type whyRole struct {
	Name, Scope string
	Holds       bool
}

func (a *App) accessWhy(c *web.Call) error {
	if !c.Actor.SignedIn() {
		return c.See("/signin", "")
	}
	page := whyPage{Path: c.Query("path")}
	right := a.rightAt(page.Path)
	if right != "" {
		page.Right, page.Holds = rightWords(right), c.Actor.Holds(right)
	}
	for _, g := range c.Actor.Grants {
		if g.Role != access.Public {
			page.Roles = append(page.Roles, whyRole{Name: roleTitle(string(g.Role)), Scope: scopeWords(g.Scope), Holds: g.Rights[right]})
		}
	}
	return c.Show(web.View{Title: "Why can't I see this?", Content: whyView(page), NoIndex: true})
}

// rightAt finds the right that the page at a path asks for, "" where there is none.
func (a *App) rightAt(path string) access.Right {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || len(path) > 500 {
		return ""
	}
	mux, rights := http.NewServeMux(), map[string]access.Right{}
	for _, r := range a.routes {
		if strings.HasPrefix(r.Pattern, "GET ") {
			mux.Handle(r.Pattern, http.NotFoundHandler())
			rights[r.Pattern] = r.Right
		}
	}
	_, pattern := mux.Handler(&http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}})
	return rights[pattern]
}

func scopeWords(s access.Scope) string {
	var parts []string
	if len(s.Parties) > 0 {
		parts = append(parts, "your party")
	}
	if s.Activity != "" {
		parts = append(parts, "one activity")
	}
	if s.Person != "" {
		parts = append(parts, "yourself")
	}
	if len(parts) == 0 {
		return "the whole mechanism"
	}
	return strings.Join(parts, ", ")
}
