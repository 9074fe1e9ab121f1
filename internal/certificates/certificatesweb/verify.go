package certificatesweb

import (
	"encoding/json"

	"counterpart/internal/certificates"
	"counterpart/internal/fault"
	"counterpart/internal/web"
)

// verifyPage is what anybody learns of a certificate.
type verifyPage struct {
	Verdict certificates.Verdict
	Form    *web.Form
	Asked   bool // whether it belongs to somebody
	Yes     bool
	Code    string // that was looked for and is not known
}

func (p *Pages) verifyForm(c *web.Call) error {
	form := c.Form()
	if code := form.Text("code"); code != "" {
		v, err := p.Certificates.Verify(c.Context(), code)
		if err == nil {
			return c.See("/verify/"+v.Code, "")
		}
		if !fault.IsNotFound(err) {
			return err
		}
		return p.showVerify(c, 404, verifyPage{Form: form, Code: code})
	}
	return p.showVerify(c, 200, verifyPage{Form: form})
}

func (p *Pages) showVerify(c *web.Call, status int, page verifyPage) error {
	title := "Verify a certificate"
	if page.Verdict.Code != "" {
		title = "Certificate " + page.Verdict.Reference
	}
	return c.Show(web.View{Title: title, Content: verifyView(page), Status: status, Public: true, NoIndex: page.Verdict.Code != "", Label: "TLP:CLEAR"})
}

func (p *Pages) verify(c *web.Call) error {
	v, err := p.Certificates.Verify(c.Context(), c.Path("code"))
	if fault.IsNotFound(err) {
		return p.showVerify(c, 404, verifyPage{Form: c.Form(), Code: c.Path("code")})
	}
	if err != nil {
		return err
	}
	return p.showVerify(c, 200, verifyPage{Verdict: v, Form: c.Form()})
}

func (p *Pages) belongs(c *web.Call) error {
	form := c.Form()
	v, yes, err := p.Certificates.Belongs(c.Context(), c.Path("code"), form.Text("identity"))
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		if v, err = p.Certificates.Verify(c.Context(), c.Path("code")); err != nil {
			return err
		}
		return p.showVerify(c, 422, verifyPage{Verdict: v, Form: form})
	}
	return p.showVerify(c, 200, verifyPage{Verdict: v, Form: form, Asked: true, Yes: yes})
}

func (p *Pages) verifyCredential(c *web.Call) error {
	form := c.Form()
	v, err := p.Certificates.VerifyCredential(c.Context(), form.Text("credential"))
	if err != nil {
		if fault.IsNotFound(err) {
			err = fault.Wrong("credential", "The signature is right, but the certificate is not in the register.")
		}
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showVerify(c, 422, verifyPage{Form: form})
	}
	return p.showVerify(c, 200, verifyPage{Verdict: v, Form: form})
}

// published answers with JSON for programs.
func published(c *web.Call, media string, body any, err error) error {
	if err != nil {
		return err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	c.W.Header().Set("Access-Control-Allow-Origin", "*") // a wallet may read it; it is the same for everybody
	c.W.Header().Set("Content-Type", media)
	_, err = c.W.Write(raw)
	return err
}

func (p *Pages) issuer(c *web.Call) error {
	found, err := p.Certificates.Issuer(c.Context())
	return published(c, "application/json", found, err)
}

func (p *Pages) keySet(c *web.Call) error {
	found, err := p.Certificates.PublicKeys(c.Context())
	return published(c, "application/jwk-set+json", found, err)
}

func (p *Pages) publicKey(c *web.Call) error {
	found, err := p.Certificates.PublicKey(c.Context(), c.Path("key"))
	return published(c, "application/jwk+json", found, err)
}

func (p *Pages) revoked(c *web.Call) error {
	found, err := p.Certificates.RevokedList(c.Context())
	return published(c, "application/json", found, err)
}

// keysPage are the keys that sign.
type keysPage struct {
	List []certificates.Key
}

func (p *Pages) keys(c *web.Call) error {
	list, err := p.Certificates.Keys(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Signing keys", Content: keysView(keysPage{list})})
}

func (p *Pages) rotate(c *web.Call) error {
	if err := p.Certificates.RotateKey(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.See("/certificates/keys", "A new key signs from now on. What the old one signed stands.")
}

// distrustPage asks why a key is no longer trusted.
type distrustPage struct {
	Key  string
	Form *web.Form
}

func (p *Pages) distrustForm(c *web.Call) error { return p.showDistrust(c, 200) }

func (p *Pages) showDistrust(c *web.Call, status int) error {
	list, err := p.Certificates.Keys(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, k := range list {
		if k.ID == c.Path("key") {
			return c.Show(web.View{Title: "Trust a key no longer", Content: distrustView(distrustPage{k.ID, c.Form()}), Status: status})
		}
	}
	return fault.Missing("key")
}

func (p *Pages) distrust(c *web.Call) error {
	form := c.Form()
	if err := p.Certificates.DistrustKey(c.Context(), c.Actor, c.Path("key"), form.Text("reason")); err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showDistrust(c, 422)
	}
	return c.See("/certificates/keys", "The key is no longer published. What it signed is being signed again.")
}
