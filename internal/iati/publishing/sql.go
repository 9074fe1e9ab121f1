package publishing

import (
	"counterpart/internal/db"
)

// row is an activity as the file needs it.
type row struct {
	ID           string  `db:"id"`
	InitiativeID string  `db:"initiative_id"`
	Title        string  `db:"title"`
	Summary      string  `db:"summary"`
	Place        string  `db:"place"`
	Country      string  `db:"country"`
	StartsOn     string  `db:"starts_on"`
	EndsOn       string  `db:"ends_on"`
	State        string  `db:"state"`
	UpdatedAt    db.Time `db:"updated_at"`
	parties      []party
	areas        []string
	reports      []report
}

// party is what a party is to an activity.
type party struct {
	ActivityID string `db:"activity_id"`
	PartyID    string `db:"party_id"`
	Role       string `db:"role"`
	Name       string `db:"name"`
	Code       string `db:"code"`
	Kind       string `db:"kind"`
	ISO        string `db:"iso"`
}

// report is the public report on an activity.
type report struct {
	ActivityID  string  `db:"activity_id"`
	Slug        string  `db:"slug"`
	Title       string  `db:"title"`
	PublishedAt db.Time `db:"published_at"`
}

// child is an activity of an initiative.
type child struct {
	ID           string `db:"id"`
	InitiativeID string `db:"initiative_id"`
	Label        string `db:"label"`
	State        string `db:"state"`
	StartsOn     string `db:"starts_on"`
	EndsOn       string `db:"ends_on"`
}

type initiative struct {
	ID         string `db:"id"`
	Name       string `db:"name"`
	Summary    string `db:"summary"`
	Activities int    `db:"activities"`
	children   []child
}

// atOnce is how many activities are read at a time.
const atOnce = 200

func countByLabel(tx *db.Tx) ([]Count, error) {
	type counted struct {
		Label string `db:"label"`
		Count int    `db:"n"`
	}
	rows, err := db.All[counted](tx, `select label, count(*) as n from activity group by label order by label`)
	out := make([]Count, len(rows))
	for i, r := range rows {
		out[i] = Count(r)
	}
	return out, err
}

func childrenOf(tx *db.Tx) ([]child, error) {
	return db.All[child](tx, `select id, initiative_id, label, state, starts_on, ends_on from activity where initiative_id is not null order by initiative_id, starts_on, id`)
}

func listInitiatives(tx *db.Tx) ([]initiative, error) {
	list, err := db.All[initiative](tx, `select i.id, i.name, i.summary, (select count(*) from activity a where a.initiative_id = i.id) as activities from initiative i order by i.id`)
	if err != nil {
		return nil, err
	}
	children, err := childrenOf(tx)
	if err != nil {
		return nil, err
	}
	of := map[string][]child{}
	for _, c := range children {
		of[c.InitiativeID] = append(of[c.InitiativeID], c)
	}
	for i := range list {
		list[i].children = of[list[i].ID]
	}
	return list, nil
}

// activitiesAfter reads the next activities that leave, in the order of their ids, with everything that is said of them.
func activitiesAfter(tx *db.Tx, labels []string, after string) ([]row, error) {
	q := db.Q(`select id, initiative_id, title, summary, place, country, starts_on, ends_on, state, updated_at from activity where id > ? and`, after)
	list, err := db.List[row](tx, q.In("label", labels).Add("order by id limit ?", atOnce))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids, at := make([]string, len(list)), map[string]int{}
	for i, r := range list {
		ids[i], at[r.ID] = r.ID, i
	}
	parties, err := db.List[party](tx, db.Q(`select ap.activity_id, ap.party_id, ap.role, p.name, p.code, p.kind, p.iso
		from activity_party ap join party p on p.id = ap.party_id where`).In("ap.activity_id", ids).Add("order by ap.activity_id, ap.role, p.sort_key, p.id"))
	if err != nil {
		return nil, err
	}
	for _, p := range parties {
		list[at[p.ActivityID]].parties = append(list[at[p.ActivityID]].parties, p)
	}
	type area struct {
		ActivityID string `db:"activity_id"`
		Area       string `db:"area"`
	}
	areas, err := db.List[area](tx, db.Q(`select activity_id, area from activity_area where`).In("activity_id", ids).Add("order by activity_id, area"))
	if err != nil {
		return nil, err
	}
	for _, a := range areas {
		list[at[a.ActivityID]].areas = append(list[at[a.ActivityID]].areas, a.Area)
	}
	reports, err := db.List[report](tx, db.Q(`select r.activity_id, r.slug, rr.title, rr.published_at from report r join report_release rr on rr.report_id = r.id
		and rr.number = (select max(number) from report_release o where o.report_id = r.id) where r.label = 'TLP:CLEAR' and`).In("r.activity_id", ids).Add("order by r.activity_id"))
	for _, r := range reports {
		list[at[r.ActivityID]].reports = append(list[at[r.ActivityID]].reports, r)
	}
	return list, err
}
