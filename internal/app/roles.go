package app

import (
	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	"counterpart/internal/activities"
	"counterpart/internal/alumni"
	"counterpart/internal/assessments"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/certificates"
	"counterpart/internal/commitments"
	"counterpart/internal/connections"
	"counterpart/internal/curricula"
	"counterpart/internal/delegations"
	"counterpart/internal/evaluations"
	"counterpart/internal/feeds"
	"counterpart/internal/gaps"
	"counterpart/internal/iati/publishing"
	"counterpart/internal/indicators"
	"counterpart/internal/instruments"
	"counterpart/internal/interests"
	"counterpart/internal/labels"
	"counterpart/internal/laws"
	"counterpart/internal/letters"
	"counterpart/internal/networking"
	"counterpart/internal/outcomes"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/privacy"
	"counterpart/internal/publications"
	"counterpart/internal/reach"
	"counterpart/internal/recommendations"
	"counterpart/internal/registrations"
	"counterpart/internal/results"
	"counterpart/internal/secondments"
	"counterpart/internal/support"
	"counterpart/internal/threads"
	"counterpart/internal/training"
	"counterpart/internal/vocabulary"
)

// rightsOf says which rights belong to which role, for the whole program in one place. A role is
// always held within a scope: what a focal point may see is limited to the party by the grant.
var rightsOf = map[access.Role][]access.Right{
	access.Administrator: {
		laws.RightSee, gaps.RightSee, gaps.RightRead, recommendations.RightSee, recommendations.RightRead,
		certificates.RightSee, certificates.RightKeys, alumni.RightRead, alumni.RightSee, curricula.RightSee, training.RightSee, commitments.RightSee,
		outcomes.RightSee, assessments.RightSee, evaluations.RightSee, actionplans.RightSee, secondments.RightSee,
		vocabulary.RightLoad, audit.RightSee, accounts.RightSee, accounts.RightManage, accounts.RightReview, feeds.RightManage,
		parties.RightSee, parties.RightEdit, people.RightSee, people.RightEdit, people.RightImport, people.RightAlias, people.RightHold, activities.RightSee,
		letters.RightSee, delegations.RightSee, registrations.RightSee, attendance.RightSee, results.RightSee, results.RightNames, results.RightVerify,
		interests.RightSee, networking.RightSee, connections.RightSee, reach.RightSee, gaps.RightRead, threads.RightSee, support.RightSee, support.RightOffers,
		publications.RightRead, publications.RightSee, indicators.RightSee, indicators.RightVerify, instruments.RightLoad,
		privacy.RightOwn, privacy.RightReview, privacy.RightRegister, privacy.RightLog,
	},
	access.Officer: {
		laws.RightSee, laws.RightEdit, gaps.RightSee, gaps.RightManage, gaps.RightWork, gaps.RightRead,
		recommendations.RightSee, recommendations.RightRead, recommendations.RightWrite, recommendations.RightAnswer,
		certificates.RightSee, certificates.RightPrepare, certificates.RightRevoke, alumni.RightRead, alumni.RightSee, alumni.RightTend, curricula.RightSee,
		curricula.RightWrite, curricula.RightReview, training.RightSee, training.RightDeliver, training.RightSelect, training.RightConclude,
		secondments.RightSee, secondments.RightEdit, secondments.RightNominate, secondments.RightScore,
		commitments.RightSee, commitments.RightReport, commitments.RightRecord, outcomes.RightSee, outcomes.RightPropose, outcomes.RightReview,
		assessments.RightSee, assessments.RightManage, evaluations.RightSee, evaluations.RightManage, actionplans.RightSee, actionplans.RightManage,
		parties.RightSee, parties.RightEdit, people.RightSee, people.RightEdit, people.RightImport, people.RightAlias,
		activities.RightSee, activities.RightEdit, letters.RightSee, letters.RightEdit, letters.RightSend,
		delegations.RightSee, delegations.RightAllocate, delegations.RightInvite, delegations.RightNominate, delegations.RightScreen,
		registrations.RightSee, registrations.RightSeeSensitive,
		attendance.RightSee, attendance.RightScan, attendance.RightBadge, attendance.RightExport,
		interests.RightSee, networking.RightSee, networking.RightPlan, connections.RightSee, reach.RightSee, gaps.RightRead, threads.RightSee, threads.RightLink,
		support.RightSee, support.RightAsk, support.RightHandle, support.RightOffers,
		results.RightSee, results.RightNames, results.RightWrite, results.RightPublish, results.RightVerify,
		indicators.RightSee, indicators.RightEdit, indicators.RightPropose, indicators.RightPublish, indicators.RightVerify, publishing.RightExport,
		instruments.RightLoad, instruments.RightStatus, publications.RightRead, publications.RightSee, publications.RightWrite, publications.RightReview, publications.RightWithdraw,
		privacy.RightOwn, privacy.RightReview, privacy.RightRegister, privacy.RightLog,
	},
	access.CoManager: {
		laws.RightSee, gaps.RightSee, gaps.RightRead, recommendations.RightSee, recommendations.RightRead,
		certificates.RightSee, certificates.RightSign, certificates.RightRevoke, alumni.RightRead, alumni.RightSee, curricula.RightSee,
		curricula.RightReview, curricula.RightAdopt, training.RightSee, commitments.RightSee, outcomes.RightSee, outcomes.RightApprove, assessments.RightSee,
		evaluations.RightSee, actionplans.RightSee, secondments.RightSee, secondments.RightApprove, secondments.RightScore,
		parties.RightSee, people.RightSee, activities.RightSee, letters.RightSee, delegations.RightSee, registrations.RightSee,
		attendance.RightSee, results.RightSee, results.RightNames, results.RightApprove, results.RightPublish, results.RightVerify, labels.RightLower,
		indicators.RightSee, indicators.RightApprove, indicators.RightPublish, indicators.RightVerify,
		interests.RightSee, networking.RightSee, connections.RightSee, reach.RightSee, gaps.RightRead, threads.RightSee, support.RightSee, support.RightOffers,
		publications.RightRead, publications.RightSee, publications.RightReview, publications.RightRelease, publications.RightWithdraw,
		privacy.RightOwn, privacy.RightRegister,
	},
	access.Desk: {
		parties.RightSee, people.RightSee, activities.RightSee, delegations.RightSee,
		attendance.RightSee, attendance.RightScan, attendance.RightBadge, publications.RightRead,
		privacy.RightOwn,
	},
	access.FocalPoint: {
		alumni.RightRead, alumni.RightDirectory, alumni.RightVeto, commitments.RightSee, commitments.RightReport, outcomes.RightSee, outcomes.RightPropose,
		training.RightSee, assessments.RightAgreed, actionplans.RightSee,
		parties.RightSee, people.RightSee, people.RightEdit, activities.RightSee, delegations.RightSee, delegations.RightNominate, threads.RightSee,
		support.RightSee, support.RightAsk, support.RightOffers, gaps.RightRead,
		publications.RightRead, privacy.RightOwn,
		secondments.RightSee, secondments.RightNominate,
		laws.RightSee, laws.RightEdit, gaps.RightSee, gaps.RightWork, gaps.RightRead,
		recommendations.RightSee, recommendations.RightRead, recommendations.RightWrite, recommendations.RightAnswer,
	},
	// Partners and experts work on an activity without being the secretariat: they see it and what is written on it, as far
	// as its label is AMBER or looser, and nobody's name.
	access.Partner: {activities.RightSee, results.RightSee, threads.RightSee, publications.RightRead, publications.RightSee},
	access.Expert:  {activities.RightSee, results.RightSee, threads.RightSee, publications.RightRead, publications.RightSee},
	access.Participant: {
		people.RightSee, activities.RightSee, registrations.RightRegister, interests.RightTakePart, connections.RightOwn, certificates.RightOwn,
		alumni.RightRead, alumni.RightOwn, privacy.RightOwn, training.RightOwn, assessments.RightTake, evaluations.RightAnswer, actionplans.RightOwn,
		secondments.RightSee, secondments.RightOwn, gaps.RightSee, gaps.RightWork, recommendations.RightSee, recommendations.RightWrite,
	},
	// An auditor reads how the registers are kept, not who is in them, and changes nothing.
	access.Auditor: {audit.RightSee, accounts.RightReview, privacy.RightOwn, privacy.RightRegister},
	// What everybody holds, signed in or not: the public reads offers, publications and laws that are CLEAR, who is signed in those
	// that are GREEN; instruments, and who is party to them, are facts.
	access.Public: {
		support.RightOffers, publications.RightRead, curricula.RightRead,
		instruments.RightRead, laws.RightSee, gaps.RightRead, recommendations.RightRead,
	},
}

// mustBeStrong are the roles that want a second factor or a passkey: whoever works with other people's data. A password
// alone never lets them in, and fourteen days after such a role is given it can be used in strong sessions only.
var mustBeStrong = map[access.Role]bool{
	access.Administrator: true,
	access.Officer:       true,
	access.CoManager:     true,
	access.Desk:          true,
	access.Auditor:       true,
	access.FocalPoint:    false,
	access.Partner:       false,
	access.Expert:        false,
	access.Participant:   false,
	access.Public:        false,
}

// Rights is rightsOf in the form in which grants carry them.
func Rights() map[access.Role]map[access.Right]bool {
	out := make(map[access.Role]map[access.Right]bool, len(rightsOf))
	for role, rights := range rightsOf {
		out[role] = make(map[access.Right]bool, len(rights))
		for _, r := range rights {
			out[role][r] = true
		}
	}
	return out
}
