package interests

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
)

// Demand is how many people offer and seek a topic. Fewer than leastTold are not told apart from none, and a topic of which nothing can be told is left out.
type Demand struct {
	Topic  string `db:"topic" json:"topic"`
	Offers int    `db:"offers" json:"offers"`
	Seeks  int    `db:"seeks" json:"seeks"`
}

// Overview is how far an activity is with its wishes. Vetoes are in none of its numbers.
type Overview struct {
	Confirmed int      `db:"confirmed" json:"confirmed"`
	TakePart  int      `db:"take_part" json:"take_part"`
	Wishing   int      `db:"wishing" json:"wishing" doc:"People who asked for a meeting"`
	Wishes    int      `db:"wishes" json:"wishes"`
	Musts     int      `db:"musts" json:"musts"`
	Silent    int      `db:"silent" json:"silent" doc:"Confirmed people with an address who have said nothing yet and were not asked"`
	Demand    []Demand `db:"-" json:"topics" nullable:"false"`
}

// leastTold is the smallest number of people that is shown for a topic.
const leastTold = 3

// Overview counts who takes part and what is offered and sought.
func (s *Service) Overview(ctx context.Context, actor access.Actor, activityID string) (Overview, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Overview, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return Overview{}, err
		}
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return Overview{}, err
		}
		known, there, due := s.counts.of(activityID, tx.Now())
		if due {
			go s.recount(activityID)
		}
		if there {
			return known, nil
		}
		return s.count(tx, activityID)
	})
}

// recount makes counts anew beside the pages, with a transaction of its own.
func (s *Service) recount(activityID string) {
	_, err := db.ViewLong(context.Background(), s.db, func(tx *db.Tx) (Overview, error) { return s.count(tx, activityID) })
	if err != nil {
		s.counts.forget(activityID) // whoever asks next counts, and is told what is wrong
	}
}

func (s *Service) count(tx *db.Tx, activityID string) (Overview, error) {
	o, err := countAll(tx, activityID)
	if err != nil {
		return o, err
	}
	if o.Demand, err = demandOf(tx, activityID); err != nil {
		return o, err
	}
	for i := range o.Demand {
		for _, n := range []*int{&o.Demand[i].Offers, &o.Demand[i].Seeks} {
			if *n < leastTold {
				*n = 0
			}
		}
	}
	s.counts.keep(activityID, tx.Now(), o)
	return o, nil
}

func countAll(tx *db.Tx, activityID string) (Overview, error) {
	return db.One[Overview](tx, `select (select count(*) from nomination where activity_id = $1 and state = 'confirmed') as confirmed,
		(select count(*) from interest_profile where activity_id = $1 and takes_part) as take_part,
		(select count(distinct person_id) from wish where activity_id = $1) as wishing,
		(select count(*) from wish where activity_id = $1) as wishes,
		(select count(*) from wish where activity_id = $1 and kind = 'must') as musts,
		(select count(*) from nomination n join person pe on pe.id = n.person_id where n.activity_id = $1 and n.active and n.state = 'confirmed' and pe.email <> '' and pe.label <> 'TLP:RED'
			and not exists (select 1 from interest_profile p where p.activity_id = n.activity_id and p.person_id = n.person_id)
			and not exists (select 1 from message m where m.once_key = 'meetings:invited:' || n.activity_id || ':' || n.person_id)) as silent`, activityID)
}

func demandOf(tx *db.Tx, activityID string) ([]Demand, error) {
	return db.All[Demand](tx, `select i.topic, sum(case when i.side = 'offers' then 1 else 0 end) as offers, sum(case when i.side = 'seeks' then 1 else 0 end) as seeks
		from interest i join interest_profile p on p.activity_id = i.activity_id and p.person_id = i.person_id and p.takes_part
		where i.activity_id = $1 group by i.topic
		having sum(case when i.side = 'offers' then 1 else 0 end) >= $2 or sum(case when i.side = 'seeks' then 1 else 0 end) >= $2 order by count(*) desc, i.topic limit 60`, activityID, leastTold)
}
