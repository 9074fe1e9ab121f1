// Package crowd fills a database with as many invented people as asked for, and with proportionate parties,
// activities and registers, to measure how the program behaves when it holds much.
//
// What is made is the same for the same seed and size, but for the ids of parties and activities. Nothing is held
// in memory but the parties: whom a party can send follows from the numbers of its people.
package crowd
