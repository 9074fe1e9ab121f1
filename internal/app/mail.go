package app

import (
	"context"
	"fmt"
	"path/filepath"

	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/mail"
	"counterpart/internal/mail/mailbox"
	"counterpart/internal/signins"
)

// openMail makes the sender. A demonstration without a mail server catches its mail itself, over a real
// SMTP connection, and shows it at /demo/mailbox.
func (a *App) openMail() error {
	cfg := a.Config.Mail
	if a.demo && cfg.Host == "" {
		box, err := mailbox.Open(filepath.Join(a.Config.Data, "mailbox"))
		if err != nil {
			return err
		}
		if a.Config.Work {
			if err := box.Start(); err != nil {
				return err
			}
		}
		a.Mailbox, cfg = box, box.Config()
	}
	var err error
	a.sender, err = mail.New(cfg)
	return err
}

// sendLinkMail sends the mail with a sign-in link. It does not go through the outbox: the link works for half an hour, so
// a mail that comes later is of no use, and nobody looks for it in a register.
func (a *App) sendLinkMail(ctx context.Context, args signins.LinkMail) error {
	account, link, err := a.Signins.NewLink(ctx, args.Email)
	if err != nil || link == "" {
		return err
	}
	mechanism, err := a.Vocabulary.Mechanism(ctx)
	if err != nil {
		return err
	}
	return a.sendOwn(ctx, args.ID, account, "Your sign-in link", fmt.Sprintf(
		"Sign in to %s with this link. It works once, for thirty minutes:\n\n%s\n\nIf you did not ask for it, you can ignore this mail.", mechanism.Name.Default, link))
}

// sendOwn sends a mail about the account itself to its owner.
func (a *App) sendOwn(ctx context.Context, id string, account accounts.Account, subject, body string) error {
	mechanism, err := a.Vocabulary.Mechanism(ctx)
	if err != nil {
		return err
	}
	err = a.sender.Send(ctx, mail.Message{
		ID: id + "@counterpart", FromName: mechanism.Email.FromName, FromAddress: mechanism.Email.FromAddress, ReplyTo: mechanism.Email.ReplyTo,
		ToName: account.Name, ToAddress: account.Email, Subject: subject, At: db.At(a.Config.Clock()).Time, Body: body,
	})
	if mail.IsPermanent(err) {
		a.Config.Log.Error("mail about an account refused", "account", account.ID, "error", err)
		return nil
	}
	return err
}
