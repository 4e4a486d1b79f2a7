package scenario

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep values can be in each other.
const maxDepth = 16

// A node is a JSON value that knows where it stands, for errors.
type node struct {
	parent *node
	name   string // its key, or [3]
	line   int    // 1 is the first
	value  any    // nil, bool, json.Number, string, []*node or object
}

// An object is members in their order, with their names.
type object []*node

// errorf returns an error that says where.
func (n *node) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %s%w", n.line, n.path(), fmt.Errorf(format, args...))
}

// path returns "links[0].conditions: "; "" for the whole text.
func (n *node) path() string {
	path := ""
	for ; n.parent != nil; n = n.parent {
		if path != "" && path[0] != '[' {
			path = "." + path
		}
		path = fmt.Sprintf("%.60s", n.name) + path
	}
	if path != "" {
		path += ": "
	}
	return path
}

// get returns a member of an object; nil if there is none.
func (n *node) get(name string) *node {
	members, _ := n.value.(object)
	for _, m := range members {
		if m.name == name {
			return m
		}
	}
	return nil
}

// object checks that a value is an object with no other keys than these.
func (n *node) object(keys ...string) error {
	members, ok := n.value.(object)
	if !ok {
		return n.errorf("this is %s: write an object {…}", n.kind())
	}
	for _, m := range members {
		if !slices.Contains(keys, m.name) {
			return m.errorf("%.60q is no key here: there are %s", m.name, strings.Join(keys, ", "))
		}
	}
	return nil
}

// array returns the values of an array.
func (n *node) array() ([]*node, error) {
	items, ok := n.value.([]*node)
	if !ok {
		return nil, n.errorf("this is %s: write an array […]", n.kind())
	}
	return items, nil
}

// text returns a string.
func (n *node) text() (string, error) {
	s, ok := n.value.(string)
	if !ok {
		return "", n.errorf("this is %s: write a text in quotation marks", n.kind())
	}
	return s, nil
}

func (n *node) kind() string {
	switch n.value.(type) {
	case nil:
		return "null"
	case bool:
		return "true or false"
	case json.Number:
		return "a number"
	case string:
		return "a text"
	case object:
		return "an object"
	}
	return "an array"
}

// A reader makes nodes of tokens.
type reader struct {
	decoder *json.Decoder
	data    []byte
	counted int64 // bytes of data whose lines are counted
	line    int
}

// readTree reads one JSON value. It is stricter than encoding/json: text is
// UTF-8, and no key is there twice.
func readTree(data []byte) (*node, error) {
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("the text is not UTF-8")
	}
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			before := data[:min(int(syntax.Offset), len(data))]
			return nil, fmt.Errorf("line %d: this is not JSON: %w", 1+bytes.Count(before, []byte("\n")), err)
		}
		return nil, err
	}
	r := &reader{decoder: json.NewDecoder(bytes.NewReader(data)), data: data, line: 1}
	r.decoder.UseNumber()
	return r.read(nil, "", 0)
}

// read reads a value. The text is known to be JSON.
func (r *reader) read(parent *node, name string, depth int) (*node, error) {
	token, err := r.token()
	if err != nil {
		return nil, err
	}
	n := &node{parent: parent, name: name, line: r.line, value: token}
	if depth > maxDepth {
		return nil, n.errorf("values are more than %d deep in each other", maxDepth)
	}
	switch token {
	case json.Delim('['):
		items := []*node{}
		for r.decoder.More() {
			item, err := r.read(n, "["+strconv.Itoa(len(items))+"]", depth+1)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		n.value = items
	case json.Delim('{'):
		members := object{}
		seen := make(map[string]bool)
		for r.decoder.More() {
			key, err := r.token()
			if err != nil {
				return nil, err
			}
			member, err := r.read(n, key.(string), depth+1)
			if err != nil {
				return nil, err
			}
			if seen[member.name] {
				return nil, member.errorf("the key is there twice")
			}
			seen[member.name] = true
			members = append(members, member)
		}
		n.value = members
	default:
		return n, nil
	}
	_, err = r.token() // ] or }
	return n, err
}

// token returns the next token, and counts lines up to its end.
func (r *reader) token() (json.Token, error) {
	token, err := r.decoder.Token()
	end := r.decoder.InputOffset()
	r.line += bytes.Count(r.data[r.counted:end], []byte("\n"))
	r.counted = end
	return token, err
}
