package secondments

import (
	"counterpart/internal/secondments/assignments"
	"counterpart/internal/secondments/stages"
)

// The words of the lower floors of this room, under the names by which its callers know them.
type (
	State            = stages.State
	Verb             = stages.Verb
	Owner            = stages.Owner
	Case             = stages.Case
	Assignment       = assignments.Assignment
	Criterion        = assignments.Criterion
	TermsDraft       = assignments.TermsDraft
	Cost             = assignments.Cost
	Record           = assignments.Record
	Approval         = assignments.Approval
	Phase            = assignments.Phase
	Act              = assignments.Act
	ActDraft         = assignments.ActDraft
	CallDraft        = assignments.CallDraft
	Callable         = assignments.Callable
	Panellist        = assignments.Panellist
	Desk             = assignments.Desk
	DeskDraft        = assignments.DeskDraft
	AssignmentFilter = assignments.Filter
)

// The states and steps of a dossier, and who acts in them.
const (
	ByOffice    = stages.ByOffice
	ByManagers  = stages.ByManagers
	ByPanel     = stages.ByPanel
	ByParty     = stages.ByParty
	BySecondee  = stages.BySecondee
	ByReports   = stages.ByReports
	ByNobody    = stages.ByNobody
	Nominated   = stages.Nominated
	Screened    = stages.Screened
	Interviewed = stages.Interviewed
	Selected    = stages.Selected
	Reserve     = stages.Reserve
	NotSelected = stages.NotSelected
	Offered     = stages.Offered
	Accepted    = stages.Accepted
	Declined    = stages.Declined
	Formalities = stages.Formalities
	InPost      = stages.InPost
	Ended       = stages.Ended
	Reported    = stages.Reported
	Debriefed   = stages.Debriefed
	Returned    = stages.Returned
	Withdrawn   = stages.Withdrawn
	Nominate    = stages.Nominate
	Screen      = stages.Screen
	ScreenOut   = stages.ScreenOut
	Declare     = stages.Declare
	Conflict    = stages.Conflict
	Score       = stages.Score
	Conclude    = stages.Conclude
	Select      = stages.Select
	Hold        = stages.Hold
	Pass        = stages.Pass
	Promote     = stages.Promote
	Feedback    = stages.Feedback
	Offer       = stages.Offer
	Accept      = stages.Accept
	Decline     = stages.Decline
	Appoint     = stages.Appoint
	Letter      = stages.Letter
	Sign        = stages.Sign
	Tick        = stages.Tick
	Begin       = stages.Begin
	Plan        = stages.Plan
	MidOwn      = stages.MidOwn
	MidHost     = stages.MidHost
	Propose     = stages.Propose
	Extend      = stages.Extend
	Refuse      = stages.Refuse
	Curtail     = stages.Curtail
	End         = stages.End
	ReportOwn   = stages.ReportOwn
	ReportHost  = stages.ReportHost
	Close       = stages.Close
	Debrief     = stages.Debrief
	Return      = stages.Return
	Withdraw    = stages.Withdraw
)

// The phases and steps of an assignment.
const (
	Drafted         = assignments.Drafted
	Submitted       = assignments.Submitted
	Approved        = assignments.Approved
	Open            = assignments.Open
	Closed          = assignments.Closed
	Filled          = assignments.Filled
	Cancelled       = assignments.Cancelled
	Write           = assignments.Write
	Rewrite         = assignments.Rewrite
	Submit          = assignments.Submit
	Approve         = assignments.Approve
	SendBack        = assignments.SendBack
	Issue           = assignments.Issue
	CloseIt         = assignments.CloseIt
	Reopen          = assignments.Reopen
	Fill            = assignments.Fill
	Cancel          = assignments.Cancel
	BearerState     = assignments.BearerState
	BearerHost      = assignments.BearerHost
	BearerMechanism = assignments.BearerMechanism
)

// The same in the order of lists and forms.
var (
	States              = stages.States
	Verbs               = stages.Verbs
	Phases              = assignments.Phases
	Acts                = assignments.Acts
	Bearers             = assignments.Bearers
	BearerWords         = assignments.BearerWords
	AssignmentColumns   = assignments.Columns
	StrictestAssignment = assignments.Strictest
	RelabelAssignmentIn = assignments.RelabelIn
	FindAssignmentIn    = assignments.FindIn
	DesksIn             = assignments.DesksIn
)
