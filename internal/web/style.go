package web

import (
	"net/http"
	"strings"

	"counterpart/internal/web/ui"
)

// StyleRoutes serve the style guide: every component in every state, with invented names. Its live
// fragment and its check-in desk answer as the real ones do and record nothing.
func StyleRoutes() []Route {
	const open = "shows invented samples only"
	return []Route{
		{Pattern: "GET /style", Open: open, Do: showStyle},
		{Pattern: "GET /style/form", Open: open, Do: showStyleForm},
		{Pattern: "GET /style/confirm", Open: open, Do: showStyleConfirm},
		{Pattern: "GET /style/live", Open: open, Do: showStyleLive},
		{Pattern: "POST /style/scan", Open: open, Do: takeStyleScan},
	}
}

func showStyle(c *Call) error {
	return c.Show(View{Title: "Style guide", Content: ui.StyleGuide(), JS: []string{"scan.js"}, NoIndex: true})
}

func showStyleForm(c *Call) error {
	return c.Show(View{Title: "Style guide: form", Content: ui.StyleGuideForm(), NoIndex: true})
}

func showStyleConfirm(c *Call) error {
	return c.Show(View{Title: "Style guide: confirmation", Content: ui.StyleGuideAlone(), Public: true, NoIndex: true})
}

func showStyleLive(c *Call) error {
	c.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	return ui.Text("As of "+c.Site.Now().Format("15:04:05")+".").Render(c.Context(), c.W)
}

// takeStyleScan welcomes every code but those that begin with X.
func takeStyleScan(c *Call) error {
	code := c.Form().Text("code")
	answer := map[string]string{"tone": "success", "title": "Welcome", "words": "Sample person of badge " + code}
	if code == "" || strings.HasPrefix(strings.ToUpper(code), "X") {
		answer = map[string]string{"tone": "problem", "title": "Unknown code", "words": "No badge of this activity has it."}
	}
	if !c.WantsJSON() {
		return c.See("/style#scan", answer["title"]+": "+answer["words"])
	}
	return c.WriteJSON(http.StatusOK, answer)
}
