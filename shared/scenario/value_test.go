package scenario

import (
	"math"
	"testing"
)

func TestChances(t *testing.T) {
	tests := []struct {
		text  string
		want  float64
		print string // "": an error
	}{
		{"20%", 0.2, "20%"},
		{"20 %", 0.2, "20%"},
		{"0.2", 0.2, "20%"},
		{"0.1%", 0.001, "0.1%"},
		{"0", 0, "0%"},
		{"1", 1, "100%"},
		{"33.333%", 0.33333, "33.333%"},
		{"1e-12", 1e-12, "1e-12"}, // no percentage that people write
		{"101%", 0, ""},
		{"-1%", 0, ""},
		{"1.5", 0, ""},
		{"NaN", 0, ""},
		{"0x1p-2", 0, ""},
		{"%", 0, ""},
		{"", 0, ""},
		{"1e-1%", 0, ""},
	}
	for _, test := range tests {
		got, err := parseChance(test.text)
		if (err != nil) != (test.print == "") {
			t.Errorf("%q: %v", test.text, err)
		}
		if got != test.want {
			t.Errorf("%q is %v, want %v", test.text, got, test.want)
		}
		if s := formatChance(got); err == nil && s != test.print {
			t.Errorf("%q prints as %q, want %q", test.text, s, test.print)
		}
	}
}

func TestRates(t *testing.T) {
	tests := []struct {
		text  string
		want  float64
		print string
	}{
		{"10Mbit", 10e6, "10Mbit"},
		{"10 Mbit/s", 10e6, "10Mbit"},
		{"256kbit", 256e3, "256kbit"},
		{"1Gbit", 1e9, "1Gbit"},
		{"1000000", 1e6, "1Mbit"},
		{"1e6", 1e6, "1Mbit"},
		{"18.17Mbit", 18.17e6, "18.17Mbit"},
		{"9.5bit", 9.5, "9.5bit"},
		{"0.5", 0.5, "0.5"},
		{"0", 0, ""},
		{"0Mbit", 0, ""},
		{"-1", 0, ""},
		{"1e999", 0, ""},
		{"1 mbit", 0, ""},
		{"1MB", 0, ""},
		{"Inf", 0, ""},
	}
	for _, test := range tests {
		got, err := parseRate(test.text)
		if (err != nil) != (test.print == "") {
			t.Errorf("%q: %v", test.text, err)
		}
		if got != test.want {
			t.Errorf("%q is %v, want %v", test.text, got, test.want)
		}
		if s := formatRate(got); err == nil && s != test.print {
			t.Errorf("%q prints as %q, want %q", test.text, s, test.print)
		}
	}
}

func TestSizes(t *testing.T) {
	tests := []struct {
		text  string
		want  int
		print string
	}{
		{"64KiB", 65536, "64KiB"},
		{"150kB", 150_000, "150kB"},
		{"150 kB", 150_000, "150kB"},
		{"1500", 1500, "1500B"},
		{"1500B", 1500, "1500B"},
		{"1.5MB", 1_500_000, "1500kB"},
		{"1024000", 1_024_000, "1024kB"},
		{"1GiB", 1 << 30, "1GiB"},
		{"1024GiB", 1 << 40, "1024GiB"},
		{"0", 0, "0B"},
		{"1.5B", 0, ""},
		{"1025GiB", 0, ""},
		{"64KB", 0, ""},
		{"-1", 0, ""},
		{"", 0, ""},
	}
	for _, test := range tests {
		got, err := parseSize(test.text)
		if (err != nil) != (test.print == "") {
			t.Errorf("%q: %v", test.text, err)
		}
		if got != test.want {
			t.Errorf("%q is %v, want %v", test.text, got, test.want)
		}
		if s := formatSize(got); err == nil && s != test.print {
			t.Errorf("%q prints as %q, want %q", test.text, s, test.print)
		}
	}
}

// What is printed is read as the same number, however many digits it has.
func TestNumbersAreExact(t *testing.T) {
	x := 1.0
	for range 20_000 {
		x = math.Mod(x*1.9371e3+0.1234567, 1)
		if back, err := parseChance(formatChance(x)); err != nil || back != x {
			t.Fatalf("the probability %v prints as %s, read as %v, %v", x, formatChance(x), back, err)
		}
		rate := x * 1e10
		if back, err := parseRate(formatRate(rate)); err != nil || back != rate {
			t.Fatalf("the rate %v prints as %s, read as %v, %v", rate, formatRate(rate), back, err)
		}
	}
}
