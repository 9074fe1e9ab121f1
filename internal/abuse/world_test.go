package abuse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/app"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// world is what the tests know of the filled data: two parties, A and B, and two activities. Both take part in X; only B
// takes part in Y.
type world struct {
	data     string                  // folder of the template
	url      string                  // database of the template
	ids      map[string]string       // "party.A", "activity.X", "person.A1" … to ids
	actors   map[string]access.Actor // by role, while the data is filled
	sessions map[string]string       // role to session token
	tokens   map[string]string       // role to API token
	links    map[string]string       // "nominate.A", "register.A1" to the token in the address
	routes   []route
	api      openAPI
}

// route is one page, form, download or operation of the program, as its router lists them.
type route struct {
	method, path string
	right        access.Right
	api          bool
}

func (r route) String() string { return r.method + " " + r.path }

// roles in the order of the columns of testdata/policy.txt.
var roles = []string{"public", "administrator", "officer", "comanager", "desk", "focalA", "focalB", "participantA", "participantB", "auditor", "partner", "expert"}

// templates are the filled databases of this run.
var templates struct {
	mu   sync.Mutex
	made map[string]*world
	drop []func() error
}

// filled returns the world of a database kind, filling it at the first call.
func filled(database string) (*world, error) {
	templates.mu.Lock()
	defer templates.mu.Unlock()
	if w := templates.made[database]; w != nil {
		return w, nil
	}
	w := &world{
		data: filepath.Join(scratch, "data-"+database), ids: map[string]string{}, actors: map[string]access.Actor{},
		sessions: map[string]string{}, tokens: map[string]string{}, links: map[string]string{},
	}
	if err := os.MkdirAll(w.data, 0o700); err != nil {
		return nil, err
	}
	w.url = db.SQLiteURL(w.data)
	if database == "postgres" {
		url, drop, err := dbtest.NewPostgres("")
		if err != nil {
			return nil, err
		}
		w.url, templates.drop = url, append(templates.drop, drop)
	}
	if err := w.fill(context.Background()); err != nil {
		return nil, fmt.Errorf("fill the data: %w", err)
	}
	if templates.made == nil {
		templates.made = map[string]*world{}
	}
	templates.made[database] = w
	return w, nil
}

func dropTemplates() error {
	var err error
	for _, drop := range templates.drop {
		err = errors.Join(err, drop())
	}
	return err
}

// fill enters everything through the verbs of the rooms and closes the data again.
func (w *world) fill(ctx context.Context) (err error) {
	a, err := app.Open(ctx, app.Config{
		Data: w.data, DatabaseURL: w.url, BaseURL: "http://counterpart.test", Clock: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	for _, r := range a.Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		w.routes = append(w.routes, route{method: method, path: path, right: r.Right})
	}
	for op, right := range a.API.Rights {
		method, path, _ := strings.Cut(op, " ")
		w.routes = append(w.routes, route{method: method, path: "/api/v1" + path, right: right, api: true})
	}
	raw, err := json.Marshal(a.API.OpenAPI())
	if err == nil {
		err = json.Unmarshal(raw, &w.api)
	}
	if err != nil {
		return err
	}
	slices.SortFunc(w.routes, func(a, b route) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	f := &filler{world: w, app: a, ctx: ctx}
	for _, step := range []func(){
		f.mechanism, f.people, f.offices, f.plan, f.invite, f.name, f.answer, f.arrive, f.meet, f.tie, f.support, f.harvest, f.legislate, f.assess, f.answerOffline, f.teach, f.learn, f.certify, f.graduate, f.second, f.bind, f.framework, f.thread,
		f.write, f.publish, f.library, f.importList,
	} {
		step()
		if f.err != nil {
			return f.err
		}
	}
	return nil
}

// filler enters the data. The first error stops everything after it.
type filler struct {
	*world
	app *app.App
	ctx context.Context
	err error
}

// put notes the id that a verb returned.
func (f *filler) put(name string, id string, err error) string {
	f.do(name, err)
	f.ids[name] = id
	return id
}

func (f *filler) do(name string, err error) {
	if err != nil && f.err == nil {
		f.err = fmt.Errorf("%s: %w", name, err)
	}
}

// find notes an id that is in the data already.
func (f *filler) find(name, query string, args ...any) string {
	id, err := db.View(f.ctx, f.app.DB, func(tx *db.Tx) (string, error) { return db.One[string](tx, query, args...) })
	return f.put(name, id, err)
}

func (f *filler) mechanism() {
	p, problems := pack.Load(sub("bali"))
	if len(problems) > 0 {
		f.do("pack", errors.New(problems[0].String()))
		return
	}
	f.do("pack", f.app.Indicators.LoadPack(f.ctx, access.System("test", vocabulary.RightLoad), p))
}

// account lets somebody sign in as a role and signs them in.
func (f *filler) account(role, personID string, grant accounts.GrantDraft) {
	system := access.System("test", accounts.RightManage)
	id, err := f.app.Accounts.Add(f.ctx, system, accounts.Draft{
		Name: "The " + role, Email: strings.ToLower(role + accountCanary(role) + "@example.org"), PersonID: personID, Grant: grant,
	})
	if f.put("account."+role, id, err) == "" {
		return
	}
	f.find("grant."+role, `select id from role_grant where account_id = $1`, id)
	f.sessions[role], err = f.signIn(id)
	f.do("sign in "+role, err)
	actor, err := f.app.Accounts.OfSession(f.ctx, f.sessions[role])
	f.do("actor "+role, err)
	f.actors[role] = actor
}
