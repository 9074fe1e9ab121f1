package app

import (
	"context"
	"errors"
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/audit/auditweb"
	"counterpart/internal/certificates"
	"counterpart/internal/commitments"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/gaps"
	"counterpart/internal/indicators"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/letters"
	"counterpart/internal/mail"
	"counterpart/internal/outcomes"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/recommendations"
	"counterpart/internal/results"
	"counterpart/internal/secondments"
	"counterpart/internal/support"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Checkpoints says where signed heads of the history go, beside the table that has them all.
type Checkpoints struct {
	Dir  string   // folder; below Data when empty
	Mail []string // addresses of those who keep them elsewhere
}

// openHistory opens the key that signs the history and says where its checkpoints go.
func (a *App) openHistory() error {
	signer, err := audit.LoadSigner(a.Config.Data, a.host())
	if err != nil {
		return err
	}
	opts := audit.Options{Signer: signer, Dir: a.Config.Checkpoints.Dir}
	if opts.Dir == "" {
		opts.Dir = audit.Folder(a.Config.Data)
	}
	if len(a.Config.Checkpoints.Mail) > 0 {
		opts.Tell = a.mailCheckpoint
	}
	a.Audit = audit.New(a.DB, opts)
	return nil
}

// mailCheckpoint sends a checkpoint to those who keep them elsewhere. It does not go through the outbox: whoever can rewrite
// the database must not be able to hold it back there.
func (a *App) mailCheckpoint(ctx context.Context, c audit.Checkpoint) error {
	mechanism, err := a.Vocabulary.Mechanism(ctx)
	if err != nil {
		return err
	}
	for i, to := range a.Config.Checkpoints.Mail {
		err = errors.Join(err, a.sender.Send(ctx, mail.Message{
			ID: fmt.Sprintf("checkpoint-%d-%d@%s", c.Seq, i, a.host()), FromName: mechanism.Email.FromName, FromAddress: mechanism.Email.FromAddress,
			ToAddress: to, Subject: fmt.Sprintf("Checkpoint of the history, entry %d", c.Seq), At: db.At(a.Config.Clock()).Time,
			Body: "Keep this mail. With the lines below in a file, counterpart audit verify --checkpoint FILE finds whether the history up to here was changed afterwards.\n\n```\n" + c.Note + "```\n",
		}))
	}
	return err
}

// rightOfKind is what lets see all records of a kind, and so the details of the history about them.
var rightOfKind = map[string]access.Right{
	accounts.Kind: accounts.RightSee, "signed_link": accounts.RightSee, "api_token": accounts.RightSee, audit.Kind: audit.RightSee,
	parties.Kind: parties.RightSee, parties.KindBody: parties.RightSee, parties.KindPost: parties.RightSee,
	activities.KindInitiative: activities.RightSee, activities.KindSession: activities.RightSee,
	letters.Kind: letters.RightSee, letters.KindMessage: letters.RightSee, delegations.Kind: delegations.RightSee,
	attendance.Kind: attendance.RightSee, results.Kind: results.RightSee, indicators.Kind: indicators.RightSee, indicators.KindResult: indicators.RightSee, instruments.Kind: instruments.RightRead, "pack": vocabulary.RightLoad, "import": people.RightImport,
}

// objectOfKind stands for any record of a kind: one that may carry a label, or hang on what carries one, may carry the strictest.
func objectOfKind(kind string) access.Object {
	switch kind {
	case activities.KindInitiative, activities.KindSession, letters.Kind, letters.KindMessage, delegations.Kind, attendance.Kind, results.Kind:
		return access.Object{Label: label.Red}
	default:
		return access.Anything
	}
}

// pageOfKind is where a record of the kind is shown.
var pageOfKind = map[string]string{
	accounts.Kind: "/accounts/", parties.Kind: "/parties/", letters.Kind: "/letters/", letters.KindMessage: "/messages/",
	delegations.Kind: "/nominations/", people.Kind: "/people/", activities.Kind: "/activities/",
	indicators.Kind: "/indicators/",
	support.Kind:    "/requests/", support.KindOffer: "/offers/", commitments.Kind: "/commitments/", outcomes.Kind: "/outcomes/", certificates.KindCertificate: "/certificates/", curricula.Kind: "/training/curricula/",
	instruments.Kind: "/instruments/", laws.Kind: "/laws/",
	recommendations.Kind: "/recommendations/", gaps.Kind: "/gaps/", gaps.KindProject: "/gap-projects/",
	secondments.Kind: "/secondments/", secondments.KindAssignment: "/assignments/",
}

// recordsSeen finds those of the records that entries of the history are about which the actor may see.
func (a *App) recordsSeen(ctx context.Context, actor access.Actor, kind string, ids []string) (map[string]auditweb.Record, error) {
	names := map[string]string{}
	var err error
	switch {
	case kind == people.Kind:
		names, err = a.People.NamesOf(ctx, actor, ids)
	case kind == activities.Kind:
		names, err = a.Activities.TitlesOf(ctx, actor, ids)
	case rightOfKind[kind] != "" && actor.Can(rightOfKind[kind], objectOfKind(kind)):
		for _, id := range ids {
			names[id] = ""
		}
	}
	if err != nil {
		return nil, err
	}
	if kind == people.Kind && actor.Can(people.RightSee, access.Anything) {
		names[""] = "People" // lists of them
	}
	out := make(map[string]auditweb.Record, len(names))
	for id, name := range names {
		out[id] = auditweb.Record{Name: name}
		if page := pageOfKind[kind]; page != "" && id != "" {
			out[id] = auditweb.Record{Name: name, Href: page + id}
		}
	}
	return out, nil
}

// brokenHistory is what an administrator must know before anything else: the daily check found the history changed.
func (a *App) brokenHistory(c *web.Call) ([]waiting, error) {
	if !c.Actor.Can(audit.RightSee, access.Anything) {
		return nil, nil
	}
	state, err := a.Audit.State(c.Context(), c.Actor)
	if err != nil || state.Checked.Broken == nil {
		return nil, err
	}
	return []waiting{{
		task: ui.Task{Title: "The history is not as it was written", Detail: state.Checked.Words(), Href: "/audit", Overdue: true},
		due:  state.Checked.At,
	}}, nil
}
