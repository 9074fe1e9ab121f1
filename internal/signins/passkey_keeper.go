package signins

import (
	"slices"
	"strings"
)

// keepers are the makers of passkeys that say who they are, by the id under which they are listed at
// github.com/passkeydeveloper/passkey-authenticator-aaguids. It only helps people to tell their passkeys apart: nothing is decided by it.
var keepers = map[string]string{
	"fbfc3007-154e-4ecc-8c0b-6e020557d7bd": "Apple Passwords",
	"dd4ec289-e01d-41c9-bb89-70fa845d4bf2": "Apple Passwords (managed)",
	"ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "Google Password Manager",
	"08987058-cadc-4b81-b6e1-30de50dcbe96": "Windows Hello",
	"9ddd1817-af5a-4672-a2b9-3e3dd95000a9": "Windows Hello",
	"6028b017-b1d4-4c02-b4b3-afcdafc96bb2": "Windows Hello",
	"adce0002-35bc-c60a-648b-0b25f1f05503": "Chrome on Mac",
	"53414d53-554e-4700-0000-000000000000": "Samsung Pass",
	"bada5566-a7aa-401f-bd96-45619a55120d": "1Password",
	"d548826e-79b4-db40-a3d8-11116f7e8349": "Bitwarden",
	"531126d6-e717-415c-9320-3d9aa6981239": "Dashlane",
	"fdb141b2-5d84-443e-8a35-4698c205a502": "KeePassXC",
}

// keeper says in words where a passkey lives.
func keeper(aaguid, attachment, transports string, synced bool) string {
	where := keepers[aaguid]
	on := strings.Fields(transports)
	switch {
	case where != "":
	case attachment == "platform" || slices.Contains(on, "internal"):
		where = "The device itself"
	case slices.Contains(on, "usb") || slices.Contains(on, "nfc") || slices.Contains(on, "smart-card"):
		where = "Security key"
	case slices.Contains(on, "hybrid"):
		where = "Phone"
	default:
		where = "Device or password manager"
	}
	if synced {
		return where + ", synchronised between devices"
	}
	return where
}
