package results

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/people"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/vocabulary"
)

// The states of a report's working text.
const (
	StateDraft     = "draft"
	StateReview    = "review"
	StatePublished = "published"
)

// Report is the working text of the report on an activity. What is published are its releases.
type Report struct {
	ID          string     `db:"id" json:"id"`
	ActivityID  string     `db:"activity_id" json:"activity_id"`
	Slug        string     `db:"slug" json:"slug"`
	Title       string     `db:"title" json:"title"`
	Body        string     `db:"body" json:"body" doc:"Markdown; {{figure:KEY}} stands for a figure"`
	State       string     `db:"state" json:"state" enum:"draft,review,published"`
	Label       label.TLP  `db:"label" json:"label"`
	Named       []string   `json:"-"` // accounts that are named as readers
	Version     int        `db:"version" json:"version"`
	Author      string     `db:"author" json:"-"`
	AuthorName  string     `db:"author_name" json:"author"`
	UpdatedAt   db.Time    `db:"updated_at" json:"updated_at"`
	PublishedAt db.Time    `db:"published_at" json:"published_at,omitzero"`
	Approvals   []Approval `json:"approvals" nullable:"false" doc:"Of this version of the text"`
}

// Approval is one person's consent to one version of the text.
type Approval struct {
	Version   int     `db:"version" json:"version"`
	Actor     string  `db:"actor" json:"-"`
	ActorName string  `db:"actor_name" json:"by"`
	PartyID   string  `db:"party_id" json:"party_id,omitempty"`
	Party     string  `db:"party" json:"party,omitempty"`
	At        db.Time `db:"at" json:"at"`
}

// Draft is the text as its author sends it.
type Draft struct {
	Title string    `json:"title" maxLength:"200"`
	Body  string    `json:"body" maxLength:"200000" doc:"Markdown; {{figure:KEY}} stands for a figure"`
	Label label.TLP `json:"label" doc:"Only TLP:CLEAR can be published"`

	LabelReason string `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`
}

// Object is the report on an activity as the access rule sees it. Its text is written anew, for readers of its own, so
// that its label may be looser than the activity's; to see it asks for both.
func (r Report) Object(a activities.Activity) access.Object {
	o := a.Object()
	o.Above = append(o.Above, o.Mark())
	o.Label, o.Named = r.Label, r.Named
	return o
}

// check lists everything wrong with the text.
func (d *Draft) check(tx *db.Tx) error {
	d.Title = strings.TrimSpace(d.Title)
	d.Body = strings.ReplaceAll(d.Body, "\r\n", "\n")
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	var wrong fault.Invalid
	wrong.Check(d.Title != "", "title", "Write the title of the report.")
	wrong.Check(utf8.RuneCountInString(d.Title) <= 200, "title", "The title is longer than 200 characters. Shorten it.")
	wrong.Check(len(d.Body) <= 200_000, "body", "The text is longer than 200,000 characters. Shorten it.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	for _, unknown := range UnknownPlaceholders(d.Body, words) {
		wrong.Add("body", "There is no figure %q. The figures of the activity stand beside the text, each with the placeholder to write.", unknown)
	}
	return wrong.Err()
}

// Start drafts the report of an activity from its registers.
func (s *Service) Start(ctx context.Context, actor access.Actor, activityID string) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		a, err := guarded(tx, actor, RightWrite, activityID)
		if err != nil {
			return "", err
		}
		return StartIn(tx, actor, a)
	})
}

// StartIn drafts within a transaction of a higher room, which has asked for the right.
func StartIn(tx *db.Tx, actor access.Actor, a activities.Activity) (string, error) {
	if _, err := findReport(tx, a.ID); err == nil {
		return "", fault.Clash("There is a report on this activity already.")
	} else if !fault.IsNotFound(err) {
		return "", err
	}
	body, err := write(tx, a)
	if err != nil {
		return "", err
	}
	slug, err := freeSlug(tx, a)
	if err != nil {
		return "", err
	}
	id, tlp := tx.NewID(), label.Strictest(a.Label, label.Green)
	if err := insertReport(tx, actor, Report{ID: id, ActivityID: a.ID, Slug: slug, Title: a.Title, Body: body, Label: tlp}); err != nil {
		return "", err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, To: tlp}); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionDraft, Kind, id, map[string]string{"activity": a.ID})
}

// Stale tells that the text was changed by someone else since it was loaded. Current is what it is now.
type Stale struct {
	Words   string
	Current Report
}

func (e *Stale) Error() string { return "conflict: " + e.Words }

// Unwrap makes a Stale a conflict for everyone who does not show both texts.
func (e *Stale) Unwrap() error { return &fault.Conflict{Words: e.Words} }

// Change rewrites the text; version is the one that the author saw. A text in review goes back to the
// draft, because approvals hold for what was read.
func (s *Service) Change(ctx context.Context, actor access.Actor, activityID string, version int, d Draft) error {
	return s.change(ctx, actor, RightWrite, activityID, func(tx *db.Tx, a activities.Activity, r Report) error {
		if err := d.check(tx); err != nil {
			return err
		}
		if r.Version != version {
			return &Stale{Words: r.AuthorName + " changed the text in the meantime.", Current: r}
		}
		if err := updateText(tx, actor, r.ID, d); err != nil {
			return err
		}
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: r.ID, Object: r.Object(a), To: d.Label, Reason: d.LabelReason}); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionChange, Kind, r.ID, map[string]any{"version": version + 1, "label": d.Label})
	})
}

// Submit asks for approval of the text.
func (s *Service) Submit(ctx context.Context, actor access.Actor, activityID string, version int) error {
	return s.change(ctx, actor, RightWrite, activityID, func(tx *db.Tx, _ activities.Activity, r Report) error {
		if err := sameVersion(r, version); err != nil {
			return err
		}
		if r.State != StateDraft {
			return fault.Clash("The report is in the state %s. Only a draft can be submitted.", r.State)
		}
		if r.Label != label.Clear {
			return fault.Wrong("label", "The report is labelled %s. A report is published for everyone: label it %s first.", r.Label, label.Clear)
		}
		if err := setReportState(tx, r.ID, StateReview); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionSubmit, Kind, r.ID, map[string]int{"version": version})
	})
}

// SendBack returns a report in review to its author.
func (s *Service) SendBack(ctx context.Context, actor access.Actor, activityID, reason string) error {
	return s.change(ctx, actor, RightApprove, activityID, func(tx *db.Tx, _ activities.Activity, r Report) error {
		if r.State != StateReview {
			return fault.Clash("The report is not in review.")
		}
		if reason = strings.TrimSpace(reason); reason == "" {
			return fault.Wrong("reason", "Write what should be changed.")
		}
		if err := setReportState(tx, r.ID, StateDraft); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionSendBack, Kind, r.ID, map[string]string{"reason": reason})
	})
}

// Approve agrees to the version of the text that the actor read.
func (s *Service) Approve(ctx context.Context, actor access.Actor, activityID string, version int) error {
	return s.change(ctx, actor, RightApprove, activityID, func(tx *db.Tx, _ activities.Activity, r Report) error {
		if err := sameVersion(r, version); err != nil {
			return err
		}
		if r.State != StateReview {
			return fault.Clash("The report is not in review.")
		}
		if actor.Key() == r.Author {
			return fault.Refuse("You changed the text last. Another person approves it.")
		}
		party, err := people.PartyOfActorIn(tx, actor, RightApprove)
		if err != nil {
			return err
		}
		rule, err := RuleIn(tx)
		if err != nil {
			return err
		}
		for _, before := range r.Approvals {
			if before.Actor == actor.Key() {
				return fault.Clash("You have approved this text already.")
			}
			if rule.DifferentParties && before.PartyID == party {
				return fault.Clash("%s has approved for the same party. The next approval must come from another party.", before.ActorName)
			}
		}
		if err := insertApproval(tx, actor, r, party); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionApprove, Kind, r.ID, map[string]any{"version": version, "party": party})
	})
}

func sameVersion(r Report, version int) error {
	if r.Version != version {
		return fault.Clash("%s changed the text in the meantime. Read it again.", r.AuthorName)
	}
	return nil
}

// change loads the report of an activity, asks for the right, and runs do.
func (s *Service) change(ctx context.Context, actor access.Actor, right access.Right, activityID string, do func(*db.Tx, activities.Activity, Report) error) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		a, err := guarded(tx, actor, right, activityID)
		if err != nil {
			return "", err
		}
		r, err := findReport(tx, activityID)
		if err != nil {
			return "", err
		}
		if err := actor.Require(right, r.Object(a)); err != nil {
			return "", err
		}
		return r.ID, do(tx, a, r)
	})
	return err
}

// Rule says how many people approve a report before it is published.
type Rule struct {
	Needed           int  `json:"needed"`
	DifferentParties bool `json:"different_parties"`
}

// RuleIn reads the rule of the mechanism.
func RuleIn(tx *db.Tx) (Rule, error) {
	m, err := vocabulary.MechanismIn(tx)
	return Rule{Needed: max(1, m.Approvals.Report), DifferentParties: m.Approvals.DifferentParties}, err
}

// missing says in words what is still needed, "" when the text is approved.
func (r Rule) missing(approvals []Approval) string {
	switch left := r.Needed - len(approvals); {
	case left <= 0:
		return ""
	case r.DifferentParties && len(approvals) > 0:
		return "One more approval is needed, from another party than " + approvals[0].by() + "."
	case left == 1:
		return "One approval is needed, from someone who did not change the text last."
	case r.DifferentParties:
		return "Two approvals are needed, from people of two parties who did not change the text last."
	default:
		return "Two approvals are needed, from people who did not change the text last."
	}
}

func (a Approval) by() string {
	if a.Party != "" {
		return a.Party
	}
	return "that of " + a.ActorName
}

// Page is the report of an activity as those see it who work on it.
type Page struct {
	Activity activities.Activity `json:"-"`
	Report   Report              `json:"report,omitzero"` // without an id, and not in an answer, when there is none yet
	Rule     Rule                `json:"rule"`
	Missing  string              `json:"missing,omitempty" doc:"What is needed before the report can be published"`
	Numbers  []Number            `json:"-"`
	Failing  []Failure           `json:"failing" nullable:"false" doc:"Published figures that no longer hold"`
	Releases []Release           `json:"releases" nullable:"false"`
	History  []audit.Entry       `json:"-"`
	Words    *vocabulary.Words   `json:"-"`
}

// Report returns the report of an activity with its figures, approvals and releases.
func (s *Service) Report(ctx context.Context, actor access.Actor, activityID string) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		a, err := guarded(tx, actor, RightSee, activityID)
		if err != nil {
			return Page{}, err
		}
		page := Page{Activity: a, Failing: []Failure{}, Releases: []Release{}}
		if page.Words, err = vocabulary.In(tx); err != nil {
			return Page{}, err
		}
		if page.Numbers, err = numbers(tx, a, a.State == activities.Held); err != nil {
			return Page{}, err
		}
		report, err := findReport(tx, activityID)
		if fault.IsNotFound(err) {
			return page, nil
		}
		if err != nil {
			return Page{}, err
		}
		page.Report = report
		if err := actor.Require(RightSee, page.Report.Object(a)); err != nil {
			return Page{}, err
		}
		return page, page.fill(tx)
	})
}

func (p *Page) fill(tx *db.Tx) (err error) {
	if p.Rule, err = RuleIn(tx); err != nil {
		return err
	}
	p.Missing = p.Rule.missing(p.Report.Approvals)
	if p.Failing, err = failingOf(tx, p.Activity.ID); err != nil {
		return err
	}
	if p.Releases, err = releasesOf(tx, p.Report.ID); err != nil {
		return err
	}
	p.History, err = audit.Of(tx, Kind, p.Report.ID, 50)
	return err
}
