//go:build linux || darwin

package main

import (
	"fmt"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/socketlab/socketlab/native/web"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"socketlab": main})
}

// TestScripts runs the sessions in testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true,
		Condition: func(name string) (bool, error) {
			if name != "page" { // the program has it
				return false, fmt.Errorf("no condition %q", name)
			}
			return web.Built(), nil
		}})
}
