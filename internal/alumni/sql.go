package alumni

import (
	"encoding/json"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/names"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
	"counterpart/internal/search"
)

// done is the condition that "person p" completed something.
const done = `exists (select 1 from completion k where k.person_id = p.id and k.retracted_at is null)`

func isAlumnus(tx *db.Tx, personID string) (bool, error) {
	return db.One[bool](tx, `select exists (select 1 from completion k where k.person_id = $1 and k.retracted_at is null)`, personID)
}

// alumnusColumns read an alumnus with the present affiliation, of several the newest.
const alumnusColumns = `select p.id, p.given, p.sort_key, p.address_form, p.native_name, p.email, p.phone, p.alias, p.label, f.position, fp.name as party,
	x.knows, x.about, coalesce(x.will_train, false) as will_train, coalesce(x.will_speak, false) as will_speak, coalesce(x.will_mentor, false) as will_mentor, coalesce(x.never_list, false) as never_list,
	exists (select 1 from alumnus_veto v where v.person_id = p.id and v.lifted_at is null) as vetoed
	from person p left join alumnus x on x.person_id = p.id
	left join affiliation f on f.id = (select g.id from affiliation g where g.person_id = p.id and g.valid_to is null order by g.valid_from desc, g.id desc limit 1)
	left join party fp on fp.id = f.party_id where ` + done

func alumnusByID(tx *db.Tx, id string) (alumnusRow, error) {
	return db.One[alumnusRow](tx, alumnusColumns+` and p.id = $1`, id)
}

// agreed is the condition that "person p" shows a field to an audience: the last word of the consent counts.
const agreed = `exists (select 1 from consent c where c.person_id = p.id and c.item = ? and c.activity_id = '' and c.given and not exists (
	select 1 from consent d where d.person_id = c.person_id and d.item = c.item and d.activity_id = '' and (d.at > c.at or d.at = c.at and d.id > c.id)))`

// seen is the condition that the reader sees all of the fields of "person p" together, by one of their audiences.
func seen(r Reader, fields ...shown.Field) (string, []any) {
	if r.Office {
		return "true", nil
	}
	var either []string
	var args []any
	for _, a := range r.Audiences {
		var all []string
		for _, f := range append([]shown.Field{shown.FieldName}, fields...) {
			all, args = append(all, agreed), append(args, shown.ShowItem(f, a))
		}
		either = append(either, strings.Join(all, " and "))
	}
	return `coalesce(x.never_list, false) = false and p.label <> 'TLP:RED' and not exists (select 1 from alumnus_veto v where v.person_id = p.id and v.lifted_at is null)
		and (` + strings.Join(either, " or ") + ")", args
}

// order is the name by which a reader finds an entry: never the one that an alias stands for.
func order(r Reader) string {
	if r.Office {
		return "p.sort_key"
	}
	return "case when p.alias = '' then p.sort_key else lower(p.alias) end"
}

func directoryOf(tx *db.Tx, actor access.Actor, r Reader, f Filter) ([]alumnusRow, error) {
	q := db.Q(strings.Replace(alumnusColumns, "p.sort_key,", order(r)+" as sort_key,", 1))
	if r.Office {
		where, args := actor.Where(RightSee, columns)
		q.Add("and "+where, args...)
	}
	see := func(fields ...shown.Field) {
		where, args := seen(r, fields...)
		q.Add("and "+where, args...)
	}
	see()
	if f.PartyID != "" {
		q.Add("and exists (select 1 from affiliation g join party gp on gp.id = g.party_id where g.person_id = p.id and g.valid_to is null and ? in (gp.id, gp.parent_id))", f.PartyID)
		see(shown.FieldParty)
	}
	if f.Topic != "" {
		q.Add("and exists (select 1 from alumnus_topic t where t.person_id = p.id and t.topic = ?)", f.Topic)
		see(shown.FieldKnows)
	}
	if column, ok := map[string]string{"train": "will_train", "speak": "will_speak", "mentor": "will_mentor"}[f.Willing]; ok {
		q.Add("and x." + column)
		see(shown.FieldWilling)
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, people.Kind, "p.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and ("+order(r)+", p.id) > (?, ?)", f.After[0], f.After[1])
	}
	return db.List[alumnusRow](tx, q.Add("order by "+order(r)+", p.id limit ?", f.Limit+1))
}

func completedBy(tx *db.Tx, persons []string) (map[string][]Completed, error) {
	rows, err := db.List[Completed](tx, db.Q(`select person_id, kind, record_id, title, completed_on from completion where retracted_at is null and`).In("person_id", persons).Add("order by completed_on, id"))
	out := map[string][]Completed{}
	for _, c := range rows {
		out[c.PersonID] = append(out[c.PersonID], c)
	}
	return out, err
}

func findProfile(tx *db.Tx, personID string) (Profile, error) {
	p, err := db.One[Profile](tx, `select person_id, about, knows, will_train, will_speak, will_mentor, news, news_link_id, never_list, never_reason, version from alumnus where person_id = $1`, personID)
	if err != nil {
		return p, err
	}
	return p, p.decode()
}

func saveProfile(tx *db.Tx, p Profile) error {
	knows, err := json.Marshal(p.Knows)
	if err != nil {
		return err
	}
	if err := tx.Exec(`insert into alumnus (person_id, about, knows, will_train, will_speak, will_mentor, news, news_link_id, never_list, never_reason, version, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11) on conflict (person_id) do update set about = excluded.about, knows = excluded.knows, will_train = excluded.will_train,
		will_speak = excluded.will_speak, will_mentor = excluded.will_mentor, news = excluded.news, news_link_id = excluded.news_link_id, never_list = excluded.never_list,
		never_reason = excluded.never_reason, version = alumnus.version + 1, updated_at = excluded.updated_at`,
		p.PersonID, p.About, string(knows), p.WillTrain, p.WillSpeak, p.WillMentor, p.News, p.NewsLinkID, p.NeverList, p.NeverReason, tx.Now()); err != nil {
		return err
	}
	if err := tx.Exec(`delete from alumnus_topic where person_id = $1`, p.PersonID); err != nil {
		return err
	}
	rows := make([][]any, len(p.Knows))
	for i, topic := range p.Knows {
		rows[i] = []any{p.PersonID, topic}
	}
	return tx.InsertRows("alumnus_topic", []string{"person_id", "topic"}, rows)
}

// Veto is that a party does not want an officer to be listed.
type Veto struct {
	PartyID string  `db:"party_id" json:"party_id"`
	Party   string  `db:"party" json:"party"`
	Words   string  `db:"words" json:"words"`
	At      db.Time `db:"at" json:"at"`
	By      string  `db:"by_name" json:"by"`
}

func vetoesOf(tx *db.Tx, personID string) ([]Veto, error) {
	return db.All[Veto](tx, `select v.party_id, p.name as party, v.words, v.at, v.by_name from alumnus_veto v join party p on p.id = v.party_id where v.person_id = $1 and v.lifted_at is null order by v.at`, personID)
}

func insertVeto(tx *db.Tx, actor access.Actor, personID string, d VetoDraft) error {
	return tx.Exec(`insert into alumnus_veto (id, person_id, party_id, words, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7)`,
		tx.NewID(), personID, d.PartyID, d.Words, tx.Now(), actor.Key(), actor.Name)
}

func liftVeto(tx *db.Tx, personID, partyID string) error {
	return tx.Exec(`update alumnus_veto set lifted_at = $3 where person_id = $1 and party_id = $2 and lifted_at is null`, personID, partyID, tx.Now())
}

// Post is where an alumnus worked since the first completion.
type Post struct {
	Position string  `db:"position" json:"position"`
	Party    string  `db:"party" json:"party"`
	From     db.Date `db:"valid_from" json:"from,omitempty"`
	To       db.Date `db:"valid_to" json:"to,omitempty"`
}

// postsSince are the affiliations from the first completion on, the one of that time first.
func postsSince(tx *db.Tx, personID string) ([]Post, error) {
	return db.All[Post](tx, `select a.position, p.name as party, a.valid_from, a.valid_to from affiliation a join party p on p.id = a.party_id where a.person_id = $1
		and (a.valid_to is null or a.valid_to >= (select min(completed_on) from completion k where k.person_id = $1 and k.retracted_at is null)) order by coalesce(a.valid_from, ''), a.id`, personID)
}

// Use is that an alumnus spoke or trained at an activity.
type Use struct {
	ActivityID string  `db:"activity_id" json:"activity_id"`
	Activity   string  `db:"activity" json:"activity"`
	Session    string  `db:"session" json:"session"`
	Role       string  `db:"role" json:"role"`
	On         db.Date `db:"starts_on" json:"on"`
}

// usesOf are the sessions in which an alumnus had a part after the first completion.
func usesOf(tx *db.Tx, personID string) ([]Use, error) {
	return db.All[Use](tx, `select a.id as activity_id, a.title as activity, s.title as session, w.role, a.starts_on from session_speaker w join activity_session s on s.id = w.session_id
		join activity a on a.id = s.activity_id where w.person_id = $1 and a.starts_on >= (select min(completed_on) from completion k where k.person_id = $1 and k.retracted_at is null)
		order by a.starts_on desc, s.id limit 200`, personID)
}

// Contact is when an alumnus was heard of last.
type Contact struct {
	WrittenAt db.Time `db:"written_at" json:"written_at,omitzero" doc:"A mail left"`
	FailedAt  db.Time `db:"failed_at" json:"failed_at,omitzero" doc:"A mail could not be delivered, after the last that left"`
	CameOn    db.Time `db:"came_at" json:"came_at,omitzero" doc:"Was at an activity"`
	SaidAt    db.Time `db:"said_at" json:"said_at,omitzero" doc:"Wrote the profile"`
}

// Last is the latest sign of life.
func (c Contact) Last() db.Time {
	last := c.CameOn
	if c.SaidAt.After(last.Time) {
		last = c.SaidAt
	}
	return last
}

const contactColumns = `(select max(m.sent_at) from message m where m.person_id = p.id and m.state = 'sent') as written_at,
	(select max(m.tried_at) from message m where m.person_id = p.id and m.state = 'failed' and m.tried_at > coalesce((select max(n.sent_at) from message n where n.person_id = p.id and n.state = 'sent'), '')) as failed_at,
	(select max(c.at) from checkin c where c.person_id = p.id and c.void_reason = '') as came_at, x.updated_at as said_at`

func contactOf(tx *db.Tx, personID string) (Contact, error) {
	return db.One[Contact](tx, `select `+contactColumns+` from person p left join alumnus x on x.person_id = p.id where p.id = $1`, personID)
}

const introductionColumns = `select i.id, i.year, i.serial, i.asker_id, pe.given as asker, ap.name as asker_party, i.asker_party_id, i.for_party, i.asked_by, i.wanted_party_id, wp.name as wanted, i.topic, i.words, i.state, i.candidate_id,
	ca.given as candidate, i.link_id, i.reason, i.asked_at, i.settled_at, i.version from introduction i join person pe on pe.id = i.asker_id left join party ap on ap.id = i.asker_party_id
	left join party wp on wp.id = i.wanted_party_id left join person ca on ca.id = i.candidate_id`

func findIntroduction(tx *db.Tx, id string) (Introduction, error) {
	return db.One[Introduction](tx, introductionColumns+` where i.id = $1`, id)
}

func introductionsOf(tx *db.Tx, actor access.Actor, office, open bool) ([]Introduction, error) {
	q := db.Q(introductionColumns + ` where true`)
	if !office {
		q.Add("and (i.asker_id = ? or i.candidate_id = ? or i.for_party and", actor.Person, actor.Person).In("i.asker_party_id", actor.Parties(access.FocalPoint)).Add(")")
	}
	if open {
		q.Add("and i.state in ('asked', 'sought', 'willing')")
	}
	return db.List[Introduction](tx, q.Add("order by i.asked_at desc, i.id desc limit 500"))
}

func nextIntroduction(tx *db.Tx, year int) (int, error) {
	return db.One[int](tx, `select coalesce(max(serial), 0) + 1 from introduction where year = $1`, year)
}

func insertIntroduction(tx *db.Tx, i Introduction, party string) error {
	return tx.Take(`insert into introduction (id, year, serial, asker_id, asker_party_id, asked_by, wanted_party_id, topic, words, state, asked_at, for_party) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		i.ID, i.Year, i.Serial, i.AskerID, db.Opt(party), i.AskedBy, db.Opt(i.WantedID), i.Topic, i.Words, string(i.State), tx.Now(), i.ForParty)
}

func saveIntroduction(tx *db.Tx, i Introduction) (int, error) {
	return tx.Affect(`update introduction set state = $2, candidate_id = $3, link_id = $4, reason = $5, settled_at = $6, version = version + 1 where id = $1 and version = $7`,
		i.ID, string(i.State), db.Opt(i.CandidateID), i.LinkID, i.Reason, i.SettledAt, i.Version)
}

func insertTry(tx *db.Tx, id, personID string) error {
	return tx.Exec(`insert into introduction_try (introduction_id, person_id, answer, at) values ($1, $2, 'asked', $3)`, id, personID, tx.Now())
}

func answerTry(tx *db.Tx, id, personID, answer string) error {
	return tx.Exec(`update introduction_try set answer = $3, at = $4 where introduction_id = $1 and person_id = $2`, id, personID, answer, tx.Now())
}

func triesOf(tx *db.Tx, id string) ([]Try, error) {
	return db.All[Try](tx, `select t.person_id, p.given as name, t.answer, t.at from introduction_try t join person p on p.id = t.person_id where t.introduction_id = $1 order by t.at, t.person_id`, id)
}

// candidatesFor are alumni who know the topic and work where somebody is wanted, without those who were asked before.
func candidatesFor(tx *db.Tx, actor access.Actor, i Introduction) ([]alumnusRow, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(alumnusColumns+` and exists (select 1 from alumnus_topic t where t.person_id = p.id and t.topic = ?) and p.id <> ?
		and not exists (select 1 from introduction_try y where y.introduction_id = ? and y.person_id = p.id)
		and not exists (select 1 from alumnus_veto v where v.person_id = p.id and v.lifted_at is null)`, i.Topic, i.AskerID, i.ID).Add("and "+where, args...)
	if i.WantedID != "" {
		q.Add("and exists (select 1 from affiliation g join party gp on gp.id = g.party_id where g.person_id = p.id and g.valid_to is null and ? in (gp.id, gp.parent_id))", i.WantedID)
	}
	return db.List[alumnusRow](tx, q.Add("order by p.sort_key, p.id limit 20"))
}

func partyExists(tx *db.Tx, id string) (bool, error) {
	return db.One[bool](tx, `select exists (select 1 from party where id = $1)`, id)
}

const storyColumns = `select s.id, s.person_id, p.given as person, s.title, s.body, s.byline, s.state, s.agreed_at, s.published_at, s.version from alumnus_story s join person p on p.id = s.person_id`

func findStory(tx *db.Tx, id string) (Story, error) {
	return db.One[Story](tx, storyColumns+` where s.id = $1`, id)
}

func storiesOf(tx *db.Tx, personID string) ([]Story, error) {
	q := db.Q(storyColumns + ` where true`)
	if personID != "" {
		q.Add("and s.person_id = ?", personID)
	}
	return db.List[Story](tx, q.Add("order by s.updated_at desc, s.id limit 500"))
}

func publishedStories(tx *db.Tx) ([]Story, error) {
	return db.All[Story](tx, storyColumns+` where s.state = 'published' order by s.published_at desc, s.id limit 200`)
}

func insertStory(tx *db.Tx, actor access.Actor, id string, d StoryDraft) error {
	return tx.Exec(`insert into alumnus_story (id, person_id, title, body, byline, state, written_by, updated_at) values ($1, $2, $3, $4, $5, 'written', $6, $7)`,
		id, d.PersonID, d.Title, d.Body, d.Byline, actor.Key(), tx.Now())
}

func saveStory(tx *db.Tx, x Story) (int, error) {
	return tx.Affect(`update alumnus_story set title = $2, body = $3, byline = $4, state = $5, agreed_at = $6, published_at = $7, version = version + 1, updated_at = $8 where id = $1 and version = $9`,
		x.ID, x.Title, x.Body, x.Byline, string(x.State), x.AgreedAt, x.PublishedAt, tx.Now(), x.Version)
}

const chapterColumns = `select c.id, c.name, c.about, c.lead_id, c.closed_at, c.version, (select count(*) from chapter_member m where m.chapter_id = c.id) as members,
	exists (select 1 from chapter_member m where m.chapter_id = c.id and m.person_id = $1) as mine from chapter c`

func chapters(tx *db.Tx, personID string) ([]Chapter, error) {
	return db.All[Chapter](tx, chapterColumns+` where c.closed_at is null order by c.name limit 500`, personID)
}

func findChapter(tx *db.Tx, id, personID string) (Chapter, error) {
	return db.One[Chapter](tx, chapterColumns+` where c.id = $2`, personID, id)
}

func chapterNamed(tx *db.Tx, name string) (string, error) {
	ids, err := db.All[string](tx, `select id from chapter where name = $1`, name)
	if len(ids) == 0 {
		return "", err
	}
	return ids[0], err
}

func insertChapter(tx *db.Tx, id string, d ChapterDraft) error {
	return tx.Take(`insert into chapter (id, name, about, lead_id) values ($1, $2, $3, $4)`, id, d.Name, d.About, db.Opt(d.LeadID))
}

func saveChapter(tx *db.Tx, id string, d ChapterDraft) (int, error) {
	return tx.Affect(`update chapter set name = $2, about = $3, lead_id = $4, version = version + 1 where id = $1 and version = $5`, id, d.Name, d.About, db.Opt(d.LeadID), d.Version)
}

func closeChapter(tx *db.Tx, id string) error {
	return tx.Exec(`update chapter set closed_at = $2, version = version + 1 where id = $1`, id, tx.Now())
}

func joinChapter(tx *db.Tx, id, personID string) error {
	return tx.Exec(`insert into chapter_member (chapter_id, person_id, since) values ($1, $2, $3) on conflict do nothing`, id, personID, tx.Today())
}

func leaveChapter(tx *db.Tx, id, personID string) error {
	return tx.Exec(`delete from chapter_member where chapter_id = $1 and person_id = $2`, id, personID)
}

func insertMeeting(tx *db.Tx, id, activityID string) error {
	return tx.Exec(`insert into chapter_meeting (chapter_id, activity_id) values ($1, $2) on conflict do nothing`, id, activityID)
}

func deleteMeeting(tx *db.Tx, id, activityID string) error {
	return tx.Exec(`delete from chapter_meeting where chapter_id = $1 and activity_id = $2`, id, activityID)
}

// membersOf are the members of a chapter who are shown to the reader.
func membersOf(tx *db.Tx, actor access.Actor, r Reader, id string) ([]alumnusRow, error) {
	q := db.Q(strings.Replace(alumnusColumns, "p.sort_key,", order(r)+" as sort_key,", 1)).Add("and exists (select 1 from chapter_member m where m.chapter_id = ? and m.person_id = p.id)", id)
	if r.Office {
		where, args := actor.Where(RightSee, columns)
		q.Add("and "+where, args...)
	}
	where, args := seen(r)
	return db.List[alumnusRow](tx, q.Add("and "+where, args...).Add("order by "+order(r)+", p.id limit 1000"))
}

// meetingsOf are the meetings of a chapter that the reader may see.
func meetingsOf(tx *db.Tx, actor access.Actor, id string) ([]Meeting, error) {
	where, args := actor.Where(activities.RightSee, activities.Scope())
	return db.List[Meeting](tx, db.Q(`select a.id, a.title, a.starts_on from chapter_meeting m join activity a on a.id = m.activity_id where m.chapter_id = ?`, id).
		Add("and "+where, args...).Add("order by a.starts_on desc, a.id limit 200"))
}

const letterColumns = `select id, subject, body, state, sent_at, sent, version from alumnus_letter`

func findLetter(tx *db.Tx, id string) (Letter, error) {
	return db.One[Letter](tx, letterColumns+` where id = $1`, id)
}

func lettersOf(tx *db.Tx) ([]Letter, error) {
	return db.All[Letter](tx, letterColumns+` order by updated_at desc, id limit 200`)
}

func insertLetter(tx *db.Tx, actor access.Actor, id string, d LetterDraft) error {
	return tx.Exec(`insert into alumnus_letter (id, subject, body, state, written_by, updated_at) values ($1, $2, $3, 'draft', $4, $5)`, id, d.Subject, d.Body, actor.Key(), tx.Now())
}

func saveLetter(tx *db.Tx, id string, d LetterDraft) (int, error) {
	return tx.Affect(`update alumnus_letter set subject = $2, body = $3, version = version + 1, updated_at = $4 where id = $1 and version = $5 and state = 'draft'`, id, d.Subject, d.Body, tx.Now(), d.Version)
}

func markSent(tx *db.Tx, id string, n int) error {
	return tx.Exec(`update alumnus_letter set state = 'sent', sent_at = $2, sent = $3, version = version + 1, updated_at = $2 where id = $1`, id, tx.Now(), n)
}

func keepNewsLink(tx *db.Tx, personID, link string) error {
	return tx.Exec(`update alumnus set news_link_id = $2 where person_id = $1`, personID, link)
}

// recipients are the alumni who asked for the newsletter.
func recipients(tx *db.Tx) ([]Recipient, error) {
	return db.All[Recipient](tx, `select p.id, p.given, p.address_form, p.email, x.news, x.news_link_id, exists (select 1 from message m where m.person_id = p.id and m.state = 'failed'
		and m.tried_at > coalesce((select max(n.sent_at) from message n where n.person_id = p.id and n.state = 'sent'), '')) as failed
		from alumnus x join person p on p.id = x.person_id where x.news and `+done+` order by p.sort_key, p.id`)
}

func silent(tx *db.Tx) (int, error) {
	return db.One[int](tx, `select count(*) from person p left join alumnus x on x.person_id = p.id where coalesce(x.news, false) = false and `+done)
}

// inTouch are the alumni with the post then and now, and when they were heard of.
func inTouch(tx *db.Tx, actor access.Actor, f TouchFilter) ([]Known, error) {
	where, args := actor.Where(RightSee, columns)
	q := db.Q(`select * from (select p.id, p.given, p.sort_key, p.label, fp.name as party, coalesce(f.position, '') as position, k.since, coalesce(t.position, '') as position_then,
		coalesce(x.will_train or x.will_speak or x.will_mentor, false) as willing,
		(select count(*) from session_speaker w join activity_session s on s.id = w.session_id join activity a on a.id = s.activity_id where w.person_id = p.id and a.starts_on >= k.since) as uses, `+contactColumns+`
		from (select person_id, min(completed_on) as since from completion where retracted_at is null group by person_id) k join person p on p.id = k.person_id left join alumnus x on x.person_id = p.id
		left join affiliation f on f.id = (select g.id from affiliation g where g.person_id = p.id and g.valid_to is null order by g.valid_from desc, g.id desc limit 1)
		left join affiliation t on t.id = (select g.id from affiliation g where g.person_id = p.id and (g.valid_from is null or g.valid_from <= k.since) and (g.valid_to is null or g.valid_to >= k.since)
			order by g.valid_from desc, g.id desc limit 1)
		left join party fp on fp.id = f.party_id where `+where, args...)
	if f.PartyID != "" {
		q.Add("and ? in (fp.id, fp.parent_id)", f.PartyID)
	}
	q.Add(") y where true")
	switch f.Show {
	case ShowSilent:
		long := db.At(tx.Now().AddDate(0, 0, -silentAfter))
		q.Add("and coalesce(y.came_at, '') < ? and coalesce(y.said_at, '') < ? and y.since < ?", long, long, long.Date())
	case ShowFailed:
		q.Add("and y.failed_at is not null")
	case ShowMoved:
		q.Add("and y.position <> y.position_then and y.position <> '' and y.position_then <> ''")
	case ShowWilling:
		q.Add("and y.willing")
	}
	if len(f.After) == 2 {
		q.Add("and (y.sort_key, y.id) > (?, ?)", f.After[0], f.After[1])
	}
	return db.List[Known](tx, q.Add("order by y.sort_key, y.id limit ?", f.Limit+1))
}

func counts(tx *db.Tx) (Counts, error) {
	year := db.At(tx.Now().AddDate(0, 0, -silentAfter))
	alumni, alumniArgs := seen(Reader{Audiences: shown.Directory})
	q := db.Q(`select count(*) as n, coalesce(sum(case when `+alumni+` then 1 else 0 end), 0) as listed,`, alumniArgs...)
	q.Add(`coalesce(sum(case when x.will_train or x.will_speak or x.will_mentor then 1 else 0 end), 0) as willing, coalesce(sum(case when x.news then 1 else 0 end), 0) as news,
		coalesce(sum(case when x.updated_at >= ? or exists (select 1 from checkin c where c.person_id = p.id and c.void_reason = '' and c.at >= ?) then 1 else 0 end), 0) as heard,`, year, year)
	q.Add(`coalesce(sum(case when exists (select 1 from session_speaker w join activity_session s on s.id = w.session_id join activity a on a.id = s.activity_id where w.person_id = p.id
		and a.starts_on >= (select min(k.completed_on) from completion k where k.person_id = p.id and k.retracted_at is null)) then 1 else 0 end), 0) as spoke
		from person p left join alumnus x on x.person_id = p.id where ` + done)
	list, err := db.List[Counts](tx, q)
	if err != nil || len(list) == 0 {
		return Counts{}, err
	}
	return list[0], nil
}

func introductionsAbout(tx *db.Tx, personID string) ([]Introduction, error) {
	return db.All[Introduction](tx, introductionColumns+` where i.asker_id = $1 or i.candidate_id = $1 order by i.asked_at, i.id`, personID)
}

func chaptersOf(tx *db.Tx, personID string) ([]Chapter, error) {
	return db.All[Chapter](tx, chapterColumns+` where exists (select 1 from chapter_member m where m.chapter_id = c.id and m.person_id = $1) order by c.name`, personID)
}
