package questionnaires

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/gaps"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/questionnaires/sheet"
	"counterpart/internal/vocabulary"
)

// Actions in the history.
const (
	ActionWrite    audit.Action = "questionnaires.export"
	ActionRehearse audit.Action = "questionnaires.rehearse"
	ActionTake     audit.Action = "questionnaires.take"
	ActionDiscard  audit.Action = "questionnaires.discard"
)

// Options of the service.
type Options struct {
	Files *files.Store // looks at what comes back; nothing is kept there
	Gaps  *gaps.Service
	Laws  *laws.Service
}

// Service has the verbs and queries of this room. It has no rights of its own: who may work on a round may use its questionnaire.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// Format is a kind of file.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	DOCX Format = "docx"
)

// Media is the media type of the format.
func (f Format) Media() string {
	return map[Format]string{
		XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	}[f]
}

// File is a questionnaire that is taken along.
type File struct {
	Name  string
	Media string
	Label label.TLP
	Bytes []byte
}

// Write writes a round as a questionnaire.
func (s *Service) Write(ctx context.Context, actor access.Actor, roundID string, f Format) (File, error) {
	if f.Media() == "" {
		return File{}, fault.Missing("format")
	}
	var page gaps.RoundPage
	q, err := db.View(ctx, s.db, func(tx *db.Tx) (sheet.Questionnaire, error) {
		var err error
		if page, err = s.workable(tx, actor, roundID); err != nil {
			return sheet.Questionnaire{}, err
		}
		return s.questionnaire(tx, actor, page)
	})
	if err != nil {
		return File{}, err
	}
	out := File{Media: f.Media(), Label: page.Assessment.Label, Name: page.Assessment.Party + " round " + strconv.Itoa(page.Round.Number) + " questionnaire " + q.WrittenOn + " " + page.Assessment.Label.Slug() + "." + string(f)}
	if f == XLSX {
		out.Bytes, err = sheet.WriteXLSX(q)
	} else {
		out.Bytes, err = sheet.WriteDOCX(q, s.db.Clock().UTC())
	}
	if err != nil {
		return File{}, err
	}
	return out, audit.Exported(ctx, s.db, actor, gaps.Kind, []string{page.Assessment.ID}, ActionWrite, map[string]any{"round": page.Round.Number, "format": f})
}

// workable is a round on which the actor may work now.
func (s *Service) workable(tx *db.Tx, actor access.Actor, roundID string) (gaps.RoundPage, error) {
	page, err := s.opts.Gaps.RoundIn(tx, actor, roundID)
	switch {
	case err != nil:
		return page, err
	case page.Round.State != gaps.Drafting:
		if err := actor.Require(gaps.RightWork, page.Assessment.Object()); err != nil {
			return page, err
		}
		return page, fault.Clash("The round stands at “%s”: nothing is written in it now.", page.Round.State.Words())
	case !page.MayWork:
		if err := actor.Require(gaps.RightWork, page.Assessment.Object()); err != nil {
			return page, err
		}
		return page, fault.Refuse("You observe this assessment: you read it and comment. Ask the secretariat if you are to write.")
	}
	return page, nil
}

// mostLaws are named in a questionnaire.
const mostLaws = 300

// questionnaire is a round as a file shows it.
func (s *Service) questionnaire(tx *db.Tx, actor access.Actor, page gaps.RoundPage) (sheet.Questionnaire, error) {
	a, r := page.Assessment, page.Round
	q := sheet.Questionnaire{
		RoundID: r.ID, State: a.Party, Project: a.Project, Round: "Round " + strconv.Itoa(r.Number) + ", " + gaps.KindWords(r.Kind), AsAt: string(r.AsAt), Label: string(a.Label), WrittenOn: string(tx.Today()),
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return q, err
	}
	q.Help, q.Mechanism = helpChoices(words), mechanism(words)
	list, err := laws.ChoicesIn(tx, actor, laws.Filter{PartyID: a.PartyID, Limit: mostLaws})
	if err != nil {
		return q, err
	}
	for _, l := range list {
		q.Laws = append(q.Laws, sheet.Choice{Code: l.ID, Words: l.Citation()})
	}
	for _, one := range page.Sheets {
		i := sheet.Instrument{Short: one.Scope.Short, Title: one.Scope.Title, Draft: one.Scope.Draft}
		for _, l := range one.Lines {
			i.Lines = append(i.Lines, sheet.Line{
				ProvisionID: l.ID, Number: l.Number, Title: l.Title, Obligation: l.Obligation.Words(), Text: l.Text, Guidance: strings.Join(l.Guidance, "\n"), Assessable: l.Assessable,
				Base: l.Cell.Revision, Answer: l.Cell.Answer,
			})
		}
		q.Instruments = append(q.Instruments, i)
	}
	return q, nil
}

func helpChoices(words *vocabulary.Words) []sheet.Choice {
	var out []sheet.Choice
	for _, t := range words.List(vocabulary.HelpTypes) {
		out = append(out, sheet.Choice{Code: t.Code, Words: t.Name})
	}
	return out
}

func mechanism(words *vocabulary.Words) string {
	if words.Pack == nil {
		return ""
	}
	return words.Pack.Mechanism.Name.Default
}

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}
