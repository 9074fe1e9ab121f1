// Package outside is the only way out: calls to addresses that somebody typed leave through its client, which never
// reaches the installation's own network.
//
// The check is made on the address that is dialled, after every name was resolved, so it holds for each redirect and
// for names that change their mind between look-up and call. Whom the administrator named (an identity provider, a
// scanner) may stand inside.
package outside

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode"

	"golang.org/x/net/idna"
)

// Options of a client. The zero value calls public addresses over TLS, follows no redirect and reads 1 MB.
type Options struct {
	Timeout   time.Duration // of a whole call with its answer; 10 seconds
	MaxBytes  int64         // of an answer; 1 MB
	Redirects int           // followed, over TLS only
	Allow     []string      // HOST or HOST:PORT named by the administrator that may stand inside and on any port
	Roots     *x509.CertPool
	Resolver  *net.Resolver
}

// ErrInside says that an address belongs to the installation's own network.
var ErrInside = errors.New("this address leads into the installation's own network and is not called")

// ErrTooLong says that an answer was longer than it may be.
var ErrTooLong = errors.New("the answer is longer than it may be")

var errNoStatus = errors.New("the answer has a status that HTTP does not know")

// Client makes the client. It sends no cookies and no Referer, and asks no proxy that its environment names.
func Client(o Options) *http.Client {
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 20
	}
	transport := &http.Transport{
		DialContext:            o.dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
		TLSHandshakeTimeout:    o.Timeout,
		ResponseHeaderTimeout:  o.Timeout,
		MaxResponseHeaderBytes: 64 << 10,
		DisableKeepAlives:      true,
		DisableCompression:     true, // a small answer stays small
		ForceAttemptHTTP2:      true,
	}
	return &http.Client{Timeout: o.Timeout, Transport: bounded{transport, o}, CheckRedirect: o.redirect}
}

func (o Options) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: o.Timeout, Resolver: o.Resolver}
	if !o.allows(address) {
		d.ControlContext = refuseInside
	}
	return d.DialContext(ctx, network, address)
}

func (o Options) allows(address string) bool {
	host, _, _ := net.SplitHostPort(address)
	return slices.ContainsFunc(o.Allow, func(a string) bool { return strings.EqualFold(a, address) || strings.EqualFold(a, host) })
}

// refuseInside runs between look-up and connection, with the very address that is dialled.
func refuseInside(_ context.Context, network, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !strings.HasPrefix(network, "tcp") || !Public(at.Addr()) {
		return fmt.Errorf("%w (%s)", ErrInside, address)
	}
	return nil
}

// notPublic are the networks of IPv4 and IPv6 that are not of the open internet, beside those that netip knows.
var notPublic = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "168.63.129.16/32", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

var globalV6 = netip.MustParsePrefix("2000::/3")

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, p := range list {
		out[i] = netip.MustParsePrefix(p)
	}
	return out
}

// Public tells whether an address belongs to the open internet. IPv6 counts only where it is assigned for that, so
// mapped, compatible, translated (NAT64) and tunnelled IPv4 addresses do not.
func Public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" || a.Is4In6() {
		return false
	}
	if a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() || a.Is6() && !globalV6.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}

func (o Options) redirect(r *http.Request, via []*http.Request) error {
	if len(via) > o.Redirects {
		return http.ErrUseLastResponse
	}
	r.Header.Del("Referer")
	return o.Check(r.URL)
}

// bounded checks each address, redirects included, and bounds each answer.
type bounded struct {
	next http.RoundTripper
	o    Options
}

// RoundTrip makes one call.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := b.o.Check(r.URL); err != nil {
		return nil, err
	}
	res, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if res.StatusCode < 100 { // three digits are all that the library asks for
		return nil, errors.Join(errNoStatus, res.Body.Close())
	}
	res.Body = &shortBody{ReadCloser: res.Body, left: b.o.MaxBytes}
	return res, nil
}

type shortBody struct {
	io.ReadCloser
	left int64
}

// Read reads until the bound, and fails beyond it.
func (s *shortBody) Read(p []byte) (int, error) {
	if s.left < 0 {
		return 0, ErrTooLong
	}
	if int64(len(p)) > s.left+1 {
		p = p[:s.left+1]
	}
	n, err := s.ReadCloser.Read(p)
	if s.left -= int64(n); s.left < 0 {
		return n - 1, ErrTooLong
	}
	return n, err
}

// Check refuses an address that must not be called, in words for whoever typed it. It cannot know where a name leads:
// that is checked when it is dialled.
func (o Options) Check(u *url.URL) error {
	port := u.Port()
	if port == "" {
		port = "443"
	}
	switch host := u.Hostname(); {
	case o.allows(net.JoinHostPort(host, port)):
		return nil
	case u.Scheme != "https":
		return errors.New("write an address that begins with https://")
	case host == "" || u.Opaque != "":
		return errors.New("write a whole address, such as https://example.org/hook")
	case u.User != nil:
		return errors.New("leave out user name and password: they would be kept in the address")
	case port != "443" && port != "8443":
		return errors.New("only the ports 443 and 8443 are called")
	default:
		return checkHost(host)
	}
}

var errNoHost = errors.New("this is not the name of a host")

// checkHost refuses a number in disguise (0x7f.1, 2130706433, 127.1, １２７.０.０.１) and names that only an inner network
// knows. Letters beyond ASCII are read as the client reads them when it calls.
func checkHost(host string) error {
	if strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII }) {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return errNoHost
		}
		host = ascii
	}
	if a, err := netip.ParseAddr(host); err == nil {
		if !Public(a) {
			return ErrInside
		}
		return nil
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	last := name[strings.LastIndex(name, ".")+1:]
	switch {
	case !strings.Contains(name, ".") || slices.Contains([]string{"localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "onion"}, last):
		return ErrInside
	case last == "" || last[0] >= '0' && last[0] <= '9':
		return errNoHost
	default:
		return nil
	}
}

// Neighbour connects to a service that the administrator named on the command line, such as a scanner: "unix:PATH" or
// "tcp:HOST:PORT".
func Neighbour(ctx context.Context, address string) (net.Conn, error) {
	network, at, found := strings.Cut(address, ":")
	if !found || network != "unix" && network != "tcp" || at == "" {
		return nil, fmt.Errorf("the address %q is neither unix:PATH nor tcp:HOST:PORT", address)
	}
	return (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, network, at)
}
