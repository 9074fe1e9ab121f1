// Package ui is the face of Counterpart: the page shells and the components
// that every page is built from, as templ functions with plain structs.
//
// The package knows no database, no session and no route of any other room.
// It promises that
//   - every page works without JavaScript; data attributes only mark where the
//     modules of internal/web/assets may add comfort,
//   - nothing here writes an inline style or script, so the strictest content
//     security policy holds,
//   - every input has a label, and its hint and error are tied to it,
//   - a state is never shown by colour alone.
//
// The components' own words come from English, or from the translator that
// WithWords put into the context. StyleGuide shows every component in every
// state; it is the documentation of this package.
package ui
