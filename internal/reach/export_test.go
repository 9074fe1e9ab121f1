package reach

// Guard is guard, for its property test.
var Guard = guard
