// Package netstack is the TCP of virtual hosts: gVisor's, whose IP packets a
// virtual.Network carries on its links. virtual.Config.Streams is New.
//
// A socket works as on Linux, but for what TestConformance lists. Time is that
// of the network's clock. It cannot be used in a testing/synctest bubble.
package netstack
