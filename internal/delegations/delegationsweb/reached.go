package delegationsweb

import (
	"fmt"
	"time"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/reach"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// reached is how the parties took part before an activity, for whoever gives its seats. It is nil for those who may not see it.
type reached map[string]reach.Recent

// reachedBefore asks once for all parties.
func (p *Pages) reachedBefore(c *web.Call, a activities.Activity) (reached, error) {
	if p.Reach == nil || !c.Actor.Holds(reach.RightSee) {
		return nil, nil
	}
	return p.Reach.Recent(c.Context(), c.Actor, a.ID, a.StartsOn)
}

// words say when a party last came, and how often it was invited and came in the years before.
func (r reached) words(partyID string) string {
	one := r[partyID]
	last := "never came"
	if one.LastCame != "" {
		last = "last came " + monthOf(one.LastCame)
	}
	return fmt.Sprintf("In %d years invited to %d, came to %d; %s", reach.RecentYears, one.Invited, one.Came, last)
}

// note marks a party that was never reached; "" for the others.
func (r reached) note(partyID string) string {
	one, known := r[partyID]
	switch {
	case r == nil:
		return ""
	case !known:
		return "Never invited"
	case one.LastCame != "":
		return ""
	case one.Named:
		return "Named people, nobody came"
	default:
		return "Invited, named nobody"
	}
}

// mark says in the choice of parties which of them were never invited.
func (r reached) mark(options []ui.Option) {
	for i, o := range options {
		if r.note(o.Value) == "Never invited" {
			options[i].Label += " (never invited)"
		}
	}
}

func monthOf(d db.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("January 2006")
}
