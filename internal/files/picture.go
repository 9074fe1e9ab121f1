package files

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
)

// The bounds of a picture, asked of its head before anything is decoded.
const (
	maxSide   = 12_000
	maxPixels = 60_000_000
)

var errPicture = refusal("The picture is damaged. Save it again and send that.")

func bounded(c image.Config, err error) error {
	switch {
	case err != nil || c.Width <= 0 || c.Height <= 0:
		return errPicture
	case c.Width > maxSide || c.Height > maxSide || c.Width*c.Height > maxPixels:
		return refused("The picture has %d × %d points. Make it smaller: at most %d a side and %d million in all.", c.Width, c.Height, maxSide, maxPixels/1_000_000)
	default:
		return nil
	}
}

const pngHead = "\x89PNG\r\n\x1a\n"

// pngKept are the chunks that draw a picture. Texts, times, EXIF and what programs add are left out.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true, "pHYs": true, "bKGD": true, "sBIT": true,
}

// cleanPNG copies the chunks that draw, and nothing behind the end.
func cleanPNG(content []byte) ([]byte, error) {
	if err := bounded(png.DecodeConfig(bytes.NewReader(content))); err != nil {
		return nil, err
	}
	out := append(make([]byte, 0, len(content)), pngHead...)
	for rest := content[len(pngHead):]; len(rest) >= 12; {
		size := int(binary.BigEndian.Uint32(rest))
		if size > len(rest)-12 {
			return nil, errPicture
		}
		chunk, name := rest[:size+12], string(rest[4:8])
		if crc32.ChecksumIEEE(chunk[4:size+8]) != binary.BigEndian.Uint32(chunk[size+8:]) {
			return nil, errPicture
		}
		if pngKept[name] {
			out = append(out, chunk...)
		}
		if name == "IEND" {
			return out, nil
		}
		rest = rest[size+12:]
	}
	return nil, errPicture
}

// The marks of a JPEG.
const (
	jpegSOI, jpegEOI, jpegSOS           = 0xD8, 0xD9, 0xDA
	jpegAPP0, jpegAPP1, jpegAPP2        = 0xE0, 0xE1, 0xE2
	jpegAPP14, jpegAPP15, jpegComment   = 0xEE, 0xEF, 0xFE
	exifHead, colourHead, orientationID = "Exif\x00\x00", "ICC_PROFILE\x00", 0x0112
)

// cleanJPEG copies what draws: neither EXIF with its places and times, nor comments, previews and what stands behind the
// end. Which side is up is kept.
func cleanJPEG(content []byte) ([]byte, error) {
	if err := bounded(jpeg.DecodeConfig(bytes.NewReader(content))); err != nil {
		return nil, err
	}
	out := []byte{0xFF, jpegSOI}
	up := 1
	for rest := content[2:]; len(rest) >= 2; {
		if rest[0] != 0xFF {
			return nil, errPicture
		}
		mark := rest[1]
		switch {
		case mark == 0xFF: // padding
			rest = rest[1:]
			continue
		case mark == jpegEOI:
			return append(turned(out[:2:2], up), append(out[2:], 0xFF, jpegEOI)...), nil
		}
		if len(rest) < 4 {
			return nil, errPicture
		}
		size := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if size < 4 || size > len(rest) {
			return nil, errPicture
		}
		segment := rest[:size]
		rest = rest[size:]
		if mark == jpegAPP1 {
			up = orientation(segment[4:], up)
		}
		if draws(mark, segment[4:]) {
			out = append(out, segment...)
		}
		if mark == jpegSOS {
			n := scanLength(rest)
			out, rest = append(out, rest[:n]...), rest[n:]
		}
	}
	return nil, errPicture
}

func draws(mark byte, data []byte) bool {
	switch {
	case mark == jpegComment:
		return false
	case mark == jpegAPP0, mark == jpegAPP14:
		return len(data) <= 64 // without a preview
	case mark == jpegAPP2:
		return bytes.HasPrefix(data, []byte(colourHead))
	default:
		return mark < jpegAPP0 || mark > jpegAPP15
	}
}

// scanLength is how far the drawn data go: to the next mark that is neither a stuffed byte nor a restart.
func scanLength(data []byte) int {
	for i := 0; i+1 < len(data); i++ {
		if data[i] == 0xFF && data[i+1] != 0 && (data[i+1] < 0xD0 || data[i+1] > 0xD7) {
			return i
		}
	}
	return len(data)
}

// orientation reads which side is up from EXIF, otherwise what was known before.
func orientation(data []byte, before int) int {
	tiff, ok := bytes.CutPrefix(data, []byte(exifHead))
	if !ok || len(tiff) < 8 {
		return before
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at > len(tiff)-2 {
		return before
	}
	entries := tiff[at+2:]
	for n := int(order.Uint16(tiff[at:])); n > 0 && len(entries) >= 12; n, entries = n-1, entries[12:] {
		if order.Uint16(entries) == orientationID {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
		}
	}
	return before
}

// turned adds the smallest EXIF that says which side is up, where it is not the first.
func turned(out []byte, up int) []byte {
	if up == 1 {
		return out
	}
	exif := []byte(exifHead + "MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	exif[len(exifHead)+19] = byte(up)
	out = append(out, 0xFF, jpegAPP1, 0, byte(len(exif)+2))
	return append(out, exif...)
}
