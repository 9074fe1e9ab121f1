package ui

// Passkey is a form that lets the device use or make a passkey. Its page loads passkey.js.
type Passkey struct {
	Kind    string // "get" to use one, "create" to make one
	Options string // where the ceremony is offered
	Answer  string // where its outcome goes
	Label   string // words of the button
	Next    string // where to go afterwards
	Without string // what to do where there are no passkeys, or no scripts
}
