package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	"counterpart/internal/activities"
	"counterpart/internal/alumni"
	"counterpart/internal/certificates"
	"counterpart/internal/commitments"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/letters"
	"counterpart/internal/outcomes"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/publications"
	"counterpart/internal/recommendations"
	"counterpart/internal/results"
	"counterpart/internal/secondments"
	"counterpart/internal/support"
	"counterpart/internal/training"
)

// listing is a list verb of a room beside the verb that opens one record of it: for every actor, the list holds the
// records that the verb opens, no more and no fewer.
type listing struct {
	name string
	ids  string // query of every id there is
	list func(ctx context.Context, a *App, actor access.Actor) ([]string, error)
	open func(ctx context.Context, a *App, actor access.Actor, id string) error
}

// listings by room. A room of the program without an entry fails the test; one without records of its own says why.
var listings = map[string][]listing{
	"peopleweb": {{
		"people", `select id from person`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]people.Person, []string, error) {
			return a.People.List(ctx, actor, people.Filter{After: after, Limit: 200})
		}, func(p people.Person) string { return p.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.People.Find(ctx, actor, id, "")
			return err
		},
	}},
	"partiesweb": {{
		"parties", `select id from party`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]parties.Party, []string, error) {
			return a.Parties.List(ctx, actor, parties.Filter{After: after, Limit: 200})
		}, func(p parties.Party) string { return p.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Parties.Find(ctx, actor, id, "")
			return err
		},
	}},
	"activitiesweb": {{
		"activities", `select id from activity`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]activities.Activity, []string, error) {
			return a.Activities.List(ctx, actor, activities.Filter{After: after, Limit: 200})
		}, func(x activities.Activity) string { return x.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Activities.Find(ctx, actor, id)
			return err
		},
	}, {
		"sessions", `select id from activity_session`,
		func(ctx context.Context, a *App, actor access.Actor) ([]string, error) {
			return overActivities(ctx, a, func(activity string) ([]string, error) {
				p, err := a.Activities.Programme(ctx, actor, activity)
				return idsOf(p.Sessions, func(s activities.Session) string { return s.ID }), err
			})
		},
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, _, err := a.Activities.Session(ctx, actor, id)
			return err
		},
	}},
	"delegationsweb": {{
		"nominations", `select id from nomination where active`,
		func(ctx context.Context, a *App, actor access.Actor) ([]string, error) {
			return overActivities(ctx, a, func(activity string) ([]string, error) {
				list, err := a.Delegations.Nominations(ctx, actor, delegations.Filter{ActivityID: activity})
				return idsOf(list, func(n delegations.Nomination) string { return n.ID }), err
			})
		},
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Delegations.Find(ctx, actor, id)
			return err
		},
	}},
	"lettersweb": {{
		"messages", `select id from message`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]letters.Message, []string, error) {
			return a.Letters.Messages(ctx, actor, letters.Filter{After: after, Limit: 200})
		}, func(m letters.Message) string { return m.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Letters.Message(ctx, actor, id)
			return err
		},
	}},
	"accountsweb": {{
		"accounts", `select id from account`,
		func(ctx context.Context, a *App, actor access.Actor) ([]string, error) {
			list, _, err := a.Accounts.List(ctx, actor, "", 100_000)
			return idsOf(list, func(x accounts.Account) string { return x.ID }), err
		},
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, _, err := a.Accounts.Find(ctx, actor, id)
			return err
		},
	}},
	"supportweb": {{
		"requests", `select id from support_request`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]support.Request, []string, error) {
			list, next, err := a.Support.List(ctx, actor, support.Filter{After: after, Limit: 200})
			if closed(err) {
				err = nil
			}
			return list, next, err
		}, func(r support.Request) string { return r.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Support.Find(ctx, actor, id)
			return err
		},
	}, {
		"offers", `select id from support_offer`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]support.Offer, []string, error) {
			list, next, err := a.Support.Offers(ctx, actor, support.OfferFilter{All: true, After: after, Limit: 200})
			if closed(err) {
				err = nil
			}
			return list, next, err
		}, func(o support.Offer) string { return o.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Support.FindOffer(ctx, actor, id)
			return err
		},
	}},
	"publicationsweb": {{
		"publications at work", `select id from publication`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]publications.Publication, []string, error) {
			return a.Publications.List(ctx, actor, publications.Filter{After: after, Limit: 200})
		}, func(p publications.Publication) string { return p.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Publications.Find(ctx, actor, id)
			return err
		},
	}, {
		"the library", `select slug from publication`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]publications.Listed, []string, error) {
			return a.Publications.Library(ctx, actor, publications.LibraryFilter{After: after, Limit: 200})
		}, func(l publications.Listed) string { return l.Slug }),
		func(ctx context.Context, a *App, actor access.Actor, slug string) error {
			_, err := a.Publications.Read(ctx, actor, slug, "", 0)
			return err
		},
	}},
	"instrumentsweb": {{
		"instruments", `select code from instrument`,
		func(ctx context.Context, a *App, actor access.Actor) ([]string, error) {
			list, err := a.Instruments.List(ctx, actor)
			return idsOf(list, func(l instruments.Listed) string { return l.Code }), err
		},
		func(ctx context.Context, a *App, actor access.Actor, code string) error {
			_, err := a.Instruments.Find(ctx, actor, code, 0)
			return err
		},
	}},
	"recommendationsweb": {{
		"recommendations", `select id from recommendation`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]recommendations.Recommendation, []string, error) {
			return a.Advice.List(ctx, actor, recommendations.Filter{After: after, Limit: 200})
		}, func(r recommendations.Recommendation) string { return r.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Advice.Find(ctx, actor, id)
			return err
		},
	}},
	"gapsweb": {{
		"gap assessments", `select id from gap_assessment`,
		func(ctx context.Context, a *App, actor access.Actor) ([]string, error) {
			projects, err := db.Whole(func(after []string) ([]gaps.Listed, []string, error) {
				list, next, err := a.Gaps.List(ctx, actor, gaps.Filter{After: after, Limit: 200})
				if closed(err) {
					err = nil
				}
				return list, next, err
			})
			var out []string
			for _, p := range projects {
				out = append(out, idsOf(p.Assessments, func(x gaps.Assessment) string { return x.ID })...)
			}
			return out, err
		},
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Gaps.Find(ctx, actor, id)
			return err
		},
	}},
	"lawsweb": {{
		"laws", `select id from national_law`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]laws.Law, []string, error) {
			return a.Laws.List(ctx, actor, laws.Filter{After: after, Limit: 200})
		}, func(l laws.Law) string { return l.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Laws.Find(ctx, actor, id)
			return err
		},
	}},
	"curriculaweb": {{
		"curricula", `select id from curriculum`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]curricula.Curriculum, []string, error) {
			list, next, err := a.Curricula.List(ctx, actor, curricula.Filter{After: after, Limit: 200})
			if closed(err) {
				err = nil
			}
			return list, next, err
		}, func(c curricula.Curriculum) string { return c.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Curricula.Find(ctx, actor, id)
			return err
		},
	}, {
		"courses", `select code from curriculum`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]curricula.Curriculum, []string, error) {
			return a.Curricula.Courses(ctx, actor, curricula.Filter{After: after, Limit: 200})
		}, func(c curricula.Curriculum) string { return c.Code }),
		func(ctx context.Context, a *App, actor access.Actor, code string) error {
			_, err := a.Curricula.Course(ctx, actor, code)
			return err
		},
	}},
	"trainingweb": {{
		"deliveries", `select activity_id from delivery`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]training.Delivery, []string, error) {
			list, next, err := a.Training.List(ctx, actor, training.Filter{After: after, Limit: 200})
			if closed(err) {
				err = nil
			}
			return list, next, err
		}, func(d training.Delivery) string { return d.ActivityID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Training.Find(ctx, actor, id)
			return err
		},
	}},
	"commitmentsweb": {{
		"commitments", `select id from commitment`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]commitments.Commitment, []string, error) {
			list, next, err := a.Commitments.List(ctx, actor, commitments.Filter{After: after, Limit: 200})
			if closed(err) {
				err = nil
			}
			return list, next, err
		}, func(x commitments.Commitment) string { return x.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Commitments.Find(ctx, actor, id)
			return err
		},
	}},
	"actionplansweb": {{
		"action plans", `select id from action_plan`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]actionplans.Plan, []string, error) {
			list, next, err := a.ActionPlans.List(ctx, actor, actionplans.Filter{After: after, Limit: 200})
			if closed(err) {
				err = nil
			}
			return list, next, err
		}, func(x actionplans.Plan) string { return x.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.ActionPlans.Find(ctx, actor, id)
			return err
		},
	}},
	"certificatesweb": {{
		"certificates", `select max(id) from certificate group by completion_id`,
		func(ctx context.Context, a *App, actor access.Actor) ([]string, error) {
			list, _, err := a.Certificates.List(ctx, actor, certificates.Filter{Limit: 200})
			if len(list) == 200 {
				return nil, errors.New("there are more completions than one page shows")
			}
			list = slices.DeleteFunc(list, func(x certificates.Standing) bool { return x.Certificate.ID == "" }) // completed, and no certificate yet
			return idsOf(list, func(x certificates.Standing) string { return x.Certificate.ID }), err
		},
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Certificates.Find(ctx, actor, id)
			return err
		},
	}},
	// The directory of alumni is filtered by what each shows to whom: TestTheDirectoryLeaksNothing.
	"alumniweb": {{
		"introductions", `select id from introduction`,
		func(ctx context.Context, a *App, actor access.Actor) ([]string, error) {
			list, err := a.Alumni.Introductions(ctx, actor, false)
			return idsOf(list, func(x alumni.Introduction) string { return x.ID }), err
		},
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Alumni.Introduction(ctx, actor, id)
			return err
		},
	}},
	"secondmentsweb": {{
		"assignments", `select id from assignment`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]secondments.Assignment, []string, error) {
			list, next, err := a.Secondments.Assignments(ctx, actor, secondments.AssignmentFilter{After: after, Limit: 200})
			if closed(err) {
				err = nil
			}
			return list, next, err
		}, func(x secondments.Assignment) string { return x.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Secondments.FindAssignment(ctx, actor, id)
			return err
		},
	}, {
		"dossiers", `select id from secondment`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]secondments.Dossier, []string, error) {
			list, next, err := a.Secondments.List(ctx, actor, secondments.Filter{After: after, Limit: 200})
			if closed(err) {
				err = nil
			}
			return list, next, err
		}, func(x secondments.Dossier) string { return x.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Secondments.Find(ctx, actor, id)
			return err
		},
	}},
	"outcomesweb": {{
		"outcomes", `select id from outcome`,
		paged(func(ctx context.Context, a *App, actor access.Actor, after []string) ([]outcomes.Outcome, []string, error) {
			list, next, err := a.Outcomes.List(ctx, actor, outcomes.Filter{After: after, Limit: 200})
			if closed(err) {
				err = nil
			}
			return list, next, err
		}, func(x outcomes.Outcome) string { return x.ID }),
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			_, err := a.Outcomes.Find(ctx, actor, id)
			return err
		},
	}},
	"resultsweb": {{
		"reports in work", `select activity_id from report`,
		func(ctx context.Context, a *App, actor access.Actor) ([]string, error) {
			return overActivities(ctx, a, func(activity string) ([]string, error) {
				p, err := a.Results.Report(ctx, actor, activity)
				if err != nil || p.Report.ID == "" {
					return nil, err
				}
				return []string{activity}, nil
			})
		},
		func(ctx context.Context, a *App, actor access.Actor, id string) error {
			return viewing(ctx, a, func(tx *db.Tx) error {
				x, err := activities.FindIn(tx, id)
				if err != nil {
					return err
				}
				r, err := reportOf(tx, id)
				if err != nil {
					return err
				}
				return actor.Require(results.RightSee, r.Object(x))
			})
		},
	}},
}

// without lists rooms that have no list of records that an actor could see in part.
var without = map[string]string{
	"registrationsweb":  "the overview of an activity is open as a whole or not at all",
	"attendanceweb":     "the register of an activity is open as a whole or not at all; Chatham House sessions have a test of their own",
	"networkingweb":     "the plan and the connections of an activity are open as a whole or not at all, and whom a label closes is not named: the room has a test of it; the rest is the caller's own",
	"gapreportsweb":     "keeps nothing: shows what was cleared, within the reader's labels",
	"comparisonsweb":    "shows what was cleared, cell by cell by its label; the room has a property test of it",
	"iatiweb":           "counts what leaves and what does not; the room has a test of the labels",
	"indicatorsweb":     "the framework is open as a whole or not at all",
	"assessmentsweb":    "the bank and the test of an activity are open as a whole or not at all; scores by name are those that the rule of nominations opens, and the room has a test of it",
	"evaluationsweb":    "an evaluation is open as a whole or not at all, and names nobody",
	"reachweb":          "counts by party, of the parties that the reader may see; the room has a test of it",
	"tiesweb":           "counts by party; who is closed by a label is not counted, and the room has a test of it",
	"importsweb":        "imports belong to those who may import everything",
	"labelsweb":         "shows one record, which asks for its own right",
	"signinsweb":        "shows what is the caller's own",
	"threadsweb":        "shows the links of one record, each of which asks for its own right: the room has a test of it",
	"mailboxweb":        "of a demonstration only",
	"auditweb":          "the whole history is open or not at all",
	"privacyweb":        "shows what is the caller's own, or asks room by room",
	"feedsweb":          "shows what is the caller's own",
	"vaultweb":          "holds no records",
	"questionnairesweb": "a round is open as a whole or not at all, as gapsweb says; what came back is its sender's until it is taken",
}

func reportOf(tx *db.Tx, activityID string) (results.Report, error) {
	id, err := db.One[string](tx, `select id from report where activity_id = $1`, activityID)
	if err != nil {
		return results.Report{}, err
	}
	return results.FindIn(tx, id)
}

func viewing(ctx context.Context, a *App, do func(tx *db.Tx) error) error {
	_, err := db.View(ctx, a.DB, func(tx *db.Tx) (bool, error) { return true, do(tx) })
	return err
}

func paged[T any](page func(ctx context.Context, a *App, actor access.Actor, after []string) ([]T, []string, error), id func(T) string) func(context.Context, *App, access.Actor) ([]string, error) {
	return func(ctx context.Context, a *App, actor access.Actor) ([]string, error) {
		var out, after []string
		for {
			list, next, err := page(ctx, a, actor, after)
			out = append(out, idsOf(list, id)...)
			if err != nil || next == nil {
				return out, err
			}
			after = next
		}
	}
}

func idsOf[T any](list []T, id func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = id(x)
	}
	return out
}

// overActivities gathers the lists that hang on an activity; one that is closed gives nothing.
func overActivities(ctx context.Context, a *App, list func(activity string) ([]string, error)) ([]string, error) {
	var out []string
	all, err := allIDs(ctx, a, `select id from activity`)
	for _, activity := range all {
		some, listErr := list(activity)
		if listErr != nil && !closed(listErr) {
			return nil, listErr
		}
		out = append(out, some...)
	}
	return out, err
}

func allIDs(ctx context.Context, a *App, query string) ([]string, error) {
	return db.View(ctx, a.DB, func(tx *db.Tx) ([]string, error) { return db.All[string](tx, query) })
}

func closed(err error) bool { return fault.IsForbidden(err) || fault.IsNotFound(err) }

// guarded is the demonstration's story with every label on records of every kind, and actors of every role.
type guarded struct {
	*App
	actors   map[string]access.Actor
	activity string
	person   string // labelled RED, with nobody named
}

func newGuarded(t *testing.T, s told) *guarded {
	t.Helper()
	a, err := Open(t.Context(), Config{Data: s.data, DatabaseURL: s.url, BaseURL: "http://counterpart.test", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	g := &guarded{App: a, actors: map[string]access.Actor{}}
	g.label(t)
	g.cast(t)
	return g
}

// label gives every kind of record all five labels in turn.
func (g *guarded) label(t *testing.T) {
	t.Helper()
	_, err := db.Change(t.Context(), g.DB, func(tx *db.Tx) (bool, error) {
		for _, table := range []string{"person", "activity", "activity_session", "report", "support_request", "support_offer", "commitment", "outcome", "publication", "curriculum", "action_plan", "assignment", "secondment", "gap_assessment", "national_law"} {
			ids, err := db.All[string](tx, "select id from "+table+" order by id")
			if err != nil {
				return false, err
			}
			for i, id := range ids {
				if err := tx.Exec("update "+table+" set label = $2 where id = $1", id, string(label.All[i%5])); err != nil {
					return false, err
				}
			}
		}
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (g *guarded) cast(t *testing.T) {
	t.Helper()
	one := func(query string) string {
		ids, err := allIDs(t.Context(), g.App, query)
		if err != nil || len(ids) == 0 {
			t.Fatal(query, err)
		}
		return ids[0]
	}
	g.activity = one(`select activity_id from nomination where activity_id in (select id from activity where label = 'TLP:AMBER') group by activity_id order by count(*) desc`)
	g.person = one(`select person_id from nomination where person_id in (select id from person where label = 'TLP:RED') order by id`)
	partyA := one(`select party_id from nomination group by party_id order by count(*) desc, party_id`)
	partyB := one(`select party_id from nomination group by party_id order by count(*), party_id`)
	account := one(`select id from account order by id`)
	rights := Rights()
	add := func(name string, role access.Role, s access.Scope) {
		g.actors[name] = access.Actor{Account: "x-" + name, Name: name, Via: "session", Grants: []access.Grant{
			{Role: access.Public, Rights: rights[access.Public]}, {Role: role, Scope: s, Rights: rights[role]},
		}}
	}
	whole := access.Scope{}
	add("administrator", access.Administrator, whole)
	add("officer", access.Officer, whole)
	add("officer of an activity", access.Officer, access.Scope{Activity: g.activity})
	add("comanager", access.CoManager, whole)
	add("desk", access.Desk, access.Scope{Activity: g.activity})
	add("focal point A", access.FocalPoint, access.Scope{Parties: []string{partyA}})
	add("focal point B", access.FocalPoint, access.Scope{Parties: []string{partyB}})
	add("partner", access.Partner, access.Scope{Activity: g.activity})
	add("expert", access.Expert, access.Scope{Activity: g.activity})
	add("auditor", access.Auditor, whole)
	add("participant", access.Participant, access.Scope{Person: g.person})
	add("named officer", access.Officer, whole)
	named := g.actors["named officer"]
	named.Account = account
	g.actors["named officer"] = named
	g.actors["public"] = g.Accounts.Public()
	_, err := db.Change(t.Context(), g.DB, func(tx *db.Tx) (bool, error) {
		for kind, table := range map[string]string{people.Kind: "person", activities.Kind: "activity", activities.KindSession: "activity_session", results.Kind: "report", publications.Kind: "publication"} {
			err := tx.Exec(`insert into label_reader (kind, record_id, account_id, by_actor, at) select $1, id, $2, 'test', $3 from `+table, kind, account, tx.Now())
			if err != nil {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func onBoth(t *testing.T, test func(t *testing.T, g *guarded)) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, newGuarded(t, copySQLite(t))) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); test(t, newGuarded(t, copyPostgres(t))) })
}

// onOne runs a test on SQLite alone, where what differs between the databases is compared elsewhere.
func onOne(t *testing.T, test func(t *testing.T, g *guarded)) {
	t.Parallel()
	test(t, newGuarded(t, copySQLite(t)))
}

// For each list of each room and for each actor: the list holds the ids of the records that the record's verb opens.
func TestListAndRecordAgreeEverywhere(t *testing.T) {
	onBoth(t, func(t *testing.T, g *guarded) {
		for _, room := range g.rooms() {
			name := path.Base(reflect.TypeOf(room).Elem().PkgPath())
			if listings[name] == nil && without[name] == "" {
				t.Errorf("the room %s is in no registry: add its lists to listings, or say in without why it has none", name)
			}
			for _, l := range listings[name] {
				g.compare(t, l)
			}
		}
	})
}

func (g *guarded) compare(t *testing.T, l listing) {
	t.Helper()
	ctx := t.Context()
	all, err := allIDs(ctx, g.App, l.ids)
	if err != nil || len(all) == 0 {
		t.Fatal(l.name, "has no records", err)
	}
	slices.Sort(all)
	for name, actor := range g.actors {
		listed, err := l.list(ctx, g.App, actor)
		if err != nil && !closed(err) {
			t.Fatal(l.name, name, err)
		}
		slices.Sort(listed)
		var open []string
		for _, id := range all {
			err := l.open(ctx, g.App, actor, id)
			if err == nil {
				open = append(open, id)
			} else if !closed(err) {
				t.Fatal(l.name, name, id, err)
			}
		}
		if !slices.Equal(listed, open) {
			t.Errorf("%s, %s: the list has %d, the verb opens %d of %d", l.name, name, len(listed), len(open), len(all))
		}
	}
}

// A closed record and one that does not exist answer alike, byte for byte but for the path, and so does the reason why.
func TestAClosedRecordLooksLikeNone(t *testing.T) {
	onBoth(t, func(t *testing.T, g *guarded) {
		focal := g.actors["focal point B"]
		g.Site.Authenticate = func(*http.Request) (access.Actor, error) { return focal, nil }
		const none = "01900000-0000-7000-8000-000000000000"
		get := func(address, id string) string {
			w := httptest.NewRecorder()
			g.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, address+id, nil))
			return fmt.Sprint(w.Code, "\n", strings.ReplaceAll(w.Body.String(), id, "ID"))
		}
		for _, address := range []string{
			"/people/", "/api/v1/people/", "/access/why?path=/people/", "/labels/person/", "/activities/", "/api/v1/activities/", "/access/why?path=/activities/",
		} {
			id := g.person
			if strings.Contains(address, "activities") {
				id = g.activity
			}
			if a, b := get(address, id), get(address, none); a != b {
				t.Errorf("%s tells a closed record from none:\n%s\n%s", address, a, b)
			}
		}
	})
}

// A18: what is RED is not in lists, search, pages, exports or the API of those who are not named.
func TestAbuse_A18_RedIsForTheNamed(t *testing.T) {
	onOne(t, func(t *testing.T, g *guarded) {
		const canary = "Zzquorblat Canary"
		_, err := db.Change(t.Context(), g.DB, func(tx *db.Tx) (bool, error) {
			p, err := people.FindIn(tx, g.person)
			if err != nil {
				return false, err
			}
			return true, people.ChangeIn(tx, access.System("test"), g.person, p.Version, people.Draft{Given: canary, Label: label.Red})
		})
		if err != nil {
			t.Fatal(err)
		}
		nominated, err := allIDs(t.Context(), g.App, `select activity_id from nomination where person_id = '`+g.person+`'`)
		if err != nil {
			t.Fatal(err)
		}
		paths := []string{"/people", "/people?q=Zzquorblat", "/search?q=Zzquorblat", "/people/" + g.person, "/api/v1/people?limit=200", "/api/v1/people/" + g.person}
		for _, a := range nominated {
			paths = append(paths, "/activities/"+a+"/delegations", "/activities/"+a+"/participants", "/api/v1/activities/"+a+"/nominations")
		}
		for _, name := range []string{"administrator", "officer", "comanager", "desk", "focal point A", "focal point B", "partner", "expert", "auditor"} {
			actor := g.actors[name]
			g.Site.Authenticate = func(*http.Request) (access.Actor, error) { return actor, nil }
			for _, p := range paths {
				w := httptest.NewRecorder()
				g.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, p, nil))
				body := strings.ReplaceAll(w.Body.String(), "q=Zzquorblat", "")
				if strings.Contains(body, canary) {
					t.Errorf("%s reads a RED person at %s", name, p)
				}
			}
		}
	})
}

// A19: nobody but the originator or a Co-Manager loosens a label, and never silently.
func TestAbuse_A19_LabelsAreNotLoosenedSilently(t *testing.T) {
	onOne(t, func(t *testing.T, g *guarded) {
		ctx, officer, named := t.Context(), g.actors["officer"], g.actors["named officer"]
		id, err := g.People.Add(ctx, officer, people.Draft{Given: "Qyx Labelled", Label: label.AmberStrict, Anyway: true})
		if err != nil {
			t.Fatal(err)
		}
		find := func() people.Person {
			p, err := g.People.Find(ctx, officer, id, "")
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		try := func(actor access.Actor, d people.Draft) error {
			d.Given = "Qyx Labelled"
			return g.People.Change(ctx, actor, id, find().Version, d)
		}
		if err := try(named, people.Draft{Label: label.Green, LabelReason: "I would like it"}); !fault.IsForbidden(err) {
			t.Error("someone else loosened it:", err)
		}
		if err := try(officer, people.Draft{Label: label.Green}); fault.AsInvalid(err) == nil {
			t.Error("loosened without a reason:", err)
		}
		if err := try(named, people.Draft{}); err != nil || find().Label != label.AmberStrict {
			t.Error("a draft without label changed it:", err, find().Label)
		}
		if err := try(officer, people.Draft{Label: label.Amber, LabelReason: "agreed with the person"}); err != nil || find().Label != label.Amber {
			t.Error(err, find().Label)
		}
		if err := try(named, people.Draft{Label: label.AmberStrict}); err != nil || find().Label != label.AmberStrict {
			t.Error("an editor could not make it stricter:", err)
		}
		n, err := allIDs(ctx, g.App, `select action from audit where record_id = '`+id+`' and action like 'labels.%' order by seq`)
		if err != nil || !slices.Equal(n, []string{"labels.lower", "labels.raise"}) {
			t.Error("history:", n, err)
		}
	})
}

// A15: lists, searches and counts are those of an installation without the hidden person.
func TestAbuse_A15_HiddenPeopleAreNotCounted(t *testing.T) {
	onOne(t, func(t *testing.T, g *guarded) {
		actor := g.actors["officer"]
		count := func() int {
			ids, err := listings["peopleweb"][0].list(t.Context(), g.App, actor)
			if err != nil {
				t.Fatal(err)
			}
			return len(ids)
		}
		before := count()
		_, err := db.Change(t.Context(), g.DB, func(tx *db.Tx) (string, error) {
			return people.AddIn(tx, access.System("test"), people.Draft{Given: "Xyzzy Hidden", Label: label.Red})
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := count(); got != before {
			t.Errorf("%d listed, %d before a hidden person was entered", got, before)
		}
		g.Site.Authenticate = func(*http.Request) (access.Actor, error) { return actor, nil }
		page := func(q string) string {
			w := httptest.NewRecorder()
			g.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/search?q="+q, nil))
			return strings.ReplaceAll(w.Body.String(), q, "Q")
		}
		if page("xyzzy") != page("xyzzz") {
			t.Error("a search tells a hidden person from none")
		}
	})
}
