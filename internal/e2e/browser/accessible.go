package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallTargets lists what is smaller than the 24 by 24 CSS pixels of WCAG 2.5.8, links in running text aside.
const smallTargets = `[...document.querySelectorAll("a, button, input, select, textarea, summary")]
	.filter((e) => e.type !== "hidden" && e.checkVisibility() && !e.closest(".skip") && !(e.matches("p a, dd a")))
	.map((e) => [e, e.getBoundingClientRect()])
	.filter(([, r]) => r.width < 24 || r.height < 24)
	.map(([e, r]) => e.tagName + " " + (e.textContent.trim() || e.name) + ": " + Math.round(r.width) + " by " + Math.round(r.height))`

// unseenFocus lists what takes the focus without a visible sign of it (WCAG 2.4.7).
const unseenFocus = `[...document.querySelectorAll("main a[href], main button, main input, main select, main textarea, main summary, header a, header summary")]
	.filter((e) => e.type !== "hidden" && !e.disabled && e.checkVisibility())
	.filter((e) => { e.focus({focusVisible: true}); const s = getComputedStyle(e); return document.activeElement === e && s.outlineStyle === "none" && getComputedStyle(e.parentElement).outlineStyle === "none" })
	.map((e) => e.outerHTML.slice(0, 100))`

const axeRun = `axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
	.then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + v.help + " at " + n.target.join(" "))))`

// Accessible fails the test for everything that axe, the size of targets, the sign of focus and the width of the
// page find wrong with the page as it stands.
func (b *Tab) Accessible(t *testing.T) {
	t.Helper()
	script, err := os.ReadFile(filepath.Join(root(), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("axe-core is not installed, run make assets: %v", err)
	}
	Eval[bool](t, b, string(script)+"; true")
	for _, check := range []struct{ what, expression string }{
		{"axe", axeRun}, {"target smaller than 24 by 24 pixels", smallTargets}, {"no visible focus", unseenFocus},
	} {
		if found := Eval[[]string](t, b, check.expression); len(found) > 0 {
			t.Errorf("%s:\n  %s", check.what, strings.Join(found, "\n  "))
		}
	}
	b.Fits(t)
}

// Fits fails the test if the page is wider than its window (WCAG 1.4.10).
func (b *Tab) Fits(t *testing.T) {
	t.Helper()
	if over := Eval[int](t, b, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		t.Errorf("the page is %d pixels wider than its window", over)
	}
}
