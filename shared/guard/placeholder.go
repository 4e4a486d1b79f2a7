// PLACEHOLDER so that native/web compiles while this package is being written: it guards nothing. Delete this file.
package guard

import (
	"github.com/socketlab/socketlab/shared/socket"
	"log/slog"
)

type Rule struct{ text string }

func (r Rule) String() string             { return r.text }
func ParseRule(text string) (Rule, error) { return Rule{text}, nil }

type Policy struct{ Allow, Deny []Rule }
type Quota struct{ Sockets, Listeners int }
type Stack struct{ socket.Stack }

func New(st socket.Stack, p Policy, q Quota, log *slog.Logger) *Stack { return &Stack{st} }
