// Package print draws PDF documents: badges, lists of participants, and whatever else is handed out on paper.
//
// It is pure: no HTTP, no database, no clock. Dates come in as words or with the document, so the same input always
// gives the same bytes.
//
// Names are written in the scripts of the people who bear them. Text is therefore shaped (fonts.go, shape.go), broken
// and fitted (breaks.go, wrap.go), and its outlines are drawn as vector paths that map back to characters (letters.go,
// draw.go), so that it can be searched and copied. No line of text ever leaves the box it was given: it shrinks, then
// wraps, then ends in "…".
//
// A Document writes its pages to the given writer as they are finished. A caller that must not send half a document
// collects it first.
package print
