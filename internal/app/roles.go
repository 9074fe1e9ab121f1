package app

import (
	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// rightsOf says which rights belong to which role, for the whole program in one place. A role is
// always held within a scope: what a focal point may see is limited to the party by the grant.
var rightsOf = map[access.Role][]access.Right{
	access.Administrator: {
		vocabulary.RightLoad, parties.RightSee, parties.RightEdit, accounts.RightSee, accounts.RightManage,
		people.RightSee, people.RightEdit, people.RightImport,
	},
	access.Officer: {
		parties.RightSee, parties.RightEdit,
		people.RightSee, people.RightEdit, people.RightImport,
	},
	access.CoManager: {
		parties.RightSee,
		people.RightSee,
	},
	access.Desk: {
		parties.RightSee,
		people.RightSee,
	},
	access.FocalPoint: {
		parties.RightSee,
		people.RightSee, people.RightEdit,
	},
	access.Participant: {
		people.RightSee,
	},
	access.Public: {},
}

// Rights is rightsOf in the form in which grants carry them.
func Rights() map[access.Role]map[access.Right]bool {
	out := make(map[access.Role]map[access.Right]bool, len(rightsOf))
	for role, rights := range rightsOf {
		out[role] = make(map[access.Right]bool, len(rights))
		for _, r := range rights {
			out[role][r] = true
		}
	}
	return out
}
