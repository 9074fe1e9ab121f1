package lawsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/laws"
	"counterpart/internal/web"
)

type (
	// LawIn is the input of an operation on one law.
	LawIn struct {
		Law string `path:"law" maxLength:"40"`
	}
	lawsIn struct {
		web.Page
		Query   string  `query:"q" maxLength:"200" doc:"Beginnings of words of title, translation, number and party"`
		PartyID string  `query:"party_id" maxLength:"40"`
		Kind    string  `query:"kind" maxLength:"20"`
		On      db.Date `query:"in_force_on" format:"date" maxLength:"10"`
	}
	changeIn struct {
		LawIn
		Version int `query:"version" required:"true" minimum:"1"`
		Body    laws.Draft
	}
	linkIn struct {
		LawIn
		Body laws.LinkDraft
	}
	unlinkIn struct {
		LawIn
		Change string `path:"change" maxLength:"40"`
	}
	readIn struct {
		LawIn
		On       db.Date `path:"date" format:"date" maxLength:"10"`
		Language string  `query:"language" maxLength:"35" doc:"That of the law when empty"`
		EID      string  `query:"eid" maxLength:"200" doc:"Of one unit, which is given with all that stands in it"`
		After    int     `query:"after" minimum:"0" doc:"Position after which the page begins"`
	}
	compareIn struct {
		LawIn
		From string `query:"from" maxLength:"40" doc:"Id of a text"`
		To   string `query:"to" maxLength:"40" doc:"Id of a text"`
	}
	// XMLDraft is a text in Akoma Ntoso.
	XMLDraft struct {
		Name string `json:"name" maxLength:"120" doc:"Of the file"`
		XML  string `json:"xml" maxLength:"8388608" doc:"Akoma Ntoso 3.0"`
	}
	rehearseIn struct {
		LawIn
		Body XMLDraft
	}
	// ImportIn is the input of an operation on a rehearsal.
	ImportIn struct {
		LawIn
		Import string `path:"import" maxLength:"40"`
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "laws"
	see, edit := laws.RightSee, laws.RightEdit
	web.Handle(api, web.Operation{ID: "listLaws", Method: "GET", Path: "/laws", Summary: "National laws, the latest first, as everybody reads them within their labels", Tag: tag, Right: see}, p.apiList)
	web.Handle(api, web.Operation{ID: "enterLaw", Method: "POST", Path: "/laws", Summary: "Enter a law into the register", Tag: tag, Right: edit, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[laws.Draft]) (*web.IDOut, error) {
			id, err := p.Laws.Enter(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getLaw", Method: "GET", Path: "/laws/{law}", Summary: "A law with its texts, files, and what changed it", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *LawIn) (*web.Out[laws.Page], error) {
			found, err := p.Laws.Find(ctx, actor, in.Law)
			return &web.Out[laws.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "changeLaw", Method: "PUT", Path: "/laws/{law}", Summary: "Change a law", Tag: tag, Right: edit, Status: 204},
		func(ctx context.Context, actor access.Actor, in *changeIn) (*web.DoneOut, error) {
			return nil, p.Laws.Change(ctx, actor, in.Law, in.Version, in.Body)
		})
	web.Handle(api, web.Operation{ID: "linkLaw", Method: "POST", Path: "/laws/{law}/changes", Summary: "Note that another law amended, repealed, replaced or consolidated a law", Tag: tag, Right: edit, Status: 201},
		func(ctx context.Context, actor access.Actor, in *linkIn) (*web.IDOut, error) {
			id, err := p.Laws.Link(ctx, actor, in.Law, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "unlinkLaw", Method: "DELETE", Path: "/laws/{law}/changes/{change}", Summary: "Take back what was noted of another law", Tag: tag, Right: edit, Status: 204},
		func(ctx context.Context, actor access.Actor, in *unlinkIn) (*web.DoneOut, error) {
			return nil, p.Laws.Unlink(ctx, actor, in.Law, in.Change)
		})
	p.apiTexts(api, tag)
}

func (p *Pages) apiTexts(api *web.API, tag string) {
	see, edit := laws.RightSee, laws.RightEdit
	web.Handle(api, web.Operation{ID: "readLaw", Method: "GET", Path: "/laws/{law}/at/{date}", Summary: "A law as it stood on a day, or one unit of it", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *readIn) (*web.Out[laws.Reading], error) {
			found, err := p.Laws.Read(ctx, actor, in.Law, laws.ReadDraft{On: in.On, Language: in.Language, EID: in.EID, After: in.After})
			return &web.Out[laws.Reading]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "compareLawTexts", Method: "GET", Path: "/laws/{law}/compare", Summary: "What changed between two texts of a law", Tag: tag, Right: see},
		func(ctx context.Context, actor access.Actor, in *compareIn) (*web.Out[laws.Comparison], error) {
			found, err := p.Laws.Compare(ctx, actor, in.Law, in.From, in.To)
			return &web.Out[laws.Comparison]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "rehearseLawText", Method: "POST", Path: "/laws/{law}/imports", Summary: "Read a text in Akoma Ntoso, and keep it until it is taken", Tag: tag, Right: edit, Status: 201},
		func(ctx context.Context, actor access.Actor, in *rehearseIn) (*web.IDOut, error) {
			id, err := p.Laws.Rehearse(ctx, actor, in.Law, files.Upload{Field: "xml", Name: in.Body.Name, Bytes: []byte(in.Body.XML)})
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "getLawRehearsal", Method: "GET", Path: "/laws/{law}/imports/{import}", Summary: "What would be taken from a text that was read", Tag: tag, Right: edit},
		func(ctx context.Context, actor access.Actor, in *ImportIn) (*web.Out[laws.Rehearsal], error) {
			found, err := p.Laws.Rehearsal(ctx, actor, in.Law, in.Import)
			return &web.Out[laws.Rehearsal]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "takeLawText", Method: "POST", Path: "/laws/{law}/imports/{import}/take", Summary: "Take the text; the same file again changes nothing", Tag: tag, Right: edit},
		func(ctx context.Context, actor access.Actor, in *ImportIn) (*web.Out[laws.Text], error) {
			found, err := p.Laws.Take(ctx, actor, in.Law, in.Import)
			return &web.Out[laws.Text]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "discardLawText", Method: "DELETE", Path: "/laws/{law}/imports/{import}", Summary: "Forget a text that was read and is not wanted", Tag: tag, Right: edit, Status: 204},
		func(ctx context.Context, actor access.Actor, in *ImportIn) (*web.DoneOut, error) {
			return nil, p.Laws.Discard(ctx, actor, in.Law, in.Import)
		})
}

func (p *Pages) apiList(ctx context.Context, actor access.Actor, in *lawsIn) (*web.ListOut[laws.Law], error) {
	key, err := web.DecodeKey(in.After, 2)
	if err != nil {
		return nil, err
	}
	list, next, err := p.Laws.List(ctx, actor, laws.Filter{Query: in.Query, PartyID: in.PartyID, Form: laws.Form(in.Kind), InForceOn: in.On, After: key, Limit: in.Limit})
	return web.NewList(list, next), err
}
