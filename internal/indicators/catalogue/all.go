package catalogue

import "counterpart/internal/figures/counted"

// The parts that queries are made of.
const (
	within = `a.state = 'held' and a.starts_on >= $1 and a.starts_on <= $2`

	// who are those who came, a row for each nomination, with everything by which they can be divided.
	who = `with recursive present as materialized (
  select n.id, n.person_id, n.party_id, n.from_party_id, n.activity_id, a.starts_on, a.kind as activity_kind
  from nomination n join activity a on a.id = n.activity_id
  where ` + within + ` and ` + counted.Participant + `
    and ` + counted.Came + `
)` + counted.Climb + `, who as (
  select p.id, p.person_id, p.activity_id as activity, p.activity_kind, p.starts_on, pe.sex, t.id as party, f.kind as body, ` + status + ` as status
  from present p join person pe on pe.id = p.person_id join climb cl on cl.start_id = p.party_id join top t on t.id = cl.party_id
  join party f on f.id = p.from_party_id
), people as (
  select w.*, row_number() over (partition by person_id order by starts_on desc, id desc) as latest from who w
)
`
	// status is that of the party t on the first day of the activity.
	status = `coalesce((select m.status from membership m where m.party_id = t.id and (m.valid_from is null or m.valid_from <= p.starts_on)
    and (m.valid_to is null or m.valid_to >= p.starts_on) order by coalesce(m.valid_from, '') desc limit 1), '')`

	groups = `sex, party, body, status, activity_kind, activity`

	// parties are those from which somebody came, once each, as they were at the last activity of the period.
	parties = who + `select id, n, d, status from (
  select w.party as id, 1 as n, 1 as d, w.status, row_number() over (partition by w.party order by w.starts_on desc, w.id desc) as latest
  from who w join top t on t.id = w.party where t.counts in (%s)
) x where latest = 1 order by id`

	invited = `select i.id, %s from invitation i join activity a on a.id = i.activity_id where ` + within
	seats   = `select al.id, %s as n, al.seats as d from allocation al join activity a on a.id = al.activity_id where ` + within + ` and al.seats > 0 order by al.id`
)

const once = " Each person counts once, as at the last activity of the period that they came to."

var ofPeople = []string{Sex, Party, Body, Status, ActivityKind}

// ofActivities are those that count what happens at activities.
var ofActivities = []Computation{
	{
		Key: "people", Name: "People who came", Of: "person", How: Count, Unit: "people", Personal: true, Dimensions: ofPeople,
		Words: "People who came as participants to activities held in the period and were checked in." + once,
		SQL:   who + `select person_id as id, 1 as n, 1 as d, ` + groups + ` from people where latest = 1 order by 1`,
	},
	{
		Key: "attendances", Name: "Attendances", Of: "nomination", How: Count, Unit: "attendances", Personal: true, Dimensions: ofPeople,
		Words: "Attendances of activities held in the period: each participant who was checked in counts once for each activity.",
		SQL:   who + `select id, 1 as n, 1 as d, ` + groups + ` from who order by 1`,
	},
	{
		Key: "share_of_women", Name: "Share of women", Of: "person", How: Share, Unit: "%", Personal: true, Secret: true, Dimensions: []string{},
		Words: "Women among the people who came to activities held in the period and whose sex is registered, in per cent. People whose sex is not registered are left out; it is never guessed." + once,
		SQL: who + `select person_id as id, case when sex = 'f' then 1 else 0 end as n, case when sex in ('f', 'm', 'x') then 1 else 0 end as d, sex, activity
from people where latest = 1 order by 1`,
	},
	{
		Key: "states", Name: "States and territories engaged", Of: "party", How: Count, Unit: "States", Dimensions: []string{Status},
		Words: "States and territories from which at least one person came to an activity held in the period. An agency counts under its State. The status is that on the first day of the last activity that it came to.",
		SQL:   sprintf(parties, `'state', 'territory'`),
	},
	{
		Key: "organisations", Name: "Organisations engaged", Of: "party", How: Count, Unit: "organisations", Dimensions: []string{Status},
		Words: "Organisations, companies, civil-society and academic bodies from which at least one person came to an activity held in the period.",
		SQL:   sprintf(parties, `'organisation', 'company', 'civil_society', 'academic'`),
	},
	{
		Key: "activities", Name: "Activities held", Of: "activity", How: Count, Unit: "activities", Dimensions: []string{ActivityKind},
		Words: "Activities that are marked as held and began in the period.",
		SQL:   `select a.id, 1 as n, 1 as d, a.kind as activity_kind from activity a where ` + within + ` order by a.id`,
	},
	{
		Key: "meetings", Name: "Meetings held", Of: "meeting", How: Count, Unit: "meetings", Dimensions: []string{ActivityKind},
		Words: "One-to-one meetings that are marked as held, at activities held in the period.",
		SQL: `select m.id, 1 as n, 1 as d, a.kind as activity_kind from meeting m join activity a on a.id = m.activity_id
where m.state = 'held' and ` + within + ` order by m.id`,
	},
	{
		Key: "connections", Name: "Connections made", Of: "connection", How: Count, Unit: "connections", Dimensions: []string{ActivityKind},
		Words: "Pairs of people who met for the first time at an activity held in the period.",
		SQL: `select c.id, 1 as n, 1 as d, a.kind as activity_kind from connection c join activity a on a.id = c.activity_id
where ` + within + ` order by c.id`,
	},
	{
		Key: "nominations_per_seat", Name: "Nominations per seat", Of: "allocation", How: Ratio, Unit: "nominations per seat", Dimensions: []string{},
		Words: "People named for the seats of activities held in the period, whatever became of the nomination, divided by the seats given.",
		SQL:   sprintf(seats, `(select count(*) from nomination n where n.allocation_id = al.id)`),
	},
	{
		Key: "seats_used", Name: "Seats used", Of: "allocation", How: Share, Unit: "%", Dimensions: []string{},
		Words: "Seats of activities held in the period to which somebody came, in per cent of the seats given.",
		SQL:   sprintf(seats, `(select count(*) from nomination n where n.allocation_id = al.id and `+counted.Came+`)`),
	},
	{
		Key: "days_to_nomination", Name: "Days from invitation to nomination", Of: "invitation", How: Median, Unit: "days", Dimensions: []string{},
		Words: "Days from the sending of an invitation to the first nomination of the invited party, over the invitations to activities held in the period that were followed by one. The value is the median.",
		SQL: `select id, began, ended, d from (` + sprintf(invited, `substr(i.sent_at, 1, 10) as began, 1 as d,
  (select min(substr(n.created_at, 1, 10)) from nomination n where n.activity_id = i.activity_id and n.party_id = i.party_id and n.created_at >= i.sent_at) as ended`) + `) x
where ended is not null order by id`,
	},
	{
		Key: "parties_answering", Name: "Invited parties that nominated", Of: "invitation", How: Share, Unit: "%", Dimensions: []string{},
		Words: "Invitations to activities held in the period that were followed by at least one nomination of the invited party, in per cent of those sent.",
		SQL: sprintf(invited, `case when exists (select 1 from nomination n where n.activity_id = i.activity_id and n.party_id = i.party_id) then 1 else 0 end as n, 1 as d`) +
			` order by i.id`,
	},
}
