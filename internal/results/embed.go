package results

import (
	"slices"

	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
)

// CurrentIn returns the figures that the reports of these addresses publish now, within a transaction of a higher room.
// They are as public as the reports: small ones are hidden.
func CurrentIn(tx *db.Tx, slugs []string) ([]Figure, error) {
	if len(slugs) == 0 {
		return nil, nil
	}
	all, err := db.List[Figure](tx, db.Q(figureColumns+` where f.current = true and`).In("r.slug", slugs).Add("order by f.release_id, f.key"))
	if err != nil {
		return nil, err
	}
	return inPublic(tx, all)
}

// FiguresIn returns published figures by their ids, of whatever release, with small ones hidden as in their release.
func FiguresIn(tx *db.Tx, ids []string) ([]Figure, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := db.Q(figureColumns+` where f.release_id in (select release_id from figure where`).In("id", ids).Add(") order by f.release_id, f.key")
	all, err := db.List[Figure](tx, q)
	if err != nil {
		return nil, err
	}
	if all, err = inPublic(tx, all); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(f Figure) bool { return !slices.Contains(ids, f.ID) }), nil
}

// inPublic names figures and hides those that the public does not see. Figures of one release stand together.
func inPublic(tx *db.Tx, all []Figure) ([]Figure, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	for start := 0; start < len(all); {
		end := start
		for end < len(all) && all[end].Slug == all[start].Slug && all[end].Release == all[start].Release {
			end++
		}
		hide(words, all[start:end])
		start = end
	}
	for i, f := range all {
		if all[i].Name = f.Key; f.Hidden {
			all[i].Value = 0
		}
		all[i].Records = Records{}
		if d, ok := definitionOf(words, true, f.Key); ok {
			all[i].Name = d.Name
		}
	}
	return all, nil
}
