// Package counted says once, in SQL, who counts in figures, so that a report and an indicator never differ on it.
package counted

// Conditions over a row of "nomination n".
const (
	// Came holds for whoever was checked in, where the check-in was not taken back.
	Came = `exists (select 1 from checkin c where c.nomination_id = n.id and c.direction = 'in' and c.void_reason = '')`
	// Confirmed holds for a nomination that is confirmed.
	Confirmed = `n.state = 'confirmed'`
	// Participant leaves out the categories that the pack does not count as participants.
	Participant = `not exists (select 1 from term t where t.list = 'category' and t.code = n.category and t.counts = 'other')`
)

// Climb goes on after a recursive "present" with party_id and from_party_id: climb leads from each party of those present up
// to the first that is no agency; top are those. It is made once, and not anew for each row that asks.
const Climb = `, climb (start_id, party_id, depth) as (
  select party_id, party_id, 0 from present
  union select from_party_id, from_party_id, 0 from present
  union select c.start_id, p.parent_id, c.depth + 1
  from climb c join party p on p.id = c.party_id join term k on k.list = 'party_kind' and k.code = p.kind
  where k.counts = 'agency' and p.parent_id is not null and c.depth < 8
), top as materialized (
  select distinct p.id, p.kind, p.iso, coalesce(k.counts, '') as counts
  from climb c join party p on p.id = c.party_id left join term k on k.list = 'party_kind' and k.code = p.kind
  where c.start_id in (select party_id from present) and (coalesce(k.counts, '') <> 'agency' or p.parent_id is null)
)`
