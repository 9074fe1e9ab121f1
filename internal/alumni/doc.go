// Package alumni keeps in touch with those who completed a training or a secondment.
//
// Who is an alumnus follows from the completions; nobody is entered. What an alumnus says of themselves stands in a profile, and
// nothing of it is shown to anybody but the office before the person says so, field by field and audience by audience: other
// alumni, and the focal points of the parties. An officer who must never be listed is not, whatever was agreed to; the person's own
// party can veto the listing; and nobody labelled TLP:RED is listed. A list is filtered by what its reader may see and by nothing
// else, so that no search tells of a field that is hidden.
//
// Who looks for somebody that is not shown asks for an introduction. The office finds a candidate; the candidate is asked without
// learning who asks, the asker learns that somebody agreed without learning who, and only when both agree each learns who the other
// is. Who declines is never named.
//
// Besides: whom the office may ask to train, speak or mentor, and where they did; stories that are published with the consent of
// whoever tells them, to the text and the name as they stand; chapters and their meetings, which are activities; when somebody was
// heard of last; whose post has changed since; and a newsletter to those who want it.
package alumni
