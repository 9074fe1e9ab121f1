// Package gapreportsweb shows reports of what States cleared as a page, a PDF and a document, and begins publications of them.
package gapreportsweb

import (
	"bytes"
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gapreports"
	"counterpart/internal/gaps"
	"counterpart/internal/label"
	"counterpart/internal/names"
	"counterpart/internal/print"
	"counterpart/internal/print/docx"
	"counterpart/internal/publications"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/prose"
)

// Pages has the handlers of this room.
type Pages struct {
	Reports      *gapreports.Service
	Publications *publications.Service
	Vocabulary   *vocabulary.Service
}

// Routes lists every page, form and download of this room.
func (p *Pages) Routes() []web.Route {
	const open = "what States cleared is open within its label; the verb asks for it"
	var out []web.Route
	for _, of := range []string{"/gaps/{assessment}/report", "/gap-projects/{project}/report"} {
		out = append(
			out,
			web.Route{Pattern: "GET " + of, Open: open, Do: p.show},
			web.Route{Pattern: "GET " + of + "/{format}", Open: open, Do: p.take},
			web.Route{Pattern: "POST " + of + "/publication", Right: publications.RightWrite, Do: p.publish},
		)
	}
	return out
}

func query(c *web.Call) gapreports.Query {
	return gapreports.Query{AssessmentID: c.Path("assessment"), ProjectID: c.Path("project"), Instrument: c.Query("instrument"), Public: c.Query("public") != ""}
}

// reportPage is what a report shows.
type reportPage struct {
	gapreports.Report
	Actor access.Actor
	At    string // address of the report
	Query gapreports.Query
	Back  string
}

// address is the report in a format, with what it was narrowed to.
func (p reportPage) address(more string, public bool) string {
	only := ""
	if public {
		only = "1"
	}
	return web.Address(p.At+more, "instrument", p.Query.Instrument, "public", only)
}

func (p *Pages) show(c *web.Call) error {
	q := query(c)
	r, err := p.Reports.Make(c.Context(), c.Actor, q)
	if fault.IsNotFound(err) {
		return c.Show(web.View{Title: "Report", Content: nothingView(), Status: 404, Public: !c.Actor.SignedIn()})
	}
	if err != nil {
		return err
	}
	page := reportPage{Report: r, Actor: c.Actor, Query: q, At: "/gaps/" + q.AssessmentID + "/report", Back: "/gaps/" + q.AssessmentID + "/recommendations"}
	if q.ProjectID != "" {
		page.At, page.Back = "/gap-projects/"+q.ProjectID+"/report", "/gap-projects/"+q.ProjectID
	}
	return c.Show(web.View{Title: r.Title, Content: reportView(page), Label: string(r.Label), Public: !c.Actor.SignedIn(), Describe: r.Summary})
}

// plain fills no figures in: reports have none.
func plain(text string, _ func(prose.Mark) string) string { return text }

func (p *Pages) take(c *web.Call) error {
	format := c.Path("format")
	if format != "pdf" && format != "docx" {
		return fault.Missing("report")
	}
	r, err := p.Reports.Take(c.Context(), c.Actor, query(c))
	if err != nil {
		return err
	}
	a, err := p.article(c, r)
	if err != nil {
		return err
	}
	name := names.Slug(r.Title, 80) + " " + r.Label.Slug() + "." + format
	var out bytes.Buffer
	if format == "docx" {
		if err := docx.Write(&out, a); err != nil {
			return err
		}
		return c.Send(name, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", out.Bytes(), false)
	}
	if err := print.WriteArticle(&out, a); err != nil {
		return err
	}
	return c.Send(name, "application/pdf", out.Bytes(), true)
}

// article is the report as a document.
func (p *Pages) article(c *web.Call, r gapreports.Report) (print.Article, error) {
	m, err := p.Vocabulary.Mechanism(c.Context())
	if err != nil {
		return print.Article{}, err
	}
	head := print.Letterhead{Mechanism: m.Name.Default, Lang: "en", Created: db.At(c.Site.Now()).Time}
	if len(m.Letterhead) > 0 {
		head.Office = m.Letterhead[0]
	}
	return print.Article{
		Head: head, Kind: "Assessment of national law", Title: r.Title, Summary: r.Summary, Facts: r.Facts, Notices: r.Notices, Blocks: prose.Blocks(r.Body, plain),
		Label: string(r.Label), Demo: c.Site.Demo,
	}, nil
}

func (p *Pages) publish(c *web.Call) error {
	q := query(c)
	q.Instrument = c.Form().Text("instrument")
	id, err := p.begin(c.Context(), c.Actor, q)
	if err != nil {
		return err
	}
	return c.See("/publications/"+id, "The public version is begun as a draft. It goes the usual way of review and release.")
}

// begin makes a publication of the public version.
func (p *Pages) begin(ctx context.Context, actor access.Actor, q gapreports.Query) (string, error) {
	q.Public = true
	r, err := p.Reports.Make(ctx, actor, q)
	if err != nil {
		return "", err
	}
	words, err := p.Vocabulary.Words(ctx)
	if err != nil {
		return "", err
	}
	m, err := p.Vocabulary.Mechanism(ctx)
	if err != nil {
		return "", err
	}
	return p.Publications.Draft(ctx, actor, publications.Draft{
		About: publications.About{Kind: reportKind(words), Authors: []string{m.Name.Default}, Topics: []string{}, Areas: []string{}},
		Text:  publications.Text{Title: r.Title, Summary: r.Summary, Body: r.Body}, SourceLang: "en", Label: label.Clear,
	})
}

// reportKind is the pack's first kind of publication that counts as a report, or its first one.
func reportKind(words *vocabulary.Words) string {
	list := words.List(vocabulary.PublicationKinds)
	if i := slices.IndexFunc(list, func(t vocabulary.Term) bool { return t.Counts == "report" }); i >= 0 {
		return list[i].Code
	}
	if len(list) == 0 {
		return ""
	}
	return list[0].Code
}

type (
	// ReportIn narrows a report.
	ReportIn struct {
		Instrument string `query:"instrument" maxLength:"40" doc:"Code; all when empty"`
		Public     bool   `query:"public" doc:"Only what is CLEAR"`
	}
	ofStateIn struct {
		ReportIn
		Assessment string `path:"assessment" maxLength:"40"`
	}
	ofProjectIn struct {
		ReportIn
		Project string `path:"project" maxLength:"40"`
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "gapreports"
	read, write := gaps.RightRead, publications.RightWrite
	report := func(ctx context.Context, actor access.Actor, q gapreports.Query) (*web.Out[gapreports.Report], error) {
		r, err := p.Reports.Take(ctx, actor, q)
		return &web.Out[gapreports.Report]{Body: r}, err
	}
	begin := func(ctx context.Context, actor access.Actor, q gapreports.Query) (*web.IDOut, error) {
		id, err := p.begin(ctx, actor, q)
		return web.NewID(id), err
	}
	web.Handle(api, web.Operation{ID: "reportAssessment", Method: "GET", Path: "/gap-assessments/{assessment}/report", Summary: "The report of one State, as Markdown", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *ofStateIn) (*web.Out[gapreports.Report], error) {
			return report(ctx, actor, gapreports.Query{AssessmentID: in.Assessment, Instrument: in.Instrument, Public: in.Public})
		})
	web.Handle(api, web.Operation{ID: "reportProject", Method: "GET", Path: "/gap-projects/{project}/report", Summary: "The report of all States of a project, as Markdown", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *ofProjectIn) (*web.Out[gapreports.Report], error) {
			return report(ctx, actor, gapreports.Query{ProjectID: in.Project, Instrument: in.Instrument, Public: in.Public})
		})
	web.Handle(api, web.Operation{ID: "publishAssessmentReport", Method: "POST", Path: "/gap-assessments/{assessment}/report/publication", Summary: "Begin a publication of the public version", Tag: tag, Right: write, Status: 201},
		func(ctx context.Context, actor access.Actor, in *ofStateIn) (*web.IDOut, error) {
			return begin(ctx, actor, gapreports.Query{AssessmentID: in.Assessment, Instrument: in.Instrument})
		})
	web.Handle(api, web.Operation{ID: "publishProjectReport", Method: "POST", Path: "/gap-projects/{project}/report/publication", Summary: "Begin a publication of the public regional version", Tag: tag, Right: write, Status: 201},
		func(ctx context.Context, actor access.Actor, in *ofProjectIn) (*web.IDOut, error) {
			return begin(ctx, actor, gapreports.Query{ProjectID: in.Project, Instrument: in.Instrument})
		})
}
