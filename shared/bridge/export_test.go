package bridge

import "time"

// DrainWithin makes what Close waits one that a test can wait for.
func (st *Stack) DrainWithin(d time.Duration) { st.drain = d }
