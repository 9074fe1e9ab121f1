package main

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"

	"counterpart/tools/parts"
)

// component is an npm package as CycloneDX has it.
func component(p parts.Part) map[string]any {
	c := map[string]any{
		"bom-ref": purl(p), "type": "library", "name": p.Name, "version": p.Version, "scope": "required",
		"purl": purl(p), "licenses": licenses(p),
	}
	if sum, ok := strings.CutPrefix(p.Hash, "sha512-"); ok {
		if raw, err := base64.StdEncoding.DecodeString(sum); err == nil {
			c["hashes"] = []any{map[string]any{"alg": "SHA-512", "content": hex.EncodeToString(raw)}}
		}
	}
	return c
}

func purl(p parts.Part) string {
	parts := strings.Split(p.Name, "/")
	for i, s := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(s), "@", "%40")
	}
	return "pkg:npm/" + strings.Join(parts, "/") + "@" + p.Version
}

// licenses are those of a part by their SPDX names.
func licenses(p parts.Part) []any {
	var out []any
	for _, id := range p.Licences() {
		out = append(out, map[string]any{"license": map[string]any{"id": id}})
	}
	return out
}
