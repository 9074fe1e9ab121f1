// Package sheet writes the questions of a round as a workbook (XLSX) or a document (DOCX), and reads the answers back. It knows no
// database and no clock.
//
// What is written and read back is the same to the last character: a cell holds a choice in words, a text as it is, or a list with one
// entry a line, whose parts stand between upright strokes. Each row carries the provision and the revision of the answer that it was
// written from, so that the answer can be joined with what others wrote meanwhile.
//
// A file that comes back is whatever somebody sends: its size, what it unpacks to, its rows and its cells are bounded, and what cannot be
// read is refused with words and with its place.
package sheet
