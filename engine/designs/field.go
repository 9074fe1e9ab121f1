package designs

// field is a finite field: elements are numbered 0 to q-1, zero and one first.
type field struct {
	q        int
	sum, mul []int // q by q
}

// primePower gives the prime and the exponent of q, or 0 when q is no prime power.
func primePower(q int) (prime, exponent int) {
	if q < 2 {
		return 0, 0
	}
	prime = q
	for d := 2; d*d <= q; d++ {
		if q%d == 0 {
			prime = d
			break
		}
	}
	for q > 1 {
		if q%prime != 0 {
			return 0, 0
		}
		q /= prime
		exponent++
	}
	return prime, exponent
}

// newField builds the field of q elements as polynomials over the integers modulo the prime, reduced
// by the first monic polynomial under which every element but zero can be divided by.
func newField(q int) (*field, bool) {
	prime, exponent := primePower(q)
	if prime == 0 {
		return nil, false
	}
	f := &field{q: q, sum: make([]int, q*q), mul: make([]int, q*q)}
	for x := range q {
		for y := range q {
			s, unit := 0, 1
			for a, b := x, y; unit < q; a, b, unit = a/prime, b/prime, unit*prime {
				s += (a + b) % prime * unit
			}
			f.sum[x*q+y] = s
		}
	}
	for low := range q { // the polynomial is x^exponent + low
		if f.multiply(prime, exponent, low) {
			return f, true
		}
	}
	return nil, false
}

// multiply fills the products modulo one polynomial; false when it is reducible: a product is zero.
func (f *field) multiply(prime, exponent, low int) bool {
	digits := func(x int) []int {
		out := make([]int, exponent)
		for i := range out {
			out[i], x = x%prime, x/prime
		}
		return out
	}
	lower := digits(low)
	for x := range f.q {
		for y := range f.q {
			product := make([]int, 2*exponent)
			for i, a := range digits(x) {
				for j, b := range digits(y) {
					product[i+j] += a * b
				}
			}
			for top := 2*exponent - 1; top >= exponent; top-- {
				for i, l := range lower {
					product[top-exponent+i] += (prime - l) * (product[top] % prime)
				}
			}
			value := 0
			for i := exponent - 1; i >= 0; i-- {
				value = value*prime + product[i]%prime
			}
			if value == 0 && x != 0 && y != 0 {
				return false
			}
			f.mul[x*f.q+y] = value
		}
	}
	return true
}

// table is where column x, member y sits in round s: y + s*x. Two members of two columns agree in one
// round at most, since in a field the line through two points is one.
func (f *field) table(s, x, y int) int { return f.sum[y*f.q+f.mul[s*f.q+x]] }
