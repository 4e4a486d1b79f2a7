package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/socketlab/socketlab/shared/lesson/course"
)

// portTries is how many ports after a taken one are tried.
const portTries = 100

// listenAt listens on host:port. If moves, a taken port is replaced by the
// next that is free and no tutorial's.
func listenAt(address string, moves bool) (net.Listener, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("--listen %q: write host:port, for example 127.0.0.1:8000", address)
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("--listen %q: port %q is not a number from 0 to 65535", address, text)
	}
	reserved := map[int]bool{}
	for _, l := range course.Lessons() {
		reserved[l.Addr.Port] = true
	}
	for next := int(port); ; next++ {
		if next != int(port) && reserved[next] {
			continue
		}
		ln, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(next)))
		if err == nil {
			return ln, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) || !moves || next >= int(port)+portTries {
			return nil, fmt.Errorf("--listen %q: %w", address, listenAdvice(err))
		}
	}
}

// listenAdvice adds to err what to do about it.
func listenAdvice(err error) error {
	var unknown *net.DNSError
	switch {
	case errors.As(err, &unknown):
		return fmt.Errorf("%w; check the host's name", err)
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%w; another program listens there: stop it, or choose another port", err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%w; this machine has no such address: choose 127.0.0.1 or 0.0.0.0", err)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%w; this port needs privileges: choose one of 1024 or more", err)
	}
	return err
}

// isLocal reports whether only this machine reaches an address.
func isLocal(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// pageURLs returns the addresses at which a browser finds the page, the best
// first. The token is behind the #, which no browser sends to anyone.
func pageURLs(at net.Addr, public, token string) []string {
	var urls []string
	if public != "" {
		urls = append(urls, strings.TrimRight(public, "/")+"/")
	}
	tcp := at.(*net.TCPAddr)
	ips := []netip.Addr{tcp.AddrPort().Addr().Unmap()}
	if ips[0].IsUnspecified() {
		ips = machineIPs()
	}
	for _, ip := range ips {
		urls = append(urls, "http://"+netip.AddrPortFrom(ip, uint16(tcp.Port)).String()+"/")
	}
	if token != "" {
		for i := range urls {
			urls[i] += "#token=" + token
		}
	}
	return urls
}

// machineIPs returns this machine's addresses, loopback first: that one works
// whatever happens to the network. Link-local ones of IPv6 are left out: no
// browser takes their zone.
func machineIPs() []netip.Addr {
	ips := []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return ips
	}
	for _, a := range all {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			if ip := prefix.Addr(); !ip.IsLoopback() && !(ip.Is6() && ip.IsLinkLocalUnicast()) {
				ips = append(ips, ip)
			}
		}
	}
	return ips
}

// siteNames returns the names by which a browser may know a server that listens
// at address: the one that is given there, and off loopback this machine's.
func siteNames(address string, at net.Addr) []string {
	host, _, _ := net.SplitHostPort(address)
	names := []string{host}
	if name, err := os.Hostname(); err == nil && !isLocal(at) {
		names = append(names, name, name+".local")
	}
	return names
}

// The lengths of a token that is given.
const minToken, maxToken = 16, 128

// checkToken refuses a token that could be guessed, or that cannot stand in an
// address. The one that is not given is good.
func checkToken(from, token string) error {
	if token == "" {
		return nil
	}
	plain := strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~") == ""
	if !plain || len(token) < minToken || len(token) > maxToken {
		return fmt.Errorf("%s: must be %d to %d letters, digits and -_.~ (%d given); left out, it is made",
			from, minToken, maxToken, len(token))
	}
	return nil
}

// tokenFor returns the token: the one given, or where others reach the page, a
// random one of 128 bits.
func tokenFor(given string, at net.Addr, public string) string {
	if given != "" {
		return given
	}
	u, err := url.Parse(public)
	if proxied := err == nil && u.Host != ""; isLocal(at) && !proxied {
		return ""
	}
	return rand.Text()
}
