package registrations_test

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/forms"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/registrations"
	"counterpart/internal/roomtest"
)

const canary = "wheelchair-canary"

// stage is a confirmed participant of an activity with a sensitive question.
type stage struct {
	t          *testing.T
	d          *db.DB
	del        *delegations.Service
	svc        *registrations.Service
	activity   string
	nomination string
	seats      string
	person     string
	officer    access.Actor
	self       access.Actor
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	must(t, err)
	store := roomtest.Files(t, d)
	s := &stage{t: t, d: d}
	links := accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "http://test.example"})
	s.del = delegations.New(d, delegations.Options{Files: store, Outbox: letters.NewOutbox(queue), Links: links})
	s.svc = registrations.New(d, s.del, roomtest.Vault(t, d))
	s.officer = roomtest.Holding("officer", delegations.RightSee, delegations.RightAllocate, delegations.RightInvite, delegations.RightNominate,
		delegations.RightScreen, registrations.RightSee)
	s.activity, err = db.Change(t.Context(), d, s.plan)
	must(t, err)
	party := roomtest.PartyID(t, d, "thailand")
	s.seats, err = s.del.SetSeats(t.Context(), s.officer, s.activity, delegations.SeatsDraft{PartyID: party, Category: "delegate", Mode: "in_person", Seats: 2})
	must(t, err)
	s.nomination, err = s.del.Nominate(t.Context(), s.officer, s.activity, delegations.NominationDraft{AllocationID: s.seats, PersonDraft: delegations.PersonDraft{
		Given: "Anong One", Email: "anong@people.example", Position: "=cmd()",
	}})
	must(t, err)
	page, err := s.del.Find(t.Context(), s.officer, s.nomination)
	must(t, err)
	s.person = page.PersonID
	s.self = access.Actor{Link: "register", Person: s.person, Name: "Anong One", Via: "link", Grants: []access.Grant{{
		Role: access.Participant, Scope: access.Scope{Activity: s.activity, Person: s.person}, Rights: map[access.Right]bool{registrations.RightRegister: true},
	}}}
	return s
}

func (s *stage) plan(tx *db.Tx) (string, error) {
	id, err := activities.AddIn(tx, s.officer, activities.Draft{
		Title: "Workshop", Kind: "training_workshop", TimeZone: "Asia/Jakarta", StartsOn: "2024-10-05", Label: "TLP:GREEN",
		RegistrationDeadline: db.At(time.Date(2024, 9, 20, 10, 0, 0, 0, time.UTC)),
		Questions: []forms.Question{
			{Key: "badge_name", Label: "Name on the badge", Kind: forms.Text, Required: true, Purpose: "Badge"},
			{Key: "needs", Label: "What you need", Kind: forms.Long, Sensitive: true, Purpose: "Venue"},
		},
	})
	if err != nil {
		return "", err
	}
	return id, activities.SetStateIn(tx, s.officer, id, activities.Open)
}

func (s *stage) confirm() {
	s.t.Helper()
	must(s.t, s.del.Confirm(s.t.Context(), s.officer, s.nomination, 0))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func form(answers forms.Answers, consents ...string) registrations.Form {
	return registrations.Form{Own: registrations.OwnData{Given: "Anong  Wongsuwan", Sex: "f", NativeName: "อนงค์"}, Answers: answers, Consents: consents}
}

// Answers stand sealed in the database, in a draft and when submitted, and open for their own row only.
func TestAbuse_H5_AnswersAreSealedForTheirRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.confirm()
		for _, final := range []bool{false, true} {
			answers := form(forms.Answers{"badge_name": {"Anong"}, "needs": {canary}})
			if final {
				must(t, s.svc.Register(t.Context(), s.self, s.activity, s.person, answers))
			} else {
				must(t, s.svc.SaveDraft(t.Context(), s.self, s.activity, s.person, answers))
			}
			for _, column := range []string{"registration.answers", "audit.detail", "idempotency.result"} {
				table, name, _ := strings.Cut(column, ".")
				if n := count(t, d, `select count(*) from `+table+` where `+name+` like '%`+canary+`%'`); n > 0 {
					t.Errorf("%s holds the answer", column)
				}
			}
			if n := count(t, d, `select count(*) from registration where answers like 'v1.%'`); n != 1 {
				t.Fatalf("%d sealed registrations", n)
			}
		}
		other, err := s.del.Nominate(t.Context(), s.officer, s.activity, delegations.NominationDraft{AllocationID: s.seats, PersonDraft: delegations.PersonDraft{
			Given: "Boonmee Two", Email: "two@people.example", Position: "Officer",
		}})
		must(t, err)
		_, err = db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`update registration set nomination_id = $1`, other)
		})
		must(t, err)
		must(t, s.del.Confirm(t.Context(), s.officer, other, 0))
		if _, err := s.svc.Registrations(t.Context(), s.officer, s.activity); err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("answers moved to another person: %v", err)
		}
	})
}

func TestRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		if _, err := s.svc.Find(ctx, s.self, s.activity, s.person); !fault.IsConflict(err) {
			t.Fatalf("registered before being confirmed: %v", err)
		}
		s.confirm()
		stranger := s.self
		stranger.Grants = []access.Grant{{Role: access.Participant, Scope: access.Scope{Activity: s.activity, Person: "x"}, Rights: s.self.Grants[0].Rights}}
		if _, err := s.svc.Find(ctx, stranger, s.activity, s.person); !fault.IsForbidden(err) {
			t.Fatalf("a stranger: %v", err)
		}
		half := form(forms.Answers{"needs": {canary}}, "photo")
		must(t, s.svc.SaveDraft(ctx, s.self, s.activity, s.person, half))
		page, err := s.svc.Find(ctx, s.self, s.activity, s.person)
		must(t, err)
		if page.Form.Answers["needs"][0] != canary || page.Form.Own.Given != half.Own.Given || len(page.Form.Consents) != 1 || page.Person.Given != "Anong One" {
			t.Fatalf("draft: %+v of %+v", page.Form, page.Person)
		}
		if err := s.svc.Register(ctx, s.self, s.activity, s.person, half); fault.AsInvalid(err).Words("q.badge_name") == "" {
			t.Fatalf("submitted half: %v", err)
		}
		must(t, s.svc.Register(ctx, s.self, s.activity, s.person, form(forms.Answers{"badge_name": {"Anong"}, "needs": {canary}}, "photo")))
		page, err = s.svc.Find(ctx, s.self, s.activity, s.person)
		must(t, err)
		if page.Registration.State != registrations.Submitted || page.Person.NativeName != "อนงค์" || page.Person.Sex != "f" || len(page.Form.Consents) != 1 {
			t.Fatalf("page: %+v %+v", page.Registration, page.Form)
		}
		must(t, s.svc.Register(ctx, s.self, s.activity, s.person, form(forms.Answers{"badge_name": {"Anong W"}, "needs": {canary}}, "participants_list")))
		rows := count(t, d, `select count(*) from consent where person_id = $1`, s.person)
		if want := len(page.Items) + 2; rows != want {
			t.Fatalf("%d consents kept, want %d: each once and the two that changed", rows, want)
		}
		list, err := s.del.ListOfParticipants(ctx, s.officer, s.activity, true)
		must(t, err)
		if !list.Parties[0].People[0].Face.Named {
			t.Fatalf("list: %+v", list)
		}
	})
}

func count(t testing.TB, d *db.DB, query string, args ...any) int {
	t.Helper()
	n, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) { return db.One[int](tx, query, args...) })
	must(t, err)
	return n
}

func TestSensitiveAnswersStayIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		s.confirm()
		must(t, s.svc.Register(ctx, s.self, s.activity, s.person, form(forms.Answers{"badge_name": {"=1+1"}, "needs": {canary}})))
		list, err := s.svc.Registrations(ctx, s.officer, s.activity)
		must(t, err)
		if list.Hidden != 1 || list.Missing() != 0 || list.People[0].Answers["needs"] != "" {
			t.Fatalf("list: %+v", list)
		}
		var out strings.Builder
		_, err = s.svc.ExportAnswers(ctx, s.officer, s.activity, false, &out)
		must(t, err)
		if strings.Contains(out.String(), canary) || !strings.Contains(out.String(), "'=1+1") || !strings.Contains(out.String(), "'=cmd()") {
			t.Fatalf("export: %s", out.String())
		}
		if _, err := s.svc.ExportAnswers(ctx, s.officer, s.activity, true, &out); !fault.IsForbidden(err) {
			t.Fatalf("exported without the right: %v", err)
		}
		keeper := roomtest.Holding("keeper", registrations.RightSee, registrations.RightSeeSensitive)
		_, err = s.svc.ExportAnswers(ctx, keeper, s.activity, true, &out)
		must(t, err)
		if !strings.Contains(out.String(), canary) {
			t.Fatal("the sensitive answer is missing where it may stand")
		}
		if n := count(t, d, `select count(*) from audit where detail like $1`, "%"+canary+"%"); n != 0 {
			t.Fatal("the sensitive answer stands in the history")
		}
		// A person labelled TLP:RED stands on the lists of named readers only.
		_, err = db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`update person set label = 'TLP:RED' where id = $1`, s.person)
		})
		must(t, err)
		list, err = s.svc.Registrations(ctx, s.officer, s.activity)
		must(t, err)
		if len(list.People) != 0 {
			t.Fatalf("a closed record is listed: %+v", list.People)
		}
	})
}

func TestRemindersGoOnlyToThoseWhoHaveNotAnswered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		s.confirm()
		for i := range 2 {
			n, err := s.svc.Remind(ctx, s.officer, s.activity)
			must(t, err)
			if want := 1 - i; n != want {
				t.Fatalf("round %d: %d reminders", i, n)
			}
		}
		tasks, err := s.svc.Tasks(ctx, s.officer)
		must(t, err)
		if len(tasks) != 1 || tasks[0].Kind != registrations.TaskMissing || tasks[0].Count != 1 {
			t.Fatalf("tasks: %+v", tasks)
		}
		own, err := s.svc.Tasks(ctx, s.self)
		must(t, err)
		if len(own) != 1 || own[0].Kind != registrations.TaskRegister {
			t.Fatalf("own tasks: %+v", own)
		}
		must(t, s.svc.Register(ctx, s.self, s.activity, s.person, form(forms.Answers{"badge_name": {"Anong"}})))
		if tasks, err = s.svc.Tasks(ctx, s.officer); err != nil || len(tasks) != 0 {
			t.Fatalf("tasks: %+v %v", tasks, err)
		}
		states, err := s.svc.States(ctx, s.officer, s.activity)
		must(t, err)
		if states[s.nomination] != registrations.Submitted {
			t.Fatalf("states: %v", states)
		}
	})
}

func TestGuard(t *testing.T) {
	for cell, want := range map[string]string{"": "", "Anong": "Anong", "=1": "'=1", "+66": "'+66", "-x": "'-x", "@a": "'@a", " =1": "' =1", "\tx": "'\tx", "＝1": "'＝1", "a=b": "a=b"} {
		if got := registrations.Guard(cell); got != want {
			t.Errorf("%q: %q", cell, got)
		}
	}
}
