package scenario

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// none, in short text, takes a condition away.
const none = "none"

// A unit is a name for a power of ten or two.
type unit struct {
	name  string
	power int // of ten
	bytes int // of sizes
}

// rateUnits and sizeUnits are the units, the greatest first.
func rateUnits() []unit {
	return []unit{{name: "Gbit", power: 9}, {name: "Mbit", power: 6}, {name: "kbit", power: 3}, {name: "bit"}}
}

func sizeUnits() []unit {
	return []unit{{name: "GiB", bytes: 1 << 30}, {name: "MiB", bytes: 1 << 20}, {name: "KiB", bytes: 1 << 10},
		{name: "GB", bytes: 1e9}, {name: "MB", bytes: 1e6}, {name: "kB", bytes: 1e3}, {name: "B", bytes: 1}}
}

// parseChance reads a probability: "20%", "0.1 %" or "0.2".
func parseChance(text string) (float64, error) {
	p, err := 0.0, error(nil)
	if number, ok := strings.CutSuffix(text, "%"); ok {
		p, err = parseDecimal(strings.TrimSuffix(number, " "), -2)
	} else {
		p, err = parseNumber(text)
	}
	if err != nil {
		return 0, fmt.Errorf("%.60q is no probability: write 20%% or 0.2", text)
	}
	if !(p >= 0 && p <= 1) {
		return 0, fmt.Errorf("%.60q is no probability: it can be from 0 to 1, or from 0%% to 100%%", text)
	}
	return p, nil
}

// formatChance writes a probability so that parseChance reads the same: "20%".
func formatChance(p float64) string {
	if text, ok := formatDecimal(p, 2); ok {
		return text + "%"
	}
	return strconv.FormatFloat(p, 'g', -1, 64)
}

// parseRate reads bits per second: "10Mbit", "256 kbit/s" or "1e6".
func parseRate(text string) (float64, error) {
	bits, err := parseNumber(text)
	if err != nil {
		for _, u := range rateUnits() {
			if number, ok := strings.CutSuffix(strings.TrimSuffix(text, "/s"), u.name); ok {
				bits, err = parseDecimal(strings.TrimSuffix(number, " "), u.power)
				break
			}
		}
	}
	if err != nil {
		return 0, fmt.Errorf("%.60q is no rate: write 10Mbit, 256kbit, 1Gbit or a number of bits per second", text)
	}
	if !(bits > 0) || math.IsInf(bits, 0) {
		return 0, fmt.Errorf("%.60q is no rate: it can be more than 0 bits per second", text)
	}
	return bits, nil
}

// formatRate writes bits per second so that parseRate reads the same: "10Mbit".
func formatRate(bits float64) string {
	for _, u := range rateUnits() {
		if text, ok := formatDecimal(bits, -u.power); ok && !strings.HasPrefix(text, "0") {
			return text + u.name
		}
	}
	return strconv.FormatFloat(bits, 'g', -1, 64)
}

// parseSize reads bytes: "64KiB", "150 kB" or "1500".
func parseSize(text string) (int, error) {
	number, times := text, 1
	for _, u := range sizeUnits() {
		if before, ok := strings.CutSuffix(text, u.name); ok {
			number, times = strings.TrimSuffix(before, " "), u.bytes
			break
		}
	}
	size, err := parseDecimal(number, 0)
	size *= float64(times)
	if err != nil || size != math.Trunc(size) || size > 1<<40 {
		return 0, fmt.Errorf("%.60q is no size: write 64KiB, 150kB or a number of bytes, up to 1024GiB", text)
	}
	return int(size), nil
}

// formatSize writes bytes so that parseSize reads the same, and as short as
// can be: "64KiB".
func formatSize(size int) string {
	shortest := ""
	for _, u := range sizeUnits() {
		text := strconv.Itoa(size/u.bytes) + u.name
		if size%u.bytes == 0 && (size > 0 || u.bytes == 1) && (shortest == "" || len(text) < len(shortest)) {
			shortest = text
		}
	}
	return shortest
}

// parseTime reads a time with its unit: "50ms", "1m30s".
func parseTime(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if hours, ok := strings.CutSuffix(text, "h"); ok && err != nil {
		if n, bad := strconv.ParseFloat(hours, 64); bad == nil && n > 0 {
			return 0, fmt.Errorf("%.60q is too long: it can be up to a year, 8760h", text)
		}
	}
	if err != nil {
		return 0, fmt.Errorf("%.60q is no time: write it with its unit: 50ms, 1.5s, 2m", text)
	}
	if d < 0 {
		return 0, fmt.Errorf("%.60q is no time: it can be 0s or more", text)
	}
	return d, nil
}

// parseCount reads a whole number that is 1 or more.
func parseCount(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || text[0] == '+' {
		return 0, fmt.Errorf("%.60q is no number: write 1 or more", text)
	}
	return n, nil
}

func parseBool(text string) (bool, error) {
	switch text {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, fmt.Errorf("%.60q is neither true nor false", text)
}

// parseNumber reads a number as JSON and Go write it.
func parseNumber(text string) (float64, error) {
	if strings.Trim(text, "0123456789.eE+-") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseFloat(text, 64)
}

// parseDecimal reads digits with at most one point, times ten to a power. It is
// exact: "0.1" with the power -2 is 0.001.
func parseDecimal(text string, power int) (float64, error) {
	if strings.Trim(text, "0123456789.") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseFloat(text+"e"+strconv.Itoa(power), 64)
}

// formatDecimal is the inverse of parseDecimal: it writes a number times ten to
// a power. It reports false if that cannot be written exactly and plainly.
func formatDecimal(x float64, power int) (string, bool) {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(x, 'e', -1, 64), "e")
	e, err := strconv.Atoi(exponent)
	if err != nil || e < -9 || e > 15 {
		return "", false
	}
	shifted, _ := strconv.ParseFloat(mantissa+"e"+strconv.Itoa(e+power), 64)
	text := strconv.FormatFloat(shifted, 'f', -1, 64)
	back, err := parseDecimal(text, -power)
	return text, err == nil && back == x
}
