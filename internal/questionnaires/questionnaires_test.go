package questionnaires_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/laws"
	"counterpart/internal/questionnaires"
	"counterpart/internal/questionnaires/sheet"
)

// What the program writes comes back as it was, in both formats; filled in, it changes what was filled in and nothing else.
func TestAnswersGoOutAndComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		law, err := s.laws.Enter(ctx, s.officer, laws.Draft{PartyID: s.indonesia, Form: "law", Number: "21", Year: 2090, Title: "Undang-Undang", Language: "id"})
		s.must(err)
		s.save(s.expert, "one-1", 0, answers.Answer{DeJure: "partial", Law: "= not a formula\n\nมาตรา ๒", Citations: []answers.Citation{{LawID: law, Article: "2 | 3"}}, Assistance: []string{"training"}})
		for _, format := range []questionnaires.Format{questionnaires.XLSX, questionnaires.DOCX} {
			f, err := s.svc.Write(ctx, s.expert, s.round, format)
			s.must(err)
			if !strings.Contains(f.Name, "TLP-AMBER-STRICT."+string(format)) || len(f.Bytes) == 0 {
				t.Errorf("%q", f.Name)
			}
			before := s.kept()
			id, r := s.rehearse(s.expert, files.Upload{Field: "file", Name: f.Name, Bytes: f.Bytes})
			if r.Counts[gaps.Same] != 4 || len(r.Verdicts) != 4 {
				t.Errorf("%s, untouched: %+v", format, r.Verdicts)
			}
			_, err = s.svc.Take(ctx, s.expert, s.round, id)
			s.must(err)
			if s.kept() != before {
				t.Errorf("%s: an untouched file changed something", format)
			}
		}
		lines := s.lines()
		lines[1].Answer = answers.Answer{DeFacto: "rarely", Practice: "Seldom"}
		id, r := s.rehearse(s.expert, s.file(questionnaires.XLSX, lines))
		if r.Counts[gaps.Kept] != 1 || r.Counts[gaps.Same] != 3 || len(r.Verdicts[1].Changes) != 2 || r.Verdicts[1].Changes[0].After != "Applied rarely" {
			t.Errorf("%+v", r)
		}
		if counts, err := s.svc.Take(ctx, s.expert, s.round, id); err != nil || counts[gaps.Kept] != 1 {
			t.Errorf("%v %v", counts, err)
		}
		before := s.kept()
		if counts, err := s.svc.Take(ctx, s.expert, s.round, id); err != nil || counts[gaps.Kept] != 1 || s.kept() != before {
			t.Errorf("taken twice: %v %v", counts, err)
		}
		if got := s.lines()[1]; got.Base != 1 || got.Answer.Practice != "Seldom" {
			t.Errorf("%+v", got)
		}
		if got, err := s.gaps.Cell(ctx, s.officer, s.round, "one-2"); err != nil || got.Revisions[0].How != gaps.Questionnaire {
			t.Errorf("%+v %v", got.Revisions, err)
		}
	})
}

// What others wrote meanwhile is joined, or the answer of the file is set aside, once.
func TestOthersWroteMeanwhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		s.save(s.expert, "one-1", 0, answers.Answer{Law: "old", Practice: "old"})
		s.save(s.expert, "one-2", 0, answers.Answer{Law: "old"})
		lines := s.lines()
		lines[0].Answer.Practice = "from the file"
		lines[1].Answer.Law = "from the file"
		file := s.file(questionnaires.DOCX, lines)
		s.save(s.officer, "one-1", 1, answers.Answer{Law: "from another", Practice: "old"})
		s.save(s.officer, "one-2", 1, answers.Answer{Law: "from another"})
		id, r := s.rehearse(s.expert, file)
		if r.Verdicts[0].Outcome != gaps.Joined || r.Verdicts[1].Outcome != gaps.SetAside || !slices.Equal(r.Verdicts[1].Clashes, []string{"What the law says"}) || r.Verdicts[1].By != "Officer" {
			t.Errorf("%+v", r.Verdicts)
		}
		counts, err := s.svc.Take(ctx, s.expert, s.round, id)
		if err != nil || counts[gaps.Joined] != 1 || counts[gaps.SetAside] != 1 {
			t.Errorf("%v %v", counts, err)
		}
		now := s.lines()
		if now[0].Answer.Law != "from another" || now[0].Answer.Practice != "from the file" || now[1].Answer.Law != "from another" {
			t.Errorf("%+v", now)
		}
		before := s.kept()
		id, r = s.rehearse(s.expert, file)
		if r.Counts[gaps.Same] != 4 {
			t.Errorf("the same file again: %+v", r.Verdicts)
		}
		if _, err := s.svc.Take(ctx, s.expert, s.round, id); err != nil || s.kept() != before {
			t.Errorf("the same file again changed something: %v", err)
		}
	})
}

func TestWhatCannotBeTakenHasItsPlace(t *testing.T) {
	s := newStage(t, dbtest.SQLite(t))
	lines := s.lines()
	lines[0].Answer = answers.Answer{Citations: []answers.Citation{{LawID: "0190f0f0-0000-7000-8000-00000000dead", Text: "A law"}}}
	lines[1].Base = 7
	lines[2].ProvisionID = "two-1"
	lines[3].Answer = answers.Answer{Law: strings.Repeat("a", answers.MaxText+1), Evidence: []answers.Evidence{{Title: "x", URL: "nowhere"}}}
	u := s.file(questionnaires.XLSX, lines)
	f, err := excelize.OpenReader(bytes.NewReader(u.Bytes))
	s.must(err)
	s.must(f.SetCellStr("ONE", "H3", "Rather"))
	var out bytes.Buffer
	s.must(f.Write(&out))
	u.Bytes = out.Bytes()
	before := s.kept()
	id, r := s.rehearse(s.expert, u)
	if r.Counts[questionnaires.Refused] != 4 {
		t.Fatalf("%+v", r.Verdicts)
	}
	for i, want := range []string{"ONE!H3 Choose one of the list: None, Partial", "ONE!D4 There is no such revision", "ONE!D5 The assessment does not ask", "ONE!K6 What the law says: shorten"} {
		var all []string
		for _, w := range r.Verdicts[i].Wrong {
			all = append(all, w.Cell+" "+w.Words)
		}
		if !slices.ContainsFunc(all, func(w string) bool { return strings.HasPrefix(w, want) }) {
			t.Errorf("row %d: no %q in %q", i, want, all)
		}
	}
	if _, err := s.svc.Take(t.Context(), s.expert, s.round, id); err != nil || s.kept() != before {
		t.Errorf("something refused was taken: %v", err)
	}
}

func TestWhoMayUseIt(t *testing.T) {
	s, ctx := newStage(t, dbtest.SQLite(t)), t.Context()
	file := s.file(questionnaires.XLSX, s.lines())
	if _, err := s.svc.Rehearse(ctx, s.observer, s.round, file); !fault.IsForbidden(err) {
		t.Errorf("an observer sends answers: %v", err)
	}
	if _, err := s.svc.Write(ctx, s.observer, s.round, questionnaires.XLSX); !fault.IsForbidden(err) {
		t.Errorf("an observer takes it along: %v", err)
	}
	if _, err := s.svc.Write(ctx, s.outside, s.round, questionnaires.XLSX); !fault.IsForbidden(err) {
		t.Errorf("somebody else takes it along: %v", err)
	}
	if _, err := s.svc.Write(ctx, s.expert, s.round, "pdf"); !fault.IsNotFound(err) {
		t.Errorf("a format that there is not: %v", err)
	}
	id, err := s.svc.Rehearse(ctx, s.expert, s.round, file)
	s.must(err)
	if _, err := s.svc.Take(ctx, s.outside, s.round, id); !fault.IsForbidden(err) {
		t.Errorf("somebody else takes the answers: %v", err)
	}
	other := s.file(questionnaires.XLSX, s.lines())
	other.Name, other.Bytes = "x.xlsx", bytes.Replace(other.Bytes, []byte("PK"), []byte("XX"), 1)
	if _, err := s.svc.Rehearse(ctx, s.expert, s.round, other); fault.AsInvalid(err).Words("file") == "" {
		t.Errorf("a broken file: %v", err)
	}
	s.must(s.svc.Discard(ctx, s.expert, s.round, id))
	if _, err := s.svc.Rehearsal(ctx, s.expert, s.round, id); !fault.IsNotFound(err) {
		t.Errorf("a discarded file: %v", err)
	}
	round := s.round
	s.round = "another"
	file = s.file(questionnaires.XLSX, []sheet.Line{{ProvisionID: "one-1", Assessable: true}})
	s.round = round
	if _, err := s.svc.Rehearse(ctx, s.expert, s.round, file); !strings.Contains(fault.AsInvalid(err).Words("file"), "another round") {
		t.Errorf("the file of another round: %v", err)
	}
	s.save(s.expert, "one-1", 0, answers.Answer{Law: "x"})
	s.must(s.gaps.Take(ctx, s.expert, s.round, gaps.StepDraft{Verb: gaps.Submit}))
	if _, err := s.svc.Rehearse(ctx, s.expert, s.round, s.file(questionnaires.XLSX, s.lines())); !fault.IsConflict(err) {
		t.Errorf("a round that was submitted: %v", err)
	}
}

// However others write between writing the file and taking it, the rehearsal says what the taking does, nothing that was written is lost,
// and the same file taken again changes nothing.
func TestTheRehearsalSaysWhatHappens(t *testing.T) {
	s := newStage(t, dbtest.SQLite(t))
	text := rapid.SampledFrom([]string{"", "a", "b", "มาตรา"})
	list := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"training", "mission"}), 0, 2, rapid.ID[string])
	an := rapid.Custom(func(t *rapid.T) answers.Answer {
		return answers.Answer{DeJure: rapid.SampledFrom([]string{"", "none", "full"}).Draw(t, "de jure"), Law: text.Draw(t, "law"), Practice: text.Draw(t, "practice"), Assistance: list.Draw(t, "help")}
	})
	rapid.Check(t, func(t *rapid.T) {
		lines := s.lines()
		for i := range lines {
			if rapid.Bool().Draw(t, "filled in") {
				lines[i].Answer = an.Draw(t, "mine").Clean()
			}
		}
		file := s.file(questionnaires.XLSX, lines)
		for i, l := range lines {
			if rapid.Bool().Draw(t, "others") {
				s.save(s.officer, l.ProvisionID, s.lines()[i].Base, an.Draw(t, "theirs"))
			}
		}
		theirs := s.lines()
		id, r := s.rehearse(s.expert, file)
		counts, err := s.svc.Take(s.t.Context(), s.expert, s.round, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range questionnaires.Outcomes {
			if counts[o] != r.Counts[o] {
				t.Fatalf("rehearsed %v, taken %v", r.Counts, counts)
			}
		}
		for i, l := range s.lines() {
			cell, err := s.gaps.Cell(s.t.Context(), s.officer, s.round, l.ProvisionID)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(cell.Revisions, func(x gaps.Revision) bool { return x.Answer.Equal(theirs[i].Answer) }) && theirs[i].Base > 0 {
				t.Fatalf("what others wrote is lost: %+v", theirs[i])
			}
			if r.Verdicts[i].Outcome == gaps.SetAside && !slices.ContainsFunc(cell.Comments, func(c gaps.Comment) bool { return c.Answer.Equal(lines[i].Answer) }) {
				t.Fatalf("what the file says is lost: %+v", lines[i])
			}
		}
		before := s.kept()
		again, r := s.rehearse(s.expert, file)
		if r.Counts[gaps.Same] != len(lines) {
			t.Fatalf("the same file again: %+v", r.Verdicts)
		}
		if _, err := s.svc.Take(s.t.Context(), s.expert, s.round, again); err != nil || s.kept() != before {
			t.Fatalf("the same file again changed something: %v", err)
		}
	})
}

func TestErasure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		id, _ := s.rehearse(s.expert, s.file(questionnaires.XLSX, s.lines()))
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			return true, questionnaires.EraseIn(tx, "Person 1", []string{s.expert.Key()})
		})
		s.must(err)
		if r, err := s.svc.Rehearsal(t.Context(), s.expert, s.round, id); err != nil || r.Upload.By != "Person 1" {
			t.Errorf("%+v %v", r.Upload, err)
		}
	})
}
