//go:build !unix

package tunnel_test

func yieldProcessor() {}
