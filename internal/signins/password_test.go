package signins_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/hotp"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
)

const good = "violet kettle harbour 7"

var home = access.Device{Words: "Firefox on Linux", Network: "192.0.2.0/24"}

// enterByLink signs an account in by a link and returns its actor.
func (r *room) enterByLink(t *testing.T, email string) (access.Actor, access.Device) {
	t.Helper()
	_, link, err := r.NewLink(t.Context(), email)
	if err != nil || link == "" {
		t.Fatal(link, err)
	}
	out, err := r.Enter(t.Context(), link[strings.LastIndex(link, "/")+1:], accounts.PurposeSignIn, home)
	if err != nil || out.Session == "" {
		t.Fatalf("%+v %v", out, err)
	}
	device := home
	device.Known = out.Known
	return r.of(t, out.Session), device
}

// withPassword makes an account, signs it in by a link and gives it the good password.
func (r *room) withPassword(t *testing.T, email string, role access.Role) (access.Actor, access.Device) {
	t.Helper()
	r.add(t, email, role)
	actor, device := r.enterByLink(t, email)
	if err := r.SetPassword(t.Context(), actor, "", good); err != nil {
		t.Fatal(err)
	}
	return actor, device
}

func (r *room) of(t *testing.T, session string) access.Actor {
	t.Helper()
	actor, err := r.accounts.OfSession(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

// withApp sets an authenticator app up and returns its secret and the recovery codes.
func (r *room) withApp(t *testing.T, actor access.Actor) (secret string, codes []string) {
	t.Helper()
	secret, err := r.StartAuthenticator(t.Context(), actor)
	if err != nil {
		t.Fatal(err)
	}
	codes, session, err := r.ConfirmAuthenticator(t.Context(), actor, r.code(t, secret))
	if err != nil || session == "" || len(codes) != 10 {
		t.Fatal(codes, err)
	}
	if now := r.of(t, session); !now.Strong {
		t.Error("the session is not strong after the app was confirmed")
	}
	r.now = r.now.Add(2 * time.Minute)
	return secret, codes
}

func (r *room) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := hotp.GenerateCode(secret, uint64(r.now.Unix()/30))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestPasswordsThatOthersGuessAreRefused(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	r := newRoom(t, d)
	r.add(t, "amina.kouassi@example.org", access.Participant)
	actor, _ := r.enterByLink(t, "amina.kouassi@example.org")
	for _, bad := range []string{
		"short", "elevenchars", "password1234", "Password2024!!", "123456789012", "qwertyuiopas", "aaaaaaaaaaaa", "abcabcabcabc",
		"abcdefghijkl", "aminakouassi", "kouassi20241", "example2024!", "éééééééééééé", strings.Repeat("long ", 41),
	} {
		if err := r.SetPassword(t.Context(), actor, "", bad); fault.AsInvalid(err).Words("password") == "" {
			t.Errorf("%q is taken: %v", bad, err)
		}
	}
	for _, fine := range []string{good, "ขอบคุณมากที่สุดวันนี้", "correcthorsebatterystaple!", "Zq8-vL0p-Mm3x"} {
		if err := r.SetPassword(t.Context(), actor, "", fine); err != nil {
			t.Errorf("%q is refused: %v", fine, err)
		}
	}
}

// A password lets in whoever needs no more; the old session of the browser ends, and two spellings of one password are one.
func TestAPasswordSignsIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		r.add(t, "ann@example.org", access.Participant)
		actor, device := r.enterByLink(t, "ann@example.org")
		other, _ := r.enterByLink(t, "ann@example.org")
		if err := r.SetPassword(t.Context(), actor, "", "caf\u00e9 harbour violet"); err != nil {
			t.Fatal(err)
		}
		if n := r.count(t, `select count(*) from web_session where id = '`+other.Session+`'`); n != 0 {
			t.Error("the other session goes on after the password was set")
		}
		if n := r.count(t, `select count(*) from river_job where kind = 'signins.notice_mail'`); n != 1 {
			t.Errorf("%d notices to the owner", n)
		}
		out, err := r.WithPassword(t.Context(), "Ann@example.org", "cafe\u0301 harbour violet", device)
		if err != nil || out.Session == "" {
			t.Fatalf("%+v %v", out, err)
		}
		in := r.of(t, out.Session)
		if !in.SignedIn() || in.Strong {
			t.Errorf("%+v", in)
		}
		for _, wrong := range [][2]string{{"ann@example.org", "cafe harbour violet"}, {"nobody@example.org", good}, {"ann@example.org", ""}} {
			if _, err := r.WithPassword(t.Context(), wrong[0], wrong[1], home); fault.AsInvalid(err) == nil {
				t.Errorf("%v gives %v", wrong, err)
			}
		}
	})
}

// A password alone does not let in whoever holds a role of the secretariat; with an authenticator app it does.
func TestAPasswordAloneIsTooLittleForTheSecretariat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		actor, device := r.withPassword(t, "ann@example.org", access.Officer)
		out, err := r.WithPassword(t.Context(), "ann@example.org", good, device)
		if err != nil || out.Session != "" || !out.Mailed {
			t.Fatalf("%+v %v", out, err)
		}
		secret, codes := r.withApp(t, actor)
		if out, err = r.WithPassword(t.Context(), "ann@example.org", good, device); err != nil || out.Session != "" || out.Step == "" {
			t.Fatalf("%+v %v", out, err)
		}
		if _, err := r.SecondStep(t.Context(), out.Step, "000000", device); fault.AsInvalid(err) == nil {
			t.Errorf("a wrong code gives %v", err)
		}
		in, err := r.SecondStep(t.Context(), out.Step, r.code(t, secret), device)
		if err != nil {
			t.Fatal(err)
		}
		if a := r.of(t, in.Session); !a.Strong || !a.Can("x.see", access.Anything) {
			t.Errorf("%+v", a)
		}
		if _, err := r.SecondStep(t.Context(), out.Step, codes[0], device); !fault.IsForbidden(err) {
			t.Errorf("a step is used twice: %v", err)
		}
		// The link proves the address only: the code is still asked.
		_, link, err := r.NewLink(t.Context(), "ann@example.org")
		if err != nil {
			t.Fatal(err)
		}
		out, err = r.Enter(t.Context(), link[strings.LastIndex(link, "/")+1:], accounts.PurposeSignIn, home)
		if err != nil || out.Session != "" || out.Step == "" {
			t.Errorf("a link goes round the app: %+v %v", out, err)
		}
	})
}

// C9: one code sent twenty times at once lets in once; so does a recovery code (C10).
func TestAbuse_C09_C10_ACodeWorksOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		actor, device := r.withPassword(t, "ann@example.org", access.Officer)
		secret, codes := r.withApp(t, actor)
		for what, current := range map[string]func() string{"code of the app": func() string { return r.code(t, secret) }, "recovery code": func() string { return codes[3] }} {
			code := current()
			var steps []string
			for range 9 {
				out, err := r.WithPassword(t.Context(), "ann@example.org", good, device)
				if err != nil {
					t.Fatal(err)
				}
				steps = append(steps, out.Step)
			}
			var group sync.WaitGroup
			var in atomic.Int32
			for i := range 20 {
				group.Go(func() {
					if _, err := r.SecondStep(t.Context(), steps[i%9], code, device); err == nil {
						in.Add(1)
					}
				})
			}
			group.Wait()
			if in.Load() != 1 {
				t.Errorf("the %s lets in %d times", what, in.Load())
			}
			r.now = r.now.Add(2 * time.Hour)
		}
	})
}

// C9: the code of two minutes ago and that of two minutes on do not work, and guessing is slow.
func TestAbuse_C09_CodesAreNotGuessed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		actor, _ := r.withPassword(t, "ann@example.org", access.Officer)
		secret, _ := r.withApp(t, actor)
		elsewhere := access.Device{Network: "203.0.113.0/24"}
		out, err := r.WithPassword(t.Context(), "ann@example.org", good, elsewhere)
		if err != nil {
			t.Fatal(err)
		}
		tried := 0
		for _, off := range []int64{-2, 2} {
			code, err := hotp.GenerateCode(secret, uint64(r.now.Unix()/30+off))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := r.SecondStep(t.Context(), out.Step, code, elsewhere); fault.AsInvalid(err) == nil {
				t.Errorf("the code of step %d gives %v", off, err)
			}
			tried++
		}
		for ; tried < 100; tried++ {
			if _, err := r.SecondStep(t.Context(), out.Step, fmt.Sprintf("%06d", tried), elsewhere); fault.IsWait(err) {
				break
			}
		}
		if tried > 5 {
			t.Errorf("%d codes are tried at once", tried)
		}
	})
}

// C2, C14: a thousand failures from elsewhere are refused soon, and the owner enters all the while: from a known device
// with the password, from anywhere by a link.
func TestAbuse_C14_TheOwnerIsNeverLockedOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		_, device := r.withPassword(t, "ann@example.org", access.Participant)
		tried := 0
		for i := range 1000 {
			from := access.Device{Network: fmt.Sprintf("203.0.%d.0/24", i%200)}
			_, err := r.WithPassword(t.Context(), "ann@example.org", "wrong wrong wrong", from)
			switch {
			case fault.AsInvalid(err) != nil:
				tried++
			case !fault.IsWait(err):
				t.Fatal(err)
			}
		}
		if tried > 10 {
			t.Errorf("%d of 1000 passwords are tried", tried)
		}
		if out, err := r.WithPassword(t.Context(), "ann@example.org", good, device); err != nil || out.Session == "" {
			t.Errorf("the owner is locked out of the own browser: %v", err)
		}
		r.enterByLink(t, "ann@example.org")
	})
}

// C2: one network that tries one password at many accounts is stopped, whoever the accounts are.
func TestAbuse_C02_ASprayIsStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		tried := 0
		for i := range 300 {
			if _, err := r.WithPassword(t.Context(), fmt.Sprintf("p%d@example.org", i), good, home); fault.AsInvalid(err) != nil {
				tried++
			} else if !fault.IsWait(err) {
				t.Fatal(err)
			}
			if tried > 60 {
				break
			}
		}
		if tried > 50 {
			t.Errorf("%d accounts are tried from one network", tried)
		}
	})
}

// C1: the words and the cost are the same for an address with a password, one without, and one without account. Medians
// are compared coarsely, because the machine is shared.
func TestAbuse_C01_NoAddressIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := newRoom(t, d)
		r.add(t, "without@example.org", access.Participant)
		r.withPassword(t, "with@example.org", access.Participant)
		took, words := map[string][]time.Duration{}, map[string]string{}
		for range 9 {
			for i, email := range []string{"with@example.org", "without@example.org", "nobody@example.org"} {
				began := time.Now()
				_, err := r.WithPassword(t.Context(), email, "a wrong pass phrase", access.Device{Network: fmt.Sprintf("203.0.%d.0/24", i)})
				took[email] = append(took[email], time.Since(began))
				words[email] = fmt.Sprint(err)
			}
		}
		median := func(email string) time.Duration {
			slices.Sort(took[email])
			return took[email][len(took[email])/2]
		}
		with := median("with@example.org")
		for _, email := range []string{"without@example.org", "nobody@example.org"} {
			if words[email] != words["with@example.org"] {
				t.Errorf("%s is told %q", email, words[email])
			}
			if m := median(email); m < with/3 || m > with*3 {
				t.Errorf("%s takes %v, an account with a password %v", email, m, with)
			}
		}
	})
}

// G5: a thousand sign-ins at once take no more memory than a few; those beyond the bound are told to come back.
func TestAbuse_G05_ManyPasswordsAtOnce(t *testing.T) {
	t.Parallel()
	r := newRoom(t, dbtest.SQLite(t))
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	var group sync.WaitGroup
	var busy, other atomic.Int32
	for i := range 1000 {
		group.Go(func() {
			_, err := r.WithPassword(ctx, fmt.Sprintf("p%d@example.org", i), good, access.Device{Network: fmt.Sprintf("203.0.%d.0/24", i)})
			if wait, ok := err.(*fault.Wait); ok && wait.Busy && wait.After > 0 {
				busy.Add(1)
			} else if fault.AsInvalid(err) == nil && ctx.Err() == nil && !fault.IsConflict(err) {
				other.Add(1)
			}
		})
	}
	group.Wait()
	if other.Load() > 0 {
		t.Errorf("%d sign-ins ended in another way", other.Load())
	}
}
