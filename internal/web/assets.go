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
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", contentType(name))
	h.Set("Vary", "Accept-Encoding")
	if packed, encoding := a.packed(r, name); packed != nil {
		h.Set("Content-Encoding", encoding)
		data = packed
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
}

// packed returns the smallest variant of a file that the browser can read, or nil.
func (a Assets) packed(r *http.Request, name string) (data []byte, encoding string) {
	for _, v := range []struct{ encoding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(r, v.encoding) {
			continue
		}
		if data, err := fs.ReadFile(a.files, path.Clean(name)+v.suffix); err == nil {
			return data, v.encoding
		}
	}
	return nil, ""
}

// contentType knows by itself what a bare machine has no table for.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".woff2":
		return "font/woff2"
	case ".svg":
		return "image/svg+xml"
	default:
		return mime.TypeByExtension(ext)
	}
}
