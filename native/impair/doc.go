// Package impair puts a bad network between real programs, in any language: a
// proxy in front of a server, whose two directions are links of package link.
//
// UDP passes every stage of a link. TCP is another matter: a proxy has two TCP
// connections, and cannot lose a segment of either, for the kernels would send
// it again. So TCP gets what a proxy can truly do to it: delay, rate, small
// segments, stalls and resets. A half-close stays one.
package impair
