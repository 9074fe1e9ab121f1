package activitiesweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/forms"
	"counterpart/internal/web"
)

type listIn struct {
	web.Page
	Query        string `query:"q" maxLength:"200" doc:"Beginnings of words of title, place, kind and country"`
	Kind         string `query:"kind" maxLength:"60"`
	Year         int    `query:"year" minimum:"0" maximum:"2200" doc:"In which it begins; 0 for all"`
	InitiativeID string `query:"initiative_id" maxLength:"40"`
	PartyID      string `query:"party_id" maxLength:"40" doc:"Organiser, partner, funder or host"`
	State        string `query:"state" enum:"planned,open,held,cancelled," doc:"Empty for all"`
}

type listOut struct {
	Body struct {
		Items []activities.Activity `json:"items" nullable:"false" doc:"Parties, areas and speakers are left out here"`
		Next  string                `json:"next,omitempty"`
	}
}

type activityOut struct{ Body activities.Activity }

type planIn struct{ Body activities.Draft }

type changeIn struct {
	web.IDIn
	Body struct {
		activities.Draft
		Version int `json:"version" minimum:"1" doc:"The version that the change was made on"`
	}
}

type idOut struct {
	Body struct {
		ID string `json:"id"`
	}
}

type stateIn struct {
	web.IDIn
	Body struct {
		State  activities.State `json:"state" enum:"open,held,cancelled"`
		Reason string           `json:"reason,omitempty" maxLength:"500" doc:"Why it is cancelled"`
	}
}

type questionsIn struct {
	web.IDIn
	Body struct {
		Questions []forms.Question `json:"questions" nullable:"false" maxItems:"60"`
		Version   int              `json:"version" minimum:"1"`
	}
}

type programmeOut struct{ Body activities.Programme }

type roomIn struct {
	web.IDIn
	Body activities.RoomDraft
}

type sessionIn struct {
	web.IDIn
	Body activities.SessionDraft
}

type changeSessionIn struct {
	web.IDIn
	Body struct {
		activities.SessionDraft
		Version int `json:"version" minimum:"1"`
	}
}

type speakerIn struct {
	web.IDIn
	Body activities.SpeakerDraft
}

type speakerIDIn struct {
	web.IDIn
	Person string `path:"person" maxLength:"40"`
}

type initiativesOut struct {
	Body struct {
		Items []activities.Initiative `json:"items" nullable:"false"`
	}
}

type initiativeIn struct{ Body activities.InitiativeDraft }

type changeInitiativeIn struct {
	web.IDIn
	Body struct {
		activities.InitiativeDraft
		Version int `json:"version" minimum:"1"`
	}
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	const tag = "activities"
	see, edit := activities.RightSee, activities.RightEdit
	web.Handle(api, web.Operation{ID: "listActivities", Method: "GET", Path: "/activities", Summary: "Activities, the latest first", Tag: tag, Right: see}, p.apiList)
	web.Handle(api, web.Operation{ID: "planActivity", Method: "POST", Path: "/activities", Summary: "Plan an activity", Tag: tag, Right: edit, Status: 201}, p.apiPlan)
	web.Handle(api, web.Operation{ID: "getActivity", Method: "GET", Path: "/activities/{id}", Summary: "One activity", Tag: tag, Right: see}, p.apiGet)
	web.Handle(api, web.Operation{ID: "changeActivity", Method: "PUT", Path: "/activities/{id}", Summary: "Change an activity", Tag: tag, Right: edit, Status: 204}, p.apiChange)
	web.Handle(api, web.Operation{ID: "setActivityState", Method: "POST", Path: "/activities/{id}/state", Summary: "Open an activity, mark it as held, or cancel it", Tag: tag, Right: edit, Status: 204}, p.apiState)
	web.Handle(api, web.Operation{ID: "setQuestions", Method: "PUT", Path: "/activities/{id}/questions", Summary: "Set the questions of the registration form", Tag: tag, Right: edit, Status: 204}, p.apiQuestions)
	web.Handle(api, web.Operation{ID: "getProgramme", Method: "GET", Path: "/activities/{id}/programme", Summary: "Rooms and sessions with their speakers", Tag: tag, Right: see}, p.apiProgramme)
	web.Handle(api, web.Operation{ID: "addRoom", Method: "POST", Path: "/activities/{id}/rooms", Summary: "Add a room", Tag: tag, Right: edit, Status: 201}, p.apiAddRoom)
	web.Handle(api, web.Operation{ID: "addSession", Method: "POST", Path: "/activities/{id}/sessions", Summary: "Add a session to the programme", Tag: tag, Right: edit, Status: 201}, p.apiAddSession)
	web.Handle(api, web.Operation{ID: "changeSession", Method: "PUT", Path: "/sessions/{id}", Summary: "Change a session", Tag: tag, Right: edit, Status: 204}, p.apiChangeSession)
	web.Handle(api, web.Operation{ID: "removeSession", Method: "DELETE", Path: "/sessions/{id}", Summary: "Take a session out of the programme", Tag: tag, Right: edit, Status: 204}, p.apiRemoveSession)
	web.Handle(api, web.Operation{ID: "addSpeaker", Method: "POST", Path: "/sessions/{id}/speakers", Summary: "Name a speaker", Tag: tag, Right: edit, Status: 204}, p.apiAddSpeaker)
	web.Handle(api, web.Operation{ID: "removeSpeaker", Method: "DELETE", Path: "/sessions/{id}/speakers/{person}", Summary: "Take a speaker off a session", Tag: tag, Right: edit, Status: 204}, p.apiRemoveSpeaker)
	web.Handle(api, web.Operation{ID: "listInitiatives", Method: "GET", Path: "/initiatives", Summary: "All initiatives by name", Tag: tag, Right: see}, p.apiInitiatives)
	web.Handle(api, web.Operation{ID: "addInitiative", Method: "POST", Path: "/initiatives", Summary: "Enter an initiative", Tag: tag, Right: edit, Status: 201}, p.apiAddInitiative)
	web.Handle(api, web.Operation{ID: "changeInitiative", Method: "PUT", Path: "/initiatives/{id}", Summary: "Change an initiative", Tag: tag, Right: edit, Status: 204}, p.apiChangeInitiative)
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *listIn) (*listOut, error) {
	after, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	rows, next, err := p.Activities.List(ctx, actor, activities.Filter{
		Query: in.Query, Kind: in.Kind, Year: in.Year, InitiativeID: in.InitiativeID, PartyID: in.PartyID, State: activities.State(in.State),
		After: after, Limit: in.Limit,
	})
	out := &listOut{}
	out.Body.Items, out.Body.Next = whole(rows), web.EncodeKey(next...)
	return out, err
}

// whole keeps empty lists from becoming null.
func whole(rows []activities.Activity) []activities.Activity {
	if rows == nil {
		return []activities.Activity{}
	}
	for i := range rows {
		rows[i].Parties, rows[i].Areas = []activities.PartyRole{}, []string{}
	}
	return rows
}

func (p *Pages) apiPlan(ctx context.Context, actor access.Actor, in *planIn) (*idOut, error) {
	id, err := p.Activities.Plan(ctx, actor, in.Body)
	return made(id), err
}

func made(id string) *idOut {
	out := &idOut{}
	out.Body.ID = id
	return out
}

func (p *Pages) apiGet(ctx context.Context, actor access.Actor, in *web.IDIn) (*activityOut, error) {
	a, err := p.Activities.Find(ctx, actor, in.ID)
	if a.Parties == nil {
		a.Parties = []activities.PartyRole{}
	}
	if a.Areas == nil {
		a.Areas = []string{}
	}
	return &activityOut{Body: a}, err
}

func (p *Pages) apiChange(ctx context.Context, actor access.Actor, in *changeIn) (*struct{}, error) {
	return nil, p.Activities.Change(ctx, actor, in.ID, in.Body.Version, in.Body.Draft)
}

func (p *Pages) apiState(ctx context.Context, actor access.Actor, in *stateIn) (*struct{}, error) {
	switch in.Body.State {
	case activities.Held:
		return nil, p.Activities.MarkHeld(ctx, actor, in.ID)
	case activities.Cancelled:
		return nil, p.Activities.Cancel(ctx, actor, in.ID, in.Body.Reason)
	default:
		return nil, p.Activities.Open(ctx, actor, in.ID)
	}
}

func (p *Pages) apiQuestions(ctx context.Context, actor access.Actor, in *questionsIn) (*struct{}, error) {
	return nil, p.Activities.SetQuestions(ctx, actor, in.ID, in.Body.Version, in.Body.Questions)
}

func (p *Pages) apiProgramme(ctx context.Context, actor access.Actor, in *web.IDIn) (*programmeOut, error) {
	prog, err := p.Activities.Programme(ctx, actor, in.ID)
	if prog.Rooms == nil {
		prog.Rooms = []activities.Room{}
	}
	if prog.Sessions == nil {
		prog.Sessions = []activities.Session{}
	}
	return &programmeOut{Body: prog}, err
}

func (p *Pages) apiAddRoom(ctx context.Context, actor access.Actor, in *roomIn) (*idOut, error) {
	id, err := p.Activities.AddRoom(ctx, actor, in.ID, in.Body)
	return made(id), err
}

func (p *Pages) apiAddSession(ctx context.Context, actor access.Actor, in *sessionIn) (*idOut, error) {
	id, err := p.Activities.AddSession(ctx, actor, in.ID, in.Body)
	return made(id), err
}

func (p *Pages) apiChangeSession(ctx context.Context, actor access.Actor, in *changeSessionIn) (*struct{}, error) {
	return nil, p.Activities.ChangeSession(ctx, actor, in.ID, in.Body.Version, in.Body.SessionDraft)
}

func (p *Pages) apiRemoveSession(ctx context.Context, actor access.Actor, in *web.IDIn) (*struct{}, error) {
	return nil, p.Activities.RemoveSession(ctx, actor, in.ID)
}

func (p *Pages) apiAddSpeaker(ctx context.Context, actor access.Actor, in *speakerIn) (*struct{}, error) {
	return nil, p.Activities.AddSpeaker(ctx, actor, in.ID, in.Body)
}

func (p *Pages) apiRemoveSpeaker(ctx context.Context, actor access.Actor, in *speakerIDIn) (*struct{}, error) {
	return nil, p.Activities.RemoveSpeaker(ctx, actor, in.ID, in.Person)
}

func (p *Pages) apiInitiatives(ctx context.Context, actor access.Actor, _ *struct{}) (*initiativesOut, error) {
	all, err := p.Activities.Initiatives(ctx, actor)
	out := &initiativesOut{}
	out.Body.Items = append([]activities.Initiative{}, all...)
	return out, err
}

func (p *Pages) apiAddInitiative(ctx context.Context, actor access.Actor, in *initiativeIn) (*idOut, error) {
	id, err := p.Activities.AddInitiative(ctx, actor, in.Body)
	return made(id), err
}

func (p *Pages) apiChangeInitiative(ctx context.Context, actor access.Actor, in *changeInitiativeIn) (*struct{}, error) {
	return nil, p.Activities.ChangeInitiative(ctx, actor, in.ID, in.Body.Version, in.Body.InitiativeDraft)
}
