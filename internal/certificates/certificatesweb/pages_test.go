package certificatesweb_test

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/certificates"
	"counterpart/internal/certificates/certificatesweb"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

const record = "0190aaaa-0000-7000-8000-000000000001"

type stage struct {
	t      *testing.T
	d      *db.DB
	pages  *certificatesweb.Pages
	links  *accounts.Service
	person string
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	d.Clock = func() time.Time { return dbtest.Noon }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, d: d}
	s.links = accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "http://counterpart.example", Rights: map[access.Role]map[access.Right]bool{access.Participant: {certificates.RightOwn: true}}})
	s.pages = &certificatesweb.Pages{
		Certificates: certificates.New(d, certificates.Options{Vault: roomtest.Vault(t, d), Outbox: letters.NewOutbox(queue), Queue: queue, BaseURL: "http://counterpart.example"}),
		Parties:      parties.New(d), People: people.New(d), Accounts: s.links, Vocabulary: vocabulary.New(d),
	}
	party := roomtest.PartyID(t, d, "thailand")
	s.person, err = db.Change(t.Context(), d, func(tx *db.Tx) (string, error) {
		id, err := people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: "สมชาย ใจดี", Email: "somchai@thailand.example", PartyID: party})
		if err != nil {
			return "", err
		}
		_, err = certificates.CompleteIn(tx, access.System("test"), certificates.Completion{
			Kind: certificates.Delivery, RecordID: record, PersonID: id, PartyID: party, Title: "Reading open sources", Criteria: "All sessions.", From: "2024-05-06", To: "2024-05-10", Hours: 30,
		})
		return id, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stage) one(query string) string {
	s.t.Helper()
	out, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (string, error) { return db.One[string](tx, query) })
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// manager signs for a party of its own.
func (s *stage) manager(code string) access.Actor {
	return access.Actor{Account: "manager " + code, Name: "Manager of " + code, Via: "session", Proved: dbtest.Noon, Grants: []access.Grant{{
		Role:   access.CoManager,
		Rights: map[access.Right]bool{certificates.RightSee: true, certificates.RightSign: true, certificates.RightRevoke: true, parties.RightSee: true, people.RightSee: true},
	}}, Person: s.add("Manager of "+code, code)}
}

func (s *stage) add(name, party string) string {
	s.t.Helper()
	id, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		return people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: name, PartyID: roomtest.PartyID(s.t, s.d, party)})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func TestFromPreparedToVerified(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		office := roomtest.Serve(t, roomtest.Holding("officer", certificates.RightSee, certificates.RightPrepare, certificates.RightRevoke, parties.RightSee), s.pages)
		office.Get(200, "/certificates?kind=delivery&record="+record, "สมชาย ใจดี", "None yet", "Prepare certificates")
		office.Post(303, "/certificates/prepare", []string{"kind", "delivery", "record", record})
		id := s.one(`select id from certificate`)
		sign := "/certificates/sign/delivery/" + record
		for i, code := range []string{"indonesia", "australia"} {
			site := roomtest.Serve(t, s.manager(code), s.pages)
			site.Get(200, "/certificates", "1 certificate waits for your signature")
			site.Get(200, sign, "สมชาย ใจดี", "You sign as")
			site.Post(422, sign, []string{"certificate", id, "post", ""}, "Say as what you sign")
			site.Post(303, sign, []string{"certificate", id, "post", "Co-Manager for " + code})
			if i == 0 {
				site.Post(409, sign, []string{"certificate", id, "post", "Co-Manager"}, "signed the certificate T 2024/1 already")
			}
		}
		office.Get(200, "/certificates/"+id, "Issued", "Co-Manager for australia", "Reading open sources", "30")
		code := s.one(`select code from certificate`)
		public := roomtest.Serve(t, access.Actor{Via: "public"}, s.pages)
		page := public.Get(200, "/verify/"+code, "This certificate stands", "Reading open sources", "Co-Manager for indonesia")
		for _, name := range []string{"สมชาย", "Thailand", "Manager of", "somchai"} {
			if strings.Contains(page, name) {
				t.Errorf("the public page says %q", name)
			}
		}
		public.Post(200, "/verify/"+code, []string{"identity", "somchai@thailand.example"}, "The certificate is made out to")
		public.Post(200, "/verify/"+code, []string{"identity", "other@thailand.example"}, "not made out to")
		public.Post(422, "/verify/"+code, []string{"identity", ""}, "Type the e-mail address")
		public.Get(404, "/verify/NOSUCHCODE", "There is no certificate with this code")
		public.Get(303, "/verify?code="+strings.ToLower(code))
		public.Post(200, "/verify", []string{"credential", s.one(`select credential from certificate`)}, "This certificate stands")
		public.Post(422, "/verify", []string{"credential", "a.b.c"}, "no credential signed with RS256")
		public.Get(200, "/issuer/jwks.json", `"kty":"RSA"`)
		public.Get(200, "/issuer", `"Profile"`)
		public.Get(200, "/issuer/keys/"+s.one(`select id from issuing_key`), `"RS256"`)
		office.Post(422, "/certificates/"+id+"/revoke", []string{"reason", "", "version", "0"}, "Write why")
		office.Post(303, "/certificates/"+id+"/revoke", []string{"reason", "The hours were wrong", "version", "0"})
		page = public.Get(200, "/verify/"+code, "This certificate does not stand")
		if strings.Contains(page, "hours were wrong") {
			t.Error("the public page says why")
		}
		public.Get(200, "/issuer/revoked", code)
	})
}

func TestTheHolderTakesItAlong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		office := roomtest.Serve(t, roomtest.Holding("officer", certificates.RightPrepare), s.pages)
		office.Post(303, "/certificates/prepare", []string{"kind", "delivery", "record", record})
		id := s.one(`select id from certificate`)
		for _, code := range []string{"indonesia", "australia"} {
			roomtest.Serve(t, s.manager(code), s.pages).Post(303, "/certificates/sign/delivery/"+record, []string{"certificate", id, "post", "Co-Manager"})
		}
		holder := roomtest.Scoped("holder", access.Scope{Person: s.person}, certificates.RightOwn)
		holder.Person = s.person
		own := roomtest.Serve(t, holder, s.pages)
		own.Get(200, "/me/certificates", "Reading open sources", "Digital credential")
		own.Get(200, "/me/certificates/"+id+"/certificate.pdf", "%PDF")
		if jwt := own.Get(200, "/me/certificates/"+id+"/credential.jwt"); strings.Count(jwt, ".") != 2 {
			t.Errorf("no credential: %s", jwt)
		}
		link := s.links.LinkURL(s.one(`select link_id from certificate`), accounts.PurposeCertificate)
		path := strings.TrimPrefix(link, "http://counterpart.example")
		bearer := roomtest.Serve(t, access.Actor{Via: "public"}, s.pages)
		bearer.Get(200, path, "Reading open sources", path+"/"+id+"/certificate.pdf")
		bearer.Get(200, path+"/"+id+"/certificate.pdf", "%PDF")
		bearer.Get(303, "/certificates/"+id)
		bearer.Get(303, "/me/certificates/"+id+"/certificate.pdf")
	})
}

func TestKeysPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		admin := roomtest.Holding("admin", certificates.RightKeys)
		site := roomtest.Serve(t, admin, s.pages)
		site.Get(200, "/certificates/keys", "There is no key yet")
		site.Post(303, "/certificates/keys", nil)
		site.Post(303, "/certificates/keys", nil)
		key := s.one(`select id from issuing_key where ended_at is null`)
		site.Get(200, "/certificates/keys", "Signs", "Replaced", key[:12])
		at := "/certificates/keys/" + key + "/distrust"
		site.Get(200, at, "For a key that others may know")
		site.Post(422, at, []string{"reason", ""}, "Write why")
		site.Post(303, at, []string{"reason", "A disk was lost"})
		site.Get(200, "/certificates/keys", "Trusted no longer")
		site.Get(404, "/issuer/keys/"+key)
	})
}

func TestAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		office := roomtest.Serve(t, roomtest.Holding("officer", certificates.RightSee, certificates.RightPrepare, certificates.RightRevoke, parties.RightSee), s.pages)
		var count struct{ Count int }
		office.Call(200, "POST", "/certificates", certificates.PrepareDraft{Kind: certificates.Delivery, RecordID: record}, &count)
		id := s.one(`select id from certificate`)
		for _, code := range []string{"indonesia", "australia"} {
			roomtest.Serve(t, s.manager(code), s.pages).Call(200, "POST", "/certificates/signatures", certificates.SignDraft{Certificates: []string{id}, Post: "Co-Manager"}, &count)
		}
		if count.Count != 1 {
			t.Errorf("issued %d", count.Count)
		}
		var list struct{ Items []certificates.Standing }
		office.Call(200, "GET", "/completions?state=issued", nil, &list)
		if len(list.Items) != 1 || list.Items[0].Certificate.State != certificates.Issued {
			t.Errorf("%+v", list)
		}
		var one certificates.Page
		office.Call(200, "GET", "/certificates/"+id, nil, &one)
		var signed struct{ Credential string }
		office.Call(200, "GET", "/certificates/"+id+"/credential", nil, &signed)
		if len(one.Signatures) != 2 || strings.Count(signed.Credential, ".") != 2 {
			t.Errorf("%+v %+v", one, signed)
		}
		office.Call(204, "POST", "/certificates/"+id+"/revoke", certificates.EndDraft{Reason: "By mistake"}, nil)
		if s.one(`select state from certificate`) != "revoked" {
			t.Error("it stands")
		}
		if csv := office.Get(200, "/certificates.csv"); !strings.Contains(csv, "T 2024/1") {
			t.Errorf("%s", csv)
		}
	})
}
