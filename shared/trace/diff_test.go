package trace

import "testing"

func TestUnmeasured(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"port 12345, 3 of 4.":    "port 12345, 3 of 4.",
		"took 0.25 s, 12.5 kB/s": "took # s, # kB/s",
		"1.2.3":                  "#.3",
		"v1.x, .5, 7. 8":         "v1.x, .5, 7. 8",
		"用时 10.0":                "用时 #",
	} {
		if got := unmeasured(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
