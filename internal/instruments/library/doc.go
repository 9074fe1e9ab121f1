// Package library reads libraries of provisions: one YAML file for each version of an instrument, and files of mappings
// between the provisions of instruments.
//
// Parse checks every field and lists all problems at once, each with file, line, what is wrong and what to do; a library
// with one problem is refused whole. Reading is bounded: MaxBytes, MaxProvisions, MaxDepth, no anchors or aliases. Compare
// says what became of each provision between two versions. The package knows no database.
package library
