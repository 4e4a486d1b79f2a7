package scenario

import (
	"strings"
	"testing"
)

// on returns a file whose only link has these members.
func on(members string) string {
	return head + "\n" + `"links": [{"between": ["client", "server"], ` + members + `}]}`
}

// badFiles are files with one thing wrong. If the schema cannot know, schema is
// false.
var badFiles = []struct {
	name, text, want string
	schema           bool
}{
	{"no JSON", "{\n\"a\" 1}", `line 2: this is not JSON: invalid character '1' after object key`, true},
	{"cut off", "{\n\"a\":", `line 2: this is not JSON: unexpected end of JSON input`, true},
	{"two values", "{} {}", `line 1: this is not JSON: invalid character '{' after top-level value`, true},
	{"not UTF-8", "{\"a\": \"\xff\"}", `the text is not UTF-8`, true},
	{"no object", `[]`, `line 1: this is no scenario: it has no "socketlab": "scenario 1"`, true},
	{"no version", `{}`, `line 1: this is no scenario: it has no "socketlab": "scenario 1"`, true},
	{"another version", "{\n\"socketlab\": \"scenario 2\", \"new\": 1}", `line 2: socketlab: this is "scenario 2": this program reads "scenario 1"`, true},
	{"unknown key", head + `"link": []}`, `line 1: link: "link" is no key here: there are socketlab, name, about, source, seed, hosts, links`, true},
	{"key twice", head + "\n\"name\": \"a\", \"name\": \"b\"}", `line 2: name: the key is there twice`, false},
	{"too deep", head + `"name": ` + strings.Repeat("[", 99) + strings.Repeat("]", 99) + `}`, `line 1: name[0][0]`, true},
	{"name", head + `"name": 1}`, `line 1: name: this is a number: write a text in quotation marks`, true},
	{"about", head + `"about": "x"}`, `line 1: about: this is a text: write an object {…}`, true},
	{"language", head + `"about": {"de": "x"}}`, `line 1: about.de: "de" is no key here: there are en, zh`, true},
	{"seed", head + `"seed": -1}`, `line 1: seed: this is no seed: write a number from 0 to 18446744073709551615`, true},
	{"hosts", head + `"hosts": {}}`, `line 1: hosts: this is an object: write an array […]`, true},
	{"host name", head + `"hosts": [{"name": "a b"}]}`, `line 1: hosts[0]: "a b" is no name: it can have letters, digits, '-', '_' and '.'`, true},
	{"hosts alike", head + `"hosts": [{"name": "a"}, {"name": "a"}]}`, `line 1: hosts[1]: there is another host a`, false},
	{"address", head + `"hosts": [{"name": "a", "addresses": ["10.0.0"]}]}`, `line 1: hosts[0].addresses[0]: "10.0.0" is no IP address: write, for example, 10.0.0.1 or fd00::1`, true},
	{"address with a zone", head + `"hosts": [{"name": "a", "addresses": ["fe80::1%eth0"]}]}`, `line 1: hosts[0]: fe80::1%eth0 is no address of a host: write IPv4 or IPv6 such as 10.0.0.1 or fd00::1`, true},
	{"addresses alike", head + `"hosts": [{"name": "a", "addresses": ["10.0.0.1"]}, {"name": "b", "addresses": ["10.0.0.1"]}]}`, `line 1: hosts[1]: host a has the address 10.0.0.1, too`, false},
	{"no ends", head + `"links": [{}]}`, `line 1: links[0]: a link has either "from" and "to", or "between" for both directions`, true},
	{"both kinds of ends", on(`"from": "client"`), `line 2: links[0]: a link has either "from" and "to", or "between" for both directions`, true},
	{"one end", head + `"links": [{"between": ["a"]}]}`, `line 1: links[0].between: there are 1 hosts: write two`, true},
	{"an unknown host", head + `"links": [{"from": "client", "to": "sever"}]}`, `line 1: links[0]: there is no host "sever": the hosts are client, server`, false},
	{"to itself", head + `"links": [{"from": "client", "to": "client"}]}`, `line 1: links[0]: it leads from client to itself`, false},
	{"a way twice", head + `"links": [{"between": ["client", "server"]}, {"from": "server", "to": "client"}]}`, `line 1: links[1]: links[0] is about the way from server to client, too`, false},
	{"loss", on(`"conditions": {"loss": "20"}`), `line 2: links[0].conditions.loss: "20" is no probability: it can be from 0 to 1, or from 0% to 100%`, false},
	{"loss in words", on(`"conditions": {"loss": "much"}`), `line 2: links[0].conditions.loss: "much" is no probability: write 20% or 0.2`, true},
	{"loss is a list", on(`"conditions": {"loss": []}`), `line 2: links[0].conditions.loss: this is an array: write for example "20%"`, true},
	{"packets that are no chance", on(`"conditions": {"duplicate": "data:1"}`), `line 2: links[0].conditions.duplicate: "data:1" is no probability: write 20% or 0.2`, true},
	{"down", on(`"conditions": {"down": "true"}`), `line 2: links[0].conditions.down: this is a text: write true or false`, true},
	{"bits", on(`"conditions": {"corruptBits": "2"}`), `line 2: links[0].conditions.corruptBits: this is a text: write a number`, true},
	{"a key of short text", on(`"conditions": {"drop": "3"}`), `line 2: links[0].conditions.drop: "drop" is no key here: there are down, mtu,`, true},
	{"bursts", on(`"conditions": {"bursts": {"p": "1%"}}`), `line 2: links[0].conditions: bursts r is 0: it can be above 0 and up to 1`, true},
	{"bursts k", on(`"conditions": {"bursts": {"p": "1%", "r": 1, "k": 0}}`), `line 2: links[0].conditions.bursts.k: k is 0: it can be above 0: some packets pass while the channel is good`, false},
	{"rate", on(`"conditions": {"rate": "10MB"}`), `line 2: links[0].conditions.rate: "10MB" is no rate: write 10Mbit, 256kbit, 1Gbit or a number of bits per second`, true},
	{"queue alone", on(`"conditions": {"queue": "1kB"}`), `line 2: links[0].conditions.queue: there is no wire that packets could wait for: give a rate, too, such as 1Mbit`, false},
	{"queue of 0", on(`"conditions": {"rate": 1, "queue": 0}`), `line 2: links[0].conditions.queue: "0" is no queue: it can be 1 byte or more`, false},
	{"delay", on(`"conditions": {"delay": 50}`), `line 2: links[0].conditions.delay: "50" is no time: write it with its unit: 50ms, 1.5s, 2m`, true},
	{"distribution", on(`"conditions": {"delay": {"distribution": "gamma"}}`), `line 2: links[0].conditions.delay.distribution: "gamma" is no distribution: write constant, uniform, normal, pareto or table`, true},
	{"jitter", on(`"conditions": {"delay": {"mean": "1ms", "jitter": "2ms"}}`), `line 2: links[0].conditions: jitter is 2ms: it can be at most the delay, 1ms`, false},
	{"long delay", on(`"conditions": {"delay": "99999999h"}`), `line 2: links[0].conditions.delay: "99999999h" is too long: it can be up to a year, 8760h`, false},
	{"table", on(`"conditions": {"delay": {"table": ["1ms", "x"]}}`), `line 2: links[0].conditions.delay.table: number 2 of the table: "x" is no time`, true},
	{"reorder", on(`"conditions": {"reorder": {"probability": 1}}`), `line 2: links[0].conditions.reorder: it does not say how much later packets come: write, for example, "by": "20ms"`, true},
	{"rule", on(`"conditions": {"script": ["lose 3"]}`), `line 2: links[0].conditions.script[0]: rule "lose 3": "lose" is no action`, true},
	{"a change without a time", on(`"changes": [{"conditions": {}}]`), `line 2: links[0].changes[0]: a change has "at", such as "10s", and "conditions"`, true},
	{"a change in the past", on(`"changes": [{"at": "2s", "conditions": {}}, {"at": "1s", "conditions": {}}]`), `line 2: links[0].changes[1]: it is at 1s: changes are in the order of time, from 0s on`, false},
	{"a change that cannot be", on(`"conditions": {"rate": 1}, "changes": [{"at": "2s", "conditions": {"rate": null, "codel": true}}]`), `line 2: links[0].changes[0].conditions.codel: there is no wire`, false},
}

func TestParseErrors(t *testing.T) {
	for _, test := range badFiles {
		t.Run(test.name, func(t *testing.T) {
			s, err := Parse([]byte(test.text))
			if s != nil || !strings.HasPrefix(message(err), "scenario: "+test.want) {
				t.Errorf("got %v\nwant scenario: %s", err, test.want)
			}
		})
	}
}
