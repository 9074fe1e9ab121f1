package privacy_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
	"counterpart/internal/roomtest"
)

// guestbook is an activity with three people, one of them under an alias, who all speak.
type guestbook struct {
	*house
	activity string
	people   []string
	parties  []string
}

func newGuestbook(t testing.TB, d *db.DB) *guestbook {
	g := &guestbook{house: build(t, d)}
	g.activity = g.house.activity()
	g.change(func(tx *db.Tx) error {
		a, err := activities.FindIn(tx, g.activity)
		if err != nil {
			return err
		}
		session, err := activities.AddSessionIn(tx, g.one, a, activities.SessionDraft{
			Title: "Panel", StartsAt: db.At(dbtest.Noon), EndsAt: db.At(dbtest.Noon.Add(3600e9)), Label: "TLP:GREEN",
		})
		if err != nil {
			return err
		}
		for i, code := range []string{"thailand", "malaysia", "viet_nam"} {
			party := roomtest.PartyID(t, d, code)
			id, err := people.AddIn(tx, g.one, people.Draft{
				Given: fmt.Sprintf("Realname%d Person", i), NativeName: fmt.Sprintf("Native%d", i), Email: fmt.Sprintf("mail%d@people.example", i),
				Phone: fmt.Sprintf("phone%d", i), PartyID: party,
			})
			if err != nil {
				return err
			}
			g.people, g.parties = append(g.people, id), append(g.parties, party)
			_, err = delegations.AddConfirmedIn(tx, g.one, delegations.ConfirmedDraft{
				ActivityID: g.activity, PartyID: party, PersonID: id, Category: "delegate", Mode: "in_person", Position: fmt.Sprintf("Post%d", i), Source: delegations.FromSecretariat,
			})
			if err != nil {
				return err
			}
			if err := activities.AddSpeakerIn(tx, g.one, session, activities.SpeakerDraft{PersonID: id}); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, g.house.people.SetAlias(context.Background(), g.one, g.people[2], 1, "Quartz Heron"))
	_, err := g.att.IssueBadges(context.Background(), g.one, g.activity)
	must(t, err)
	return g
}

// word is one thing that a person said: about a field everywhere, or about the list of one activity.
type word struct {
	person int
	field  shown.Field // "" for the pack's item
	given  bool
}

// model is what participants may see of a person, worked out from the history alone.
func model(history []word, person int, f shown.Field) bool {
	said := func(f shown.Field) (yes bool) {
		for _, w := range history {
			onList := w.field == "" && f != shown.FieldEmail && f != shown.FieldPhone
			if w.person == person && (w.field == f || onList) {
				yes = w.given
			}
		}
		return yes
	}
	return said(shown.FieldName) && said(f)
}

// A17: whatever people agreed to and took back, in whichever order, every projection shows exactly that, at once.
func TestAbuse_A17_EveryProjectionObeysConsent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := newGuestbook(t, d)
		var history []word
		for step := range 40 {
			w := rapid.Custom(func(t *rapid.T) word {
				return word{rapid.IntRange(0, 2).Draw(t, "person"), rapid.SampledFrom(append([]shown.Field{""}, shown.Fields...)).Draw(t, "field"), rapid.Bool().Draw(t, "given")}
			}).Example(step)
			history = append(history, w)
			g.change(func(tx *db.Tx) error {
				c := people.ConsentDraft{PersonID: g.people[w.person], ActivityID: g.activity, Item: "participants_list", Given: w.given, Wording: "words"}
				if w.field != "" {
					c.Item, c.ActivityID = shown.ShowItem(w.field, shown.Participants), ""
				}
				return people.SayIn(tx, g.one, c)
			})
			g.compare(t, history)
		}
	})
}

// stranger may see the activity and nobody's record.
var stranger = roomtest.Holding("stranger", activities.RightSee, delegations.RightSee)

func (g *guestbook) compare(t *testing.T, history []word) {
	t.Helper()
	ctx := t.Context()
	own := roomtest.Scoped("own party", access.Scope{Parties: []string{g.parties[0]}}, people.RightSee)
	own.Grants = append(own.Grants, stranger.Grants...)
	shared, err := g.del.ListOfParticipants(ctx, g.one, g.activity, true)
	must(t, err)
	full, err := g.del.ListOfParticipants(ctx, g.one, g.activity, false)
	must(t, err)
	strange, err := g.del.ListOfParticipants(ctx, stranger, g.activity, false)
	must(t, err)
	party, err := g.del.ListOfParticipants(ctx, own, g.activity, false)
	must(t, err)
	programme, err := activities.New(g.d).Programme(ctx, stranger, g.activity)
	must(t, err)
	calendar := strings.ReplaceAll(string(activities.Calendar(programme, "h", dbtest.Noon)), "\r\n ", "")
	badges, err := g.att.Badges(ctx, g.one, g.activity, "")
	must(t, err)
	for i, id := range g.people {
		want := g.face(history, i)
		for name, list := range map[string]delegations.ParticipantList{"shared copy": shared, "stranger's list": strange} {
			if got := faceOf(list, id); got != want {
				t.Fatalf("%s shows %+v, agreed to was %+v after %v", name, got, want, history)
			}
		}
		whole := g.whole(i)
		if got := faceOf(full, id); got != whole {
			t.Fatalf("the secretariat sees %+v", got)
		}
		if got := faceOf(party, id); i == 0 && got != whole || i > 0 && got != want {
			t.Fatalf("the party of the first person sees %+v of person %d", got, i)
		}
		speaker := programme.Sessions[0].Speakers[i].Name
		if speaker != want.Name || strings.Contains(calendar, whole.Name) != (want.Name == whole.Name) {
			t.Fatalf("the programme shows %q, the calendar %s; agreed to was %+v", speaker, calendar, want)
		}
		for _, b := range badges.Badges {
			if b.PersonID == id && (b.OnBadge.NativeName != want.NativeName || b.OnBadge.Position != want.Position || i == 2 && b.OnBadge.Name != "Quartz Heron") {
				t.Fatalf("the badge shows %+v, agreed to was %+v", b.OnBadge, want)
			}
		}
	}
}

func (g *guestbook) whole(i int) shown.Face {
	return shown.Face{
		Named: true, Name: fmt.Sprintf("Realname%d Person", i), NativeName: fmt.Sprintf("Native%d", i), Position: fmt.Sprintf("Post%d", i),
		Party: []string{"Thailand", "Malaysia", "Viet Nam"}[i], Email: fmt.Sprintf("mail%d@people.example", i), Phone: fmt.Sprintf("phone%d", i),
	}
}

// face is what participants may see of a person, by the model.
func (g *guestbook) face(history []word, i int) shown.Face {
	if !model(history, i, shown.FieldName) {
		return shown.Face{Name: shown.NoName}
	}
	f := g.whole(i)
	if i == 2 {
		f.Name = "Quartz Heron"
	}
	for field, value := range map[shown.Field]*string{shown.FieldPosition: &f.Position, shown.FieldParty: &f.Party, shown.FieldNative: &f.NativeName, shown.FieldEmail: &f.Email, shown.FieldPhone: &f.Phone} {
		if !model(history, i, field) || i == 2 && (field == shown.FieldNative || field == shown.FieldEmail || field == shown.FieldPhone) {
			*value = ""
		}
	}
	return f
}

func faceOf(list delegations.ParticipantList, personID string) shown.Face {
	for _, party := range list.Parties {
		for _, p := range party.People {
			if p.PersonID == personID {
				return p.Face
			}
		}
	}
	return shown.Face{}
}
