package pack

import (
	"counterpart/internal/instruments/library"
	"counterpart/internal/label"
)

// Source says where in the pack something was written.
type Source struct {
	File string // path inside the pack, "parties.yaml"
	Line int    // counted from 1; 0 when the whole file is meant
}

// Text is a wording, by itself or in several languages of the mechanism.
type Text struct {
	Default    string            // in the mechanism's first language
	Translated map[string]string // by language tag, without the first language; nil when there is one wording only
}

// String is the wording in the mechanism's first language.
func (t Text) String() string { return t.Default }

// In is the wording in the language, or in the mechanism's first language where there is no other.
func (t Text) In(language string) string {
	if s, ok := t.Translated[language]; ok {
		return s
	}
	return t.Default
}

// Date is a calendar day, "2024-06-05"; empty means open. Dates compare as strings.
type Date string

// Pack is one mechanism's whole configuration, checked.
type Pack struct {
	Mechanism        Mechanism
	Statuses         []Status
	PartyKinds       []PartyKind
	Parties          []Party
	Bodies           []Body
	Posts            []Post
	Areas            []Area
	ActivityKinds    []ActivityKind
	PublicationKinds []PublicationKind
	Topics           []Topic
	HelpTypes        []HelpType
	ChangeKinds      []ChangeKind
	Categories       []Category
	Modes            []Mode
	Holidays         []Holiday
	Questions        []Question
	Evaluation       []EvaluationQuestion
	Consents         []Consent
	Retention        []Retention
	Processing       []Processing
	Letters          []Letter
	Labels           []LabelDefault
	Marks            []Marks
	Framework        []Result
	ReportTemplates  []ReportTemplate
	Formalities      []Formality
	IATI             IATI
	Themes           []Theme
	Libraries        []Library        `json:"-"` // the room instruments keeps them
	Mappings         library.Mappings `json:"-"` // likewise
}

// Mechanism is what the pack says about the cooperation body itself (mechanism.yaml).
type Mechanism struct {
	Code          string
	Name          Text
	ShortName     string
	Version       string
	Illustrative  bool     // sample data that nobody should take as authority
	Notice        Text     // shown wherever illustrative data is shown; required when Illustrative
	Languages     []string // BCP 47 tags; the first is the one that unmarked wordings are in
	TimeZone      string   // IANA name
	HostCountry   string   // ISO 3166-1, two letters
	Address       []string // home address, line by line
	Email         Email
	Letterhead    []string
	Signature     []string
	Approvals     Approvals
	SuppressBelow int      // statistics do not show counts below this; 0 shows all
	BreachHours   int      // by when a breach must be told, counted from when it was noticed
	Weekend       []string // days of the week on which the office is closed, one of Weekdays
	Support       Support
	FollowUpDays  int // after an action plan is signed, it is asked what became of it
	Secondments   Secondments
	At            Source
}

// Email is how the mechanism's mail presents itself.
type Email struct {
	FromName    string
	FromAddress string
	ReplyTo     string // empty: the from address
}

// Approvals says how many people release something.
type Approvals struct {
	Report           int  // 1 or 2
	DifferentParties bool // the two belong to two different parties
}

// Support says in how many days requests for support are dealt with, and when it is asked whether they were met.
type Support struct {
	AcknowledgeDays int // working days from the receipt to the acknowledgement
	RespondDays     int // working days from the receipt to the first response
	SilenceDays     int // working days in which the asking party may object before the request is circulated
	AskAfterMonths  int // after the delivery
}

// DefaultSupport holds for packs that say nothing else.
var DefaultSupport = Support{AcknowledgeDays: 5, RespondDays: 30, SilenceDays: 5, AskAfterMonths: 12}

// Secondments says in how many days each step of a secondment is taken, and how long a sending State reads a dossier that has ended.
type Secondments struct {
	CloseAfterDays int            // the sending State reads the dossier for so long after its end; 0 closes it on the day
	MostPerParty   int            // nominations of one party for one assignment, where the call says nothing else
	Days           map[string]int // by state
}

// SecondmentDays are the states that have a deadline, with the days that hold for packs that say nothing else.
var SecondmentDays = map[string]int{
	"submitted": 10, "approved": 10, "closed": 20, "nominated": 10, "screened": 20, "interviewed": 10, "selected": 5, "reserve": 60, "offered": 20, "accepted": 20,
	"formalities": 45, "ended": 15, "reported": 10, "debriefed": 10,
}

// DefaultSecondments hold for packs that say nothing else.
var DefaultSecondments = Secondments{CloseAfterDays: 90, MostPerParty: 2, Days: SecondmentDays}

// Formality is something that is done before a secondee comes into post (formalities.yaml).
type Formality struct {
	Code     string
	Name     Text
	Owner    string // one of FormalityOwners
	Required bool   // nobody is in post without it
	DueDays  int    // before the first day
	WarnDays int    // before it lapses, where it is valid until a day
	At       Source
}

// DefaultWeekend is when nobody works where a pack says nothing else.
var DefaultWeekend = []string{"saturday", "sunday"}

// Status is a membership status, "observer State" (statuses.yaml).
type Status struct {
	Code           string
	Name           Text
	Plural         Text
	Order          int
	CountsAs       string // one of StatusMeanings
	DefaultInvited bool   // ticked when a new activity's invitation list is drawn up
	At             Source
}

// PartyKind is a kind of party, "State", "international organisation" (party_kinds.yaml).
type PartyKind struct {
	Code     string
	Name     Text
	Plural   Text
	CountsAs string // one of PartyMeanings
	OrgType  string // IATI organisation type code
	Order    int
	At       Source
}

// Party is an illustrative party with its dated memberships (parties.yaml).
type Party struct {
	Code        string
	Kind        string // a PartyKind
	Name        Text
	FormalName  Text     // empty: as Name
	Short       string   // "IOM"; may be empty
	ISO         string   // ISO 3166-1, two letters; may be empty
	Region      string   // the mechanism's own word for where it belongs; may be empty
	Parent      string   // a Party; may be empty
	Weekend     []string // days of the week on which it does not work; empty: those of the mechanism
	Memberships []Membership
	Agencies    []Agency
	At          Source
}

// Membership is one dated status of a party.
type Membership struct {
	Status string
	From   Date
	To     Date // last day; empty: still so
	At     Source
}

// Agency is a part of a State or organisation that sends people under its own name.
type Agency struct {
	Code  string // unique among all parties and agencies
	Name  Text
	Short string
	At    Source
}

// Body is a standing organ of the mechanism (bodies.yaml).
type Body struct {
	Code             string
	Name             Text
	Kind             string // the mechanism's own word, "working_group"
	Parent           string // a Body; may be empty
	TermsOfReference Text
	Order            int
	Members          []BodyMember
	At               Source
}

// BodyMember is a party's place in a body.
type BodyMember struct {
	Party string
	Role  string // one of BodyRoles
	At    Source
}

// Post is a kind of role that people hold one after another, "focal point" (posts.yaml).
type Post struct {
	Code      string
	Name      Text
	Plural    Text
	Of        string // one of PostOwners: what the post belongs to
	Several   bool   // more than one person may hold it at once
	Nominates bool   // its holder nominates people for the party
	Approves  bool   // its holder takes part in approvals
	Order     int
	At        Source
}

// Area is a strategy area that activities are tagged with (areas.yaml).
type Area struct {
	Code        string
	Name        Text
	Description Text
	Sector      string // DAC code, where it is not that of iati.yaml
	Order       int
	At          Source
}

// ActivityKind is a kind of activity, "training workshop" (activity_kinds.yaml).
type ActivityKind struct {
	Code        string
	Name        Text
	Plural      Text
	DefaultMode string // a Mode
	Trains      bool   // usually delivers a curriculum and ends with certificates
	Order       int
	At          Source
}

// PublicationKind is a kind of publication, "policy brief" (publication_kinds.yaml).
type PublicationKind struct {
	Code     string
	Name     Text
	Plural   Text
	CountsAs string // one of PublicationMeanings
	Order    int
	At       Source
}

// Topic is a node of the topic tree (topics.yaml).
type Topic struct {
	Code   string
	Name   Text
	Parent string // a Topic; may be empty
	Order  int
	At     Source
}

// HelpType is a kind of help that parties ask for and offer, "training" (help_types.yaml).
type HelpType struct {
	Code  string
	Name  Text
	Order int
	At    Source
}

// ChangeKind is a kind of change that an outcome is, "policy" (change_kinds.yaml).
type ChangeKind struct {
	Code  string
	Name  Text
	Order int
	At    Source
}

// Category is what somebody takes part as, "delegate" (categories.yaml).
type Category struct {
	Code                string
	Name                Text
	Plural              Text
	CountsAsParticipant bool // false: present, but not in the number that is published
	Order               int
	At                  Source
}

// Mode is a way of taking part, "in person" (modes.yaml).
type Mode struct {
	Code   string
	Name   Text
	InRoom bool // takes a seat in the room, so room caps count it
	Order  int
	At     Source
}

// Holiday is a day that is not counted as a working day (holidays.yaml).
type Holiday struct {
	Date  Date
	Name  Text
	Party string // empty: a holiday of the mechanism's own office
	At    Source
}

// Question is a default question of the registration form (questions.yaml).
type Question struct {
	Key       string
	Label     Text
	Help      Text
	Kind      string // one of QuestionKinds
	Options   []Text // for choice and many
	Required  bool
	Sensitive bool   // answers are shown only to those with the right to see them
	Purpose   string // why it is asked; shown beside the question
	Order     int
	At        Source
}

// EvaluationQuestion is a default question of the evaluation of an activity (evaluation.yaml).
type EvaluationQuestion struct {
	Label Text
	Kind  string // one of EvaluationKinds
	Level int    // of Kirkpatrick, 1 to 4
	Per   string // one of EvaluationPer: for what it is asked
	At    Source
}

// Consent is something a person may allow, never allowed in advance (consents.yaml).
type Consent struct {
	Key     string
	Wording Text
	Purpose string // one of ConsentPurposes
	Order   int
	At      Source
}

// Retention says how long records of a class are kept (retention.yaml).
type Retention struct {
	Class      string // one of RetentionClasses
	KeepMonths int
	From       string // one of RetentionStarts
	Then       string // one of RetentionEnds
	Why        Text
	At         Source
}

// RetentionStarts are the moments from which the months are counted, by class.
var RetentionStarts = map[string]string{
	"person": "last_involvement", "registrations": "activity_end", "letters": "activity_end", "imports": "taken", "accounts": "last_sign_in",
}

// RetentionClasses are the classes of records that have a clock of their own; everything else goes with the person.
var RetentionClasses = []string{"person", "registrations", "letters", "imports", "accounts"}

// RetentionEnds say what is proposed when the time has run out.
var RetentionEnds = []string{"review", "anonymise", "delete"}

// Processing is an entry of the register of processing (processing.yaml).
type Processing struct {
	Code       string
	Name       Text
	Purpose    Text
	Ground     Text     // the legal ground
	People     []string // categories of people
	Data       []string // categories of data
	Classes    []string // classes of records, of held.Classes
	Recipients []string
	Transfers  Text
	Safeguards []string
	At         Source
}

// Letter is a letter template in one language (letters/*.md).
type Letter struct {
	Code     string
	Language string
	Subject  string // may hold placeholders
	Body     string // Markdown with placeholders
	At       Source
}

// LabelDefault is the label that new records of a class start with (labels.yaml).
type LabelDefault struct {
	Class string // one of RecordClasses
	TLP   label.TLP
	At    Source
}

// The closed lists. They name what the code counts and enforces; what people call it is the pack's business.
var (
	StatusMeanings = []string{"member", "observer", "partner", "other"}
	PartyMeanings  = []string{"state", "organisation", "company", "civil_society", "academic", "agency", "territory"}
	// PublicationMeanings are what a kind of publication is to other systems: catalogues, search engines, citation managers.
	PublicationMeanings = []string{"brief", "guide", "news", "event_report", "report", "article", "other"}
	BodyRoles           = []string{"chair", "member", "observer"}
	PostOwners          = []string{"mechanism", "party", "body"}
	FormalityOwners     = []string{"office", "party", "secondee"}
	Weekdays            = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}
	QuestionKinds       = []string{"text", "long", "choice", "many", "yesno", "date"}
	EvaluationKinds     = []string{"likert", "recommend", "free"}
	EvaluationPer       = []string{"activity", "session", "speaker"}
	ConsentPurposes     = []string{"photo", "directory", "participants_list", "contact_sharing"}
	// RecordClasses are the kinds of record that carry a label.
	RecordClasses = []string{
		"person", "activity", "nomination", "registration", "attendance", "meeting", "connection", "request", "offer",
		"commitment", "assessment", "action_plan", "assignment", "secondment", "gap_assessment", "law", "publication", "outcome", "figure",
		"letter", "file",
	}
	// requiredClasses must be named by every pack: a pack that forgets them would leave people exposed by default.
	requiredClasses = []string{"person", "request", "gap_assessment", "publication"}
	// orgTypes are the codes of the IATI OrganisationType list.
	orgTypes = []string{"10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73", "80", "90"}
)

// Placeholders are the only placeholders that a letter may use, with what they stand for.
var Placeholders = map[string]string{
	"mechanism.name":         "the mechanism's name",
	"mechanism.short_name":   "the mechanism's short name",
	"date":                   "the date of the letter",
	"reference":              "the letter's reference number",
	"party.name":             "the party addressed, short form",
	"party.formal_name":      "the party addressed, formal name",
	"post.title":             "the post of the person addressed",
	"person.name":            "the person the letter is about, as written",
	"person.address_form":    "how the person addressed is addressed",
	"replaced.name":          "the person who is replaced",
	"activity.title":         "the activity's title",
	"activity.kind":          "the activity's kind",
	"activity.dates":         "the activity's dates",
	"activity.place":         "venue and city",
	"activity.languages":     "the activity's working languages",
	"category":               "what the person takes part as",
	"mode":                   "in person or online",
	"seats":                  "the seats given to the party",
	"seats.used":             "the seats already filled",
	"seats.open":             "the seats still open",
	"delegation":             "the list of the party's confirmed people",
	"deadline":               "the date until which an answer is asked for",
	"link":                   "the personal link to the page where the answer is given",
	"commitment.activity":    "where the commitment was made",
	"commitment.due":         "by when it is to be done",
	"commitment.reference":   "number of the commitment",
	"commitment.title":       "what was undertaken, in one line",
	"introduction.reference": "number of the introduction",
	"introduction.topic":     "what is looked for",
	"introduction.words":     "what for",
	"introduction.other":     "who the other one is",
	"introduction.contact":   "the address of the other one",
	"news.subject":           "the subject of the newsletter",
	"news.body":              "the text of the newsletter",
	"certificate.title":      "what was completed",
	"certificate.reference":  "number of the certificate",
	"request.title":          "the title of the request, or its subject where its label is strict",
	"request.reference":      "the number of the request",
	"request.subject":        "the subject of the request",
	"request.help":           "the type of help that is asked for",
	"request.received":       "the day on which the request was received",
	"request.party":          "the party that asks",
	"offer.title":            "the title of the offer",
	"offer.party":            "the party that offers",
	"days":                   "a number of working days",
	"contact":                "the officer in charge and how to reach that officer",
	"signature":              "the signature block",
	"secondment.closes":      "by when nominations are received",
	"secondment.due":         "by when the answer is hoped for",
	"secondment.from":        "the first day",
	"secondment.most":        "how many officers a party may nominate",
	"secondment.number":      "number of the note verbale that calls",
	"secondment.office":      "the host office",
	"secondment.person":      "the officer",
	"secondment.project":     "the project of the assignment",
	"secondment.reference":   "number of the assignment or the dossier",
	"secondment.station":     "the duty station",
	"secondment.title":       "the title of the assignment",
	"secondment.to":          "the last day",
	"secondment.words":       "what the office adds",
}
