package publications

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/indicators"
	"counterpart/internal/label"
	"counterpart/internal/periodic"
	"counterpart/internal/roomtest"
	"counterpart/internal/threads"
)

// came enters a held activity with a number of women and men of a party, each of whom was checked in.
func (p *press) came(id, day string, tlp label.TLP, women, men int) {
	p.t.Helper()
	party := roomtest.PartyID(p.t, p.d, "indonesia")
	p.exec(`insert into activity (id, kind, title, place, time_zone, starts_on, ends_on, state, label, created_at, updated_at)
		values ($1, 'workshop', $2, 'Jakarta', 'Asia/Jakarta', $3, $3, 'held', $4, '', '')`, id, "Meeting "+id, day, string(tlp))
	p.exec(`insert into allocation (id, activity_id, party_id, category, mode, seats) values ($1, $1, $2, 'delegate', 'in_person', 50)`, id, party)
	for i := range women + men {
		sex, who := "f", fmt.Sprintf("%s-%02d", id, i)
		if i >= women {
			sex = "m"
		}
		p.exec(`insert into person (id, given, sort_form, sort_key, name_key, sex, label, created_at, updated_at) values ($1, $1, $1, $1, $1, $2, 'TLP:AMBER', '', '')`, who, sex)
		p.exec(`insert into nomination (id, allocation_id, activity_id, party_id, from_party_id, person_id, seat, category, mode, state, active, source, created_at, updated_at)
			values ($1, $2, $2, $3, $3, $1, $1, 'delegate', 'in_person', 'confirmed', true, 'import', '', '')`, who, id, party)
		p.exec(`insert into checkin (id, activity_id, nomination_id, person_id, party_id, direction, method, at, by_actor) values ($1, $2, $1, $1, $3, 'in', 'code', $4, 'system')`,
			who, id, party, day+"T01:00:00.000000Z")
	}
}

func newReports(t *testing.T, d *db.DB) *press {
	p := newPress(t, d)
	p.svc.threads = threads.New(d, nil, nil)
	p.now = time.Date(2024, 6, 20, 12, 0, 0, 0, time.UTC)
	return p
}

func (p *press) report23(body string) string {
	p.t.Helper()
	d := brief()
	d.Kind, d.Title, d.DOI, d.Body, d.Scope = "report", "Annual report 2023", "", body, periodic.Scope{Template: "annual", Frequency: "yearly", Code: "2023"}
	return p.draft(d)
}

// A report says what its registers gave when it was released, tells when they give something else, and is restated with a reason.
func TestAReportIsFrozenVerifiedAndRestated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newReports(t, d)
		p.came("one", "2023-05-05", label.Clear, 9, 8)
		p.came("two", "2023-09-05", label.Amber, 7, 7)
		p.came("late", "2024-01-05", label.Clear, 1, 1)
		for i, state := range []string{"met", "referred", "silence"} {
			p.exec(`insert into support_request (id, year, serial, party_id, channel, received_on, subject, title, help, urgency, summary_agreed, summary, label, state, acknowledge_by, respond_by,
				created_at, updated_at) values ($1, 2023, $2, $3, 'letter', '2023-03-01', 'x', 'T', 'training', 'normal', true, $4, 'TLP:AMBER', $1, '', '', '', '')`,
				state, i, roomtest.PartyID(t, d, "indonesia"), "Summary of what is "+state)
		}
		id, err := p.svc.DraftReport(t.Context(), p.author, ReportDraft{Template: "annual", Period: "2023", Label: label.Clear})
		p.must(err)
		page := p.page(id)
		if f, _ := page.Counted.Number("people"); f.Value != "31" || page.Publication.Title != "Annual report 2023" || page.Publication.Kind != "report" {
			t.Fatalf("%+v %q", f, page.Publication.Title)
		}
		if body := page.Source.Body; !strings.Contains(body, "Meeting one") || strings.Contains(body, "Meeting two") || strings.Contains(body, "Meeting late") {
			t.Error("the list of a CLEAR report holds what is CLEAR, of the year:", body)
		}
		if body := page.Source.Body; !strings.Contains(body, "what is met") || strings.Contains(body, "what is referred") || strings.Contains(body, "what is silence") {
			t.Error("a report tells of requests that were circulated, and of no others:", body)
		}
		p.release(id, "")
		value := func(number int) string {
			r, err := p.read(p.public, "annual-report-2023", "", number)
			p.must(err)
			f, _ := r.Counted.Number("people")
			c, _ := r.Counted.Chart(periodic.Ref{Key: "people", By: "sex"})
			return fmt.Sprint(f.Value, c.Closed, c.Rows)
		}
		if got := value(0); got != "31false [{Men 15} {Women 16}]" {
			t.Error(got)
		}
		verifier := periodic.New(d)
		failing := func() []string {
			failed, err := verifier.Verify(t.Context(), roomtest.Holding("verifier", indicators.RightVerify))
			p.must(err)
			out := []string{}
			for _, f := range failed {
				out = append(out, fmt.Sprintf("%s %s: %s is %s, gone %d", f.Figure.Key, f.Figure.Code, f.Figure.Value, f.Now, len(f.Gone)))
			}
			return out
		}
		if got := failing(); len(got) != 0 {
			t.Error("a figure fails that nobody touched:", got)
		}
		if err := p.svc.Restate(t.Context(), p.indo, id, "why"); !fault.IsConflict(err) {
			t.Error("what holds was restated:", err)
		}
		p.exec(`update checkin set void_reason = 'scanned twice' where activity_id = 'one' and nomination_id in ('one-00', 'one-01', 'one-02', 'one-03', 'one-04', 'one-05')`) // behind its back
		if got := strings.Join(failing(), "; "); !strings.Contains(got, "people 2023: 31 is 25, gone 6") || !strings.Contains(got, "attendances 2023: 31 is 25") {
			t.Error("a register changed and no figure noticed:", got)
		}
		p.must(verifier.Recheck(t.Context()))
		if tasks, err := p.svc.Tasks(t.Context(), p.indo); err != nil || len(tasks) != 1 || tasks[0].ID != id || tasks[0].State != StateFailing {
			t.Error(tasks, err)
		}
		if tasks, err := p.svc.Tasks(t.Context(), p.second); err != nil || len(tasks) != 0 {
			t.Error("who cannot release is told to restate:", tasks, err)
		}
		if got := value(0); !strings.HasPrefix(got, "31") {
			t.Error("a released figure changed:", got)
		}
		if err := p.svc.Restate(t.Context(), p.indo, id, " "); fault.AsInvalid(err) == nil {
			t.Error("a restatement without a reason:", err)
		}
		if err := p.svc.Restate(t.Context(), p.author, id, "why"); !fault.IsForbidden(err) {
			t.Error("an officer restated:", err)
		}
		p.must(p.svc.Restate(t.Context(), p.indo, id, "Six badges were scanned twice."))
		if now, before := value(0), value(1); !strings.HasPrefix(now, "25") || !strings.HasPrefix(before, "31") {
			t.Error(now, before)
		}
		if r, err := p.read(p.public, "annual-report-2023", "", 0); err != nil || r.Release.Number != 2 || r.Release.Note != "Six badges were scanned twice." || len(failing()) != 0 {
			t.Error(r.Release, err, failing())
		}
	})
}

// A division that would tell of single people stays closed: by itself, and by what was shown of a part of the time.
func TestDivisionsOfReportsTellOfNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newReports(t, d)
		sex := periodic.Ref{Key: "people", By: "sex"}
		p.came("spring", "2023-03-05", label.Clear, 4, 9)
		p.came("spring2", "2023-04-05", label.Clear, 4, 9)
		half := brief()
		half.Kind, half.Title, half.DOI, half.Body = "report", "First half", "", sex.Placeholder()+"\n"
		half.Scope = periodic.Scope{Frequency: "half_yearly", Code: "2023-H1"}
		first := p.draft(half)
		if c, _ := p.page(first).Counted.Chart(sex); c.Closed || len(c.Rows) != 2 {
			t.Fatal("eight women and eighteen men tell of nobody:", c)
		}
		p.release(first, "")
		p.came("autumn", "2023-10-05", label.Clear, 1, 9) // the year less its first half would be one woman
		year := p.report23("{{period:people}} people, of whom {{period:share_of_women}} were women.\n\n" + sex.Placeholder() + "\n")
		page := p.page(year)
		if c, _ := page.Counted.Chart(sex); !c.Closed || len(c.Rows) != 0 {
			t.Error("one woman is told by subtraction:", c)
		}
		if f, _ := page.Counted.Number("people"); f.Text() != "36" {
			t.Error("the sum tells of nobody:", f.Text())
		}
		if f, _ := page.Counted.Number("share_of_women"); f.Text() != "not shown" {
			t.Error("a share of which the rest is small:", f.Text(), f.Closed)
		}
	})
}

func TestWhatATextCannotName(t *testing.T) {
	d := dbtest.SQLite(t)
	p := newReports(t, d)
	for body, want := range map[string]string{
		"{{period:crowd}}":            "no figure",
		"{{chart:people}}":            "cannot be divided",
		"{{chart:people/moon}}":       "cannot be divided",
		"So {{chart:people/sex}} it.": "line of its own",
		"{{periods:people}}":          "no figure",
	} {
		draft := brief()
		draft.Body, draft.Scope = body, periodic.Scope{Frequency: "yearly", Code: "2023"}
		if _, err := p.svc.Draft(t.Context(), p.author, draft); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
	draft := brief()
	draft.Body = "{{period:people}}"
	if _, err := p.svc.Draft(t.Context(), p.author, draft); err == nil || !strings.Contains(err.Error(), "no period") {
		t.Error(err)
	}
	draft.Scope = periodic.Scope{Frequency: "yearly", Code: "2024-H1"}
	if _, err := p.svc.Draft(t.Context(), p.author, draft); err == nil || !strings.Contains(err.Error(), "period") {
		t.Error(err)
	}
	draft.Scope.Code = "2024"
	id := p.draft(draft)
	if err := p.svc.Submit(t.Context(), p.author, id, 1); !fault.IsConflict(err) {
		t.Error("a year that is not over was submitted:", err)
	}
	for _, bad := range []ReportDraft{{}, {Template: "annual"}, {Template: "annual", Period: "2023-H1"}, {Template: "yearbook", Period: "2023"}, {Template: "annual", Period: "2023", Label: "PINK"}} {
		if _, err := p.svc.DraftReport(t.Context(), p.author, bad); fault.AsInvalid(err) == nil {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if _, err := p.svc.DraftReport(t.Context(), p.public, ReportDraft{Template: "annual", Period: "2023"}); err == nil {
		t.Error("a stranger began a report")
	}
}
