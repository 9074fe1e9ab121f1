package networkingweb

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"counterpart/internal/attendance"
)

func groupCode(code string) string { return attendance.GroupCode(code) }

func qrText(code string) string { return attendance.QRText(code) }

// outline draws a QR code as the path of a picture, four modules of quiet around it; "" where it cannot be drawn.
func outline(text string) string {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+4, y+4)
			}
		}
	}
	return b.String()
}

// side is the width of the picture of a code in modules.
func side(text string) int {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return 0
	}
	return code.Size + 8
}
