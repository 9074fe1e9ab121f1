package packs_test

import (
	"io/fs"
	"slices"
	"testing"

	"counterpart/internal/label"
	"counterpart/internal/vocabulary/pack"
	"counterpart/packs"
)

func load(t *testing.T, name string) *pack.Pack {
	t.Helper()
	sub, err := fs.Sub(packs.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	p, problems := pack.Load(sub)
	if err := problems.Err(); err != nil {
		t.Fatalf("pack %s:\n%v", name, err)
	}
	return p
}

func TestEveryPackIsSoundAndSaysThatItIsIllustrative(t *testing.T) {
	if got := packs.Names(); !slices.Equal(got, []string{"bali", "lakes"}) {
		t.Fatalf("packs: %v", got)
	}
	for _, name := range packs.Names() {
		p := load(t, name)
		if p.Mechanism.Code != name || !p.Mechanism.Illustrative || p.Mechanism.Notice.String() == "" {
			t.Errorf("pack %s: %+v", name, p.Mechanism)
		}
	}
}

// counts are the parties with a status on a day, States and territories apart from the rest.
func counts(p *pack.Pack, status string, day pack.Date) (states, others int) {
	meaning := map[string]string{}
	for _, k := range p.PartyKinds {
		meaning[k.Code] = k.CountsAs
	}
	for _, party := range p.Parties {
		for _, m := range party.Memberships {
			if m.Status != status || m.From > day || m.To != "" && m.To < day {
				continue
			}
			if k := meaning[party.Kind]; k == "state" || k == "territory" {
				states++
			} else {
				others++
			}
		}
	}
	return states, others
}

func TestBaliMembershipAsAtADay(t *testing.T) {
	p := load(t, "bali")
	for _, c := range []struct {
		status         string
		day            pack.Date
		states, others int
	}{
		{"member", "2024-06-05", 45, 4},
		{"observer", "2024-06-05", 18, 9},
		{"member", "2013-06-30", 45, 3},
		{"observer", "2013-06-30", 18, 11},
		{"member", "2023-02-07", 45, 3},
		{"member", "2023-02-08", 45, 4},
	} {
		if s, o := counts(p, c.status, c.day); s != c.states || o != c.others {
			t.Errorf("%s as at %s: %d States and %d others, want %d and %d", c.status, c.day, s, o, c.states, c.others)
		}
	}
}

func TestBaliBodiesAndVocabulary(t *testing.T) {
	p := load(t, "bali")
	kind := map[string]string{}
	for _, party := range p.Parties {
		kind[party.Code] = party.Kind
	}
	for _, c := range []struct {
		body          string
		states, chair int
		organisations int
	}{{"steering_group", 4, 2, 2}, {"ad_hoc_group", 16, 2, 3}, {"wg_networks", 2, 2, 0}} {
		i := slices.IndexFunc(p.Bodies, func(b pack.Body) bool { return b.Code == c.body })
		if i < 0 {
			t.Fatalf("no body %s", c.body)
		}
		var states, chairs, organisations int
		for _, m := range p.Bodies[i].Members {
			switch {
			case m.Role == "observer":
			case kind[m.Party] == "state":
				states++
			default:
				organisations++
			}
			if m.Role == "chair" {
				chairs++
			}
		}
		if states != c.states || chairs != c.chair || organisations != c.organisations {
			t.Errorf("%s: %d States, %d organisations, %d chairs", c.body, states, organisations, chairs)
		}
	}
	if n := len(p.Areas); n != 8 {
		t.Errorf("%d strategy areas, want 8", n)
	}
	for _, d := range p.Labels {
		if d.Class == "person" && d.TLP != label.AmberStrict {
			t.Errorf("persons start with %s", d.TLP)
		}
	}
	for _, code := range []string{"invitation", "nomination_reminder", "confirmation", "registration_link", "not_selected", "substitution"} {
		if !slices.ContainsFunc(p.Letters, func(l pack.Letter) bool { return l.Code == code }) {
			t.Errorf("no letter %s", code)
		}
	}
	for _, q := range p.Questions {
		if (q.Key == "emergency_contact" || q.Key == "dietary_needs") && !q.Sensitive {
			t.Errorf("%s is not marked sensitive", q.Key)
		}
	}
}

// The second pack shares no code of a vocabulary with the first, so code that knows one of them fails with the other.
func TestThePacksHaveNoVocabularyInCommon(t *testing.T) {
	codes := func(p *pack.Pack) map[string]bool {
		out := map[string]bool{}
		for _, x := range p.Statuses {
			out["status "+x.Code] = true
		}
		for _, x := range p.PartyKinds {
			out["party kind "+x.Code] = true
		}
		for _, x := range p.Bodies {
			out["body "+x.Code] = true
		}
		for _, x := range p.Posts {
			out["post "+x.Code] = true
		}
		for _, x := range p.Areas {
			out["area "+x.Code] = true
		}
		for _, x := range p.ActivityKinds {
			out["activity kind "+x.Code] = true
		}
		for _, x := range p.PublicationKinds {
			out["publication kind "+x.Code] = true
		}
		for _, x := range p.Topics {
			out["topic "+x.Code] = true
		}
		for _, x := range p.Categories {
			out["category "+x.Code] = true
		}
		for _, x := range p.Modes {
			out["mode "+x.Code] = true
		}
		return out
	}
	bali, lakes := load(t, "bali"), load(t, "lakes")
	other := codes(lakes)
	for code := range codes(bali) {
		if other[code] {
			t.Errorf("both packs have the %s", code)
		}
	}
	if a, b := bali.Mechanism, lakes.Mechanism; a.TimeZone == b.TimeZone || a.Languages[0] == b.Languages[0] || a.Approvals == b.Approvals {
		t.Error("the mechanisms differ too little")
	}
}
