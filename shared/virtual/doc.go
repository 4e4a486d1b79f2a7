// Package virtual is a network of hosts inside one program. Each Host is a
// socket.Stack, whose datagram sockets work as Linux's do, and every packet
// passes a link.Link that may lose, delay, reorder or change it.
//
// Packets are carried, addressed, routed and translated (NAT) by pion's virtual
// network, package vnet. Which packets arrive, and when, is for package link to
// decide; ports, buffers, deadlines and errors are this package's.
//
// There are no stream sockets: Socket says EPROTONOSUPPORT.
package virtual
