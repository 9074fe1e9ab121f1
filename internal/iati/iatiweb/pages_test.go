package iatiweb_test

import (
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/iati/iatitest"
	"counterpart/internal/iati/iatiweb"
	"counterpart/internal/iati/publishing"
	"counterpart/internal/indicators"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

func TestAnOfficerSeesAndTakesTheFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := roomtest.Serve(t, roomtest.Holding("officer", publishing.RightExport), &iatiweb.Pages{Publishing: publishing.New(d, "https://counterpart.example")})
		s.Get(409, "/iati/activities.xml")
		if err := indicators.New(d, nil).LoadPack(t.Context(), roomtest.Holding("loader", vocabulary.RightLoad), roomtest.Pack(t, "lakes")); err != nil {
			t.Fatal(err)
		}
		s.Get(200, "/iati", "XM-EXAMPLE-CBA", "The pack is illustrative", "Nothing that readers would look for is missing")
		file := s.Get(200, "/iati/activities.xml", `<narrative xml:lang="en">Programme of the Commission (invented)</narrative>`)
		var sum publishing.Summary
		s.Call(200, "GET", "/iati", nil, &sum)
		same := s.Get(200, "/api/v1/iati/activities.xml", "</iati-activities>")
		for _, wrong := range iatitest.Validate(t, []byte(file), []byte(same)) {
			t.Error(wrong)
		}
		s.Actor = roomtest.Holding("nobody", indicators.RightSee)
		s.Get(403, "/iati/activities.xml")
	})
}
