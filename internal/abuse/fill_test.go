package abuse

import (
	"io/fs"
	"slices"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/feeds"
	"counterpart/internal/files"
	"counterpart/internal/forms"
	"counterpart/internal/imports"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/privacy"
	"counterpart/internal/registrations"
	"counterpart/internal/results"
	"counterpart/packs"
)

func sub(name string) fs.FS {
	dir, err := fs.Sub(packs.FS, name)
	if err != nil {
		panic(err) // the name is written here
	}
	return dir
}

// signIn starts a session for an account, as after a sign-in with a passkey.
func (f *filler) signIn(accountID string) (string, error) {
	return db.Change(f.ctx, f.app.DB, func(tx *db.Tx) (string, error) {
		return f.app.Accounts.BeginSessionIn(tx, accountID, accounts.Proof{Method: accounts.ByPasskey, Strong: true}, access.Device{})
	})
}

// person enters somebody whose every field is a canary of the group.
func (f *filler) person(name, group, party string, tlp label.TLP) {
	id, err := f.app.People.Add(f.ctx, f.setUp(), people.Draft{
		Given: "Zed " + canary(group, "given"+letters5(name)), AddressForm: "Dr", NativeName: canary(group, "native"), NativeLang: "en", Sex: "x",
		Email: strings.ToLower(canary(group, "mail"+letters5(name))) + "@example.org", Phone: "+1 " + canary(group, "phone"), Label: tlp,
		PartyID: f.ids[party], Position: canary(group, "position"), Unit: canary(group, "unit"), Anyway: true,
	})
	f.put("person."+name, id, err)
}

// letters5 is a name in letters only, for a canary.
func letters5(name string) string {
	return strings.NewReplacer("1", "one", "2", "two", "3", "three").Replace(strings.ToLower(name))
}

func (f *filler) setUp() access.Actor {
	return access.System("test", parties.RightSee, parties.RightEdit, people.RightSee, people.RightEdit, accounts.RightManage)
}

func (f *filler) people() {
	for letter, code := range map[string]string{"A": "thailand", "B": "malaysia"} {
		f.find("party."+letter, `select id from party where code = $1`, code)
		f.find("post."+letter, `select id from post where party_id = $1 and kind = 'focal_point'`, f.ids["party."+letter])
		group := strings.ToLower(letter) + "party"
		id, err := f.app.Parties.SetMembership(f.ctx, f.setUp(), f.ids["party."+letter], parties.MembershipDraft{
			Status: "member", From: db.Date(time.Now().AddDate(0, 0, -2).Format(time.DateOnly)), Note: canary(group, "note"),
		})
		f.put("membership."+letter, id, err)
	}
	f.person("AF", "afocal", "party.A", "")
	f.person("BF", "bfocal", "party.B", "")
	f.person("S", "speaker", "party.B", label.Clear)
	f.person("B3", "byonly", "party.B", "")
	f.person("R", "red", "party.B", label.Red)
	for _, letter := range []string{"A", "B"} {
		_, err := f.app.People.SetHolder(f.ctx, f.setUp(), f.ids["post."+letter], f.ids["person."+letter+"F"], "")
		f.do("holder", err)
	}
	f.find("body", `select id from body order by position, id limit 1`)
	f.find("seat", `select id from body_member where body_id = $1 limit 1`, f.ids["body"])
}

// offices makes the accounts of those who are not named for anything.
func (f *filler) offices() {
	a, b := f.ids["party.A"], f.ids["party.B"]
	f.account("administrator", "", accounts.GrantDraft{Role: "administrator"})
	f.account("officer", "", accounts.GrantDraft{Role: "officer"})
	f.account("comanager", f.ids["person.BF"], accounts.GrantDraft{Role: "comanager"})
	if slices.Contains(accounts.Roles, access.Auditor) { // its column counts from the day on which it can be given
		f.account("auditor", "", accounts.GrantDraft{Role: "auditor"})
	}
	f.account("spare", f.ids["person.AF"], accounts.GrantDraft{Role: "comanager"}) // on whom accounts are tried
	f.account("focalA", f.ids["person.AF"], accounts.GrantDraft{Role: "focalpoint", PartyID: a})
	f.account("focalB", f.ids["person.BF"], accounts.GrantDraft{Role: "focalpoint", PartyID: b})
	tomorrow := db.Date(time.Now().UTC().AddDate(0, 0, 2).Format(time.DateOnly))
	f.account("early", "", accounts.GrantDraft{Role: "focalpoint", PartyID: a, From: tomorrow})
	f.account("leaver", "", accounts.GrantDraft{Role: "focalpoint", PartyID: a})
	system := access.System("test", accounts.RightManage)
	for role, party := range map[string]string{"administrator": "", "officer": "", "comanager": "", "focalA": a, "focalB": b} {
		grant := access.Role(strings.TrimRight(role, "AB"))
		if party != "" {
			grant = access.FocalPoint
		}
		token, err := f.app.Accounts.CreateToken(f.ctx, system, accounts.TokenDraft{Name: "Token of " + role, Role: grant, PartyID: party, Days: 30})
		f.do("token", err)
		f.tokens[role] = token
	}
}

// duties enters a breach, a wish to be erased and a record whose time ran out (of an account that is nobody's).
func (f *filler) duties() {
	breach, err := f.app.Privacy.LogBreach(f.ctx, access.System("test", privacy.RightLog), privacy.BreachDraft{
		Title: "A breach", Happened: "x", Concerns: "y", Severity: "low", NoticedAt: db.At(time.Now().UTC().Add(-time.Hour)),
	})
	f.put("breach", breach, err)
	f.do("erasure", f.app.Privacy.AskErasure(f.ctx, access.System("test", privacy.RightReview), f.ids["person.S"], ""))
	erasure, err := db.View(f.ctx, f.app.DB, func(tx *db.Tx) (string, error) { return db.One[string](tx, `select id from erasure`) })
	f.put("erasure", erasure, err)
	item, err := db.Change(f.ctx, f.app.DB, func(tx *db.Tx) (string, error) {
		return nowhere, tx.Exec(`insert into retention_item (id, class, record_id, outcome, due_on, state, proposed_at) values ($1, 'accounts', $1, 'review', $2, 'proposed', $3)`,
			nowhere, tx.Today(), tx.Now())
	})
	f.put("retention", item, err)
}

// plan enters the two activities.
func (f *filler) plan() {
	officer, now := f.actors["officer"], time.Now().UTC()
	id, err := f.app.Activities.AddInitiative(f.ctx, officer, activities.InitiativeDraft{Name: "An initiative", Tag: "#two"})
	f.put("initiative", id, err)
	hook, err := f.app.Feeds.AddWebhook(f.ctx, access.System("test", feeds.RightManage), feeds.WebhookDraft{
		URL: "https://receiver.example.org/hook", Kinds: []audit.Action{results.ActionRestate},
	})
	f.put("webhook", hook.ID, err)
	f.duties()
	for name, in := range map[string]int{"X": 0, "Y": 30} {
		group, day := "activity"+strings.ToLower(name), now.AddDate(0, 0, in).Add(-time.Hour).Truncate(time.Minute) // what takes place at X has begun
		a, err := f.app.Activities.Plan(f.ctx, officer, activities.Draft{
			InitiativeID: id, Kind: "members_function", Title: "Meeting " + canary(group, "title"), Summary: canary(group, "summary"),
			Place: canary(group, "place"), Country: "TH", TimeZone: "UTC", StartsOn: db.Date(day.Format(time.DateOnly)),
			EndsOn: db.Date(day.AddDate(0, 0, 3).Format(time.DateOnly)), NominationDeadline: db.At(now.AddDate(0, 0, 2)),
			RegistrationDeadline: db.At(now.AddDate(0, 0, 2)), Questions: questions,
		})
		f.put("activity."+name, a, err)
		f.do("open", f.app.Activities.Open(f.ctx, officer, a))
		room, err := f.app.Activities.AddRoom(f.ctx, officer, a, activities.RoomDraft{Name: canary(group, "room"), Capacity: 40})
		f.put("room."+name, room, err)
		session, err := f.app.Activities.AddSession(f.ctx, officer, a, activities.SessionDraft{
			Title: canary(group, "session"), Summary: canary(group, "talk"), StartsAt: db.At(day), EndsAt: db.At(day.Add(time.Hour)), Chatham: name == "Y",
		})
		f.put("session."+name, session, err)
		f.do("speaker", f.app.Activities.AddSpeaker(f.ctx, officer, session, activities.SpeakerDraft{PersonID: f.ids["person.S"]}))
	}
	for _, role := range []string{"desk", "partner", "expert"} {
		f.account(role, "", accounts.GrantDraft{Role: role, ActivityID: f.ids["activity.X"]})
	}
}

var questions = []forms.Question{
	{Key: "badge_name", Label: "Name on the badge", Kind: forms.Text, Required: true, Purpose: "Badge"},
	{Key: "needs", Label: "What you need", Kind: forms.Long, Sensitive: true, Purpose: "Venue"},
}

// invite gives seats, invites and writes.
func (f *filler) invite() {
	officer := f.actors["officer"]
	for _, s := range []struct{ activity, party string }{{"X", "A"}, {"X", "B"}, {"Y", "B"}} {
		id, err := f.app.Delegations.SetSeats(f.ctx, officer, f.ids["activity."+s.activity], delegations.SeatsDraft{
			PartyID: f.ids["party."+s.party], Category: "delegate", Mode: "in_person", Seats: 6,
		})
		f.put("allocation."+s.party+s.activity, id, err)
	}
	for _, name := range []string{"X", "Y"} {
		a := f.ids["activity."+name]
		_, err := f.app.Delegations.Invite(f.ctx, officer, a, nil)
		f.do("invite", err)
		group := "letter" + strings.ToLower(name)
		id, err := f.app.Letters.Write(f.ctx, officer, a, letters.Draft{Kind: letters.Note, Subject: canary(group, "subject"), Body: canary(group, "body")})
		f.put("letter."+name, id, err)
		_, err = f.app.Letters.SendNote(f.ctx, officer, id, []string{f.ids["party.B"]})
		f.do("send", err)
		f.find("message."+name, `select id from message where letter_id = $1`, id)
	}
	for _, n := range []struct{ party, activity string }{{"A", "X"}, {"B", "X"}, {"B", "Y"}} {
		id := f.find("link."+n.party+n.activity, `select link_id from invitation where activity_id = $1 and party_id = $2`, f.ids["activity."+n.activity], f.ids["party."+n.party])
		f.links["nominate."+n.party+n.activity] = tokenOf(f.app.Accounts.LinkURL(id, accounts.PurposeNominate))
	}
}

func tokenOf(link string) string { return link[strings.LastIndex(link, "/")+1:] }

// name lets both parties name their people and the secretariat screen them.
func (f *filler) name() {
	for _, n := range []struct{ name, party, activity, group string }{
		{"A1", "A", "X", "aone"},
		{"A2", "A", "X", "aother"},
		{"A3", "A", "X", "aother"},
		{"B1", "B", "X", "bone"},
		{"B2", "B", "X", "bother"},
		{"B3", "B", "Y", "byonly"},
	} {
		draft := delegations.PersonDraft{
			Given: "Zed " + canary(n.group, "given"+letters5(n.name)), NativeName: canary(n.group, "native"), Position: canary(n.group, "position"),
			Unit: canary(n.group, "unit"), Email: strings.ToLower(canary(n.group, "mail"+letters5(n.name))) + "@example.org",
		}
		if known := f.ids["person."+n.name]; known != "" {
			draft = delegations.PersonDraft{PersonID: known}
		}
		id, err := f.app.Delegations.Nominate(f.ctx, f.actors["focal"+n.party], f.ids["activity."+n.activity], delegations.NominationDraft{
			AllocationID: f.ids["allocation."+n.party+n.activity], PersonDraft: draft,
		})
		f.put("nomination."+n.name, id, err)
		f.find("person."+n.name, `select person_id from nomination where id = $1`, id)
	}
	officer := f.actors["officer"]
	for _, name := range []string{"A1", "B1", "B3"} {
		f.do("confirm", f.app.Delegations.Confirm(f.ctx, officer, f.ids["nomination."+name], 0))
	}
	f.do("ask", f.app.Delegations.AskBack(f.ctx, officer, f.ids["nomination.A3"], 0, canary("areason", "question")))
	f.do("decline", f.app.Delegations.Decline(f.ctx, officer, f.ids["nomination.B2"], 0, canary("breason", "declined")))
	for _, n := range []struct{ party, activity string }{{"A", "X"}, {"B", "X"}, {"B", "Y"}} {
		group := strings.ToLower(n.party) + "note"
		f.do("note", f.app.Delegations.AttachNote(f.ctx, f.actors["focal"+n.party], f.ids["activity."+n.activity], f.ids["party."+n.party], canary(group, "number"),
			&files.Upload{Field: "note_file", Name: canary(group, "file") + ".pdf", Bytes: []byte(plainPDF)}))
	}
	f.find("affiliation.B3", `select id from affiliation where person_id = $1`, f.ids["person.B3"])
	for _, p := range []string{"A", "B"} {
		f.account("participant"+p, f.ids["person."+p+"1"], accounts.GrantDraft{Role: "participant"})
		f.find("affiliation."+p+"1", `select id from affiliation where person_id = $1`, f.ids["person."+p+"1"])
	}
}

const plainPDF = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"

// answer registers the first person of both parties.
func (f *filler) answer() {
	for _, p := range []string{"a", "b"} {
		name := strings.ToUpper(p) + "1"
		f.do("register", f.app.Registrations.Register(f.ctx, f.actors["participant"+strings.ToUpper(p)], f.ids["activity.X"], f.ids["person."+name], registrations.Form{
			Own: registrations.OwnData{
				Given: "Zed " + canary(p+"one", "given"+p+"one"), NativeName: canary(p+"one", "native"), Phone: "+1 " + canary(p+"one", "phone"),
			},
			Answers: map[string][]string{"badge_name": {canary(p+"answer", "badge")}, "needs": {canary(p+"sensitive", "needs")}},
		}))
		id := f.find("link."+name, `select link_id from nomination where id = $1`, f.ids["nomination."+name])
		f.links["register."+name] = tokenOf(f.app.Accounts.LinkURL(id, accounts.PurposeRegister))
	}
}

// arrive issues badges and checks both in.
func (f *filler) arrive() {
	officer := f.actors["officer"]
	for _, name := range []string{"X", "Y"} {
		_, err := f.app.Attendance.IssueBadges(f.ctx, officer, f.ids["activity."+name])
		f.do("badges", err)
	}
	for _, name := range []string{"A1", "B1"} {
		out, err := f.app.Attendance.Record(f.ctx, officer, attendance.ScanDraft{ActivityID: f.ids["activity.X"], NominationID: f.ids["nomination."+name], Direction: attendance.In, Method: attendance.BySearch})
		f.put("checkin."+name, out.CheckinID, err)
	}
	out, err := f.app.Attendance.Record(f.ctx, officer, attendance.ScanDraft{ActivityID: f.ids["activity.X"], NominationID: f.ids["nomination.B1"], Direction: attendance.Out, Method: attendance.BySearch})
	f.do("scan", err)
	f.do("void", f.app.Attendance.Void(f.ctx, officer, f.ids["activity.X"], out.CheckinID, canary("void", "why")))
}

// write drafts the reports.
func (f *filler) write() {
	officer := f.actors["officer"]
	for _, name := range []string{"X", "Y"} {
		a := f.ids["activity."+name]
		_, err := f.app.Results.Start(f.ctx, officer, a)
		f.do("report", err)
		page, err := f.app.Results.Report(f.ctx, officer, a)
		f.do("report", err)
		if err != nil {
			return
		}
		f.do("report", f.app.Results.Change(f.ctx, officer, a, page.Report.Version, results.Draft{Title: "Report", Body: canary("report"+strings.ToLower(name), "body"), Label: label.Amber}))
	}
}

// publish brings out the report on a third activity, which everybody may read.
func (f *filler) publish() {
	officer, day := f.actors["officer"], db.Date(time.Now().UTC().AddDate(0, 0, -9).Format(time.DateOnly))
	a, err := f.app.Activities.Plan(f.ctx, officer, activities.Draft{Kind: "members_function", Title: "Held before", TimeZone: "UTC", StartsOn: day, Label: label.Clear})
	f.put("activity.Z", a, err)
	f.do("open", f.app.Activities.Open(f.ctx, officer, a))
	f.do("held", f.app.Activities.MarkHeld(f.ctx, officer, a))
	_, err = f.app.Results.Start(f.ctx, officer, a)
	f.do("start", err)
	f.do("change", f.app.Results.Change(f.ctx, officer, a, 1, results.Draft{Title: "A public report", Body: "It was held.", Label: label.Clear, LabelReason: "The report is for everybody"}))
	f.do("submit", f.app.Results.Submit(f.ctx, officer, a, 2))
	for _, role := range []string{"comanager", "spare"} {
		f.do("approve", f.app.Results.Approve(f.ctx, f.actors[role], a, 2))
	}
	f.do("publish", f.app.Results.Publish(f.ctx, officer, a, 2, ""))
	f.find("slug", `select slug from report where activity_id = $1`, a)
	f.find("figure", `select id from figure where activity_id = $1 order by key limit 1`, a)
}

// importList rehearses a list of which one row is refused.
func (f *filler) importList() {
	id, err := f.app.Imports.Upload(f.ctx, f.actors["officer"], imports.Draft{
		Kind: imports.People, Name: canary("importfile", "name") + ".csv", Content: []byte("Name,E-mail,Party\n" + canary("import", "row") + ",not an address,Nowhere\n"),
	})
	f.put("import", id, err)
}
