// Package demo fills an empty installation with an invented copy of a documented year of a regional support
// office: an initiative of five activities in Jakarta in June 2024, what came before it, and what waits today.
//
// Everything is entered through the verbs of the rooms, at the moment of the story at which it happened: the
// clock of the database is set to that moment, one transaction a moment. The published figures are therefore
// counted from registers, as they would be in earnest. All persons are invented by the package cast.
package demo
