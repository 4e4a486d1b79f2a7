package capture

import "golang.org/x/net/bpf"

const (
	longest = 1 << 17 // bytes of a packet: all of any
	tcp     = 6       // the protocol
)

// filter accepts TCP over IPv4, and over IPv6 without extension headers, with the
// port at either end. Jumps name how many instructions they leave out.
func filter(port uint16) []bpf.Instruction {
	p := uint32(port)
	four := []bpf.Instruction{
		bpf.LoadAbsolute{Off: 9, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: tcp, SkipTrue: 6}, // to reject
		bpf.LoadMemShift{Off: 0},                                  // the header's length
		bpf.LoadIndirect{Off: 0, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: p, SkipTrue: 2}, // to accept
		bpf.LoadIndirect{Off: 2, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: p, SkipTrue: 1}, // to reject
		bpf.RetConstant{Val: longest},
		bpf.RetConstant{Val: 0},
	}
	six := []bpf.Instruction{
		bpf.LoadAbsolute{Off: 6, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: tcp, SkipTrue: 5},
		bpf.LoadAbsolute{Off: 40, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: p, SkipTrue: 2},
		bpf.LoadAbsolute{Off: 42, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: p, SkipTrue: 1},
		bpf.RetConstant{Val: longest},
		bpf.RetConstant{Val: 0},
	}
	all := []bpf.Instruction{
		bpf.LoadAbsolute{Off: 0, Size: 1},
		bpf.ALUOpConstant{Op: bpf.ALUOpShiftRight, Val: 4}, // the version of IP
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: 6, SkipTrue: uint8(1 + len(four))},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: 4, SkipTrue: uint8(len(four) - 1)},
	}
	return append(append(all, four...), six...)
}
