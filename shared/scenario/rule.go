package scenario

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/socketlab/socketlab/shared/link"
)

// ParseRule reads a rule for single packets, ACTION WHICH [ARG]:
//
//	drop data:3         the third packet of class data
//	drop data:2-5       the second to the fifth
//	drop ack:*/10       every tenth
//	corrupt 5           the fifth of all packets, one bit
//	duplicate 3-*/2     the third, and every second from there
//	delay ack:2 200ms   200 ms later than it would come
//	hold 4 2            until two more packets were sent
//
// A class that is the name of a host means the packets that it sends.
func ParseRule(text string) (link.Rule, error) {
	r, err := parseRule(strings.Fields(text))
	if err != nil {
		return link.Rule{}, fmt.Errorf("rule %.60q: %w", text, err)
	}
	return r, nil
}

func parseRule(words []string) (r link.Rule, err error) {
	if len(words) < 2 {
		return r, fmt.Errorf("write ACTION WHICH, for example drop data:3")
	}
	r, err = parseWhich(words[1])
	if err != nil {
		return r, err
	}
	r.Action = link.Action(words[0])
	want, example := 2, ""
	switch r.Action {
	case link.DropIt, link.DuplicateIt, link.CorruptIt:
		example = words[0] + " data:3"
	case link.DelayIt:
		want, example = 3, "delay data:3 200ms"
		if len(words) == want {
			r.By, err = parseTime(words[2])
		}
		if err == nil && len(words) == want && r.By == 0 {
			err = fmt.Errorf("%q is no delay: it can be more than 0s", words[2])
		}
	case link.HoldIt:
		want, example = 3, "hold data:3 2: until two more were sent"
		if len(words) == want {
			r.Packets, err = parseCount(words[2])
		}
	default:
		return r, fmt.Errorf("%.60q is no action: write drop, delay, duplicate, corrupt or hold", words[0])
	}
	if err == nil && len(words) != want {
		err = fmt.Errorf("it has %d words, not %d: write, for example, %s", len(words), want, example)
	}
	return r, err
}

// parseWhich reads [CLASS:]N, [CLASS:]N-M, [CLASS:]*, each of the latter two
// perhaps with /EVERY; M may be *. Of the ways to say one thing it returns one.
func parseWhich(text string) (r link.Rule, err error) {
	which := text
	if class, rest, ok := strings.Cut(text, ":"); ok {
		if !isName(class) {
			return r, fmt.Errorf("%.60q is no class: it can have letters, digits, '-', '_' and '.'", class)
		}
		r.Class, which = class, rest
	}
	which, every, repeated := strings.Cut(which, "/")
	from, to, ranged := strings.Cut(which, "-")
	switch {
	case from == "*" && !ranged:
	case ranged && to == "*":
		r.From, err = parseCount(from)
		r.Every = 1
	case ranged:
		r.From, err = parseCount(from)
		if err == nil {
			r.To, err = parseCount(to)
		}
	case repeated:
		err = fmt.Errorf("one packet is not repeated: write %s-*/%s", from, every)
	default:
		r.From, err = parseCount(from)
	}
	if err == nil && repeated {
		r.Every, err = parseCount(every)
	}
	if err == nil && r.To > 0 && r.To < r.From {
		err = fmt.Errorf("%d is before %d", r.To, r.From)
	}
	if err != nil {
		return r, fmt.Errorf("%w; there are 3, 2-5, *, */10 and 3-*/2, each also behind a class: data:3", err)
	}
	return canonical(r), nil
}

// canonical returns a rule that acts on the same packets, and of all that do
// has the plainest text.
func canonical(r link.Rule) link.Rule {
	if r.From == 0 && r.To > 0 {
		r.From = max(1, r.Every) // the every-th, the second of them … up to To
	}
	if r.Every == 1 && (r.To > 0 || r.From == 0) {
		r.Every = 0
	}
	if r.To >= r.From && r.To > 0 && (r.To == r.From || r.Every > r.To-r.From) {
		r.To, r.Every = 0, 0
	}
	return r
}

// FormatRule writes a rule as ParseRule reads it. What no text can say, Flow and
// Where, is left out.
func FormatRule(r link.Rule) string {
	r = canonical(r)
	which := "*"
	switch {
	case r.To > 0:
		which = fmt.Sprintf("%d-%d", r.From, r.To)
	case r.From > 0 && r.Every > 0:
		which = fmt.Sprintf("%d-*", r.From)
	case r.From > 0:
		which = strconv.Itoa(r.From)
	}
	if r.Every > 1 {
		which += "/" + strconv.Itoa(r.Every)
	}
	if r.Class != "" {
		which = r.Class + ":" + which
	}
	text := string(r.Action) + " " + which
	switch r.Action {
	case link.DelayIt:
		text += " " + r.By.String()
	case link.HoldIt:
		text += " " + strconv.Itoa(r.Packets)
	}
	return text
}

// isName reports whether text can be the name of a host or a class.
func isName(text string) bool {
	return text != "" && strings.IndexFunc(text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("-_.", c)
	}) < 0
}
