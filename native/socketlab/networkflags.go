package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/spf13/cobra"
)

// networkFlags is what a network can be told: a scenario, and what is put over it.
type networkFlags struct {
	scenario string
	seed     uint64
	over     scenario.Overrides
	base     *scenario.Scenario // that an experiment asks for; nil: none
}

func (n *networkFlags) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.VarP(named{&n.scenario}, "scenario", "", "the network, as a `name` of the gallery ("+strings.Join(scenario.Names(), ", ")+") or a file")
	flags.Uint64Var(&n.seed, "seed", 0, "what chance does is a function of this `number`; 0 chooses one, and says which")
	flags.StringVar(&n.over.Up, "up", "", "`conditions` from the client to the server alone, as loss=20%,delay=50ms")
	flags.StringVar(&n.over.Down, "down", "", "`conditions` from the server to the client alone")
	for _, key := range scenario.Keys() {
		name := kebab(key.Name)
		flag := flags.VarPF(&condition{&n.over, key.Name, ""}, name, "", fmt.Sprintf("%s, as %s", key.About, key.Value))
		if key.Value == "" {
			flag.NoOptDefVal, flag.Usage = "true", key.About
		}
	}
	cmd.RegisterFlagCompletionFunc("scenario", cobra.FixedCompletions(scenario.Names(), cobra.ShellCompDirectiveDefault))
}

// named is a flag whose value is not empty.
type named struct{ to *string }

func (n named) String() string {
	if n.to == nil {
		return ""
	}
	return *n.to
}

func (n named) Set(text string) error {
	if text == "" {
		return errors.New("it is empty: name a scenario of the gallery, or a file")
	}
	*n.to = text
	return nil
}

func (named) Type() string { return "name" }

// kebab returns a name of JSON as flags have it: in-order.
func kebab(name string) string {
	var out strings.Builder
	for _, r := range name {
		if r >= 'A' && r <= 'Z' {
			out.WriteByte('-')
			r += 'a' - 'A'
		}
		out.WriteRune(r)
	}
	return out.String()
}

// given reports whether a virtual network was asked for.
func (n *networkFlags) given() bool {
	return n.base != nil || n.changed()
}

// changed reports whether a flag was given.
func (n *networkFlags) changed() bool {
	return n.scenario != "" || n.seed != 0 || n.over != (scenario.Overrides{})
}

// network returns the scenario with what is put over it. Its seed is set.
func (n *networkFlags) network() (*scenario.Scenario, error) {
	s := new(scenario.Scenario)
	if n.base != nil {
		*s = *n.base
	}
	if n.scenario != "" {
		var err error
		if s, err = findScenario(n.scenario); err != nil {
			return nil, err
		}
	}
	s, err := n.over.Apply(s)
	if err != nil {
		return nil, err
	}
	switch {
	case n.seed != 0:
		s.Seed = n.seed
	case s.Seed == 0:
		s.Seed = rand.Uint64N(1_000_000) + 1
	}
	return s, nil
}

func findScenario(name string) (*scenario.Scenario, error) {
	if !strings.ContainsAny(name, "./\\") {
		s, err := scenario.Find(name)
		if err != nil {
			return nil, fmt.Errorf("--scenario: %w; or a file, as ./%s.json", err, name)
		}
		return s, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("--scenario: %w", err)
	}
	s, err := scenario.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("--scenario %s: %w", name, err)
	}
	return s, nil
}

// A condition is a flag that puts a key over the scenario.
type condition struct {
	over *scenario.Overrides
	key  string
	text string
}

func (c *condition) String() string { return c.text }

func (c *condition) Set(value string) error {
	c.text = value
	return c.over.Set(c.key, value)
}

func (c *condition) Type() string {
	if c.key == "codel" || c.key == "inOrder" {
		return "bool"
	}
	return "value"
}
