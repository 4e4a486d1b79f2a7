package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRender(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"words of hosts", "The client asks **servers**.", `<p>The <span data-host="client">client</span> asks <strong><span data-host="server">servers</span></strong>.</p>` + "\n"},
		{"in Chinese", "服务器等客户端。", `<p><span data-host="server">服务器</span>等<span data-host="client">客户端</span>。</p>` + "\n"},
		{"a heading, and a line's end", "## Server side\n\nA client\nwaits.", `<h2><span data-host="server">Server</span> side</h2>` + "\n" + `<p>A <span data-host="client">client</span>` + "\nwaits.</p>\n"},
		{"not in code, links or other words", "`server` [client](x) clientele", `<p><code>server</code> <a href="x">client</a> clientele</p>` + "\n"},
		{"directives", "One.\n\n```step serve.recv\n```\n\n```try empty-line\n```\n\n```claim S97\n```\n",
			"<p>One.</p>\n<div data-code=\"serve.recv\"></div>\n<div data-try=\"empty-line\"></div>\n<div data-claim=\"S97\"></div>\n"},
		{"no HTML", "<b onclick=\"x\">a</b> &lt;\n\n<script>x</script>\n", "<p><!-- raw HTML omitted -->a<!-- raw HTML omitted --> &lt;</p>\n<!-- raw HTML omitted -->\n"},
		{"no script in a link", "[a](javascript:x)", "<p><a href=\"\">a</a></p>\n"},
		{"a table", "| a |\n|---|\n| b |\n", "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := render(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := render("```try x\nno\n```\n"); err == nil {
		t.Error("a directive has something inside, but there is no error")
	}
}
