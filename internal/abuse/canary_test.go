package abuse

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// A canary is a word "qx<group>0<field>xq" that is planted in one protected field and stands nowhere else. The group says
// whose secret it is; readers says who may come to see it.
func canary(group, field string) string { return "Qx" + group + "zz" + field + "xq" }

var canaryWord = regexp.MustCompile(`qx([a-z]+?)zz([a-z]+?)xq`)

// canariesIn lists the groups whose canaries stand in the bytes, each once.
func canariesIn(parts ...[]byte) []string {
	var out []string
	for _, b := range parts {
		for _, m := range canaryWord.FindAllSubmatch(bytes.ToLower(b), -1) {
			if g := string(m[1]); !slices.Contains(out, g) {
				out = append(out, g)
			}
		}
	}
	return out
}

// office is who reads everything that is no answer of a participant and no account.
const office = "administrator officer comanager"

// readers says by hand who may read the secrets of a group, anywhere: on a page, in the API, in a file. It is written
// apart from the program's own rule on purpose.
var readers = map[string]string{
	"aone":        office + " desk focalA participantA",                     // the first person of party A, taking part in X
	"aother":      office + " desk focalA",                                  // the other people named by A for X
	"bone":        office + " desk focalB participantB",                     // the first person of party B, taking part in X
	"bother":      office + " desk focalB",                                  // the other people named by B for X
	"red":         "",                                                       // a person labelled for the eyes of those who are named
	"byonly":      office + " focalB",                                       // a person of B named for Y only
	"afocal":      office + " focalA participantA auditor",                  // the focal point of A, who looked at the record of the first person: that person learns who did; an auditor reads who did what
	"bfocal":      office + " focalB participantB auditor",                  // the focal point of B
	"speaker":     office + " desk focalA focalB participantA participantB", // stands in the programme of X
	"aanswer":     office + " participantA",                                 // an ordinary answer of the form
	"banswer":     office + " participantB",
	"asensitive":  "officer participantA", // an answer that only its own right opens
	"bsensitive":  "officer participantB",
	"anote":       office + " desk focalA", // number of the note verbale
	"bnote":       office + " desk focalB",
	"areason":     office + " desk focalA participantA", // what was asked back and answered
	"breason":     office + " desk focalB participantB",
	"arequest":    office + " focalA", // what A asks for; nobody of B reads it
	"brequest":    office + " focalB",
	"acommitment": office + " focalA", // what A undertook
	"bcommitment": office + " focalB",
	"aoutcome":    office + " focalA", // what changed in A
	"boutcome":    office + " focalB",
	"alaw":        office + " focalA", // a law of A that is not for everybody
	"blaw":        office + " focalB",
	"agap":        office + " focalA participantA", // what is written of the law of A, and what A cleared for the secretariat only
	"bgap":        office + " focalB participantB",
	"aalumnus":    office + " participantA", // what the first person of A says as an alumnus, which nobody else is shown
	"balumnus":    office + " participantB",
	"aplan":       office + " focalA participantA", // what the first person of A means to change, and lets the focal point read
	"bplan":       office + " focalB participantB", // the same of B
	"aassignment": office + " focalA participantA", // terms of reference of which the call went to A, and A1 is seconded for
	"bassignment": office + " focalB participantB",
	"value":       office,                                          // what the value of an indicator rests on
	"letterx":     "administrator officer comanager focalA focalB", // a letter to the parties
	"lettery":     office + " focalB",                              // was also sent to the focal point of B, who reads it among their own data
	"activityx":   office + " desk focalA focalB participantA participantB partner expert",
	"activityy":   office + " focalB",
	"reportx":     office + " partner expert", // a draft, labelled for those who work on the activity
	"reporty":     office,
	"aparty":      office + " desk focalA",
	"bparty":      office + " desk focalB",
	"void":        office + " desk participantB", // why a check-in does not count; it is the first person of B whose it is
	"import":      "administrator officer",
	"importfile":  "administrator officer", // the name of the file, as it was uploaded
}

// accountCanary stands in the address with which a role signs in: for administrators, and for the person whose account it is.
func accountCanary(role string) string { return canary("account"+strings.ToLower(role), "address") }

// sameBearer are accounts of one person in this world.
var sameBearer = map[string]string{"spare": "focalA", "comanager": "focalB", "focalB": "comanager"}

func mayRead(role, group string) bool {
	if owner, ok := strings.CutPrefix(group, "account"); ok {
		return role == "administrator" || strings.EqualFold(role, owner) || sameBearer[role] != "" && strings.EqualFold(sameBearer[role], owner) ||
			owner == "spare" && role == "focalA"
	}
	return slices.Contains(strings.Fields(readers[group]), role)
}
