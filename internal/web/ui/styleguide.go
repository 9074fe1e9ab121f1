package ui

// The sample data of the style guide. Every name in it is invented.

var sampleShell = Shell{
	Title:     "Style guide",
	Mechanism: Mechanism{Name: "Regional Mechanism on Safe Movement", Short: "RMSM", Lines: []string{"Regional Support Office", "Level 12, 8 Harbour Street, Port Aurelia"}},
	Nav: []NavItem{
		{Label: "Today", Href: "#today", Count: "4"},
		{Label: "Activities", Href: "#tables", Current: true},
		{Label: "Parties", Href: "#parties"},
		{Label: "People", Href: "#people"},
		{Label: "Letters", Href: "#letters", Count: "2"},
		{Label: "Requests", Href: "#requests"},
		{Label: "Publications", Href: "#publications"},
		{Label: "Results", Href: "#results"},
	},
	Search:  "/search",
	Person:  &Person{Name: "Ms Aroha Tamihana-Whitiora", Detail: "Programme officer, Regional Support Office", Links: []Link{{"My record", "#me"}, {"Settings", "#settings"}}, SignOut: "/sign-out"},
	Demo:    true,
	Label:   "TLP:AMBER+STRICT",
	Chatham: true,
	Version: "0.1.0",
	Help:    "#help",
}

// SampleShell is the frame around the style guide, for the caller to give its
// assets and theme.
func SampleShell() Shell { return sampleShell }

// wrongWords is what a field says when the form was sent with mistakes.
func wrongWords(wrong bool, words string) string {
	if !wrong {
		return ""
	}
	return words
}

var sampleParties = []Option{
	{Value: "au", Label: "Aurelia", Group: "Members"},
	{Value: "bo", Label: "Borneland", Group: "Members"},
	{Value: "ci", Label: "Côte Indigo", Group: "Members"},
	{Value: "on", Label: "Ocean Navigation Organization", Group: "Organisations"},
	{Value: "ri", Label: "Refuge International", Group: "Organisations", Disabled: true},
}

var sampleRow = []struct {
	name  Name
	party string
	state State
	words string
	seats Seats
}{
	{Name{Before: "H.E. Ms", Name: "Somchanok Rattanaporn", Native: "สมชนก รัตนพร", NativeLang: "th", Href: "#p1"}, "Côte Indigo", "confirmed", "Confirmed", Seats{Used: 2, Of: 2}},
	{Name{Before: "Colonel", Name: "Sukarmawan", Href: "#p2"}, "Borneland", "nominated", "Nominated", Seats{Used: 1, Held: 1, Of: 3}},
	{Name{Before: "Dr", Name: "Layla al-Hashimi", Native: "ليلى الهاشمي", NativeLang: "ar", Href: "#p3"}, "Ocean Navigation Organization, Directorate for Maritime Search and Rescue Coordination", "reserve", "Reserve, place 2", Seats{Of: 4}},
	{Name{Before: "Mr", Name: "Nguyễn Văn Phúc", Href: "#p4"}, "Aurelia", "declined", "Declined", Seats{Used: 5, Of: 4}},
}

var sampleColumns = []Column{
	{Label: "Name", Sort: "?sort=name", Order: "ascending"},
	{Label: "Party", Sort: "?sort=party"},
	{Label: "State"},
	{Label: "Seats"},
	{Label: "Days", Num: true},
	{Label: "Actions", Hidden: true},
}

var sampleSteps = []Step{
	{Label: "Planned", When: "12 Jan", State: StepDone},
	{Label: "Invited", When: "4 Mar", State: StepDone, Href: "#letters"},
	{Label: "Nominations", When: "until 10 May", State: StepCurrent, Href: "#nominations"},
	{Label: "Confirmed", State: StepAhead},
	{Label: "Held", When: "5 June", State: StepAhead},
	{Label: "Reported", State: StepAhead},
}

var sampleChips = []struct {
	state State
	words string
}{
	{"draft", "Draft"},
	{"planned", "Planned"},
	{"queued", "Queued"},
	{"sent", "Sent"},
	{"invited", "Invited"},
	{"nominated", "Nominated"},
	{"answered", "Answered"},
	{"confirmed", "Confirmed"},
	{"held", "Held"},
	{"reserve", "Reserve"},
	{"pending", "Waits for approval"},
	{"declined", "Declined"},
	{"withdrawn", "Withdrawn"},
	{"failed", "Not delivered"},
	{"overdue", "Overdue"},
	{"other", "Any other state"},
}

var sampleTasks = []Task{
	{Title: "Approve the invitation to the Members’ Engagement Function", Href: "#t1", Waits: "Co-Manager (Borneland)", Due: "28 May", DueISO: "2024-05-28", Overdue: true, Detail: "28 letters wait for this approval"},
	{Title: "Screen 3 nominations of Côte Indigo", Href: "#t2", Waits: "you", Due: "2 June", DueISO: "2024-06-02"},
	{Title: "Answer the request for support on identity documents", Href: "#t3", Waits: "Layla al-Hashimi"},
}

var sampleEntries = []Entry{
	{ISO: "2022-11-14", When: "14 Nov 2022", What: "Aurelia asked for support on scam centres", Href: "#r1", By: "Ministry of the Interior"},
	{ISO: "2023-01-26", When: "26 Jan 2023", What: "Regional discussion held", Detail: "41 people of 17 parties"},
	{ISO: "2024-06-05T09:00", When: "5 June 2024, 09:00", What: "Roundtable agreed on a common form", Href: "#r3"},
}
