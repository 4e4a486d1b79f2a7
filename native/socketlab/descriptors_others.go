//go:build !linux && !darwin

package main

func descriptors() int { return 0 }
