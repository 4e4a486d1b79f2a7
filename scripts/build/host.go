package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// named finds the words for hosts in a text.
var named = regexp.MustCompile(`(?i)\b(?:client|server)s?\b|客户端|服务器`)

// A host is such a word, in the colour of its lane.
type host struct {
	ast.BaseInline
	role string
}

var kindHost = ast.NewNodeKind("Host")

// Kind returns what kind of node it is.
func (h *host) Kind() ast.NodeKind { return kindHost }

// Dump writes it for people.
func (h *host) Dump(source []byte, level int) {
	ast.DumpHelper(h, source, level, map[string]string{"role": h.role}, nil)
}

// colour has hosts for the words that are in running text: not in code, where
// names are others', nor in links, which have a colour of their own.
type colour struct{}

// Transform puts hosts into a document.
func (colour) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	var running []*ast.Text
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Link, *ast.CodeSpan, *ast.AutoLink:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if entering {
				running = append(running, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, t := range running {
		split(t, reader.Source())
	}
}

// split cuts a text at the words in it. What is behind the last stays in the
// node, which knows how its line ends.
func split(t *ast.Text, source []byte) {
	parent, whole := t.Parent(), t.Segment
	for _, at := range named.FindAllIndex(whole.Value(source), -1) {
		begin, end := whole.Start+at[0], whole.Start+at[1]
		if begin > t.Segment.Start {
			parent.InsertBefore(parent, t, ast.NewTextSegment(text.NewSegment(t.Segment.Start, begin)))
		}
		h := &host{role: role(string(source[begin:end]))}
		h.AppendChild(h, ast.NewTextSegment(text.NewSegment(begin, end)))
		parent.InsertBefore(parent, t, h)
		t.Segment = text.NewSegment(end, whole.Stop)
	}
}

func role(word string) string {
	if word == "客户端" || strings.HasPrefix(strings.ToLower(word), "client") {
		return "client"
	}
	return "server"
}

// RegisterFuncs says how hosts become HTML.
func (colour) RegisterFuncs(to renderer.NodeRendererFuncRegisterer) {
	to.Register(kindHost, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			fmt.Fprintf(w, "<span data-host=%q>", n.(*host).role)
		} else {
			w.WriteString("</span>")
		}
		return ast.WalkContinue, nil
	})
}
