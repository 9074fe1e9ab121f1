package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Stamps say what each step last worked from: step name to hash of its input. They lie beside, not inside, what the
// steps make, because all of that is embedded in the server.
func stampFile(root string) string { return filepath.Join(root, ".cache", "assets.json") }

// readStamps returns no stamps when the file is missing or unreadable: then all steps run again, which is harmless.
func readStamps(root string) map[string]string {
	stamps := map[string]string{}
	text, err := os.ReadFile(stampFile(root))
	if err != nil || json.Unmarshal(text, &stamps) != nil {
		return map[string]string{}
	}
	return stamps
}

func writeStamps(root string, stamps map[string]string) error {
	text, err := json.MarshalIndent(stamps, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(stampFile(root), append(text, '\n'))
}

// hashTree hashes names and contents of the given files and of all files in the given folders. A path that does not
// exist counts as empty.
func hashTree(paths ...string) (string, error) {
	sum := sha256.New()
	for _, top := range paths {
		err := filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, err := filepath.Rel(top, path)
			if err != nil {
				return err
			}
			fmt.Fprintf(sum, "%s %d\n", filepath.ToSlash(name), len(text))
			sum.Write(text)
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:16]), nil
}

// writeFile puts the file in place whole, so that a build running at the same time never embeds half of it.
func writeFile(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(text)
	if err := errors.Join(err, temp.Chmod(0o644), temp.Close()); err != nil {
		os.Remove(temp.Name())
		return err
	}
	return os.Rename(temp.Name(), path)
}
