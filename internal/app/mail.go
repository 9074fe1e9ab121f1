package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"

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

// noticeWords say what happened to an account's means of signing in.
var noticeWords = map[string]string{
	signins.MeansPassword: "A password was set.", signins.MeansNoPassword: "The password was removed.",
	signins.MeansAuthenticator: "An authenticator app was set up.", signins.MeansNoAuthenticator: "The authenticator app was removed.",
	signins.MeansCodes: "New recovery codes were made.", signins.MeansCodeUsed: "A recovery code was used to sign in or to prove who you are.",
	signins.MeansPasskey: "A passkey was added.", signins.MeansNoPasskey: "A passkey was removed.",
	signins.MeansRecovered: "All your ways to sign in were removed, because you or someone for you asked to recover the account.",
}

// sendNoticeMail tells the owner of an account what happened to its means of signing in.
func (a *App) sendNoticeMail(ctx context.Context, args signins.NoticeMail) error {
	return a.sendAbout(ctx, args.ID, args.AccountID, "A change to how you sign in", noticeWords[args.What]+
		"\n\nWas it you? Then there is nothing to do. If not, tell the secretariat at once.")
}

func (a *App) sendProofMail(ctx context.Context, args signins.ProofMail) error {
	return a.sendAbout(ctx, args.LinkID, args.AccountID, "Your code", fmt.Sprintf(
		"The code by which you show that it is you:\n\n%s\n\nIt works once, for ten minutes. Give it to nobody. If you did not ask for it, somebody else uses your session: "+
			"end it, and tell the secretariat.", a.Signins.ProofCode(args.LinkID)))
}

func (a *App) sendRecoveryMail(ctx context.Context, args signins.RecoveryMail) error {
	return a.sendAbout(ctx, args.LinkID, args.AccountID, "Set up how you sign in", fmt.Sprintf(
		"Two administrators have agreed that you begin anew. This link lets you in once, within 24 hours, to set up how you sign in:\n\n%s\n\n"+
			"If you did not ask for it, do not use it and tell the secretariat at once.", a.Accounts.LinkURL(args.LinkID, accounts.PurposeRecover)))
}

func (a *App) sendAbout(ctx context.Context, id, accountID, subject, body string) error {
	name, address, err := a.Accounts.Address(ctx, accountID)
	if err != nil {
		return err
	}
	return a.sendOwn(ctx, id, accounts.Account{ID: accountID, Name: name, Email: address}, subject, body)
}

// sweepSignins removes what has run out.
func (a *App) sweepSignins(ctx context.Context, _ signins.SweepArgs) error {
	return errors.Join(a.Accounts.Sweep(ctx), a.Signins.Sweep(ctx))
}

// near are the mechanism's own words, which a password must not be made of.
func (a *App) near(ctx context.Context) []string {
	m := a.mechanism(ctx)
	return strings.FieldsFunc(m.Name+" "+m.Short+" counterpart", func(r rune) bool { return !unicode.IsLetter(r) })
}
