package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"counterpart/internal/e2e/browser"
)

// page is one person at one device.
type page struct {
	*browser.Tab
	t    *testing.T
	base string
	who  string
}

// newPage opens an empty page. The width decides between phone and desk.
func newPage(t *testing.T, base, who string, look browser.Look) *page {
	t.Helper()
	tab := browser.New(t)
	tab.See(t, look)
	return &page{Tab: tab, t: t, base: base, who: who}
}

var (
	phone = browser.Look{Width: 360}
	desk  = browser.Look{Width: 1280}
)

// open goes to an address of the site, or to a whole link.
func (p *page) open(address string) {
	p.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = p.base + address
	}
	p.Open(p.t, address)
	p.sane()
}

// sane fails on an error page, on content wider than the screen, and on two elements with one id.
func (p *page) sane() {
	p.t.Helper()
	wrong := eval[string](p, `(() => {
		const out = [];
		if (document.querySelector('.trouble-code')) out.push('error page ' + document.querySelector('.trouble-code').textContent);
		if (document.documentElement.scrollWidth > window.innerWidth + 1) out.push('the page is wider than the screen: ' + document.documentElement.scrollWidth);
		const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
		const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
		if (twice.length) out.push('ids used twice: ' + twice.join(' '));
		if (!document.querySelector('h1')) out.push('no heading');
		return out.join('; ');
	})()`)
	if wrong != "" {
		p.shot("not-sane")
		p.t.Errorf("%s at %s: %s", p.who, eval[string](p, "location.pathname"), wrong)
	}
}

func eval[T any](p *page, js string) T {
	p.t.Helper()
	return browser.Eval[T](p.t, p.Tab, js)
}

func quote(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// text is what the page says.
func (p *page) text() string {
	v, err := browser.Try[string](p.Tab, `document.body ? document.body.innerText : ""`)
	if err != nil {
		return err.Error()
	}
	return v
}

// says tells whether the page says the words, whatever the case and the blanks.
func (p *page) says(words string) bool {
	plain := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
	return strings.Contains(plain(p.text()), plain(words))
}

// said is the beginning of what the page says, for failures.
func (p *page) said() string {
	words := p.text()
	if _, after, found := strings.Cut(words, "Report\n"); found && len(after) > 200 {
		words = after
	}
	return words[:min(len(words), 1500)]
}

// sees waits until the page says every one of the words.
func (p *page) sees(words ...string) {
	p.t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for _, w := range words {
		for !p.says(w) {
			if time.Now().After(deadline) {
				p.shot("missing")
				p.t.Fatalf("%s does not see %q at %s:\n%s", p.who, w, eval[string](p, "location.href"), p.said())
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// seesNot fails when the page says the words.
func (p *page) seesNot(words ...string) {
	p.t.Helper()
	for _, w := range words {
		if p.says(w) {
			p.shot("too-much")
			p.t.Fatalf("%s sees %q:\n%s", p.who, w, p.text())
		}
	}
}

const find = `
	const clean = s => (s || '').replace(/\s+/g, ' ').trim().toLowerCase();
	const field = label => {
		const wanted = clean(label);
		for (const l of document.querySelectorAll('label')) {
			if (clean(l.textContent).startsWith(wanted)) { const c = l.control || document.getElementById(l.htmlFor); if (c) return c; }
		}
		return document.querySelector('[name="' + label + '"]');
	};
	const pressable = (words, within) => {
		const wanted = clean(words);
		const all = [...(within || document).querySelectorAll('button, a, summary, input[type=submit]')].filter(e => e.offsetParent !== null || e.getClientRects().length);
		return all.find(e => clean(e.textContent || e.value) === wanted) || all.find(e => clean(e.textContent || e.value).includes(wanted));
	};
`

// fill types into the field with the label (or name).
func (p *page) fill(label, value string) {
	p.t.Helper()
	ok := eval[bool](p, `(() => {`+find+`
		const f = field(`+quote(label)+`);
		if (!f) return false;
		f.focus();
		if (f.tagName === 'SELECT') {
			const all = [...f.options];
			const o = all.find(o => o.value === `+quote(value)+`) || all.find(o => clean(o.textContent).startsWith(clean(`+quote(value)+`)));
			if (!o) return false;
			f.value = o.value;
		} else { f.value = `+quote(value)+`; }
		f.dispatchEvent(new Event('input', {bubbles: true}));
		f.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	})()`)
	if !ok {
		p.shot("no-field")
		p.t.Fatalf("%s finds no field %q taking %q:\n%s", p.who, label, value, p.said())
	}
}

// press activates a button or link by its words, with the keyboard's event, and waits for the next page.
func (p *page) press(words string) {
	p.t.Helper()
	p.pressIn("", words)
}

// pressIn does so within the row, form or section that holds the given words.
func (p *page) pressIn(within, words string) {
	p.t.Helper()
	ok := eval[bool](p, `(() => {`+find+`
		window.__before = true;
		let area = document;
		const inside = clean(`+quote(within)+`);
		if (inside) {
			const areas = [...document.querySelectorAll('tr, li, form, fieldset, section, article, details')].filter(e => clean(e.innerText).includes(inside) && pressable(`+quote(words)+`, e));
			areas.sort((a, b) => a.innerText.length - b.innerText.length);
			area = areas[0];
			if (!area) return false;
		}
		const b = pressable(`+quote(words)+`, area);
		if (!b) return false;
		b.click();
		return true;
	})()`)
	if !ok {
		p.shot("no-button")
		p.t.Fatalf("%s finds nothing to press with %q in %q:\n%s", p.who, words, within, p.said())
	}
	p.settled()
}

// settled waits for the page after a press; a press that stays on the page settles at once.
func (p *page) settled() {
	p.t.Helper()
	begin := time.Now()
	for time.Since(begin) < 15*time.Second {
		state, err := browser.Try[string](p.Tab, `(window.__before ? "same " : "new ") + document.readyState`)
		if err == nil && state == "new complete" {
			p.sane()
			return
		}
		if err == nil && state == "same complete" && time.Since(begin) > 700*time.Millisecond {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.shot("not-settled")
	p.t.Fatalf("%s: the page does not settle", p.who)
}

// upload puts a file into the field with the name.
func (p *page) upload(name, file string) {
	p.t.Helper()
	p.Do(p.t, chromedp.SetUploadFiles(chromedp.CSS(`input[name="`+name+`"]`), []string{file}))
}

// shot keeps a picture of the page in COUNTERPART_SHOTS, for whoever wants to look.
func (p *page) shot(name string) {
	dir := os.Getenv("COUNTERPART_SHOTS")
	if dir == "" {
		return
	}
	png, err := p.Picture()
	if err != nil {
		p.t.Logf("picture %s: %v", name, err)
		return
	}
	file := filepath.Join(dir, strings.ReplaceAll(p.t.Name(), "/", "-")+"-"+strings.ReplaceAll(p.who, " ", "-")+"-"+name+".png")
	if err := os.WriteFile(file, png, 0o600); err != nil {
		p.t.Log(err)
	}
}

// choose picks the radio button or checkbox of a name that has the value.
func (p *page) choose(name, value string) {
	p.t.Helper()
	ok := eval[bool](p, `(() => { const f = [...document.getElementsByName(`+quote(name)+`)].find(f => f.value === `+quote(value)+`); if (!f) return false; if (!f.checked) f.click(); return f.checked; })()`)
	if !ok {
		p.shot("no-choice")
		p.t.Fatalf("%s cannot choose %s=%s:\n%s", p.who, name, value, p.said())
	}
}

// here is the path of the page.
func (p *page) here() string {
	p.t.Helper()
	return eval[string](p, "location.pathname")
}
