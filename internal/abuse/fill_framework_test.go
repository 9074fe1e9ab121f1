package abuse

import (
	"counterpart/internal/files"
	"counterpart/internal/indicators"
)

// framework publishes a value of an indicator, and proposes that of the next period with a file as its evidence. The framework
// is one for the whole mechanism: it has no rows that are a party's own.
func (f *filler) framework() {
	officer := f.actors["officer"]
	indicator := f.find("indicator", `select id from indicator where code = $1`, "cases_referred")
	f.find("result", `select result_id from indicator where id = $1`, indicator)
	propose := func(period string) string {
		id, err := f.app.Indicators.Propose(f.ctx, officer, indicator, indicators.ValueDraft{
			Period: period, Value: "2", Evidence: canary("value", "evidence"), Reason: "Letters of two States.",
		}, &files.Upload{Field: "file", Name: "evidence.csv", Bytes: []byte("a;b\n" + canary("value", "file") + ";2\n")})
		f.do("propose", err)
		return id
	}
	published := propose("2023-H1")
	f.do("approve", f.app.Indicators.Approve(f.ctx, f.actors["comanager"], published, 1))
	f.do("publish", f.app.Indicators.Publish(f.ctx, officer, published, 2))
	f.put("value", propose("2023-H2"), nil)
}
