package ui

import "github.com/a-h/templ"

// integrity returns the subresource integrity attributes of an asset, or none
// for an asset that was not bundled.
func integrity(a Asset) templ.Attributes {
	if a.Integrity == "" {
		return nil
	}
	return templ.Attributes{"integrity": a.Integrity, "crossorigin": "anonymous"}
}
