package resultsweb

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func rendered(t interface{ Fatal(...any) }, body string) string {
	var out bytes.Buffer
	figures := func(key string) (mark, bool) {
		return mark{Text: "101", Href: "#figure-" + key}, key == "people"
	}
	if err := render(body, figures).Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestRenderFillsFiguresAndDropsWhatIsForeign(t *testing.T) {
	for body, want := range map[string]string{
		"{{figure:people}} people":                     `<p><a class="figure-mark" href="#figure-people">101</a> people</p>`,
		"{{ figure: people }}":                         `<p><a class="figure-mark" href="#figure-people">101</a></p>`,
		"| a |\n| --- |\n| {{figure:people}} |":        `<td><a class="figure-mark" href="#figure-people">101</a></td>`,
		"# Title":                                      "<h2>Title</h2>",
		"![spy](https://elsewhere.example/p.png)":      "<p></p>",
		"<script>alert(1)</script>fine":                "",
		"[x](javascript:alert(1))":                     "<p>x</p>",
		"[a](https://a.example \"{{figure:people}}\")": `href="https://a.example"`,
	} {
		got := rendered(t, body)
		if !strings.Contains(got, want) {
			t.Errorf("%q became %q, want %q", body, got, want)
		}
		for _, bad := range []string{"<script", "<img", "javascript:", "<h1", "title="} {
			if strings.Contains(got, bad) {
				t.Errorf("%q became %q", body, got)
			}
		}
	}
}

func TestRenderNeverLetsMarkupThrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SampledFrom([]string{
			"{{figure:people}}", "<", ">", "\"", "'", "](", "![", "[", "`", "|", "\n", "# ", "onerror=x", "<img src=x ", "<a href=", "javascript:", "\uE000people\uE001", "&lt;", "- ",
		})).Draw(t, "parts")
		got := rendered(t, strings.Join(parts, ""))
		for _, bad := range []string{"<img", "<script", " onerror=x>", "href=\"javascript", "\uE000"} {
			if strings.Contains(got, bad) {
				t.Fatalf("%q became %q", strings.Join(parts, ""), got)
			}
		}
	})
}
