package scenario

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/socketlab/socketlab/shared/link"
)

// conditionKeys returns the keys of conditions in JSON that one value sets, in
// the order in which they are applied. script is apart.
func conditionKeys() []key {
	return slices.Concat(packetKeys(), rateKeys(), delayKeys()[:1])
}

// delayParts returns the keys of a delay that is an object.
func delayParts() []key {
	parts := delayKeys()
	parts[0].Name = "mean"
	return parts
}

// mergeConditions changes conditions by a JSON object: keys that are there
// replace, null takes away.
func mergeConditions(c *link.Conditions, n *node) error {
	if err := n.object(append(names(conditionKeys()), "script")...); err != nil {
		return err
	}
	if err := mergeKeys(c, n, conditionKeys()); err != nil {
		return err
	}
	if v := n.get("script"); v != nil {
		if err := mergeScript(c, v); err != nil {
			return err
		}
	}
	if err := c.Check(); err != nil {
		return n.errorf("%w", err)
	}
	return nil
}

// mergeKeys sets the keys that an object has.
func mergeKeys(c *link.Conditions, n *node, keys []key) error {
	for _, k := range keys {
		v := n.get(k.Name)
		if v == nil {
			continue
		}
		_, isObject := v.value.(object)
		var err error
		switch {
		case v.value == nil:
			k.clear(c)
		case k.Name == "bursts":
			err = mergeBursts(c, v)
		case k.Name == "reorder":
			err = mergeReorder(c, v)
		case k.Name == "table":
			err = mergeTable(c, v)
		case k.Name == "delay" && isObject:
			err = mergeDelay(c, v)
		default:
			err = k.setNode(c, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// setNode sets a condition from a value that is no object or array.
func (k *key) setNode(c *link.Conditions, v *node) error {
	text, isText := v.value.(string)
	digits, isNumber := v.value.(json.Number)
	_, isBool := v.value.(bool)
	switch {
	case isBool && k.kind == boolean:
		text = map[bool]string{false: "false", true: "true"}[v.value.(bool)]
	case isNumber && (k.kind == number || k.kind == anyText):
		text = digits.String()
	case isText && k.kind == anyText:
	default:
		want := map[kind]string{boolean: "true or false", number: "a number", anyText: "for example \"" + k.Value + "\""}
		return v.errorf("this is %s: write %s", v.kind(), want[k.kind])
	}
	if err := k.set(c, text); err != nil {
		return v.errorf("%w", err)
	}
	return nil
}

func mergeDelay(c *link.Conditions, n *node) error {
	if err := n.object(names(delayParts())...); err != nil {
		return err
	}
	c.Delay = new(link.Delay)
	if err := mergeKeys(c, n, delayParts()); err != nil {
		return err
	}
	if c.Delay == nil { // "mean": null
		c.Delay = new(link.Delay)
	}
	return nil
}

func mergeTable(c *link.Conditions, n *node) error {
	items, err := n.array()
	if err != nil {
		return err
	}
	texts := make([]string, len(items))
	for i, item := range items {
		if texts[i], err = item.text(); err != nil {
			return err
		}
	}
	if err := onDelay(func(d *link.Delay, _ string) error { return setTable(d, texts) })(c, ""); err != nil {
		return n.errorf("%w", err)
	}
	return nil
}

func mergeBursts(c *link.Conditions, n *node) error {
	if err := n.object("p", "r", "h", "k"); err != nil {
		return err
	}
	var b link.Bursts
	for i, to := range []*float64{&b.P, &b.R, &b.H, &b.K} {
		if err := chanceAt(n, "prhk"[i:i+1], to); err != nil {
			return err
		}
	}
	if k := n.get("k"); k != nil {
		if err := checkK(b.K); err != nil {
			return k.errorf("%w", err)
		}
	}
	c.Bursts = &b
	return nil
}

func mergeReorder(c *link.Conditions, n *node) error {
	if err := n.object("probability", "by"); err != nil {
		return err
	}
	c.Reorder, c.ReorderBy = 0, 0
	if err := chanceAt(n, "probability", &c.Reorder); err != nil {
		return err
	}
	by := n.get("by")
	if by == nil {
		return n.errorf("it does not say how much later packets come: write, for example, \"by\": \"20ms\"")
	}
	text, err := by.text()
	if err != nil {
		return err
	}
	if c.ReorderBy, err = parseTime(text); err != nil {
		return by.errorf("%w", err)
	}
	return nil
}

// chanceAt reads a member that is a probability, if it is there.
func chanceAt(n *node, name string, to *float64) error {
	v := n.get(name)
	if v == nil {
		return nil
	}
	k := key{Key: Key{Name: name, Value: "20%"}, set: set(func(*link.Conditions) *float64 { return to }, parseChance)}
	return k.setNode(nil, v)
}

func mergeScript(c *link.Conditions, n *node) error {
	c.Script = nil
	if n.value == nil {
		return nil
	}
	items, err := n.array()
	if err != nil {
		return err
	}
	for _, item := range items {
		text, err := item.text()
		if err != nil {
			return err
		}
		r, err := ParseRule(text)
		if err != nil {
			return item.errorf("%w", err)
		}
		c.Script = append(c.Script, r)
	}
	return nil
}

func names(keys []key) []string {
	var all []string
	for _, k := range keys {
		all = append(all, k.Name)
	}
	return all
}

func nameList(keys []key) string { return strings.Join(names(keys), ", ") }
