package abuse

import (
	"counterpart/internal/curricula"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/training"
)

// teach writes a public curriculum with a module and a file, which a Co-Manager lets pass as a pilot, and lets both activities
// deliver it. Where somebody waits to be selected, a selection is proposed.
func (f *filler) teach() {
	officer := f.actors["officer"]
	id, err := f.app.Curricula.Begin(f.ctx, officer, curricula.NewDraft{Code: "OPEN", Label: label.Clear, VersionDraft: curricula.VersionDraft{Title: "An open course", MinPresence: 50}})
	f.put("curriculum", id, err)
	version := f.find("curriculum version", `select latest_id from curriculum where id = $1`, id)
	module, err := f.app.Curricula.AddModule(f.ctx, officer, version, curricula.ModuleDraft{Title: "A module", Minutes: 60})
	f.put("module", module, err)
	material, err := f.app.Curricula.AddMaterial(f.ctx, officer, version, module, curricula.MaterialDraft{Title: "A handout", Upload: &files.Upload{Field: "file", Name: "handout.csv", Bytes: []byte("a;b\n1;2\n")}})
	f.put("material", material, err)
	f.do("submit", f.app.Curricula.Take(f.ctx, officer, version, curricula.StepDraft{Verb: curricula.Submit}))
	f.do("pilot", f.app.Curricula.Take(f.ctx, f.actors["comanager"], version, curricula.StepDraft{Verb: curricula.Try}))
	f.put("counted session.X", f.ids["session.X"], nil) // that of Y is under the Chatham House Rule, and stands in no register
	for _, activity := range []string{"X", "Y"} {
		f.do("deliver", f.app.Training.Deliver(f.ctx, officer, f.ids["activity."+activity], training.DeliveryDraft{VersionID: version}))
		file, err := f.app.Training.ReadFile(f.ctx, officer, f.ids["activity."+activity], &files.Upload{Name: "grades.csv", Bytes: []byte("Email address;Grade\nnobody@example.org;5\n")})
		f.put("lms file."+activity, file, err)
		if _, err := f.app.Training.Propose(f.ctx, officer, f.ids["activity."+activity], training.Rules{Seats: 10}); err != nil {
			continue // nobody waits
		}
		f.find("line."+activity, `select l.id from selection_line l join selection s on s.id = l.selection_id join delivery d on d.id = s.delivery_id where d.activity_id = $1 limit 1`, f.ids["activity."+activity])
	}
}
