package interests

import (
	"fmt"

	"counterpart/engine/match"
	"counterpart/internal/names"
	"counterpart/internal/vocabulary"
)

// reasonWords says one reason as the reader of the list understands it; "" for one that is not worth a line.
func reasonWords(words *vocabulary.Words, r match.Reason) string {
	topic := words.Name(vocabulary.Topics, r.Topic)
	switch r.Kind {
	case match.KindTopic:
		switch r.Direction {
		case match.Give:
			return "Seeks what you offer: " + topic
		case match.Gain:
			return "Offers what you seek: " + topic
		default:
			return "Offers and seeks as you do: " + topic
		}
	case match.KindInferred:
		if r.Direction == match.Give {
			return "May seek what you offer: " + topic + " (from the kind of office)"
		}
		return "May offer what you seek: " + topic + " (from the kind of office)"
	case match.KindLanguage:
		return "You both speak " + names.LanguageName(r.Value)
	case match.KindRegion:
		return "Of the same region"
	case match.KindParty:
		return "Of another party"
	case match.KindMutual, match.KindWish:
		return "You asked to meet"
	case match.KindMet:
		return fmt.Sprintf("You met %s months ago", r.Value)
	default:
		return ""
	}
}
