package support

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// Clock is how fast requests of a year were dealt with, in working days of both sides.
type Clock struct {
	Year              int `json:"year"`
	Requests          int `json:"requests"`
	Acknowledged      int `json:"acknowledged"`
	AcknowledgeMedian int `json:"acknowledge_median"`
	AcknowledgeOnTime int `json:"acknowledged_on_time"`
	AcknowledgeLate   int `json:"acknowledge_overdue" doc:"Not acknowledged, and overdue"`
	Responded         int `json:"responded"`
	RespondMedian     int `json:"respond_median"`
	RespondOnTime     int `json:"responded_on_time"`
	RespondLate       int `json:"respond_overdue" doc:"Without an offer or response, and overdue"`
}

// Clocks are the clocks by year, with the days that the pack aims at.
type Clocks struct {
	Target pack.Support `json:"-"`
	Years  []Clock      `json:"years" nullable:"false"`
}

// clockRow is what the clocks read of a request.
type clockRow struct {
	Year            int     `db:"year"`
	State           State   `db:"state"`
	AcknowledgeBy   db.Date `db:"acknowledge_by"`
	AcknowledgedOn  db.Date `db:"acknowledged_on"`
	AcknowledgeDays int     `db:"acknowledge_days"`
	RespondBy       db.Date `db:"respond_by"`
	RespondedOn     db.Date `db:"responded_on"`
	RespondDays     int     `db:"respond_days"`
}

// Clocks counts over the requests that the actor may see. They belong to the secretariat.
func (s *Service) Clocks(ctx context.Context, actor access.Actor) (Clocks, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return Clocks{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Clocks, error) {
		words, err := vocabulary.In(tx)
		if err != nil {
			return Clocks{}, err
		}
		rows, err := clockRows(tx, actor)
		return Clocks{Target: targets(words), Years: count(rows, tx.Today())}, err
	})
}

// count is the table, the latest year first.
func count(rows []clockRow, today db.Date) []Clock {
	out := []Clock{}
	ack, answer := map[int][]int{}, map[int][]int{}
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].Year != r.Year {
			out = append(out, Clock{Year: r.Year})
		}
		c := &out[len(out)-1]
		c.Requests++
		if r.AcknowledgedOn != "" {
			c.Acknowledged++
			c.AcknowledgeOnTime += one(r.AcknowledgedOn <= r.AcknowledgeBy)
			ack[r.Year] = append(ack[r.Year], r.AcknowledgeDays)
		}
		if r.RespondedOn != "" {
			c.Responded++
			c.RespondOnTime += one(r.RespondedOn <= r.RespondBy)
			answer[r.Year] = append(answer[r.Year], r.RespondDays)
		}
		switch (Request{State: r.State, AcknowledgeBy: r.AcknowledgeBy, AcknowledgedOn: r.AcknowledgedOn, RespondBy: r.RespondBy, RespondedOn: r.RespondedOn}).Late(today) {
		case "acknowledgement":
			c.AcknowledgeLate++
		case "first response":
			c.RespondLate++
		}
	}
	for i := range out {
		out[i].AcknowledgeMedian, out[i].RespondMedian = median(ack[out[i].Year]), median(answer[out[i].Year])
	}
	return out
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// median is the middle of the numbers, the upper of two.
func median(list []int) int {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}
