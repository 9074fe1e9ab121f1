// Package iatiweb lets an officer see what the IATI file would hold, and take it.
package iatiweb

import (
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"counterpart/internal/access"
	"counterpart/internal/iati/publishing"
	"counterpart/internal/label"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Publishing *publishing.Service
}

// Routes lists every page of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /iati", Right: publishing.RightExport, Do: p.preview},
		{Pattern: "GET /iati/activities.xml", Right: publishing.RightExport, Do: p.download},
	}
}

// API adds this room's operations.
func (p *Pages) API(api *web.API) {
	web.Handle(api, web.Operation{ID: "previewIATI", Method: "GET", Path: "/iati", Summary: "What the IATI file would hold, what is missing in it, and what is withheld", Tag: "iati", Right: publishing.RightExport}, p.apiPreview)
	web.Handle(api, web.Operation{ID: "exportIATI", Method: "GET", Path: "/iati/activities.xml", Summary: "The IATI file", Tag: "iati", Right: publishing.RightExport}, p.apiExport)
}

func (p *Pages) preview(c *web.Call) error {
	sum, err := p.Publishing.Preview(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "IATI file", Content: previewView(sum), Label: string(label.Amber)})
}

const (
	fileName = "activities.xml"
	media    = "application/xml"
)

func (p *Pages) download(c *web.Call) error {
	return c.Stream(fileName, media, func(w io.Writer) error {
		_, err := p.Publishing.Export(c.Context(), c.Actor, w)
		return err
	})
}

func (p *Pages) apiPreview(ctx context.Context, actor access.Actor, _ *struct{}) (*web.Out[publishing.Summary], error) {
	sum, err := p.Publishing.Preview(ctx, actor)
	return &web.Out[publishing.Summary]{Body: sum}, err
}

func (p *Pages) apiExport(ctx context.Context, actor access.Actor, _ *struct{}) (*huma.StreamResponse, error) {
	return web.Streamed(media, func(w io.Writer) error {
		_, err := p.Publishing.Export(ctx, actor, w)
		return err
	})
}
