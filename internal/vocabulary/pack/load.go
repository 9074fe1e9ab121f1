package pack

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"
)

// The bounds of a pack.
const (
	MaxFiles     = 128
	MaxFileBytes = 1 << 20
	maxListed    = 500 // problems listed in one file
)

// file says how one file of a pack is read.
type file struct {
	name     string
	required bool
	read     func(*loader, sheet)
}

// files are read in this order: mechanism.yaml first, because every wording depends on its languages.
var files = []file{
	{"mechanism.yaml", true, readMechanism},
	{"statuses.yaml", true, readStatuses},
	{"party_kinds.yaml", true, readPartyKinds},
	{"modes.yaml", true, readModes},
	{"categories.yaml", true, readCategories},
	{"activity_kinds.yaml", true, readActivityKinds},
	{"labels.yaml", true, readLabels},
	{"parties.yaml", false, readParties},
	{"bodies.yaml", false, readBodies},
	{"posts.yaml", false, readPosts},
	{"areas.yaml", false, readAreas},
	{"publication_kinds.yaml", false, readPublicationKinds},
	{"topics.yaml", false, readTopics},
	{"themes.yaml", false, readThemes},
	{"help_types.yaml", false, readHelpTypes},
	{"change_kinds.yaml", false, readChangeKinds},
	{"formalities.yaml", false, readFormalities},
	{"holidays.yaml", false, readHolidays},
	{"questions.yaml", false, readQuestions},
	{"evaluation.yaml", false, readEvaluation},
	{"consents.yaml", false, readConsents},
	{"retention.yaml", false, readRetention},
	{"processing.yaml", false, readProcessing},
	{"marks.yaml", false, readMarks},
	{"framework.yaml", false, readFramework},
	{"iati.yaml", false, readIATI},
	{"report_templates.yaml", false, readReportTemplates},
}

// loader carries what is known while a pack is read.
type loader struct {
	pack     *Pack
	problems Problems
	listed   map[string]int               // problems so far, by file
	defined  map[string]map[string]Source // code by family: "status" → "member" → where
	wanted   []reference
}

// Load reads the pack in the root of fsys. It returns the pack when there is no problem, and all problems otherwise.
func Load(fsys fs.FS) (*Pack, Problems) {
	l := &loader{pack: &Pack{}, listed: map[string]int{}, defined: map[string]map[string]Source{}}
	contents, ok := l.readAll(fsys)
	if ok {
		for _, f := range files {
			l.readFile(f, contents)
		}
		l.readLetters(contents)
		l.readInstruments(contents)
		l.checkReferences()
		l.checkTrees()
		l.checkParties()
		l.checkFramework()
	}
	if len(l.problems) > 0 {
		l.problems.sort()
		return nil, l.problems
	}
	return l.pack, nil
}

// readAll reads every file of the pack within bounds; false when the folder itself cannot be taken.
func (l *loader) readAll(fsys fs.FS) (map[string][]byte, bool) {
	contents := map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return l.enterFolder(name)
		case !known(name):
			l.problem(Source{name, 0}, "this file does not belong in a pack", "Remove it; a pack holds "+fileNames()+", "+mappingsFile+", instruments/*.yaml and letters/*.md")
			return l.countFile(contents, name, nil)
		case !d.Type().IsRegular():
			l.problem(Source{name, 0}, "this is not an ordinary file", "Put the file itself here, not a link to it")
			return l.countFile(contents, name, nil)
		}
		b, err := readBounded(fsys, name)
		if errors.Is(err, errTooLarge) {
			l.problem(Source{name, 0}, fmt.Sprintf("the file is larger than %d KiB", MaxFileBytes>>10), "Make it smaller")
			err = nil
		}
		if err != nil {
			return err
		}
		return l.countFile(contents, name, b)
	})
	if err != nil && !errors.Is(err, errTooMany) {
		l.problem(Source{".", 0}, "the pack cannot be read: "+err.Error(), "Check that the folder exists and may be read")
	}
	return contents, err == nil
}

var (
	errTooMany  = errors.New("too many files")
	errTooLarge = errors.New("file too large")
)

func (l *loader) enterFolder(name string) error {
	if name == "." || name == "letters" || name == "instruments" {
		return nil
	}
	l.problem(Source{name, 0}, "this folder does not belong in a pack", "Remove it; the only folders in a pack are letters and instruments")
	return fs.SkipDir
}

func (l *loader) countFile(contents map[string][]byte, name string, b []byte) error {
	contents[name] = b
	if len(contents) > MaxFiles {
		l.problem(Source{".", 0}, fmt.Sprintf("the pack has more than %d files", MaxFiles), "Remove files that are not needed")
		return errTooMany
	}
	return nil
}

func known(name string) bool {
	if strings.HasPrefix(name, "letters/") {
		return path.Ext(name) == ".md"
	}
	if strings.HasPrefix(name, "instruments/") {
		return path.Ext(name) == ".yaml"
	}
	for _, f := range files {
		if f.name == name {
			return true
		}
	}
	return name == mappingsFile || name == "README.md" || name == "LICENSE"
}

func fileNames() string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.name
	}
	return strings.Join(names, ", ")
}

func readBounded(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxFileBytes+1))
	if err == nil && len(b) > MaxFileBytes {
		return nil, errTooLarge
	}
	return b, err
}

// readFile parses one YAML file and hands it to its reader.
func (l *loader) readFile(f file, contents map[string][]byte) {
	b, present := contents[f.name]
	if !present {
		if f.required {
			l.problem(Source{f.name, 0}, "the file is missing", "Add it; every pack needs it")
		}
		return
	}
	if b == nil { // refused already
		return
	}
	if root := l.parse(f.name, b); root != nil {
		f.read(l, sheet{l: l, file: f.name, root: root})
	}
}

// problem notes a problem, unless the file has had its share.
func (l *loader) problem(at Source, what, do string) {
	l.listed[at.File]++
	switch n := l.listed[at.File]; {
	case n < maxListed:
		l.problems = append(l.problems, Problem{at, clean(what), clean(do)})
	case n == maxListed:
		l.problems = append(l.problems, Problem{at, "there are more problems in this file than are listed", "Mend these first and load the pack again"})
	}
}

// clean keeps a problem on one line, whatever the file holds.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "?")
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, s)
}

// define notes that a code exists in a family, and reports a second use.
func (l *loader) define(family, code string, at Source) {
	if code == "" {
		return
	}
	if l.defined[family] == nil {
		l.defined[family] = map[string]Source{}
	}
	if first, taken := l.defined[family][code]; taken {
		l.problem(at, fmt.Sprintf("%s %q is defined twice, first in %s:%d", family, code, first.File, first.Line), "Give each its own code, or remove one")
		return
	}
	l.defined[family][code] = at
}
