// Package trail knows every kind of record that a thread can link, and asks the room of each what the reader may see of it.
package trail

import (
	"counterpart/internal/access"
	"counterpart/internal/actionplans"
	"counterpart/internal/activities"
	"counterpart/internal/commitments"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/outcomes"
	"counterpart/internal/parties"
	"counterpart/internal/publications"
	"counterpart/internal/support"
	"counterpart/internal/threads"
)

// Threads makes the service of threads over all rooms.
func Threads(d *db.DB) *threads.Service { return threads.New(d, linkable, sources) }

// linkable names the kinds of records that threads link, in the order in which pages name them.
var linkable = []string{activities.Kind, support.Kind, support.KindOffer, support.KindResponse, commitments.Kind, publications.Kind, actionplans.Kind, outcomes.Kind, gaps.Kind, parties.Kind}

// sources say of each kind what a thread shows, and whether the reader may see it.
var sources = map[string]threads.Source{
	activities.Kind: {
		Name: "Activity",
		Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
			list, err := activities.SeenIn(tx, actor, ids)
			return recordsOf(list, activityRecord), err
		},
		Find: func(tx *db.Tx, actor access.Actor, words string, limit int) ([]threads.Record, error) {
			list, err := activities.ChoicesIn(tx, actor, words, limit)
			return recordsOf(list, activityRecord), err
		},
	},
	support.Kind: {
		Name: "Request",
		Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
			list, err := support.SeenIn(tx, actor, ids)
			return recordsOf(list, requestRecord), err
		},
		Find: func(tx *db.Tx, actor access.Actor, words string, limit int) ([]threads.Record, error) {
			list, err := support.ChoicesIn(tx, actor, words, limit)
			return recordsOf(list, requestRecord), err
		},
	},
	support.KindOffer: {
		Name: "Offer",
		Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
			list, err := support.OffersSeenIn(tx, actor, ids)
			return recordsOf(list, offerRecord), err
		},
		Find: func(tx *db.Tx, actor access.Actor, words string, limit int) ([]threads.Record, error) {
			list, err := support.OfferChoicesIn(tx, actor, words, limit)
			return recordsOf(list, offerRecord), err
		},
	},
	support.KindResponse: {
		Name: "Response",
		Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
			list, err := support.ResponsesSeenIn(tx, actor, ids)
			return recordsOf(list, responseRecord), err
		},
		Find: func(*db.Tx, access.Actor, string, int) ([]threads.Record, error) { return nil, nil }, // it is linked when it is noted
	},
	publications.Kind: {
		Name: "Publication",
		Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
			list, err := publications.SeenIn(tx, actor, ids)
			return recordsOf(list, publicationRecord), err
		},
		Find: func(tx *db.Tx, actor access.Actor, words string, limit int) ([]threads.Record, error) {
			list, err := publications.ChoicesIn(tx, actor, words, limit)
			return recordsOf(list, publicationRecord), err
		},
	},
	commitments.Kind: {
		Name: "Commitment",
		Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
			list, err := commitments.SeenIn(tx, actor, ids)
			return recordsOf(list, commitmentRecord), err
		},
		Find: func(tx *db.Tx, actor access.Actor, words string, limit int) ([]threads.Record, error) {
			list, err := commitments.ChoicesIn(tx, actor, words, limit)
			return recordsOf(list, commitmentRecord), err
		},
	},
	actionplans.Kind: {
		Name: "Action plan",
		Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
			list, err := actionplans.SeenIn(tx, actor, ids)
			return recordsOf(list, planRecord), err
		},
		Find: func(*db.Tx, access.Actor, string, int) ([]threads.Record, error) { return nil, nil }, // it is linked when an outcome is proposed of it
	},
	outcomes.Kind: {
		Name: "Outcome",
		Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
			list, err := outcomes.SeenIn(tx, actor, ids)
			return recordsOf(list, outcomeRecord), err
		},
		Find: func(tx *db.Tx, actor access.Actor, words string, limit int) ([]threads.Record, error) {
			list, err := outcomes.ChoicesIn(tx, actor, words, limit)
			return recordsOf(list, outcomeRecord), err
		},
	},
	gaps.Kind: {
		Name: "Gap assessment",
		Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
			list, err := gaps.SeenIn(tx, actor, ids)
			return recordsOf(list, gapRecord), err
		},
		Find: func(tx *db.Tx, actor access.Actor, words string, limit int) ([]threads.Record, error) {
			list, err := gaps.ChoicesIn(tx, actor, words, limit)
			return recordsOf(list, gapRecord), err
		},
	},
	parties.Kind: {
		Name: "Party", Hub: true,
		Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
			list, err := parties.SeenIn(tx, actor, ids)
			return recordsOf(list, partyRecord), err
		},
		Find: func(tx *db.Tx, actor access.Actor, words string, limit int) ([]threads.Record, error) {
			list, err := parties.ChoicesIn(tx, actor, words, limit)
			return recordsOf(list, partyRecord), err
		},
	},
}

func recordsOf[T any](list []T, record func(T) threads.Record) []threads.Record {
	out := make([]threads.Record, len(list))
	for i, x := range list {
		out[i] = record(x)
	}
	return out
}

func activityRecord(a activities.Activity) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: activities.Kind, ID: a.ID}, Title: a.Title, On: a.StartsOn, Href: "/activities/" + a.ID, Label: a.Label, Object: a.Object()}
}

func requestRecord(r support.Request) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: support.Kind, ID: r.ID}, Title: r.Title, On: r.ReceivedOn, Href: "/requests/" + r.ID, Label: r.Label, Object: r.Object()}
}

func offerRecord(o support.Offer) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: support.KindOffer, ID: o.ID}, Title: o.Title, On: o.ValidFrom, Href: "/offers/" + o.ID, Label: o.Label, Object: o.Object()}
}

func responseRecord(r support.ResponseOf) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: support.KindResponse, ID: r.ID}, Title: r.Title, On: r.On, Href: "/requests/" + r.RequestID + "#responses", Label: r.Request.Label, Object: r.Request.Object()}
}

func commitmentRecord(c commitments.Commitment) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: commitments.Kind, ID: c.ID}, Title: c.Title, On: c.MadeOn, Href: "/commitments/" + c.ID, Label: c.Label, Object: c.Object()}
}

func publicationRecord(p publications.Publication) threads.Record {
	href := "/publications/" + p.ID
	return threads.Record{Ref: threads.Ref{Kind: publications.Kind, ID: p.ID}, Title: p.Title, On: p.CreatedAt.Date(), Href: href, Label: p.Label, Object: p.Object()}
}

// planRecord names nobody: a thread is read by more people than a plan.
func planRecord(p actionplans.Plan) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: actionplans.Kind, ID: p.ID}, Title: "Action plan of " + p.Activity, On: p.SignedOn, Href: "/action-plans/" + p.ID, Label: p.Label, Object: p.Object()}
}

func outcomeRecord(o outcomes.Outcome) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: outcomes.Kind, ID: o.ID}, Title: o.Title, On: o.From, Href: "/outcomes/" + o.ID, Label: o.Label, Object: o.Object()}
}

func partyRecord(p parties.Party) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: parties.Kind, ID: p.ID}, Title: p.Name, Href: "/parties/" + p.ID, Object: p.Object()}
}

func gapRecord(a gaps.Assessment) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: gaps.Kind, ID: a.ID}, Title: a.Project + ": " + a.Party, On: a.BegunAt.Date(), Href: "/gaps/" + a.ID, Label: a.Label, Object: a.Object()}
}
