package ui

import (
	"context"
	"strings"
)

// English holds the words the components say by themselves, by key. Whatever
// is specific to a page is given by the page.
var English = map[string]string{
	"ui.skip":            "Skip to the content",
	"ui.nav":             "Main",
	"ui.search":          "Search",
	"ui.search.hint":     "Search people, parties and activities",
	"ui.signin":          "Sign in",
	"ui.signout":         "Sign out",
	"ui.signedin":        "Signed in as",
	"ui.demo":            "Demonstration data: people are invented",
	"ui.demo.title":      "Demonstration",
	"ui.footer.label":    "This page is",
	"ui.footer.help":     "Help",
	"ui.footer.version":  "Version",
	"ui.chatham":         "Chatham House Rule",
	"ui.crumbs":          "You are here",
	"ui.tabs":            "Parts of this page",
	"ui.pager":           "Pages",
	"ui.pager.previous":  "Previous",
	"ui.pager.next":      "Next",
	"ui.sort.asc":        "sorted, lowest first",
	"ui.sort.desc":       "sorted, highest first",
	"ui.required":        "required",
	"ui.optional":        "optional",
	"ui.error":           "Problem:",
	"ui.errors.title":    "There is a problem",
	"ui.choose":          "Choose",
	"ui.cancel":          "Cancel",
	"ui.undo.no":         "This cannot be undone.",
	"ui.count.how":       "How this is counted",
	"ui.count.asat":      "As at",
	"ui.count.records":   "Show the records",
	"ui.steps":           "Progress",
	"ui.step.done":       "done",
	"ui.step.current":    "now",
	"ui.step.ahead":      "to come",
	"ui.seats":           "{used} of {of} seats taken",
	"ui.seats.held":      "{held} held for nominations",
	"ui.seats.free":      "{free} free",
	"ui.seats.full":      "full",
	"ui.seats.over":      "{over} too many",
	"ui.task.due":        "due",
	"ui.task.overdue":    "overdue since",
	"ui.time.yours":      "your time",
	"ui.notice.info":     "For your information",
	"ui.notice.success":  "Done",
	"ui.notice.warning":  "Please note",
	"ui.notice.problem":  "Problem",
	"ui.filter.shown":    "{shown} of {all} shown",
	"ui.draft.restored":  "We restored what you typed here before. It has not been sent.",
	"ui.draft.discard":   "Discard it",
	"ui.draft.saved":     "Draft saved",
	"ui.draft.failed":    "The draft is kept on this device and will be saved when the connection is back.",
	"ui.live.stale":      "No connection. What you see may be out of date.",
	"ui.error.reference": "If you write to us about this, quote",
	"ui.signin.email":    "E-mail address",
	"ui.signin.password": "Password",
	"ui.signin.passkey":  "Sign in with a passkey",
	"ui.passkey.stopped": "Nothing happened: the request was stopped, or this device has no passkey for this site. Try again, or use another way.",
	"ui.passkey.known":   "This device keeps a passkey for your account already.",
	"ui.passkey.failed":  "This did not work. Try again, or use another way.",
	"ui.signin.link":     "Send me a sign-in link",
	"ui.signin.or":       "or",
	"ui.scan.code":       "Badge code",
	"ui.scan.code.hint":  "Type the letters and digits under the QR code if the camera cannot read it.",
	"ui.scan.submit":     "Check in",
	"ui.scan.start":      "Start the camera",
	"ui.scan.stop":       "Stop the camera",
	"ui.scan.recent":     "Recent scans",
	"ui.scan.waiting":    "Scans kept on this device: {n}. They will be sent when the connection is back.",
	"ui.scan.kept":       "Kept on this device",
	"ui.scan.kept.hint":  "There is no connection. The scan will be sent by itself.",
	"ui.scan.nocamera":   "The camera cannot be used. Type the code instead.",
	"ui.scan.sending":    "Checking",
	"ui.scan.refused":    "Not recorded yet",
	"ui.scan.refused.hint": "The server did not take this scan. It is kept on this device. Open this page again and " +
		"sign in if you are asked to; then it will be sent.",
}

type wordsKey struct{}

// WithWords gives the components a translator. It returns false for a key it
// does not know, and the English words are used.
func WithWords(ctx context.Context, translate func(key string) (string, bool)) context.Context {
	return context.WithValue(ctx, wordsKey{}, translate)
}

// word returns the words of a key in the reader's language. The pairs replace
// {name} in the words.
func word(ctx context.Context, key string, pairs ...string) string {
	words := English[key]
	if translate, ok := ctx.Value(wordsKey{}).(func(string) (string, bool)); ok {
		if translated, known := translate(key); known {
			words = translated
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		words = strings.ReplaceAll(words, "{"+pairs[i]+"}", pairs[i+1])
	}
	return words
}
