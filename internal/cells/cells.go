// Package cells keeps small numbers of people out of statistics that leave the secretariat.
package cells

// Hide tells whether a breakdown of people into groups that share nobody must be left out, given how many each group has.
// It must when a group has somebody in it but fewer than below: such a number tells of single people. Then all groups are
// left out together. The whole is known, so a single gap could be filled by subtraction; and when only some groups were
// left out, the choice itself would tell which of them is small. So few people that no two groups could be large enough
// are never divided: that the division is left out would tell how they divide.
func Hide(groups []int, below int) bool {
	whole, small := 0, false
	for _, n := range groups {
		whole += n
		small = small || n > 0 && n < below
	}
	return small || whole > 0 && whole < 2*below
}
