package main

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"

	"github.com/socketlab/socketlab/shared/lesson"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// texts renders the lessons' texts into .build, and returns them as sources does:
// lessons/echo.en.html.
func texts(root string) (map[string]string, error) {
	files := make(map[string]string)
	found, err := filepath.Glob(filepath.Join(root, "shared", "lesson", "*", "*.md"))
	if err != nil {
		return nil, err
	}
	for _, path := range found {
		lang := strings.TrimSuffix(filepath.Base(path), ".md")
		if lang != "en" && lang != "zh" {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		fragment, err := render(string(source))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		name := "lessons/" + filepath.Base(filepath.Dir(path)) + "." + lang + ".html"
		files[name] = filepath.Join(root, ".build", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(files[name]), 0o777); err != nil {
			return nil, err
		}
		if err := os.WriteFile(files[name], fragment, 0o666); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// attributes say what stands for a directive in the page.
var attributes = map[string]string{"step": "data-code", "try": "data-try", "claim": "data-claim"}

// render returns a text as a fragment of HTML. Elements that the text has in HTML
// are left out.
func render(text string) ([]byte, error) {
	passages, err := lesson.Passages(text)
	if err != nil {
		return nil, err
	}
	markdown := goldmark.New(
		goldmark.WithExtensions(extension.Table),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(colour{}, 100))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(colour{}, 100))),
	)
	var out bytes.Buffer
	for _, p := range passages {
		if p.Directive != "" {
			fmt.Fprintf(&out, "<div %s=\"%s\"></div>\n", attributes[p.Directive], html.EscapeString(p.Name))
			continue
		}
		if err := markdown.Convert([]byte(p.Text), &out); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

var (
	_ parser.ASTTransformer = colour{}
	_ renderer.NodeRenderer = colour{}
	_ ast.Node              = (*host)(nil)
)
