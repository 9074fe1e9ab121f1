// Package recommendations keeps what States are advised to do after an assessment of their law, and what became of it.
//
// A recommendation belongs to an assessment and concerns provisions of its instruments. It has an owner (the State or an agency
// of it, and an office in words, never a person), a priority, and a day by which it is due. It is proposed, accepted by the State,
// in progress, and done, partly done or not done; or withdrawn. Whoever works on the assessment reads all of them; others read
// those that the State accepted, within their label.
//
// A need is a kind of help that an answer asks for. With one click it becomes a request for support, once: the request is linked
// with the need, and a second click leads to it. Movements say what went from one grade to another between two rounds that the
// State cleared, and which requests, responses and recommendations lay between the two.
package recommendations
