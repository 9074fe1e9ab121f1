// Package importsweb shows imports: the file, the meaning of its columns, the verdict on every row, and the taking.
package importsweb

import (
	"counterpart/internal/activities"
	"counterpart/internal/imports"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Imports    *imports.Service
	Activities *activities.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /imports", Right: people.RightImport, Do: p.list},
		{Pattern: "GET /imports/new", Right: people.RightImport, Do: p.uploadForm},
		{Pattern: "POST /imports", Right: people.RightImport, Do: p.upload},
		{Pattern: "GET /imports/{id}", Right: people.RightImport, Do: p.show},
		{Pattern: "GET /imports/{id}/progress", Right: people.RightImport, Do: p.progress},
		{Pattern: "GET /imports/{id}/refused.csv", Right: people.RightImport, Do: p.refused},
		{Pattern: "POST /imports/{id}/rehearse", Right: people.RightImport, Do: p.rehearse},
		{Pattern: "POST /imports/{id}/take", Right: people.RightImport, Do: p.take},
	}
}
