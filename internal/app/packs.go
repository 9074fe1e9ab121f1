package app

import (
	"io/fs"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/indicators"
	"counterpart/internal/vocabulary/pack"
	"counterpart/internal/web/ui"
	"counterpart/packs"
)

// loadShipped enters one of the packs that come with the program, under the mechanism's own name.
func loadShipped(tx *db.Tx, actor access.Actor, name, mechanism, short string) error {
	dir, err := fs.Sub(packs.FS, name)
	if err != nil {
		return fault.Wrong("pack", "Choose one of the packs.")
	}
	p, problems := pack.Load(dir)
	if len(problems) > 0 {
		return fault.Wrong("pack", "Choose one of the packs.")
	}
	if mechanism != "" {
		p.Mechanism.Name = pack.Text{Default: mechanism}
		p.Mechanism.ShortName = short
	}
	return indicators.LoadPackIn(tx, actor, p)
}

// shippedPacks are the packs that come with the program, as the set-up page offers them.
func shippedPacks() []ui.Option {
	var out []ui.Option
	for _, name := range packs.Names() {
		option := ui.Option{Value: name, Label: name}
		if dir, err := fs.Sub(packs.FS, name); err == nil {
			if p, problems := pack.Load(dir); len(problems) == 0 {
				option.Label = p.Mechanism.Name.Default
				if p.Mechanism.Illustrative {
					option.Label += " (illustrative)"
				}
			}
		}
		out = append(out, option)
	}
	return out
}
