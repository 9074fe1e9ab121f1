package auditweb

import (
	"net/url"
	"strings"

	"counterpart/internal/audit"
	"counterpart/internal/fault"
)

var noCheckpoint = fault.Missing("checkpoint yet")

// who is the actor in words.
func (r row) who() string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Actor == "system":
		return "The program"
	default:
		return r.Actor
	}
}

// by leads to every entry by the actor.
func (r row) by() string { return "/audit?" + url.Values{"actor": {r.Actor}}.Encode() }

// all leads to every entry about the record.
func (r row) all() string {
	return "/audit?" + url.Values{"kind": {r.Kind}, "record": {r.RecordID}}.Encode()
}

// Words says an action as people say it.
func Words(a audit.Action) string {
	if w := actionWords[a]; w != "" {
		return w
	}
	return strings.ReplaceAll(string(a), "_", " ")
}

var roomWords = map[string]string{
	"access":        "Access",
	"accounts":      "Accounts",
	"activities":    "Activities",
	"attendance":    "Attendance",
	"audit":         "The history itself",
	"certificates":  "Certificates",
	"commitments":   "Commitments",
	"connections":   "Connections",
	"delegations":   "Delegations",
	"feeds":         "Feeds",
	"files":         "Files",
	"imports":       "Imports",
	"indicators":    "Indicators",
	"interests":     "Interests",
	"labels":        "Labels",
	"letters":       "Letters",
	"mixers":        "Mixers",
	"networking":    "Meetings",
	"outcomes":      "Outcomes",
	"parties":       "Parties",
	"people":        "People",
	"privacy":       "Data protection",
	"publications":  "Publications",
	"publishing":    "IATI file",
	"reach":         "Reach",
	"registrations": "Registrations",
	"results":       "Reports and figures",
	"signins":       "Sign-in",
	"support":       "Requests and offers",
	"threads":       "Threads",
	"ties":          "Network of the mechanism",
	"vault":         "Keys",
	"vocabulary":    "Mechanism pack",
}

var kindWords = map[string]string{
	"account":          "Account",
	"activity":         "Activity",
	"allocation":       "Seats",
	"api_token":        "API token",
	"audit":            "History",
	"body":             "Body",
	"certificate":      "Certificate",
	"checkin":          "Check-in",
	"commitment":       "Commitment",
	"completion":       "Completion",
	"connection":       "Connection",
	"framework_result": "Result of the framework",
	"iati_file":        "IATI file",
	"import":           "Import",
	"indicator":        "Indicator",
	"initiative":       "Initiative",
	"issuing_key":      "Signing key",
	"letter":           "Letter",
	"match":            "Match",
	"meeting":          "Meeting",
	"meeting_run":      "Rehearsal of meetings",
	"message":          "Mail",
	"nomination":       "Nomination",
	"offer":            "Offer of support",
	"outcome":          "Outcome",
	"outside":          "Kept elsewhere",
	"pack":             "Mechanism pack",
	"party":            "Party",
	"person":           "Person",
	"post":             "Post",
	"publication":      "Publication",
	"report":           "Report",
	"request":          "Request for support",
	"session":          "Session",
	"signed_link":      "Signed link",
	"thread_link":      "Link",
}

// actionWords has words for every action that a room declares; a test finds those that are missing.
var actionWords = map[audit.Action]string{
	"accounts.close_account": "Closed the account of an erased person",
	"accounts.deactivate":    "Closed an account",
	"accounts.erase":         "Erased the person from an account",
	"accounts.reactivate":    "Opened a closed account again",

	"commitments.ask":     "Wrote to the holder of a commitment",
	"commitments.change":  "Changed a commitment",
	"commitments.export":  "Took commitments along",
	"commitments.meeting": "Said which body meets at an activity",
	"commitments.record":  "Recorded a commitment",
	"commitments.step":    "Took a step with a commitment",

	"connections.export_own": "Took the own contacts along",
	"connections.meet":       "Noted that two people met",
	"connections.share":      "Said what to share with a contact",
	"connections.view_list":  "Looked at who met at an activity",
	"connections.view_own":   "Looked at the own contacts",
	"connections.view_party": "Looked at whom a party met",

	"indicators.add":           "Added an indicator",
	"indicators.add_result":    "Added a result to the framework",
	"indicators.approve":       "Approved a value of an indicator",
	"indicators.change":        "Changed an indicator",
	"indicators.change_result": "Changed a result of the framework",
	"indicators.propose":       "Proposed a value of an indicator",
	"indicators.publish":       "Published a value of an indicator",
	"indicators.restate":       "Proposed to restate a value",
	"indicators.send_back":     "Sent a value back",
	"indicators.withdraw":      "Withdrew a value",

	"interests.profile":          "Said what they offer and seek",
	"interests.say":              "Said something about whom to meet",
	"interests.view":             "Looked at an interest profile",
	"interests.view_people":      "Looked at who takes part in the meetings",
	"interests.view_suggestions": "Looked at suggestions whom to meet",

	"mixers.add":              "Arranged a mixer",
	"mixers.end":              "Ended a mixer",
	"mixers.export":           "Printed the tables of a mixer",
	"mixers.next":             "Began a round of a mixer",
	"mixers.remove":           "Took a mixer away",
	"mixers.say":              "Said that somebody hosts a table or is away",
	"mixers.seat":             "Seated people at tables",
	"mixers.view":             "Looked at the tables of a mixer",
	"mixers.view_own":         "Looked at the own tables",
	"networking.absence":      "Said when they cannot come to meetings",
	"networking.accept":       "Accepted a meeting",
	"networking.ask":          "Asked for a meeting",
	"networking.cancel":       "Cancelled a meeting",
	"networking.decline":      "Declined a meeting",
	"networking.company":      "Said who comes along to meetings or sits in",
	"networking.exchange":     "Scanned the code of somebody they met",
	"networking.interpreters": "Changed the interpreters of meetings",
	"networking.export_own":   "Took the own meetings along",
	"networking.export_plan":  "Printed the plan of meetings",
	"networking.invite":       "Asked people to take part in meetings",
	"networking.held":         "Noted what came of a meeting",
	"networking.lock":         "Promised a meeting, or took the promise back",
	"networking.missed":       "Noted that a meeting was not held",
	"networking.move":         "Moved a meeting",
	"networking.publish":      "Published a plan of meetings",
	"networking.run":          "Rehearsed a plan of meetings",
	"networking.set_up":       "Set the rules of meetings",
	"networking.slots":        "Changed the slots of meetings",
	"networking.stop":         "Stopped a rehearsal of meetings",
	"networking.tables":       "Changed the tables of meetings",
	"networking.view_company": "Looked at the colleagues who take part in meetings",
	"networking.view_met":     "Looked at whose badge has a code",
	"networking.view_own":     "Looked at the own meetings",
	"networking.view_plan":    "Looked at the plan of meetings",
	"networking.view_run":     "Looked at a rehearsal of meetings",

	"imports.blank":     "Destroyed an imported list",
	"letters.blank":     "Blanked the mail of an erased person",
	"publishing.export": "Took the IATI file",

	"registrations.blank": "Blanked the answers of an erased person",

	"ties.export":  "Took along who is connected to whom",
	"ties.view":    "Looked at who is connected to whom",
	"reach.export": "Took along how often parties were reached",

	"people.alias":      "Gave or took an alias",
	"people.erase":      "Erased a person",
	"people.lift_hold":  "Lifted a legal hold",
	"people.place_hold": "Placed a legal hold",

	"privacy.ask_erasure":      "Asked to be erased",
	"privacy.carry_out":        "Carried out what retention proposed",
	"privacy.change_breach":    "Changed the record of a breach",
	"privacy.confirm_clock":    "Confirmed the clock after a jump",
	"privacy.erase":            "Carried out an erasure",
	"privacy.export_copy":      "Took a copy of everything held about a person",
	"privacy.keep_longer":      "Decided to keep a record longer",
	"privacy.log_breach":       "Noted a breach",
	"privacy.refuse_erasure":   "Refused an erasure",
	"privacy.review_erasure":   "Reviewed a request for erasure",
	"privacy.show":             "Changed what is shown of a person",
	"privacy.view":             "Looked at everything held about a person",
	"privacy.view_erasures":    "Looked at who wants to be erased",
	"privacy.withdraw_erasure": "Withdrew a request for erasure",

	"certificates.complete": "Noted that somebody completed something",
	"certificates.drop":     "Did not issue a certificate",
	"certificates.export":   "Took certificates along",
	"certificates.issue":    "Issued a certificate",
	"certificates.key":      "Changed the keys that sign certificates",
	"certificates.prepare":  "Prepared a certificate",
	"certificates.retract":  "Took a completion back",
	"certificates.revoke":   "Revoked a certificate",
	"certificates.sign":     "Signed a certificate",
	"certificates.view":     "Looked at who completed what",

	"publications.approve":   "Approved a publication",
	"publications.attach":    "Attached a file to a publication",
	"publications.change":    "Saved a version of a publication",
	"publications.consent":   "Agreed to the release of a publication",
	"publications.detach":    "Took a file off a publication",
	"publications.draft":     "Began a publication",
	"publications.release":   "Released a publication",
	"publications.return":    "Returned a publication to its authors",
	"publications.submit":    "Submitted a publication for review",
	"publications.translate": "Saved a translation of a publication",
	"publications.withdraw":  "Withdrew a publication",
	"publications.restate":   "Restated the figures of a report",

	"signins.approve_recovery": "Approved the recovery of an account",
	"signins.ask_recovery":     "Asked for the recovery of an account",
	"signins.means":            "Changed how an account signs in",
	"signins.refuse_recovery":  "Refused the recovery of an account",

	"feeds.calendar":        "Made a calendar address",
	"feeds.view_links":      "Looked at the personal links of an activity",
	"feeds.end_calendar":    "Ended a calendar address",
	"feeds.ping":            "Tried a webhook",
	"feeds.webhook":         "Registered a webhook",
	"feeds.webhook_secret":  "Changed the secret of a webhook",
	"feeds.webhook_state":   "Paused, resumed or revoked a webhook",
	"feeds.webhook_stopped": "Stopped a webhook that no longer answers",

	"signins.passkey_add":     "Added a passkey",
	"signins.passkey_copied":  "Refused a passkey that seems to be copied",
	"signins.passkey_refused": "Refused a passkey",
	"signins.passkey_remove":  "Removed a passkey",
	"signins.sso_link":        "Linked an account to an identity provider",
	"signins.sso_refused":     "Refused a sign-in through an identity provider",

	"accounts.add":                "Added an account",
	"accounts.end_grant":          "Ended a role",
	"accounts.grant":              "Gave a role",
	"accounts.keep_administrator": "Kept the role of the last administrator, which a group no longer gives",
	"accounts.link":               "Made a signed link",
	"accounts.revoke_link":        "Withdrew a signed link",
	"accounts.end_sessions":       "Ended sessions",
	"accounts.prove":              "Proved who they are again",
	"accounts.set_up":             "Set the installation up",
	"accounts.sign_in":            "Signed in",
	"accounts.token":              "Made an API token",
	"accounts.view_list":          "Looked at the accounts",
	"accounts.view":               "Looked at an account",

	"activities.cancel":     "Cancelled an activity",
	"activities.change":     "Changed an activity",
	"activities.held":       "Noted an activity as held",
	"activities.initiative": "Wrote an initiative",
	"activities.open":       "Opened an activity",
	"activities.plan":       "Planned an activity",
	"activities.questions":  "Changed the registration form",
	"activities.room":       "Wrote a room",
	"activities.session":    "Wrote a session",
	"activities.speaker":    "Changed the speakers of a session",

	"attendance.export":        "Took the attendance register",
	"attendance.export_badges": "Printed a badge",
	"attendance.issue_badges":  "Issued badges",
	"attendance.record":        "Checked a person in or out",
	"attendance.reissue_badge": "Issued a new badge",
	"attendance.revoke_badge":  "Revoked a badge",
	"attendance.view_badges":   "Looked at the badges",
	"attendance.view_desk":     "Searched at the check-in desk",
	"attendance.view_register": "Looked at the attendance register",
	"attendance.void":          "Took a check-in back",

	"audit.erase":     "Erased the content of earlier entries",
	"audit.export":    "Took the history",
	"audit.view_list": "Looked at the history",

	"delegations.allocate":           "Gave seats",
	"delegations.ask_back":           "Asked back about a nomination",
	"delegations.confirm":            "Confirmed a nomination",
	"delegations.decline":            "Declined a nomination",
	"delegations.decline_invitation": "Noted that a party does not come",
	"delegations.export":             "Took the list of participants",
	"delegations.invite":             "Invited a party",
	"delegations.nominate":           "Nominated a person",
	"delegations.note_verbale":       "Attached a note verbale",
	"delegations.order":              "Changed the order or head of a delegation",
	"delegations.remind":             "Reminded parties",
	"delegations.reply":              "Answered a question about a nomination",
	"delegations.reserve":            "Put a nomination on the reserve list",
	"delegations.substitute":         "Substituted a person",
	"delegations.view":               "Looked at a nomination",
	"delegations.view_known":         "Looked at whom a party may name",
	"delegations.view_invited":       "Looked at who is invited",
	"delegations.view_list":          "Looked at the nominations",
	"delegations.view_own":           "Looked at the people of a delegation",
	"delegations.withdraw":           "Withdrew a nomination",

	"files.quarantine": "Put an upload into quarantine",

	"imports.rehearse":       "Rehearsed an import",
	"imports.export_refused": "Took the refused rows of an imported list",
	"imports.take":           "Began to take an import",
	"imports.view_rows":      "Looked at the rows of an imported list",
	"imports.taken":          "Took an import",

	"labels.lower":         "Loosened a label",
	"labels.name_reader":   "Named a reader of a record",
	"labels.raise":         "Tightened a label",
	"labels.remove_reader": "Took a named reader away",
	"labels.set":           "Set a label",
	"labels.view":          "Looked at a label",

	"letters.queue":           "Queued a mail",
	"letters.resend":          "Sent a mail again",
	"letters.send":            "Sent a letter",
	"letters.view_recipients": "Looked at who gets a letter",
	"letters.view_list":       "Looked at the outbox",
	"letters.view":            "Looked at a mail",
	"letters.write":           "Wrote a letter",

	"outcomes.ask":          "Asked a party what has changed",
	"outcomes.contribute":   "Linked what contributed to an outcome",
	"outcomes.export":       "Took outcomes or a source along",
	"outcomes.propose":      "Proposed an outcome",
	"outcomes.revise":       "Wrote an outcome anew",
	"outcomes.source":       "Added a source to an outcome",
	"outcomes.step":         "Took a step with an outcome",
	"outcomes.substantiate": "Noted who says that an outcome is so",

	"parties.add":         "Added a party",
	"parties.body":        "Wrote a body",
	"parties.body_member": "Changed the members of a body",
	"parties.change":      "Changed a party",
	"parties.membership":  "Changed a membership",
	"parties.post":        "Wrote a post",

	"people.add":             "Entered a person",
	"people.affiliate":       "Said for whom a person works",
	"people.change":          "Changed a person",
	"people.consent":         "Noted a consent",
	"people.end_affiliation": "Ended an affiliation",
	"people.hold_post":       "Gave a post to a person",
	"people.leave_post":      "Ended the holding of a post",
	"people.view":            "Looked at a person",
	"people.view_posts":      "Looked at who holds posts",
	"people.view_alike":      "Looked for people who are alike",
	"people.view_list":       "Looked at the list of people",
	"people.view_staff":      "Looked at the people of a party",

	"registrations.export":       "Took the registration answers",
	"registrations.register":     "Registered",
	"registrations.remind":       "Reminded people to register",
	"registrations.view":         "Looked at a registration",
	"registrations.view_answers": "Looked at registration answers",

	"results.approve":     "Approved a report",
	"results.change":      "Changed a report",
	"results.draft":       "Began a report",
	"results.publish":     "Published a report",
	"results.restate":     "Restated a report",
	"results.send_back":   "Sent a report back",
	"results.submit":      "Submitted a report",
	"results.view_people": "Looked at the people behind a figure",

	"support.answer_match":   "Answered a proposed match",
	"support.change":         "Changed a request for support",
	"support.change_offer":   "Changed an offer of support",
	"support.circulate":      "Circulated a request for support",
	"support.enter":          "Entered a request for support",
	"support.export":         "Took the list of requests",
	"support.fulfilment":     "Said whether a request was met",
	"support.offer":          "Entered an offer of support",
	"support.propose_match":  "Proposed a match",
	"support.respond":        "Noted a response to a request",
	"support.step":           "Took a step with a request",
	"support.withdraw_offer": "Withdrew an offer of support",

	"threads.end":     "Ended a link",
	"threads.link":    "Linked two records",
	"threads.outside": "Entered something that is kept elsewhere",

	"vault.retire": "Retired a key",
	"vault.rotate": "Rotated the keys",

	"vocabulary.load": "Loaded a mechanism pack",
}
