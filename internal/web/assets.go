package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"counterpart/internal/web/ui"
)

//go:embed all:dist
var dist embed.FS

// Assets are the bundled browser files: each has its content hash in its name, so it never changes.
type Assets struct {
	files    fs.FS
	manifest map[string]asset
}

type asset struct {
	Path      string `json:"path"`
	Integrity string `json:"integrity"`
}

// LoadAssets reads what "make assets" left in the binary.
func LoadAssets() (Assets, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return Assets{}, err
	}
	raw, err := fs.ReadFile(files, "manifest.json")
	if err != nil {
		return Assets{}, fmt.Errorf("the browser files are not built in: run make build")
	}
	a := Assets{files: files, manifest: map[string]asset{}}
	if err := json.Unmarshal(raw, &a.manifest); err != nil {
		return Assets{}, fmt.Errorf("manifest.json of the browser files: %w", err)
	}
	return a, nil
}

func (a Assets) ui(name string) ui.Asset {
	f := a.manifest[name]
	return ui.Asset{Path: "/static/" + f.Path, Integrity: f.Integrity}
}

// ServeHTTP serves /static/NAME.
func (a Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/static/")
	data, err := fs.ReadFile(a.files, path.Clean(name))
	if err != nil || name == "manifest.json" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
}
