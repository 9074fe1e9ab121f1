package instrumentsweb

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/instruments"
	"counterpart/internal/web"
)

type (
	// InstrumentIn is the input of an operation on one instrument.
	InstrumentIn struct {
		Code string `path:"code" maxLength:"40" doc:"Code or id of the instrument"`
	}
	versionIn struct {
		InstrumentIn
		Number int `path:"number" minimum:"1" maximum:"100000"`
	}
	provisionIn struct {
		InstrumentIn
		Key string `path:"key" maxLength:"40"`
	}
	matrixIn struct {
		At string `query:"at" maxLength:"10" doc:"Day as 2024-06-05; today when empty"`
	}
	// PairIn is the input of an operation on how a party stands to an instrument.
	PairIn struct {
		Party string `path:"party" maxLength:"40"`
		Code  string `path:"code" maxLength:"40" doc:"Code or id of the instrument"`
	}
	statusIn struct {
		PairIn
		Version int `query:"version" minimum:"0" doc:"That of the status that was read; 0 where none was known"`
		Body    instruments.StatusDraft
	}
	removeIn struct {
		PairIn
		Version int `query:"version" required:"true" minimum:"1"`
	}
	reservationIn struct {
		PairIn
		Body instruments.ReservationDraft
	}
	dropReservationIn struct {
		web.IDIn
		Version int `query:"version" required:"true" minimum:"1"`
	}
)

// API adds the operations of this room.
func (p *Pages) API(api *web.API) {
	const tag = "instruments"
	read, status := instruments.RightRead, instruments.RightStatus
	web.Handle(api, web.Operation{ID: "listInstruments", Method: "GET", Path: "/instruments", Summary: "Instruments, by short title", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, _ *struct{}) (*web.ListOut[instruments.Listed], error) {
			list, err := p.Instruments.List(ctx, actor)
			return web.NewList(list, nil), err
		})
	web.Handle(api, web.Operation{ID: "getInstrument", Method: "GET", Path: "/instruments/{code}", Summary: "The version in use of an instrument, with its provisions", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *InstrumentIn) (*web.Out[instruments.Page], error) {
			found, err := p.Instruments.Find(ctx, actor, in.Code, 0)
			return &web.Out[instruments.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "getInstrumentVersion", Method: "GET", Path: "/instruments/{code}/versions/{number}", Summary: "A version of an instrument, with its provisions", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *versionIn) (*web.Out[instruments.Page], error) {
			found, err := p.Instruments.Find(ctx, actor, in.Code, in.Number)
			return &web.Out[instruments.Page]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "compareInstrumentVersions", Method: "GET", Path: "/instruments/{code}/versions/{number}/changes", Summary: "What became of the provisions since the version before", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *versionIn) (*web.Out[instruments.Comparison], error) {
			found, err := p.Instruments.Compare(ctx, actor, in.Code, in.Number)
			return &web.Out[instruments.Comparison]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "getProvision", Method: "GET", Path: "/instruments/{code}/provisions/{key}", Summary: "A provision with those of other instruments to which it is mapped", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *provisionIn) (*web.Out[instruments.ProvisionPage], error) {
			found, err := p.Instruments.Provision(ctx, actor, in.Code, in.Key)
			return &web.Out[instruments.ProvisionPage]{Body: found}, err
		})
	p.statusAPI(api, tag, read, status)
	p.fileAPI(api, tag, read)
}

// statusAPI adds the operations on how parties stand to instruments.
func (p *Pages) statusAPI(api *web.API, tag string, read, status access.Right) {
	web.Handle(api, web.Operation{ID: "listTreatyStatuses", Method: "GET", Path: "/treaty-statuses", Summary: "How the States stood to the instruments on a day", Tag: tag, Right: read}, p.apiMatrix)
	web.Handle(api, web.Operation{ID: "getTreatyStatus", Method: "GET", Path: "/treaty-statuses/{party}/{code}", Summary: "How a party stands to an instrument, with its reservations", Tag: tag, Right: read},
		func(ctx context.Context, actor access.Actor, in *PairIn) (*web.Out[instruments.StandingPage], error) {
			found, err := p.Instruments.Standing(ctx, actor, in.Party, in.Code)
			return &web.Out[instruments.StandingPage]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "setTreatyStatus", Method: "PUT", Path: "/treaty-statuses/{party}/{code}", Summary: "Write how a party stands to an instrument", Tag: tag, Right: status, Status: 204}, p.apiSet)
	web.Handle(api, web.Operation{ID: "removeTreatyStatus", Method: "DELETE", Path: "/treaty-statuses/{party}/{code}", Summary: "Take away a status that was entered by mistake", Tag: tag, Right: status, Status: 204},
		func(ctx context.Context, actor access.Actor, in *removeIn) (*web.DoneOut, error) {
			found, err := p.Instruments.Standing(ctx, actor, in.Party, in.Code)
			if err != nil {
				return nil, err
			}
			return nil, p.Instruments.RemoveStatus(ctx, actor, in.Party, found.Instrument.InstrumentID, in.Version)
		})
	web.Handle(api, web.Operation{ID: "addReservation", Method: "POST", Path: "/treaty-statuses/{party}/{code}/reservations", Summary: "Note a reservation or declaration", Tag: tag, Right: status, Status: 201},
		func(ctx context.Context, actor access.Actor, in *reservationIn) (*web.IDOut, error) {
			found, err := p.Instruments.Standing(ctx, actor, in.Party, in.Code)
			if err != nil {
				return nil, err
			}
			id, err := p.Instruments.AddReservation(ctx, actor, in.Party, found.Instrument.InstrumentID, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "changeReservation", Method: "PUT", Path: "/treaty-reservations/{id}", Summary: "Write a reservation anew, or say when it was withdrawn", Tag: tag, Right: status, Status: 204},
		func(ctx context.Context, actor access.Actor, in *web.ChangeIn[instruments.ReservationDraft]) (*web.DoneOut, error) {
			return nil, p.Instruments.ChangeReservation(ctx, actor, in.ID, in.Version, in.Body)
		})
	web.Handle(api, web.Operation{ID: "removeReservation", Method: "DELETE", Path: "/treaty-reservations/{id}", Summary: "Take away a reservation that was entered by mistake", Tag: tag, Right: status, Status: 204},
		func(ctx context.Context, actor access.Actor, in *dropReservationIn) (*web.DoneOut, error) {
			return nil, p.Instruments.RemoveReservation(ctx, actor, in.ID, in.Version)
		})
}

// fileAPI adds the operations on files; the verbs ask for the right that the kind of file needs.
func (p *Pages) fileAPI(api *web.API, tag string, right access.Right) {
	web.Handle(api, web.Operation{ID: "listInstrumentFiles", Method: "GET", Path: "/instrument-files", Summary: "Files that wait to be taken, the newest first", Tag: tag, Right: right},
		func(ctx context.Context, actor access.Actor, _ *struct{}) (*web.ListOut[instruments.Upload], error) {
			list, err := p.Instruments.Uploads(ctx, actor)
			return web.NewList(list, nil), err
		})
	web.Handle(api, web.Operation{ID: "uploadInstrumentFile", Method: "POST", Path: "/instrument-files", Summary: "Send a library, mappings or statuses; writes nothing to the registers", Tag: tag, Right: right, Status: 201},
		func(ctx context.Context, actor access.Actor, in *web.In[instruments.UploadDraft]) (*web.IDOut, error) {
			id, err := p.Instruments.Upload(ctx, actor, in.Body)
			return web.NewID(id), err
		})
	web.Handle(api, web.Operation{ID: "rehearseInstrumentFile", Method: "GET", Path: "/instrument-files/{id}", Summary: "What taking the file would do", Tag: tag, Right: right},
		func(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.Out[instruments.Rehearsal], error) {
			found, err := p.Instruments.Rehearse(ctx, actor, in.ID)
			return &web.Out[instruments.Rehearsal]{Body: found}, err
		})
	web.Handle(api, web.Operation{ID: "takeInstrumentFile", Method: "POST", Path: "/instrument-files/{id}/take", Summary: "Take the file; taking it again changes nothing", Tag: tag, Right: right, Status: 204},
		func(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.DoneOut, error) {
			return nil, p.Instruments.Take(ctx, actor, in.ID)
		})
	web.Handle(api, web.Operation{ID: "dropInstrumentFile", Method: "DELETE", Path: "/instrument-files/{id}", Summary: "Throw the file away", Tag: tag, Right: right, Status: 204},
		func(ctx context.Context, actor access.Actor, in *web.IDIn) (*web.DoneOut, error) {
			return nil, p.Instruments.Drop(ctx, actor, in.ID)
		})
}

func (p *Pages) apiMatrix(ctx context.Context, actor access.Actor, in *matrixIn) (*web.Out[instruments.Matrix], error) {
	at, err := day(in.At)
	if err != nil {
		return nil, err
	}
	found, err := p.Instruments.Standings(ctx, actor, at)
	return &web.Out[instruments.Matrix]{Body: found}, err
}

func (p *Pages) apiSet(ctx context.Context, actor access.Actor, in *statusIn) (*web.DoneOut, error) {
	found, err := p.Instruments.Standing(ctx, actor, in.Party, in.Code)
	if err != nil {
		return nil, err
	}
	return nil, p.Instruments.SetStatus(ctx, actor, in.Party, found.Instrument.InstrumentID, in.Version, in.Body)
}
