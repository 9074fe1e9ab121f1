package indicators

import (
	"context"
	"net/url"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/indicators/catalogue"
)

// The states of a value.
const (
	Proposed  = "proposed"
	Approved  = "approved"
	Published = "published"
	Returned  = "returned"
	Withdrawn = "withdrawn"
)

// Value is one value of one period, on its way to publication or published.
type Value struct {
	ID             string  `db:"id" json:"id"`
	IndicatorID    string  `db:"indicator_id" json:"indicator_id"`
	Code           string  `db:"code" json:"code"`
	Indicator      string  `db:"indicator" json:"indicator"`
	Measure        string  `db:"measure" json:"measure"`
	Unit           string  `db:"unit" json:"unit,omitempty"`
	Period         string  `db:"period" json:"period"`
	StartsOn       db.Date `db:"starts_on" json:"first"`
	EndsOn         db.Date `db:"ends_on" json:"last"`
	State          string  `db:"state" json:"state" enum:"proposed,approved,published,returned,withdrawn"`
	Value          string  `db:"value" json:"value"`
	Computation    string  `db:"computation" json:"computation,omitempty"`
	Dimensions     List    `db:"dimensions" json:"-"`
	Definition     string  `db:"definition" json:"definition"`
	Query          string  `db:"query" json:"query,omitempty"`
	AsAt           db.Time `db:"as_at" json:"as_at"`
	Records        Records `db:"records" json:"-"`
	Evidence       string  `db:"evidence" json:"evidence,omitempty"`
	EvidenceURL    string  `db:"evidence_url" json:"evidence_url,omitempty"`
	EvidenceFileID string  `db:"evidence_file_id" json:"-"`
	Reason         string  `db:"reason" json:"reason,omitempty"`
	Returned       string  `db:"returned" json:"returned,omitempty" doc:"Why it was sent back"`
	RestatesID     string  `db:"restates_id" json:"restates,omitempty"`
	Current        bool    `db:"current" json:"current" doc:"The latest published one of its period"`
	ProposedBy     string  `db:"proposed_by" json:"-"`
	ProposedName   string  `db:"proposed_name" json:"proposed_by"`
	ProposedAt     db.Time `db:"proposed_at" json:"proposed_at"`
	ApprovedBy     string  `db:"approved_by" json:"-"`
	ApprovedName   string  `db:"approved_name" json:"approved_by,omitempty"`
	ApprovedAt     db.Time `db:"approved_at" json:"approved_at,omitzero"`
	PublishedBy    string  `db:"published_by" json:"-"`
	PublishedName  string  `db:"published_name" json:"published_by,omitempty"`
	PublishedAt    db.Time `db:"published_at" json:"published_at,omitzero"`
	Version        int     `db:"version" json:"version"`
}

// PeriodOf is the period of the value.
func (v Value) PeriodOf() catalogue.Period {
	return catalogue.Period{Code: v.Period, First: string(v.StartsOn), Last: string(v.EndsOn)}
}

// ValueDraft is a value as it is proposed. Of a computed indicator only the period is said, and the reason of a restatement.
type ValueDraft struct {
	Period      string `json:"period" maxLength:"7"`
	Value       string `json:"value,omitempty" maxLength:"4000"`
	Evidence    string `json:"evidence,omitempty" maxLength:"4000"`
	EvidenceURL string `json:"evidence_url,omitempty" maxLength:"2000"`
	Reason      string `json:"reason,omitempty" maxLength:"1000" doc:"Why it is typed, or why the published value is restated"`
}

// Propose proposes the value of a period that has no published one. A computed value is counted now.
func (s *Service) Propose(ctx context.Context, actor access.Actor, indicatorID string, d ValueDraft, upload *files.Upload) (string, error) {
	return s.propose(ctx, actor, indicatorID, d, upload, false)
}

// Restate proposes a value that shall stand beside the published one of the period and take its place as the current one.
func (s *Service) Restate(ctx context.Context, actor access.Actor, indicatorID string, d ValueDraft, upload *files.Upload) (string, error) {
	return s.propose(ctx, actor, indicatorID, d, upload, true)
}

func (s *Service) propose(ctx context.Context, actor access.Actor, indicatorID string, d ValueDraft, upload *files.Upload, restating bool) (string, error) {
	if err := actor.Require(RightPropose, access.Anything); err != nil {
		return "", err
	}
	var examined *files.Examined
	if upload != nil {
		e, err := s.files.Examine(ctx, actor.Key(), *upload)
		if err != nil {
			return "", err
		}
		examined = &e
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		i, err := findIndicator(tx, indicatorID)
		if err != nil {
			return "", err
		}
		v, err := d.value(tx, i, examined != nil, restating)
		if err != nil {
			return "", err
		}
		if examined != nil {
			file, err := s.files.Keep(tx, actor.Key(), *examined)
			if err != nil {
				return "", err
			}
			v.EvidenceFileID = file.ID
		}
		if err := insertValue(tx, actor, v); err != nil {
			return "", err
		}
		action := ActionPropose
		if restating {
			action = ActionRestate
		}
		return v.ID, audit.Record(tx, actor, action, Kind, i.ID, map[string]string{"period": v.Period, "value": v.Value, "id": v.ID, "reason": v.Reason, "restates": v.RestatesID})
	})
}

// value makes the value of a draft, or says everything that is wrong with it.
func (d *ValueDraft) value(tx *db.Tx, i Indicator, hasFile, restating bool) (Value, error) {
	if !i.Active {
		return Value{}, fault.Clash("The indicator is no longer followed.")
	}
	for _, s := range []*string{&d.Period, &d.Value, &d.Evidence, &d.EvidenceURL, &d.Reason} {
		*s = strings.TrimSpace(*s)
	}
	p, err := catalogue.ParsePeriod(i.Frequency, d.Period)
	if err != nil {
		return Value{}, fault.Wrong("period", "%s.", "Period: "+err.Error())
	}
	if p.Last >= string(tx.Today()) {
		return Value{}, fault.Wrong("period", "%s is not over yet. Propose its value after %s.", p.Words(), db.Date(p.Last).Time().Format("2 January 2006"))
	}
	before, err := d.free(tx, i, restating)
	if err != nil {
		return Value{}, err
	}
	v := Value{
		ID: tx.NewID(), IndicatorID: i.ID, Period: p.Code, StartsOn: db.Date(p.First), EndsOn: db.Date(p.Last), Definition: i.Definitions(),
		Evidence: d.Evidence, EvidenceURL: d.EvidenceURL, Reason: d.Reason, RestatesID: before.ID, Records: Records{Rows: []Row{}},
	}
	var wrong fault.Invalid
	checkText(&wrong, "reason", "why", d.Reason, 1000, restating || i.Computation == "")
	if c, ok := catalogue.Find(i.Computation); ok {
		return d.computed(tx, i, c, v, before, &wrong)
	}
	d.checkEntered(&wrong, i, hasFile)
	v.Value = d.Value
	return v, wrong.Err()
}

// free refuses a period whose value is under way, or published without a word of restating.
func (d *ValueDraft) free(tx *db.Tx, i Indicator, restating bool) (before Value, err error) {
	open, err := openOf(tx, i.ID, d.Period)
	if err != nil {
		return Value{}, err
	}
	if open.ID != "" {
		return Value{}, fault.Clash("%s has proposed a value for %s. It is decided on first.", open.ProposedName, d.Period)
	}
	before, err = currentOf(tx, i.ID, d.Period)
	switch {
	case err != nil:
		return Value{}, err
	case restating && before.ID == "":
		return Value{}, fault.Clash("No value of %s is published, so there is nothing to restate.", d.Period)
	case !restating && before.ID != "":
		return Value{}, fault.Clash("The value of %s is published. It can only be restated, with a reason.", d.Period)
	}
	return before, nil
}

func (d *ValueDraft) computed(tx *db.Tx, i Indicator, c catalogue.Computation, v, before Value, wrong *fault.Invalid) (Value, error) {
	wrong.Check(d.Value == "" && d.Evidence == "" && d.EvidenceURL == "", "value", "The value is computed from the registers and cannot be typed.")
	if err := wrong.Err(); err != nil {
		return Value{}, err
	}
	var err error
	if v.Records, err = compute(tx, c, v.PeriodOf()); err != nil {
		return Value{}, err
	}
	v.Value, v.Computation, v.Dimensions, v.Query = valueOf(c.How, v.Records.Rows), c.Key, i.Dimensions, queryOf(c, v.PeriodOf()).Text()
	if v.Value == "" {
		return Value{}, fault.Clash("The registers hold nothing of %s from which this could be computed.", v.Period)
	}
	if before.ID != "" && before.Computation == v.Computation && before.Definition == v.Definition && len(different(before.Records, v.Records)) == 0 && before.Value == v.Value {
		return Value{}, fault.Clash("The registers still give what was published for %s, so there is nothing to restate.", v.Period)
	}
	return v, nil
}

func (d *ValueDraft) checkEntered(wrong *fault.Invalid, i Indicator, hasFile bool) {
	if i.Measure == catalogue.Qualitative {
		checkText(wrong, "value", "the value", d.Value, 4000, true)
	} else {
		wrong.Check(catalogue.IsNumber(d.Value), "value", "Write the value as a number, for example 12.5.")
	}
	checkText(wrong, "evidence", "what the value rests on", d.Evidence, 4000, true)
	wrong.Check(d.EvidenceURL != "" || hasFile, "evidence_url", "Give the address of the evidence, or its file.")
	wrong.Check(d.EvidenceURL == "" || isAddress(d.EvidenceURL), "evidence_url", "Write a whole address that begins with https://.")
}

func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && len(s) <= 2000
}

// Approve agrees to a value that somebody else proposed. A computed one must still be what the registers give.
func (s *Service) Approve(ctx context.Context, actor access.Actor, valueID string, version int) error {
	return s.step(ctx, actor, RightApprove, valueID, func(tx *db.Tx, v Value) (audit.Action, error) {
		if v.State != Proposed {
			return "", fault.Clash("The value is %s. Only a proposed one can be approved.", v.State)
		}
		if v.ProposedBy == actor.Key() {
			return "", fault.Refuse("You proposed this value. Another person approves it.")
		}
		if err := sameVersion(v, version); err != nil {
			return "", err
		}
		if err := stillHolds(tx, v); err != nil {
			return "", err
		}
		return ActionApprove, markApproved(tx, actor, v.ID)
	})
}

// SendBack refuses a value that is not published yet.
func (s *Service) SendBack(ctx context.Context, actor access.Actor, valueID, reason string) error {
	return s.step(ctx, actor, RightApprove, valueID, func(tx *db.Tx, v Value) (audit.Action, error) {
		if v.State != Proposed && v.State != Approved {
			return "", fault.Clash("The value is %s and cannot be sent back.", v.State)
		}
		var wrong fault.Invalid
		reason = strings.TrimSpace(reason)
		checkText(&wrong, "reason", "what is wrong with it", reason, 1000, true)
		if err := wrong.Err(); err != nil {
			return "", err
		}
		return ActionSendBack, markClosed(tx, v.ID, Returned, reason)
	})
}

// Withdraw takes back a value that is not published yet.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, valueID string) error {
	return s.step(ctx, actor, RightPropose, valueID, func(tx *db.Tx, v Value) (audit.Action, error) {
		if v.State != Proposed && v.State != Approved {
			return "", fault.Clash("The value is %s and cannot be withdrawn.", v.State)
		}
		return ActionWithdraw, markClosed(tx, v.ID, Withdrawn, "")
	})
}

// Publish makes an approved value the published one of its period. From then on it is never changed.
func (s *Service) Publish(ctx context.Context, actor access.Actor, valueID string, version int) error {
	return s.step(ctx, actor, RightPublish, valueID, func(tx *db.Tx, v Value) (audit.Action, error) {
		if v.State != Approved {
			return "", fault.Clash("The value is %s. Only an approved one can be published.", v.State)
		}
		if err := sameVersion(v, version); err != nil {
			return "", err
		}
		if err := stillHolds(tx, v); err != nil {
			return "", err
		}
		if err := tellsOfNobody(tx, v); err != nil {
			return "", err
		}
		return ActionPublish, markPublished(tx, actor, v)
	})
}

func sameVersion(v Value, version int) error {
	if v.Version != version {
		return fault.Clash("Something was done with this value in the meantime. Read it again.")
	}
	return nil
}

// stillHolds refuses a computed value that the registers no longer give.
func stillHolds(tx *db.Tx, v Value) error {
	f, holds, err := verify(tx, v)
	if err != nil || holds {
		return err
	}
	return fault.Clash("The registers changed since the value was proposed: it was %s and is %s now. Send it back or withdraw it, and propose it again.", v.Value, f.Now)
}

// step loads a value, asks for the right, and does what is done with it.
func (s *Service) step(ctx context.Context, actor access.Actor, right access.Right, valueID string, do func(*db.Tx, Value) (audit.Action, error)) error {
	if err := actor.Require(right, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		v, err := findValue(tx, valueID)
		if err != nil {
			return false, err
		}
		action, err := do(tx, v)
		if err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, action, Kind, v.IndicatorID, map[string]string{"period": v.Period, "value": v.Value, "id": v.ID})
	})
	return err
}
