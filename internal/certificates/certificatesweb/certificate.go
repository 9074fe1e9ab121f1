package certificatesweb

import (
	"bytes"
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/certificates"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/print"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// certificatePage is one certificate.
type certificatePage struct {
	certificates.Page
	Actor access.Actor
	Form  *web.Form
}

func (p certificatePage) at(part string) string { return "/certificates/" + p.Certificate.ID + part }

// mayEnd tells whether there is something to revoke, or not to issue.
func (p certificatePage) mayEnd() bool {
	return p.Actor.Can(certificates.RightRevoke, p.Completion.Object()) && (p.Certificate.State == certificates.Issued || p.Certificate.State == certificates.Prepared)
}

func (p certificatePage) endWords() string {
	if p.Certificate.State == certificates.Prepared {
		return "Do not issue"
	}
	return "Revoke"
}

func (p *Pages) load(c *web.Call) (certificatePage, error) {
	found, err := p.Certificates.Find(c.Context(), c.Actor, c.Path("certificate"))
	return certificatePage{Page: found, Actor: c.Actor, Form: c.Form()}, err
}

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Certificate " + page.Certificate.Reference(), Content: certificateView(page), Label: string(pageLabel(page.Completion))})
}

func (p *Pages) revokeForm(c *web.Call) error { return p.showRevoke(c, 200) }

func (p *Pages) showRevoke(c *web.Call, status int) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.endWords(), Content: revokeView(page), Status: status, Label: string(pageLabel(page.Completion))})
}

func (p *Pages) revoke(c *web.Call) error {
	form, id := c.Form(), c.Path("certificate")
	err := p.Certificates.Revoke(c.Context(), c.Actor, id, certificates.EndDraft{Reason: form.Text("reason"), Version: form.Int("version", "Version")})
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showRevoke(c, 422)
	}
	return c.See("/certificates/"+id, "The certificate no longer stands. Whoever looks it up is told so.")
}

// pdf prints a certificate that was issued, or a proof of one that waits for signatures.
func (p *Pages) pdf(c *web.Call) error {
	page, _, err := p.Certificates.Credential(c.Context(), c.Actor, c.Path("certificate"))
	if err != nil {
		return err
	}
	x := page.Certificate
	if x.State != certificates.Issued {
		return fault.Clash("The certificate stands at “%s”: only one that was issued is printed.", x.State.Words())
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	mechanism := words.Pack.Mechanism
	doc := print.Certificate{
		Head: print.Letterhead{Mechanism: mechanism.Name.Default, Created: x.IssuedAt.Time}, Heading: "Certificate of completion", Lead: "This is to certify that", Name: x.Name, Middle: middle(page.Completion.Kind),
		Title: x.Title, Facts: printed(x), Number: x.Reference(), Verify: page.VerifyURL, VerifyLead: "Check this certificate at", Demo: c.Site.Demo,
	}
	if len(mechanism.Letterhead) > 0 {
		doc.Head.Office = mechanism.Letterhead[0]
	}
	for _, s := range page.Signatures {
		doc.Signers = append(doc.Signers, print.Signer{Name: s.Name, Post: s.Post, On: "Signed on " + web.Day(s.At.Date())})
	}
	var out bytes.Buffer
	if err := print.WriteCertificate(&out, doc); err != nil {
		return err
	}
	return c.Send(fmt.Sprintf("certificate T %d-%d.pdf", x.Year, x.Serial), "application/pdf", out.Bytes(), true)
}

func middle(kind certificates.Kind) string {
	if kind == certificates.Secondment {
		return "has completed the secondment"
	}
	return "has completed the training"
}

// printed are the lines below the title of a certificate.
func printed(x certificates.Certificate) []string {
	facts := []string{span(x.From, x.To)}
	if x.Hours > 0 {
		facts[0] += ", " + hoursWords(x.Hours)
	}
	return append(facts, x.Criteria)
}

// credential is the signed credential as a file.
func (p *Pages) credential(c *web.Call) error {
	page, jwt, err := p.Certificates.Credential(c.Context(), c.Actor, c.Path("certificate"))
	if err != nil {
		return err
	}
	if page.Certificate.State != certificates.Issued {
		return fault.Clash("The certificate stands at “%s”: it has no credential.", page.Certificate.State.Words())
	}
	return c.Send(fmt.Sprintf("credential T %d-%d.jwt", page.Certificate.Year, page.Certificate.Serial), "application/vc+jwt", []byte(jwt), false)
}

// signPage is what somebody signs at once.
type signPage struct {
	Kind         certificates.Kind
	Record       string
	Form         *web.Form
	Rows         []certificates.Standing
	Certificates []ui.Option
}

func (p *Pages) signForm(c *web.Call) error { return p.showSign(c, 200, c.Form()) }

func (p *Pages) showSign(c *web.Call, status int, form *web.Form) error {
	page := signPage{Kind: certificates.Kind(c.Path("kind")), Record: c.Path("record"), Form: form}
	rows, _, err := p.Certificates.List(c.Context(), c.Actor, certificates.Filter{Kind: page.Kind, RecordID: page.Record, State: certificates.Prepared, Limit: 200})
	if err != nil {
		return err
	}
	page.Rows = rows
	for _, x := range rows {
		page.Certificates = append(page.Certificates, ui.Option{Value: x.Certificate.ID, Label: x.Name, Hint: x.Party + ", " + x.Certificate.Reference()})
		if !form.Values.Has("sent") {
			form.Values.Add("certificate", x.Certificate.ID)
		}
	}
	if c.Actor.Person != "" && !form.Values.Has("post") {
		held, err := p.post(c)
		if err != nil {
			return err
		}
		form.Values.Set("post", held)
	}
	return c.Show(web.View{Title: "Sign certificates", Content: signView(page), Status: status, Label: string(certificates.Strictest(rows))})
}

// post is the post that the signed-in person holds today, to stand under the name.
func (p *Pages) post(c *web.Call) (string, error) {
	held, err := p.People.Holdings(c.Context(), c.Actor, c.Actor.Person)
	if fault.IsForbidden(err) || fault.IsNotFound(err) {
		return "", nil
	}
	today := db.At(c.Site.Now()).Date()
	for _, h := range held {
		if h.From <= today && (h.To == "" || h.To >= today) {
			return strings.TrimSuffix(h.Post+", "+cmp.Or(h.Party, h.Body), ", "), err
		}
	}
	return "", err
}

func (p *Pages) sign(c *web.Call) error {
	form := c.Form()
	n, err := p.Certificates.Sign(c.Context(), c.Actor, certificates.SignDraft{Certificates: form.Texts("certificate"), Post: form.Text("post")})
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showSign(c, 422, form)
	}
	words := "Your signature is kept. The certificates wait for the next one."
	if n > 0 {
		words = count(n, "certificate is", "certificates are") + " issued. Each holder with an e-mail address gets a mail."
	}
	return c.See(web.Address("/certificates", "kind", c.Path("kind"), "record", c.Path("record")), words)
}

// minePage are the certificates of whoever reads.
type minePage struct {
	List []certificates.Certificate
	Base string // before the id of a certificate, in the addresses of its files
	Link bool
	URL  func(code string) string
}

func (p *Pages) mine(c *web.Call) error {
	return p.showMine(c, c.Actor.Person, "/me/certificates/", false)
}

func (p *Pages) showMine(c *web.Call, person, base string, link bool) error {
	list, err := p.Certificates.Mine(c.Context(), c.Actor, person)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "My certificates", Content: mineView(minePage{List: list, Base: base, Link: link, URL: p.Certificates.VerifyURL}), Label: "TLP:AMBER", NoIndex: true, Public: link})
}

// follow acts as the bearer of a link to a certificate.
func (p *Pages) follow(c *web.Call) error {
	actor, _, err := p.Accounts.Follow(c.Context(), c.Path("token"), accounts.PurposeCertificate)
	if err == nil {
		c.Actor = actor
	}
	return err
}

func (p *Pages) held(c *web.Call) error {
	if err := p.follow(c); err != nil {
		return err
	}
	return p.showMine(c, c.Actor.Person, "/t/"+c.Path("token")+"/", true)
}

func (p *Pages) heldPDF(c *web.Call) error {
	if err := p.follow(c); err != nil {
		return err
	}
	return p.pdf(c)
}

func (p *Pages) heldCredential(c *web.Call) error {
	if err := p.follow(c); err != nil {
		return err
	}
	return p.credential(c)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
