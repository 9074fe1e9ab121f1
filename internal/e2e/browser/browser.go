// Package browser drives a real Chromium for tests: it opens pages as a window of a size, in light, dark or
// forced colours, and checks what must hold of every page. Only tests import it.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// wait bounds one step. It is generous because the machine may be busy with other tests.
const wait = 30 * time.Second

// Tab is one tab of a Chromium that ends with the test.
type Tab struct {
	ctx    context.Context
	mu     sync.Mutex
	errors []string
	broken []string
}

// chromium starts the one Chromium of the test run. It ends with the process.
var chromium = sync.OnceValues(func() (context.Context, error) {
	name, err := find()
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "counterpart-chromium")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(name), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.WSURLReadTimeout(wait))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	return ctx, nil
})

// New opens a tab with cookies and storage of its own: one person at one device.
func New(t *testing.T) *Tab {
	t.Helper()
	parent, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	ctx, quit := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(quit)
	tab := &Tab{ctx: ctx}
	// Without a window of its own the tab would never show where the focus is.
	focused := command(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	if err := chromedp.Do(ctx, focused, command(log.Enable, cdp.Empty{})); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	if err := chromedp.Listen(ctx, tab.hear); err != nil {
		t.Fatal(err)
	}
	return tab
}

func (b *Tab) hear(event any) {
	if e, ok := event.(*log.EventEntryAdded); ok && strings.Contains(e.Entry.Text, "Content Security Policy") {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.broken = append(b.broken, e.Entry.Text)
		return
	}
	e, ok := event.(*cdpruntime.EventExceptionThrown)
	if !ok {
		return
	}
	words := e.ExceptionDetails.Text
	if e.ExceptionDetails.Exception != nil {
		words += " " + e.ExceptionDetails.Exception.Description
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.errors = append(b.errors, words)
}

// find prefers the headless shell, which is Chromium without its windows: pages look and act the same and cost half the
// processor time.
func find() (string, error) {
	if name := os.Getenv("COUNTERPART_CHROMIUM"); name != "" {
		return name, nil
	}
	for _, name := range []string{
		"chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
	} {
		if file, err := exec.LookPath(name); err == nil {
			return file, nil
		}
	}
	return "", errors.New("no Chromium found: run tools/setup-tests.sh, or set COUNTERPART_CHROMIUM")
}

// Do runs steps of chromedp and fails the test when one of them does not come to its end.
func (b *Tab) Do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, wait)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// Open goes to a page and waits until it has loaded.
func (b *Tab) Open(t *testing.T, url string) {
	t.Helper()
	b.Do(t, chromedp.Navigate(url), chromedp.WaitReady(chromedp.CSS("main")))
}

// Type puts the cursor into a field and types.
func (b *Tab) Type(t *testing.T, selector, text string) {
	t.Helper()
	b.Do(t, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Click clicks on what the selector finds.
func (b *Tab) Click(t *testing.T, selector string) {
	t.Helper()
	b.Do(t, chromedp.Click(chromedp.CSS(selector)))
}

// Eval runs an expression in the page and returns its value.
func Eval[T any](t *testing.T, b *Tab, expression string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, wait)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%v in %.200s", err, expression)
	}
	return value
}

// Try is Eval for moments at which the page may just be leaving.
func Try[T any](b *Tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, wait)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression))
}

// Picture is the whole page as PNG.
func (b *Tab) Picture() ([]byte, error) {
	ctx, cancel := context.WithTimeout(b.ctx, wait)
	defer cancel()
	return chromedp.Run(ctx, chromedp.FullScreenshot(100))
}

// Await waits until an expression is true in the page.
func (b *Tab) Await(t *testing.T, expression string) {
	t.Helper()
	for end := time.Now().Add(wait); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if Eval[bool](t, b, "!!("+expression+")") {
			return
		}
	}
	t.Fatalf("never came true: %s", expression)
}

// Look is how the reader sees the page: the width of the window, the colours, and whether scripts run.
type Look struct {
	Width     int64
	Dark      bool
	Forced    bool // forced colours, as in high-contrast mode
	NoScripts bool
}

func (l Look) String() string {
	return fmt.Sprintf("%d px, dark %t, forced colours %t, no scripts %t", l.Width, l.Dark, l.Forced, l.NoScripts)
}

// See sets how the pages opened from now on are seen.
func (b *Tab) See(t *testing.T, l Look) {
	t.Helper()
	scheme, forced := "light", "none"
	if l.Dark {
		scheme = "dark"
	}
	if l.Forced {
		forced = "active"
	}
	b.Do(t, chromedp.EmulateViewport(l.Width, 900), command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "forced-colors", Value: forced}},
	}), command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.NoScripts}))
}

// Authenticator gives the tab a device that keeps passkeys and says yes for its owner.
func (b *Tab) Authenticator(t *testing.T) {
	t.Helper()
	b.Do(t, command(webauthn.Enable, webauthn.EnableParams{}), command(webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
		Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		},
	}))
}

// Connect cuts the connection or gives it back.
func (b *Tab) Connect(t *testing.T, on bool) {
	t.Helper()
	b.Do(t, command(network.Enable, network.EnableParams{}),
		command(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: !on, DownloadThroughput: -1, UploadThroughput: -1}},
		}),
		command(network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !on, DownloadThroughput: -1, UploadThroughput: -1}))
}

// command makes a step of a command of the browser.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, c, params)
		return err
	})
}

// Errors are the exceptions that scripts of the pages did not catch.
func (b *Tab) Errors() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.errors)
}

// Violations are what pages tried and the Content-Security-Policy forbade.
func (b *Tab) Violations() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.broken)
}

// SetCookie gives the browser a cookie of the site.
func (b *Tab) SetCookie(t *testing.T, site, name, value string) {
	t.Helper()
	b.Do(t, command(network.SetCookie, network.SetCookieParams{URL: site, Name: name, Value: value}))
}

// root is the folder of go.mod.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}
