package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// The aims, from the project's own issue.
const (
	readAim  = 50 * time.Millisecond
	writeAim = 100 * time.Millisecond
	memoryMB = 150
)

func matches(name, only string) bool { return only == "" || strings.Contains(name, only) }

// page is a read: a page as a browser opens it, packed.
func (u *users) page(name string, path func(n int) string) operation {
	return operation{name: name, target: readAim, status: http.StatusOK, next: &atomic.Int64{}, request: func(n int) (*http.Request, error) {
		request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, u.origin+path(n), nil)
		if err == nil {
			request.Header.Set("Accept-Encoding", "gzip")
		}
		return request, err
	}}
}

// operations lists what is measured, one after another. Writes stand last, so that all reads meet the same data.
func (u *users) operations() []operation {
	return []operation{
		u.page("people list", func(n int) string { return u.pages[n%len(u.pages)] }),
		u.page("people search", func(n int) string { return "/people?q=" + url.QueryEscape(u.words[n*7%len(u.words)]) }),
		u.page("person page", func(n int) string { return "/people/" + u.people[n%len(u.people)] }),
		u.page("activity page", func(n int) string { return "/activities/" + u.acts[n%len(u.acts)] }),
		u.nomination(),
		u.checkIn(),
	}
}

// nomination names another person each time, over all the activities and parties in turn.
func (u *users) nomination() operation {
	ctx := context.Background()
	const stride = 3001 // a prime, so that neighbours in time are not neighbours in the list
	return operation{name: "nomination (write)", target: writeAim, status: http.StatusCreated, next: &atomic.Int64{}, request: func(n int) (*http.Request, error) {
		if n >= len(u.seats) {
			return nil, fmt.Errorf("all %d prepared seats are taken", len(u.seats))
		}
		s := u.seats[n*stride%len(u.seats)]
		draft := map[string]any{"allocation_id": s.allocation, "person_id": s.person}
		return u.server.apiRequest(ctx, http.MethodPost, "/activities/"+s.activity+"/nominations", draft, uuid.NewString())
	}}
}

// checkIn lets everybody in, then everybody out, and so on.
func (u *users) checkIn() operation {
	ctx := context.Background()
	return operation{name: "check-in (write)", target: writeAim, status: http.StatusOK, holds: `"recorded":true`, next: &atomic.Int64{}, request: func(n int) (*http.Request, error) {
		if len(u.named) == 0 {
			return nil, fmt.Errorf("nobody is confirmed")
		}
		g, direction := u.named[n%len(u.named)], []string{"in", "out"}[n/len(u.named)%2]
		draft := map[string]any{"id": uuid.NewString(), "nomination_id": g.nomination, "direction": direction}
		return u.server.apiRequest(ctx, http.MethodPost, "/activities/"+g.activity+"/checkins", draft, uuid.NewString())
	}}
}

// mix is a busy day: of twenty requests, five open lists, four search, five open persons, four open activities, one
// nominates and one checks in.
func mix(ops []operation) operation {
	parts := []int{0, 1, 2, 3, 0, 1, 2, 3, 0, 4, 2, 1, 0, 3, 2, 5, 0, 1, 2, 3}
	return operation{name: "mix", next: &atomic.Int64{}, request: func(n int) (*http.Request, error) {
		part := ops[parts[n%len(parts)]]
		return part.request(int(part.next.Add(1) - 1))
	}}
}
