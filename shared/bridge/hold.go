package bridge

// hold counts memory for what has been announced, if there may be so much.
func (b *budget) hold(n int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held+int64(n) > 2*maxHeld {
		return ErrTooMuch
	}
	b.held += int64(n)
	return nil
}

func (b *budget) free(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.release(int64(n))
}

// keep counts memory that is held as that of a call that waits, if there may be so
// much: half of all, for bytes of calls are not discarded.
func (b *budget) keep(n int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kept+int64(n) > maxHeld/2 {
		return false
	}
	b.kept += int64(n)
	return true
}

// freeKept frees what was kept.
func (b *budget) freeKept(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept -= int64(n)
	b.release(int64(n))
}
