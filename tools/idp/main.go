// Command idp is a real identity provider for tests: the example server of a certified OpenID Connect library with its sign-in
// form, on a free port of loopback, for people and groups out of a file that may change while it runs. It stands in the tools'
// module, so that the libraries it needs, OpenTelemetry among them, are no dependencies of the program.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// person is one entry of the file of people, by subject.
type person struct {
	storage.User
	Groups []string
}

// people reads the file anew at each question.
type people struct{ file string }

func (p people) all() map[string]*person {
	out := map[string]*person{}
	raw, err := os.ReadFile(p.file)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		slog.Error("people", "error", err)
	}
	return out
}

// GetUserByID implements storage.UserStore.
func (p people) GetUserByID(id string) *storage.User {
	found := p.all()[id]
	if found == nil {
		return nil
	}
	found.ID = id
	return &found.User
}

// GetUserByUsername implements storage.UserStore.
func (p people) GetUserByUsername(name string) *storage.User {
	for id, u := range p.all() {
		if u.Username == name {
			return p.GetUserByID(id)
		}
	}
	return nil
}

// ExampleClientID implements storage.UserStore.
func (people) ExampleClientID() string { return storage.ServiceUserID }

// store tells also the groups of a person.
type store struct {
	*storage.Storage
	people people
}

func (s store) withGroups(info *oidc.UserInfo) {
	if u := s.people.all()[info.Subject]; u != nil {
		info.AppendClaims("groups", u.Groups)
	}
}

// SetUserinfoFromToken implements op.Storage.
func (s store) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, tokenID, subject, origin string) error {
	if err := s.Storage.SetUserinfoFromToken(ctx, info, tokenID, subject, origin); err != nil {
		return err
	}
	s.withGroups(info)
	return nil
}

// SetUserinfoFromRequest implements op.CanSetUserinfoFromRequest.
func (s store) SetUserinfoFromRequest(ctx context.Context, info *oidc.UserInfo, token op.IDTokenRequest, scopes []string) error {
	return s.Storage.SetUserinfoFromRequest(ctx, info, token, scopes)
}

func main() {
	file := flag.String("people", "", "file of the people, JSON by subject")
	back := flag.String("redirect", "", "where people are sent back to")
	client := flag.String("client", "counterpart", "client id")
	secret := flag.String("secret", "", "client secret")
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		slog.Error("listen", "error", err)
		os.Exit(1)
	}
	issuer := "http://" + listener.Addr().String()
	storage.RegisterClients(storage.WebClient(*client, *secret, *back))
	known := people{*file}
	handler := exampleop.SetupServer(issuer, store{storage.NewStorage(known), known}, slog.New(slog.DiscardHandler), false)
	fmt.Println(issuer)
	slog.Error("serve", "error", http.Serve(listener, handler))
	os.Exit(1)
}
