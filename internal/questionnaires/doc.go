// Package questionnaires lets the answers of a round be written without a connection: the round as a workbook or a document, and the way
// back of what was written into it.
//
// A questionnaire carries for each provision the revision of the answer that it was written from. What comes back is first rehearsed: per
// provision the same, changed, joined with what others wrote meanwhile, set aside as a proposal because others changed the same field, or
// refused with its place in the file. Then it is taken, by the verb that every page uses, so that nothing that others wrote is
// overwritten. Taking twice changes nothing.
//
// Of a file only its answers are kept, and those only until they are taken or discarded. How files are written and read is said in the
// package sheet, which knows no database.
package questionnaires
