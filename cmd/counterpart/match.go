package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"counterpart/engine/match"
)

type matchCommand struct {
	Suggest matchSuggestCommand `cmd:"" help:"Propose to each person of a file whom to meet, with reasons. Exit 1 where the file is wrong; everything wrong is listed."`
}

type matchSuggestCommand struct {
	People    string `required:"" help:"JSON or CSV file of people: docs/algorithms/match.md describes both." type:"existingfile"`
	Pack      string `help:"Folder of the mechanism pack whose topics the file names; those of the file when empty." type:"existingdir"`
	Top       int    `help:"Length of a list, 1 to 100." default:"20"`
	NewOnly   bool   `help:"Leave out pairs that have met."`
	SameParty bool   `help:"Also propose people of one party to each other."`
	Seed      uint64 `help:"Decides between equals."`
	JSON      bool   `name:"json" help:"As JSON, with each part of the score."`
}

// Run reads the people, and prints their lists in the order of the file.
func (c matchSuggestCommand) Run(ctx context.Context, io *streams) error {
	in, err := c.read(io)
	if err != nil {
		return err
	}
	result, err := match.Suggest(ctx, in, match.Options{Top: c.Top, Seed: c.Seed, NewOnly: c.NewOnly, SameParty: c.SameParty})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(io.out)
	if c.JSON {
		err = writeMatchJSON(out, result)
	} else {
		writeMatchLines(out, in, result)
	}
	return errors.Join(err, out.Flush())
}

func (c matchSuggestCommand) read(io *streams) (*match.Input, error) {
	var topics []match.Topic
	if c.Pack != "" {
		p, err := readPack(c.Pack, io)
		if err != nil {
			return nil, err
		}
		for _, t := range p.Topics {
			topics = append(topics, match.Topic{Code: t.Code, Parent: t.Parent})
		}
	}
	file, err := os.Open(c.People)
	if err != nil {
		return nil, err
	}
	in, err := match.Read(file, topics)
	if closed := file.Close(); err == nil {
		err = closed
	}
	var faults *match.Faults
	if errors.As(err, &faults) {
		fmt.Fprintln(io.out, faults.Error())
		return nil, errFound
	}
	return in, err
}

// writeMatchJSON writes one list at a time, so that a large answer is never held as a whole.
func writeMatchJSON(out io.Writer, result *match.Result) error {
	encode := json.NewEncoder(out)
	encode.SetEscapeHTML(false)
	fmt.Fprint(out, `{"people":[`, "\n")
	for k, id := range result.People() {
		if k > 0 {
			fmt.Fprint(out, ",")
		}
		list, _ := result.List(id)
		if err := encode.Encode(list); err != nil {
			return err
		}
	}
	fmt.Fprintln(out, "]}")
	return nil
}

func writeMatchLines(out io.Writer, in *match.Input, result *match.Result) {
	called := map[string]string{}
	for _, p := range in.People {
		called[p.ID] = strings.TrimSpace(p.ID + " " + p.Name)
	}
	for _, id := range result.People() {
		list, _ := result.List(id)
		if len(list.Suggestions) == 0 {
			fmt.Fprintf(out, "%s\tnobody\n", called[id])
		}
		for _, s := range list.Suggestions {
			parts := make([]string, len(s.Reasons))
			for k, r := range s.Reasons {
				parts[k] = reasonWords(r)
			}
			fmt.Fprintf(out, "%s\t%s\t%d\t%s\n", called[id], called[s.Person], s.Score, strings.Join(parts, "; "))
		}
	}
}

// reasonWords is a reason for the terminal.
func reasonWords(r match.Reason) string {
	subject := string(r.Kind)
	switch r.Kind {
	case match.KindTopic:
		subject = r.Topic
	case match.KindInferred:
		subject = r.Topic + " (by affiliation)"
	case match.KindAgency, match.KindLanguage:
		subject += " " + r.Value
	case match.KindMet:
		subject = "met " + r.Value + " months ago"
	}
	switch r.Direction {
	case match.Gain:
		subject = "gains " + subject
	case match.Give:
		subject = "gives " + subject
	}
	return fmt.Sprintf("%s %+d", strings.ReplaceAll(subject, "_", " "), r.Contribution)
}
