package browser

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// style serves the style guide as the program does.
func style(t *testing.T) *httptest.Server {
	t.Helper()
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	sample := ui.SampleShell()
	site := &web.Site{
		Log: slog.New(slog.DiscardHandler), BaseURL: "http://127.0.0.1", Demo: true, Assets: assets, Version: "test",
		Mechanism:    func(context.Context) ui.Mechanism { return sample.Mechanism },
		Nav:          func(access.Actor) []ui.NavItem { return sample.Nav },
		Authenticate: func(*http.Request) (access.Actor, error) { return access.Actor{Via: "public"}, nil },
		Now:          func() time.Time { return time.Date(2024, 6, 5, 9, 0, 0, 0, time.UTC) },
	}
	handler, err := site.Handler(web.StyleRoutes(), nil)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

func TestEveryComponentIsAccessible(t *testing.T) {
	tab, server := New(t), style(t)
	for _, look := range []Look{
		{Width: 320}, {Width: 360, Dark: true}, {Width: 768}, {Width: 1280}, {Width: 1280, Dark: true}, {Width: 1280, Forced: true}, {Width: 2560},
	} {
		for _, path := range []string{"/style", "/style/form", "/style/confirm", "/nowhere"} {
			t.Run(fmt.Sprint(path, " at ", look), func(t *testing.T) {
				tab.See(t, look)
				tab.Open(t, server.URL+path)
				tab.Accessible(t)
			})
		}
	}
	if errors := tab.Errors(); len(errors) > 0 {
		t.Errorf("scripts failed: %s", strings.Join(errors, "\n"))
	}
}

// TestAccessibleFindsFaults proves that the check above can fail.
func TestAccessibleFindsFaults(t *testing.T) {
	tab, server := New(t), style(t)
	tab.See(t, Look{Width: 1280})
	tab.Open(t, server.URL+"/style/confirm")
	Eval[bool](t, tab, `document.querySelector("main").insertAdjacentHTML("beforeend", "<button id=small></button>"), true`)
	Eval[bool](t, tab, `Object.assign(document.getElementById("small").style, {width: "10px", height: "10px", padding: 0, outline: "none"}), true`)
	for what, expression := range map[string]string{"targets": smallTargets, "focus": unseenFocus} {
		if found := Eval[[]string](t, tab, expression); len(found) != 1 {
			t.Errorf("%s: found %q, want the small button", what, found)
		}
	}
}

func TestDraftsComeBack(t *testing.T) {
	tab, server := New(t), style(t)
	tab.See(t, Look{Width: 1280})
	const draft, name, line = `localStorage.getItem("draft:style-guide")`, `document.querySelector("#f-name").value`, `document.querySelector("[data-draft-line]:not([hidden])")`
	tab.Open(t, server.URL+"/style/form")
	tab.Type(t, "#f-name", "Somchanok")
	tab.Type(t, "#f-secret", "swordfish")
	tab.Await(t, draft+`?.includes("Somchanok")`)
	tab.Open(t, server.URL+"/style")
	if value := Eval[string](t, tab, name); value != "" {
		t.Errorf("a page that shows what was sent was overwritten with the draft %q", value)
	}
	tab.Open(t, server.URL+"/style/form")
	tab.Await(t, line)
	if value := Eval[string](t, tab, name); value != "Somchanok" {
		t.Errorf("the draft came back as %q", value)
	}
	if kept := Eval[string](t, tab, draft); strings.Contains(kept, "swordfish") {
		t.Errorf("a password was kept: %s", kept)
	}
	tab.Click(t, "[data-draft-line] button")
	tab.Await(t, name+` === "" && `+draft+` === null`)
}

func TestLongListsNarrow(t *testing.T) {
	tab, server := New(t), style(t)
	tab.See(t, Look{Width: 1280})
	tab.Open(t, server.URL+"/style")
	tab.Await(t, `document.querySelector("[data-filter-for=nominations] input")`)
	tab.Type(t, "[data-filter-for=nominations] input", "NGUYEN")
	tab.Await(t, `document.querySelectorAll("#nominations tbody tr:not([hidden])").length === 1`)
	if words := Eval[string](t, tab, `document.querySelector("[data-filter-for=nominations] output").textContent`); words != "1 of 4 shown" {
		t.Errorf("the filter says %q", words)
	}
}

// TestScansSurviveALostConnection cuts the line between two scans.
func TestScansSurviveALostConnection(t *testing.T) {
	tab, server := New(t), style(t)
	tab.See(t, Look{Width: 768})
	tab.Open(t, server.URL+"/style")
	const result = `document.querySelector("[data-scan-result]").textContent`
	tab.Await(t, `document.querySelector("[data-scan-camera]:not([hidden])")`)
	tab.Type(t, "#f-code", "A1\r")
	tab.Await(t, result+`.includes("badge A1")`)
	tab.Connect(t, false)
	tab.Type(t, "#f-code", "A2\r")
	tab.Await(t, result+`.includes("Kept on this device")`)
	if n := Eval[int](t, tab, `JSON.parse(localStorage.getItem("scans:style")).length`); n != 1 {
		t.Errorf("%d scans are kept, want 1", n)
	}
	tab.Connect(t, true)
	tab.Await(t, `JSON.parse(localStorage.getItem("scans:style")).length === 0`)
	tab.Await(t, `document.querySelector("[data-scan-list]").textContent.includes("badge A2")`)
}

func TestStyleGuideWorksWithoutScripts(t *testing.T) {
	tab, server := New(t), style(t)
	tab.See(t, Look{Width: 360, NoScripts: true})
	tab.Open(t, server.URL+"/style")
	tab.Type(t, "#f-code", "A1\r")
	tab.Await(t, `document.querySelector(".notice-success")?.textContent.includes("Welcome")`)
	tab.Fits(t)
}

// TestFirstViewIsLight adds up what a first visit loads, as sent.
func TestFirstViewIsLight(t *testing.T) {
	tab, server := New(t), style(t)
	tab.See(t, Look{Width: 360})
	tab.Open(t, server.URL+"/style/confirm")
	tab.Await(t, `document.fonts.status === "loaded"`)
	sent := Eval[[]float64](t, tab, `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map((e) => e.transferSize)`)
	total := 0.0
	for _, n := range sent {
		total += n
	}
	t.Logf("first view: %.0f bytes in %d requests", total, len(sent))
	if total > 100_000 || len(sent) < 4 {
		t.Errorf("first view is %.0f bytes in %d requests; the limit is 100000", total, len(sent))
	}
}
