package training

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
)

// Statement is one statement of xAPI 1.0.3 about a pseudonym: nothing in it names anybody.
type Statement struct {
	ID        string          `json:"id" format:"uuid"`
	Actor     StatementActor  `json:"actor"`
	Verb      StatementVerb   `json:"verb"`
	Object    StatementObject `json:"object"`
	Result    StatementResult `json:"result"`
	Timestamp string          `json:"timestamp"`
	Version   string          `json:"version"`
}

// StatementActor is an account of this installation that tells nobody who it is.
type StatementActor struct {
	ObjectType string           `json:"objectType"`
	Account    StatementAccount `json:"account"`
}

// StatementAccount is the pseudonym of a person, the same in all statements of the installation.
type StatementAccount struct {
	HomePage string `json:"homePage"`
	Name     string `json:"name"`
}

// StatementVerb is what was done.
type StatementVerb struct {
	ID      string            `json:"id"`
	Display map[string]string `json:"display"`
}

// StatementObject is the delivery.
type StatementObject struct {
	ObjectType string              `json:"objectType"`
	ID         string              `json:"id"`
	Definition StatementDefinition `json:"definition"`
}

// StatementDefinition says what the object is.
type StatementDefinition struct {
	Type string            `json:"type"`
	Name map[string]string `json:"name"`
}

// StatementResult is what came of it.
type StatementResult struct {
	Completion bool   `json:"completion"`
	Duration   string `json:"duration,omitempty"`
}

// Statements returns what was concluded of a delivery as statements of xAPI: who attended, and who completed. The history notes for
// each person that it was taken along.
func (s *Service) Statements(ctx context.Context, actor access.Actor, activityID string) ([]Statement, error) {
	out := []Statement{}
	_, err := viewing(ctx, s, actor, RightConclude, activityID, func(tx *db.Tx, d Delivery) (bool, error) {
		c, err := s.completionIn(tx, &actor, d)
		if err != nil {
			return false, err
		}
		presence, _, err := presenceIn(tx, d)
		for _, r := range c.Rows {
			if p := presence(r.NominationID); r.Concluded {
				out = append(out, s.statements(d, r, p)...)
			}
		}
		return true, err
	})
	if err != nil {
		return nil, err
	}
	return out, audit.Exported(ctx, s.db, actor, activities.Kind, []string{activityID}, ActionStatements, map[string]int{"statements": len(out)})
}

func (s *Service) statements(d Delivery, r Result, p Presence) []Statement {
	var out []Statement
	for _, verb := range []struct {
		name string
		did  bool
	}{{"attended", p.Minutes > 0}, {"completed", r.Completed}} {
		if !verb.did {
			continue
		}
		x := Statement{
			ID: statementID(d.ID, r.PersonID, verb.name), Version: "1.0.3", Timestamp: d.convened.Ends().UTC().Format("2006-01-02T15:04:05Z"),
			Actor: StatementActor{ObjectType: "Agent", Account: StatementAccount{HomePage: s.opts.BaseURL, Name: pseudonym(r.PersonID)}},
			Verb:  StatementVerb{ID: "http://adlnet.gov/expapi/verbs/" + verb.name, Display: map[string]string{"en": verb.name}},
			Object: StatementObject{ObjectType: "Activity", ID: s.opts.BaseURL + "/activities/" + d.ActivityID + "/training", Definition: StatementDefinition{
				Type: "http://adlnet.gov/expapi/activities/course", Name: map[string]string{"en": d.Code + " " + d.Title},
			}},
			Result: StatementResult{Completion: r.Completed, Duration: duration(p.Minutes)},
		}
		out = append(out, x)
	}
	return out
}

// duration is ISO 8601 for so many minutes.
func duration(minutes int) string {
	if minutes == 0 {
		return ""
	}
	return fmt.Sprintf("PT%dH%dM", minutes/60, minutes%60)
}

// pseudonym stands for a person. The id of a person holds 74 random bits, so that nobody finds it by trying.
func pseudonym(personID string) string {
	sum := sha256.Sum256([]byte("statement of person " + personID))
	return hex.EncodeToString(sum[:16])
}

// statementID is the same each time the statement is made, so that a store that gets it twice keeps it once.
func statementID(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	b := h.Sum(nil)[:16]
	b[6], b[8] = b[6]&0x0f|0x50, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
