package feeds

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// The states of a webhook.
const (
	Active  = "active"
	Paused  = "paused"  // by an administrator; what happens meanwhile is not told
	Gone    = "gone"    // its address answered that it is gone (410)
	Revoked = "revoked" // for good
)

// Webhook is an address that is told, without its secret.
type Webhook struct {
	ID        string  `db:"id" json:"id"`
	URL       string  `db:"url" json:"url"`
	Kinds     Kinds   `db:"kinds" json:"kinds"`
	State     string  `db:"state" json:"state" enum:"active,paused,gone,revoked"`
	CreatedAt db.Time `db:"created_at" json:"created_at"`
	CreatedBy string  `db:"created_by" json:"created_by"`
}

// Kinds is a list of kinds of events, kept as JSON.
type Kinds []audit.Action

// Scan reads the list.
func (k *Kinds) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), k)
	case []byte:
		return json.Unmarshal(v, k)
	default:
		return errors.New("kinds of a webhook are no text")
	}
}

func (k Kinds) text() (string, error) {
	raw, err := json.Marshal(k)
	return string(raw), err
}

// WebhookDraft is a webhook as it is typed.
type WebhookDraft struct {
	URL   string         `json:"url" maxLength:"500" doc:"Begins with https://"`
	Kinds []audit.Action `json:"kinds" nullable:"false"`
}

// check lists all that is wrong with a draft.
func (s *Service) check(d WebhookDraft) error {
	var wrong fault.Invalid
	u, err := url.Parse(strings.TrimSpace(d.URL))
	switch {
	case err != nil || len(d.URL) > 500 || !utf8.ValidString(d.URL):
		wrong.Add("url", "Write a whole address, such as https://example.org/hook.")
	case u.Fragment != "":
		wrong.Add("url", "Leave out what follows the #: it is never sent.")
	default:
		if err := s.opts.Outside.Check(u); err != nil {
			wrong.Add("url", "%s.", sentence(err))
		}
	}
	wrong.Check(len(d.Kinds) > 0, "kinds", "Choose at least one kind of event.")
	for _, k := range d.Kinds {
		wrong.Check(slices.ContainsFunc(EventKinds, func(e EventKind) bool { return e.Action == k }), "kinds", "There is no kind of event %q.", k)
	}
	return wrong.Err()
}

func sentence(err error) string {
	words := err.Error()
	return strings.ToUpper(words[:1]) + words[1:]
}

// Made is a webhook with its secret, shown once.
type Made struct {
	ID     string `json:"id"`
	Secret string `json:"secret" doc:"Shown this once"`
}

func newSecret() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails since Go 1.24
	return "whsec_" + base64.StdEncoding.EncodeToString(raw)
}

// AddWebhook enters an address that is told from now on.
func (s *Service) AddWebhook(ctx context.Context, actor access.Actor, d WebhookDraft) (Made, error) {
	if err := s.mayManage(actor); err != nil {
		return Made{}, err
	}
	if err := s.check(d); err != nil {
		return Made{}, err
	}
	return db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (Made, error) {
		made := Made{ID: tx.NewID(), Secret: newSecret()}
		sealed, err := s.opts.Vault.Seal("webhook", "secret", made.ID, made.Secret)
		if err != nil {
			return Made{}, err
		}
		kinds, err := Kinds(d.Kinds).text()
		if err != nil {
			return Made{}, err
		}
		err = tx.Exec(`insert into webhook (id, url, kinds, secret, old_secret, state, created_at, created_by) values ($1, $2, $3, $4, '', $5, $6, $7)`,
			made.ID, strings.TrimSpace(d.URL), kinds, sealed, Active, tx.Now(), actor.Name)
		if err != nil {
			return Made{}, err
		}
		if err := startCursor(tx); err != nil {
			return Made{}, err
		}
		return made, audit.Record(tx, actor, ActionWebhook, KindWebhook, made.ID, map[string]any{"host": hostOf(d.URL), "kinds": d.Kinds})
	})
}

// hostOf is as much of an address as a history shows: the rest may hold a secret of its receiver.
func hostOf(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return ""
	}
	return u.Host
}

func (s *Service) mayManage(actor access.Actor) error {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return err
	}
	return actor.RequireFresh(s.db.Clock())
}

// oldLife is how long the secret before still signs beside a new one.
const oldLife = 24 * time.Hour

// NewSecret gives a webhook a new secret; the one before signs beside it for a day.
func (s *Service) NewSecret(ctx context.Context, actor access.Actor, id string) (Made, error) {
	if err := s.mayManage(actor); err != nil {
		return Made{}, err
	}
	return db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (Made, error) {
		h, err := findWebhook(tx, id)
		if err != nil {
			return Made{}, err
		}
		if h.State == Revoked {
			return Made{}, fault.Clash("The webhook is revoked.")
		}
		before, err := s.opts.Vault.Open("webhook", "secret", id, h.Secret)
		if err != nil {
			return Made{}, err
		}
		made := Made{ID: id, Secret: newSecret()}
		sealed, err := s.opts.Vault.Seal("webhook", "secret", id, made.Secret)
		if err != nil {
			return Made{}, err
		}
		old, err := s.opts.Vault.Seal("webhook", "old_secret", id, before)
		if err != nil {
			return Made{}, err
		}
		if err := tx.Exec(`update webhook set secret = $2, old_secret = $3, old_until = $4 where id = $1`, id, sealed, old, db.At(tx.Now().Add(oldLife))); err != nil {
			return Made{}, err
		}
		return made, audit.Record(tx, actor, ActionWebhookSecret, KindWebhook, id, nil)
	})
}

// SetWebhook pauses a webhook, lets it go on, or revokes it for good.
func (s *Service) SetWebhook(ctx context.Context, actor access.Actor, id, state string) error {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return err
	}
	if state != Active && state != Paused && state != Revoked {
		return fault.Wrong("state", "A webhook can be active, paused or revoked.")
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		h, err := findWebhook(tx, id)
		if err != nil {
			return false, err
		}
		if h.State == Revoked {
			return false, fault.Clash("The webhook is revoked for good. Enter it anew.")
		}
		return true, setState(tx, actor, ActionWebhookState, id, state)
	})
	return err
}

// setState changes a state; what was waiting for a webhook that is not told any more ends.
func setState(tx *db.Tx, actor access.Actor, action audit.Action, id, state string) error {
	if err := tx.Exec(`update webhook set state = $2 where id = $1`, id, state); err != nil {
		return err
	}
	if state != Active {
		err := tx.Exec(`update webhook_delivery set state = $2, next_at = null, trouble = $3 where webhook_id = $1 and state = 'pending'`, id, Failed, "the webhook is "+state)
		if err != nil {
			return err
		}
	}
	return audit.Record(tx, actor, action, KindWebhook, id, map[string]string{"state": state})
}

// PingWebhook sends an event that means nothing, so that an administrator sees whether it arrives.
func (s *Service) PingWebhook(ctx context.Context, actor access.Actor, id string) error {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		h, err := findWebhook(tx, id)
		if err != nil {
			return false, err
		}
		if h.State != Active {
			return false, fault.Clash("The webhook is %s. Let it go on first.", h.State)
		}
		return true, insertDelivery(tx, id, event{Kind: Ping, RecordKind: KindWebhook, RecordID: id, At: tx.Now()})
	})
	return err
}

// webhookRow is a webhook with its sealed secrets.
type webhookRow struct {
	Webhook
	Secret    string  `db:"secret"`
	OldSecret string  `db:"old_secret"`
	OldUntil  db.Time `db:"old_until"`
}

const webhookColumns = `select id, url, kinds, state, created_at, created_by`

func findWebhook(tx *db.Tx, id string) (webhookRow, error) {
	h, err := db.One[webhookRow](tx, webhookColumns+`, secret, old_secret, old_until from webhook where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return h, fault.Missing("webhook")
	}
	return h, err
}

// Webhooks lists all that were entered, those that work first.
func (s *Service) Webhooks(ctx context.Context, actor access.Actor) ([]Webhook, error) {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Webhook, error) {
		return db.All[Webhook](tx, webhookColumns+` from webhook order by case when state = 'revoked' then 1 else 0 end, created_at desc, id limit 200`)
	})
}

// Webhook returns one with its last deliveries.
func (s *Service) Webhook(ctx context.Context, actor access.Actor, id string) (Webhook, []Delivery, error) {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return Webhook{}, nil, err
	}
	var list []Delivery
	h, err := db.View(ctx, s.db, func(tx *db.Tx) (webhookRow, error) {
		h, err := findWebhook(tx, id)
		if err == nil {
			list, err = db.All[Delivery](tx, deliveryColumns+` where webhook_id = $1 order by id desc limit 50`, id)
		}
		return h, err
	})
	return h.Webhook, list, err
}
