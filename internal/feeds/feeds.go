package feeds

import (
	"net/http"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/outside"
	"counterpart/internal/publications"
	"counterpart/internal/registrations"
	"counterpart/internal/results"
	"counterpart/internal/vault"
)

// RightManage is the right to tell other systems what happens: administrator.
const RightManage access.Right = "feeds.manage"

// The kinds of record of this room.
const (
	KindCalendar = "calendar_feed"
	KindWebhook  = "webhook"
)

// Actions in the history.
const (
	ActionCalendar       audit.Action = "feeds.calendar"
	ActionEndCalendar    audit.Action = "feeds.end_calendar"
	ActionWebhook        audit.Action = "feeds.webhook"
	ActionWebhookState   audit.Action = "feeds.webhook_state"
	ActionWebhookSecret  audit.Action = "feeds.webhook_secret"
	ActionWebhookStopped audit.Action = "feeds.webhook_stopped"
	ActionViewLinks      audit.Action = "feeds.view_links"
)

// EventKind is a kind of event that a webhook can be told.
type EventKind struct {
	Action audit.Action `json:"kind"`
	Words  string       `json:"words"`
}

// Ping is the kind of the event by which an administrator tries a webhook.
const Ping audit.Action = "feeds.ping"

// EventKinds are those that can be chosen.
var EventKinds = []EventKind{
	{results.ActionPublish, "A report was published"},
	{results.ActionRestate, "Figures of a report were restated"},
	{publications.ActionRelease, "A publication was released"},
	{publications.ActionWithdraw, "A publication was withdrawn"},
	{activities.ActionOpen, "An activity was opened"},
	{activities.ActionChange, "An activity was changed"},
	{activities.ActionHeld, "An activity was held"},
	{activities.ActionCancel, "An activity was cancelled"},
	{activities.ActionSession, "A session of a programme was entered or changed"},
	{delegations.ActionInvite, "A party was invited"},
	{delegations.ActionNominate, "A person was nominated"},
	{delegations.ActionConfirm, "A nomination was confirmed"},
	{delegations.ActionWithdraw, "A nomination was withdrawn"},
	{registrations.ActionRegister, "A registration was sent"},
}

// Options of the service.
type Options struct {
	Vault    *vault.Vault
	Accounts *accounts.Service
	BaseURL  string
	Host     string          // names the installation in the ids of calendar entries
	Outside  outside.Options // for tests, which listen inside
}

// Service has the verbs and queries of this room.
type Service struct {
	db     *db.DB
	opts   Options
	client *http.Client
}

// New makes the service.
func New(d *db.DB, o Options) *Service {
	o.Outside.MaxBytes = answerBytes
	return &Service{db: d, opts: o, client: outside.Client(o.Outside)}
}

// Sealed are the columns that this room keeps sealed.
var Sealed = []vault.Column{
	{Table: "webhook", Column: "secret", ID: "id"},
	{Table: "webhook", Column: "old_secret", ID: "id"},
}
