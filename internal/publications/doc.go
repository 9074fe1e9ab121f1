// Package publications keeps what the mechanism publishes: policy briefs, guides, news, event reports. It knows who wrote
// what when, in which languages, who agreed, what was released and from when it is open.
//
// Words: a version is one save of the source or of a translation; a release is what readers get, with its figures frozen;
// a round is one way from submission to release, and what somebody agreed to holds for that round only; the standing says
// whether a publication is out, or withdrawn.
//
// Invariants: a version and a release are never changed, a correction is a new one with a note for its readers; nobody
// reviews or releases what they wrote themselves; nothing is released that was not reviewed in the same round; what is
// withdrawn comes back by a new release only; what is under embargo is open to nobody before its time; the public reads
// TLP:CLEAR only; readings are counted, readers are not.
package publications
