package accountsweb

import "counterpart/internal/web"

func (p *Pages) endSessions(c *web.Call) error {
	if _, err := p.Accounts.EndAll(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.See("/accounts/"+c.Path("id"), "The account is signed out everywhere.")
}

func (p *Pages) deactivate(c *web.Call) error {
	if err := p.Accounts.Deactivate(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.See("/accounts/"+c.Path("id"), "The account is closed.")
}

func (p *Pages) reactivate(c *web.Call) error {
	if err := p.Accounts.Reactivate(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.See("/accounts/"+c.Path("id"), "The account is open again.")
}

func (p *Pages) askRecovery(c *web.Call) error {
	form := c.Form()
	if _, err := p.Signins.AskRecovery(c.Context(), c.Actor, c.Path("id"), form.Text("reason")); err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showAccount(c, 422)
	}
	return c.See("/accounts/"+c.Path("id"), "The recovery waits for a second administrator, for 24 hours.")
}

func (p *Pages) approveRecovery(c *web.Call) error {
	if err := p.Signins.ApproveRecovery(c.Context(), c.Actor, c.Path("recovery")); err != nil {
		return err
	}
	return c.See("/accounts/"+c.Path("id"), "Approved. The owner gets a link by mail.")
}

func (p *Pages) refuseRecovery(c *web.Call) error {
	if err := p.Signins.RefuseRecovery(c.Context(), c.Actor, c.Path("recovery")); err != nil {
		return err
	}
	return c.See("/accounts/"+c.Path("id"), "The recovery is refused.")
}
