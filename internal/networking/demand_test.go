package networking_test

import (
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

// Of a topic that fewer than three people offer and fewer than three seek, nothing is told, not even that it is named.
func TestFewPeopleAreNotTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d, 0, 1)
		for i := range 5 { // law is offered by three and sought by two
			s.profile(s.person(i), []string{"law", "document_fraud"}[i%2], []string{"biometrics", "law"}[i%2])
		}
		o, err := s.interests.Overview(t.Context(), s.officer, s.activity)
		s.must(err)
		told := map[string][2]int{}
		for _, x := range o.Demand {
			told[x.Topic] = [2]int{x.Offers, x.Seeks}
		}
		if len(told) != 2 || told["law"] != [2]int{3, 0} || told["biometrics"] != [2]int{0, 3} {
			t.Errorf("told: %v", told)
		}
	})
}
