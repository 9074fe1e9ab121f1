package demo

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/demo/moments"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/indicators"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// Setting is the name of the setting that says that everything here is invented: true once the story is complete.
const Setting = "demo"

// begin loads the pack, and enters the office and the focal points of every party.
func (s *story) begin(ctx context.Context) error {
	return s.moment(ctx, moments.At("2022-11-01", "09:00"), func(_ context.Context, tx *db.Tx) error {
		if err := indicators.LoadPackIn(tx, access.System("demonstration", vocabulary.RightLoad, parties.RightEdit), s.pack); err != nil {
			return err
		}
		var err error
		if s.homes, err = homes(tx, s.pack); err != nil {
			return err
		}
		if err := s.office(tx); err != nil {
			return err
		}
		return s.focalPoints(tx)
	})
}

// office enters the people of the office with their posts and accounts.
func (s *story) office(tx *db.Tx) error {
	body, err := db.One[string](tx, `select id from body where code = $1`, "regional_support_office")
	if err != nil {
		return err
	}
	for _, o := range []struct {
		role       access.Role
		post, home string
		agency     string
		address    string
	}{
		{access.Officer, "programme_officer", "thailand", "th_foreign_affairs", "officer"},
		{access.CoManager, "co_manager", "australia", "au_home_affairs", "comanager"},
		{access.CoManager, "co_manager", "indonesia", "id_kemlu", "comanager.indonesia"},
		{access.Desk, "programme_officer", "indonesia", "id_kemlu", "desk"},
		{access.Administrator, "programme_officer", "new_zealand", "nz_foreign_affairs", "administrator"},
	} {
		h := s.homes[o.home]
		agency := h.agencies[slices.IndexFunc(h.agencies, func(a agency) bool { return a.code == o.agency })]
		p := s.cast.In(h.iso, "foreign")
		p.Position = s.title(o.post)
		m, err := s.register(tx, p, o.home, agency.id)
		if err != nil {
			return err
		}
		if o.post == "co_manager" || o.role == access.Officer {
			if err := s.holds(tx, m.id, parties.PostDraft{Kind: o.post, Title: s.title(o.post), BodyID: body}); err != nil {
				return err
			}
		}
		id, err := s.account(tx, m.id, m.name, o.address, accounts.GrantDraft{Role: string(o.role)})
		if err != nil {
			return err
		}
		switch o.role {
		case access.Officer:
			s.officer.Account, s.officer.Person, s.officer.Name, s.officer.Via = id, m.id, m.name, "session"
		case access.CoManager:
			manager := moments.Acting(id, m.name, access.CoManager, access.Scope{}, slices.Concat(reportRights, releaseRights)...)
			manager.Person = m.id
			s.managers = append(s.managers, manager)
		}
	}
	return nil
}

// title is the pack's name of a kind of post.
func (s *story) title(code string) string {
	for _, p := range s.pack.Posts {
		if p.Code == code {
			return p.Name.Default
		}
	}
	return code
}

// holds makes a post and gives it to a person.
func (s *story) holds(tx *db.Tx, personID string, d parties.PostDraft) error {
	post, err := parties.AddPostIn(tx, s.officer, d)
	if err != nil {
		return err
	}
	_, err = people.SetHolderIn(tx, s.officer, post, personID, "2022-11-01")
	return err
}

// account lets a person of the story sign in. Addresses end in .invalid, so that no mail can reach anybody.
func (s *story) account(tx *db.Tx, personID, name, address string, grant accounts.GrantDraft) (string, error) {
	return accounts.AddIn(tx, s.officer, accounts.Draft{Name: name, Email: address + "@demo.invalid", PersonID: personID, Grant: grant})
}

// focalPoints gives every party of the pack somebody who answers its letters.
func (s *story) focalPoints(tx *db.Tx) error {
	type post struct {
		ID    string `db:"id"`
		Party string `db:"code"`
	}
	posts, err := db.All[post](tx, `select o.id, p.code from post o join party p on p.id = o.party_id where o.kind = 'focal_point' order by p.code`)
	if err != nil {
		return err
	}
	for _, o := range posts {
		h := s.homes[o.Party]
		p := s.cast.Staff(h.kind)
		from := h.id
		if h.kind == "state" || h.kind == "territory" {
			p = s.cast.In(h.iso, "foreign")
			if len(h.agencies) > 0 && fieldOf(h.agencies[0].code) == "foreign" {
				from = h.agencies[0].id
			}
		}
		p.AddressForm = strings.TrimPrefix(p.AddressForm, "H.E. ") // ambassadors do not answer circulars
		if h.focal, err = s.register(tx, p, h.code, from); err != nil {
			return err
		}
		if _, err := people.SetHolderIn(tx, s.officer, o.ID, h.focal.id, "2022-11-01"); err != nil {
			return err
		}
	}
	m := s.homes["thailand"]
	_, err = s.account(tx, m.focal.id, m.focal.name, "focalpoint", accounts.GrantDraft{Role: string(access.FocalPoint), PartyID: m.id})
	return err
}
