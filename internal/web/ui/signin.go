package ui

import "context"

// email fills in what every sign-in form asks of its address field.
func (s SignIn) email(ctx context.Context) Field {
	f := s.Email
	if f.Name == "" {
		f.Name = "email"
	}
	if f.Label == "" {
		f.Label = word(ctx, "ui.signin.email")
	}
	if f.Autocomplete == "" {
		f.Autocomplete = "username webauthn"
	}
	f.Required = true
	return f
}

// password fills in what a password manager needs to find the field.
func (s SignIn) password(ctx context.Context) Field {
	f := *s.Password
	if f.Name == "" {
		f.Name = "password"
	}
	if f.Label == "" {
		f.Label = word(ctx, "ui.signin.password")
	}
	if f.Autocomplete == "" {
		f.Autocomplete = "current-password"
	}
	f.Required = true
	return f
}
