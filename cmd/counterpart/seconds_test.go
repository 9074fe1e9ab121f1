package main

import (
	"encoding/json"
	"testing"
	"time"
)

func TestSecondsHaveThreePlaces(t *testing.T) {
	for d, want := range map[time.Duration]string{2_244_300 * time.Microsecond: "2.244", 3 * time.Second: "3", 400 * time.Microsecond: "0"} {
		if got, err := json.Marshal(inSeconds(d)); err != nil || string(got) != want {
			t.Errorf("%v: %s, %v", d, got, err)
		}
	}
}
