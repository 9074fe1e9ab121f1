package abuse

import (
	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/certificates"
	"counterpart/internal/db"
)

// certify lets the first person of each party complete X, and another one Y, each with a certificate that two have signed.
func (f *filler) certify() {
	for _, of := range []struct{ name, party, activity string }{{"A1", "A", "X"}, {"B1", "B", "X"}, {"B3", "B", "Y"}} {
		record := f.ids["activity."+of.activity]
		_, err := db.Change(f.ctx, f.app.DB, func(tx *db.Tx) (bool, error) {
			_, err := certificates.CompleteIn(tx, access.System("test"), certificates.Completion{
				Kind: certificates.Delivery, RecordID: record, ActivityID: record, PersonID: f.ids["person."+of.name], PartyID: f.ids["party."+of.party], Title: "A course", From: "2024-06-10", To: "2024-06-14",
			})
			return true, err
		})
		f.do("complete", err)
		_, err = f.app.Certificates.Prepare(f.ctx, f.actors["officer"], certificates.PrepareDraft{Kind: certificates.Delivery, RecordID: record})
		f.do("prepare", err)
		id := f.find("certificate."+of.name, `select id from certificate where person_id = $1 and state = 'prepared'`, f.ids["person."+of.name])
		for _, role := range []string{"comanager", "spare"} {
			_, err = f.app.Certificates.Sign(f.ctx, f.actors[role], certificates.SignDraft{Certificates: []string{id}, Post: "Co-Manager"})
			f.do("sign", err)
		}
		f.find("code."+of.name, `select code from certificate where id = $1`, id)
		if link := f.find("link.certificate."+of.name, `select link_id from certificate where id = $1`, id); link != "" {
			f.links["certificate."+of.name] = tokenOf(f.app.Accounts.LinkURL(link, accounts.PurposeCertificate))
		}
	}
	f.find("issuing key", `select id from issuing_key where ended_at is null`)
}
