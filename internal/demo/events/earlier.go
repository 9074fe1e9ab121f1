package events

// Earlier is what led to the initiative. Its people were entered from lists after the activities.
var Earlier = []Event{
	{
		Key: "discussion", Kind: "consultation", Title: "Regional Discussion on Trafficking into Online Scam Centres",
		Summary: "Members compare what they know, after a State asked for support.",
		Place:   "Invented Hotel, Bangkok", Country: "TH", Zone: "Asia/Bangkok", Starts: "2023-01-17", Ends: "2023-01-18",
		Areas: []string{"irregular_migration"}, Category: "delegate", Organisers: []string{"thailand"}, Hosts: []string{"thailand"},
		Groups: groups(`
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
		Key: "roundtable", Kind: "roundtable", Title: "Roundtable on Online Scams and Trafficking in Persons, Jakarta",
		Summary: "Three themes: prevention, protection and the response of law enforcement.",
		Place:   hall, Country: "ID", Zone: "Asia/Jakarta", Starts: "2023-09-12", Ends: "2023-09-12",
		Areas: []string{"irregular_migration", "stakeholder_engagement"}, Category: "delegate", Organisers: []string{"indonesia"}, Partners: []string{"iom"}, Hosts: []string{"indonesia"},
		Groups: groups(`
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
		Key: "dialogue", Kind: "dialogue", Title: "Constructive Dialogue 2023",
		Summary: "The yearly meeting of members, observers and partners.",
		Place:   "Invented Hotel, Bangkok", Country: "TH", Zone: "Asia/Bangkok", Starts: "2023-10-24", Ends: "2023-10-25",
		Areas: []string{"coordination"}, Category: "delegate", Organisers: []string{"australia", "indonesia"}, Hosts: []string{"thailand"},
		Groups: groups(`
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
		Key: "consular", Kind: "training_workshop", Title: "Consular Training on Assistance to Victims of Online Scams",
		Summary: "Consular officers practise identification, assistance and referral.",
		Place:   "Invented Training Centre, Bangkok", Country: "TH", Zone: "Asia/Bangkok", Starts: "2024-02-21", Ends: "2024-02-23",
		Areas: []string{"victim_protection"}, Category: "trainee", Organisers: []string{"thailand"}, Partners: []string{"iom"}, Hosts: []string{"thailand"}, From: 1,
		Groups: groups(`
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
		Key: "manila", Kind: "training_workshop", Title: "Workshop on Online Scams and Trafficking in Persons, Manila",
		Summary: "Investigators compare how recruiters are found, after the roundtable in Jakarta.",
		Place:   "Invented Hotel, Manila", Country: "PH", Zone: "Asia/Manila", Starts: "2024-04-16", Ends: "2024-04-18",
		Areas: []string{"law_enforcement", "irregular_migration"}, Category: "trainee", Organisers: []string{"philippines"}, Partners: []string{"unodc"}, Funder: "australia", Hosts: []string{"philippines"}, From: 1,
		Groups: groups(`
			philippines 6 6 6 6
			indonesia 3 3 3 3 id_polri
			thailand 3 3 3 3
			malaysia 3 3 3 3
			viet_nam 2 2 2 2
			cambodia 2 2 2 2
			unodc 2 2 2 2`),
	},
}
