package web

// NoVictims stands beside fields for free text about people. No check can tell what somebody writes, so the words ask.
const NoVictims = "Write nothing about victims or about single cases of trafficking: this is no place for it."
