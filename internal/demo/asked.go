package demo

import "counterpart/internal/support"

// offered is an offer of the story.
type offered struct {
	key, party, subject, help, title, body, label string
	languages, kinds, regions                     []string
	contact, limits                               string
	date                                          string // on which it was entered; days before the end of the story where it is a number
	years                                         int    // how long it holds; 0 without end
}

// offersMade are the offers of the story, all invented.
var offersMade = []offered{
	{
		key: "host", party: "thailand", subject: "cyber_scams", help: "dialogue", title: "A venue and a chair for regional discussions", date: "2022-12-07", years: 3,
		body:      "Thailand hosts discussions of members in Bangkok and chairs them. The Regional Support Office prepares them.",
		languages: []string{"en", "th"}, contact: "Invented desk for regional cooperation", limits: "Two discussions a year, up to forty people each",
	},
	{
		key: "experts", party: "australia", subject: "open_source", help: "training", title: "Trainers in open-source intelligence", date: "2024-03-04", label: "TLP:GREEN",
		body: "Two trainers come for a week and bring an invented exercise. Up to twenty officers, with computers of their own.", languages: []string{"en"}, regions: []string{"South-East Asia", "South Asia"},
		contact: "Invented liaison office, Bangkok",
	},
	{
		key: "referral", party: "iom", subject: "victim_identification", help: "training", title: "Training of consular officers in identification and referral", date: "2023-02-20", label: "TLP:CLEAR",
		body: "Three days for consular and immigration officers: how to recognise who was trafficked, what to ask and what not, and whom to call.", languages: []string{"en", "id", "th", "vi"},
		kinds: []string{"state", "territory"}, contact: "Invented regional office",
	},
	{
		key: "finance", party: "unodc", subject: "financial_intelligence", help: "mission", title: "Missions on financial intelligence", date: "2024-06-20",
		body: "Two experts review how a financial intelligence unit works with banks, and write a note with the unit.", languages: []string{"en", "fr"}, kinds: []string{"state"},
		limits: "The unit names a counterpart for the time of the mission",
	},
	{
		key: "hubs", party: "new_zealand", subject: "air_movements", help: "training", title: "Places at workshops for airport hubs", date: "2024-07-08", regions: []string{"Pacific"},
		body: "Four places at each workshop on border management by air, with travel.", languages: []string{"en"}, years: 4,
	},
	{
		key: "documents", party: "thailand", subject: "document_fraud", help: "training", title: "Visits to a laboratory for travel documents", date: "70",
		body: "Up to six officers spend a week with the examiners of an invented laboratory in Bangkok.", languages: []string{"en", "th"}, regions: []string{"South-East Asia", "South Asia", "Pacific"},
		contact: "Invented laboratory for travel documents",
	},
	{
		key: "readers", party: "japan", subject: "biometrics", help: "equipment", title: "Advice on readers for travel documents", date: "30", label: "TLP:GREEN",
		body: "An engineer compares readers with an airport authority before it buys some. No equipment is given.", languages: []string{"en", "ja"},
	},
	{
		key: "review", party: "straits_institute", subject: "law", help: "brief", title: "Short comparisons of law", date: "20", label: "TLP:CLEAR",
		body: "Within six weeks, a comparison of how three member States deal with one question. It is published when the State that asks agrees.", languages: []string{"en"},
	},
}

// asked is a request of the story with what became of it.
type asked struct {
	party, subject, help, title, body  string
	summary, document, channel, urgent string
	received                           int // days before the end of the story
	circulated                         []string
	to                                 support.State // how far it has come
	offer                              string        // that was matched, or is proposed
	agreed                             []string      // sides that said yes
	words                              string        // why it ended
	response                           string
}

// requestsMade are the requests of the story beside the first one, all invented.
var requestsMade = []asked{
	{
		party: "sri_lanka", subject: "maritime_movements", help: "mission", title: "Review of the procedures after landings by sea", received: 15, to: support.Received, document: "MFA/24/118",
		body: "Two experts who have worked with a coast guard, for ten days. The procedures are from 2015.", channel: support.ByLetter, urgent: "soon",
	},
	{
		party: "viet_nam", subject: "open_source", help: "training", title: "Training in open-source intelligence for twelve investigators", received: 6, to: support.Silence,
		body: "The investigators work on recruitment through social media. They have had no training in it yet.", channel: support.ByMail,
		summary: "A State asks for training of investigators in open-source intelligence.",
	},
	{
		party: "cambodia", subject: "document_fraud", help: "training", title: "Training of examiners of travel documents", received: 40, to: support.Circulated, circulated: []string{"thailand", "malaysia", "australia", "iom"},
		body: "Eight examiners at two airports began last year and have learnt from colleagues only.", channel: support.ByForm, summary: "A State asks for training of examiners of travel documents.",
	},
	{
		party: "fiji", subject: "document_fraud", help: "training", title: "A week with experienced document examiners", received: 55, to: support.Offered, offer: "documents", agreed: []string{support.Asker},
		body: "Four officers who will train others on return.", channel: support.ByForm, circulated: []string{"australia", "new_zealand", "thailand"},
	},
	{
		party: "mongolia", subject: "open_source", help: "training", title: "A pilot course in open-source intelligence", received: 90, to: support.Delivering, offer: "experts", agreed: []string{support.Asker, support.Giver},
		body: "The curriculum that is being developed could be tried in Ulaanbaatar.", channel: support.ByMeeting, circulated: []string{"australia"}, response: "First three days of the pilot course",
	},
	{
		party: "thailand", subject: "financial_intelligence", help: "mission", title: "Advice on working with banks on suspicious transfers", received: 480, to: support.Asked, offer: "finance", agreed: []string{support.Asker, support.Giver},
		body: "How other States arrange meetings with banks, and what they may tell each other.", channel: support.ByLetter, document: "0904/2517", circulated: []string{"unodc", "world_bank", "australia"}, response: "Mission of two experts, ten days",
		summary: "A State asks for advice on partnerships of its financial intelligence unit with banks.",
	},
	{
		party: "maldives", subject: "technology", help: "equipment", title: "Computers for a registry", received: 130, to: support.Declined, channel: support.ByMail,
		body: "Twenty computers for the registry of an office.", words: "The mechanism gives advice and brings people together; it does not buy equipment.",
	},
	{
		party: "nepal", subject: "consular", help: "brief", title: "A guide for consular officers", received: 110, to: support.Withdrawn, channel: support.ByForm,
		body: "A short guide in two languages.", words: "Another organisation has written one.",
	},
	{
		party: "timor_leste", subject: "passenger_data", help: "mission", title: "Rules for passenger data", received: 100, to: support.Referred, channel: support.ByLetter, document: "N-33",
		body: "A draft of rules exists and needs a review.", words: "An organisation for customs that reviews such drafts (invented)",
	},
}
