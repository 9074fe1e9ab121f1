// Package print draws PDF documents: badges, lists of participants, and whatever else is handed out on paper.
//
// It is pure: no HTTP, no database, no clock. Dates come in as words or with the document, so the same input always
// gives the same bytes.
//
// Names are written in the scripts of the people who bear them. Text is therefore shaped (fonts.go, shape.go) and its
// outlines are drawn as vector paths (draw.go), each run with its characters as /ActualText so that it can be
// searched and copied. No line of text ever leaves the box it was given: it shrinks, then wraps, then ends in "…".
package print
