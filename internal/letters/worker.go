package letters

import (
	"context"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/mail"
	"counterpart/internal/vocabulary"
)

// lease is how long a try may take. A message that has been sending for longer was left by a process that died.
const lease = 2 * time.Minute

// pauses are the waits after the first, second … try that failed and may pass. After the last one the message has failed.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour}

// Worker sends the messages of the outbox.
type Worker struct {
	DB     *db.DB
	Sender *mail.Sender
	// LinkURL gives the address of a personal link, at the moment of sending.
	LinkURL func(linkID, purpose string) string
}

// Handle takes the jobs of the outbox.
func (w *Worker) Handle(workers *jobs.Workers) {
	jobs.Handle(workers, w.Work)
	jobs.Handle(workers, w.Sweep)
}

// SweepArgs is the job that looks for messages whose own job was lost.
type SweepArgs struct{}

// Kind names the job for good.
func (SweepArgs) Kind() string { return "letters.sweep" }

const (
	// SweepEvery is how often the sweep runs, beside once at the start of the program.
	SweepEvery = 5 * time.Minute
	// sweepAfter is how long a message may be overdue before the sweep takes it; its own job comes first.
	sweepAfter = 3 * time.Minute
	sweepMost  = 100
)

// Sweep delivers the messages that are overdue: left by a process that died in the middle of a try, or whose job came to an end
// without them.
func (w *Worker) Sweep(ctx context.Context, _ SweepArgs) error {
	ids, err := db.View(ctx, w.DB, func(tx *db.Tx) ([]string, error) {
		return overdue(tx, db.At(tx.Now().Add(-sweepAfter)), db.At(tx.Now().Add(-lease)))
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if ctx.Err() != nil {
			return nil // the next sweep goes on
		}
		if _, err := w.Deliver(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// Work is one run of the job of a message.
func (w *Worker) Work(ctx context.Context, args SendArgs) error {
	again, err := w.Deliver(ctx, args.Message)
	if err == nil && again > 0 {
		return jobs.Again(again)
	}
	return err
}

// claimed is a message that this worker, and no other, is to send now.
type claimed struct {
	Message Message
	Mail    mail.Message
	Wait    time.Duration // nothing to send yet: come again after this time
	Done    bool          // nothing to send any more
}

// Deliver sends a message if it is due and notes what became of it. It returns after what time to come again, 0 when the
// message needs no more work.
//
// The note "sending" is committed before the server hears of the message. Whoever dies between the server's
// acceptance and the note "sent" leaves it so, and it is sent again, with the same Message-ID, after the lease: a second
// copy can be told by the receiver, a lost one by nobody.
func (w *Worker) Deliver(ctx context.Context, id string) (again time.Duration, err error) {
	c, err := db.Change(ctx, w.DB, func(tx *db.Tx) (claimed, error) { return claim(tx, id) })
	if fault.IsNotFound(err) {
		return 0, nil
	}
	if err != nil || c.Done || c.Wait > 0 {
		return c.Wait, err
	}
	c.Mail.Subject, c.Mail.Body = c.Message.labelled(c.Message.Subject, c.Message.withLinks(w.LinkURL))
	sendErr := w.Sender.Send(ctx, c.Mail)
	// A stop of the program must not come between the server's acceptance and our note of it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return db.Change(ctx, w.DB, func(tx *db.Tx) (time.Duration, error) { return note(tx, c.Message, sendErr) })
}

func claim(tx *db.Tx, id string) (claimed, error) {
	m, err := findMessage(tx, id)
	if err != nil {
		return claimed{}, err
	}
	now := tx.Now()
	switch {
	case m.State == Sent || m.State == Failed:
		return claimed{Done: true}, nil
	case m.State == Queued && m.NextAt.After(now.Time):
		return claimed{Wait: m.NextAt.Sub(now.Time)}, nil
	case m.State == Sending && m.TriedAt.Add(lease).After(now.Time):
		return claimed{Wait: m.TriedAt.Add(lease).Sub(now.Time)}, nil
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return claimed{}, err
	}
	email, tag := words.Pack.Mechanism.Email, m.Language
	if tag == "" {
		tag = firstLanguage(words.Pack)
	}
	m.Tries++
	if err := tx.Exec(`update message set state = $2, tries = $3, tried_at = $4, next_at = null where id = $1`, id, Sending, m.Tries, now); err != nil {
		return claimed{}, err
	}
	return claimed{Message: m, Mail: mail.Message{
		ID: m.HeaderID, FromName: email.FromName, FromAddress: email.FromAddress, ReplyTo: email.ReplyTo,
		ToName: m.ToName, ToAddress: m.ToAddress, Language: tag, At: m.QueuedAt.Time,
	}}, nil
}

// note writes down what became of a try. A worker that outlived its lease still notes that the server took the message,
// but leaves a failure to whoever holds the message now.
func note(tx *db.Tx, m Message, sendErr error) (time.Duration, error) {
	if sendErr == nil {
		return 0, tx.Exec(`update message set state = $2, sent_at = $3, last_error = '', next_at = null where id = $1 and state <> $2`, m.ID, Sent, tx.Now())
	}
	state, pause := Failed, time.Duration(0)
	if !mail.IsPermanent(sendErr) && m.Tries <= len(pauses) {
		state, pause = Queued, pauses[m.Tries-1]
	}
	var next db.Time
	if pause > 0 {
		next = db.At(tx.Now().Add(pause))
	}
	words := sendErr.Error()
	if len(words) > 500 {
		words = shortenTo(words, 500)
	}
	n, err := tx.Affect(`update message set state = $4, last_error = $5, next_at = $6 where id = $1 and state = $2 and tries = $3`,
		m.ID, Sending, m.Tries, state, words, next)
	if n == 0 {
		pause = 0
	}
	return pause, err
}

func shortenTo(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}
