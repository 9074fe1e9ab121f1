package certificatesweb

import (
	"bytes"
	"encoding/csv"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/certificates"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// listPage is who completed what, with the certificates.
type listPage struct {
	Actor   access.Actor
	Form    *web.Form
	Rows    []certificates.Standing
	ToSign  []certificates.Waiting
	Next    string
	CSV     string
	Parties []ui.Option
}

// mayPrepare tells whether the page shows one record, of which certificates can be prepared.
func (p listPage) mayPrepare() bool {
	return p.Form.Text("record") != "" && p.Actor.Holds(certificates.RightPrepare) && slices.ContainsFunc(p.Rows, func(s certificates.Standing) bool {
		return s.Certificate.State != certificates.Prepared && s.Certificate.State != certificates.Issued
	})
}

func readFilter(f *web.Form) certificates.Filter {
	return certificates.Filter{Kind: certificates.Kind(f.Text("kind")), RecordID: f.Text("record"), PartyID: f.Text("party"), State: certificates.State(f.Text("state"))}
}

func (p *Pages) list(c *web.Call) error {
	form := c.Form()
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	filter := readFilter(form)
	filter.After, filter.Limit = key, pageSize
	page := listPage{Actor: c.Actor, Form: form}
	rows, next, err := p.Certificates.List(c.Context(), c.Actor, filter)
	if err != nil {
		return err
	}
	page.Rows = rows
	pairs := []string{"kind", form.Text("kind"), "record", form.Text("record"), "party", form.Text("party"), "state", form.Text("state")}
	page.CSV = web.Address("/certificates.csv", pairs...)
	if next != nil {
		page.Next = web.Address("/certificates", append(pairs, "after", web.EncodeKey(next...))...)
	}
	if page.ToSign, err = p.Certificates.Tasks(c.Context(), c.Actor); err != nil {
		return err
	}
	list, err := p.Parties.Names(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, one := range list {
		page.Parties = append(page.Parties, ui.Option{Value: one.ID, Label: one.Name})
	}
	return c.Show(web.View{Title: "Certificates", Content: listView(page), Label: string(certificates.Strictest(rows))})
}

func (p *Pages) csv(c *web.Call) error {
	rows, err := p.Certificates.TakeAlong(c.Context(), c.Actor, readFilter(c.Form()))
	if err != nil {
		return err
	}
	lines := [][]string{{"kind", "completed", "name", "party", "from", "to", "hours", "completed on", "certificate", "state", "issued on", "label"}}
	for _, x := range rows {
		number, hours := "", ""
		if x.Certificate.ID != "" {
			number = x.Certificate.Reference()
		}
		if x.Hours > 0 {
			hours = hoursWords(x.Hours)
		}
		lines = append(lines, []string{
			x.Kind.Words(), x.Title, x.Name, x.Party, string(x.From), string(x.To), hours, string(x.CompletedOn), number, x.Certificate.State.Words(), string(x.Certificate.IssuedAt.Date()), string(pageLabel(x.Completion)),
		})
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for _, line := range lines {
		for i := range line {
			line[i] = registrations.Guard(line[i])
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return c.Send("certificates "+c.Site.Now().UTC().Format("2006-01-02")+" "+certificates.Strictest(rows).Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

func (p *Pages) prepare(c *web.Call) error {
	form := c.Form()
	d := certificates.PrepareDraft{Kind: certificates.Kind(form.Text("kind")), RecordID: form.Text("record")}
	n, err := p.Certificates.Prepare(c.Context(), c.Actor, d)
	if err != nil {
		return err
	}
	return c.See(web.Address("/certificates", "kind", string(d.Kind), "record", d.RecordID), count(n, "certificate is", "certificates are")+" prepared and wait for signatures.")
}
