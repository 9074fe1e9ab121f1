package sat

// heap orders variables by activity, the liveliest first. Of equals the lower number comes first, so that
// the search does not depend on anything but the formula.
type heap struct {
	list     []int32
	at       []int32 // by variable: its place in list, from 1; 0 when it is not there
	activity *[]float64
}

func (h *heap) before(a, b int32) bool {
	x, y := (*h.activity)[a], (*h.activity)[b]
	return x > y || x == y && a < b
}

func (h *heap) push(v int32) {
	for int(v) >= len(h.at) {
		h.at = append(h.at, 0)
	}
	if h.at[v] != 0 {
		return
	}
	h.list = append(h.list, v)
	h.at[v] = int32(len(h.list))
	h.up(len(h.list) - 1)
}

func (h *heap) pop() int32 {
	top := h.list[0]
	last := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	h.at[top] = 0
	if len(h.list) > 0 {
		h.list[0] = last
		h.at[last] = 1
		h.down(0)
	}
	return top
}

// raised puts a variable in its new place after its activity grew.
func (h *heap) raised(v int32) {
	if int(v) < len(h.at) && h.at[v] != 0 {
		h.up(int(h.at[v]) - 1)
	}
}

func (h *heap) up(i int) {
	v := h.list[i]
	for i > 0 {
		parent := (i - 1) / 2
		if !h.before(v, h.list[parent]) {
			break
		}
		h.list[i] = h.list[parent]
		h.at[h.list[i]] = int32(i + 1)
		i = parent
	}
	h.list[i] = v
	h.at[v] = int32(i + 1)
}

func (h *heap) down(i int) {
	v := h.list[i]
	for {
		child := 2*i + 1
		if child >= len(h.list) {
			break
		}
		if child+1 < len(h.list) && h.before(h.list[child+1], h.list[child]) {
			child++
		}
		if !h.before(h.list[child], v) {
			break
		}
		h.list[i] = h.list[child]
		h.at[h.list[i]] = int32(i + 1)
		i = child
	}
	h.list[i] = v
	h.at[v] = int32(i + 1)
}
