module github.com/socketlab/socketlab/scripts/peers

go 1.26.0

replace github.com/socketlab/socketlab => ../..

require (
	github.com/marcopolo/simnet v0.0.7
	github.com/pion/logging v0.2.4
	github.com/pion/sctp v1.8.41
	github.com/pion/transport/v3 v3.1.1
	github.com/quic-go/quic-go v0.65.0
	github.com/socketlab/socketlab v0.0.0
)

require (
	github.com/pion/randutil v0.1.0 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/time v0.15.0 // indirect
)
