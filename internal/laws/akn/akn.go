// Package akn reads laws written in Akoma Ntoso XML, the OASIS standard LegalDocML 1.0, as far as a register of laws needs them: which
// work and which expression a document is, and its units with their eIds.
package akn
