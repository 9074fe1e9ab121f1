package web

import (
	"crypto/rand"
	"net/url"
	"strings"
)

const ceremonyCookie = "ceremony"

// ceremonySeconds is how long a browser is known between the steps of one sign-in.
const ceremonySeconds = 15 * 60

// StartBrowser makes sure that the browser has a word of its own, which binds the steps of a sign-in together before
// anybody has signed in.
func (c *Call) StartBrowser() string {
	word := c.Browser()
	if word == "" {
		word = rand.Text()
	}
	c.Site.setCookie(c.W, ceremonyCookie, word, ceremonySeconds)
	return word
}

// Browser is the word that StartBrowser gave, "" when the browser has none.
func (c *Call) Browser() string {
	cookie, err := c.R.Cookie(c.Site.cookieName(ceremonyCookie))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// EndBrowser forgets the word: the sign-in is done.
func (c *Call) EndBrowser() { c.Site.setCookie(c.W, ceremonyCookie, "", -1) }

// Within returns an address to go to when it lies within the installation, and "/" otherwise: nobody is led elsewhere
// by a link into this site.
func Within(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// Said answers a page's script with what went wrong in words.
func (c *Call) Said(err error) error {
	status, trouble := c.Site.words(c, err)
	return c.WriteJSON(status, map[string]string{"words": trouble.What})
}

// Leave puts words where the next page shows them once, for writes that a script answers.
func (c *Call) Leave(notice string) {
	c.Site.setCookie(c.W, noticeCookie, url.QueryEscape(notice), 60)
}
