package app

import (
	"runtime"
	"sync"
)

// spare is one more of the runtime's processors for as long as anything computes beside the pages. On two processors the
// computation takes one and the collector of the memory that it uses takes the other: each time that a page has waited for its
// database it would wait for the collector or the computation to be interrupted as well, ten milliseconds each time. With one
// more it goes on at once, and the operating system shares out the real processors in smaller parts.
type spare struct {
	set func(int) int // runtime.GOMAXPROCS

	mu     sync.Mutex
	users  int
	before int
}

// The number of processors is one for the whole process.
var processors = &spare{set: runtime.GOMAXPROCS}

// take has the processor added until end is called.
func (s *spare) take() (end func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users++; s.users == 1 {
		s.before = s.set(0)
		s.set(s.before + 1)
	}
	return s.give
}

func (s *spare) give() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users--; s.users == 0 {
		s.set(s.before)
	}
}
