package alumni

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
	"counterpart/internal/vocabulary"
)

// Profile is what an alumnus says of themselves.
type Profile struct {
	PersonID    string   `db:"person_id" json:"person_id"`
	About       string   `db:"about" json:"about,omitempty"`
	KnowsList   string   `db:"knows" json:"-"`
	Knows       []string `json:"knows" nullable:"false" doc:"Terms of the list topic"`
	WillTrain   bool     `db:"will_train" json:"will_train"`
	WillSpeak   bool     `db:"will_speak" json:"will_speak"`
	WillMentor  bool     `db:"will_mentor" json:"will_mentor"`
	News        bool     `db:"news" json:"news" doc:"Wants the newsletter"`
	NewsLinkID  string   `db:"news_link_id" json:"-"`
	NeverList   bool     `db:"never_list" json:"never_list" doc:"Not in the directory, whatever was agreed to"`
	NeverReason string   `db:"never_reason" json:"-"`
	Version     int      `db:"version" json:"version"`
}

// Willing are the words of what the alumnus would do.
func (p Profile) Willing() []string {
	var out []string
	for _, one := range []struct {
		yes   bool
		words string
	}{{p.WillTrain, "train"}, {p.WillSpeak, "speak"}, {p.WillMentor, "mentor"}} {
		if one.yes {
			out = append(out, one.words)
		}
	}
	return out
}

// ProfileDraft is a profile as it is written.
type ProfileDraft struct {
	About      string   `json:"about,omitempty" maxLength:"1000"`
	Knows      []string `json:"knows" maxItems:"12" nullable:"false" doc:"Terms of the list topic"`
	WillTrain  bool     `json:"will_train"`
	WillSpeak  bool     `json:"will_speak"`
	WillMentor bool     `json:"will_mentor"`
	News       bool     `json:"news" doc:"Wants the newsletter; only the person says so"`
	Version    int      `json:"version,omitempty" doc:"The version that was read; 0 for the first"`
}

const mostTopics = 12

func (d *ProfileDraft) complete(words *vocabulary.Words) error {
	d.About = strings.TrimSpace(strings.ReplaceAll(d.About, "\r\n", "\n"))
	d.Knows = slices.Compact(slices.Sorted(slices.Values(d.Knows)))
	var wrong fault.Invalid
	wrong.Check(utf8.RuneCountInString(d.About) <= 1000, "about", "Shorten this to 1,000 characters.")
	wrong.Check(len(d.Knows) <= mostTopics, "knows", "Choose %d topics at most: fewer say more.", mostTopics)
	for _, topic := range d.Knows {
		wrong.Check(words.Has(vocabulary.Topics, topic), "knows", "%q is not one of the topics.", topic)
	}
	return wrong.Err()
}

// Write keeps the profile of an alumnus, written by the person or by the office for them. The office neither asks for the
// newsletter in their place nor shows anything.
func (s *Service) Write(ctx context.Context, actor access.Actor, personID string, d ProfileDraft) error {
	return s.change(ctx, func(tx *db.Tx) error { return s.WriteIn(tx, actor, personID, d) })
}

// WriteIn is Write within a transaction.
func (s *Service) WriteIn(tx *db.Tx, actor access.Actor, personID string, d ProfileDraft) error {
	byOffice := mine(actor, personID) != nil
	if byOffice {
		if err := actor.Require(RightTend, access.Anything); err != nil {
			return err
		}
	}
	if err := alumnusIn(tx, personID); err != nil {
		return err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	if err := d.complete(words); err != nil {
		return err
	}
	p, err := profileIn(tx, personID)
	if err != nil {
		return err
	}
	if d.Version != p.Version {
		return fault.Clash("The profile was changed by someone else in the meantime. Look at it again before you send this.")
	}
	p.About, p.Knows, p.WillTrain, p.WillSpeak, p.WillMentor = d.About, d.Knows, d.WillTrain, d.WillSpeak, d.WillMentor
	if !byOffice {
		p.News = d.News
	}
	if err := saveProfile(tx, p); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionProfile, people.Kind, personID, map[string]any{"knows": p.Knows, "willing": p.Willing(), "news": p.News})
}

// alumnusIn refuses somebody who completed nothing.
func alumnusIn(tx *db.Tx, personID string) error {
	done, err := isAlumnus(tx, personID)
	if err == nil && !done {
		err = fault.Missing("alumnus")
	}
	return err
}

// profileIn is the profile of an alumnus, an empty one where nothing was written.
func profileIn(tx *db.Tx, personID string) (Profile, error) {
	p, err := findProfile(tx, personID)
	if errors.Is(err, db.ErrNone) {
		return Profile{PersonID: personID, Knows: []string{}}, nil
	}
	return p, err
}

// decode reads the topics.
func (p *Profile) decode() error {
	p.Knows = []string{}
	if p.KnowsList == "" {
		return nil
	}
	return json.Unmarshal([]byte(p.KnowsList), &p.Knows)
}

// ShowDraft says which fields are shown to whom. What is not named is shown to neither.
type ShowDraft struct {
	Alumni  []shown.Field `json:"alumni" nullable:"false" doc:"Shown to other alumni"`
	Members []shown.Field `json:"members" nullable:"false" doc:"Shown to focal points"`
}

func (d ShowDraft) of(a shown.Audience) []shown.Field {
	if a == shown.Alumni {
		return d.Alumni
	}
	return d.Members
}

// fieldWords say a field as a consent names it.
var fieldWords = map[shown.Field]string{
	shown.FieldName: "my name", shown.FieldPosition: "my position", shown.FieldParty: "where I work", shown.FieldNative: "my name in my own script", shown.FieldEmail: "my e-mail address",
	shown.FieldPhone: "my telephone number", shown.FieldKnows: "what I know", shown.FieldAbout: "what I write about myself", shown.FieldWilling: "whether I would train, speak or mentor",
	shown.FieldCompleted: "what I completed",
}

// FieldWords says a field as the form names it.
func FieldWords(f shown.Field) string { return fieldWords[f] }

var audienceWords = map[shown.Audience]string{shown.Alumni: "other alumni", shown.Members: "the focal points of the parties"}

// AudienceWords says an audience as the form names it.
func AudienceWords(a shown.Audience) string { return audienceWords[a] }

// wording is what the person agrees to.
func wording(f shown.Field, a shown.Audience) string {
	return "In the directory of alumni " + audienceWords[a] + " see " + fieldWords[f] + "."
}

// Show keeps what the person shows to whom in the directory. Only the person decides it.
func (s *Service) Show(ctx context.Context, actor access.Actor, personID string, d ShowDraft) error {
	return s.change(ctx, func(tx *db.Tx) error { return s.ShowIn(tx, actor, personID, d) })
}

// ShowIn is Show within a transaction.
func (s *Service) ShowIn(tx *db.Tx, actor access.Actor, personID string, d ShowDraft) error {
	if err := mine(actor, personID); err != nil {
		return err
	}
	if err := alumnusIn(tx, personID); err != nil {
		return err
	}
	var wrong fault.Invalid
	for _, a := range shown.Directory {
		fields := d.of(a)
		for _, f := range fields {
			wrong.Check(slices.Contains(shown.DirectoryFields, f), string(a), "%q is nothing that is shown.", f)
		}
		wrong.Check(len(fields) == 0 || slices.Contains(fields, shown.FieldName), string(a), "Without your name nothing else is shown to %s: choose it as well, or nothing.", audienceWords[a])
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	for _, a := range shown.Directory {
		for _, f := range shown.DirectoryFields {
			given := slices.Contains(d.of(a), f)
			agreed, err := people.Consented(tx, personID, shown.ShowItem(f, a), "")
			if err != nil {
				return err
			}
			if agreed == given {
				continue
			}
			if err := people.SayIn(tx, actor, people.ConsentDraft{PersonID: personID, Item: shown.ShowItem(f, a), Given: given, Wording: wording(f, a)}); err != nil {
				return err
			}
		}
	}
	return audit.Record(tx, actor, ActionShow, people.Kind, personID, d)
}

// NeverDraft says whether somebody must never be listed, and why.
type NeverDraft struct {
	Never  bool   `json:"never"`
	Reason string `json:"reason,omitempty" maxLength:"500"`
}

// NeverList keeps an operational officer out of the directory, whatever was agreed to, or lets the agreement count again. The
// office or the person says so.
func (s *Service) NeverList(ctx context.Context, actor access.Actor, personID string, d NeverDraft) error {
	return s.change(ctx, func(tx *db.Tx) error {
		if mine(actor, personID) != nil {
			if err := actor.Require(RightTend, access.Anything); err != nil {
				return err
			}
		}
		if err := alumnusIn(tx, personID); err != nil {
			return err
		}
		d.Reason = strings.TrimSpace(d.Reason)
		var wrong fault.Invalid
		wrong.Check(utf8.RuneCountInString(d.Reason) <= 500, "reason", "Shorten this to 500 characters.")
		wrong.Check(d.Reason != "" || mine(actor, personID) == nil, "reason", "Write why; only the office and the person read it.")
		if err := wrong.Err(); err != nil {
			return err
		}
		p, err := profileIn(tx, personID)
		if err != nil {
			return err
		}
		p.NeverList, p.NeverReason = d.Never, d.Reason
		if err := saveProfile(tx, p); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionNever, people.Kind, personID, map[string]bool{"never": d.Never})
	})
}

// VetoDraft says that a party does not want an officer to be listed.
type VetoDraft struct {
	Veto    bool   `json:"veto"`
	PartyID string `json:"party_id" maxLength:"40"`
	Words   string `json:"words,omitempty" maxLength:"500" doc:"Why; the office and the person read it"`
}

// SetVeto keeps somebody out of the directory in the name of their party, or lifts that.
func (s *Service) SetVeto(ctx context.Context, actor access.Actor, personID string, d VetoDraft) error {
	return s.change(ctx, func(tx *db.Tx) error {
		o, err := people.ObjectIn(tx, personID)
		if err != nil {
			return err
		}
		if err := actor.Require(RightVeto, o); err != nil {
			return err
		}
		if err := alumnusIn(tx, personID); err != nil {
			return err
		}
		d.Words = strings.TrimSpace(d.Words)
		var wrong fault.Invalid
		wrong.Check(slices.Contains(o.Parties, d.PartyID) && actor.Can(RightVeto, access.Object{Parties: []string{d.PartyID}}), "party_id", "Choose the party for which you speak and the person works.")
		wrong.Check(!d.Veto || d.Words != "", "words", "Write why: the person and the office read it.")
		wrong.Check(utf8.RuneCountInString(d.Words) <= 500, "words", "Shorten this to 500 characters.")
		if err := wrong.Err(); err != nil {
			return err
		}
		if err := liftVeto(tx, personID, d.PartyID); err != nil {
			return err
		}
		if d.Veto {
			if err := insertVeto(tx, actor, personID, d); err != nil {
				return err
			}
		}
		return audit.Record(tx, actor, ActionVeto, people.Kind, personID, map[string]any{"veto": d.Veto, "party": d.PartyID})
	})
}
