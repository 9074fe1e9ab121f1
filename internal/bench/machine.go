package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// machine is what the figures were measured on.
type machine struct {
	CPU        string
	Cores      int
	MemoryMB   int
	Go, OS     string
	Day        string
	LoadBefore string
	LoadAfter  string
}

func thisMachine() machine {
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	m := machine{Cores: runtime.NumCPU(), Go: runtime.Version(), OS: runtime.GOOS + " " + strings.TrimSpace(string(kernel)) + " " + runtime.GOARCH}
	m.CPU = strings.TrimSpace(strings.TrimPrefix(field("/proc/cpuinfo", "model name"), ":"))
	total, _, _ := strings.Cut(field("/proc/meminfo", "MemTotal:"), " ")
	kb, _ := strconv.Atoi(total)
	m.MemoryMB, m.LoadBefore, m.Day = kb/1024, loadAverage(), time.Now().UTC().Format("2 January 2006")
	return m
}

// field reads what follows a word at the beginning of a line, "" where there is none.
func field(file, word string) string {
	raw, _ := os.ReadFile(file)
	for line := range strings.Lines(string(raw)) {
		if rest, found := strings.CutPrefix(line, word); found {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

// loadAverage is that of the last minute and of the last five.
func loadAverage() string {
	raw, _ := os.ReadFile("/proc/loadavg")
	words := strings.Fields(string(raw))
	if len(words) < 2 {
		return "unknown"
	}
	return words[0] + " and " + words[1]
}

// memory reads the resident memory of a process, now and at its highest, in MB.
func memory(pid int) (now, highest int) {
	file := fmt.Sprintf("/proc/%d/status", pid)
	read := func(word string) int {
		kb, _, _ := strings.Cut(field(file, word), " ")
		n, _ := strconv.Atoi(kb)
		return n / 1024
	}
	return read("VmRSS:"), read("VmHWM:")
}

// tick is the unit of CPU times in /proc; it is 10 ms on every Linux that Go knows.
const tick = 10 * time.Millisecond

// stat reads the fields of /proc/PID/stat after the name of the program, which may hold blanks.
func stat(pid int) []string {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(raw), ") ")
	return strings.Fields(rest)
}

// cpuOf is the CPU time that a process has used so far.
func cpuOf(pid int) time.Duration {
	fields := stat(pid)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick
}

// cpuOfChildren is the CPU time of a process and of those that it started and that still live.
func cpuOfChildren(parent int) time.Duration {
	if parent == 0 {
		return 0
	}
	sum := cpuOf(parent)
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range dirs {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		if fields := stat(pid); len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			sum += cpuOf(pid)
		}
	}
	return sum
}

// syncTime is the median time in which the disk takes 4 KB for good: no write can be faster.
func syncTime(dir string) time.Duration {
	file, err := os.CreateTemp(dir, "sync")
	if err != nil {
		return 0
	}
	defer func() { _ = os.Remove(file.Name()); _ = file.Close() }()
	took := make([]time.Duration, 0, 100)
	for range cap(took) {
		begin := time.Now()
		if _, err := file.Write(make([]byte, 4096)); err != nil {
			return 0
		}
		if err := file.Sync(); err != nil {
			return 0
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// bytesIn is the size of all files in a folder.
func bytesIn(dir string) int64 {
	var sum int64
	_ = filepath.Walk(dir, func(_ string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
		return nil
	})
	return sum
}
