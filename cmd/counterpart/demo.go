package main

import "context"

type demoCommand struct {
	dataFlags
	webFlags
	Links string `help:"File to write the sign-in links to, as JSON, once the demonstration answers." type:"path"`
	Scale int    `help:"Fill the database with this many people and proportionate activities, beside the story."`
}

// Run serves the demonstration.
func (c demoCommand) Run(ctx context.Context, io *streams) error { return nil }
