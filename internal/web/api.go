package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"path"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"counterpart/internal/access"
	"counterpart/internal/fault"
)

// API is the JSON API under /api/v1, described by its own OpenAPI 3.1 document.
type API struct {
	huma huma.API
	site *Site
	mux  *http.ServeMux
	// Rights lists every operation with the right it asks for, so that a test can walk them.
	Rights map[string]access.Right
}

// NewAPI starts an API without operations.
func NewAPI(site *Site, title string) *API {
	cfg := huma.DefaultConfig(title, "1.0.0")
	cfg.DocsPath = ""
	cfg.SchemasPath = ""
	cfg.RejectUnknownQueryParameters = true // a filter that is not known must not look like one that matched everything
	cfg.CreateHooks = nil                   // no $schema links in answers
	cfg.OpenAPIPath = "/api/v1/openapi"
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", Description: "A token made by: counterpart token create --role ROLE"},
	}
	cfg.Security = []map[string][]string{{"bearer": {}}}
	cfg.Servers = []*huma.Server{{URL: site.BaseURL}}
	cfg.Info.Contact = &huma.Contact{Name: "The secretariat that runs this installation", URL: site.BaseURL}
	cfg.Info.Description = "Everything the pages do. Lists are paged by key: pass the answer's next as after. " +
		"Writes take an Idempotency-Key header: the same key never acts twice. Errors are problem details (RFC 9457)."
	cfg.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaNamer())
	mux := http.NewServeMux()
	return &API{huma: humago.New(mux, cfg), site: site, mux: mux, Rights: map[string]access.Right{}}
}

// schemaNamer puts the room before the name of a type, so that every room may have its Draft. An
// unnamed type that shares its name with another one gets a number.
func schemaNamer() func(t reflect.Type, hint string) string {
	taken := map[string]reflect.Type{}
	return func(t reflect.Type, hint string) string {
		name := huma.DefaultSchemaNamer(t, hint)
		elem := t
		for elem.Kind() == reflect.Pointer {
			elem = elem.Elem()
		}
		if room := path.Base(elem.PkgPath()); elem.Name() != "" && strings.Contains(elem.PkgPath(), "/internal/") && room != "web" {
			name = strings.ToUpper(room[:1]) + room[1:] + name
		}
		free := name
		for n := 2; taken[free] != nil && taken[free] != t; n++ {
			free = name + strconv.Itoa(n)
		}
		taken[free] = t
		return free
	}
}

// Items is a page of a list as the API answers it.
type Items[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"Pass it as after for the next page; absent on the last one"`
}

// ListOut is the answer of a list operation.
type ListOut[T any] struct{ Body Items[T] }

// NewList makes the answer of a list operation; key holds the sort values of the last row, if there are more.
func NewList[T any](items []T, key []string) *ListOut[T] {
	if items == nil {
		items = []T{}
	}
	return &ListOut[T]{Body: Items[T]{Items: items, Next: EncodeKey(key...)}}
}

// Out is the answer of an operation that returns one record.
type Out[T any] struct{ Body T }

// IDOut is the answer of an operation that made a record.
type IDOut struct {
	Body struct {
		ID string `json:"id"`
	}
}

// NewID makes the answer of an operation that made a record.
func NewID(id string) *IDOut {
	out := &IDOut{}
	out.Body.ID = id
	return out
}

// IDIn is the input of an operation on one record.
type IDIn struct {
	ID string `path:"id" maxLength:"40"`
}

// In is the input of an operation that takes one draft.
type In[T any] struct{ Body T }

// ChangeIn is the input of an operation that rewrites one record; version is the one that the editor saw.
type ChangeIn[T any] struct {
	ID      string `path:"id" maxLength:"40"`
	Version int    `query:"version" required:"true" minimum:"1" doc:"The version that was read; a conflict when it is no longer the latest"`
	Body    T
}

// UnderIn is the input of an operation that adds a draft to the record of the path.
type UnderIn[T any] struct {
	ID   string `path:"id" maxLength:"40"`
	Body T
}

// DoneOut is the answer of an operation that has nothing to tell.
type DoneOut struct{}

// Handler serves the API.
func (a *API) Handler() http.Handler {
	a.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, a.site.problem(r.Context(), fault.Missing("address in this API")))
	})
	return a.mux
}

// OpenAPI is the description of all operations.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }

// Operation names one operation of the API.
type Operation struct {
	ID      string // "nominate"
	Method  string
	Path    string // below /api/v1
	Summary string
	Tag     string // the room
	Right   access.Right
	Status  int // of success; 200 when zero
}

// Handle adds an operation. do starts at the draft, where the page's handler would be after reading its form.
func Handle[I, O any](a *API, op Operation, do func(ctx context.Context, actor access.Actor, in *I) (*O, error)) {
	a.Rights[op.Method+" "+op.Path] = op.Right
	huma.Register(a.huma, huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: "/api/v1" + op.Path, Summary: op.Summary, Description: op.asks(), Tags: []string{op.Tag},
		DefaultStatus: op.Status, MaxBodyBytes: MaxBody, BodyReadTimeout: -1, Errors: []int{400, 401, 403, 404, 409, 413, 422, 500},
	}, func(ctx context.Context, in *I) (*O, error) {
		actor := actorFrom(ctx)
		if !actor.Holds(op.Right) {
			return nil, a.refuse(ctx, actor, op, actor.Require(op.Right, access.Anything))
		}
		out, err := do(ctx, actor, in)
		if err != nil {
			return nil, a.refuse(ctx, actor, op, err)
		}
		return out, nil
	})
}

// asks says what the caller needs.
func (op Operation) asks() string {
	words := "Asks for no right of its own."
	if op.Right != "" {
		words = "Asks for the right " + string(op.Right) + ", and works within the caller's parties, activities and labels."
	}
	if op.Method != http.MethodGet {
		words += " Send an Idempotency-Key, so that it can be repeated safely."
	}
	return words
}

func (a *API) refuse(ctx context.Context, actor access.Actor, op Operation, err error) error {
	a.site.noteRefused(ctx, actor, err, op.Method, "/api/v1"+op.Path)
	return a.site.problem(ctx, err)
}

type actorKey struct{}

func withActor(ctx context.Context, actor access.Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

func actorFrom(ctx context.Context) access.Actor {
	actor, _ := ctx.Value(actorKey{}).(access.Actor)
	return actor
}

// problem turns an error into problem details.
func (s *Site) problem(ctx context.Context, err error) *huma.ErrorModel {
	p := &huma.ErrorModel{Status: http.StatusInternalServerError, Title: "Internal error", Detail: "The fault is ours; nothing was saved."}
	if e, ok := errors.AsType[*fault.Invalid](err); ok {
		p.Status, p.Title, p.Detail = 422, "Invalid", sentences(e)
		for _, f := range e.Fields {
			p.Errors = append(p.Errors, &huma.ErrorDetail{Location: "body." + f.Name, Message: f.Words})
		}
		return p
	}
	if e, ok := errors.AsType[*fault.Conflict](err); ok {
		p.Status, p.Title, p.Detail = 409, "Conflict", e.Words
		return p
	}
	if words, ok := missing(err); ok {
		p.Status, p.Title, p.Detail = 404, "Not found", words
		return p
	}
	if e, ok := errors.AsType[*fault.Forbidden](err); ok {
		p.Status, p.Title, p.Detail = 403, "Forbidden", e.Words
		if actorFrom(ctx).Via == "public" {
			p.Status, p.Title = 401, "Unauthorized"
		}
		return p
	}
	if fault.IsUnproved(err) {
		p.Status, p.Title, p.Detail = 403, "Unproved", "Prove first at /me/prove that it is you; a proof suffices for ten minutes."
		return p
	}
	if e, ok := errors.AsType[*fault.Wait](err); ok {
		p.Status, p.Title, p.Detail = waitStatus(e), "Wait", e.Words
		return p
	}
	if tooLarge(err) {
		p.Status, p.Title, p.Detail = 413, "Too large", "The request is too large."
		return p
	}
	id := requestID(ctx)
	p.Instance = "urn:uuid:" + id
	s.Log.Error("api request failed", "error", err.Error(), "request", id)
	return p
}

func writeProblem(w http.ResponseWriter, p *huma.ErrorModel) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone when this fails
}

// Page is the paging part of every list operation.
type Page struct {
	After string `query:"after" maxLength:"400" doc:"The next of the page before; empty for the first page"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rows a page"`
}

// EncodeKey makes a page key of the last row's sort values.
func EncodeKey(parts ...string) string {
	if len(parts) == 0 {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\x00")))
}

// DecodeKey reads a page key of n values; an empty key gives nil.
func DecodeKey(key string, n int) ([]string, error) {
	if key == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(key)
	parts := strings.Split(string(raw), "\x00")
	if err != nil || len(parts) != n || !utf8.Valid(raw) {
		return nil, fault.Wrong("after", "The page key is not one that this list gave out. Start again without it.")
	}
	return parts, nil
}
