// Package packs holds the mechanism packs that come with the program. Both are illustrative: one resembles the mechanism
// that the program was first drawn for, the other is invented and differs in everything that a pack may say, so that what
// works with both is not written for either.
package packs

import (
	"embed"
	"io/fs"
)

// FS holds one folder for each pack, named as Names says.
//
//go:embed bali lakes
var FS embed.FS

// Names are the packs' folders, in alphabetical order.
func Names() []string {
	entries, err := fs.ReadDir(FS, ".")
	if err != nil {
		panic(err) // embedded when the program was built, so it can always be read
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}
