package abuse

import "counterpart/internal/instruments"

// bind lets both parties stand to an instrument, each with a reservation, and leaves a file with a library that waits.
func (f *filler) bind() {
	officer := f.actors["officer"]
	untip := f.find("instrument", `select id from instrument where code = 'untip'`)
	for _, p := range []string{"A", "B"} {
		party := f.ids["party."+p]
		f.do("status", f.app.Instruments.SetStatus(f.ctx, officer, party, untip, 0, instruments.StatusDraft{SignedOn: "2001-12-18", ConsentOn: "2013-10-17", Means: "ratification"}))
		id, err := f.app.Instruments.AddReservation(f.ctx, officer, party, untip, instruments.ReservationDraft{Kind: "reservation", MadeOn: "2013-10-17", Words: "Not bound.", Provisions: []string{"15"}})
		f.put("reservation."+p, id, err)
	}
	id, err := f.app.Instruments.Upload(f.ctx, officer, instruments.UploadDraft{
		Kind: instruments.FileLibrary, Name: "lake.yaml", Content: []byte("code: lake\nversion: 1\ntitle: Lake\nshort: Lake\nlanguage: en\nprovisions: [{key: a, title: A}]\n"),
	})
	f.put("instrument file", id, err)
}
