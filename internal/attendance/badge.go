package attendance

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/people/shown"
)

// Badge is a confirmed person's badge; Code is empty where none was issued.
type Badge struct {
	NominationID string  `db:"nomination_id" json:"nomination_id"`
	PersonID     string  `db:"person_id" json:"person_id"`
	Given        string  `db:"given" json:"name"`
	AddressForm  string  `db:"address_form" json:"address_form,omitempty"`
	NativeName   string  `db:"native_name" json:"native_name,omitempty"`
	NativeLang   string  `db:"native_lang" json:"native_lang,omitempty"`
	Alias        string  `db:"alias" json:"-"`
	Position     string  `db:"position" json:"position,omitempty"`
	Party        string  `db:"party" json:"party"`
	FromParty    string  `db:"from_party" json:"from_party"`
	Category     string  `db:"category" json:"category"`
	Mode         string  `db:"mode" json:"mode"`
	Code         string  `db:"code" json:"code,omitempty"`
	IssuedAt     db.Time `db:"issued_at" json:"issued_at,omitzero"`
	Revoked      int     `db:"revoked" json:"revoked" doc:"How many earlier badges of this person were revoked"`
	SortKey      string  `db:"sort_key" json:"-"`

	OnBadge BadgeFace `json:"on_badge" doc:"What stands on the badge: the alias where there is one, and only what the person agreed to show"`
}

// Name is the person's name with the form of address.
func (b Badge) Name() string { return strings.TrimSpace(b.AddressForm + " " + b.Given) }

// PartyWords names the party, and the agency inside it that the person comes from.
func (b Badge) PartyWords() string { return partyWords(b.Party, b.FromParty) }

// badgeRow is a badge as the table has it.
type badgeRow struct {
	Code         string  `db:"code"`
	ActivityID   string  `db:"activity_id"`
	NominationID string  `db:"nomination_id"`
	IssuedAt     db.Time `db:"issued_at"`
	RevokedAt    db.Time `db:"revoked_at"`
}

// IssueBadges gives a badge to everyone confirmed to come in person who has none, and returns how many it issued.
func (s *Service) IssueBadges(ctx context.Context, actor access.Actor, activityID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		if _, err := guarded(tx, actor, RightBadge, activityID); err != nil {
			return 0, err
		}
		return IssueBadgesIn(tx, actor, activityID)
	})
}

// IssueBadgesIn issues within a transaction of a higher room.
func IssueBadgesIn(tx *db.Tx, actor access.Actor, activityID string) (int, error) {
	without, err := withoutBadge(tx, activityID)
	if err != nil || len(without) == 0 {
		return 0, err
	}
	for _, nominationID := range without {
		if err := insertBadge(tx, newCode(), activityID, nominationID); err != nil {
			return 0, err
		}
	}
	return len(without), audit.Record(tx, actor, ActionIssue, kindActivity, activityID, map[string]int{"badges": len(without)})
}

// ReissueBadge revokes a person's badge and issues a new one, which it returns.
func (s *Service) ReissueBadge(ctx context.Context, actor access.Actor, activityID, nominationID, reason string) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		g, err := s.badgeHolder(tx, actor, activityID, nominationID, &reason)
		if err != nil {
			return "", err
		}
		if g.State != "confirmed" {
			return "", fault.Clash("%s of %s %s, so there is no new badge.", g.Name(), g.Party, notConfirmed[g.State])
		}
		if _, err := revokeBadges(tx, nominationID); err != nil {
			return "", err
		}
		code := newCode()
		if err := insertBadge(tx, code, g.ActivityID, nominationID); err != nil {
			return "", err
		}
		return code, audit.Record(tx, actor, ActionReissue, kindNomination, nominationID, map[string]string{"reason": reason})
	})
}

// RevokeBadge makes a person's badge worthless without a new one.
func (s *Service) RevokeBadge(ctx context.Context, actor access.Actor, activityID, nominationID, reason string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		g, err := s.badgeHolder(tx, actor, activityID, nominationID, &reason)
		if err != nil {
			return "", err
		}
		n, err := revokeBadges(tx, nominationID)
		if err != nil {
			return "", err
		}
		if n == 0 {
			return "", fault.Clash("%s has no badge that could be revoked.", g.Name())
		}
		return nominationID, audit.Record(tx, actor, ActionRevoke, kindNomination, nominationID, map[string]string{"reason": reason})
	})
	return err
}

func (s *Service) badgeHolder(tx *db.Tx, actor access.Actor, activityID, nominationID string, reason *string) (guest, error) {
	a, err := guarded(tx, actor, RightBadge, activityID)
	if err != nil {
		return guest{}, err
	}
	g, err := findGuest(tx, nominationID)
	if err == nil && g.ActivityID != a.ID {
		err = fault.Missing("nomination")
	}
	if err != nil {
		return guest{}, err
	}
	*reason = strings.TrimSpace(*reason)
	if *reason == "" {
		return guest{}, fault.Wrong("reason", "Write why: the badge was lost, the name was misspelt.")
	}
	return g, nil
}

// BadgePage is the badges of an activity in the order of parties and names.
type BadgePage struct {
	Activity activities.Activity `json:"activity"`
	Badges   []Badge             `json:"badges" nullable:"false"`
	Without  int                 `json:"without" doc:"Confirmed people who come in person and have no badge yet"`
}

// PrintBadges is Badges for a sheet to be taken along: an entry for each person says so. The whole sheet asks for a fresh
// proof; a single badge does not, because it is printed again while its owner waits at the desk.
func (s *Service) PrintBadges(ctx context.Context, actor access.Actor, activityID, nominationID string) (BadgePage, error) {
	page, err := s.badges(ctx, actor, activityID, nominationID)
	if err == nil && nominationID == "" {
		err = actor.RequireFresh(s.db.Clock())
	}
	if err != nil {
		return BadgePage{}, err
	}
	var ids []string
	for _, b := range page.Badges {
		if b.Code != "" {
			ids = append(ids, b.PersonID)
		}
	}
	return page, audit.Exported(ctx, s.db, actor, kindPerson, ids, ActionPrint, map[string]string{"activity": activityID})
}

// Badges lists the confirmed people of an activity with their badges; nominationID narrows to one.
func (s *Service) Badges(ctx context.Context, actor access.Actor, activityID, nominationID string) (BadgePage, error) {
	return audit.ShownList[BadgePage](ctx, s.db, actor, kindActivity, ActionViewBadges, map[string]string{"activity": activityID})(s.badges(ctx, actor, activityID, nominationID))
}

func (s *Service) badges(ctx context.Context, actor access.Actor, activityID, nominationID string) (BadgePage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (BadgePage, error) {
		a, err := guarded(tx, actor, RightBadge, activityID)
		if err != nil {
			return BadgePage{}, err
		}
		page := BadgePage{Activity: a}
		if page.Badges, err = badgesOf(tx, actor, activityID, nominationID); err != nil {
			return BadgePage{}, err
		}
		if err := page.face(tx); err != nil {
			return BadgePage{}, err
		}
		without, err := withoutBadge(tx, activityID)
		page.Without = len(without)
		return page, err
	})
}

// face says what stands on each badge, which everyone in the room can read. The name (or the alias in its place), the
// delegation and the category let people through the door; position and native name stand there only where the person
// agreed to show them to those who take part.
func (p *BadgePage) face(tx *db.Tx) error {
	ids := make([]string, len(p.Badges))
	for i, b := range p.Badges {
		ids[i] = b.PersonID
	}
	agreed, err := shown.In(tx, shown.Participants, p.Activity.ID, ids)
	for i := range p.Badges {
		b := &p.Badges[i]
		f := agreed.Face(b.PersonID, b.Alias, shown.Face{NativeName: b.NativeName, NativeLang: b.NativeLang, Position: b.Position})
		b.OnBadge = BadgeFace{Name: b.Name(), NativeName: f.NativeName, Position: f.Position}
		if b.Alias != "" {
			b.OnBadge.Name = b.Alias
		}
	}
	return err
}

// BadgeFace is what of a person stands on the badge.
type BadgeFace struct {
	Name       string `json:"name"`
	NativeName string `json:"native_name,omitempty"`
	Position   string `json:"position,omitempty"`
}
