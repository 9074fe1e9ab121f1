-- +goose Up
-- Who came, by party and activity, without reading the register itself.
create index checkin_came on checkin (party_id, activity_id, person_id) where direction = 'in' and void_reason = '';
-- Whom a party named, likewise.
drop index nomination_party;
create index nomination_party on nomination (party_id, activity_id, person_id);

-- +goose Down
drop index nomination_party;
create index nomination_party on nomination (party_id, activity_id);
drop index checkin_came;
