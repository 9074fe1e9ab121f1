package cast

import "strings"

// Form is the form of address without the name that follows it: "Pol. Col." of "Pol. Col. Anan".
func (p Person) Form() string {
	for _, name := range []string{p.Name, p.Given, p.Family} {
		if form, ok := strings.CutSuffix(p.AddressForm, " "+name); ok && name != "" {
			return form
		}
	}
	form, _, _ := strings.Cut(p.AddressForm, " ")
	return form
}
