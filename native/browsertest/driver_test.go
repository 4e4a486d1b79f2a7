package browsertest

import (
	"context"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A driver is what tests in every browser ask of a tab.
type driver interface {
	visit(ctx context.Context, url string) error
	reload(ctx context.Context) error
	back(ctx context.Context) error
	keys(ctx context.Context, keys string) error // where the focus is; those without a sign are package kb's
	evaluate(ctx context.Context, expression string) (string, error)
	screenshot(ctx context.Context) ([]byte, error) // of the whole page, as PNG
}

// chromiumTab is a tab of Chromium, whose context is the one that its methods take.
type chromiumTab struct{}

func (chromiumTab) visit(ctx context.Context, url string) error {
	return chromedp.Do(ctx, chromedp.Navigate(url))
}

func (chromiumTab) reload(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Reload()) }

func (chromiumTab) back(ctx context.Context) error { return chromedp.Do(ctx, chromedp.NavigateBack()) }

func (chromiumTab) keys(ctx context.Context, keys string) error {
	return chromedp.Do(ctx, chromedp.KeyEvent(keys))
}

func (chromiumTab) evaluate(ctx context.Context, expression string) (string, error) {
	return chromedp.Run(ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
}

func (chromiumTab) screenshot(ctx context.Context) ([]byte, error) {
	return chromedp.Run(ctx, chromedp.FullScreenshot(100))
}

// firefoxTab is a tab of Firefox.
type firefoxTab struct {
	*bidi
	id string
}

func (f firefoxTab) visit(ctx context.Context, url string) error {
	return f.do(ctx, "browsingContext.navigate", parameters{"context": f.id, "url": url, "wait": "complete"}, nil)
}

func (f firefoxTab) reload(ctx context.Context) error {
	return f.do(ctx, "browsingContext.reload", parameters{"context": f.id, "wait": "complete"}, nil)
}

func (f firefoxTab) back(ctx context.Context) error {
	return f.do(ctx, "browsingContext.traverseHistory", parameters{"context": f.id, "delta": -1}, nil)
}

func (f firefoxTab) keys(ctx context.Context, keys string) error {
	keys = strings.NewReplacer("\r", "\ue007", kb.Home, "\ue011", kb.ArrowDown, "\ue015").Replace(keys) // as WebDriver has them
	var actions []parameters
	for _, key := range keys {
		actions = append(actions, parameters{"type": "keyDown", "value": string(key)}, parameters{"type": "keyUp", "value": string(key)})
	}
	return f.do(ctx, "input.performActions", parameters{"context": f.id, "actions": []parameters{{"type": "key", "id": "keys", "actions": actions}}}, nil)
}

func (f firefoxTab) evaluate(ctx context.Context, expression string) (string, error) {
	return f.bidi.evaluate(ctx, f.id, expression)
}

func (f firefoxTab) screenshot(ctx context.Context) ([]byte, error) {
	var got struct {
		Data []byte `json:"data"`
	}
	err := f.do(ctx, "browsingContext.captureScreenshot", parameters{"context": f.id, "origin": "document"}, &got)
	return got.Data, err
}
