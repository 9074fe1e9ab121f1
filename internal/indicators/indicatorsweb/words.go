package indicatorsweb

import (
	"encoding/json"
	"strconv"
	"strings"

	"counterpart/internal/audit"
	"counterpart/internal/indicators"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// actionWords says a step of an indicator's history.
var actionWords = map[audit.Action]string{
	indicators.ActionAdd: "Added", indicators.ActionChange: "Changed", indicators.ActionPropose: "Value proposed", indicators.ActionRestate: "Restatement proposed",
	indicators.ActionWithdraw: "Value withdrawn", indicators.ActionSendBack: "Value sent back", indicators.ActionApprove: "Value approved", indicators.ActionPublish: "Value published",
}

// detailOf says of which value a step was, or what a change changed.
func detailOf(e audit.Entry) string {
	var d struct {
		Period string                     `json:"period"`
		Value  string                     `json:"value"`
		Before map[string]json.RawMessage `json:"before"`
		After  map[string]json.RawMessage `json:"after"`
	}
	if json.Unmarshal([]byte(e.Detail), &d) != nil {
		return ""
	}
	if d.Period != "" {
		return d.Period + ": " + short(d.Value)
	}
	var changed []string
	for _, f := range changedFields {
		if before, after := string(d.Before[f.key]), string(d.After[f.key]); d.After != nil && plain(before) != plain(after) {
			changed = append(changed, f.words)
		}
	}
	return strings.Join(changed, ", ")
}

var changedFields = []struct{ key, words string }{
	{"name", "name"},
	{"code", "code"},
	{"result_id", "what it measures"},
	{"definition", "definition"},
	{"unit", "unit"},
	{"measure", "measure"},
	{"direction", "direction"},
	{"computation", "computation"},
	{"dimensions", "what it is divided by"},
	{"frequency", "how often"},
	{"baseline", "baseline"},
	{"baseline_year", "year of the baseline"},
	{"owner_post", "who answers for it"},
	{"source", "source"},
	{"targets", "targets"},
	{"retired", "whether it is followed"},
}

// plain makes what is left out and what is empty the same.
func plain(raw string) string {
	switch raw {
	case "null", `""`, "[]", "0", "false":
		return ""
	default:
		return raw
	}
}

func number(v indicators.Value) string {
	if v.Measure == catalogue.Qualitative {
		return "In words"
	}
	return withUnit(v.Value, percent(v.Unit))
}

func caption(v indicators.Value) string {
	if v.Unit == "" || v.Unit == "%" || v.Measure == catalogue.Qualitative {
		return v.Indicator
	}
	return v.Unit
}

func failureWords(f indicators.Failure) string {
	words := []string{}
	if f.Why != "" {
		words = append(words, f.Why)
	}
	if f.Now != f.Value.Value {
		words = append(words, "They now give "+orNothing(f.Now)+".")
	}
	for _, n := range []struct {
		n     int
		words string
	}{{len(f.Gone), "no longer counted"}, {len(f.Come), "counted now and not then"}, {len(f.Changed), "counted in another group or with another number"}} {
		if n.n > 0 {
			words = append(words, strconv.Itoa(n.n)+" "+n.words+".")
		}
	}
	if f.Value.State == indicators.Published {
		words = append(words, "The published value stays. A restatement can stand beside it.")
	}
	return strings.Join(words, " ")
}

func valueFacts(p valuePage) []ui.Fact {
	v := p.Value
	out := []ui.Fact{
		{Term: "Days", Value: web.Day(v.StartsOn) + " to " + web.Day(v.EndsOn)},
		{Term: "Proposed", Value: v.ProposedName + ", " + moment(v.ProposedAt)},
	}
	if v.ApprovedName != "" {
		out = append(out, ui.Fact{Term: "Approved", Value: v.ApprovedName + ", " + moment(v.ApprovedAt)})
	}
	if v.PublishedName != "" {
		out = append(out, ui.Fact{Term: "Published", Value: v.PublishedName + ", " + moment(v.PublishedAt)})
	}
	for _, f := range []ui.Fact{{Term: "Reason", Value: v.Reason}, {Term: "Sent back", Value: v.Returned}, {Term: "Rests on", Value: v.Evidence}} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	if v.EvidenceURL != "" {
		out = append(out, ui.Fact{Term: "Address", Content: link(v.EvidenceURL, v.EvidenceURL)})
	}
	if p.File != nil {
		out = append(out, ui.Fact{Term: "File", Content: link(valuePath(v.ID)+"/evidence", p.File.Name)})
	}
	if p.Restates != nil {
		out = append(out, ui.Fact{Term: "Restates", Content: link(valuePath(p.Restates.ID), withUnit(short(p.Restates.Value), v.Unit)+", published on "+p.Restates.PublishedAt.Format("2 January 2006"))})
	}
	if p.RestatedBy != nil {
		out = append(out, ui.Fact{Term: "Restated by", Content: link(valuePath(p.RestatedBy.ID), withUnit(short(p.RestatedBy.Value), v.Unit)+", published on "+p.RestatedBy.PublishedAt.Format("2 January 2006"))})
	}
	if p.Withheld {
		out = append(out, ui.Fact{Term: "Outside", Value: "The value is withheld: with it, a small group could be worked out."})
	}
	return out
}
