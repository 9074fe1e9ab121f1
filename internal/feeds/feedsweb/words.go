package feedsweb

import (
	"slices"
	"strconv"

	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/feeds"
	"counterpart/internal/web/ui"
)

// moment says a time in UTC, or "never".
func moment(at db.Time) string {
	if at.IsZero() {
		return "never"
	}
	return at.UTC().Format("2 January 2006 15:04 UTC")
}

func kindOptions() []ui.Option {
	out := make([]ui.Option, len(feeds.EventKinds))
	for i, k := range feeds.EventKinds {
		out[i] = ui.Option{Value: string(k.Action), Label: k.Words}
	}
	return out
}

func eventWords(action audit.Action) string {
	if i := slices.IndexFunc(feeds.EventKinds, func(k feeds.EventKind) bool { return k.Action == action }); i >= 0 {
		return feeds.EventKinds[i].Words
	}
	if action == feeds.Ping {
		return "A ping"
	}
	return string(action)
}

var hookStates = map[string]struct {
	state ui.State
	words string
}{
	feeds.Active:  {"confirmed", "Active"},
	feeds.Paused:  {"reserve", "Paused"},
	feeds.Gone:    {"refused", "Stopped: the address answered that it is gone"},
	feeds.Revoked: {"withdrawn", "Revoked"},
}

func hookState(s string) ui.State { return hookStates[s].state }
func hookWords(s string) string   { return hookStates[s].words }

func deliveryState(s string) ui.State {
	return map[string]ui.State{feeds.Pending: "planned", feeds.Delivered: "confirmed", feeds.Failed: "refused"}[s]
}

func deliveryWords(d feeds.Delivery) string {
	switch {
	case d.State == feeds.Delivered:
		return "Delivered"
	case d.State == feeds.Failed:
		return "Failed"
	case d.Tries == 0:
		return "Waiting"
	default:
		return "Again " + moment(d.NextAt)
	}
}

func answerWords(d feeds.Delivery) string {
	if d.Trouble != "" {
		return d.Trouble
	}
	if d.Status == 0 {
		return ""
	}
	return strconv.Itoa(d.Status)
}

func purposeWords(purpose string) string {
	switch purpose {
	case accounts.PurposeNominate:
		return "Answer the invitation and nominate"
	case accounts.PurposeRegister:
		return "Register"
	case accounts.PurposeMeet:
		return "Arrange meetings"
	default:
		return purpose
	}
}

func linkWords(l accounts.GivenLink, now db.Time) string {
	switch {
	case !l.RevokedAt.IsZero():
		return "Ended " + moment(l.RevokedAt)
	case !l.UsedAt.IsZero():
		return "Used up " + moment(l.UsedAt)
	case !now.Before(l.ExpiresAt.Time):
		return "Expired"
	default:
		return "Works"
	}
}
