package certificates

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/people"
)

const completionFields = `c.id, c.kind, c.record_id, c.activity_id, c.person_id, pe.given as name, c.party_id, pa.name as party, c.title, c.criteria, c.from_on, c.to_on, c.hours,
	c.completed_on, c.retracted_at, pe.label as person_label`

const completionTables = ` from completion c join person pe on pe.id = c.person_id join party pa on pa.id = c.party_id `

func findCompletion(tx *db.Tx, id string) (Completion, error) {
	return completionOf(tx, `where c.id = $1`, id)
}

func findCompletionOf(tx *db.Tx, kind Kind, recordID, personID string) (Completion, error) {
	return completionOf(tx, `where c.kind = $1 and c.record_id = $2 and c.person_id = $3`, string(kind), recordID, personID)
}

func completionOf(tx *db.Tx, where string, args ...any) (Completion, error) {
	c, err := db.One[Completion](tx, `select `+completionFields+completionTables+where, args...)
	if err == nil && c.PersonLabel == label.Red {
		c.Named, err = labels.ReadersIn(tx, people.Kind, c.PersonID)
	}
	return c, err
}

func insertCompletion(tx *db.Tx, c Completion) error {
	return tx.Take(`insert into completion (id, kind, record_id, activity_id, person_id, party_id, title, criteria, from_on, to_on, hours, completed_on, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
		c.ID, string(c.Kind), c.RecordID, db.Opt(c.ActivityID), c.PersonID, c.PartyID, c.Title, c.Criteria, c.From, c.To, c.Hours, c.CompletedOn, tx.Now())
}

func saveCompletion(tx *db.Tx, c Completion) error {
	return tx.Exec(`update completion set party_id = $2, title = $3, criteria = $4, from_on = $5, to_on = $6, hours = $7, completed_on = $8, retracted_at = $9, updated_at = $10 where id = $1`,
		c.ID, c.PartyID, c.Title, c.Criteria, c.From, c.To, c.Hours, c.CompletedOn, c.RetractedAt, tx.Now())
}

// completionsWithout are those of a record on which no certificate stands.
func completionsWithout(tx *db.Tx, kind Kind, recordID string, persons []string) ([]Completion, error) {
	q := db.Q(`select `+completionFields+completionTables+`where c.retracted_at is null and c.kind = ? and c.record_id = ?
		and not exists (select 1 from certificate x where x.completion_id = c.id and x.state in ('prepared', 'issued'))`, string(kind), recordID)
	if len(persons) > 0 {
		q.Add("and").In("c.person_id", persons)
	}
	return db.List[Completion](tx, q.Add("order by pe.sort_key, c.id"))
}

const certificateFields = `x.id, x.completion_id, x.person_id, x.year, x.serial, x.state, x.name, x.title, x.criteria, x.from_on, x.to_on, x.hours, x.code, x.salt, x.identity, x.identity_kind,
	x.key_id, x.link_id, x.prepared_at, x.prepared_by, x.issued_at, x.ended_at, x.reason, x.version`

func findCertificate(tx *db.Tx, id string) (Certificate, error) {
	return db.One[Certificate](tx, `select `+certificateFields+`, x.credential from certificate x where x.id = $1`, id)
}

func certificateByCode(tx *db.Tx, code string) (Certificate, error) {
	return db.One[Certificate](tx, `select `+certificateFields+` from certificate x where x.code = $1`, code)
}

// certificateIn finds a certificate with its completion, which decides who may see it.
func certificateIn(tx *db.Tx, id string) (Certificate, Completion, error) {
	c, err := findCertificate(tx, id)
	if c, err = missing(c, err, "certificate"); err != nil {
		return c, Completion{}, err
	}
	of, err := findCompletion(tx, c.CompletionID)
	return c, of, err
}

// standingOf is the certificate that stands on a completion, or an empty one.
func standingOf(tx *db.Tx, completionID string) (Certificate, error) {
	c, err := db.One[Certificate](tx, `select `+certificateFields+` from certificate x where x.completion_id = $1 and x.state in ('prepared', 'issued')`, completionID)
	if errors.Is(err, db.ErrNone) {
		return Certificate{}, nil
	}
	return c, err
}

func nextSerial(tx *db.Tx, year int) (int, error) {
	return db.One[int](tx, `select coalesce(max(serial), 0) + 1 from certificate where year = $1`, year)
}

func insertCertificate(tx *db.Tx, c Certificate) error {
	return tx.Take(`insert into certificate (id, completion_id, person_id, year, serial, state, name, title, criteria, from_on, to_on, hours, code, prepared_at, prepared_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		c.ID, c.CompletionID, c.PersonID, c.Year, c.Serial, string(c.State), c.Name, c.Title, c.Criteria, c.From, c.To, c.Hours, c.Code, c.PreparedAt, c.PreparedBy)
}

func saveCertificate(tx *db.Tx, c Certificate) error {
	return tx.Exec(`update certificate set state = $2, salt = $3, identity = $4, identity_kind = $5, key_id = $6, credential = $7, link_id = $8, issued_at = $9, ended_at = $10, reason = $11,
		version = version + 1 where id = $1`,
		c.ID, string(c.State), c.Salt, c.Identity, c.IdentityKind, db.Opt(c.KeyID), c.Credential, c.LinkID, c.IssuedAt, c.EndedAt, c.Reason)
}

func insertSignature(tx *db.Tx, s Signature) error {
	return tx.Exec(`insert into certificate_signature (certificate_id, by_actor, by_name, post, party_id, at) values ($1, $2, $3, $4, $5, $6)`,
		s.CertificateID, s.By, s.Name, s.Post, s.PartyID, s.At)
}

func signaturesOf(tx *db.Tx, certificates []string) ([]Signature, error) {
	return db.List[Signature](tx, db.Q(`select certificate_id, by_actor, by_name, post, party_id, at from certificate_signature where`).In("certificate_id", certificates).Add("order by at, by_actor"))
}

// countTry counts how often it was asked today to whom a certificate belongs.
func countTry(tx *db.Tx, id string) (int, error) {
	return db.One[int](tx, `update certificate set tries = case when tried_on = $2 then tries + 1 else 1 end, tried_on = $2 where id = $1 returning tries`, id, tx.Today())
}

func revokedCodes(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `select code from certificate where state = 'revoked' order by ended_at, id`)
}

// A standing is a completion with the certificate made last, which is the one that stands where one does.
const standingColumns = `select ` + completionFields + `, x.id as certificate_id, x.year, x.serial, x.state, x.code, x.issued_at, x.ended_at, x.prepared_at, x.prepared_by, x.version` + completionTables +
	`left join certificate x on x.id = (select y.id from certificate y where y.completion_id = c.id order by y.id desc limit 1) `

type standingRow struct {
	Completion
	CertificateID string  `db:"certificate_id"`
	Year          int     `db:"year"`
	Serial        int     `db:"serial"`
	State         State   `db:"state"`
	Code          string  `db:"code"`
	IssuedAt      db.Time `db:"issued_at"`
	EndedAt       db.Time `db:"ended_at"`
	PreparedAt    db.Time `db:"prepared_at"`
	PreparedBy    string  `db:"prepared_by"`
	Version       int     `db:"version"`
}

func standings(tx *db.Tx, q *db.Query) ([]Standing, error) {
	rows, err := db.List[standingRow](tx, q)
	out := make([]Standing, len(rows))
	for i, r := range rows {
		out[i] = Standing{Completion: r.Completion, Certificate: Certificate{
			ID: r.CertificateID, CompletionID: r.ID, PersonID: r.PersonID, Year: r.Year, Serial: r.Serial, State: r.State, Code: r.Code, IssuedAt: r.IssuedAt, EndedAt: r.EndedAt,
			PreparedAt: r.PreparedAt, PreparedBy: r.PreparedBy, Version: r.Version,
		}}
	}
	return out, err
}

func listStandings(tx *db.Tx, actor access.Actor, f Filter) ([]Standing, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(standingColumns+"where c.retracted_at is null and "+where, args...)
	if f.Kind != "" {
		q.Add("and c.kind = ?", string(f.Kind))
	}
	if f.RecordID != "" {
		q.Add("and c.record_id = ?", f.RecordID)
	}
	if f.PartyID != "" {
		q.Add("and c.party_id = ?", f.PartyID)
	}
	switch f.State {
	case "":
	case None:
		q.Add("and (x.id is null or x.state in ('revoked', 'dropped'))")
	default:
		q.Add("and x.state = ?", string(f.State))
	}
	if len(f.After) == 2 {
		q.Add("and (c.completed_on, c.id) < (?, ?)", f.After[0], f.After[1])
	}
	return standings(tx, q.Add("order by c.completed_on desc, c.id desc limit ?", f.Limit+1))
}

// toSign are the certificates that wait for a signature which the actor has not given, by record.
func toSign(tx *db.Tx, actor access.Actor) ([]Waiting, error) {
	where, args := actor.Where(RightSign, columns)
	return db.List[Waiting](tx, db.Q(`select c.kind, c.record_id, min(c.title) as title, count(*) as count from certificate x join completion c on c.id = x.completion_id
		where x.state = 'prepared' and x.prepared_by <> ? and not exists (select 1 from certificate_signature s where s.certificate_id = x.id and s.by_actor = ?)`, actor.Key(), actor.Key()).
		Add("and "+where, args...).Add("group by c.kind, c.record_id order by min(x.prepared_at), c.record_id limit 100"))
}

// ofPerson are the certificates that were issued to a person, the newest first.
func ofPerson(tx *db.Tx, personID string) ([]Certificate, error) {
	return db.All[Certificate](tx, `select `+certificateFields+` from certificate x where x.person_id = $1 and x.state in ('issued', 'revoked') order by x.issued_at desc, x.id desc`, personID)
}

// allOfPerson are all certificates of a person, whatever became of them.
func allOfPerson(tx *db.Tx, personID string) ([]Certificate, error) {
	return db.All[Certificate](tx, `select `+certificateFields+` from certificate x where x.person_id = $1 order by x.id`, personID)
}

func completionsOfPerson(tx *db.Tx, personID string) ([]Completion, error) {
	return db.All[Completion](tx, `select `+completionFields+completionTables+`where c.person_id = $1 order by c.completed_on, c.id`, personID)
}

const keyFields = `select id, public, private, created_at, ended_at, distrusted_at, (select count(*) from certificate x where x.key_id = issuing_key.id and x.state = 'issued') as signed from issuing_key`

func activeKeyIn(tx *db.Tx) (Key, error) {
	return db.One[Key](tx, keyFields+` where ended_at is null`)
}

func keyByID(tx *db.Tx, id string) (Key, error) {
	return db.One[Key](tx, keyFields+` where id = $1`, id)
}

func allKeys(tx *db.Tx) ([]Key, error) {
	return db.All[Key](tx, keyFields+` order by created_at desc, id`)
}

func insertKey(tx *db.Tx, k Key) error {
	return tx.Take(`insert into issuing_key (id, public, private, created_at) values ($1, $2, $3, $4)`, k.ID, k.Public, k.Private, k.CreatedAt)
}

func saveKey(tx *db.Tx, k Key) error {
	return tx.Exec(`update issuing_key set private = $2, ended_at = $3, distrusted_at = $4 where id = $1`, k.ID, k.Private, k.EndedAt, k.DistrustedAt)
}

func signedByDistrusted(tx *db.Tx, most int) ([]Certificate, error) {
	return db.All[Certificate](tx, `select `+certificateFields+` from certificate x join issuing_key k on k.id = x.key_id where x.state = 'issued' and k.distrusted_at is not null order by x.id limit $1`, most)
}
