package match

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

// countdown is a context that ends when it has been asked so often.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// Wherever a run is cancelled, it ends with the error of the context and nothing else.
func TestARunEndsWhereverItIsCancelled(t *testing.T) {
	in := &Input{Topics: someTopics}
	for i := range 200 {
		topic := someTopics[i%len(someTopics)].Code
		in.People = append(in.People, Person{
			ID: fmt.Sprint(i), Consent: FieldAll, Offers: []Interest{{topic, 1}}, Seeks: []Interest{{someTopics[i/7%len(someTopics)].Code, 2}},
		})
	}
	for asked := 0; ; asked++ {
		r, err := Suggest(&countdown{context.Background(), asked}, in, Options{Workers: 1})
		if err == nil {
			if asked < 10 || r == nil {
				t.Fatalf("a run asks only %d times", asked)
			}
			return
		}
		if !errors.Is(err, context.Canceled) || r != nil {
			t.Fatalf("cancelled at question %d: %v, %v", asked, r, err)
		}
	}
}
