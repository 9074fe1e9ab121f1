package events

// HostTag is the word by which the initiative of June 2024 is known.
const HostTag = "#RSOJakarta24"

const hall = "Invented Convention Hall, Jakarta"

// Function is the Members' Engagement Function of 5 June 2024: 118 people of 28 States and 14 organisations and
// companies, and of six agencies of the host.
var Function = Event{
	Key: "function", Public: true, Kind: "members_function", Title: "Members' Engagement Function, Jakarta 2024",
	Summary: "Members, observers and partners meet informally to learn what the office does for them and whom to turn to.",
	Place:   hall, Country: "ID", Zone: "Asia/Jakarta", Starts: "2024-06-05", Ends: "2024-06-05",
	Areas: []string{"coordination", "stakeholder_engagement"}, Category: "delegate",
	Organisers: []string{"australia", "indonesia"}, Partners: []string{"safe_passage_arts", "iom"}, Funder: "australia", Hosts: []string{"indonesia"},
	Groups: groups(`
		indonesia          24 23 21 20 id_kemlu,id_immigration,id_polri,id_ppatk,id_attorney_general,id_lpsk
		australia          10 10  9  9
		thailand            7  7  6  6
		malaysia            6  6  5  5
		philippines         6  6  5  5
		viet_nam            4  4  3  3
		cambodia            4  4  3  3
		lao_pdr             3  3  3  2
		singapore           3  3  3  3
		brunei_darussalam   2  2  2  2
		timor_leste         3  3  2  2
		new_zealand         4  4  3  3
		fiji                2  2  2  2
		japan               3  3  3  3
		republic_of_korea   3  3  2  2
		mongolia            2  2  2  2
		india               4  3  3  2
		bangladesh          3  3  3  2
		sri_lanka           3  3  2  2
		nepal               2  2  2  2
		pakistan            3  2  2  2
		maldives            2  2  2  2
		canada              2  2  2  2
		united_kingdom      3  3  3  3
		germany             2  1  1  1
		netherlands         2  2  1  1
		switzerland         2  2  2  2
		france              2  2  2  2
		iom                 4  4  4  4
		unhcr               3  3  3  3
		unodc               4  3  3  3
		ilo                 2  2  2  2
		european_union      2  1  1  1
		icmpd               1  1  1  1
		icrc                2  1  1  1
		ifrc                1  1  1  1
		interpol            2  2  2  2
		undp                2  1  1  1
		meridian_airports   2  1  1  1
		lumen_airways       1  1  1  1
		kestrel_payments    1  1  1  1
		harbour_telecom     2  2  1  1
		papua_new_guinea    2  1  1  0
		norway              2  1  1  0
		turkiye             2  0  0  0
		samoa               2  0  0  0
		adb                 1  0  0  0
		united_arab_emirates 2 0  0  0`),
	Staff: groups("safe_passage_arts 3 3 3 3"),
	Sessions: []Session{
		{0, "13:00", "13:45", "registration", "Arrival and registration", nil},
		{0, "14:00", "14:40", "plenary", "Opening by the Co-Chair States", []string{"australia:Co-Chair", "indonesia:Co-Chair"}},
		{0, "14:40", "15:20", "plenary", "Remarks by alumni", []string{"thailand:alumnus", "philippines:alumna", "sri_lanka:alumnus"}},
		{0, "15:20", "15:50", "performance", "Performance by an invited artist, with Safe Passage Arts", []string{"safe_passage_arts:artist"}},
		{0, "16:00", "17:15", "networking", "Scheduled meetings", nil},
		{0, "17:15", "18:15", "networking", "Mixer: three rounds of new tables", nil},
		{0, "18:15", "18:30", "plenary", "Closing", []string{"iom:speaker"}},
	},
	Meetings: Meetings{Session: 4, Minutes: 15, Tables: 30, Wishes: 4},
}

// Workshop is the week for officers of airport hubs. Its figure was first published as 27 and then restated.
var Workshop = Event{
	Key: "workshop", Public: true, Kind: "training_workshop", Title: "Border Management by Air: Workshop for Airport Hubs",
	Summary: "Officers of international airport hubs practise risk assessment, document examination and referral.",
	Place:   "Invented Training Centre, Jakarta", Country: "ID", Zone: "Asia/Jakarta", Starts: "2024-06-03", Ends: "2024-06-07",
	Areas: []string{"border_management", "irregular_migration"}, Category: "trainee",
	Organisers: []string{"indonesia"}, Partners: []string{"jclec", "iom"}, Funder: "australia", Hosts: []string{"indonesia"}, From: 2,
	Groups: groups(`
		indonesia   12 11 10 10 id_immigration,id_polri
		thailand     7  6  6  6 th_immigration,th_police
		malaysia     6  6  5  5 my_immigration,my_police
		india        6  5  5  5 in_immigration,in_home_affairs
		philippines  6  5  4  4 ph_immigration,ph_police`),
	Staff: groups("jclec 3 3 3 3\niom 2 2 2 2"),
	Sessions: []Session{
		{0, "09:00", "10:00", "plenary", "Opening and expectations", []string{"indonesia:chair"}},
		{0, "10:30", "16:30", "training", "Passenger data and risk assessment", []string{"jclec:trainer"}},
		{1, "09:00", "16:30", "training", "Document examination", []string{"jclec:trainer"}},
		{2, "09:00", "12:00", "training", "Interviewing and referral", []string{"iom:trainer"}},
		{3, "09:00", "16:30", "exercise", "Exercise at an airport hub", []string{"jclec:trainer"}},
		{4, "09:00", "12:00", "plenary", "Action plans and closing", []string{"indonesia:chair"}},
	},
}

// Late is how many people of the host at the workshop were entered from a list on paper after the first publication.
const Late = 3

// Money is the technical experts meeting: 45 people of 11 member States and three organisations.
var Money = Event{
	Key: "money", Public: true, Kind: "experts_meeting", Title: "Technical Experts Meeting on Following the Money",
	Summary: "Financial intelligence units, investigators and companies compare how proceeds of trafficking are traced.",
	Place:   "Invented Hotel, Jakarta", Country: "ID", Zone: "Asia/Jakarta", Starts: "2024-06-04", Ends: "2024-06-05",
	Areas: []string{"law_enforcement", "irregular_migration"}, Category: "expert",
	Organisers: []string{"indonesia"}, Partners: []string{"unodc", "straits_institute"}, Funder: "new_zealand", Hosts: []string{"indonesia"}, From: 4,
	Groups: groups(`
		indonesia         10 9 8 8 id_ppatk,id_polri,id_attorney_general
		australia          4 4 4 4
		thailand           5 5 4 4
		malaysia           4 4 4 4
		philippines        5 4 4 4
		viet_nam           4 4 3 3
		singapore          3 3 3 3
		new_zealand        3 2 2 2
		india              4 3 3 3
		bangladesh         3 2 2 2
		sri_lanka          2 2 2 2
		unodc              2 2 2 2
		kestrel_payments   2 2 2 2
		world_bank         2 2 2 2
		united_kingdom     2 0 0 0`),
	Staff: groups("straits_institute 2 2 2 2"),
	Sessions: []Session{
		{0, "09:00", "09:30", "plenary", "Opening", []string{"indonesia:chair"}},
		{0, "09:30", "12:30", "plenary", "How proceeds move: typologies", []string{"unodc:speaker", "kestrel_payments:speaker"}},
		{0, "14:00", "17:00", "working group", "Partnerships with banks and payment companies", []string{"australia:chair"}},
		{1, "09:00", "12:00", "working group", "Virtual assets", []string{"singapore:chair"}},
	},
}

// Focus is the discussion of 20 officials of the host within the assessment of national legal frameworks.
var Focus = Event{
	Key: "focus", Public: true, Kind: "focus_group", Title: "Focus Group Discussion on National Legal Frameworks: Indonesia",
	Summary: "Officials of the host discuss the draft assessment and gap analysis of national law.",
	Place:   "Invented House of Law, Jakarta", Country: "ID", Zone: "Asia/Jakarta", Starts: "2024-06-06", Ends: "2024-06-06",
	Areas: []string{"law_enforcement", "victim_protection"}, Category: "expert",
	Organisers: []string{"indonesia"}, Partners: []string{"iom"}, Funder: "australia", Hosts: []string{"indonesia"}, From: 1,
	Groups: groups(`indonesia 26 23 21 20 id_kemlu,id_attorney_general,id_supreme_court,id_lpsk,id_women_children,id_manpower,id_polri,id_coordinating`),
	Staff:  groups("iom 3 3 3 3"),
	Sessions: []Session{
		{0, "09:00", "09:30", "plenary", "Where the assessment stands", []string{"iom:speaker"}},
		{0, "09:30", "12:30", "discussion", "Criminalisation and non-punishment", nil},
		{0, "13:30", "16:00", "discussion", "Protection, procedure and proceeds", nil},
	},
}

// PartnerDay is the fifth activity of the initiative. Its report waits for the Co-Manager.
var PartnerDay = Event{
	Key: "partners", Kind: "partner_event", Title: "Partner Briefing on Recruitment Through Social Media",
	Summary: "Companies and civil society show what they see of recruitment into online scam centres, and agree on contacts.",
	Place:   hall, Country: "ID", Zone: "Asia/Jakarta", Starts: "2024-06-07", Ends: "2024-06-07",
	Areas: []string{"information_sharing", "stakeholder_engagement"}, Category: "delegate",
	Organisers: []string{"indonesia"}, Partners: []string{"open_shores"}, Hosts: []string{"indonesia"}, From: 0,
	Groups: groups(`
		indonesia        8 7 6 6 id_kemlu,id_polri,id_manpower
		australia        3 3 3 3
		thailand         3 3 3 3
		cambodia         2 2 2 1
		philippines      3 3 2 2
		iom              2 2 2 2
		unodc            1 1 1 1
		harbour_telecom  2 2 2 2
		open_shores      3 3 3 3
		lumen_airways    1 1 1 1`),
	Sessions: []Session{
		{0, "09:30", "11:00", "plenary", "What partners see", []string{"open_shores:speaker", "harbour_telecom:speaker"}},
		{0, "11:30", "13:00", "discussion", "Contacts and next steps", nil},
	},
}
