package app

import (
	"counterpart/internal/actionplans"
	"counterpart/internal/activities"
	"counterpart/internal/commitments"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/laws"
	"counterpart/internal/outcomes"
	"counterpart/internal/people"
	"counterpart/internal/publications"
	"counterpart/internal/recommendations"
	"counterpart/internal/results"
	"counterpart/internal/secondments"
	"counterpart/internal/support"
)

// labelled loads the records that carry a label, by kind.
var labelled = map[string]labels.Finder{
	people.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		p, err := people.FindIn(tx, id)
		if err != nil {
			return labels.Record{}, err
		}
		r := labels.Record{
			Title: p.Given, Href: "/people/" + id, See: people.RightSee, Edit: people.RightEdit,
			Relabel: func(tx *db.Tx, to label.TLP) error { return people.RelabelIn(tx, id, to) },
		}
		r.Object, err = people.ObjectIn(tx, id)
		return r, err
	},
	activities.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		a, err := activities.FindIn(tx, id)
		return labels.Record{
			Object: a.Object(), Title: a.Title, Href: "/activities/" + id, See: activities.RightSee, Edit: activities.RightEdit,
			Relabel: func(tx *db.Tx, to label.TLP) error { return activities.RelabelIn(tx, id, to) },
		}, err
	},
	activities.KindSession: func(tx *db.Tx, id string) (labels.Record, error) {
		s, a, err := activities.SessionObjectIn(tx, id)
		return labels.Record{
			Object: s.Object(a), Title: s.Title, Href: "/activities/" + a.ID + "/programme", See: activities.RightSee, Edit: activities.RightEdit,
			Above:   a.Label,
			Relabel: func(tx *db.Tx, to label.TLP) error { return activities.RelabelSessionIn(tx, id, to) },
		}, err
	},
	support.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		r, err := support.FindIn(tx, id)
		return labels.Record{
			Object: r.Object(), Title: "Request " + r.Reference() + ": " + r.Title, Href: "/requests/" + id, See: support.RightSee, Edit: support.RightHandle,
			Relabel: func(tx *db.Tx, to label.TLP) error { return support.RelabelIn(tx, id, to) },
		}, err
	},
	support.KindOffer: func(tx *db.Tx, id string) (labels.Record, error) {
		o, err := support.FindOfferIn(tx, id)
		return labels.Record{
			Object: o.Object(), Title: o.Title, Href: "/offers/" + id, See: support.RightOffers, Edit: support.RightAsk,
			Relabel: func(tx *db.Tx, to label.TLP) error { return support.RelabelOfferIn(tx, id, to) },
		}, err
	},
	publications.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		p, err := publications.FindIn(tx, id)
		return labels.Record{
			Object: p.Object(), Title: p.Title, Href: "/publications/" + id, See: publications.RightSee, Edit: publications.RightWrite,
			Relabel: func(tx *db.Tx, to label.TLP) error { return publications.RelabelIn(tx, id, to) },
		}, err
	},
	laws.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		l, err := laws.FindIn(tx, id)
		return labels.Record{
			Object: l.Object(), Title: l.Citation(), Href: "/laws/" + id, See: laws.RightSee, Edit: laws.RightEdit,
			Relabel: func(tx *db.Tx, to label.TLP) error { return laws.RelabelIn(tx, id, to) },
		}, err
	},
	curricula.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		c, err := curricula.FindIn(tx, id)
		return labels.Record{
			Object: c.Object(), Title: c.Code + ": " + c.Title, Href: "/training/curricula/" + id, See: curricula.RightSee, Edit: curricula.RightWrite,
			Relabel: func(tx *db.Tx, to label.TLP) error { return curricula.RelabelIn(tx, id, to) },
		}, err
	},
	recommendations.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		r, err := recommendations.FindIn(tx, id)
		return labels.Record{
			Object: r.Object(), Title: r.Party + ": " + r.Title, Href: "/recommendations/" + id, See: recommendations.RightSee, Edit: recommendations.RightWrite,
			Relabel: func(tx *db.Tx, to label.TLP) error { return recommendations.RelabelIn(tx, id, to) },
		}, err
	},
	gaps.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		a, err := gaps.FindIn(tx, id)
		return labels.Record{
			Object: a.Object(), Title: a.Party + ": " + a.Project, Href: "/gaps/" + id, See: gaps.RightSee, Edit: gaps.RightManage,
			Relabel: func(tx *db.Tx, to label.TLP) error { return gaps.RelabelIn(tx, id, to) },
		}, err
	},
	commitments.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		c, err := commitments.FindIn(tx, id)
		return labels.Record{
			Object: c.Object(), Title: c.Reference() + ": " + c.Title, Href: "/commitments/" + id, See: commitments.RightSee, Edit: commitments.RightRecord,
			Relabel: func(tx *db.Tx, to label.TLP) error { return commitments.RelabelIn(tx, id, to) },
		}, err
	},
	actionplans.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		p, err := actionplans.FindIn(tx, id)
		return labels.Record{
			Object: p.Object(), Title: "Action plan of " + p.Person, Href: "/action-plans/" + id, See: actionplans.RightSee, Edit: actionplans.RightManage,
			Relabel: func(tx *db.Tx, to label.TLP) error { return actionplans.RelabelIn(tx, id, to) },
		}, err
	},
	outcomes.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		o, err := outcomes.FindIn(tx, id)
		return labels.Record{
			Object: o.Object(), Title: o.Reference() + ": " + o.Title, Href: "/outcomes/" + id, See: outcomes.RightSee, Edit: outcomes.RightReview,
			Relabel: func(tx *db.Tx, to label.TLP) error { return outcomes.RelabelIn(tx, id, to) },
		}, err
	},
	secondments.KindAssignment: func(tx *db.Tx, id string) (labels.Record, error) {
		a, err := secondments.FindAssignmentIn(tx, id)
		return labels.Record{
			Object: a.Object(), Title: a.Reference() + ": " + a.Title, Href: "/assignments/" + id, See: secondments.RightSee, Edit: secondments.RightEdit,
			Relabel: func(tx *db.Tx, to label.TLP) error { return secondments.RelabelAssignmentIn(tx, id, to) },
		}, err
	},
	secondments.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		d, err := secondments.FindIn(tx, id)
		return labels.Record{
			Object: d.Object(), Title: d.Reference() + ": " + d.Assignment, Href: "/secondments/" + id, See: secondments.RightSee, Edit: secondments.RightEdit,
			Relabel: func(tx *db.Tx, to label.TLP) error { return secondments.RelabelIn(tx, id, to) },
		}, err
	},
	results.Kind: func(tx *db.Tx, id string) (labels.Record, error) {
		r, err := results.FindIn(tx, id)
		if err != nil {
			return labels.Record{}, err
		}
		a, err := activities.FindIn(tx, r.ActivityID)
		return labels.Record{
			Object: r.Object(a), Title: r.Title, Href: "/activities/" + a.ID + "/report", See: results.RightSee, Edit: results.RightWrite,
			Relabel: func(tx *db.Tx, to label.TLP) error { return results.RelabelIn(tx, id, to) },
		}, err
	},
}
