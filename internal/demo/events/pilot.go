package events

// Pilot is the first delivery of the curriculum on open-source intelligence, which is in pilot. Its cohort is selected by rules, so
// that the table does not say how many are confirmed.
var Pilot = Event{
	Key: "pilot", Kind: "training_workshop", Title: "Open-Source Intelligence: Pilot Course",
	Summary: "Investigators learn to search open sources lawfully, to verify what they find and to write it down, with an invented exercise.",
	Place:   "Invented Police Academy, Bangkok", Country: "TH", Zone: "Asia/Bangkok",
	Areas: []string{"law_enforcement", "information_sharing"}, Category: "trainee",
	Organisers: []string{"thailand"}, Partners: []string{"jclec"}, Funder: "australia", Hosts: []string{"thailand"}, From: 20,
	Groups: groups(`
		thailand     6 6 6 6 th_police
		indonesia    4 4 4 4 id_polri
		philippines  4 4 4 4 ph_police
		malaysia     4 3 3 3 my_police
		mongolia     3 3 3 3
		viet_nam     3 2 2 2
		sri_lanka    3 2 2 2`),
	Staff: groups("jclec 2 2 2 2"),
	Sessions: []Session{
		{0, "09:00", "12:00", "training", "What may be searched, and how it is recorded", []string{"jclec:trainer"}},
		{0, "13:00", "16:00", "training", "Searching", []string{"jclec:trainer"}},
		{1, "09:00", "12:00", "training", "Verifying pictures, places and times", []string{"jclec:trainer"}},
		{1, "13:00", "16:00", "training", "Recruitment through social media", []string{"jclec:trainer"}},
		{2, "09:00", "12:00", "exercise", "Exercise with an invented case", []string{"jclec:trainer"}},
		{2, "13:00", "15:00", "plenary", "Writing it down, and action plans", []string{"jclec:trainer"}},
	},
}
