package main

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

// asset is one entry of manifest.json.
type asset struct {
	Path      string `json:"path"`      // file name in dist, with content hash
	Integrity string `json:"integrity"` // subresource integrity, for the HTML element that loads it
}

func distDir(root string) string { return filepath.Join(root, "internal", "web", "dist") }

func bundleReady(root string) bool {
	text, err := os.ReadFile(filepath.Join(distDir(root), "manifest.json"))
	if err != nil {
		return false
	}
	manifest := map[string]asset{}
	if json.Unmarshal(text, &manifest) != nil {
		return false
	}
	for _, a := range manifest {
		if !exists(filepath.Join(distDir(root), a.Path)) {
			return false
		}
	}
	return true
}

// bundle builds all entries into dist and writes the manifest last, so that a manifest never names a missing file.
func bundle(root string) error {
	entries, err := findEntries(filepath.Join(root, "internal", "web", "assets"))
	if err != nil {
		return err
	}
	files, manifest := map[string][]byte{}, map[string]asset{}
	if len(entries) > 0 {
		if files, manifest, err = build(root, entries); err != nil {
			return err
		}
	}
	if files["licences.txt"], err = licences(root); err != nil {
		return err
	}
	keep := map[string]bool{"manifest.json": true}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		variants, err := compressed(name, files[name])
		if err != nil {
			return err
		}
		for variant, text := range variants {
			if err := writeFile(filepath.Join(distDir(root), variant), text); err != nil {
				return err
			}
			keep[variant] = true
		}
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(distDir(root), "manifest.json"), append(text, '\n')); err != nil {
		return err
	}
	return removeOthers(distDir(root), keep)
}

func findEntries(dir string) ([]string, error) {
	files, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var entries []string
	for _, file := range files {
		switch ext := filepath.Ext(file.Name()); {
		case file.IsDir(), strings.HasSuffix(file.Name(), ".test.js"):
		case file.Name() == "app.css", ext == ".js", ext == ".svg", ext == ".png", ext == ".ico", ext == ".webp":
			entries = append(entries, filepath.Join(dir, file.Name()))
		}
	}
	return entries, nil
}

// build runs the bundler and returns the files of dist by name, and the manifest.
func build(root string, entries []string) (map[string][]byte, map[string]asset, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       entries,
		AbsWorkingDir:     root,
		Outdir:            distDir(root),
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Format:            api.FormatESModule,
		Target:            api.ES2022,
		EntryNames:        "[name]-[hash]",
		AssetNames:        "[name]-[hash]",
		LegalComments:     api.LegalCommentsNone, // licences.txt has them whole
		Metafile:          true,
		Loader: map[string]api.Loader{
			".woff2": api.LoaderFile, ".svg": api.LoaderCopy, ".png": api.LoaderCopy,
			".ico": api.LoaderCopy, ".webp": api.LoaderCopy,
		},
	})
	if len(result.Errors) > 0 {
		words := api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage})
		return nil, nil, errors.New("\n" + strings.Join(words, ""))
	}
	for _, line := range api.FormatMessages(result.Warnings, api.FormatMessagesOptions{Kind: api.WarningMessage}) {
		fmt.Fprint(os.Stderr, line)
	}
	names, err := logicalNames(result.Metafile)
	if err != nil {
		return nil, nil, err
	}
	files, manifest := map[string][]byte{}, map[string]asset{}
	for _, out := range result.OutputFiles {
		name := filepath.Base(out.Path)
		logical, ok := names[name]
		if !ok {
			return nil, nil, fmt.Errorf("the bundler made %s from nothing it names", name)
		}
		files[name] = out.Contents
		sum := sha512.Sum384(out.Contents)
		manifest[logical] = asset{Path: name, Integrity: "sha384-" + base64.StdEncoding.EncodeToString(sum[:])}
	}
	return files, manifest, nil
}

// logicalNames maps each file made to the name that the server asks for: that of the entry, or of the one file
// (a font or picture named in a style sheet) that it is a copy of.
func logicalNames(metafile string) (map[string]string, error) {
	var meta struct {
		Outputs map[string]struct {
			EntryPoint string              `json:"entryPoint"`
			Inputs     map[string]struct{} `json:"inputs"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, err
	}
	names := map[string]string{}
	for path, out := range meta.Outputs {
		source := out.EntryPoint
		if source == "" && len(out.Inputs) == 1 {
			source = slices.Collect(maps.Keys(out.Inputs))[0]
		}
		if source != "" {
			names[filepath.Base(path)] = filepath.Base(source)
		}
	}
	return names, nil
}

// compressed returns the file and, where it pays, its .gz and .br, so that the server need not compress per request.
func compressed(name string, text []byte) (map[string][]byte, error) {
	variants := map[string][]byte{name: text}
	switch filepath.Ext(name) {
	case ".css", ".js", ".svg", ".txt":
	default:
		return variants, nil
	}
	gz, err := compress(text)
	if err != nil {
		return nil, err
	}
	var br bytes.Buffer
	w := brotli.NewWriterLevel(&br, brotli.BestCompression)
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	variants[name+".gz"], variants[name+".br"] = gz, br.Bytes()
	return variants, nil
}
