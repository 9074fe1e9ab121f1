package cast

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

//go:embed areas.txt
var areasText string

// word is a part of a name, with its native form where there is one.
type word struct{ latin, native string }

// area is the names of one language area and how they are put together.
type area struct {
	lists     map[string][]word // "male", "female", "family", …
	compose   composer
	native    string // language tag of the native forms
	addressBy string // "family" (the default), "given" or "name"
	link      string // between the syllables of a given name, or the particles of descent, "bin,binti"
}

// areas are filled from areas.txt, which comes with the program.
var areas = func() map[string]*area {
	out := map[string]*area{
		"id":      {compose: indonesian, addressBy: "given"},
		"ms":      {compose: descent, addressBy: "given", link: "bin,binti"},
		"hokkien": {compose: syllables, native: "zh-Hans", link: " "},
		"zh":      {compose: syllables, native: "zh-Hans"},
		"yue":     {compose: syllables, native: "zh-Hant", link: " "},
		"ko":      {compose: syllables, native: "ko", link: "-"},
		"kp":      {compose: syllables, native: "ko", link: " "},
		"ja":      {compose: japanese, native: "ja"},
		"mn":      {compose: fatherFirst, native: "mn", addressBy: "given"},
		"vi":      {compose: vietnamese, addressBy: "given"},
		"th":      {compose: givenFirst, native: "th", addressBy: "given"},
		"lo":      {compose: givenFirst, native: "lo", addressBy: "given"},
		"km":      {compose: familyFirst, native: "km", addressBy: "name"},
		"my":      {compose: burmese, native: "my", addressBy: "name"},
		"fil":     {compose: givenFirst},
		"hi":      {compose: givenFirst, native: "hi"},
		"ne":      {compose: givenFirst, native: "ne"},
		"dz":      {compose: twoGiven, addressBy: "name"},
		"bn":      {compose: givenFirst, native: "bn"},
		"ur":      {compose: givenFirst, native: "ur"},
		"si":      {compose: givenFirst, native: "si"},
		"ta":      {compose: descent, native: "ta", addressBy: "given", link: "a/l,a/p"},
		"dv":      {compose: givenFirst, addressBy: "given"},
		"ar":      {compose: threePart, native: "ar"},
		"fa":      {compose: givenFirst, native: "fa"},
		"prs":     {compose: givenFirst, native: "fa-AF"},
		"pl":      {compose: polish}, "ru": {compose: russian, native: "ru"}, "es": {compose: twoFamilies}, "tl": {compose: givenFirst},
	}
	for _, plain := range strings.Fields("tr en mi pacific fj ws to pg sb vu ki nr pw fr kanak de nl nordic fi it ro za eastafrica") {
		out[plain] = &area{compose: givenFirst}
	}
	if err := read(out, areasText); err != nil {
		panic(err) // the text is part of the program
	}
	// Islands where given names are mostly English share one list of them.
	for _, a := range strings.Fields("pg sb vu ki nr pw") {
		out[a].lists["male"], out[a].lists["female"] = out["pacific"].lists["male"], out["pacific"].lists["female"]
	}
	out["kanak"].lists["male"], out["kanak"].lists["female"] = out["fr"].lists["male"], out["fr"].lists["female"]
	return out
}()

// read fills the lists from text: "[area]" lines, and "list: Latin=native, Latin=native" lines below them.
func read(areas map[string]*area, text string) error {
	var into *area
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			if into = areas[strings.Trim(line, "[]")]; into == nil {
				return fmt.Errorf("areas.txt:%d: unknown area %s", n+1, line)
			}
			into.lists = map[string][]word{}
		default:
			list, words, ok := strings.Cut(line, ":")
			if !ok || into == nil {
				return fmt.Errorf("areas.txt:%d: neither area nor list", n+1)
			}
			for _, w := range strings.Split(words, ",") {
				latin, native, _ := strings.Cut(strings.TrimSpace(w), "=")
				into.lists[list] = append(into.lists[list], word{latin, native})
			}
		}
	}
	return nil
}

// mix is the areas that a country's people come from, with weights.
type mix []struct {
	area   string
	weight int
}

func (m mix) draw(r *rand.Rand) *area {
	total := 0
	for _, part := range m {
		total += part.weight
	}
	n := r.IntN(total)
	for _, part := range m {
		if n -= part.weight; n < 0 {
			return areas[part.area]
		}
	}
	return areas[m[0].area]
}

// mixes say by country where names come from: "MY ms 6 hokkien 3 ta 2".
var mixes = func() map[string]mix {
	out := map[string]mix{}
	for _, line := range strings.Split(`AF prs 1; AU en 8 it 1 hokkien 1; BD bn 1; BT dz 1; BN ms 7 hokkien 2; KH km 1; CN zh 1; KP kp 1;
		FJ fj 6 hi 4; NC kanak 1 fr 1; HK yue 1; IN hi 9 ta 1; ID id 1; IR fa 1; IQ ar 1; JP ja 1; JO ar 1; KI ki 1; LA lo 1; MO yue 1;
		MY ms 6 hokkien 3 ta 2; MV dv 1; MN mn 1; MM my 1; NR nr 1; NP ne 1; NZ en 6 mi 3; PK ur 1; PW pw 1; PG pg 1; PH fil 1; KR ko 1;
		WS ws 1; SG hokkien 7 ms 2 ta 1; SB sb 1; LK si 7 ta 2; SY ar 1; TH th 1; TL tl 1; TO to 1; TR tr 1; AE ar 1; US en 6 es 1 ko 1;
		VU vu 1; VN vi 1; AT de 1; BE nl 1 fr 1; CA en 3 fr 2; DK nordic 1; FI fi 1; FR fr 1; DE de 9 tr 1; IT it 1; NL nl 1; NO nordic 1;
		PL pl 1; RO ro 1; RU ru 1; ZA za 3 en 1; ES es 1; SE nordic 1; CH de 3 fr 1 it 1; GB en 8 hi 1 ur 1; BI eastafrica 1;
		CD eastafrica 1; KE eastafrica 1; RW eastafrica 1; TZ eastafrica 1; UG eastafrica 1; ZM eastafrica 1`, ";") {
		f := strings.Fields(line)
		for i := 1; i+1 < len(f); i += 2 {
			w, err := strconv.Atoi(f[i+1])
			if err != nil {
				panic(err) // the line above is part of the program
			}
			out[f[0]] = append(out[f[0]], struct {
				area   string
				weight int
			}{f[i], w})
		}
	}
	return out
}()
