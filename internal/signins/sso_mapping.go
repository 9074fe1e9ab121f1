package signins

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
)

// Mapping says which roles the groups of an identity provider give.
type Mapping struct {
	// AllowAdministrator must be true for any group to make administrators: whoever may put people into that group
	// at the provider could else take over the installation without anybody here having said so.
	AllowAdministrator bool           `yaml:"allow_administrator"`
	Groups             []GroupMapping `yaml:"groups"`
}

// GroupMapping is a role that the members of a group hold.
type GroupMapping struct {
	Group    string `yaml:"group"`
	Role     string `yaml:"role"`
	Party    string `yaml:"party"`    // code of the party within which it is held; "" does not limit
	Activity string `yaml:"activity"` // id of the activity within which it is held; "" does not limit
}

// mappingBytes bounds a mapping file.
const mappingBytes = 1 << 20

// ReadMapping reads a mapping file and lists everything that is wrong with it.
func ReadMapping(r io.Reader) (Mapping, error) {
	var m Mapping
	raw, err := io.ReadAll(io.LimitReader(r, mappingBytes+1))
	if err != nil {
		return m, err
	}
	if len(raw) > mappingBytes {
		return m, fmt.Errorf("the file is larger than %d KiB", mappingBytes>>10)
	}
	in := yaml.NewDecoder(bytes.NewReader(raw))
	in.KnownFields(true)
	if err := in.Decode(&m); err != nil && !errors.Is(err, io.EOF) {
		return m, err
	}
	if err := in.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) { // what stands there would be passed over
		return m, errors.New("the file holds more than one document: remove the line --- and what follows it")
	}
	var wrong []error
	for i, g := range m.Groups {
		at := func(format string, args ...any) {
			wrong = append(wrong, fmt.Errorf("group %d (%q): %s", i+1, g.Group, fmt.Sprintf(format, args...)))
		}
		role := access.Role(g.Role)
		if g.Group == "" {
			at("write the group's name as the provider gives it")
		}
		if !slices.Contains(accounts.Roles, role) {
			at("there is no role %q; choose one of %v", g.Role, accounts.Roles)
		}
		if role == access.FocalPoint && g.Party == "" {
			at("a focal point needs the code of a party")
		}
		if (role == access.Partner || role == access.Expert) && g.Activity == "" {
			at("a %s needs the id of an activity", role)
		}
		if role == access.Participant {
			at("a participant is one person of the register, so a group cannot give this role")
		}
		if role == access.Administrator && !m.AllowAdministrator {
			at("set allow_administrator: true if a group of the provider shall make administrators")
		}
	}
	return m, errors.Join(wrong...)
}

// of returns the mappings of the groups, in the order of the file.
func (m Mapping) of(groups []string) []GroupMapping {
	var out []GroupMapping
	for _, g := range m.Groups {
		if slices.Contains(groups, g.Group) {
			out = append(out, g)
		}
	}
	return out
}
