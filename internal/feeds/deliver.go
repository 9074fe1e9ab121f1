package feeds

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/outside"
)

// The states of a delivery.
const (
	Pending   = "pending"
	Delivered = "delivered"
	Failed    = "failed"
)

// Delivery is one event on its way to one webhook.
type Delivery struct {
	ID         string       `db:"id" json:"id"`
	WebhookID  string       `db:"webhook_id" json:"-"`
	Kind       audit.Action `db:"kind" json:"kind"`
	RecordKind string       `db:"record_kind" json:"record_kind"`
	RecordID   string       `db:"record_id" json:"record_id"`
	HappenedAt db.Time      `db:"happened_at" json:"happened_at"`
	State      string       `db:"state" json:"state" enum:"pending,delivered,failed"`
	Tries      int          `db:"tries" json:"tries"`
	Status     int          `db:"status" json:"status" doc:"Of the last answer; 0 for none"`
	Trouble    string       `db:"trouble" json:"trouble,omitempty"`
	NextAt     db.Time      `db:"next_at" json:"next_at"`
	TriedAt    db.Time      `db:"tried_at" json:"tried_at"`
}

const deliveryColumns = `select id, webhook_id, kind, record_kind, record_id, happened_at, state, tries, status, trouble, next_at, tried_at from webhook_delivery`

// event is an entry of the history as webhooks are told of it.
type event struct {
	Seq        int64        `db:"seq"`
	Kind       audit.Action `db:"action"`
	RecordKind string       `db:"record_kind"`
	RecordID   string       `db:"record_id"`
	At         db.Time      `db:"at"`
}

const (
	answerBytes = 16 << 10
	// gatherMost and deliverMost bound one run of the job; lease is how long a try may take before another worker tries.
	gatherMost  = 500
	deliverMost = 50
	lease       = time.Minute
	// runFor is how long one run goes on to begin deliveries.
	runFor = 45 * time.Second
)

// pauses are the waits after the first, second … try that failed. After the last one the delivery has failed.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// DeliverArgs is the job that tells webhooks what happened.
type DeliverArgs struct{}

// Kind names the job.
func (DeliverArgs) Kind() string { return "feeds.deliver" }

// DeliverEvery is how often it runs.
const DeliverEvery = 15 * time.Second

// Deliver gathers what happened since the last run and sends what is due.
func (s *Service) Deliver(ctx context.Context) error {
	for {
		n, err := db.Change(ctx, s.db, gather)
		if err != nil {
			return err
		}
		if n < gatherMost {
			break
		}
	}
	short, cancel := context.WithTimeout(ctx, runFor)
	defer cancel()
	due, err := db.View(ctx, s.db, func(tx *db.Tx) ([]string, error) {
		return db.All[string](tx, `select id from webhook_delivery where state = 'pending' and next_at <= $1 order by next_at, id limit $2`, tx.Now(), deliverMost)
	})
	if err != nil {
		return err
	}
	for _, id := range due {
		if short.Err() != nil {
			return ctx.Err() // the next run goes on
		}
		if err := s.deliver(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// startCursor begins to read the history at its end, so that a first webhook is not told of years.
func startCursor(tx *db.Tx) error {
	return tx.Exec(`insert into webhook_cursor (one, seq) select 1, coalesce(max(seq), 0) from audit where true on conflict (one) do nothing`)
}

// gather makes a delivery of each new entry for each webhook that asked for its kind. It returns how many entries it read.
func gather(tx *db.Tx) (int, error) {
	from, err := db.One[int64](tx, `select seq from webhook_cursor where one = 1`)
	if errors.Is(err, db.ErrNone) {
		return 0, nil // there was never a webhook
	}
	if err != nil {
		return 0, err
	}
	events, err := db.All[event](tx, `select seq, action, record_kind, record_id, at from audit where seq > $1 order by seq limit $2`, from, gatherMost)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	hooks, err := db.All[Webhook](tx, webhookColumns+` from webhook where state = 'active'`)
	if err != nil {
		return 0, err
	}
	for _, e := range events {
		for _, h := range hooks {
			if slices.Contains(h.Kinds, e.Kind) && !e.At.Before(h.CreatedAt.Time) {
				if err := insertDelivery(tx, h.ID, e); err != nil {
					return 0, err
				}
			}
		}
	}
	return len(events), tx.Exec(`update webhook_cursor set seq = $1 where one = 1`, events[len(events)-1].Seq)
}

func insertDelivery(tx *db.Tx, webhookID string, e event) error {
	return tx.Exec(`insert into webhook_delivery (id, webhook_id, kind, record_kind, record_id, happened_at, state, tries, status, trouble, next_at)
		values ($1, $2, $3, $4, $5, $6, 'pending', 0, 0, '', $7)`, tx.NewID(), webhookID, e.Kind, e.RecordKind, e.RecordID, e.At, tx.Now())
}

// claimed is a delivery that this worker, and no other, tries now.
type claimed struct {
	Delivery
	hook    webhookRow
	secrets []string
}

// deliver makes one try.
func (s *Service) deliver(ctx context.Context, id string) error {
	c, err := db.Change(ctx, s.db, func(tx *db.Tx) (*claimed, error) { return s.claim(tx, id) })
	if err != nil || c == nil {
		return err
	}
	status, err := s.send(ctx, c)
	_, err = db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, c.settle(tx, status, err) })
	return err
}

func (s *Service) claim(tx *db.Tx, id string) (*claimed, error) {
	n, err := tx.Affect(`update webhook_delivery set tries = tries + 1, tried_at = $2, next_at = $3 where id = $1 and state = 'pending' and next_at <= $2`,
		id, tx.Now(), db.At(tx.Now().Add(lease)))
	if err != nil || n == 0 {
		return nil, err
	}
	c := &claimed{}
	if c.Delivery, err = db.One[Delivery](tx, deliveryColumns+` where id = $1`, id); err != nil {
		return nil, err
	}
	if c.hook, err = findWebhook(tx, c.WebhookID); err != nil {
		return nil, err
	}
	secret, err := s.opts.Vault.Open("webhook", "secret", c.hook.ID, c.hook.Secret)
	if err != nil {
		return nil, err
	}
	c.secrets = []string{secret}
	if c.hook.OldSecret != "" && tx.Now().Before(c.hook.OldUntil.Time) {
		old, err := s.opts.Vault.Open("webhook", "old_secret", c.hook.ID, c.hook.OldSecret)
		if err != nil {
			return nil, err
		}
		c.secrets = append(c.secrets, old)
	}
	return c, nil
}

// Message is the body that a webhook receives: ids only, never a name.
type Message struct {
	ID         string  `json:"id" doc:"The same at each try: keep it, so that an event counts once"`
	Kind       string  `json:"kind"`
	HappenedAt db.Time `json:"happened_at"`
	Record     struct {
		Kind string `json:"kind"`
		ID   string `json:"id"`
	} `json:"record"`
	Link string `json:"link,omitempty"`
}

// links lead to the page of a record, for who may see it.
var links = map[string]string{"activity": "/activities/", "nomination": "/nominations/", KindWebhook: "/webhooks/"}

func (s *Service) send(ctx context.Context, c *claimed) (status int, err error) {
	m := Message{ID: c.ID, Kind: string(c.Kind), HappenedAt: c.HappenedAt}
	m.Record.Kind, m.Record.ID = c.RecordKind, c.RecordID
	if at := links[c.RecordKind]; at != "" {
		m.Link = s.opts.BaseURL + at + c.RecordID
	}
	body, err := json.Marshal(m)
	if err != nil {
		return 0, fmt.Errorf("webhook: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.hook.URL, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("webhook: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Counterpart-Webhook/1")
	req.Header.Set("Counterpart-Event", string(c.Kind))
	req.Header.Set("Counterpart-Delivery", c.ID)
	req.Header.Set("Counterpart-Signature", Sign(s.db.Clock(), body, c.secrets...))
	res, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// Sign is the header by which a receiver knows who sent a body and when: "t=SECONDS,v1=HMAC", one v1 for each secret.
// What is signed is the seconds, a point and the body, by HMAC-SHA256 with the whole secret as key.
func Sign(at time.Time, body []byte, secrets ...string) string {
	seconds := strconv.FormatInt(at.Unix(), 10)
	out := "t=" + seconds
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(seconds + "."))
		mac.Write(body)
		out += ",v1=" + hex.EncodeToString(mac.Sum(nil))
	}
	return out
}

// settle keeps how the try ended.
func (c *claimed) settle(tx *db.Tx, status int, failure error) error {
	state, trouble, next := Pending, "", db.Time{}
	switch {
	case failure == nil && status >= 200 && status < 300:
		state = Delivered
	case status == http.StatusGone:
		state, trouble = Failed, "the address answers that it is gone"
	case c.Tries > len(pauses):
		state, trouble = Failed, words(status, failure)
	default:
		trouble, next = words(status, failure), db.At(tx.Now().Add(pauses[c.Tries-1]))
	}
	err := tx.Exec(`update webhook_delivery set state = $2, status = $3, trouble = $4, next_at = $5 where id = $1 and state = 'pending'`, c.ID, state, status, trouble, next)
	if err != nil || status != http.StatusGone || c.hook.State != Active {
		return err
	}
	return setState(tx, access.System("webhook"), ActionWebhookStopped, c.WebhookID, Gone)
}

// words say why a try failed, without what the other side wrote.
func words(status int, failure error) string {
	switch {
	case errors.Is(failure, outside.ErrInside):
		return "the address leads into the own network and was not called"
	case errors.Is(failure, outside.ErrTooLong):
		return "the answer was too long"
	case errors.Is(failure, context.DeadlineExceeded):
		return "no answer in time"
	case failure != nil:
		return "no connection or no trusted certificate"
	default:
		return "answered " + strconv.Itoa(status)
	}
}
