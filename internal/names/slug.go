package names

import "strings"

// Slug is a title as a part of an address: folded words with dashes between them, about so many letters. A title
// without a letter gives "".
func Slug(title string, most int) string {
	slug := strings.ReplaceAll(strings.ReplaceAll(Fold(title), "'", ""), " ", "-")
	return strings.Trim(slug[:min(len(slug), most)], "-")
}
