package partiesweb

import (
	"strconv"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/letters"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// timeline puts what every room knows of the party into one order.
func timeline(p partyPage) []ui.Entry {
	var out []ui.Entry
	span := func(from, to db.Date, began, ended, detail, href string) {
		if from != "" {
			out = append(out, web.On(from, began, detail, href))
		}
		if to != "" {
			out = append(out, web.On(to, ended, detail, href))
		}
	}
	for _, m := range p.Memberships {
		name := p.Words.Name(vocabulary.Statuses, m.Status)
		span(m.From, m.To, "Became "+name, "Last day as "+name, m.Note, "")
	}
	for _, s := range p.Seats {
		place := placeWords[s.Role] + " of " + s.Body
		span(s.From, s.To, "Became "+place, "Last day as "+place, "", "/bodies/"+s.BodyID)
	}
	for _, h := range p.Holders {
		span(h.From, h.To, h.Person+" became "+h.Post, h.Person+" handed over as "+h.Post, "", "/people/"+h.PersonID)
	}
	for _, r := range p.Roles {
		out = append(out, web.On(r.StartsOn, roleWords[r.Role]+" of "+r.Activity, "", "/activities/"+r.ActivityID))
	}
	for _, v := range p.Visits {
		out = append(out, web.At(v.FirstAt, "Came to "+v.Activity, headcount(v.People), "/activities/"+v.ActivityID))
	}
	for _, m := range p.Messages {
		out = append(out, web.At(m.QueuedAt, "Letter: "+m.Subject, fateOf(m), "/messages/"+m.ID))
	}
	return web.NewestFirst(append(out, answers(p)...))
}

// answers are invitations, what was answered, and who was named on one day for one activity.
func answers(p partyPage) []ui.Entry {
	var out []ui.Entry
	for _, i := range p.Invitations {
		href := "/activities/" + i.ActivityID
		out = append(out, web.At(i.SentAt, "Invited to "+i.Activity, "", href))
		if i.State == delegations.InvitationDeclined {
			out = append(out, web.At(i.AnsweredAt, "Declined "+i.Activity, i.DeclineReason, href))
		}
	}
	type key struct {
		activity string
		day      db.Date
	}
	at := map[key]int{}
	for _, n := range p.Nominations {
		k := key{n.ActivityID, n.CreatedAt.Date()}
		if i, ok := at[k]; ok {
			if strings.Count(out[i].Detail, ",") < 9 {
				out[i].Detail += ", " + n.Person
			} else if !strings.HasSuffix(out[i].Detail, " and others") {
				out[i].Detail += " and others"
			}
			continue
		}
		at[k] = len(out)
		out = append(out, web.At(n.CreatedAt, "People named for "+n.Activity, n.Person, "/activities/"+n.ActivityID))
	}
	return out
}

func headcount(n int) string {
	if n == 1 {
		return "1 person"
	}
	return strconv.Itoa(n) + " people"
}

// fateOf says what became of a letter.
func fateOf(m letters.Message) string {
	if !m.AnsweredAt.IsZero() {
		return "answered on " + web.Day(m.AnsweredAt.Date())
	}
	if m.State == letters.Failed {
		return "failed: " + m.LastError
	}
	return string(m.State)
}

// fateLook is the fate of a letter as a chip knows it.
func fateLook(m letters.Message) (ui.State, string) {
	switch {
	case !m.AnsweredAt.IsZero():
		return "answered", "Answered"
	case m.State == letters.Failed:
		return "failed", "Failed"
	case m.State == letters.Sent:
		return "sent", "Sent"
	default:
		return "queued", "Queued"
	}
}

// part is what a party had to do with one activity.
type part struct {
	ActivityID string
	Activity   string
	Roles      []string
	Invited    string
	Named      int
	Confirmed  int
	Came       int
}

// parts gathers roles, invitations, nominations and visits by activity, in the order in which they first appear.
func parts(p partyPage) []part {
	var out []part
	at := map[string]int{}
	of := func(id, title string) *part {
		i, ok := at[id]
		if !ok {
			i = len(out)
			at[id] = i
			out = append(out, part{ActivityID: id, Activity: title})
		}
		return &out[i]
	}
	for _, r := range p.Roles {
		x := of(r.ActivityID, r.Activity)
		x.Roles = append(x.Roles, roleWords[r.Role])
	}
	for _, i := range p.Invitations {
		of(i.ActivityID, i.Activity).Invited = invitedWords[i.State]
	}
	for _, n := range p.Nominations {
		x := of(n.ActivityID, n.Activity)
		if n.Active {
			x.Named++
		}
		if n.State == delegations.Confirmed {
			x.Confirmed++
		}
	}
	for _, v := range p.Visits {
		of(v.ActivityID, v.Activity).Came = v.People
	}
	return out
}

var invitedWords = map[string]string{
	delegations.InvitationSent: "Invited, no answer yet", delegations.InvitationNominated: "Invited, answered", delegations.InvitationDeclined: "Declined",
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
