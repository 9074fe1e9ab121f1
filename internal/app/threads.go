package app

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/parties"
	"counterpart/internal/threads"
)

// linkable names the kinds of records that threads link, in the order in which pages name them.
var linkable = []string{activities.Kind, parties.Kind}

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

func partyRecord(p parties.Party) threads.Record {
	return threads.Record{Ref: threads.Ref{Kind: parties.Kind, ID: p.ID}, Title: p.Name, Href: "/parties/" + p.ID, Object: p.Object()}
}
