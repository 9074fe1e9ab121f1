package privacy

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/held"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
)

// Copy is everything that is held of a person, in a form that machines read: see docs/user/my-data.md.
type Copy struct {
	Format   string        `json:"format"`
	MadeAt   string        `json:"made_at"`
	Label    string        `json:"label"`
	PersonID string        `json:"person_id"`
	Name     string        `json:"name"`
	LeftOut  []string      `json:"left_out"` // classes of which whoever took the copy may not read everything
	Records  []held.Record `json:"records"`
	Shown    []CopySwitch  `json:"shown"`
	Views    []CopyView    `json:"views"`
}

// CopySwitch says whether a field is shown to an audience.
type CopySwitch struct {
	Field    shown.Field    `json:"field"`
	Audience shown.Audience `json:"audience"`
	Shown    bool           `json:"shown"`
}

// CopyView says who looked and when.
type CopyView struct {
	At   string `json:"at"`
	By   string `json:"by"`
	What string `json:"what"`
}

// copyFormat names the shape of the JSON file; it changes when the shape does.
const copyFormat = "counterpart.person-copy.1"

// Copy makes a ZIP with everything that is held of a person: copy.json for machines, copy.html for people. It asks for a
// fresh proof of who is in the session, and is noted where the person can read it.
func (s *Service) Copy(ctx context.Context, actor access.Actor, personID string) ([]byte, error) {
	if err := actor.RequireFresh(s.db.Clock()); err != nil {
		return nil, err
	}
	d, err := db.View(ctx, s.db, func(tx *db.Tx) (Data, error) { return s.dataIn(tx, actor, personID) })
	if err != nil {
		return nil, err
	}
	c := Copy{
		Format: copyFormat, MadeAt: held.At(db.At(s.db.Clock())), Label: string(label.AmberStrict), PersonID: personID, Name: d.Person.Given,
		LeftOut: append([]string{}, d.Hidden...), Records: d.Records, Shown: []CopySwitch{}, Views: []CopyView{},
	}
	for _, sw := range d.Shown {
		c.Shown = append(c.Shown, CopySwitch{sw.Field, sw.Audience, sw.On})
	}
	for _, v := range d.Views {
		c.Views = append(c.Views, CopyView{held.At(v.At), v.Name, string(v.Action)})
	}
	data, err := c.zip(s.db.Clock())
	if err != nil {
		return nil, err
	}
	if personID == "" {
		return data, nil // nobody else's, and no record of a person
	}
	return data, audit.Exported(ctx, s.db, actor, people.Kind, []string{personID}, ActionCopy, nil)
}

func (c Copy) zip(at time.Time) ([]byte, error) {
	raw, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the copy: %w", err)
	}
	var page, out bytes.Buffer
	if err := copyPage.Execute(&page, c); err != nil {
		return nil, fmt.Errorf("write the copy: %w", err)
	}
	z := zip.NewWriter(&out)
	for _, f := range []struct {
		name string
		data []byte
	}{{"copy.json", append(raw, '\n')}, {"copy.html", page.Bytes()}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at})
		if err != nil {
			return nil, fmt.Errorf("write the copy: %w", err)
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, fmt.Errorf("write the copy: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write the copy: %w", err)
	}
	return out.Bytes(), nil
}

var copyPage = template.Must(template.New("copy").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Copy of the data held of {{.Name}}</title>
<p><strong>{{.Label}}</strong></p>
<h1>Copy of the data held of <bdi>{{.Name}}</bdi></h1>
<p>Made on {{.MadeAt}}. The file copy.json beside this one holds the same for machines.</p>
{{with .LeftOut}}<p>Not everything of these classes is in this copy, because whoever took it may not read it: {{range .}}{{.}} {{end}}</p>{{end}}
{{range .Records}}<h2><bdi>{{.Title}}</bdi></h2>
<dl>{{range .Fields}}<dt>{{.Label}}</dt><dd><bdi>{{.Value}}</bdi></dd>{{end}}</dl>
{{end}}<h2>Who looked</h2>
<ul>{{range .Views}}<li>{{.At}}: <bdi>{{.By}}</bdi> ({{.What}})</li>{{else}}<li>Nobody.</li>{{end}}</ul>
<p><strong>{{.Label}}</strong></p>
</html>
`))
