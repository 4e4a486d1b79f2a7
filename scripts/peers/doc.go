// Package peers holds what needs modules that socketlab itself does not: other
// people's protocols on its virtual network, and other virtual networks beside
// it in one benchmark.
package peers
