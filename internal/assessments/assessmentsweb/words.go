package assessmentsweb

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"counterpart/internal/activities"
	"counterpart/internal/assessments"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/web/ui"
)

var itemLook = map[assessments.ItemState]ui.State{assessments.Draft: "draft", assessments.Reviewed: "approved", assessments.Retired: "closed"}

var phaseWords = map[assessments.Phase]string{assessments.Before: "Before the activity", assessments.After: "After the activity"}

// languageName is a language as it calls itself in English.
func languageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	return display.English.Tags().Name(t)
}

// percent writes a share, without a decimal where there is none.
func percent(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(math.Round(x*10)/10, 'f', 1, 64), ".0") + " %"
}

// points writes a distance of two shares, with its sign.
func points(x float64) string {
	out := strings.TrimSuffix(strconv.FormatFloat(math.Round(x*10)/10, 'f', 1, 64), ".0")
	if x > 0 {
		out = "+" + out
	}
	return strings.Replace(out, "-", "−", 1)
}

func window(a activities.Activity, opens, closes db.Time) string {
	if opens.IsZero() {
		return "Not held"
	}
	return delegations.When(a, opens) + " until " + delegations.When(a, closes)
}

// scoreWords is a score, or why there is none.
func scoreWords(x assessments.Sitting) string {
	switch {
	case x.ID == "":
		return ""
	case !x.Done():
		return "begun"
	default:
		return strconv.Itoa(x.Score) + " of " + strconv.Itoa(x.Possible) + " (" + percent(x.Percent()) + ")"
	}
}

func gainWords(x assessments.Scored) string {
	if !x.Paired() {
		return ""
	}
	return points(x.Gained())
}

// statWords say how an item was answered, or that too few did.
func statWords(i assessments.Item, s assessments.ItemStats) string {
	switch {
	case !s.Shown:
		return "not shown"
	case i.Kind == assessments.Scale:
		return "median " + strconv.FormatFloat(s.Middle, 'f', -1, 64)
	default:
		return percent(s.Difficulty)
	}
}

func discriminationWords(s assessments.ItemStats) string {
	if !s.Discriminates {
		return "not shown"
	}
	return points(s.Discrimination)
}

func upper(letter string) string { return strings.ToUpper(letter) }
