package virtualtest

import "slices"

// most is how often a failure is run to make it smaller.
const most = 1000

// minimise returns fates none of which can be left out, by delta debugging.
func minimise(fates []fate, fails func([]fate) bool) []fate {
	runs := 0
	try := func(fates []fate) bool {
		runs++
		return runs <= most && fails(fates)
	}
	for {
		fates = leaveOut(fates, try)
		fewer, ok := leaveOutAndShift(fates, try)
		if !ok {
			return fates
		}
		fates = fewer
	}
}

// leaveOut leaves out as many as can be, in parts that become smaller.
func leaveOut(fates []fate, fails func([]fate) bool) []fate {
	for parts := 2; len(fates) > 0; {
		size := (len(fates) + parts - 1) / parts
		smaller := false
		for at := 0; at < len(fates) && !smaller; at += size {
			rest := slices.Concat(fates[:at], fates[min(at+size, len(fates)):])
			if smaller = fails(rest); smaller {
				fates = rest
			}
		}
		switch {
		case smaller:
			parts = max(2, parts-1)
		case size == 1:
			return fates
		default:
			parts = min(2*parts, len(fates))
		}
	}
	return fates
}

// leaveOutAndShift leaves out one whose loss had packets sent again, so that
// those behind it have smaller numbers without it, on some of the links.
func leaveOutAndShift(fates []fate, fails func([]fate) bool) ([]fate, bool) {
	links := linksOf(fates)
	for i := range fates {
		for mask := 1; mask < 1<<min(len(links), 3); mask++ {
			rest := slices.Concat(fates[:i], fates[i+1:])
			for j := i; j < len(rest); j++ {
				if at := slices.Index(links, rest[j].link); at < 3 && mask>>at&1 == 1 && rest[j].rule.From > 1 {
					rest[j].rule.From--
				}
			}
			if fails(rest) {
				return rest, true
			}
		}
	}
	return fates, false
}

func linksOf(fates []fate) (links []string) {
	for _, f := range fates {
		if !slices.Contains(links, f.link) {
			links = append(links, f.link)
		}
	}
	return links
}
