package names

import "strings"

// everywhere are words that stand before a name and are no part of it, in any language, folded.
var everywhere = set(`mr mrs ms miss mx messrs mister madam madame mme mlle monsieur sir dame herr frau signor signora
	sr sra srta senor senora dr dra drs prof professor assoc asst assistant associate
	he hh hrh hon honourable honorable excellency amb ambassador min se
	pol gen lt maj col capt cpt sgt insp supt brig adm cdr cmdr cmd gp wg sqn cpl det rev fr hr sig
	colonel general lieutenant major captain sergeant inspector superintendent brigadier admiral commander
	commissioner commodore police detective
	dato datuk datin encik khun bapak ibu bpk sdr ir shri smt atty engr oknha samdech`)

// bound are words that are an honorific in some languages and a name in others: "U" is a form of address in Burmese,
// and a family name in Chinese.
var bound = map[string]map[string]bool{
	"fr": set("m mgr"), "es": set("don dona ing lic d"), "pt": set("dom eng d"),
	"id": set("h hj kh raden tuan nyonya"), "ms": set("haji hajah hj tuan cik tun puan tengku tunku"),
	"my": set("u daw ko ma maung saw naw sai nang"), "th": set("nai nang nangsao ml mr mom"), "lo": set("thao nang"),
	"km": set("lok chumteav neak"), "vi": set("ong ba"), "ar": set("sheikh shaikh sayyid ustaz"),
	"ur": set("syed janab"), "bn": set("janab"), "hi": set("kumari sri"),
}

// short are abbreviations that are names too, "Min" and "Se": they count only with a full stop, in capitals among words
// that are not, or beside another honorific.
var short = set(`min gen maj col lt pol insp det adm fr ir hon rev sig gp wg hr brig supt capt he hh se dra drs amb m h d ml kh
	cmd lic ing eng don dom cdr sr`)

// dotted are honorifics that are written with full stops inside, "H.E."; elsewhere such stops tell initials.
var dotted = set("he hh hrh se ph")

// following continue an honorific behind one of the words named: "Dato' Sri", "S.E. M.".
var following = map[string]map[string]bool{
	"sri": set("dato datuk"), "seri": set("dato datuk"), "m": set("se he excellence"), "ph": set("dr"), "d": set("ph"),
}

// double are honorifics of two words of which one at least is none by itself.
var double = map[string]bool{
	"tan sri": true, "rt hon": true, "toh puan": true, "son excellence": true, "su excelencia": true,
	"his excellency": true, "her excellency": true, "lok chumteav": true, "vice president": true,
}

// SplitHonorific cuts the forms of address off the beginning of a name: "H.E. Mr. Sok" gives "H.E. Mr." and "Sok".
// The language is that of the name, as a tag, or "" when it is not known; some words count only in their language. At
// least one word is left as the name, and nothing is lost: honorific and rest together are the name as given.
func SplitHonorific(name, language string) (honorific, rest string) {
	words := strings.Fields(name)
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = honorificKey(w)
	}
	capitals := name == strings.ToUpper(name)
	n := 0
	for n < len(words)-1 {
		took := honorificAt(words, keys, n, base, capitals)
		if took == 0 || n+took >= len(words) {
			break
		}
		n += took
	}
	return strings.Join(words[:n], " "), strings.Join(words[n:], " ")
}

// honorificAt tells how many words from the n-th on are an honorific. In a name all in capitals, capitals prove nothing.
func honorificAt(words, keys []string, n int, base string, capitals bool) int {
	key := keys[n]
	if n+1 < len(keys) && double[key+" "+keys[n+1]] {
		return 2
	}
	if n > 0 && following[key][keys[n-1]] {
		return 1
	}
	if !everywhere[key] && !bound[base][key] {
		return 0
	}
	w := words[n]
	if strings.Contains(strings.TrimRight(w, "."), ".") && !dotted[key] {
		return 0 // "S.r. Nathan": initials, not "Sr."
	}
	marked := strings.Contains(w, ".") || w == strings.ToUpper(w) && !capitals
	beside := n > 0 || everywhere[keys[n+1]] && !short[keys[n+1]]
	if short[key] && !marked && !beside {
		return 0
	}
	return 1
}

// honorificKey folds a word with the full stops inside it, "H.E." to "he"; a word before a comma is a family name.
func honorificKey(w string) string {
	if strings.HasSuffix(w, ",") {
		return ""
	}
	return foldWord(strings.ReplaceAll(w, ".", ""))
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// particles are words inside a name that say little about who it is.
var particles = set(`al el ul ur ud as ad ar an az bin ibn ben binti bint binte bte bt b van von der den de del della la las los le
	da do dos das di du af av zu ap haji hajji mullah maulavi mawlawi sheikh shaikh sayyid e y ter ten llc ltd sa jr sr ii iii`)

// descent are words between a person's own name and that of a parent: who has one has no family name.
var descent = set("bin binti bint binte bte ibn a/l a/p s/o d/o")

// hasDescent tells a patronymic name such as "Ahmad bin Ismail" or "Ravi a/l Kumar".
func hasDescent(words []string) bool {
	for i, w := range words {
		if i > 0 && i < len(words)-1 && descent[strings.ToLower(w)] {
			return true
		}
	}
	return false
}
