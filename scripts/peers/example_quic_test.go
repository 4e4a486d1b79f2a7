package peers

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/socketlab/socketlab/shared/scenario"
	"github.com/socketlab/socketlab/shared/socket"
	"github.com/socketlab/socketlab/shared/virtual"
)

// QUIC, by quic-go, between two hosts whose network loses a tenth of all packets.
// The time is real; for go test see virtualtest, which makes it virtual.
func Example_quic() {
	s, err := scenario.Overrides{Both: "loss=10%,delay=2ms"}.Apply(new(scenario.Scenario))
	check(err)
	s.Seed = 7
	n, err := virtual.New(virtual.Of(s))
	check(err)
	defer n.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	server, err := socket.ListenPacket(ctx, n.Host("server"), "udp4", "server:4433")
	check(err)
	defer server.Close()
	l, err := quic.Listen(server, selfSigned(), nil)
	check(err)
	defer l.Close()
	go func() {
		conn, err := l.Accept(ctx)
		check(err)
		stream, err := conn.AcceptStream(ctx)
		check(err)
		io.Copy(stream, stream) // an echo server
		stream.Close()
	}()

	client, err := socket.ListenPacket(ctx, n.Host("client"), "udp4", ":0")
	check(err)
	defer client.Close()
	conn, err := quic.Dial(ctx, client, server.LocalAddr(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"echo"}}, nil)
	check(err)
	stream, err := conn.OpenStream()
	check(err)
	go func() {
		stream.Write(make([]byte, 100_000))
		stream.Close()
	}()
	echo, err := io.ReadAll(stream)
	check(err)
	conn.CloseWithError(0, "")

	up, err := n.Link("client", "server")
	check(err)
	fmt.Println(len(echo), "bytes came back; packets were lost:", up.Stats().Dropped["loss"] > 0)
	// Output: 100000 bytes came back; packets were lost: true
}

// selfSigned returns what a server without a certificate of its own needs.
func selfSigned() *tls.Config {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	check(err)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: []string{"echo"}}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
