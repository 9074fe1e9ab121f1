package certificates_test

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/certificates"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

const site = "https://counterpart.example"

// stage is the Bali pack with an office, two Co-Managers of two States, and three people who can complete something.
type stage struct {
	t        *testing.T
	d        *db.DB
	svc      *certificates.Service
	officer  access.Actor
	managers [2]access.Actor
	same     access.Actor // signs for the party of the first
	admin    access.Actor
	party    string
	persons  []string
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	s := &stage{t: t, d: d}
	d.Clock = func() time.Time { return time.Date(2024, 6, 20, 9, 0, 0, 0, time.UTC) }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	s.must(err)
	s.svc = certificates.New(d, certificates.Options{Vault: roomtest.Vault(t, d), Outbox: letters.NewOutbox(queue), Queue: queue, BaseURL: site})
	s.officer = roomtest.Holding("officer", certificates.RightSee, certificates.RightPrepare, certificates.RightRevoke)
	s.admin = roomtest.Holding("admin", certificates.RightKeys)
	s.party = roomtest.PartyID(t, d, "thailand")
	for i, code := range []string{"indonesia", "australia"} {
		s.managers[i] = roomtest.Holding("manager "+code, certificates.RightSee, certificates.RightSign, certificates.RightRevoke)
		s.managers[i].Person = s.person("Manager of "+code, "", roomtest.PartyID(t, d, code))
	}
	s.same = roomtest.Holding("deputy", certificates.RightSee, certificates.RightSign)
	s.same.Person = s.person("Deputy", "", roomtest.PartyID(t, d, "indonesia"))
	for i, name := range []string{"สมชาย ใจดี", "Nguyễn Thị Hoa", "Sari"} {
		email := fmt.Sprintf("Holder%d@thailand.example", i)
		if i == 2 {
			email = ""
		}
		s.persons = append(s.persons, s.person(name, email, s.party))
	}
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) person(name, email, party string) string {
	s.t.Helper()
	id, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		return people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: name, Email: email, PartyID: party})
	})
	s.must(err)
	return id
}

func (s *stage) completion(person string) certificates.Completion {
	return certificates.Completion{
		Kind: certificates.Delivery, RecordID: "0190aaaa-0000-7000-8000-000000000001", PersonID: person, PartyID: s.party, Title: "Open-source intelligence, pilot course",
		Criteria: "80 per cent of the sessions, and the test at the end.", From: "2024-06-10", To: "2024-06-14", Hours: 30,
	}
}

func (s *stage) complete(c certificates.Completion) (certificates.Completion, error) {
	return db.Change(s.t.Context(), s.d, func(tx *db.Tx) (certificates.Completion, error) {
		return certificates.CompleteIn(tx, access.System("test"), c)
	})
}

func (s *stage) retract(person string) error {
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) {
		c := s.completion(person)
		return true, certificates.RetractIn(tx, access.System("test"), c.Kind, c.RecordID, person, "It was a mistake")
	})
	return err
}

// prepared completes for all and prepares their certificates.
func (s *stage) prepared() []string {
	s.t.Helper()
	for _, person := range s.persons {
		_, err := s.complete(s.completion(person))
		s.must(err)
	}
	n, err := s.svc.Prepare(s.t.Context(), s.officer, certificates.PrepareDraft{Kind: certificates.Delivery, RecordID: s.completion("").RecordID})
	s.must(err)
	if n != len(s.persons) {
		s.t.Fatalf("%d certificates for %d people", n, len(s.persons))
	}
	return s.standing()
}

// standing are the ids of the last certificates, in the order of the persons.
func (s *stage) standing() []string {
	s.t.Helper()
	found, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (map[string]certificates.Standing, error) {
		return certificates.StandingIn(tx, certificates.Delivery, s.completion("").RecordID)
	})
	s.must(err)
	var out []string
	for _, person := range s.persons {
		if id := found[person].Certificate.ID; id != "" {
			out = append(out, id)
		}
	}
	return out
}

func (s *stage) sign(by access.Actor, ids ...string) (int, error) {
	return s.svc.Sign(s.t.Context(), by, certificates.SignDraft{Certificates: ids, Post: "Co-Manager"})
}

func (s *stage) issued() []string {
	s.t.Helper()
	ids := s.prepared()
	for i, want := range []int{0, len(ids)} {
		n, err := s.sign(s.managers[i], ids...)
		s.must(err)
		if n != want {
			s.t.Fatalf("signature %d issued %d", i+1, n)
		}
	}
	return ids
}

func (s *stage) page(id string) certificates.Page {
	s.t.Helper()
	p, err := s.svc.Find(s.t.Context(), s.officer, id)
	s.must(err)
	return p
}

// outside verifies a credential as a stranger does: with another library, and the published keys.
func (s *stage) outside(credential string) (jwt.MapClaims, error) {
	s.t.Helper()
	set, err := s.svc.PublicKeys(s.t.Context())
	s.must(err)
	claims := jwt.MapClaims{}
	_, err = jwt.ParseWithClaims(credential, claims, func(token *jwt.Token) (any, error) {
		for _, raw := range set.Keys {
			var key struct{ Kty, Kid, N, E, Alg string }
			if err := json.Unmarshal(raw, &key); err != nil {
				return nil, err
			}
			if token.Header["kid"] != site+"/issuer/keys/"+key.Kid {
				continue
			}
			n, err := base64.RawURLEncoding.DecodeString(key.N)
			if err != nil {
				return nil, err
			}
			e, err := base64.RawURLEncoding.DecodeString(key.E)
			return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}, err
		}
		return nil, fmt.Errorf("no key %v", token.Header["kid"])
	}, jwt.WithValidMethods([]string{"RS256"}), jwt.WithTimeFunc(s.d.Clock))
	return claims, err
}

func TestACertificateTakesTwoOfTwoParties(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ids := s.prepared()
		if _, err := s.sign(s.officer, ids[0]); !fault.IsForbidden(err) {
			t.Errorf("an officer signed: %v", err)
		}
		both := s.officer
		both.Grants = append(both.Grants, s.managers[0].Grants...)
		if _, err := s.sign(both, ids[0]); !fault.IsConflict(err) {
			t.Errorf("whoever prepared it signed: %v", err)
		}
		n, err := s.sign(s.managers[0], ids...)
		if err != nil || n != 0 {
			t.Fatalf("the first signature issued %d: %v", n, err)
		}
		if _, err := s.sign(s.managers[0], ids[0]); !fault.IsConflict(err) {
			t.Errorf("one signed twice: %v", err)
		}
		if _, err := s.sign(s.same, ids[0]); !fault.IsConflict(err) || !strings.Contains(err.Error(), "same party") {
			t.Errorf("two of one party signed: %v", err)
		}
		if p := s.page(ids[0]); p.Certificate.State != certificates.Prepared || p.Certificate.Credential != "" {
			t.Fatalf("issued with one signature: %+v", p.Certificate)
		}
		if n, err = s.sign(s.managers[1], ids...); err != nil || n != 3 {
			t.Fatalf("the last signature issued %d: %v", n, err)
		}
		if _, err := s.sign(s.managers[1], ids[0]); !fault.IsConflict(err) {
			t.Errorf("an issued one was signed: %v", err)
		}
		if p := s.page(ids[0]); len(p.Signatures) != 2 || p.Certificate.Name != "สมชาย ใจดี" {
			t.Errorf("%+v", p)
		}
		mails, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) {
			return db.One[int](tx, `select count(*) from message where kind = 'certificate_ready'`)
		})
		if err != nil || mails != 2 {
			t.Errorf("%d mails for two addresses: %v", mails, err)
		}
	})
}

// TestAStrangerVerifies holds the credential against another library and the published keys, and bends it.
func TestAStrangerVerifies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ids := s.issued()
		_, credential, err := s.svc.Credential(t.Context(), s.officer, ids[0])
		s.must(err)
		claims, err := s.outside(credential)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := json.Marshal(claims)
		for _, secret := range []string{"สมชาย", "thailand", "Thailand", s.persons[0], "manager", "Co-Manager"} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("the credential says %q: %s", secret, raw)
			}
		}
		checkShape(t, claims)
		parts := strings.Split(credential, ".")
		body, _ := base64.RawURLEncoding.DecodeString(parts[1])
		bent := strings.Replace(string(body), "pilot", "final", 1)
		if bent == string(body) {
			t.Fatal("nothing to bend")
		}
		forged := parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(bent)) + "." + parts[2]
		none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "."
		for name, text := range map[string]string{"changed": forged, "unsigned": none, "cut": credential[:len(credential)-3], "empty": "", "words": "hello"} {
			if _, err := s.outside(text); err == nil {
				t.Errorf("%s: the other library took it", name)
			}
			if _, err := s.svc.VerifyCredential(t.Context(), text); fault.AsInvalid(err).Words("credential") == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		v, err := s.svc.VerifyCredential(t.Context(), " "+credential+"\n")
		if err != nil || !v.Valid() || v.Title != s.completion("").Title {
			t.Errorf("%+v %v", v, err)
		}
	})
}

// checkShape holds what Open Badges 3.0 asks of a credential.
func checkShape(t *testing.T, c jwt.MapClaims) {
	t.Helper()
	context := c["@context"].([]any)
	types := c["type"].([]any)
	subject := c["credentialSubject"].(map[string]any)
	identifier := subject["identifier"].([]any)[0].(map[string]any)
	achievement := subject["achievement"].(map[string]any)
	for what, ok := range map[string]bool{
		"contexts":    context[0] == "https://www.w3.org/ns/credentials/v2" && strings.HasPrefix(context[1].(string), "https://purl.imsglobal.org/spec/ob/v3p0/"),
		"types":       types[0] == "VerifiableCredential" && types[1] == "OpenBadgeCredential",
		"issuer":      c["iss"] == c["issuer"].(map[string]any)["id"] && c["issuer"].(map[string]any)["name"] != "",
		"id":          c["jti"] == c["id"],
		"subject":     c["sub"] == subject["id"] && subject["type"].([]any)[0] == "AchievementSubject",
		"valid from":  c["validFrom"] == "2024-06-20T09:00:00Z" && c["nbf"] == float64(1718874000),
		"identity":    identifier["hashed"] == true && strings.HasPrefix(identifier["identityHash"].(string), "sha256$") && identifier["identityType"] == "emailAddress",
		"achievement": achievement["name"] != "" && achievement["description"] != "" && achievement["criteria"].(map[string]any)["narrative"] != "",
		"status":      c["credentialStatus"].(map[string]any)["type"] == "1EdTechRevocationList",
	} {
		if !ok {
			t.Errorf("%s: %v", what, c)
		}
	}
}

func TestRevoke(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ids := s.issued()
		code := s.page(ids[0]).Certificate.Code
		if err := s.svc.Revoke(t.Context(), s.officer, ids[0], certificates.EndDraft{}); fault.AsInvalid(err).Words("reason") == "" {
			t.Errorf("without a reason: %v", err)
		}
		s.must(s.svc.Revoke(t.Context(), s.officer, ids[0], certificates.EndDraft{Reason: "The register was wrong about สมชาย"}))
		v, err := s.svc.Verify(t.Context(), strings.ToLower(code[:4]+" "+code[4:]))
		if err != nil || v.Valid() || v.EndedOn != "2024-06-20" {
			t.Errorf("%+v %v", v, err)
		}
		list, err := s.svc.RevokedList(t.Context())
		s.must(err)
		raw, _ := json.Marshal(list)
		if len(list.Revoked) != 1 || list.Revoked[0].ID != site+"/verify/"+code || strings.Contains(string(raw), "register") {
			t.Errorf("%s", raw)
		}
		if err := s.svc.Revoke(t.Context(), s.officer, ids[0], certificates.EndDraft{Reason: "again"}); !fault.IsConflict(err) {
			t.Errorf("revoked twice: %v", err)
		}
		// What was revoked can be prepared anew; the old one stays.
		n, err := s.svc.Prepare(t.Context(), s.officer, certificates.PrepareDraft{Kind: certificates.Delivery, RecordID: s.completion("").RecordID})
		if err != nil || n != 1 {
			t.Errorf("prepared %d: %v", n, err)
		}
		if got := s.standing()[0]; got == ids[0] {
			t.Error("the revoked one stands")
		}
		if s.page(ids[0]).Certificate.State != certificates.Revoked {
			t.Error("the revoked one is lost")
		}
	})
}

func TestBelongs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ids := s.issued()
		mail, name := s.page(ids[0]).Certificate.Code, s.page(ids[2]).Certificate.Code
		for _, c := range []struct {
			code, identity string
			want           bool
		}{
			{mail, "holder0@thailand.example", true},
			{mail, " HOLDER0@thailand.example", true},
			{mail, "holder1@thailand.example", false},
			{mail, "สมชาย ใจดี", false},
			{name, "sari", true},
			{name, "Sar", false},
		} {
			if _, yes, err := s.svc.Belongs(t.Context(), c.code, c.identity); err != nil || yes != c.want {
				t.Errorf("%s: %v %v", c.identity, yes, err)
			}
		}
		for i := 0; ; i++ {
			_, _, err := s.svc.Belongs(t.Context(), mail, fmt.Sprintf("guess%d@thailand.example", i))
			if fault.IsConflict(err) {
				break
			}
			if s.must(err); i > 30 {
				t.Fatal("somebody may go through a list of addresses")
			}
		}
		d.Clock = func() time.Time { return time.Date(2024, 6, 21, 9, 0, 0, 0, time.UTC) }
		if _, yes, err := s.svc.Belongs(t.Context(), mail, "holder0@thailand.example"); err != nil || !yes {
			t.Errorf("the next day: %v %v", yes, err)
		}
		if _, err := s.svc.Verify(t.Context(), s.page(s.standing()[0]).Certificate.ID); !fault.IsNotFound(err) {
			t.Errorf("by its id: %v", err)
		}
	})
}

func TestKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ids := s.issued()
		_, old, err := s.svc.Credential(t.Context(), s.officer, ids[0])
		s.must(err)
		s.must(s.svc.RotateKey(t.Context(), s.admin))
		if _, err := s.outside(old); err != nil {
			t.Errorf("a replaced key no longer verifies: %v", err)
		}
		keys, err := s.svc.Keys(t.Context(), s.admin)
		s.must(err)
		if len(keys) != 2 || keys[0].Active() == keys[1].Active() {
			t.Fatalf("%+v", keys)
		}
		first := s.page(ids[0]).Certificate.KeyID
		s.must(s.svc.DistrustKey(t.Context(), s.admin, first, "A copy of the disk was lost."))
		if _, err := s.outside(old); err == nil {
			t.Error("a distrusted key verifies")
		}
		if _, err := s.svc.VerifyCredential(t.Context(), old); !strings.Contains(fault.AsInvalid(err).Words("credential"), "not trusted any more") {
			t.Errorf("%v", err)
		}
		s.must(s.svc.SignAgain(t.Context()))
		s.must(s.svc.SignAgain(t.Context()))
		for _, id := range ids {
			p, again, err := s.svc.Credential(t.Context(), s.officer, id)
			s.must(err)
			if _, err := s.outside(again); err != nil || p.Certificate.KeyID == first {
				t.Errorf("signed again: %v", err)
			}
		}
		private, err := db.View(t.Context(), d, func(tx *db.Tx) ([]string, error) {
			return db.All[string](tx, `select private from issuing_key`)
		})
		s.must(err)
		for _, p := range private {
			if strings.ContainsAny(p, "\"{") || strings.Contains(p, "PRIVATE KEY") { // neither is in sealed text, which is base64
				t.Error("a key stands open in the database")
			}
		}
		if err := s.svc.RotateKey(t.Context(), s.officer); !fault.IsForbidden(err) {
			t.Errorf("an officer changed the key: %v", err)
		}
	})
}

func TestWhatWasCertifiedDoesNotChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ids := s.issued()
		c := s.completion(s.persons[0])
		if _, err := s.complete(c); err != nil {
			t.Errorf("the same again: %v", err)
		}
		c.Hours = 12
		if _, err := s.complete(c); !fault.IsConflict(err) {
			t.Errorf("changed under its certificate: %v", err)
		}
		if err := s.retract(s.persons[0]); !fault.IsConflict(err) {
			t.Errorf("retracted under its certificate: %v", err)
		}
		s.must(s.svc.Revoke(t.Context(), s.officer, ids[0], certificates.EndDraft{Reason: "wrong hours"}))
		if _, err := s.complete(c); err != nil {
			t.Errorf("corrected after it was revoked: %v", err)
		}
		s.must(s.retract(s.persons[0]))
		if _, err := s.svc.Prepare(t.Context(), s.officer, certificates.PrepareDraft{Kind: certificates.Delivery, RecordID: c.RecordID}); !fault.IsConflict(err) {
			t.Errorf("a certificate of what was retracted: %v", err)
		}
		if p := s.page(ids[0]); p.Certificate.Hours != 30 {
			t.Errorf("the certificate changed: %+v", p.Certificate)
		}
	})
}

func TestEachReadsTheirOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ids := s.issued()
		holder := roomtest.Scoped("holder", access.Scope{Person: s.persons[0], Activity: "some activity"}, certificates.RightOwn)
		holder.Person = s.persons[0]
		mine, err := s.svc.Mine(t.Context(), holder, s.persons[0])
		if err != nil || len(mine) != 1 {
			t.Errorf("%+v %v", mine, err)
		}
		if _, _, err := s.svc.Credential(t.Context(), holder, ids[0]); err != nil {
			t.Error(err)
		}
		if _, _, err := s.svc.Credential(t.Context(), holder, ids[1]); err == nil {
			t.Error("somebody else's credential")
		}
		if _, err := s.svc.Mine(t.Context(), holder, s.persons[1]); err == nil {
			t.Error("somebody else's list")
		}
		if _, err := s.svc.Find(t.Context(), access.Actor{Via: "public"}, ids[0]); !fault.IsForbidden(err) {
			t.Errorf("the public: %v", err)
		}
	})
}

// TestTwoSignAtOnce: two Co-Managers who sign at the same moment issue each certificate once.
func TestTwoSignAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ids := s.prepared()
		var wg sync.WaitGroup
		issued := make([]int, 2)
		for i := range s.managers {
			wg.Go(func() {
				n, err := s.sign(s.managers[i], ids...)
				if err != nil {
					t.Errorf("manager %d: %v", i, err)
				}
				issued[i] = n
			})
		}
		wg.Wait()
		if issued[0]+issued[1] != len(ids) {
			t.Errorf("issued %v", issued)
		}
		entries, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) {
			return db.One[int](tx, `select count(*) from audit where action = $1`, string(certificates.ActionIssue))
		})
		if err != nil || entries != len(ids) {
			t.Errorf("%d entries of the history: %v", entries, err)
		}
	})
}

// TestNoWayRoundTheSignatures takes random steps: whatever they are, an issued certificate has two signatures of two parties, none
// of them by whoever prepared it, and nothing is lost.
func TestNoWayRoundTheSignatures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		actors := []access.Actor{s.officer, s.managers[0], s.managers[1], s.same}
		for i := range actors { // each may do everything: only the rules hold them
			actors[i].Grants = roomtest.Holding("all", certificates.RightSee, certificates.RightPrepare, certificates.RightSign, certificates.RightRevoke).Grants
		}
		made := 0
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(1, 10).Draw(r, "steps") {
				person, actor := s.persons[rapid.IntRange(0, 2).Draw(r, "person")], actors[rapid.IntRange(0, 3).Draw(r, "actor")]
				ids := s.standing()
				switch rapid.IntRange(0, 4).Draw(r, "step") {
				case 0:
					_, _ = s.complete(s.completion(person))
				case 1:
					_ = s.retract(person)
				case 2:
					n, _ := s.svc.Prepare(t.Context(), actor, certificates.PrepareDraft{Kind: certificates.Delivery, RecordID: s.completion("").RecordID})
					made += n
				case 3:
					for _, id := range ids {
						_, _ = s.sign(actor, id)
					}
				case 4:
					if len(ids) > 0 {
						_ = s.svc.Revoke(t.Context(), actor, ids[0], certificates.EndDraft{Reason: "by chance"})
					}
				}
			}
			s.hold(r, made)
		})
	})
}

// hold checks what must be so at any time.
func (s *stage) hold(r *rapid.T, made int) {
	type row struct {
		State   certificates.State `db:"state"`
		Signed  int                `db:"signed"`
		Parties int                `db:"parties"`
		Own     int                `db:"own"`
		Issued  db.Time            `db:"issued_at"`
	}
	rows, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) ([]row, error) {
		return db.All[row](tx, `select x.state, count(g.by_actor) as signed, count(distinct g.party_id) as parties, count(case when g.by_actor = x.prepared_by then 1 end) as own, x.issued_at
			from certificate x left join certificate_signature g on g.certificate_id = x.id group by x.id, x.state, x.issued_at`)
	})
	if err != nil {
		r.Fatal(err)
	}
	if len(rows) != made {
		r.Fatalf("%d certificates of %d", len(rows), made)
	}
	for _, c := range rows {
		issued := !c.Issued.IsZero()
		if issued && (c.Signed != 2 || c.Parties != 2) || c.Own > 0 || issued != (c.State == certificates.Issued || c.State == certificates.Revoked) {
			r.Fatalf("%+v", c)
		}
	}
}
