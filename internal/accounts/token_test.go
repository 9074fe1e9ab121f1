package accounts_test

import (
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
)

// A token never holds more than the account that makes it, in role and in scope, and ends with the role.
func TestATokenHoldsNoMoreThanItsOwner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		id := r.add(t, "ann@example.org", access.Administrator)
		grant, err := r.GrantRole(t.Context(), r.admin, id, accounts.GrantDraft{Role: string(access.Officer), ActivityID: "x"})
		if err != nil {
			t.Fatal(err)
		}
		ann, err := r.OfSession(t.Context(), r.signIn(t, "ann@example.org"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			draft accounts.TokenDraft
			made  bool
		}{
			{accounts.TokenDraft{Role: access.Officer}, false},
			{accounts.TokenDraft{Role: access.Officer, ActivityID: "y"}, false},
			{accounts.TokenDraft{Role: access.Desk, ActivityID: "x"}, false},
			{accounts.TokenDraft{Role: access.Auditor}, false},
			{accounts.TokenDraft{Role: access.Officer, ActivityID: "x"}, true},
			{accounts.TokenDraft{Role: access.Administrator}, true},
			{accounts.TokenDraft{Role: access.Administrator, ActivityID: "x"}, true},
		} {
			c.draft.Name, c.draft.Days = "script", 10
			token, err := r.CreateToken(t.Context(), ann, c.draft)
			if !c.made {
				if !fault.IsForbidden(err) {
					t.Errorf("a token for more than its owner holds, %+v: %v", c.draft, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%+v: %v", c.draft, err)
				continue
			}
			actor, err := r.OfToken(t.Context(), token)
			if err != nil || actor.Can(accounts.RightManage, access.Anything) != (c.draft.Role == access.Administrator && c.draft.ActivityID == "") {
				t.Errorf("%+v gives %+v, %v", c.draft, actor, err)
			}
			if c.draft.Role != access.Officer {
				continue
			}
			if !actor.Can("x.see", access.Object{Activities: []string{"x"}}) || actor.Can("x.see", access.Object{Activities: []string{"y"}}) || actor.Can("x.see", access.Anything) {
				t.Errorf("a token for one activity reaches others: %+v", actor)
			}
			if err := r.EndGrant(t.Context(), r.admin, id, grant); err != nil {
				t.Fatal(err)
			}
			if actor, err := r.OfToken(t.Context(), token); !fault.IsForbidden(err) {
				t.Errorf("the owner's role has ended, the token lives on: %+v %v", actor, err)
			}
		}
		token, err := r.CreateToken(t.Context(), ann, accounts.TokenDraft{Name: "late", Role: access.Administrator, Days: 10})
		if err != nil {
			t.Fatal(err)
		}
		r.add(t, "bea@example.org", access.Administrator)
		if err := r.Deactivate(t.Context(), r.admin, id); err != nil {
			t.Fatal(err)
		}
		if _, err := r.OfToken(t.Context(), token); !fault.IsForbidden(err) {
			t.Errorf("the account is closed, its token lives on: %v", err)
		}
	})
}

// Roles that belong to an activity or a person are never given to a token for the whole mechanism.
func TestATokenIsNeverWiderThanItsRoleCanBe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		for _, role := range []access.Role{access.Desk, access.Partner, access.Expert, access.FocalPoint, access.Participant} {
			if _, err := r.CreateToken(t.Context(), system, accounts.TokenDraft{Name: "x", Role: role, Days: 1}); fault.AsInvalid(err) == nil {
				t.Errorf("a token of the role %s for the whole mechanism: %v", role, err)
			}
		}
		if _, err := r.CreateToken(t.Context(), system, accounts.TokenDraft{Name: "x", Role: access.Participant, ActivityID: "x", Days: 1}); fault.AsInvalid(err) == nil {
			t.Errorf("a participant's token has no person: %v", err)
		}
		token, err := r.CreateToken(t.Context(), system, accounts.TokenDraft{Name: "door", Role: access.Desk, ActivityID: "x", Days: 1})
		if err != nil {
			t.Fatal(err)
		}
		actor, err := r.OfToken(t.Context(), token)
		if err != nil || len(actor.Grants) != 2 || actor.Grants[1].Scope.Activity != "x" {
			t.Errorf("a desk's token: %+v %v", actor, err)
		}
	})
}
