package pack

import (
	"fmt"

	"counterpart/internal/held"
)

const (
	famRetention  = "retention class"
	famProcessing = "processing activity"
)

func readRetention(l *loader, s sheet) {
	s.each(func(t *table) {
		r := Retention{
			At: t.at, Class: t.oneOf("class", required, RetentionClasses), KeepMonths: t.whole("keep_months", 1, 1200, 0),
			From: t.line("from", required), Then: t.oneOf("then", required, RetentionEnds), Why: t.text("why", required),
		}
		if t.values["keep_months"] == nil {
			l.problem(t.at, `the field "keep_months" is missing`, "Add it: a whole number of months")
		}
		if want := RetentionStarts[r.Class]; r.Class != "" && r.From != "" && r.From != want {
			l.problem(t.source(t.values["from"]), fmt.Sprintf("the months of %s are not counted from %q", r.Class, shorten(r.From)), "Write "+want)
		}
		if r.Class == "person" && r.Then == "delete" {
			l.problem(t.source(t.values["then"]), "a person cannot be deleted, because published figures count them", "Write anonymise or review")
		}
		if r.Class != "" {
			l.define(famRetention, r.Class, t.at)
		}
		l.pack.Retention = append(l.pack.Retention, r)
	})
}

func readProcessing(l *loader, s sheet) {
	s.each(func(t *table) {
		p := Processing{
			At: t.at, Code: t.named(famProcessing, "code"), Name: t.name("name", required), Purpose: t.text("purpose", required),
			Ground: t.text("legal_ground", required), People: t.lines("people", required), Data: t.lines("data", required),
			Classes: t.lines("classes", required), Recipients: t.lines("recipients", required), Transfers: t.text("transfers", required),
			Safeguards: t.lines("safeguards", required),
		}
		for _, class := range p.Classes {
			if !contains(held.Classes, class) {
				l.problem(t.source(t.values["classes"]), fmt.Sprintf("there is no class of records %q", shorten(class)), "Choose one of "+fmt.Sprint(held.Classes))
			}
		}
		l.pack.Processing = append(l.pack.Processing, p)
	})
}
