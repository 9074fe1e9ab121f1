package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// users is what the measured requests ask for and write.
type users struct {
	server *server
	origin string
	pages  []string // addresses of pages of the list of people
	words  []string // beginnings of names to search for
	people []string
	acts   []string
	seats  []seat
	named  []guest
}

// seat is a place for which nobody is named yet, with whom to name.
type seat struct{ activity, allocation, person string }

// guest is a confirmed person to check in and out.
type guest struct{ activity, nomination string }

// How much is prepared.
const (
	listPages    = 40
	somePeople   = 2000
	someActs     = 500
	actsToWrite  = 20
	partiesEach  = 10
	guestsWanted = 2000
)

type row struct {
	ID       string `json:"id"`
	Given    string `json:"given"`
	State    string `json:"state"`
	PersonID string `json:"person_id"`
	PartyID  string `json:"party_id"`
	Category string `json:"category"`
	Mode     string `json:"mode"`
}

type roster struct {
	Items []struct {
		Seats       []row `json:"seats"`
		Nominations []row `json:"nominations"`
	} `json:"items"`
}

type list struct {
	Items []row  `json:"items"`
	Next  string `json:"next"`
}

// call sends one request to the API and reads the answer.
func (s *server) call(ctx context.Context, method, path string, in, out any) error {
	request, err := s.apiRequest(ctx, method, path, in, "")
	if err != nil {
		return err
	}
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: status %d: %.300s", method, path, response.StatusCode, raw)
	}
	if out == nil || len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, out)
}

func (s *server) apiRequest(ctx context.Context, method, path string, in any, key string) (*http.Request, error) {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://"+s.address+"/api/v1"+path, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	return request, nil
}

// prepare finds what to read and makes what to write to, all through the API.
func (s *server) prepare(ctx context.Context) (*users, error) {
	u := &users{server: s, origin: "http://" + s.address}
	for _, step := range []func(context.Context) error{u.findPeople, u.findActivities} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return u, nil
}

// findPeople walks through the list of people and keeps pages of it, persons and words of names. It goes by large
// pages so that the persons come from all of the list's beginning; lists are paged by key, so later pages cost the same.
func (u *users) findPeople(ctx context.Context) error {
	after := ""
	for range listPages {
		u.pages = append(u.pages, "/people?after="+url.QueryEscape(after))
		var got list
		if err := u.server.call(ctx, http.MethodGet, "/people?limit=200&after="+url.QueryEscape(after), nil, &got); err != nil {
			return err
		}
		for _, p := range got.Items {
			if len(u.people) < somePeople && len(u.pages)%2 == 0 {
				u.people = append(u.people, p.ID)
			}
			if first, _, _ := strings.Cut(p.Given, " "); len(first) > 2 && len(u.words) < somePeople {
				u.words = append(u.words, p.Given[:min(len(p.Given), len(first)+3)])
			}
		}
		if after = got.Next; after == "" {
			break
		}
	}
	if len(u.people) == 0 {
		return errors.New("the list of people is empty")
	}
	return nil
}

// findActivities keeps activities to look at, and those that are open to write to.
func (u *users) findActivities(ctx context.Context) error {
	var open []string
	for after := ""; len(u.acts) < someActs; {
		var got list
		if err := u.server.call(ctx, http.MethodGet, "/activities?limit=200&after="+url.QueryEscape(after), nil, &got); err != nil {
			return err
		}
		for _, a := range got.Items {
			u.acts = append(u.acts, a.ID)
			if a.State == "open" && len(open) < actsToWrite {
				open = append(open, a.ID)
			}
		}
		if after = got.Next; after == "" {
			break
		}
	}
	for _, id := range open {
		if err := u.openSeats(ctx, id); err != nil {
			fmt.Fprintln(os.Stderr, "bench: writes cannot be prepared:", err)
			return nil // they will count as failed; the reads are measured all the same
		}
	}
	return nil
}

// openSeats gives some parties of an activity more seats than they have people, and lists whom to name for them. It
// keeps the confirmed people of all parties as guests.
func (u *users) openSeats(ctx context.Context, activity string) error {
	var all roster
	if err := u.server.call(ctx, http.MethodGet, "/activities/"+activity+"/delegations", nil, &all); err != nil {
		return err
	}
	named := map[string]bool{}
	for _, d := range all.Items {
		for _, n := range d.Nominations {
			named[n.PersonID] = true
			if n.State == "confirmed" && len(u.named) < guestsWanted {
				u.named = append(u.named, guest{activity, n.ID})
			}
		}
	}
	for _, d := range all.Items[:min(partiesEach, len(all.Items))] {
		if len(d.Seats) == 0 {
			continue
		}
		if err := u.openSeatsOf(ctx, activity, d.Seats[0], named); err != nil {
			return err
		}
	}
	return nil
}

func (u *users) openSeatsOf(ctx context.Context, activity string, a row, named map[string]bool) error {
	draft := map[string]any{"party_id": a.PartyID, "category": a.Category, "mode": a.Mode, "seats": 2000}
	if err := u.server.call(ctx, http.MethodPut, "/activities/"+activity+"/seats", draft, nil); err != nil {
		return err
	}
	var staff list
	if err := u.server.call(ctx, http.MethodGet, "/parties/"+a.PartyID+"/people", nil, &staff); err != nil {
		return err
	}
	for _, p := range staff.Items {
		if !named[p.PersonID] {
			named[p.PersonID] = true
			u.seats = append(u.seats, seat{activity, a.ID, p.PersonID})
		}
	}
	return nil
}
