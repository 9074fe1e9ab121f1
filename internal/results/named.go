package results

import (
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/people/shown"
)

// namedIn lists who took part in an activity and agreed to be named in public, each with what they agreed to show. It is
// read anew each time: who takes the consent back is gone from the next answer. Under the Chatham House Rule nobody is named, and
// whose record is labelled TLP:RED is not, whatever was agreed to.
func namedIn(tx *db.Tx, activityID string) ([]shown.Face, error) {
	type row struct {
		PersonID    string `db:"person_id"`
		Name        string `db:"given"`
		AddressForm string `db:"address_form"`
		NativeName  string `db:"native_name"`
		NativeLang  string `db:"native_lang"`
		Alias       string `db:"alias"`
		Position    string `db:"position"`
		Party       string `db:"party"`
		Email       string `db:"email"`
		Phone       string `db:"phone"`
	}
	rows, err := db.All[row](tx, `select n.person_id, pe.given, pe.address_form, pe.native_name, pe.native_lang, pe.alias, pe.email, pe.phone, n.position, p.name as party
		from nomination n join person pe on pe.id = n.person_id join party p on p.id = n.party_id join activity a on a.id = n.activity_id
		where n.activity_id = $1 and `+came+` and pe.label <> 'TLP:RED' and not a.chatham and not exists (select 1 from activity_session s where s.activity_id = a.id and s.chatham)
		order by p.sort_key, p.id, n.head desc, n.rank, pe.sort_key, n.id`, activityID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.PersonID
	}
	agreed, err := shown.In(tx, shown.Public, "", ids)
	var out []shown.Face
	for _, r := range rows {
		f := agreed.Face(r.PersonID, r.Alias, shown.Face{
			Name: r.Name, AddressForm: r.AddressForm, NativeName: r.NativeName, NativeLang: r.NativeLang, Position: r.Position, Party: r.Party, Email: r.Email, Phone: r.Phone,
		})
		if f.Named {
			f.Name = strings.TrimSpace(f.AddressForm + " " + f.Name)
			out = append(out, f)
		}
	}
	return out, err
}
