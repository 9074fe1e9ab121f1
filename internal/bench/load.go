package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// operation is one kind of request under measurement. request makes the n-th one.
type operation struct {
	name    string
	target  time.Duration // the aim for p99
	status  int           // of a good answer; any of success when zero
	holds   string        // what the answer must hold
	request func(n int) (*http.Request, error)
	next    *atomic.Int64 // number of the next request: writes never use one twice
}

// result is what one operation took, at a number of requests in flight.
type result struct {
	name     string
	target   time.Duration
	count    int
	bytes    int64 // of all answers, as sent
	span     time.Duration
	p50, p99 time.Duration
	failed   int
	example  string // an answer that was not what it should be

	cpu, databaseCPU time.Duration // of the program, and of PostgreSQL, over all requests
}

func (r result) perSec() float64 { return float64(r.count) / r.span.Seconds() }

// met tells whether the operation is as fast as aimed at, without a failure.
func (r result) met() bool {
	return r.count > 0 && r.failed == 0 && (r.target == 0 || r.p99 < r.target)
}

// worker is what one of the requests in flight saw.
type worker struct {
	took    []time.Duration
	bytes   int64
	failed  int
	example string
}

// measure keeps the given number of requests in flight for a while. Latencies are those of the client,
// which shares the machine with the server.
func measure(ctx context.Context, client *http.Client, op operation, flight int, span time.Duration) result {
	workers := make([]worker, flight)
	begin := time.Now()
	var group sync.WaitGroup
	for i := range workers {
		group.Go(func() {
			for time.Since(begin) < span && ctx.Err() == nil {
				workers[i].ask(client, op)
			}
		})
	}
	group.Wait()
	r := result{name: op.name, target: op.target, span: time.Since(begin)}
	var all []time.Duration
	for _, w := range workers {
		all = append(all, w.took...)
		r.bytes += w.bytes
		r.failed += w.failed
		if w.example != "" {
			r.example = w.example
		}
	}
	slices.Sort(all)
	r.count = len(all)
	if len(all) > 0 {
		r.p50, r.p99 = all[len(all)/2], all[len(all)*99/100]
	}
	return r
}

func (w *worker) ask(client *http.Client, op operation) {
	took, size, err := once(client, op, int(op.next.Add(1)-1))
	if err != nil {
		w.failed++
		w.example = err.Error()
		time.Sleep(10 * time.Millisecond) // a failure that costs nothing must not take the processor from the others
		return
	}
	w.took = append(w.took, took)
	w.bytes += size
}

func once(client *http.Client, op operation, n int) (time.Duration, int64, error) {
	request, err := op.request(n)
	if err != nil {
		return 0, 0, err
	}
	begin := time.Now()
	response, err := client.Do(request)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = response.Body.Close() }()
	good := response.StatusCode == op.status || op.status == 0 && response.StatusCode < 300
	if op.holds == "" && good {
		size, err := io.Copy(io.Discard, response.Body)
		return time.Since(begin), size, err
	}
	body, err := io.ReadAll(response.Body)
	took := time.Since(begin)
	if err != nil {
		return 0, 0, err
	}
	if !good || !strings.Contains(string(body), op.holds) {
		return 0, 0, fmt.Errorf("%s %s: status %d: %.300s", request.Method, request.URL, response.StatusCode, body)
	}
	return took, int64(len(body)), nil
}
