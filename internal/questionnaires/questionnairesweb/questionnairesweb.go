// Package questionnairesweb lets a round be taken along as a workbook or a document, and shows what becomes of the answers that come back.
package questionnairesweb

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"counterpart/internal/access"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/gaps"
	"counterpart/internal/questionnaires"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Questionnaires *questionnaires.Service
	Gaps           *gaps.Service
}

// Routes lists every page, form and download of this room.
func (p *Pages) Routes() []web.Route {
	work := gaps.RightWork
	const at = "/gaps/{assessment}/rounds/{round}/questionnaire"
	return []web.Route{
		{Pattern: "GET " + at, Right: work, Do: p.show},
		{Pattern: "POST " + at, Right: work, Do: p.rehearse},
		{Pattern: "GET " + at + "/{sheet}", Right: work, Do: p.file},
		{Pattern: "GET " + at + "/uploads/{upload}", Right: work, Do: p.rehearsal},
		{Pattern: "POST " + at + "/uploads/{upload}/take", Right: work, Do: p.take},
		{Pattern: "POST " + at + "/uploads/{upload}/discard", Right: work, Do: p.discard},
	}
}

// page is a round with its questionnaire.
type page struct {
	gaps.RoundPage
	Form *web.Form
}

func at(p gaps.RoundPage, part string) string {
	return "/gaps/" + p.Assessment.ID + "/rounds/" + p.Round.ID + part
}

func name(p gaps.RoundPage) string {
	return p.Assessment.Party + ": round " + strconv.Itoa(p.Round.Number)
}

// load finds the round of the address, on which the actor may work.
func (p *Pages) load(c *web.Call) (gaps.RoundPage, error) {
	found, err := p.Gaps.Round(c.Context(), c.Actor, c.Path("round"))
	if err == nil && found.Assessment.ID != c.Path("assessment") {
		err = fault.Missing("round")
	}
	return found, err
}

func (p *Pages) show(c *web.Call) error { return p.showForm(c, 200, c.Form()) }

func (p *Pages) showForm(c *web.Call, status int, form *web.Form) error {
	found, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Questionnaire", Content: formView(page{found, form}), Status: status, Label: string(found.Assessment.Label)})
}

func (p *Pages) file(c *web.Call) error {
	found, err := p.load(c)
	if err != nil {
		return err
	}
	f, err := p.Questionnaires.Write(c.Context(), c.Actor, found.Round.ID, questionnaires.Format(c.Path("sheet")))
	if err != nil {
		return err
	}
	return c.Send(f.Name, f.Media, f.Bytes, false)
}

func (p *Pages) rehearse(c *web.Call) error {
	found, err := p.load(c)
	if err != nil {
		return err
	}
	form := c.Form()
	upload := form.Upload("file")
	if upload == nil {
		form.Wrong.Add("file", "Choose the questionnaire that you filled in.")
		return p.showForm(c, 422, form)
	}
	id, err := p.Questionnaires.Rehearse(c.Context(), c.Actor, found.Round.ID, *upload)
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showForm(c, 422, form)
	}
	return c.See(at(found, "/questionnaire/uploads/"+id), "")
}

func (p *Pages) rehearsal(c *web.Call) error {
	if _, err := p.load(c); err != nil {
		return err
	}
	r, err := p.Questionnaires.Rehearsal(c.Context(), c.Actor, c.Path("round"), c.Path("upload"))
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "What would be taken", Content: rehearsalView(r), Label: string(r.Page.Assessment.Label)})
}

func (p *Pages) take(c *web.Call) error {
	found, err := p.load(c)
	if err != nil {
		return err
	}
	if _, err := p.Questionnaires.Take(c.Context(), c.Actor, found.Round.ID, c.Path("upload")); err != nil {
		return err
	}
	return c.See(at(found, "/questionnaire/uploads/"+c.Path("upload")), "The answers are taken.")
}

func (p *Pages) discard(c *web.Call) error {
	found, err := p.load(c)
	if err != nil {
		return err
	}
	if err := p.Questionnaires.Discard(c.Context(), c.Actor, found.Round.ID, c.Path("upload")); err != nil {
		return err
	}
	return c.See(at(found, "/questionnaire"), "The file is forgotten. Nothing was taken.")
}

// outcomeWords says an outcome before and after the answers are taken, and how it is counted.
var outcomeWords = map[gaps.Outcome]struct {
	look             ui.State
	would, done, why string
}{
	gaps.Kept:              {"new", "Changed", "Changed", "Answers that are written as the file says."},
	gaps.Joined:            {"active", "Joined", "Joined", "Answers that are joined with what others wrote meanwhile."},
	gaps.SetAside:          {"waiting", "Set aside", "Set aside", "Answers that wait as proposals, because others changed the same fields."},
	questionnaires.Refused: {"refused", "Refused", "Refused", "Answers that cannot be taken. Mend them and send the file again."},
	gaps.Same:              {"kept", "The same", "The same", "Answers that change nothing."},
}

// told are the verdicts that say something.
func told(r questionnaires.Rehearsal) []questionnaires.Verdict {
	var out []questionnaires.Verdict
	for _, v := range r.Verdicts {
		if v.Outcome != gaps.Same {
			out = append(out, v)
		}
	}
	return out
}

// mostTold are shown on a page; a file with more is taken in parts or mended first.
const mostTold = 300

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// taking tells whether anything would change.
func taking(r questionnaires.Rehearsal) bool {
	return r.Counts[gaps.Kept]+r.Counts[gaps.Joined]+r.Counts[gaps.SetAside] > 0
}

type (
	// RoundIn is the input of an operation on one round.
	RoundIn struct {
		Round string `path:"round" maxLength:"40"`
	}
	fileIn struct {
		RoundIn
		Sheet string `path:"sheet" enum:"xlsx,docx"`
	}
	sendIn struct {
		RoundIn
		Body struct {
			Name    string `json:"name" maxLength:"120" doc:"Of the file, ending in .xlsx or .docx"`
			Content []byte `json:"content" maxLength:"11184812" doc:"The file"`
		}
	}
	// UploadIn is the input of an operation on a questionnaire that came back.
	UploadIn struct {
		RoundIn
		Upload string `path:"upload" maxLength:"40"`
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "questionnaires"
	work := gaps.RightWork
	web.Handle(api, web.Operation{ID: "getQuestionnaire", Method: "GET", Path: "/gap-rounds/{round}/questionnaire/{sheet}", Summary: "A round as a workbook or a document", Tag: tag, Right: work},
		func(ctx context.Context, actor access.Actor, in *fileIn) (*huma.StreamResponse, error) {
			f, err := p.Questionnaires.Write(ctx, actor, in.Round, questionnaires.Format(in.Sheet))
			if err != nil {
				return nil, err
			}
			return web.Streamed(f.Media, func(w io.Writer) error {
				_, err := io.Copy(w, bytes.NewReader(f.Bytes))
				return err
			})
		})
	web.Handle(api, web.Operation{ID: "rehearseQuestionnaire", Method: "POST", Path: "/gap-rounds/{round}/questionnaires", Summary: "Send a questionnaire back, and keep its answers until they are taken", Tag: tag, Right: work, Status: 201},
		func(ctx context.Context, actor access.Actor, in *sendIn) (*web.IDOut, error) {
			id, err := p.Questionnaires.Rehearse(ctx, actor, in.Round, files.Upload{Field: "content", Name: in.Body.Name, Bytes: in.Body.Content})
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getQuestionnaireRehearsal", Method: "GET", Path: "/gap-rounds/{round}/questionnaires/{upload}", Summary: "What becomes of the answers that came back", Tag: tag, Right: work},
		func(ctx context.Context, actor access.Actor, in *UploadIn) (*web.Out[questionnaires.Rehearsal], error) {
			found, err := p.Questionnaires.Rehearsal(ctx, actor, in.Round, in.Upload)
			return &web.Out[questionnaires.Rehearsal]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "takeQuestionnaire", Method: "POST", Path: "/gap-rounds/{round}/questionnaires/{upload}/take", Summary: "Take the answers; again changes nothing", Tag: tag, Right: work},
		func(ctx context.Context, actor access.Actor, in *UploadIn) (*web.Out[questionnaires.Counts], error) {
			counts, err := p.Questionnaires.Take(ctx, actor, in.Round, in.Upload)
			return &web.Out[questionnaires.Counts]{Body: counts}, err
		})
	web.Handle(api, web.Operation{ID: "discardQuestionnaire", Method: "DELETE", Path: "/gap-rounds/{round}/questionnaires/{upload}", Summary: "Forget a questionnaire that is not wanted", Tag: tag, Right: work, Status: 204},
		func(ctx context.Context, actor access.Actor, in *UploadIn) (*web.DoneOut, error) {
			return nil, p.Questionnaires.Discard(ctx, actor, in.Round, in.Upload)
		})
}
