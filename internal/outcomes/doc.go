// Package outcomes keeps the changes that were harvested: who changed what, when and where, and what this office contributed.
//
// An outcome is proposed by an officer, by a focal point of the party concerned, or by a signed link that a mail carries after an
// activity. An officer who did not propose it reads it first. Somebody independent of the author says whether it is so. A summary
// for everybody is published when the party concerned agreed to it, its label is CLEAR and the Co-Managers approved it, as they
// approve reports. Every step stands in its history.
//
// Who changed is a party or an institution of one, never a private person. An outcome is read by the secretariat and by the party
// concerned; its label narrows that, and each source has a label of its own. What contributed to it is linked in its thread.
package outcomes
