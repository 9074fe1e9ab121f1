package catalogue

import "slices"

// All is everything that can be counted.
var All = slices.Concat(ofActivities, ofLearning, ofRequests, ofPromises)

// ofRequests are those that count what parties ask for and what they get. None is divided by party: who asks for help is not
// told by a number.
var ofRequests = []Computation{
	{
		Key: "requests", Name: "Requests received", Of: "request", How: Count, Unit: "requests", Dimensions: []string{},
		Words: "Requests for support that were received in the period. Those that were withdrawn, or merged into another, do not count.",
		SQL:   `select r.id, 1 as n, 1 as d` + requests + `order by r.id`,
	},
	{
		Key: "requests_answered", Name: "Requests answered", Of: "request", How: Share, Unit: "%", Dimensions: []string{},
		Words: "Requests for support received in the period that were answered since, in per cent of those received. Those that were withdrawn, or merged into another, do not count.",
		SQL:   `select r.id, case when r.responded_on is null then 0 else 1 end as n, 1 as d` + requests + `order by r.id`,
	},
	{
		Key: "days_to_answer", Name: "Days from request to answer", Of: "request", How: Median, Unit: "days", Dimensions: []string{},
		Words: "Days from the receipt of a request for support to its answer, over the requests received in the period that were answered. The value is the median.",
		SQL:   `select r.id, r.received_on as began, r.responded_on as ended, 1 as d` + requests + `and r.responded_on is not null order by r.id`,
	},
	{
		Key: "requests_met", Name: "Requests met", Of: "request", How: Share, Unit: "%", Dimensions: []string{},
		Words: "Requests of which the party that asked said in the period that they were met or met in part, in per cent of those of which it said whether they were.",
		SQL: `select f.request_id as id, case when f.answer in ('met', 'partly') then 1 else 0 end as n, 1 as d from support_fulfilment f
where f.side = 'asker' and substr(f.at, 1, 10) >= $1 and substr(f.at, 1, 10) <= $2 order by 1`,
	},
	{
		Key: "offers", Name: "Offers of support", Of: "offer", How: Count, Unit: "offers", Dimensions: []string{},
		Words: "Offers of support that were entered in the period and not withdrawn.",
		SQL:   `select o.id, 1 as n, 1 as d from support_offer o where substr(o.created_at, 1, 10) >= $1 and substr(o.created_at, 1, 10) <= $2 and o.state = 'open' order by o.id`,
	},
}

const requests = ` from support_request r where r.received_on >= $1 and r.received_on <= $2 and r.state not in ('withdrawn', 'merged') `

// ofPromises are those that count what was undertaken, what changed and what was written.
var ofPromises = []Computation{
	{
		Key: "commitments", Name: "Commitments made", Of: "commitment", How: Count, Unit: "commitments", Dimensions: []string{},
		Words: "Commitments made at meetings in the period and not withdrawn.",
		SQL:   `select c.id, 1 as n, 1 as d from commitment c where c.made_on >= $1 and c.made_on <= $2 and c.state <> 'withdrawn' order by c.id`,
	},
	{
		Key: "commitments_kept", Name: "Commitments kept", Of: "commitment", How: Share, Unit: "%", Dimensions: []string{},
		Words: "Commitments due in the period that are done, in per cent of those due and not withdrawn. One that is done in part does not count as kept.",
		SQL: `select c.id, case when c.state = 'done' then 1 else 0 end as n, 1 as d from commitment c
where c.due_on >= $1 and c.due_on <= $2 and c.state <> 'withdrawn' order by c.id`,
	},
	{
		Key: "outcomes", Name: "Outcomes", Of: "outcome", How: Count, Unit: "outcomes", Dimensions: []string{},
		Words: "Changes that began in the period and were accepted as outcomes by an officer who did not propose them.",
		SQL:   `select o.id, 1 as n, 1 as d` + outcomes + `order by o.id`,
	},
	{
		Key: "outcomes_substantiated", Name: "Outcomes substantiated", Of: "outcome", How: Share, Unit: "%", Dimensions: []string{},
		Words: "Outcomes that began in the period and were confirmed by somebody independent of their author, in per cent of those accepted.",
		SQL:   `select o.id, case when o.substantiated = true then 1 else 0 end as n, 1 as d` + outcomes + `order by o.id`,
	},
	{
		Key: "publications", Name: "Publications released", Of: "publication", How: Count, Unit: "publications", Dimensions: []string{},
		Words: "Publications that were open to their readers for the first time in the period and are not withdrawn.",
		SQL: `select p.id, 1 as n, 1 as d from publication p join publication_release r on r.publication_id = p.id and r.number = 1
where p.standing = 'released' and substr(r.issued_at, 1, 10) >= $1 and substr(r.issued_at, 1, 10) <= $2 order by p.id`,
	},
}

const outcomes = ` from outcome o where o.from_on >= $1 and o.from_on <= $2 and o.state in ('accepted', 'substantiated', 'in_review', 'published') `
