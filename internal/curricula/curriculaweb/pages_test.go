package curriculaweb_test

import (
	"encoding/json"
	"regexp"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/curricula"
	"counterpart/internal/curricula/curriculaweb"
	"counterpart/internal/dbtest"
	"counterpart/internal/roomtest"
	"counterpart/internal/training"
	"counterpart/internal/vocabulary"
)

// A curriculum is written form by form, agreed to by another, compared with its next version, and read by everybody.
func TestPages(t *testing.T) {
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	everybody := access.Grant{Role: access.Public, Rights: map[access.Right]bool{curricula.RightRead: true}}
	author := roomtest.Holding("author", curricula.RightSee, curricula.RightWrite, curricula.RightReview, training.RightSee, activities.RightSee)
	second := roomtest.Holding("second", curricula.RightSee, curricula.RightWrite, curricula.RightReview)
	manager := roomtest.Holding("manager", curricula.RightSee, curricula.RightReview, curricula.RightAdopt)
	for _, a := range []*access.Actor{&author, &second, &manager} {
		a.Grants = append(a.Grants, everybody)
	}
	s := roomtest.Serve(t, author, &curriculaweb.Pages{
		Curricula: curricula.New(d, curricula.Options{Files: roomtest.Files(t, d)}), Training: training.New(d, training.Options{}), Vocabulary: vocabulary.New(d),
	})
	s.Get(200, "/training/curricula", "No curriculum matches")
	s.Get(200, "/training/curricula/new", "TLP:GREEN")
	s.Post(422, "/training/curricula", []string{"code", "é", "min_presence", "many"}, "write a whole number")
	s.Post(422, "/training/curricula", []string{"code", "é", "min_presence", "80"}, "Write a code", "Write the title")
	at := s.Post(303, "/training/curricula", []string{"code", "doc", "title", "Documents & <forgery>", "label", "TLP:CLEAR", "min_presence", "80", "languages", "en, th", "needs_test", "on"})
	s.Get(200, at, "Documents &amp; &lt;forgery&gt;", "English, Thai", "the test after the course", "No module yet")
	s.Get(200, at+"/edit", `value="en th"`)
	s.Post(422, at+"/modules", []string{"title", "", "hours", "x"}, "write hours as a number")
	s.Post(422, at+"/modules", []string{"title", "Looking"}, "Write how long it takes")
	s.Post(303, at+"/modules", []string{"title", "Looking", "hours", "1,5", "topics", "document_fraud", "objectives", "They look."})
	module := regexp.MustCompile(at + `/modules/[0-9a-f-]{36}`).FindString(s.Get(200, at, "1.5 hours", "Document fraud"))
	s.Get(200, module, `value="1.5"`)
	s.Post(422, module+"/material", []string{"title", "Slides"}, "one of the two")
	s.Upload(303, module+"/material", []string{"title", "Slides", "label", "TLP:CLEAR"}, "slides.csv", []byte("a;b\n1;2\n"))
	s.Post(409, at, []string{"title", "Otherwise", "min_presence", "80", "version", "1"}, "Somebody else changed this record")
	s.Get(404, "/courses/DOC")
	s.Get(200, at+"/take/submit", "somebody who did not write it")
	s.Post(303, at+"/take/submit", nil)
	s.Post(409, at+"/take/pilot", nil, "You are among the authors")
	s.Actor = second
	s.Post(422, at+"/take/give_back", nil, "Write what is to be changed")
	s.Post(303, at+"/take/pilot", nil)
	s.Get(200, at, "In pilot since", "A Co-Manager who did not write it")
	curriculum := regexp.MustCompile(`/training/curricula/[0-9a-f-]{36}`).FindString(at)
	s.Post(303, curriculum+"/feedback", []string{"version_id", at[len(curriculum)+len("/versions/"):], "words", "The lamp is too weak."})
	next := s.Post(303, curriculum+"/versions", nil)
	s.Post(303, next, []string{"title", "Documents", "min_presence", "90", "version", "1", "changes", "More presence."})
	s.Get(200, curriculum, "Pilot", "Draft", "The lamp is too weak.", "No activity delivers it yet")
	s.Get(200, curriculum+"/compare?from=1&to=2", "More presence.", "80 %", "90 %", "Needed", "Not needed")
	s.Get(404, curriculum+"/compare?from=1&to=7")
	s.Actor = manager
	s.Get(403, next+"/edit")
	s.Post(303, at+"/take/adopt", nil)
	s.Actor = access.Actor{Via: "public", Grants: []access.Grant{everybody}}
	s.Get(200, "/courses", "Documents &amp; &lt;forgery&gt;")
	page := s.Get(200, "/courses/doc", "Adopted", "They look.", "Slides", "No course is announced")
	data := regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(page)
	var schema map[string]any
	if len(data) != 2 || json.Unmarshal([]byte(data[1]), &schema) != nil || schema["@type"] != "Course" || schema["name"] != "Documents & <forgery>" || schema["timeRequired"] != "PT1H30M" {
		t.Errorf("schema.org: %v", data)
	}
	s.Get(200, "/courses/DOC/course.jsonld", `"courseCode": "DOC"`)
	s.Get(200, regexp.MustCompile(`/courses/DOC/materials/[0-9a-f-]{36}`).FindString(page), "a;b")
	s.Get(303, curriculum)
}
