package virtual

import "github.com/socketlab/socketlab/shared/scenario"

// Of returns the Config of a scenario's network: its seed, hosts and links.
func Of(s *scenario.Scenario) Config {
	c := Config{Seed: s.Seed, Links: s.Link}
	for _, h := range s.Hosts {
		c.Hosts = append(c.Hosts, HostConfig{Name: h.Name, Addrs: h.Addresses})
	}
	return c
}
