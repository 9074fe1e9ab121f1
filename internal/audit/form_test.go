package audit

import "testing"

// The form is fixed: these values were computed by another program (Python) from the words of the package comment, not with this program.
func TestCanonicalForm(t *testing.T) {
	t.Parallel()
	var h hasher
	e := entry{
		Seq: 1, At: "2024-06-05T12:00:00.000000Z", Actor: "account:1", Action: "people.add", Kind: "person", RecordID: "p1",
		Name: "Phạm Thị", NameSalt: "AAAA", Detail: `{"a":1}`, DetailSalt: "BBBB",
	}
	if got := h.digest("AAAA", "Phạm Thị"); got != vectorName {
		t.Errorf("digest of the name: %s", got)
	}
	if got := h.digest("BBBB", `{"a":1}`); got != vectorDetail {
		t.Errorf("digest of the detail: %s", got)
	}
	if got := h.hash("", &e); got != vectorFirst {
		t.Errorf("hash of the first entry: %s", got)
	}
	e.Seq = 2
	if got := h.hash(vectorFirst, &e); got != vectorSecond {
		t.Errorf("hash of the second entry: %s", got)
	}
	e.Name, e.NameSalt, e.NameDigest, e.NameErasedBy = "", "", vectorName, 7
	if got := h.hash(vectorFirst, &e); got != vectorSecond {
		t.Errorf("hash after an erasure: %s", got)
	}
}

const (
	vectorName   = "n/y0/bmvameQ2IfxS9dCW1k4ptFp43cDz2Af4+lRK/g="
	vectorDetail = "keuHtD+sNXPMzybkGES2zuxOGNTrubwBnFqEZudjkik="
	vectorFirst  = "BBJDlJUO5o5mQCO/3b28w3m5UjyIppLY73Gi4xY6zUQ="
	vectorSecond = "jntLu7ypRU7vTuKH7yj+ebUKrE33yh80vIE3qazrFnU="
)
