package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// shoot leaves a picture of the whole page in the folder $SCREENSHOTS, named by the test
// and its tab's number, for somebody to look at; nowhere if there is none.
func (p *tab) shoot() {
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), patience)
	defer cancel()
	picture, err := p.screenshot(ctx)
	check(p.t, err)
	check(p.t, os.MkdirAll(folder, 0o755))
	name := regexp.MustCompile(`[^\w-]+`).ReplaceAllString(p.t.Name(), "-")
	for n := 1; ; n++ {
		path := filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, n))
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if os.IsExist(err) {
			continue
		}
		check(p.t, err)
		_, err = f.Write(picture)
		check(p.t, err)
		check(p.t, f.Close())
		return
	}
}
