package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path"
	"path/filepath"
)

// printFonts are the faces that internal/print draws with, as paths below node_modules/@expo-google-fonts. The
// Chinese face has no bold: it alone is larger than all others together.
var printFonts = []string{
	"noto-sans/400Regular/NotoSans_400Regular.ttf",
	"noto-sans/700Bold/NotoSans_700Bold.ttf",
	"noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf",
	"noto-sans-thai/700Bold/NotoSansThai_700Bold.ttf",
	"noto-sans-khmer/400Regular/NotoSansKhmer_400Regular.ttf",
	"noto-sans-khmer/700Bold/NotoSansKhmer_700Bold.ttf",
	"noto-sans-lao/400Regular/NotoSansLao_400Regular.ttf",
	"noto-sans-lao/700Bold/NotoSansLao_700Bold.ttf",
	"noto-sans-myanmar/400Regular/NotoSansMyanmar_400Regular.ttf",
	"noto-sans-myanmar/700Bold/NotoSansMyanmar_700Bold.ttf",
	"noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
	"noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf",
	"noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf",
	"noto-sans-devanagari/700Bold/NotoSansDevanagari_700Bold.ttf",
	"noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
}

func fontDir(root string) string { return filepath.Join(root, "internal", "print", "fonts") }

func fontFile(root, font string) string {
	return filepath.Join(fontDir(root), path.Base(font)+".gz")
}

func fontsReady(root string) bool {
	for _, font := range printFonts {
		if !exists(fontFile(root, font)) {
			return false
		}
	}
	return true
}

// copyFonts puts the print fonts, compressed, where internal/print embeds them, and removes all others.
func copyFonts(root string) error {
	keep := map[string]bool{}
	for _, font := range printFonts {
		ttf, err := os.ReadFile(filepath.Join(root, "node_modules", "@expo-google-fonts", filepath.FromSlash(font)))
		if err != nil {
			return err
		}
		packed, err := compress(ttf)
		if err != nil {
			return err
		}
		if err := writeFile(fontFile(root, font), packed); err != nil {
			return err
		}
		keep[path.Base(font)+".gz"] = true
	}
	return removeOthers(fontDir(root), keep)
}

// compress writes no time and no name, so that the same input gives the same bytes.
func compress(text []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// removeOthers removes the files of an earlier run. .gitkeep stays: it makes the folder exist in a fresh clone.
func removeOthers(dir string, keep map[string]bool) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if keep[entry.Name()] || entry.Name() == ".gitkeep" {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}
