package catalogue

// ofLearning are those that count what people learnt, and what they changed. The value of few people would tell of single ones, and is
// not made: the query then gives no record.
var ofLearning = []Computation{
	{
		Key: "knowledge_gain", Name: "Knowledge gained", Of: "taker", How: Median, Unit: "points of per cent", Dimensions: []string{},
		Words: "Score after less score before, in per cent of the points that could be reached, of each person who took the same test before and after an activity held in the period. The value is the median; there is none of fewer than five people.",
		SQL: `select id, n, d from (select y.taker_id as id, (200 * y.score + y.possible) / (2 * y.possible) - (200 * x.score + x.possible) / (2 * x.possible) as n, 1 as d, count(*) over () as people
from assessment_sitting x join assessment_sitting y on y.taker_id = x.taker_id join assessment_test t on t.id = x.test_id join activity a on a.id = t.activity_id
where x.phase = 'before' and y.phase = 'after' and x.state = 'submitted' and y.state = 'submitted' and x.possible > 0 and y.possible > 0 and ` + within + `) g where people >= 5 order by id`,
	},
	{
		Key: "plans_with_progress", Name: "Action plans with progress", Of: "action_plan", How: Share, Unit: "%", Dimensions: []string{},
		Words: "Action plans that were followed up in the period and of which at least one action was done, or done in part, in per cent of those followed up. There is no value of fewer than five plans.",
		SQL: `select id, n, d from (select p.id, case when exists (select 1 from action_plan_action c where c.plan_id = p.id and c.status in ('done', 'in_part')) then 1 else 0 end as n, 1 as d, count(*) over () as plans
from action_plan p where p.state = 'followed' and p.followed_on >= $1 and p.followed_on <= $2) g where plans >= 5 order by id`,
	},
}
