package events

// Underway is the activity whose days include today: the desk is open, for the folder of a demonstration also on the
// days after.
var Underway = Event{
	Key: "underway", Kind: "training_workshop", Title: "Border Management by Air: Second Workshop",
	Summary: "A second group of officers of airport hubs, with trainers from the first.",
	Place:   "Invented Training Centre, Jakarta", Country: "ID", Zone: "Asia/Jakarta",
	Areas: []string{"border_management"}, Category: "trainee",
	Organisers: []string{"indonesia"}, Partners: []string{"jclec"}, Funder: "new_zealand", Hosts: []string{"indonesia"}, From: 14,
	Groups: groups(`
		indonesia  8 7 6 6 id_immigration,id_polri
		thailand   4 4 4 4 th_immigration
		viet_nam   4 4 3 3
		cambodia   4 4 4 4 kh_immigration
		sri_lanka  3 3 3 3 lk_immigration
		mongolia   2 2 2 2 mn_immigration
		fiji       2 2 2 2 fj_immigration`),
	Staff: groups("jclec 3 3 3 3"),
	Sessions: []Session{
		{0, "09:00", "16:30", "training", "Risk assessment at the gate", []string{"jclec:trainer"}},
		{1, "09:00", "16:30", "training", "Document examination", []string{"jclec:trainer"}},
		{2, "09:00", "16:30", "training", "Interviewing and referral", []string{"jclec:trainer"}},
		{3, "09:00", "16:30", "exercise", "Exercise at an airport hub", []string{"jclec:trainer"}},
		{4, "09:00", "12:00", "plenary", "Action plans and closing", []string{"indonesia:chair"}},
	},
}

// Next is the members' engagement function to come: nominations arrive, and everybody has something to do.
var Next = Event{
	Key: "next", Kind: "members_function",
	Summary: "Members, observers and partners meet informally; the third function of its kind.",
	Place:   "Invented Hotel, Bangkok", Country: "TH", Zone: "Asia/Bangkok",
	Areas: []string{"coordination", "stakeholder_engagement"}, Category: "delegate", NamesBy: 14, FormsBy: 5,
	Organisers: []string{"australia", "indonesia"}, Partners: []string{"open_shores"}, Funder: "australia", Hosts: []string{"thailand"},
	Groups: groups(`
		australia          6 5 4 0
		indonesia          8 5 3 0 id_kemlu,id_immigration,id_polri
		thailand           5 2 1 0 th_foreign_affairs,th_immigration
		malaysia           4 3 2 0
		philippines        4 3 2 0
		viet_nam           3 2 1 0
		cambodia           3 2 1 0
		singapore          3 2 2 0
		new_zealand        3 2 2 0
		japan              3 1 0 0
		india              3 2 0 0
		bangladesh         3 1 0 0
		sri_lanka          3 2 0 0
		mongolia           2 1 1 0
		canada             2 1 1 0
		united_kingdom     2 1 1 0
		iom                3 2 2 0
		unhcr              2 1 1 0
		unodc              3 2 1 0
		harbour_telecom    1 1 1 0
		turkiye            2 0 0 0
		fiji               2 0 0 0
		lao_pdr            3 0 0 0
		brunei_darussalam  2 0 0 0
		timor_leste        2 0 0 0
		nepal              2 0 0 0
		pakistan           3 0 0 0
		maldives           2 0 0 0
		republic_of_korea  2 0 0 0
		papua_new_guinea   2 0 0 0
		germany            1 0 0 0
		switzerland        1 0 0 0
		interpol           2 0 0 0
		kestrel_payments   1 0 0 0`),
	Sessions: []Session{
		{0, "13:00", "14:00", "registration", "Arrival and registration", nil},
		{0, "14:00", "14:45", "plenary", "Opening by the Co-Chair States", nil},
		{0, "15:00", "17:00", "networking", "Scheduled meetings and a mixer", nil},
	},
	Meetings: Meetings{Session: 2, Minutes: 20, Tables: 8, Wishes: 4},
}
