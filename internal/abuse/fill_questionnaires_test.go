package abuse

import (
	"counterpart/internal/files"
	"counterpart/internal/questionnaires"
	"counterpart/internal/questionnaires/sheet"
)

// answerOffline leaves a questionnaire that came back for each round, with an answer under one provision.
func (f *filler) answerOffline() {
	officer := f.actors["officer"]
	provision := f.find("offline provision", `select id from provision where instrument_id = $1 and key = '6'`, f.ids["untip"])
	for _, p := range []string{"A", "B"} {
		group := map[string]string{"A": "agap", "B": "bgap"}[p]
		line := sheet.Line{ProvisionID: provision, Title: "A provision", Assessable: true}
		line.Answer.Practice = canary(group, "offline")
		data, err := sheet.WriteXLSX(sheet.Questionnaire{RoundID: f.ids["gap round."+p], Instruments: []sheet.Instrument{{Short: "UNTIP", Lines: []sheet.Line{line}}}})
		f.do("workbook", err)
		id, err := f.app.Questionnaires.Rehearse(f.ctx, officer, f.ids["gap round."+p], files.Upload{Field: "file", Name: "answers." + string(questionnaires.XLSX), Bytes: data})
		f.put("questionnaire."+p, id, err)
	}
}
