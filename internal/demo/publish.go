package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"counterpart/internal/demo/moments"

	"counterpart/internal/access"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/demo/events"
	"counterpart/internal/indicators"
	"counterpart/internal/label"
	"counterpart/internal/results"
)

// reportRights are what a Co-Manager of the story does.
var reportRights = []access.Right{results.RightSee, results.RightApprove, results.RightPublish, indicators.RightSee, indicators.RightApprove, indicators.RightPublish}

// publish writes the reports of the initiative. The workshop's is restated; the last one waits for its approval.
func (s *story) publish(ctx context.Context) error {
	for i, e := range []*events.Event{&events.Workshop, &events.Money, &events.Function, &events.Focus} {
		if err := s.publishOne(ctx, e, moments.At("2024-06-10", "10:00").AddDate(0, 0, i)); err != nil {
			return fmt.Errorf("report on %s: %w", e.Title, err)
		}
	}
	if err := s.library(ctx); err != nil {
		return err
	}
	if err := s.restate(ctx); err != nil {
		return fmt.Errorf("restate: %w", err)
	}
	if err := s.write(ctx, &events.PartnerDay, s.ago(3)); err != nil {
		return err
	}
	// One Co-Manager has read it; that of the other State is waited for.
	return s.approve(ctx, &events.PartnerDay, s.ago(2), s.managers[1])
}

// publishOne writes a report, has it approved by the Co-Managers of two States, and publishes it.
func (s *story) publishOne(ctx context.Context, e *events.Event, when time.Time) error {
	if err := s.write(ctx, e, when); err != nil {
		return err
	}
	for i, manager := range s.managers {
		if err := s.approve(ctx, e, when.Add(time.Duration(3+i)*time.Hour), manager); err != nil {
			return err
		}
	}
	return s.moment(ctx, when.Add(7*time.Hour), func(ctx context.Context, _ *db.Tx) error {
		page, err := s.report.Report(ctx, s.officer, s.ids[e.Key])
		if err != nil {
			return err
		}
		return s.report.Publish(ctx, s.officer, s.ids[e.Key], page.Report.Version, "")
	})
}

// write drafts a report from the registers, adds what was said, and submits it.
func (s *story) write(ctx context.Context, e *events.Event, when time.Time) error {
	return s.moment(ctx, when, func(ctx context.Context, _ *db.Tx) error {
		if _, err := s.report.Start(ctx, s.officer, s.ids[e.Key]); err != nil {
			return err
		}
		page, err := s.report.Report(ctx, s.officer, s.ids[e.Key])
		if err != nil {
			return err
		}
		d := results.Draft{Title: page.Report.Title, Label: label.Clear, LabelReason: "to be published", Body: withOpening(page.Report.Body, openings[e.Key])}
		if err := s.report.Change(ctx, s.officer, s.ids[e.Key], page.Report.Version, d); err != nil {
			return err
		}
		return s.report.Submit(ctx, s.officer, s.ids[e.Key], page.Report.Version+1)
	})
}

func (s *story) approve(ctx context.Context, e *events.Event, when time.Time, manager access.Actor) error {
	return s.moment(ctx, when, func(ctx context.Context, _ *db.Tx) error {
		page, err := s.report.Report(ctx, manager, s.ids[e.Key])
		if err != nil {
			return err
		}
		return s.report.Approve(ctx, manager, s.ids[e.Key], page.Report.Version)
	})
}

// withOpening puts the author's words in the place of the sentence that the draft makes of the figures.
func withOpening(body, opening string) string {
	paragraphs := strings.Split(body, "\n\n")
	for i, p := range paragraphs {
		if strings.Contains(p, "people took part") && opening != "" {
			paragraphs[i] = opening
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// openings are what the authors wrote. Every number in them is a figure counted from the registers.
var openings = map[string]string{
	"function": "More than 100 people came together for an afternoon: {{figure:people}} representatives of {{figure:states}} member and observer " +
		"States, of {{figure:host_agencies}} agencies of the host State, and of {{figure:organisations}} international organisations and companies. " +
		"The two Co-Chair States opened the function, alumni told what became of their action plans, and an invited artist performed with a partner organisation. " +
		"Scheduled meetings and a mixer followed.",
	"workshop": "For a week, {{figure:people}} delegates of international airport hubs in {{figure:states}} States worked with two delivery partners.",
	"money":    "{{figure:people}} delegates and experts, of {{figure:states}} States and {{figure:organisations}} organisations and companies, compared how proceeds are traced.",
	"focus":    "{{figure:people}} officials of {{figure:host_agencies}} agencies of the host State discussed the draft assessment and its gaps.",
	"partners": "{{figure:people}} people compared what they see of recruitment through social media, and left with names to call.",
}

// restate enters the people of the host who stand on a list on paper, and publishes the corrected figures.
func (s *story) restate(ctx context.Context) error {
	return s.moment(ctx, moments.At("2024-06-24", "11:00"), func(ctx context.Context, tx *db.Tx) error {
		id, host := s.ids[events.Workshop.Key], s.homes["indonesia"].id
		confirmed, err := delegations.ConfirmedIn(tx, id)
		if err != nil {
			return err
		}
		of := confirmed[:0:0]
		for _, n := range confirmed {
			if n.PartyID == host && n.Category == events.Workshop.Category {
				of = append(of, n)
			}
		}
		for _, n := range of[len(of)-events.Late:] {
			if err := s.scan(tx, id, n.ID, attendance.In, attendance.ByImport, moments.At(events.Workshop.Starts, "08:20")); err != nil {
				return err
			}
		}
		return s.report.Restate(ctx, s.officer, id, fmt.Sprintf(
			"%d officers of the host were entered on the first day on a list on paper, which reached the register only after the report was published.", events.Late))
	})
}
