// Package e2e walks the program as its users do: a real Chromium, a real SMTP server, both databases.
package e2e
