package demo

import (
	"strconv"
	"strings"
)

// group is what one party sends to an activity: how many seats it gets, how many people it names, how many of them
// are confirmed and how many come. Agencies limits where they come from.
type group struct {
	party                         string
	seats, named, confirmed, came int
	agencies                      []string
}

// session is a part of a programme. Speakers are "party:role", the head of that party's delegation.
type session struct {
	day         int // 0 is the first
	from, to    string
	kind, title string
	speakers    []string
}

// event is an activity of the story with its registers.
type event struct {
	key, kind, title, summary   string
	place, country, zone        string
	starts, ends                string
	areas                       []string
	category                    string // of its seats
	partners, organisers, hosts []string
	funder                      string
	groups                      []group
	staff                       []group // who helped and does not count as a participant
	sessions                    []session
	from                        int // where in the rosters its people begin
	namesBy, formsBy            int // days before the first day; 30 and 3 when 0
	meetings                    meetings
}

// groups reads lines of "party seats named confirmed came [agency,agency]".
func groups(table string) []group {
	var out []group
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		g := group{party: f[0]}
		for i, n := range []*int{&g.seats, &g.named, &g.confirmed, &g.came} {
			v, err := strconv.Atoi(f[i+1])
			if err != nil {
				panic(err) // the story is written in this package
			}
			*n = v
		}
		if len(f) > 5 {
			g.agencies = strings.Split(f[5], ",")
		}
		out = append(out, g)
	}
	return out
}

const (
	hall    = "Invented Convention Hall, Jakarta"
	hostTag = "#RSOJakarta24"
)

// function is the Members' Engagement Function of 5 June 2024: 118 people of 28 States and 14 organisations and
// companies, and of six agencies of the host.
var function = event{
	key: "function", kind: "members_function", title: "Members' Engagement Function, Jakarta 2024",
	summary: "Members, observers and partners meet informally to learn what the office does for them and whom to turn to.",
	place:   hall, country: "ID", zone: "Asia/Jakarta", starts: "2024-06-05", ends: "2024-06-05",
	areas: []string{"coordination", "stakeholder_engagement"}, category: "delegate",
	organisers: []string{"australia", "indonesia"}, partners: []string{"safe_passage_arts", "iom"}, funder: "australia", hosts: []string{"indonesia"},
	groups: groups(`
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
	staff: groups("safe_passage_arts 3 3 3 3"),
	sessions: []session{
		{0, "13:00", "13:45", "registration", "Arrival and registration", nil},
		{0, "14:00", "14:40", "plenary", "Opening by the Co-Chair States", []string{"australia:Co-Chair", "indonesia:Co-Chair"}},
		{0, "14:40", "15:20", "plenary", "Remarks by alumni", []string{"thailand:alumnus", "philippines:alumna", "sri_lanka:alumnus"}},
		{0, "15:20", "15:50", "performance", "Performance by an invited artist, with Safe Passage Arts", []string{"safe_passage_arts:artist"}},
		{0, "16:00", "17:15", "networking", "Scheduled meetings", nil},
		{0, "17:15", "18:15", "networking", "Mixer: three rounds of new tables", nil},
		{0, "18:15", "18:30", "plenary", "Closing", []string{"iom:speaker"}},
	},
	meetings: meetings{session: 4, minutes: 15, tables: 30, wishes: 4},
}

// workshop is the week for officers of airport hubs. Its figure was first published as 27 and then restated.
var workshop = event{
	key: "workshop", kind: "training_workshop", title: "Border Management by Air: Workshop for Airport Hubs",
	summary: "Officers of international airport hubs practise risk assessment, document examination and referral.",
	place:   "Invented Training Centre, Jakarta", country: "ID", zone: "Asia/Jakarta", starts: "2024-06-03", ends: "2024-06-07",
	areas: []string{"border_management", "irregular_migration"}, category: "trainee",
	organisers: []string{"indonesia"}, partners: []string{"jclec", "iom"}, funder: "australia", hosts: []string{"indonesia"}, from: 2,
	groups: groups(`
		indonesia   12 11 10 10 id_immigration,id_polri
		thailand     7  6  6  6 th_immigration,th_police
		malaysia     6  6  5  5 my_immigration,my_police
		india        6  5  5  5 in_immigration,in_home_affairs
		philippines  6  5  4  4 ph_immigration,ph_police`),
	staff: groups("jclec 3 3 3 3\niom 2 2 2 2"),
	sessions: []session{
		{0, "09:00", "10:00", "plenary", "Opening and expectations", []string{"indonesia:chair"}},
		{0, "10:30", "16:30", "training", "Passenger data and risk assessment", []string{"jclec:trainer"}},
		{1, "09:00", "16:30", "training", "Document examination", []string{"jclec:trainer"}},
		{2, "09:00", "12:00", "training", "Interviewing and referral", []string{"iom:trainer"}},
		{3, "09:00", "16:30", "exercise", "Exercise at an airport hub", []string{"jclec:trainer"}},
		{4, "09:00", "12:00", "plenary", "Action plans and closing", []string{"indonesia:chair"}},
	},
}

// late is how many people of the host at the workshop were entered from a list on paper after the first publication.
const late = 3

// money is the technical experts meeting: 45 people of 11 member States and three organisations.
var money = event{
	key: "money", kind: "experts_meeting", title: "Technical Experts Meeting on Following the Money",
	summary: "Financial intelligence units, investigators and companies compare how proceeds of trafficking are traced.",
	place:   "Invented Hotel, Jakarta", country: "ID", zone: "Asia/Jakarta", starts: "2024-06-04", ends: "2024-06-05",
	areas: []string{"law_enforcement", "irregular_migration"}, category: "expert",
	organisers: []string{"indonesia"}, partners: []string{"unodc", "straits_institute"}, funder: "new_zealand", hosts: []string{"indonesia"}, from: 4,
	groups: groups(`
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
	staff: groups("straits_institute 2 2 2 2"),
	sessions: []session{
		{0, "09:00", "09:30", "plenary", "Opening", []string{"indonesia:chair"}},
		{0, "09:30", "12:30", "plenary", "How proceeds move: typologies", []string{"unodc:speaker", "kestrel_payments:speaker"}},
		{0, "14:00", "17:00", "working group", "Partnerships with banks and payment companies", []string{"australia:chair"}},
		{1, "09:00", "12:00", "working group", "Virtual assets", []string{"singapore:chair"}},
	},
}

// focus is the discussion of 20 officials of the host within the assessment of national legal frameworks.
var focus = event{
	key: "focus", kind: "focus_group", title: "Focus Group Discussion on National Legal Frameworks: Indonesia",
	summary: "Officials of the host discuss the draft assessment and gap analysis of national law.",
	place:   "Invented House of Law, Jakarta", country: "ID", zone: "Asia/Jakarta", starts: "2024-06-06", ends: "2024-06-06",
	areas: []string{"law_enforcement", "victim_protection"}, category: "expert",
	organisers: []string{"indonesia"}, partners: []string{"iom"}, funder: "australia", hosts: []string{"indonesia"}, from: 1,
	groups: groups(`indonesia 26 23 21 20 id_kemlu,id_attorney_general,id_supreme_court,id_lpsk,id_women_children,id_manpower,id_polri,id_coordinating`),
	staff:  groups("iom 3 3 3 3"),
	sessions: []session{
		{0, "09:00", "09:30", "plenary", "Where the assessment stands", []string{"iom:speaker"}},
		{0, "09:30", "12:30", "discussion", "Criminalisation and non-punishment", nil},
		{0, "13:30", "16:00", "discussion", "Protection, procedure and proceeds", nil},
	},
}

// partnerDay is the fifth activity of the initiative. Its report waits for the Co-Manager.
var partnerDay = event{
	key: "partners", kind: "partner_event", title: "Partner Briefing on Recruitment Through Social Media",
	summary: "Companies and civil society show what they see of recruitment into online scam centres, and agree on contacts.",
	place:   hall, country: "ID", zone: "Asia/Jakarta", starts: "2024-06-07", ends: "2024-06-07",
	areas: []string{"information_sharing", "stakeholder_engagement"}, category: "delegate",
	organisers: []string{"indonesia"}, partners: []string{"open_shores"}, hosts: []string{"indonesia"}, from: 0,
	groups: groups(`
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
	sessions: []session{
		{0, "09:30", "11:00", "plenary", "What partners see", []string{"open_shores:speaker", "harbour_telecom:speaker"}},
		{0, "11:30", "13:00", "discussion", "Contacts and next steps", nil},
	},
}

// earlier is what led to the initiative. Its people were entered from lists after the activities.
var earlier = []event{
	{
		key: "discussion", kind: "consultation", title: "Regional Discussion on Trafficking into Online Scam Centres",
		summary: "Members compare what they know, after a State asked for support.",
		place:   "Invented Hotel, Bangkok", country: "TH", zone: "Asia/Bangkok", starts: "2023-01-17", ends: "2023-01-18",
		areas: []string{"irregular_migration"}, category: "delegate", organisers: []string{"thailand"}, hosts: []string{"thailand"},
		groups: groups(`
			indonesia 4 4 4 4
			thailand 4 4 4 4
			malaysia 3 3 3 3
			philippines 3 3 3 3
			viet_nam 2 2 2 2
			cambodia 2 2 2 2
			lao_pdr 2 2 2 2
			india 2 2 2 2
			bangladesh 2 2 2 2
			australia 2 2 2 2`),
	},
	{
		key: "roundtable", kind: "roundtable", title: "Roundtable on Online Scams and Trafficking in Persons, Jakarta",
		summary: "Three themes: prevention, protection and the response of law enforcement.",
		place:   hall, country: "ID", zone: "Asia/Jakarta", starts: "2023-09-12", ends: "2023-09-12",
		areas: []string{"irregular_migration", "stakeholder_engagement"}, category: "delegate", organisers: []string{"indonesia"}, partners: []string{"iom"}, hosts: []string{"indonesia"},
		groups: groups(`
			indonesia 12 12 12 12
			thailand 6 6 6 6
			malaysia 6 6 6 6
			philippines 6 6 6 6
			viet_nam 4 4 4 4
			cambodia 4 4 4 4
			lao_pdr 4 4 4 4
			singapore 3 3 3 3
			india 3 3 3 3
			bangladesh 3 3 3 3
			sri_lanka 3 3 3 3
			australia 5 5 5 5
			new_zealand 3 3 3 3
			japan 2 2 2 2
			iom 2 2 2 2`),
	},
	{
		key: "dialogue", kind: "dialogue", title: "Constructive Dialogue 2023",
		summary: "The yearly meeting of members, observers and partners.",
		place:   "Invented Hotel, Bangkok", country: "TH", zone: "Asia/Bangkok", starts: "2023-10-24", ends: "2023-10-25",
		areas: []string{"coordination"}, category: "delegate", organisers: []string{"australia", "indonesia"}, hosts: []string{"thailand"},
		groups: groups(`
			australia 7 7 7 7
			indonesia 8 8 8 8
			thailand 8 8 8 8
			malaysia 5 5 5 5
			philippines 4 4 4 4
			viet_nam 4 4 4 4
			cambodia 3 3 3 3
			lao_pdr 3 3 3 3
			singapore 3 3 3 3
			new_zealand 4 4 4 4
			fiji 2 2 2 2
			japan 3 3 3 3
			republic_of_korea 3 3 3 3
			mongolia 2 2 2 2
			india 3 3 3 3
			bangladesh 3 3 3 3
			sri_lanka 3 3 3 3
			nepal 2 2 2 2
			pakistan 3 3 3 3
			maldives 2 2 2 2
			timor_leste 2 2 2 2
			brunei_darussalam 2 2 2 2
			samoa 1 1 1 1
			tonga 1 1 1 1
			canada 2 2 2 2
			united_kingdom 3 3 3 3
			germany 2 2 2 2
			france 2 2 2 2
			switzerland 2 2 2 2
			iom 5 5 5 5
			unhcr 4 4 4 4
			unodc 4 4 4 4
			ilo 2 2 2 2
			adb 1 1 1 1
			interpol 2 2 2 2
			open_shores 3 3 3 3
			straits_institute 2 2 2 2
			river_delta_university 2 2 2 2
			kestrel_payments 2 2 2 2
			harbour_telecom 1 1 1 1`),
	},
	{
		key: "consular", kind: "training_workshop", title: "Consular Training on Assistance to Victims of Online Scams",
		summary: "Consular officers practise identification, assistance and referral.",
		place:   "Invented Training Centre, Bangkok", country: "TH", zone: "Asia/Bangkok", starts: "2024-02-21", ends: "2024-02-23",
		areas: []string{"victim_protection"}, category: "trainee", organisers: []string{"thailand"}, partners: []string{"iom"}, hosts: []string{"thailand"}, from: 1,
		groups: groups(`
			indonesia 3 3 3 3 id_kemlu
			thailand 3 3 3 3 th_foreign_affairs
			malaysia 2 2 2 2 my_foreign_affairs
			philippines 3 3 3 3 ph_foreign_affairs
			viet_nam 2 2 2 2
			cambodia 2 2 2 2 kh_foreign_affairs
			india 2 2 2 2 in_external_affairs
			bangladesh 2 2 2 2 bd_foreign_affairs
			sri_lanka 2 2 2 2 lk_foreign_affairs
			nepal 1 1 1 1`),
	},
	{
		key: "manila", kind: "training_workshop", title: "Workshop on Online Scams and Trafficking in Persons, Manila",
		summary: "Investigators compare how recruiters are found, after the roundtable in Jakarta.",
		place:   "Invented Hotel, Manila", country: "PH", zone: "Asia/Manila", starts: "2024-04-16", ends: "2024-04-18",
		areas: []string{"law_enforcement", "irregular_migration"}, category: "trainee", organisers: []string{"philippines"}, partners: []string{"unodc"}, funder: "australia", hosts: []string{"philippines"}, from: 1,
		groups: groups(`
			philippines 6 6 6 6
			indonesia 3 3 3 3 id_polri
			thailand 3 3 3 3
			malaysia 3 3 3 3
			viet_nam 2 2 2 2
			cambodia 2 2 2 2
			unodc 2 2 2 2`),
	},
}
