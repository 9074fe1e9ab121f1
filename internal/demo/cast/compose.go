package cast

import (
	"math/rand/v2"
	"strings"
)

// composer puts a name together. A long name has one part more than usual, so that there are more of them.
type composer func(r *rand.Rand, a *area, sex string, long bool) Person

func compose(r *rand.Rand, a *area, sex string, long bool) Person {
	p := a.compose(r, a, sex, long)
	if p.NativeName != "" {
		p.NativeLang = a.native
	}
	switch a.addressBy {
	case "given":
		p.AddressForm = p.Given
	case "name":
		p.AddressForm = p.Name
	default:
		p.AddressForm = p.Family
	}
	return p
}

// given draws a given name, now and then a double one.
func given(r *rand.Rand, a *area, sex string, long bool, often int) word {
	first := pick(r, a.lists[sex])
	if long || r.IntN(100) < often {
		if second := pick(r, a.lists[sex]); second.latin != first.latin {
			return both(first, second, " ")
		}
	}
	return first
}

// both joins two words; it has a native form when each of them has.
func both(x, y word, link string) word {
	w := word{latin: x.latin + link + y.latin}
	if x.native != "" && y.native != "" {
		w.native = x.native + link + y.native
	}
	return w
}

// western makes a person of a given and a family name, in that order, sorted by the family name.
func western(g, f word) Person {
	return Person{
		Name: g.latin + " " + f.latin, Given: g.latin, Family: f.latin, Sort: f.latin + ", " + g.latin,
		NativeName: both(g, f, " ").native,
	}
}

func givenFirst(r *rand.Rand, a *area, sex string, long bool) Person {
	g := given(r, a, sex, long, 6)
	p := western(g, pick(r, a.lists["family"]))
	if a.addressBy == "given" { // Thailand, Laos, Maldives: lists go by the given name
		p.Sort = p.Name
	}
	return p
}

func familyFirst(r *rand.Rand, a *area, sex string, long bool) Person {
	g := given(r, a, sex, long, 0)
	f := pick(r, a.lists["family"])
	w := both(f, g, " ")
	return Person{Name: w.latin, Given: g.latin, Family: f.latin, Sort: w.latin, NativeName: w.native}
}

// syllables: Chinese and Korean names, family first, with a given name of two syllables; a long one is a rare case
// there, so long makes no difference.
func syllables(r *rand.Rand, a *area, sex string, _ bool) Person {
	f := pick(r, a.lists["family"])
	first, second := pick(r, a.lists[sex]), pick(r, a.lists[sex+"2"])
	for strings.EqualFold(first.latin, second.latin) {
		second = pick(r, a.lists[sex+"2"])
	}
	g := first.latin + a.link + second.latin
	if a.link == "" {
		g = first.latin + strings.ToLower(second.latin)
	}
	name := f.latin + " " + g
	return Person{Name: name, Given: g, Family: f.latin, Sort: name, NativeName: f.native + first.native + second.native}
}

// japanese names are written given name first in Latin script, and family name first in their own.
func japanese(r *rand.Rand, a *area, sex string, _ bool) Person {
	g, f := pick(r, a.lists[sex]), pick(r, a.lists["family"])
	p := western(g, f)
	p.NativeName = f.native + " " + g.native
	return p
}

func vietnamese(r *rand.Rand, a *area, sex string, long bool) Person {
	middles := a.lists["middle"]
	if sex == Female {
		middles = a.lists["middlef"]
	}
	f, m, g := pick(r, a.lists["family"]), pick(r, middles), pick(r, a.lists[sex])
	parts := []string{f.latin, m.latin}
	if second := pick(r, a.lists[sex]); (long || r.IntN(100) < 15) && second != g && second.latin != m.latin {
		parts = append(parts, second.latin)
	}
	name := strings.Join(append(parts, g.latin), " ")
	return Person{Name: name, Given: g.latin, Family: f.latin, Sort: name}
}

// indonesian names are of one, two or three words, of which none need be a family name.
func indonesian(r *rand.Rand, a *area, sex string, long bool) Person {
	if !long && r.IntN(100) < 8 {
		m := pick(r, a.lists["mono"]).latin
		return Person{Name: m, Given: m, Sort: m}
	}
	g := given(r, a, sex, long, 35)
	name := g.latin + " " + pick(r, a.lists["family"]).latin
	return Person{Name: name, Given: g.latin, Sort: name}
}

// descent: a given name, a word for son or daughter, and the father's name.
func descent(r *rand.Rand, a *area, sex string, long bool) Person {
	g := given(r, a, sex, long, 15)
	son, daughter, _ := strings.Cut(a.link, ",")
	link := son
	if sex == Female {
		link = daughter
	}
	f := pick(r, a.lists["father"])
	name := g.latin + " " + link + " " + f.latin
	return Person{Name: name, Given: g.latin, Sort: name, NativeName: both(f, g, " ").native}
}

// fatherFirst: the father's name in the genitive before the given name, which is the one that counts.
func fatherFirst(r *rand.Rand, a *area, sex string, _ bool) Person {
	w, g := pick(r, a.lists["father"]), pick(r, a.lists[sex])
	return Person{
		Name: w.latin + " " + g.latin, Given: g.latin, Sort: g.latin + ", " + w.latin, NativeName: both(w, g, " ").native,
	}
}

// burmese names have no family name: two or three words, all of them the person's own.
func burmese(r *rand.Rand, a *area, sex string, long bool) Person {
	n := 3
	if !long && r.IntN(3) == 0 {
		n = 2
	}
	var w word
	for i, k := range r.Perm(len(a.lists[sex]))[:n] {
		part := a.lists[sex][k]
		if i == 0 {
			w = part
			continue
		}
		w = word{w.latin + " " + part.latin, w.native + part.native}
	}
	return Person{Name: w.latin, Given: w.latin, Sort: w.latin, NativeName: w.native}
}

// twoGiven: two names, neither of them a family's.
func twoGiven(r *rand.Rand, a *area, sex string, long bool) Person {
	g := given(r, a, sex, true, 100)
	if long {
		if third := pick(r, a.lists[sex]); !strings.Contains(g.latin, third.latin) {
			g = both(g, third, " ")
		}
	}
	return Person{Name: g.latin, Given: g.latin, Sort: g.latin}
}

// threePart: own name, father's name, family name.
func threePart(r *rand.Rand, a *area, sex string, long bool) Person {
	g, father := pick(r, a.lists[sex]), pick(r, a.lists[Male])
	for father == g {
		father = pick(r, a.lists[Male])
	}
	if grandfather := pick(r, a.lists[Male]); long && grandfather != father && grandfather != g {
		father = both(father, grandfather, " ")
	}
	return western(both(g, father, " "), pick(r, a.lists["family"]))
}

func twoFamilies(r *rand.Rand, a *area, sex string, long bool) Person {
	f, m := pick(r, a.lists["family"]), pick(r, a.lists["family"])
	return western(given(r, a, sex, long, 20), both(f, m, " "))
}

// polish family names in -ski have a feminine form; so have most Russian ones.
func polish(r *rand.Rand, a *area, sex string, long bool) Person {
	f := pick(r, a.lists["family"])
	if stem, ok := strings.CutSuffix(f.latin, "ski"); ok && sex == Female {
		f.latin = stem + "ska"
	}
	return western(given(r, a, sex, long, 10), f)
}

// russian names have the father's name in the middle, which is left out as often as not.
func russian(r *rand.Rand, a *area, sex string, long bool) Person {
	g, f, fathers := pick(r, a.lists[sex]), pick(r, a.lists["family"]), a.lists["patronymic"]
	if sex == Female {
		f, fathers = word{f.latin + "a", f.native + "а"}, a.lists["patronymicf"]
	}
	if father := pick(r, fathers); long || r.IntN(2) == 0 {
		g = both(g, father, " ")
	}
	return western(g, f)
}
