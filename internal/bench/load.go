package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// operation is one kind of request under measurement. request makes the n-th one.
type operation struct {
	name    string
	target  time.Duration // the aim for p99
	status  int
	request func(n int) (*http.Request, error)
}

// result is what one operation took, at a number of requests in flight.
type result struct {
	name     string
	target   time.Duration
	count    int
	perSec   float64
	p50, p99 time.Duration
	failed   int
	example  string // an answer that was not what it should be
}

// measure keeps the given number of requests in flight for a while. Latencies are those of the client,
// which shares the machine with the server.
func measure(ctx context.Context, client *http.Client, op operation, flight int, span time.Duration) result {
	var next atomic.Int64
	took := make([][]time.Duration, flight)
	failures := make([]string, flight)
	failed := make([]int, flight)
	begin := time.Now()
	var group sync.WaitGroup
	for worker := range flight {
		group.Go(func() {
			for time.Since(begin) < span && ctx.Err() == nil {
				d, problem := once(client, op, int(next.Add(1)-1))
				if problem != "" {
					failed[worker]++
					failures[worker] = problem
					continue
				}
				took[worker] = append(took[worker], d)
			}
		})
	}
	group.Wait()
	all := slices.Concat(took...)
	slices.Sort(all)
	r := result{name: op.name, target: op.target, count: len(all), perSec: float64(len(all)) / time.Since(begin).Seconds()}
	for w := range flight {
		r.failed += failed[w]
		if failures[w] != "" {
			r.example = failures[w]
		}
	}
	if len(all) > 0 {
		r.p50, r.p99 = all[len(all)/2], all[len(all)*99/100]
	}
	return r
}

func once(client *http.Client, op operation, n int) (time.Duration, string) {
	request, err := op.request(n)
	if err != nil {
		return 0, err.Error()
	}
	begin := time.Now()
	response, err := client.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	body, err := io.ReadAll(response.Body)
	took := time.Since(begin)
	_ = response.Body.Close()
	if err != nil {
		return 0, err.Error()
	}
	if response.StatusCode != op.status {
		return 0, fmt.Sprintf("status %d: %.300s", response.StatusCode, body)
	}
	return took, ""
}

// memory reads the resident memory of a process, now and at its highest, in MB.
func memory(pid int) (now, highest int) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(raw)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		kb, _ := strconv.Atoi(fields[1])
		switch fields[0] {
		case "VmRSS:":
			now = kb / 1024
		case "VmHWM:":
			highest = kb / 1024
		}
	}
	return now, highest
}
