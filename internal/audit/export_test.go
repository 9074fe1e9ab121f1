package audit

// Digest is what an attacker who knows the form can compute as well.
func Digest(salt, content string) string { return (&hasher{}).digest(salt, content) }
