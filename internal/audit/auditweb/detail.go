package auditweb

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// recordID is an id of a record: nobody reads it, but its end tells two apart, as the column of records shows it.
var recordID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{6}([0-9a-f]{6})`)

// detailFacts writes the detail of an entry as terms and values in words. What the entry's own columns say is left out;
// the CSV file has the detail as it was written.
func (r row) detailFacts() string {
	var fields map[string]any
	if r.Detail == "" || r.Detail == "null" {
		return ""
	}
	if json.Unmarshal([]byte(r.Detail), &fields) != nil {
		return r.Detail
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value := fields[name]
		if value == nil || value == "" || value == r.RecordID {
			continue
		}
		out = append(out, strings.ReplaceAll(strings.TrimSuffix(name, "_id"), "_", " ")+": "+inWords(value))
	}
	return strings.Join(out, " · ")
}

func inWords(value any) string {
	switch v := value.(type) {
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at.UTC().Format("2 Jan 2006, 15:04:05 UTC")
		}
		return recordID.ReplaceAllString(v, "…$1")
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return "?"
	}
	return recordID.ReplaceAllString(string(raw), "…$1")
}
