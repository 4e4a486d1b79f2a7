// Package virtual is a network of hosts inside one program. Each Host is a
// socket.Stack, whose datagram sockets work as Linux's do, and every packet
// passes a link.Link that may lose, delay, reorder or change it.
//
// Networks, routers and NATs are those of pion's virtual network, package vnet:
// it has the hosts' interfaces and addresses, and carries, routes and translates
// what passes a NAT. Between two hosts of one router it would only queue what the
// link has delivered, so the other host gets it directly. Which packets arrive,
// and when, is for package link to decide; ports, buffers, deadlines and errors
// are this package's.
//
// Stream sockets are TCP's: a network that is given Config.Streams, as package
// netstack has it, carries its hosts' segments on the same links, in real time.
// Without it Socket says EPROTONOSUPPORT.
package virtual
