package main

import (
	"os/exec"
	"runtime"
)

// openBrowser opens an address in the person's browser, if there is one.
func openBrowser(c *console, url string) {
	command := map[string][]string{
		"darwin":  {"open", url},
		"windows": {"rundll32", "url.dll,FileProtocolHandler", url},
	}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open", url}
	}
	cmd := exec.Command(command[0], command[1:]...)
	if err := cmd.Start(); err != nil {
		c.say("no browser could be opened here (%v): open the address above in one", err)
		return
	}
	go func() {
		if err := cmd.Wait(); err != nil {
			c.say("no browser could be opened here (%s failed): open the address above in one", command[0])
			return
		}
		c.say("the browser has the page")
	}()
}
