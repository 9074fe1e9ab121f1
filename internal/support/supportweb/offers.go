package supportweb

import (
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/support"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// offersPage is what the list of offers shows.
type offersPage struct {
	Actor   access.Actor
	Form    *web.Form
	Rows    []support.Offer
	Next    string
	Words   *vocabulary.Words
	Parties []ui.Option
	Today   db.Date
}

func (p *Pages) offers(c *web.Call) error {
	ctx, form := c.Context(), c.Form()
	if !c.Actor.SignedIn() {
		return c.See("/support", "")
	}
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	page := offersPage{Actor: c.Actor, Form: form, Today: db.At(c.Site.Now()).Date()}
	rows, next, err := p.Support.Offers(ctx, c.Actor, support.OfferFilter{
		Query: form.Text("q"), Subject: form.Text("subject"), Help: form.Text("help"), All: form.Text("show") == showAll, After: after, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	page.Rows = rows
	if next != nil {
		page.Next = web.Address("/offers", "q", form.Text("q"), "subject", form.Text("subject"), "help", form.Text("help"), "show", form.Text("show"), "after", web.EncodeKey(next...))
	}
	if page.Words, err = p.Vocabulary.Words(ctx); err != nil {
		return err
	}
	tlp := label.Green
	for _, o := range rows {
		tlp = label.Strictest(tlp, o.Label)
	}
	return c.Show(web.View{Title: "Offers of support", Content: offersView(page), Label: string(tlp)})
}

// offerPage is one offer.
type offerPage struct {
	support.OfferPage
	Actor access.Actor
	Words *vocabulary.Words
}

func (p *Pages) offer(c *web.Call) error {
	found, err := p.Support.FindOffer(c.Context(), c.Actor, c.Path("offer"))
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: found.Offer.Title, Content: offerView(offerPage{found, c.Actor, words}), Label: string(found.Offer.Label), Public: !c.Actor.SignedIn()})
}

// offerFormPage is the form of an offer, new or known.
type offerFormPage struct {
	Title, Action, Back string
	Form                *web.Form
	Words               *vocabulary.Words
	Parties             []ui.Option
	Regions             []ui.Option
	Posts               []ui.Option
	Request             string // that it answers, in words
	New                 bool
}

func (p *Pages) offerForm(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"label": string(support.DefaultLabel(words, support.KindOffer)), "valid_from": string(db.At(c.Site.Now()).Date()), "party_id": c.Query("party"), "request_id": c.Query("request"),
	})
	if id := c.Query("request"); id != "" {
		found, err := p.Support.Find(c.Context(), c.Actor, id)
		if err != nil {
			return err
		}
		form.Values.Set("subject", found.Request.Subject)
		form.Values.Set("help", found.Request.Help)
		if len(found.Parties) == 1 {
			form.Values.Set("party_id", found.Parties[0])
		}
	}
	return p.showOffer(c, 200, newOffer(form))
}

func newOffer(form *web.Form) offerFormPage {
	page := offerFormPage{Title: "Offer support", Action: "/offers", Back: "/offers", Form: form, New: true}
	if id := form.Text("request_id"); id != "" {
		page.Back = "/requests/" + id
	}
	return page
}

func (p *Pages) showOffer(c *web.Call, status int, page offerFormPage) error {
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	if page.Regions, err = p.regionOptions(c); err != nil {
		return err
	}
	if page.New {
		if page.Parties, err = p.askingParties(c); err != nil {
			return err
		}
		if len(page.Parties) == 1 {
			page.Form.Values.Set("party_id", page.Parties[0].Value)
		}
		if id := page.Form.Text("request_id"); id != "" {
			found, err := p.Support.Find(c.Context(), c.Actor, id)
			if err != nil {
				return err
			}
			page.Request = found.Reference + ": " + found.Request.Title
		}
	}
	if id := page.Form.Text("party_id"); id != "" {
		posts, err := p.Parties.Posts(c.Context(), c.Actor, id)
		if err != nil {
			return err
		}
		for _, o := range posts {
			page.Posts = append(page.Posts, ui.Option{Value: o.ID, Label: o.Title})
		}
	}
	return c.Show(web.View{Title: page.Title, Content: offerFormView(page), Status: status, Label: string(label.Green)})
}

func readOffer(f *web.Form) support.OfferDraft {
	return support.OfferDraft{
		PartyID: f.Text("party_id"), RequestID: f.Text("request_id"), Subject: f.Text("subject"), Title: f.Text("title"), Body: f.Text("body"), Help: f.Text("help"),
		Languages: tags(f.Text("languages")), ToKinds: f.Texts("to_kinds"), ToRegions: f.Texts("to_regions"), Limits: f.Text("limits"), ValidFrom: f.Date("valid_from", "Valid from"),
		ValidUntil: f.Date("valid_until", "Valid until"), PostID: f.Text("post_id"), Contact: f.Text("contact"), Label: label.TLP(f.Text("label")), LabelReason: f.Text("label_reason"),
	}
}

func (p *Pages) addOffer(c *web.Call) error {
	form := c.Form()
	d := readOffer(form)
	again := func(status int) error { return p.showOffer(c, status, newOffer(form)) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	id, err := p.Support.AddOffer(c.Context(), c.Actor, d)
	if err != nil {
		return after(form, err, again)
	}
	return c.See("/offers/"+id, "The offer is entered.")
}

func (p *Pages) changeOfferForm(c *web.Call) error {
	found, err := p.Support.FindOffer(c.Context(), c.Actor, c.Path("offer"))
	if err != nil {
		return err
	}
	o := found.Offer
	if err := c.Actor.Require(support.RightAsk, o.Object()); err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"party_id": o.PartyID, "subject": o.Subject, "title": o.Title, "body": o.Body, "help": o.Help, "languages": strings.Join(o.Languages, " "), "limits": o.Limits,
		"valid_from": string(o.ValidFrom), "valid_until": string(o.ValidUntil), "post_id": o.PostID, "contact": o.Contact, "label": string(o.Label), "version": strconv.Itoa(o.Version),
	})
	form.Values["to_kinds"], form.Values["to_regions"] = o.ToKinds, o.Regions()
	return p.showOffer(c, 200, knownOffer(o.ID, form))
}

func knownOffer(id string, form *web.Form) offerFormPage {
	return offerFormPage{Title: "Change the offer", Action: "/offers/" + id, Back: "/offers/" + id, Form: form}
}

func (p *Pages) changeOffer(c *web.Call) error {
	form, id := c.Form(), c.Path("offer")
	d, version := readOffer(form), form.Int("version", "Version")
	again := func(status int) error { return p.showOffer(c, status, knownOffer(id, form)) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err := p.Support.ChangeOffer(c.Context(), c.Actor, id, version, d)
	if err == nil {
		return c.See("/offers/"+id, "The change is kept.")
	}
	if found, findErr := p.Support.FindOffer(c.Context(), c.Actor, id); findErr == nil && form.Overtaken(err, found.Offer.Version) {
		return again(409)
	}
	return after(form, err, again)
}

func (p *Pages) withdrawOffer(c *web.Call) error {
	if err := p.Support.WithdrawOffer(c.Context(), c.Actor, c.Path("offer")); err != nil {
		return err
	}
	return c.See("/offers/"+c.Path("offer"), "The offer is withdrawn. It stays in the register.")
}

// ownPage is what concerns a focal point's parties.
type ownPage struct {
	support.Own
	Actor access.Actor
	Words *vocabulary.Words
	Today db.Date
}

func (p *Pages) own(c *web.Call) error {
	if len(c.Actor.Parties(access.FocalPoint)) == 0 {
		return c.See("/requests", "")
	}
	found, err := p.Support.Mine(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	tlp := label.Amber
	for _, r := range append(found.Asked, found.Received...) {
		tlp = label.Strictest(tlp, r.Label)
	}
	return c.Show(web.View{Title: "Our requests and offers", Content: ownView(ownPage{found, c.Actor, words, db.At(c.Site.Now()).Date()}), Label: string(tlp)})
}

// publicPage is what everybody may read.
type publicPage struct {
	Summaries []support.Summary
	Offers    []support.Offer
	Words     *vocabulary.Words
}

func (p *Pages) public(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	page := publicPage{Words: words}
	if page.Summaries, err = p.Support.Summaries(c.Context()); err != nil {
		return err
	}
	if page.Offers, _, err = p.Support.Offers(c.Context(), p.Accounts.Public(), support.OfferFilter{Limit: 200}); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Requests and offers of support", Content: publicView(page), Public: true, Label: string(label.Clear), Describe: "Summaries of requests for support, and offers that are open to everybody."})
}
