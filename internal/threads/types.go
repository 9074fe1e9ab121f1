package threads

import "slices"

// Type is how one record belongs to another.
type Type string

// The types of links.
const (
	RequestedBy Type = "requested-by"
	LedTo       Type = "led-to"
	InformedBy  Type = "informed-by"
	FundedBy    Type = "funded-by"
	AdoptedBy   Type = "adopted-by"
	AnsweredBy  Type = "answered-by"
	PartOf      Type = "part-of"
	ReportedIn  Type = "reported-in"
	DeliveredBy Type = "delivered-by"
	FollowUpOf  Type = "follow-up-of"
)

// Types lists the types in the order of a form.
var Types = []Type{LedTo, AnsweredBy, RequestedBy, InformedBy, FundedBy, DeliveredBy, AdoptedBy, PartOf, ReportedIn, FollowUpOf}

// readings say each type from both of its ends.
var readings = map[Type][2]string{
	RequestedBy: {"was requested by", "requested"},
	LedTo:       {"led to", "came from"},
	InformedBy:  {"was informed by", "informed"},
	FundedBy:    {"was funded by", "funded"},
	AdoptedBy:   {"was adopted by", "adopted"},
	AnsweredBy:  {"was answered by", "answered"},
	PartOf:      {"is part of", "contains"},
	ReportedIn:  {"is reported in", "reports on"},
	DeliveredBy: {"was delivered by", "delivered"},
	FollowUpOf:  {"follows up on", "was followed up by"},
}

// Valid tells whether it is one of the types.
func (t Type) Valid() bool { return slices.Contains(Types, t) }

// Forth reads the type from its first record: "led to".
func (t Type) Forth() string { return readings[t][0] }

// Back reads the type from its second record: "came from".
func (t Type) Back() string { return readings[t][1] }
