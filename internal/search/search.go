// Package search finds records by the beginnings of their words. Rooms give the folded words
// of a record whenever it changes; the same table and the same SQL serve both databases.
package search

import (
	"slices"

	"counterpart/internal/db"
)

// Index replaces the words of a record. Words must be folded (names.SearchTerms).
func Index(tx *db.Tx, kind, id string, words []string) error {
	if err := tx.Exec(`delete from search_term where kind = $1 and record_id = $2`, kind, id); err != nil {
		return err
	}
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	rows := make([][]any, len(words))
	for i, w := range words {
		rows[i] = []any{kind, w, id}
	}
	return tx.InsertRows("search_term", []string{"kind", "term", "record_id"}, rows)
}

// Limit bounds how many records one word may bring up before the other words and the rights sift them.
const Limit = 2000

// Matching appends to q the condition that the record column holds every word, each as the beginning
// of one of its words. words must not be empty. The longest word, likely the rarest, drives the
// index; no more than Limit of its records are looked at, in the order of the words.
func Matching(q *db.Query, kind, column string, words []string) *db.Query {
	longest := 0
	for i, w := range words {
		if len(w) > len(words[longest]) {
			longest = i
		}
	}
	drive := words[longest]
	q.Add(`and `+column+` in (select record_id from search_term where kind = ? and term >= ? and term < ? limit ?)`,
		kind, drive, drive+last, Limit)
	for i, w := range words {
		if i != longest {
			q.Add(`and exists (select 1 from search_term s where s.kind = ? and s.record_id = `+column+
				` and s.term >= ? and s.term < ?)`, kind, w, w+last)
		}
	}
	return q
}

// last sorts after every character that a folded word can hold.
const last = "\U0010FFFF"
