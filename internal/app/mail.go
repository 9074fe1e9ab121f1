package app

import (
	"context"
	"fmt"
	"path/filepath"

	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/mail"
	"counterpart/internal/mail/mailbox"
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

// sendSignInMail sends the mail with a sign-in link. It does not go through the outbox: the link works for
// half an hour, so a mail that comes later is of no use, and nobody looks for it in a register.
func (a *App) sendSignInMail(ctx context.Context, args accounts.SignInMail) error {
	name, address, err := a.Accounts.Address(ctx, args.AccountID)
	if err != nil {
		return err
	}
	mechanism, err := a.Vocabulary.Mechanism(ctx)
	if err != nil {
		return err
	}
	err = a.sender.Send(ctx, mail.Message{
		ID: args.LinkID + "@counterpart", FromName: mechanism.Email.FromName, FromAddress: mechanism.Email.FromAddress, ReplyTo: mechanism.Email.ReplyTo,
		ToName: name, ToAddress: address, Subject: "Your sign-in link", At: db.At(a.Config.Clock()).Time,
		Body: fmt.Sprintf("Sign in to %s with this link. It works once, for thirty minutes:\n\n%s\n\nIf you did not ask for it, you can ignore this mail.",
			mechanism.Name.Default, a.Accounts.LinkURL(args.LinkID, accounts.PurposeSignIn)),
	})
	if mail.IsPermanent(err) {
		a.Config.Log.Error("sign-in mail refused", "account", args.AccountID, "error", err)
		return nil
	}
	return err
}
