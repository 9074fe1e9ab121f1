package cast

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"unicode"

	"counterpart/internal/names"
	"counterpart/internal/vocabulary/pack"
	"counterpart/packs"
)

func TestTheSameSeedGivesTheSamePeople(t *testing.T) {
	a, b, other := New(7), New(7), New(8)
	differs := false
	for i := range 500 {
		iso := Countries()[i%len(Countries())]
		p := a.Person(iso)
		if q := b.Person(iso); p != q {
			t.Fatalf("person %d of %s: %+v and %+v", i, iso, p, q)
		}
		differs = differs || p != other.Person(iso)
	}
	if !differs {
		t.Error("another seed gives the same people")
	}
}

func TestCountriesDoNotDisturbEachOther(t *testing.T) {
	a, b := New(7), New(7)
	for range 50 {
		a.Person("TH")
		a.Staff("company")
	}
	if p, q := a.Person("ID"), b.Person("ID"); p != q {
		t.Errorf("%+v and %+v", p, q)
	}
}

// illustrative is the pack that the demonstration uses.
func illustrative(t *testing.T, name string) *pack.Pack {
	t.Helper()
	sub, err := fs.Sub(packs.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	p, problems := pack.Load(sub)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryPartyOfThePacksHasPeople(t *testing.T) {
	for _, name := range packs.Names() {
		p := illustrative(t, name)
		meaning := map[string]string{}
		for _, k := range p.PartyKinds {
			meaning[k.Code] = k.CountsAs
		}
		c := New(1)
		for _, party := range p.Parties {
			kind := meaning[party.Kind]
			if party.ISO == "" {
				check(t, c.Staff(kind))
				if staff[kind] == nil {
					t.Errorf("no positions for %s (%s)", party.Code, kind)
				}
				continue
			}
			if mixes[party.ISO] == nil {
				t.Errorf("no names for %s (%s)", party.Code, party.ISO)
			}
			for range 20 {
				person := c.Person(party.ISO)
				check(t, person)
				if person.Country != party.ISO || person.Agency == "" {
					t.Errorf("%s: %+v", party.Code, person)
				}
			}
		}
	}
}

// check holds what is true of everybody.
func check(t *testing.T, p Person) {
	t.Helper()
	switch {
	case p.Name == "" || p.Given == "" || p.Sort == "" || p.Position == "" || p.Field == "":
		t.Errorf("something is missing: %+v", p)
	case p.Sex != Female && p.Sex != Male:
		t.Errorf("sex: %+v", p)
	case !strings.Contains(p.AddressForm, " ") || strings.HasSuffix(p.AddressForm, " "):
		t.Errorf("address form: %+v", p)
	case (p.NativeName == "") != (p.NativeLang == ""):
		t.Errorf("native name without language, or the other way round: %+v", p)
	case strings.Contains(p.Name, "  ") || strings.TrimSpace(p.Name) != p.Name:
		t.Errorf("spaces: %q", p.Name)
	case barred(p.Name):
		t.Errorf("a public figure: %q", p.Name)
	}
	if strings.ContainsFunc(p.NativeName, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
		t.Errorf("Latin letters in the native name: %+v", p)
	}
}

func TestListsAreWellFormed(t *testing.T) {
	for name, a := range areas {
		if len(a.lists[Female]) < 10 || len(a.lists[Male]) < 10 {
			t.Errorf("%s: too few given names", name)
		}
		for list, words := range a.lists {
			seen := map[string]bool{}
			for _, w := range words {
				if w.latin == "" || seen[w.latin] {
					t.Errorf("%s %s: %q is empty or twice there", name, list, w.latin)
				}
				seen[w.latin] = true
				if (w.native != "") != (a.native != "") {
					t.Errorf("%s %s: %q has native form %q", name, list, w.latin, w.native)
				}
				if folded := names.Fold(w.native); a.native != "" && folded == "" {
					t.Errorf("%s %s: %q cannot be read", name, list, w.native)
				}
			}
		}
	}
}

func TestOneHundredThousandPeople(t *testing.T) {
	c := New(3)
	const people = 100_000
	seen := map[string]int{}
	bali := illustrative(t, "bali")
	var isos []string
	for _, p := range bali.Parties {
		if p.ISO != "" {
			isos = append(isos, p.ISO)
		}
	}
	again, female := 0, 0
	for i := range people {
		p := c.Person(isos[i%len(isos)])
		if seen[p.Name]++; seen[p.Name] > 1 {
			again++
		}
		if p.Sex == Female {
			female++
		}
	}
	if share := float64(again) / people; share > 0.005 {
		t.Errorf("%.4f of the full names are somebody else's already", share)
	} else {
		t.Logf("%d of %d full names are somebody else's already", again, people)
	}
	if female < people*45/100 || female > people*51/100 {
		t.Errorf("%d of %d are women", female, people)
	}
}

func TestNamesAreAsUsualInTheCountry(t *testing.T) {
	c := New(5)
	draw := func(iso string, n int) []Person {
		var out []Person
		for range n {
			out = append(out, c.Person(iso))
		}
		return out
	}
	some := func(iso, what string, has func(Person) bool) {
		t.Helper()
		if !slices.ContainsFunc(draw(iso, 300), has) {
			t.Errorf("%s: nobody has %s", iso, what)
		}
	}
	every := func(iso, what string, has func(Person) bool) {
		t.Helper()
		for _, p := range draw(iso, 100) {
			if !has(p) {
				t.Errorf("%s: %s: %+v", iso, what, p)
				return
			}
		}
	}
	some("ID", "one name only", func(p Person) bool { return !strings.Contains(p.Name, " ") })
	some("MY", "bin", func(p Person) bool { return p.Sex == Male && strings.Contains(p.Name, " bin ") })
	some("MY", "binti", func(p Person) bool { return p.Sex == Female && strings.Contains(p.Name, " binti ") })
	some("TH", "a Thai police rank", func(p Person) bool { return strings.HasPrefix(p.AddressForm, "Pol. ") })
	some("AU", "an ambassador's style", func(p Person) bool { return strings.HasPrefix(p.AddressForm, "H.E. ") })
	every("TH", "Thai letters", func(p Person) bool {
		return p.NativeLang == "th" && strings.ContainsRune("กขคงจชซณดตถทธนบปผพฟภมยรลวศสหอไเแใโ", []rune(p.NativeName)[0])
	})
	every("MM", "no family name", func(p Person) bool { return p.Family == "" && p.NativeLang == "my" && p.Sort == p.Name })
	every("MM", "U or Daw", func(p Person) bool {
		return p.Field == "police" || p.Field == "foreign" || strings.HasPrefix(p.AddressForm, map[string]string{Male: "U ", Female: "Daw "}[p.Sex])
	})
	every("CN", "family name first", func(p Person) bool { return strings.HasPrefix(p.Name, p.Family+" ") && p.Sort == p.Name })
	every("JP", "sorted by family name", func(p Person) bool { return strings.HasPrefix(p.Sort, p.Family+", ") })
	every("VN", "addressed by the given name", func(p Person) bool {
		return strings.HasSuffix(p.AddressForm, " "+p.Given) || strings.HasSuffix(p.AddressForm, p.Name)
	})
	every("RU", "feminine family names", func(p Person) bool { return (p.Sex == Female) == strings.HasSuffix(p.Family, "a") })
}

func TestPublicFiguresAreBarred(t *testing.T) {
	for _, name := range []string{"Imran Khan", "Khan Imran", "Muhammad Imran Khan", "Li Peng", "Nguyen Van Hung", "Aung San"} {
		if !barred(name) {
			t.Errorf("%s is not barred", name)
		}
	}
	for _, name := range []string{"Imran Butter", "Rina Wijaya", "Khan", ""} {
		if barred(name) {
			t.Errorf("%s is barred", name)
		}
	}
}

func TestUnknownCountryFieldAndKind(t *testing.T) {
	c := New(1)
	check(t, c.Person("QQ"))
	check(t, c.In("ID", "fishing"))
	check(t, c.Staff("circus"))
	if p := c.In("ID", "police"); p.Field != "police" {
		t.Errorf("field: %+v", p)
	}
}
