package attendanceweb

import (
	"context"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/web"
)

type scanIn struct {
	ID   string `path:"id" maxLength:"40"`
	Body struct {
		attendance.ScanDraft
		ScannedAt time.Time `json:"scanned_at,omitempty" doc:"When the device made the scan; now when empty"`
	}
}

type scanOut struct {
	Body struct {
		attendance.Outcome
		Title string `json:"title"`
		Words string `json:"words"`
	}
}

type countsIn struct {
	web.IDIn
	Session string `query:"session_id" maxLength:"40" doc:"Inside this session; inside the venue when empty"`
}

type countsBody struct {
	Place   string                  `json:"place"`
	AsAt    db.Time                 `json:"as_at"`
	Total   attendance.PartyCount   `json:"total"`
	Arrived int                     `json:"parties_arrived"`
	Parties []attendance.PartyCount `json:"parties" nullable:"false"`
}

type countsOut struct{ Body countsBody }

type registerIn struct {
	web.IDIn
	web.Page
	Session string `query:"session_id" maxLength:"40"`
	Party   string `query:"party_id" maxLength:"40"`
	Person  string `query:"person_id" maxLength:"40"`
	Query   string `query:"q" maxLength:"200" doc:"Beginnings of words of the name"`
}

type registerOut struct {
	Body struct {
		Items []attendance.Line `json:"items" nullable:"false"`
		Next  string            `json:"next,omitempty"`
	}
}

type badgesOut struct {
	Body struct {
		Items   []attendance.Badge `json:"items" nullable:"false"`
		Without int                `json:"without" doc:"Confirmed people who come in person and have no badge yet"`
	}
}

type issueOut struct {
	Body struct {
		Issued int `json:"issued"`
	}
}

type reasonIn struct {
	ID   string `path:"id" maxLength:"40"`
	Of   string `path:"of" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" maxLength:"500"`
	}
}

type codeOut struct {
	Body struct {
		Code string `json:"code"`
		QR   string `json:"qr" doc:"What the QR code holds"`
	}
}

type doneOut struct{}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag = "attendance"
	web.Handle(api, web.Operation{ID: "checkIn", Method: "POST", Path: "/activities/{id}/checkins", Summary: "Check a person in or out", Tag: tag, Right: attendance.RightScan}, p.apiScan)
	web.Handle(api, web.Operation{ID: "listCheckins", Method: "GET", Path: "/activities/{id}/checkins", Summary: "The register, the newest first", Tag: tag, Right: attendance.RightSee}, p.apiRegister)
	web.Handle(api, web.Operation{ID: "voidCheckin", Method: "POST", Path: "/activities/{id}/checkins/{of}/void", Summary: "Take a wrong check-in back", Tag: tag, Right: attendance.RightScan, Status: 204}, p.apiVoid)
	web.Handle(api, web.Operation{ID: "countAttendance", Method: "GET", Path: "/activities/{id}/attendance", Summary: "Who is there, by party", Tag: tag, Right: attendance.RightSee}, p.apiCounts)
	web.Handle(api, web.Operation{ID: "listBadges", Method: "GET", Path: "/activities/{id}/badges", Summary: "Confirmed people and their badges", Tag: tag, Right: attendance.RightBadge}, p.apiBadges)
	web.Handle(api, web.Operation{ID: "issueBadges", Method: "POST", Path: "/activities/{id}/badges", Summary: "Give a badge to every confirmed person without one", Tag: tag, Right: attendance.RightBadge}, p.apiIssue)
	web.Handle(api, web.Operation{ID: "reissueBadge", Method: "POST", Path: "/activities/{id}/nominations/{of}/badge", Summary: "Revoke a person's badge and issue a new one", Tag: tag, Right: attendance.RightBadge, Status: 201}, p.apiReissue)
}

func (p *Pages) apiScan(ctx context.Context, actor access.Actor, in *scanIn) (*scanOut, error) {
	draft := in.Body.ScanDraft
	draft.ActivityID, draft.Method, draft.At = in.ID, attendance.ByCode, db.At(in.Body.ScannedAt)
	if draft.Code == "" {
		draft.Method = attendance.BySearch
	}
	out := &scanOut{}
	var err error
	out.Body.Outcome, err = p.Attendance.Record(ctx, actor, draft)
	out.Body.Title, out.Body.Words = out.Body.Outcome.Title(), out.Body.Outcome.Words()
	return out, err
}

func (p *Pages) apiRegister(ctx context.Context, actor access.Actor, in *registerIn) (*registerOut, error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	reg, err := p.Attendance.Register(ctx, actor, attendance.RegisterFilter{
		ActivityID: in.ID, SessionID: in.Session, PartyID: in.Party, PersonID: in.Person, Query: in.Query, After: after, Limit: in.Limit,
	})
	out := &registerOut{}
	out.Body.Items, out.Body.Next = reg.Lines, web.EncodeKey(reg.Next...)
	return out, err
}

func (p *Pages) apiVoid(ctx context.Context, actor access.Actor, in *reasonIn) (*doneOut, error) {
	return &doneOut{}, p.Attendance.Void(ctx, actor, in.ID, in.Of, in.Body.Reason)
}

func (p *Pages) apiCounts(ctx context.Context, actor access.Actor, in *countsIn) (*countsOut, error) {
	c, err := p.Attendance.Counts(ctx, actor, in.ID, in.Session)
	return &countsOut{Body: countsBody{Place: c.Place, AsAt: c.AsAt, Total: c.Total, Arrived: c.Arrived, Parties: c.Parties}}, err
}

func (p *Pages) apiBadges(ctx context.Context, actor access.Actor, in *web.IDIn) (*badgesOut, error) {
	list, err := p.Attendance.Badges(ctx, actor, in.ID, "")
	out := &badgesOut{}
	out.Body.Items, out.Body.Without = list.Badges, list.Without
	return out, err
}

func (p *Pages) apiIssue(ctx context.Context, actor access.Actor, in *web.IDIn) (*issueOut, error) {
	n, err := p.Attendance.IssueBadges(ctx, actor, in.ID)
	out := &issueOut{}
	out.Body.Issued = n
	return out, err
}

func (p *Pages) apiReissue(ctx context.Context, actor access.Actor, in *reasonIn) (*codeOut, error) {
	code, err := p.Attendance.ReissueBadge(ctx, actor, in.ID, in.Of, in.Body.Reason)
	out := &codeOut{}
	out.Body.Code, out.Body.QR = attendance.GroupCode(code), attendance.QRText(code)
	return out, err
}
