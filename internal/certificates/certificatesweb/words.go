package certificatesweb

import (
	"strconv"

	"counterpart/internal/certificates"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// stateLook is the sign and the colour of a state.
var stateLook = map[certificates.State]ui.State{
	certificates.Prepared: "review", certificates.Issued: "met", certificates.Revoked: "refused", certificates.Dropped: "withdrawn",
}

func hoursWords(n int) string {
	if n == 1 {
		return "1 hour"
	}
	return strconv.Itoa(n) + " hours"
}

// span is from the first to the last day.
func span(from, to db.Date) string {
	if from == to {
		return web.Day(from)
	}
	return web.Day(from) + " to " + web.Day(to)
}

func pageLabel(c certificates.Completion) label.TLP {
	return label.Strictest(label.Amber, c.PersonLabel)
}

func stateOptions() []ui.Option {
	out := []ui.Option{{Value: string(certificates.None), Label: "None stands"}}
	return append(out, ui.Said(certificates.States, certificates.State.Words)...)
}
