package publications

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

const attachmentColumns = `select pf.id, pf.publication_id, pf.file_id, pf.lang, pf.title, pf.label, f.name, f.media_type, f.bytes, pf.added_at, pf.removed_at
	from publication_file pf join file f on f.id = pf.file_id`

func findAttachment(tx *db.Tx, id, attachment string) (Attachment, error) {
	a, err := db.One[Attachment](tx, attachmentColumns+` where pf.id = $1 and pf.publication_id = $2`, attachment, id)
	if errors.Is(err, db.ErrNone) {
		return Attachment{}, fault.Missing("file")
	}
	return a, err
}

// attachmentsOf lists the files that a publication carries now.
func attachmentsOf(tx *db.Tx, id string) ([]Attachment, error) {
	return db.All[Attachment](tx, attachmentColumns+` where pf.publication_id = $1 and pf.removed_at is null order by pf.added_at, pf.id`, id)
}

// attachmentsWith lists the files that went out with a release.
func attachmentsWith(tx *db.Tx, releaseID string) ([]Attachment, error) {
	return db.All[Attachment](tx, attachmentColumns+` join publication_release_file rf on rf.publication_file_id = pf.id
		where rf.release_id = $1 order by pf.added_at, pf.id`, releaseID)
}

func insertAttachment(tx *db.Tx, actor access.Actor, id, fileID string, d AttachmentDraft) error {
	return tx.Exec(`insert into publication_file (id, publication_id, file_id, lang, title, label, added_at, added_by) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.NewID(), id, fileID, d.Lang, d.Title, string(d.Label), tx.Now(), actor.Key())
}

func removeAttachment(tx *db.Tx, attachment string) error {
	return tx.Exec(`update publication_file set removed_at = $2 where id = $1`, attachment, tx.Now())
}

func addCount(tx *db.Tx, what counted, n int) error {
	return tx.Exec(`insert into publication_count (publication_id, release, lang, format, day, n) values ($1, $2, $3, $4, $5, $6)
		on conflict (publication_id, release, lang, format, day) do update set n = publication_count.n + excluded.n`,
		what.publication, what.release, what.lang, what.format, what.day, n)
}

// countsOf reads how often a publication was read, in all and by day.
func countsOf(tx *db.Tx, id string) (c Counts, err error) {
	c.Totals, err = db.All[CountRow](tx, `select release, lang, format, sum(n) as n from publication_count where publication_id = $1
		group by release, lang, format order by release desc, lang, format`, id)
	if err != nil {
		return c, err
	}
	c.Days, err = db.All[CountRow](tx, `select release, lang, format, day, n from publication_count where publication_id = $1
		order by day desc, release desc, lang, format limit 1000`, id)
	return c, err
}
