package events

// Office is where the secondees of the story sit, and Desks are its desks.
const Office = "Regional Support Office (illustrative)"

// Desks are the desks of the office.
var Desks = []string{"Desk 1", "Desk 2", "Desk 3"}

// Post is an assignment of the story. Days are counted back from the end of the story; negative ones lie ahead.
type Post struct {
	Key, Number, Title, Project, Tasks, Deliverables, Profile, Criteria, Area, Desk string
	Drafted, Closes, From, To                                                       int
	Places, Housing, Equipment                                                      int
	Called                                                                          []string
	Candidates                                                                      []Candidate
}

// Candidate is a dossier of the story.
type Candidate struct {
	Key, Party, Note, To, Desk string
	Turn                       int // place in the roster of the party
	Nominated, Points          int
	MidTerm                    int // when the review at half-time was written; none where 0
	Valid                      int // days after the last day until which visa and insurance hold
	Plan                       []Item
}

// Item is one of a work plan.
type Item struct {
	Title              string
	From, To, Progress int
}

// Posts are the assignments of the story, all invented.
var Posts = []Post{
	{
		Key: "routes", Number: "NV 41", Title: "Analyst for routes of recruitment into scam centres", Area: "law_enforcement", Desk: "Desk 1",
		Project: "A picture of the routes on which people are recruited into online scam centres, for the working groups.", Tasks: "Collect what the members know\nCompare it by route and means\nWrite it up with the office",
		Deliverables: "A brief of fifteen pages\nA method that others can repeat", Profile: "An officer who has worked with such cases.", Criteria: "* Five years in investigation or intelligence\nWorking English",
		Drafted: 1010, Closes: 950, From: 880, To: 700, Places: 1, Housing: 9000, Equipment: 1500, Called: []string{"philippines", "sri_lanka", "thailand", "viet_nam", "indonesia", "malaysia", "fiji"},
		Candidates: []Candidate{
			{
				Key: "ph1", Party: "philippines", Note: "PH 118/R", To: "returned", Desk: "Desk 1", Turn: 12, Nominated: 975, Points: 4, MidTerm: 790, Valid: 30,
				Plan: []Item{{"Collect cases of the members", 876, 820, 100}, {"Compare routes and means", 820, 760, 100}, {"Write the brief", 760, 705, 100}},
			},
			{Key: "lk1", Party: "sri_lanka", Note: "LK 77", To: "not_selected", Turn: 9, Nominated: 970, Points: 3},
		},
	},
	{
		Key: "documents", Number: "NV 62", Title: "Examiners of travel documents", Area: "border_management", Desk: "Desk 1",
		Project: "A common sheet of signs by which officers of airports recognise forged travel documents.", Tasks: "Visit four airports\nWrite the sheet of signs\nTry it with officers of two States",
		Deliverables: "The sheet in two languages\nA course of one day", Profile: "Officers who examine documents every day.", Criteria: "* Three years in document examination\nWorking English",
		Drafted: 220, Closes: 165, From: 75, To: -105, Places: 2, Housing: 18000, Equipment: 3000, Called: []string{"indonesia", "fiji", "mongolia", "cambodia", "viet_nam", "thailand"},
		Candidates: []Candidate{
			{
				Key: "id1", Party: "indonesia", Note: "D/00311/2025", To: "in_post", Desk: "Desk 1", Turn: 14, Nominated: 190, Points: 5, MidTerm: 9, Valid: 20,
				Plan: []Item{{"Visit the airports of Jakarta and Bangkok", 70, 30, 100}, {"Write the sheet of signs", 30, -30, 60}, {"Try the sheet with officers", -30, -95, 0}},
			},
			{
				Key: "id2", Party: "indonesia", Note: "D/00311/2025", To: "in_post", Desk: "Desk 2", Turn: 15, Nominated: 190, Points: 4, Valid: -75,
				Plan: []Item{{"Visit the airports of Hanoi and Suva", 65, 25, 100}, {"Prepare the course of one day", 25, -40, 30}},
			},
			{Key: "fj1", Party: "fiji", Note: "FJ 9", To: "not_selected", Turn: 4, Nominated: 185, Points: 3},
		},
	},
	{
		Key: "exercise", Number: "NV 71", Title: "Planner of the tabletop exercise", Area: "coordination", Desk: "Desk 3",
		Project: "A tabletop exercise on a sudden movement by sea, held once and written up.", Tasks: "Write the scenario with the taskforce\nRun the exercise", Deliverables: "The scenario\nA report of lessons",
		Profile: "An officer who has planned exercises.", Criteria: "* Has planned an exercise with several agencies\nWorking English",
		Drafted: 34, Closes: -21, From: -80, To: -230, Places: 1, Housing: 8000, Equipment: 1200, Called: []string{"thailand", "malaysia", "mongolia", "viet_nam", "cambodia", "philippines", "sri_lanka"},
		Candidates: []Candidate{
			{Key: "th1", Party: "thailand", Note: "TH 0501/88", To: "nominated", Turn: 11, Nominated: 9},
			{Key: "my1", Party: "malaysia", Note: "MY 204", To: "nominated", Turn: 8, Nominated: 6},
			{Key: "mn1", Party: "mongolia", Note: "MN 31", To: "nominated", Turn: 3, Nominated: 2},
		},
	},
}
