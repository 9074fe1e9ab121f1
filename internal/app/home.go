package app

import (
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// home is where every signed-in person lands: what waits for them.
func (a *App) home(c *web.Call) error {
	if !c.Actor.SignedIn() {
		return c.See("/signin", "")
	}
	var tasks []ui.Task
	return c.Show(web.View{Title: "What waits for me", Content: homeView(c.Actor.Name, tasks)})
}
