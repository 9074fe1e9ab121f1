package threadsweb

import (
	"counterpart/internal/threads"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

func emptyWords(p threadPage) string {
	if p.mayLink() {
		return "Link it with what led to it, or with what came of it."
	}
	return "When the secretariat links it with what led to it or came of it, the thread stands here."
}

func typeOptions() []ui.Option {
	out := make([]ui.Option, len(threads.Types))
	for i, t := range threads.Types {
		out[i] = ui.Option{Value: string(t), Label: t.Forth() + " / " + t.Back()}
	}
	return out
}

func wayField(f *web.Form) ui.Field {
	field := f.Field("way", "Read from")
	if field.Value == "" {
		field.Value = "forth"
	}
	return field
}

func wayOptions(start threads.Record) []ui.Option {
	return []ui.Option{
		{Value: "forth", Label: start.Title, Hint: "“" + start.Title + " led to the other record”, for example"},
		{Value: "back", Label: "The other record"},
	}
}

func choiceOptions(list []threads.Record) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, r := range list {
		out[i] = ui.Option{Value: r.ID, Label: r.Title, Hint: web.Day(r.On)}
	}
	return out
}
