package lettersweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/letters"
	"counterpart/internal/web"
)

// ByID names the record in the path. It is exported because the API reads embedded types only then.
type ByID struct {
	ID string `path:"id" maxLength:"40"`
}

type idOut struct {
	Body struct {
		ID string `json:"id"`
	}
}

type lettersOut struct {
	Body struct {
		Items  []letters.Letter `json:"items" nullable:"false"`
		Counts []letters.Count  `json:"messages" nullable:"false" doc:"Messages of the activity by kind and fate"`
	}
}

type letterOut struct{ Body letters.Letter }

type writeIn struct {
	ByID
	Body letters.Draft
}

type rewriteIn struct {
	ByID
	Body struct {
		Language string `json:"language,omitempty" maxLength:"35" doc:"As it was when empty"`
		Subject  string `json:"subject" maxLength:"300"`
		Body     string `json:"body" maxLength:"20000"`
		Version  int    `json:"version" minimum:"1"`
	}
}

type previewIn struct {
	ByID
	PartyID string `query:"party_id" required:"true" maxLength:"40"`
}

type previewOut struct{ Body letters.Preview }

type sendIn struct {
	ByID
	Body struct {
		PartyIDs []string `json:"party_ids" nullable:"false" maxItems:"500"`
		Rehearse bool     `json:"rehearse,omitempty" doc:"Only say who would get the note and who is left out"`
	}
}

type sendOut struct {
	Body struct {
		Sent int           `json:"sent"`
		Due  []letters.Due `json:"due" nullable:"false" doc:"Only in a rehearsal"`
	}
}

type messagesIn struct {
	web.Page
	State      string `query:"state" enum:"queued,sending,sent,failed,"`
	Kind       string `query:"kind" maxLength:"60"`
	ActivityID string `query:"activity_id" maxLength:"40"`
	PartyID    string `query:"party_id" maxLength:"40"`
	PersonID   string `query:"person_id" maxLength:"40"`
	Answered   string `query:"answered" enum:"yes,no,"`
}

type messagesOut struct {
	Body struct {
		Items []letters.Message `json:"items" nullable:"false"`
		Next  string            `json:"next,omitempty"`
	}
}

type messageOut struct {
	Body struct {
		letters.Message
		Text string `json:"text" doc:"Markdown, without the personal links"`
	}
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag = "letters"
	see, edit, send := letters.RightSee, letters.RightEdit, letters.RightSend
	web.Handle(api, web.Operation{ID: "listLetters", Method: "GET", Path: "/activities/{id}/letters", Summary: "Letters of an activity, and what became of their mail", Tag: tag, Right: see}, p.apiList)
	web.Handle(api, web.Operation{ID: "writeLetter", Method: "POST", Path: "/activities/{id}/letters", Summary: "Write a letter", Tag: tag, Right: edit, Status: 201}, p.apiWrite)
	web.Handle(api, web.Operation{ID: "getLetter", Method: "GET", Path: "/letters/{id}", Summary: "One letter", Tag: tag, Right: see}, p.apiGet)
	web.Handle(api, web.Operation{ID: "rewriteLetter", Method: "PUT", Path: "/letters/{id}", Summary: "Change a letter", Tag: tag, Right: edit, Status: 204}, p.apiRewrite)
	web.Handle(api, web.Operation{ID: "previewLetter", Method: "GET", Path: "/letters/{id}/preview", Summary: "A letter as a party would get it", Tag: tag, Right: see}, p.apiPreview)
	web.Handle(api, web.Operation{ID: "sendNote", Method: "POST", Path: "/letters/{id}/send", Summary: "Send a note to parties, or rehearse it", Tag: tag, Right: send}, p.apiSend)
	web.Handle(api, web.Operation{ID: "listMessages", Method: "GET", Path: "/messages", Summary: "Messages, the newest first, with their fate", Tag: tag, Right: see}, p.apiMessages)
	web.Handle(api, web.Operation{ID: "getMessage", Method: "GET", Path: "/messages/{id}", Summary: "One message", Tag: tag, Right: see}, p.apiMessage)
	web.Handle(api, web.Operation{ID: "resendMessage", Method: "POST", Path: "/messages/{id}/resend", Summary: "Queue a failed message again", Tag: tag, Right: send, Status: 204}, p.apiResend)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *ByID) (*lettersOut, error) {
	list, err := p.Letters.Letters(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	counts, err := p.Letters.Counts(ctx, actor, in.ID)
	out := &lettersOut{}
	out.Body.Items, out.Body.Counts = append([]letters.Letter{}, list...), append([]letters.Count{}, counts...)
	return out, err
}

func (p *Pages) apiWrite(ctx context.Context, actor access.Actor, in *writeIn) (*idOut, error) {
	id, err := p.Letters.Write(ctx, actor, in.ID, in.Body)
	out := &idOut{}
	out.Body.ID = id
	return out, err
}

func (p *Pages) apiGet(ctx context.Context, actor access.Actor, in *ByID) (*letterOut, error) {
	l, _, err := p.Letters.Find(ctx, actor, in.ID)
	return &letterOut{Body: l}, err
}

func (p *Pages) apiRewrite(ctx context.Context, actor access.Actor, in *rewriteIn) (*struct{}, error) {
	return nil, p.Letters.Rewrite(ctx, actor, in.ID, in.Body.Version, letters.Draft{Language: in.Body.Language, Subject: in.Body.Subject, Body: in.Body.Body})
}

func (p *Pages) apiPreview(ctx context.Context, actor access.Actor, in *previewIn) (*previewOut, error) {
	preview, err := p.Letters.Preview(ctx, actor, in.ID, in.PartyID)
	return &previewOut{Body: preview}, err
}

func (p *Pages) apiSend(ctx context.Context, actor access.Actor, in *sendIn) (*sendOut, error) {
	out := &sendOut{}
	out.Body.Due = []letters.Due{}
	var err error
	if in.Body.Rehearse {
		var due []letters.Due
		due, err = p.Letters.Rehearse(ctx, actor, in.ID, in.Body.PartyIDs)
		out.Body.Due = append(out.Body.Due, due...)
	} else {
		out.Body.Sent, err = p.Letters.SendNote(ctx, actor, in.ID, in.Body.PartyIDs)
	}
	return out, err
}

func (p *Pages) apiMessages(ctx context.Context, actor access.Actor, in *messagesIn) (*messagesOut, error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	rows, next, err := p.Letters.Messages(ctx, actor, letters.Filter{
		State: letters.State(in.State), Kind: in.Kind, ActivityID: in.ActivityID, PartyID: in.PartyID, PersonID: in.PersonID, Answered: in.Answered,
		After: after, Limit: in.Limit,
	})
	out := &messagesOut{}
	out.Body.Items, out.Body.Next = append([]letters.Message{}, rows...), web.EncodeKey(next...)
	return out, err
}

func (p *Pages) apiMessage(ctx context.Context, actor access.Actor, in *ByID) (*messageOut, error) {
	m, err := p.Letters.Message(ctx, actor, in.ID)
	out := &messageOut{}
	out.Body.Message, out.Body.Text = m, m.Shown()
	return out, err
}

func (p *Pages) apiResend(ctx context.Context, actor access.Actor, in *ByID) (*struct{}, error) {
	return nil, p.Letters.Resend(ctx, actor, in.ID)
}
