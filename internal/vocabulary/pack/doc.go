// Package pack reads a mechanism pack: the folder of YAML files and letters that says what this mechanism calls
// its members, bodies, activities and people, so that none of it is written in code.
//
// Load reads every file, checks every field and every reference, and lists all problems at once, each with file,
// line, what is wrong and what to do. A pack with one problem is refused whole: nothing half-read ever reaches
// the database. Reading is bounded: at most MaxFiles files of at most MaxFileBytes bytes, no anchors or aliases,
// and no more than a fixed number of listed problems in one file.
//
// The package knows no database and writes nothing.
package pack
