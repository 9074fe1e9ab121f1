package signins

// For the tests, which look at the list and the rule apart from accounts.
var (
	CheckPassword = checkPassword
	Common        = common
	NewCode       = newCode
)
