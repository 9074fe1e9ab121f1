package interests

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/names"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
	"counterpart/internal/vocabulary"
)

// The two sides of an interest.
const (
	Offers = "offers"
	Seeks  = "seeks"
)

// Bounds of a profile.
const (
	mostTopics = 12
	mostAbout  = 600
)

// Interest is a topic that a person offers or seeks; priority 1 to 3.
type Interest struct {
	Topic    string `db:"topic" json:"topic" doc:"A term of the list topic"`
	Priority int    `db:"priority" json:"priority,omitempty" minimum:"0" maximum:"3" doc:"3 for what matters most; 2 when empty"`
}

// Profile is what a person says about themself for an activity.
type Profile struct {
	TakesPart      bool       `json:"takes_part"`
	Offers         []Interest `json:"offers" nullable:"false"`
	Seeks          []Interest `json:"seeks" nullable:"false"`
	Languages      []string   `json:"languages" nullable:"false" doc:"BCP 47"`
	About          string     `json:"about,omitempty" doc:"In the person's own words, for those who take part"`
	UseAffiliation bool       `json:"use_affiliation" doc:"Suggestions may use the kind of office the person works for"`
	UseHistory     bool       `json:"use_history" doc:"Suggestions may use whom the person met before"`
	Version        int        `json:"version" doc:"0 before it was first saved"`
}

// ProfileDraft is a profile as the person writes it down.
type ProfileDraft struct {
	TakesPart      bool       `json:"takes_part"`
	Offers         []Interest `json:"offers,omitempty" maxItems:"12"`
	Seeks          []Interest `json:"seeks,omitempty" maxItems:"12"`
	Languages      []string   `json:"languages,omitempty" maxItems:"10"`
	About          string     `json:"about,omitempty" maxLength:"600"`
	UseAffiliation bool       `json:"use_affiliation,omitempty"`
	UseHistory     bool       `json:"use_history,omitempty"`
	Version        int        `json:"version" doc:"The version that was read, 0 for the first"`
}

// Proposal is a topic that a person may want to choose, with the reason.
type Proposal struct {
	Side  string `db:"side" json:"side" enum:"offers,seeks"`
	Topic string `db:"topic" json:"topic"`
	Why   string `db:"why" json:"why"`
}

// ProfilePage is the profile with what the form needs.
type ProfilePage struct {
	Activity   activities.Activity    `json:"-"`
	Nomination delegations.Nomination `json:"-"`
	Profile    Profile                `json:"profile"`
	Proposals  []Proposal             `json:"proposals" nullable:"false" doc:"Topics suggested from earlier activities and from like offices"`
	Words      *vocabulary.Words      `json:"-"`
}

// Wording is what a person agrees to by taking part.
const Wording = "I take part in the meetings. The other participants who take part see my name, position and party, the topics that I offer and seek, and what I write about myself here."

// Profile returns a person's own profile.
func (s *Service) Profile(ctx context.Context, actor access.Actor, activityID, personID string) (ProfilePage, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(ProfilePage) []string { return []string{personID} })(db.View(ctx, s.db, func(tx *db.Tx) (page ProfilePage, err error) {
		if page.Nomination, page.Activity, err = GuestIn(tx, actor, RightTakePart, activityID, personID); err != nil {
			return page, err
		}
		if page.Words, err = vocabulary.In(tx); err != nil {
			return page, err
		}
		if page.Profile, err = profileOf(tx, activityID, personID); err != nil {
			return page, err
		}
		page.Proposals, err = proposalsFor(tx, page)
		return page, err
	}))
}

// proposalsFor lists topics that the person has not chosen: their own of an earlier activity, then what at least five
// others of offices of this kind stated, so that it does not tell what one of them did.
func proposalsFor(tx *db.Tx, page ProfilePage) ([]Proposal, error) {
	own, err := earlierTopics(tx, page.Activity.ID, page.Nomination.PersonID)
	if err != nil {
		return nil, err
	}
	like, err := topicsOfLike(tx, page.Nomination.FromPartyID, page.Nomination.PersonID)
	if err != nil {
		return nil, err
	}
	seen := map[[2]string]bool{}
	for side, list := range map[string][]Interest{Offers: page.Profile.Offers, Seeks: page.Profile.Seeks} {
		for _, i := range list {
			seen[[2]string{side, i.Topic}] = true
		}
	}
	out := []Proposal{}
	for _, p := range append(own, like...) {
		if key := [2]string{p.Side, p.Topic}; !seen[key] && page.Words.Has(vocabulary.Topics, p.Topic) {
			seen[key] = true
			out = append(out, p)
		}
	}
	return out, nil
}

// SaveProfile keeps a person's own profile. Taking part is a consent, kept with its words.
func (s *Service) SaveProfile(ctx context.Context, actor access.Actor, activityID, personID string, d ProfileDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		n, a, err := GuestIn(tx, actor, RightTakePart, activityID, personID)
		if err != nil {
			return false, err
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return false, err
		}
		if err := d.check(words); err != nil {
			return false, err
		}
		if d.TakesPart && n.PersonLabel == label.Red {
			return false, fault.Clash("Your record is for named readers only (TLP:RED), so you cannot be named to the other participants. Ask the secretariat.")
		}
		if d.TakesPart && a.State != activities.Open && a.State != activities.Planned {
			return false, fault.Clash("%s is over. Nothing more can be arranged.", a.Title)
		}
		before, err := profileOf(tx, activityID, personID)
		if err != nil {
			return false, err
		}
		if before.Version != d.Version {
			return false, fault.Clash("Your profile was changed meanwhile, on another device perhaps. Load the page again.")
		}
		if err := saveProfile(tx, activityID, personID, d); err != nil {
			return false, err
		}
		if err := consent(tx, actor, activityID, personID, before.TakesPart, d.TakesPart); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionProfile, kindPerson, personID, map[string]any{"activity": activityID, "takes_part": d.TakesPart})
	})
	return err
}

// consent keeps that the person agreed to be named to those who take part, or took it back. What is shown of them in the
// list of participants is decided on the page My data and does not change when they leave.
func consent(tx *db.Tx, actor access.Actor, activityID, personID string, before, now bool) error {
	if before == now {
		return nil
	}
	items := []string{"networking"}
	if now {
		for _, f := range []shown.Field{shown.FieldName, shown.FieldPosition, shown.FieldParty} {
			items = append(items, shown.ShowItem(f, shown.Participants))
		}
	}
	for _, item := range items {
		if err := people.SayIn(tx, actor, people.ConsentDraft{PersonID: personID, ActivityID: activityID, Item: item, Given: now, Wording: Wording}); err != nil {
			return err
		}
	}
	return nil
}

func (d *ProfileDraft) check(words *vocabulary.Words) error {
	var wrong fault.Invalid
	for _, side := range []struct {
		name string
		list []Interest
	}{{Offers, d.Offers}, {Seeks, d.Seeks}} {
		seen := map[string]bool{}
		for i := range side.list {
			one := &side.list[i]
			if one.Priority == 0 {
				one.Priority = 2
			}
			wrong.Check(words.Has(vocabulary.Topics, one.Topic), side.name, "%q is not one of the topics.", one.Topic)
			wrong.Check(!seen[one.Topic], side.name, "%s stands here twice.", words.Name(vocabulary.Topics, one.Topic))
			wrong.Check(one.Priority >= 1 && one.Priority <= 3, side.name, "A priority is 1, 2 or 3.")
			seen[one.Topic] = true
		}
		wrong.Check(len(side.list) <= mostTopics, side.name, "Choose %d topics at most: fewer say more.", mostTopics)
	}
	d.About = strings.TrimSpace(d.About)
	wrong.Check(utf8.RuneCountInString(d.About) <= mostAbout, "about", "Write %d characters at most.", mostAbout)
	var unknown []string
	d.Languages, unknown = names.Languages(d.Languages)
	for _, tag := range unknown {
		wrong.Add("languages", "%q is not the code of a language, like en, fr or th.", tag)
	}
	wrong.Check(len(d.Languages) <= 10, "languages", "Name ten languages at most.")
	return wrong.Err()
}
