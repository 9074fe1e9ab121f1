package recommendations

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
	"counterpart/internal/support"
	"counterpart/internal/threads"
	"counterpart/internal/vocabulary"
)

// Need is a kind of help that an answer asks for.
type Need struct {
	Provision Provision `json:"provision"`
	Theme     string    `json:"theme,omitempty"`
	Help      string    `json:"help" doc:"A term of the list help_type"`
	DeJure    string    `json:"de_jure,omitempty"`
	Words     string    `json:"words,omitempty"`
	Label     label.TLP `json:"label"`
	RequestID string    `json:"request_id,omitempty" doc:"The request that was made of it, where the reader may see it"`
	Request   string    `json:"request,omitempty"`
	Asked     bool      `json:"asked" doc:"It was asked for already"`

	challenge string
}

// needRow is an answer that asks for help.
type needRow struct {
	ProvisionID string    `db:"provision_id"`
	Answer      string    `db:"answer"`
	Label       label.TLP `db:"label"`
}

// NeedsPage is what an assessment asks for.
type NeedsPage struct {
	Assessment gaps.Assessment `json:"-"`
	Party      string          `json:"party"`
	Needs      []Need          `json:"needs" nullable:"false"`
	Label      label.TLP       `json:"label" doc:"The strictest of what is shown"`
	MayAsk     bool            `json:"-"`
}

// Needs lists the help that the newest answers of an assessment ask for: whoever works on it reads what is written, others what the
// State cleared for them.
func (s *Service) Needs(ctx context.Context, actor access.Actor, assessmentID string) (NeedsPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (NeedsPage, error) {
		a, err := gaps.FindIn(tx, assessmentID)
		if err != nil {
			return NeedsPage{}, err
		}
		p := NeedsPage{Assessment: a, Party: a.Party, Label: label.Clear, MayAsk: mayAsk(actor, a.PartyID)}
		if p.Needs, err = needsIn(tx, actor, a); err != nil {
			return p, err
		}
		for _, n := range p.Needs {
			p.Label = label.Strictest(p.Label, n.Label)
		}
		return p, nameRequests(tx, actor, p.Needs)
	})
}

func mayAsk(actor access.Actor, partyID string) bool {
	return actor.Can(support.RightAsk, access.Object{Parties: []string{partyID}})
}

func needsIn(tx *db.Tx, actor access.Actor, a gaps.Assessment) ([]Need, error) {
	rows, err := answersSeen(tx, actor, a)
	if err != nil {
		return nil, err
	}
	known, err := provisionsOfScope(tx, a.ID)
	if err != nil {
		return nil, err
	}
	asked, err := requestsOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	by := map[string]needRow{}
	for _, r := range rows {
		by[r.ProvisionID] = r
	}
	out := []Need{}
	for _, p := range known {
		row, ok := by[p.ID]
		if !ok {
			continue
		}
		x, err := answers.Parse(row.Answer)
		if err != nil {
			return nil, err
		}
		for _, help := range x.Assistance {
			id := asked[[2]string{p.ID, help}]
			out = append(out, Need{
				Provision: p.Provision, Theme: p.Theme, Help: help, DeJure: x.DeJure, Words: x.AssistanceWords, Label: row.Label, RequestID: id, Asked: id != "", challenge: x.Challenge,
			})
		}
	}
	return out, nil
}

// answersSeen are the newest answers of an assessment that the actor may read.
func answersSeen(tx *db.Tx, actor access.Actor, a gaps.Assessment) ([]needRow, error) {
	if actor.Can(gaps.RightSee, a.Object()) {
		return cellsOf(tx, a)
	}
	rows, err := clearedOf(tx, actor, a.ID)
	if err == nil && len(rows) == 0 {
		err = fault.Missing("assessment")
	}
	return rows, err
}

// nameRequests gives the requests their titles, and leaves out those that are closed to the actor.
func nameRequests(tx *db.Tx, actor access.Actor, needs []Need) error {
	var ids []string
	for _, n := range needs {
		if n.RequestID != "" {
			ids = append(ids, n.RequestID)
		}
	}
	seen, err := requestsSeen(tx, actor, ids)
	for i, n := range needs {
		if r, ok := seen[n.RequestID]; ok {
			needs[i].Request = r.Reference() + ": " + r.Title
		} else {
			needs[i].RequestID = ""
		}
	}
	return err
}

func requestsSeen(tx *db.Tx, actor access.Actor, ids []string) (map[string]support.Request, error) {
	out := map[string]support.Request{}
	if len(ids) == 0 || !actor.Holds(support.RightSee) {
		return out, nil
	}
	slices.Sort(ids)
	list, err := support.SeenIn(tx, actor, slices.Compact(ids))
	for _, r := range list {
		out[r.ID] = r
	}
	return out, err
}

// AskDraft says for what help a request is made.
type AskDraft struct {
	ProvisionID string `json:"provision_id"`
	Help        string `json:"help" doc:"A term of the list help_type that the answer asks for"`
}

// Asked is the request that was made.
type Asked struct {
	RequestID string `json:"request_id"`
	Existed   bool   `json:"existed" doc:"It had been made before"`
}

// Ask makes a request for support of a need, or finds the one that was made of it.
func (s *Service) Ask(ctx context.Context, actor access.Actor, assessmentID string, d AskDraft) (Asked, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (Asked, error) { return s.AskIn(tx, actor, assessmentID, d) })
}

// AskIn is Ask within a transaction. Whether the actor may ask for the State is asked by the room support.
func (s *Service) AskIn(tx *db.Tx, actor access.Actor, assessmentID string, d AskDraft) (Asked, error) {
	a, err := gaps.FindIn(tx, assessmentID)
	if err != nil {
		return Asked{}, err
	}
	if err := actor.Require(support.RightAsk, access.Object{Parties: []string{a.PartyID}}); err != nil {
		return Asked{}, err
	}
	needs, err := needsIn(tx, actor, a)
	if err != nil {
		return Asked{}, err
	}
	i := slices.IndexFunc(needs, func(n Need) bool { return n.Provision.ID == d.ProvisionID && n.Help == d.Help })
	if i < 0 {
		return Asked{}, fault.Wrong("help", "The answer under this provision does not ask for this help. Write it there first.")
	}
	n := needs[i]
	if n.Asked {
		return Asked{n.RequestID, true}, nil
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return Asked{}, err
	}
	body := fmt.Sprintf("The assessment of the law of %s against the %s asks for help under %s.", a.Party, n.Provision.Short, n.Provision.Name)
	for _, more := range []string{n.Words, n.challenge} {
		if more != "" {
			body += "\n\n" + more
		}
	}
	id, err := s.enter(tx, actor, words, a.ID, support.Draft{
		PartyID: a.PartyID, Subject: topicFor(words, n.Theme), Help: n.Help, Title: words.Name(vocabulary.HelpTypes, n.Help) + ": " + n.Provision.Short + ", " + n.Provision.Name, Body: body,
		Label: label.Strictest(support.DefaultLabel(words, support.Kind), n.Label),
	})
	if err != nil {
		return Asked{}, err
	}
	if err := insertNeed(tx, actor, a.ID, d, id); err != nil {
		return Asked{}, err
	}
	return Asked{RequestID: id}, audit.Record(tx, actor, ActionRequest, gaps.Kind, a.ID, map[string]string{"request": id, "help": d.Help, "provision": n.Provision.Code + ":" + n.Provision.Key})
}

// enter cuts what is too long for a request, enters it, and links it to the assessment that led to it.
func (s *Service) enter(tx *db.Tx, actor access.Actor, words *vocabulary.Words, assessmentID string, d support.Draft) (string, error) {
	if r := []rune(d.Title); len(r) > 200 {
		d.Title = string(r[:199]) + "…"
	}
	if r := []rune(d.Body); len(r) > 10000 {
		d.Body = string(r[:9999]) + "…"
	}
	if !words.Has(vocabulary.HelpTypes, d.Help) {
		return "", fault.Wrong("help", "Choose a type of help of the list.")
	}
	id, err := s.support.EnterIn(tx, actor, d)
	if err != nil {
		return "", err
	}
	return id, threads.LinkIn(tx, actor, threads.LinkDraft{
		From: threads.Ref{Kind: gaps.Kind, ID: assessmentID}, To: threads.Ref{Kind: support.Kind, ID: id}, Type: threads.LedTo, Label: d.Label,
	})
}

// topicFor is the topic under which a request about a theme is filed: the one that is called as the theme, else one on law, else the
// first. Whoever handles the request can choose another.
func topicFor(words *vocabulary.Words, theme string) string {
	topics := words.List(vocabulary.Topics)
	for _, want := range []string{theme, "law", "legislation"} {
		if want != "" && words.Has(vocabulary.Topics, want) {
			return want
		}
	}
	if len(topics) == 0 {
		return ""
	}
	return topics[0].Code
}

// AskFor makes a request for support of a recommendation: for one kind of help, once.
func (s *Service) AskFor(ctx context.Context, actor access.Actor, id, help string) (Asked, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (Asked, error) { return s.AskForIn(tx, actor, id, help) })
}

// AskForIn is AskFor within a transaction.
func (s *Service) AskForIn(tx *db.Tx, actor access.Actor, id, help string) (Asked, error) {
	r, err := find(tx, id)
	if err != nil {
		return Asked{}, err
	}
	if !r.seenBy(actor) {
		return Asked{}, fault.Missing("recommendation")
	}
	if err := actor.Require(support.RightAsk, access.Object{Parties: []string{r.PartyID}}); err != nil {
		return Asked{}, err
	}
	there, err := requestFor(tx, id, help)
	if err != nil || there != "" {
		return Asked{there, true}, err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return Asked{}, err
	}
	concerned, err := provisionsOf(tx, id)
	if err != nil {
		return Asked{}, err
	}
	body, theme := r.Title, ""
	if r.Words != "" {
		body += "\n\n" + r.Words
	}
	var named []string
	for _, p := range concerned {
		named = append(named, p.Short+", "+p.Name)
		if theme == "" {
			theme = p.Theme
		}
	}
	request, err := s.enter(tx, actor, words, r.AssessmentID, support.Draft{
		PartyID: r.PartyID, Subject: topicFor(words, theme), Help: help, Title: r.Title, Body: body + "\n\nIt concerns " + strings.Join(named, "; ") + ".",
		Label: label.Strictest(support.DefaultLabel(words, support.Kind), r.Label),
	})
	if err != nil {
		return Asked{}, err
	}
	if err := insertRequest(tx, id, request); err != nil {
		return Asked{}, err
	}
	return Asked{RequestID: request}, audit.Record(tx, actor, ActionRequest, Kind, id, map[string]string{"request": request, "help": help})
}
