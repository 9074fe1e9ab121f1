package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// browsers and systems by the mark that tells them apart in a User-Agent; the first mark that is found decides.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systems  = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

// deviceWords says what a browser calls itself, in the few words by which its owner knows it. None of what was sent is
// kept as it came.
func deviceWords(agent string) string {
	browser, system := firstMark(agent, browsers), firstMark(agent, systems)
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser != "":
		return browser
	case system != "":
		return "A browser on " + system
	default:
		return "An unknown browser"
	}
}

func firstMark(agent string, marks [][2]string) string {
	for _, m := range marks {
		if strings.Contains(agent, m[0]) {
			return m[1]
		}
	}
	return ""
}

// network is the address that a request comes from, truncated to the part that a provider gives to one customer or site:
// 24 bits of IPv4, 48 bits of IPv6. A whole address would say more of a person than is needed, and whoever has one
// address of such a block has all of them.
func (s *Site) network(r *http.Request) string {
	addr, ok := s.client(r)
	if !ok {
		return "unknown"
	}
	bits := 48
	if addr.Is4() {
		bits = 24
	}
	block, err := addr.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return block.String()
}

// client is the address of whoever asks. What a proxy says of it is believed from right to left, as long as whoever says
// it is a proxy of ours: what stands further left was written by the client itself.
func (s *Site) client(r *http.Request) (netip.Addr, bool) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	addr := peer.Addr().Unmap().WithZone("")
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(said) - 1; i >= 0 && s.ours(addr); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(said[i]))
		if err != nil {
			break
		}
		addr = next.Unmap().WithZone("")
	}
	return addr, true
}

func (s *Site) ours(addr netip.Addr) bool {
	for _, p := range s.Proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
