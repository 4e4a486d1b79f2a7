// Package link decides what happens to packets on their way: it loses, delays,
// reorders, duplicates, corrupts and queues them, reproducibly from a seed.
//
// A Link is one direction between two hosts. Each packet passes its stages, in
// this order, and each stage can be left out:
//
//	partition   a link that is down loses what is sent, and what would arrive
//	script      rules for single packets: drop, delay, duplicate, corrupt, hold
//	mtu         a packet that is too large is dropped
//	corrupt     some bits are flipped
//	loss        independent, or in bursts (Gilbert–Elliott)
//	duplicate   a second copy goes on behind the first
//	rate        a queue of so many bytes in front of a wire of so many bits per second
//	delay       constant, uniform, normal, Pareto or by a table; perhaps correlated
//	reorder     a packet comes later than its delay says, so that others overtake it
//
// The fate of a packet is a function of the seed, the names of link, flow and
// stage, and the packet's number in its flow, so that no stage, flow or link has
// an influence on the draws of another. What else was in the queue matters to
// the stage rate alone.
//
// A Scheduler owns the links of a network: one goroutine at a time decides and
// delivers, and a send never waits. In the virtual time of testing/synctest it lets
// everything else come to rest between a delivery and the next, and gives one
// trace for one seed.
package link
