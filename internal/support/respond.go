package support

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/threads"
	"counterpart/internal/vocabulary"
)

// Referral is the kind of a response that leads the party to somebody else; the other kinds are types of help.
const Referral = "referral"

// Response is what was done for a request.
type Response struct {
	ID         string  `db:"id" json:"id"`
	RequestID  string  `db:"request_id" json:"request_id"`
	Kind       string  `db:"kind" json:"kind" doc:"A term of the list help_type, or referral"`
	Title      string  `db:"title" json:"title"`
	Words      string  `db:"words" json:"words,omitempty"`
	On         db.Date `db:"on_date" json:"on"`
	ActivityID string  `db:"activity_id" json:"activity_id,omitempty"`
	OutsideID  string  `db:"outside_id" json:"-"`
	Address    string  `db:"address" json:"address,omitempty"`
	By         string  `db:"by_name" json:"entered_by"`
}

// ResponseDraft is a response as somebody writes it down.
type ResponseDraft struct {
	Kind       string  `json:"kind" doc:"A term of the list help_type, or referral"`
	Title      string  `json:"title,omitempty" maxLength:"300" doc:"That of the activity when empty"`
	Words      string  `json:"words,omitempty" maxLength:"2000"`
	On         db.Date `json:"on,omitempty" doc:"The day of the activity, or today, when empty"`
	ActivityID string  `json:"activity_id,omitempty" doc:"The activity that it was"`
	Address    string  `json:"address,omitempty" maxLength:"1000" doc:"Where a publication can be read"`
}

// Respond notes what was done for a request, and links the request with it.
func (s *Service) Respond(ctx context.Context, actor access.Actor, id string, d ResponseDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.RespondIn(tx, actor, id, d) })
}

// RespondIn is Respond within a transaction.
func (s *Service) RespondIn(tx *db.Tx, actor access.Actor, id string, d ResponseDraft) (string, error) {
	r, err := findRequest(tx, id)
	if err != nil {
		return "", err
	}
	if err := actor.Require(RightHandle, r.Object()); err != nil {
		return "", err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	if slices.Contains([]State{Received, Withdrawn, Declined, Merged, Closed}, r.State) {
		return "", fault.Clash("The request stands at “%s”: no response is noted there.", r.State.Words())
	}
	tlp, err := d.complete(tx, actor, words)
	if err != nil {
		return "", err
	}
	out := Response{ID: tx.NewID(), RequestID: id, Kind: d.Kind, Title: d.Title, Words: d.Words, On: d.On, ActivityID: d.ActivityID}
	to, err := out.target(tx, actor, d)
	if err != nil {
		return "", err
	}
	if err := insertResponse(tx, actor, out); err != nil {
		return "", err
	}
	if r.RespondedOn == "" {
		calendar, err := vocabulary.CalendarIn(tx, r.PartyCode)
		if err != nil {
			return "", err
		}
		first := max(min(d.On, tx.Today()), r.ReceivedOn) // what is to come counts from today, when it was promised
		r.RespondedOn, r.RespondDays = first, calendar.Between(r.ReceivedOn, first)
		if n, err := saveProgress(tx, r); err != nil || n == 0 {
			return "", cmp.Or(err, fault.Clash("The request was changed by someone else in the meantime."))
		}
	}
	err = threads.LinkIn(tx, actor, threads.LinkDraft{
		From: threads.Ref{Kind: Kind, ID: id}, To: to, Type: threads.AnsweredBy, On: d.On, Label: label.Strictest(r.Label, tlp), Note: d.Words[:shortNote(d.Words)],
	})
	if err != nil {
		return "", err
	}
	return out.ID, audit.Record(tx, actor, ActionRespond, Kind, id, map[string]string{"reference": r.Reference(), "kind": d.Kind, "title": d.Title, "activity": d.ActivityID})
}

// shortNote is as much of the words as a link takes, in bytes.
func shortNote(words string) int {
	n := 0
	for i := range words {
		if n == 1000 {
			return i
		}
		n++
	}
	return len(words)
}

// complete checks the draft and fills it from the activity that it names. It returns the label of that.
func (d *ResponseDraft) complete(tx *db.Tx, actor access.Actor, words *vocabulary.Words) (label.TLP, error) {
	d.Title, d.Words, d.Address = strings.TrimSpace(d.Title), strings.TrimSpace(d.Words), strings.TrimSpace(d.Address)
	var wrong fault.Invalid
	tlp := label.Clear
	if d.ActivityID != "" {
		a, err := activities.FindIn(tx, d.ActivityID)
		if err != nil && !fault.IsNotFound(err) {
			return "", err
		}
		if err != nil || !actor.Can(activities.RightSee, a.Object()) {
			wrong.Add("activity_id", "There is no such activity, or it is not open to you.")
		} else {
			d.Title, d.On, tlp = cmp.Or(d.Title, a.Title), cmp.Or(d.On, a.StartsOn), a.Label
		}
	}
	d.On = cmp.Or(d.On, tx.Today())
	wrong.Check(words.Has(vocabulary.HelpTypes, d.Kind) || d.Kind == Referral, "kind", "Choose what kind of response it is.")
	wrong.Check(d.Title != "", "title", "Say in one line what was done.")
	wrong.Check(d.ActivityID == "" || d.Address == "", "address", "Name an activity or an address, not both. Note them one after the other.")
	wrong.Check(utf8.RuneCountInString(d.Title) <= 300, "title", "Shorten this to 300 characters.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 2000, "words", "Shorten this to 2,000 characters.")
	return tlp, wrong.Err()
}

// target is the record that the request is linked with: the activity, what is kept elsewhere, or the response itself.
func (r *Response) target(tx *db.Tx, actor access.Actor, d ResponseDraft) (threads.Ref, error) {
	switch {
	case d.ActivityID != "":
		return threads.Ref{Kind: activities.Kind, ID: d.ActivityID}, nil
	case d.Address != "":
		id, err := threads.AddOutsideIn(tx, actor, threads.OutsideDraft{Title: d.Title, Address: d.Address, On: d.On})
		r.OutsideID = id
		return threads.Ref{Kind: threads.KindOutside, ID: id}, err
	default:
		return threads.Ref{Kind: KindResponse, ID: r.ID}, nil
	}
}
