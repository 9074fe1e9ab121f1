package cast

import (
	"math/rand/v2"
	"strings"
)

// job is a position, how senior it is, and the rank or style that goes before the holder's name.
type job struct {
	title     string
	seniority int
	rank      string
}

// field is a field of work with the agencies, named as any State could name them, that work in it.
type field struct {
	weight   int
	agencies []string
	jobs     []job
}

var fields = map[string]field{
	"border": {20, []string{"Border Management Agency", "Border Guard Service", "Airport Border Control Command"}, []job{
		{"Director, Border Operations", 3, ""},
		{"Deputy Director, Airport Control", 2, ""},
		{"Head, Risk Assessment Unit", 2, ""},
		{"Senior Border Officer", 1, ""},
		{"Shift Supervisor, International Airport", 1, ""},
		{"Passenger Data Analyst", 0, ""},
		{"Border Officer", 0, ""},
		{"Document Examiner", 0, ""},
	}},
	"immigration": {25, []string{"Department of Immigration", "Directorate General of Immigration", "Immigration Service"}, []job{
		{"Director of Immigration Intelligence", 3, ""},
		{"Deputy Director, International Cooperation", 2, ""},
		{"Head, Investigations Section", 2, ""},
		{"Senior Immigration Officer", 1, ""},
		{"Immigration Liaison Officer", 1, ""},
		{"Immigration Officer", 0, ""},
		{"Intelligence Analyst", 0, ""},
		{"Training Officer", 0, ""},
	}},
	"police": {20, []string{"National Police", "Anti-Trafficking Division, National Police", "Cybercrime Division, National Police"}, []job{
		{"Director of Investigations", 3, "Pol. Col."},
		{"Deputy Commander", 2, "Pol. Lt. Col."},
		{"Superintendent", 2, "Supt."},
		{"Chief Investigator", 1, "Insp."},
		{"Inspector", 1, "Insp."},
		{"Investigator", 0, ""},
		{"Open-source Analyst", 0, ""},
	}},
	"foreign": {15, []string{"Ministry of Foreign Affairs"}, []job{
		{"Ambassador for Migration and Transnational Crime", 3, "H.E."},
		{"Director, International Security", 3, ""},
		{"Deputy Director, Consular Affairs", 2, ""},
		{"Counsellor", 1, ""},
		{"First Secretary", 1, ""},
		{"Second Secretary", 0, ""},
		{"Desk Officer", 0, ""},
		{"Consular Officer", 0, ""},
	}},
	"justice": {8, []string{"Ministry of Justice", "Office of the Attorney General"}, []job{
		{"Director, Mutual Legal Assistance", 3, ""}, {"Senior Prosecutor", 2, ""}, {"Prosecutor", 1, ""}, {"Legal Adviser", 1, ""}, {"Legal Officer", 0, ""},
	}},
	"finance": {6, []string{"Financial Intelligence Unit", "Central Bank, Supervision Department"}, []job{
		{"Head, Analysis Department", 3, ""}, {"Senior Financial Analyst", 1, ""}, {"Financial Analyst", 0, ""}, {"Compliance Supervisor", 1, ""},
	}},
	"protection": {6, []string{"Ministry of Social Affairs", "Ministry of Women and Children", "Victim Support Service"}, []job{
		{"Director, Protection Services", 3, ""}, {"Head, Referral Unit", 2, ""}, {"Senior Social Worker", 1, ""}, {"Case Coordinator", 0, ""}, {"Policy Officer", 0, ""},
	}},
}

// territories have no embassies and no foreign ministry of their own.
var territories = map[string]bool{"HK": true, "MO": true, "NC": true}

// place puts an official of a field into an agency and a position.
func place(r *rand.Rand, f field, iso string) (agency string, j job) {
	agency, j = pick(r, f.agencies), pick(r, f.jobs)
	if territories[iso] && agency == "Ministry of Foreign Affairs" {
		agency = "Office for External Relations"
		for j.rank == "H.E." {
			j = pick(r, f.jobs)
		}
	}
	return agency, j
}

// staff are positions by what kind of organisation a party counts as; "host" is the office that serves the mechanism.
var staff = map[string][]job{
	"organisation": {
		{"Regional Director", 3, ""},
		{"Head of Office", 3, ""},
		{"Senior Programme Coordinator", 2, ""},
		{"Regional Specialist", 2, ""},
		{"Programme Manager", 1, ""},
		{"Legal Specialist", 1, ""},
		{"Programme Officer", 0, ""},
		{"Project Officer", 0, ""},
		{"Research Officer", 0, ""},
	},
	"company": {
		{"Vice President, Public Affairs", 3, ""},
		{"Director, Security", 2, ""},
		{"Head of Compliance", 2, ""},
		{"Trust and Safety Manager", 1, ""},
		{"Fraud Analyst", 0, ""},
		{"Government Relations Officer", 0, ""},
	},
	"civil_society": {
		{"Executive Director", 3, ""}, {"Country Manager", 2, ""}, {"Advocacy Coordinator", 1, ""}, {"Caseworker", 0, ""}, {"Outreach Officer", 0, ""},
	},
	"academic": {
		{"Director of the Institute", 3, "Prof."}, {"Professor of International Law", 2, "Prof."}, {"Senior Lecturer", 1, "Dr"}, {"Research Fellow", 0, "Dr"}, {"Research Associate", 0, ""},
	},
	"host": {
		{"Co-Manager", 3, ""},
		{"Head of Operations", 2, ""},
		{"Programme Manager", 1, ""},
		{"Programme Officer", 0, ""},
		{"Communications Officer", 0, ""},
		{"Protocol Officer", 0, ""},
		{"Finance Officer", 0, ""},
		{"Research Officer", 0, ""},
	},
}

// weightedField draws a field as often as such officials come to meetings.
func weightedField(r *rand.Rand) string {
	total := 0
	for _, name := range Fields() {
		total += fields[name].weight
	}
	n := r.IntN(total)
	for _, name := range Fields() {
		if n -= fields[name].weight; n < 0 {
			return name
		}
	}
	return "foreign"
}

// address is how the person is written to: rank or form of address, and the part of the name that is used with it.
func address(p Person, j job, iso string) string {
	who := p.AddressForm
	plain := "Mr"
	if p.Sex == Female {
		plain = "Ms"
	}
	if iso == "MM" && p.NativeLang == "my" {
		plain = "U"
		if p.Sex == Female {
			plain = "Daw"
		}
	}
	switch {
	case j.rank == "H.E.":
		return "H.E. " + plain + " " + p.Name
	case strings.HasPrefix(j.rank, "Pol.") && iso != "TH": // other police services put no such word before the rank
		return strings.TrimPrefix(j.rank, "Pol. ") + " " + who
	case j.rank != "":
		return j.rank + " " + who
	}
	return plain + " " + who
}
