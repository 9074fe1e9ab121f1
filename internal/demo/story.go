package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"counterpart/internal/demo/frameworks"
	"counterpart/internal/demo/lessons"
	"counterpart/internal/demo/moments"
	"counterpart/internal/demo/posted"
	"counterpart/internal/demo/remembered"
	"counterpart/internal/demo/statutes"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	"counterpart/internal/activities"
	"counterpart/internal/alumni"
	"counterpart/internal/assessments"
	"counterpart/internal/attendance"
	"counterpart/internal/certificates"
	"counterpart/internal/commitments"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/demo/cast"
	"counterpart/internal/demo/events"
	"counterpart/internal/evaluations"
	"counterpart/internal/files"
	"counterpart/internal/gaps"
	"counterpart/internal/indicators"
	"counterpart/internal/instruments"
	"counterpart/internal/interests"
	"counterpart/internal/jobs"
	"counterpart/internal/laws"
	"counterpart/internal/letters"
	"counterpart/internal/mixers"
	"counterpart/internal/networking"
	"counterpart/internal/networking/company"
	"counterpart/internal/networking/exchange"
	"counterpart/internal/networking/places"
	harvest "counterpart/internal/outcomes"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/publications"
	"counterpart/internal/recommendations"
	"counterpart/internal/registrations"
	"counterpart/internal/results"
	"counterpart/internal/secondments"
	"counterpart/internal/support"
	"counterpart/internal/trail"
	"counterpart/internal/training"
	"counterpart/internal/vault"
	"counterpart/internal/vocabulary/pack"
)

// story is the entering of the demonstration.
type story struct {
	db     *db.DB
	clock  *clock
	now    time.Time // the real time, at which the story ends
	cast   *cast.Cast
	pack   *pack.Pack
	homes  map[string]*home
	past   *delegations.Service // its mail left long ago
	live   *delegations.Service // its mail leaves when the demonstration is served
	regs   *registrations.Service
	report *results.Service
	values *indicators.Service
	pubs   *publications.Service

	places     *places.Service
	interests  *interests.Service
	networking *networking.Service
	company    *company.Service
	exchange   *exchange.Service
	mixers     *mixers.Service
	support    *support.Service

	commitments *commitments.Service
	curricula   *curricula.Service
	courses     *training.Service
	certify     *certificates.Service
	alumni      *alumni.Service
	outcomes    *harvest.Service
	assessments *assessments.Service
	evaluations *evaluations.Service
	plans       *actionplans.Service
	posts       *secondments.Service
	laws        *laws.Service
	gaps        *gaps.Service
	advice      *recommendations.Service

	officer  access.Actor
	managers []access.Actor // the Co-Managers, of Australia and of Indonesia
	entered  int            // people so far, for addresses
	ids      map[string]string
}

// seed makes the demonstration's people the same each time.
const seed = 20240605

// officerRights are what the programme officer of the story does.
var officerRights = []access.Right{
	parties.RightSee, parties.RightEdit, people.RightSee, people.RightEdit, accounts.RightManage, activities.RightSee, activities.RightEdit,
	letters.RightSee, letters.RightEdit, letters.RightSend, delegations.RightSee, delegations.RightAllocate, delegations.RightInvite,
	delegations.RightNominate, delegations.RightScreen, attendance.RightSee, attendance.RightBadge, attendance.RightScan,
	results.RightSee, results.RightWrite, results.RightPublish, indicators.RightSee, indicators.RightPropose, indicators.RightPublish, networking.RightSee, networking.RightPlan, interests.RightSee,
	support.RightSee, support.RightAsk, support.RightHandle, support.RightOffers,
	curricula.RightSee, curricula.RightWrite, curricula.RightReview, training.RightSee, training.RightDeliver, training.RightSelect, training.RightConclude, certificates.RightSee, certificates.RightPrepare,
	commitments.RightSee, commitments.RightReport, commitments.RightRecord, harvest.RightSee, harvest.RightPropose, harvest.RightReview,
}

func newStory(d *db.DB, c *clock, now time.Time, store *files.Store, v *vault.Vault, queue *jobs.Queue, p *pack.Pack) *story {
	deleg := func(outbox *letters.Outbox) *delegations.Service {
		return delegations.New(d, delegations.Options{Files: store, Outbox: outbox})
	}
	says := interests.New(d)
	past := deleg(letters.NewPastOutbox())
	changes := harvest.New(d, harvest.Options{Outbox: letters.NewPastOutbox(), Threads: trail.Threads(d)})
	asked := support.New(d, support.Options{Outbox: letters.NewPastOutbox(), Links: func(path string) string { return "https://counterpart.example" + path }})
	register := laws.New(d, laws.Options{Files: store})
	return &story{
		db: d, clock: c, now: now, cast: cast.New(seed), pack: p, past: past, live: deleg(letters.NewOutbox(queue)),
		regs: registrations.New(d, nil, v), report: results.New(d), values: indicators.New(d, store), pubs: publications.New(d, publications.Options{Files: store, Threads: trail.Threads(d)}),
		officer: moments.Acting("", "Secretariat", access.Officer, access.Scope{}, slices.Concat(officerRights, writeRights, lessons.Rights)...),
		ids:     map[string]string{},

		curricula: curricula.New(d, curricula.Options{Files: store}), courses: training.New(d, training.Options{Delegations: past, BaseURL: "https://counterpart.example"}),
		commitments: commitments.New(d, commitments.Options{Outbox: letters.NewPastOutbox()}), outcomes: changes,
		assessments: assessments.New(d, assessments.Options{Outbox: letters.NewPastOutbox()}), evaluations: evaluations.New(d, evaluations.Options{Outbox: letters.NewPastOutbox()}),
		plans:   actionplans.New(d, actionplans.Options{Outbox: letters.NewPastOutbox(), Files: store, Outcomes: changes}),
		certify: certificates.New(d, certificates.Options{Vault: v, Outbox: letters.NewPastOutbox(), Queue: queue, BaseURL: "https://counterpart.example"}),
		alumni:  alumni.New(d, alumni.Options{Outbox: letters.NewPastOutbox()}),
		posts:   secondments.New(d, secondments.Options{Outbox: letters.NewPastOutbox(), Files: store, Vault: v}),
		laws:    register, gaps: gaps.New(d, register), advice: recommendations.New(d, asked),
		places: places.New(d), interests: says, mixers: mixers.New(d, mixers.Options{Queue: queue}),
		company: company.New(d), exchange: exchange.New(d),
		support:    asked,
		networking: networking.New(d, networking.Options{Queue: queue, Outbox: letters.NewPastOutbox(), Interests: says}),
	}
}

// moment does what happened at one moment of the story, in one transaction.
func (s *story) moment(ctx context.Context, when time.Time, do func(ctx context.Context, tx *db.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.clock.set(when)
	// A moment is short: it is not broken off inside, which would cost a watcher for each statement.
	_, err := db.Change(context.WithoutCancel(ctx), s.db, func(tx *db.Tx) (bool, error) { return true, do(db.Join(tx), tx) })
	if err != nil {
		return fmt.Errorf("%s: %w", when.Format("2 January 2006"), err)
	}
	return nil
}

// tell enters the whole story.
func (s *story) tell(ctx context.Context) error {
	// Chapters in rooms of their own are made when it is their turn: they know who was entered before.
	lessons := func(ctx context.Context) error { return s.lessons().Enter(ctx) }
	posted := func(ctx context.Context) error { return s.posted().Enter(ctx) }
	remembered := func(ctx context.Context) error { return s.remembered().Enter(ctx) }
	statutes := func(ctx context.Context) error { return s.statutes().Enter(ctx) }
	frameworks := func(ctx context.Context) error { return s.frameworks().Enter(ctx) }
	chapters := []func(context.Context) error{
		s.begin, s.before, s.jakarta, s.publish, s.measure, s.supported, s.came, s.trained, lessons, s.today, s.upcoming, posted, remembered, statutes, frameworks, s.annual, s.finish,
	}
	for _, chapter := range chapters {
		if err := chapter(ctx); err != nil {
			return err
		}
	}
	return nil
}

// before enters what led to the initiative.
func (s *story) before(ctx context.Context) error {
	for i := range events.Earlier {
		if err := s.enterFromLists(ctx, &events.Earlier[i]); err != nil {
			return fmt.Errorf("%s: %w", events.Earlier[i].Title, err)
		}
	}
	return nil
}

// jakarta enters the initiative of June 2024.
func (s *story) jakarta(ctx context.Context) error {
	err := s.moment(ctx, moments.At("2024-02-01", "10:00"), func(ctx context.Context, tx *db.Tx) error {
		id, err := activities.AddInitiativeIn(tx, s.officer, activities.InitiativeDraft{
			Name: "Regional Support Office in Jakarta, June 2024", Tag: events.HostTag,
			Summary: "Five activities in one week: a function for members, a workshop, an experts meeting, a discussion of law and a briefing by partners.",
		})
		s.ids["initiative"] = id
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range []*events.Event{&events.Workshop, &events.Money, &events.Function, &events.Focus, &events.PartnerDay} {
		if err := s.hold(ctx, e); err != nil {
			return fmt.Errorf("%s: %w", e.Title, err)
		}
	}
	return nil
}

// lessons is the chapter of what was learnt at the workshop.
func (s *story) lessons() *lessons.Story {
	return &lessons.Story{
		Officer: s.officer, IDs: s.ids, Pack: s.pack, Assessments: s.assessments, Evaluations: s.evaluations, Plans: s.plans, Moment: s.moment, Decided: s.decided,
	}
}

// posted is the chapter of the secondments.
func (s *story) posted() *posted.Story {
	return &posted.Story{
		Officer: s.officer, Managers: s.managers, IDs: s.ids, Posts: s.posts, Pack: s.pack, Ago: s.ago, Moment: s.moment,
		Focal: func(party string) (id, name string) { return s.homes[party].id, s.homes[party].focal.name },
		Person: func(tx *db.Tx, party string, turn int) (string, error) {
			list, err := s.send(tx, s.homes[party], turn, 1)
			if err != nil {
				return "", err
			}
			return list[0].id, nil
		},
	}
}

// statutes is the chapter of the national laws.
func (s *story) statutes() *statutes.Story {
	return &statutes.Story{Officer: s.officer.Name, Laws: s.laws, IDs: s.ids, Party: func(code string) string { return s.homes[code].id }, Ago: s.ago, Moment: s.moment}
}

// remembered is the chapter of the alumni.
func (s *story) remembered() *remembered.Story {
	return &remembered.Story{Officer: s.officer.Name, Alumni: s.alumni, Now: s.now, Ago: s.ago, Moment: s.moment}
}

// frameworks is the chapter of the assessment of national legal frameworks.
func (s *story) frameworks() *frameworks.Story {
	return &frameworks.Story{
		Officer: s.officer, Gaps: s.gaps, Treaties: instruments.New(s.db), Advice: s.advice, IDs: s.ids, Ago: s.ago, Moment: s.moment, Account: s.account,
		Party: func(code string) string { return s.homes[code].id },
		Person: func(tx *db.Tx, party string, turn int) (id, name string, err error) {
			list, err := s.send(tx, s.homes[party], turn, 1)
			if err != nil {
				return "", "", err
			}
			return list[0].id, list[0].name, nil
		},
	}
}
