-- Of those who are left, how many no mail reaches: they have no address, or nothing arrives at it. Of a day that was counted
-- before, nobody knows.
ALTER TABLE rollout_days ADD COLUMN unreached BIGINT;

-- What the addresses of a person are, and whether mail arrives, is answered from the index alone: SQLite would rather look
-- through all addresses of the organisation than fetch a few rows for each person.
DROP INDEX addresses_bounced;
DROP INDEX addresses_user;
CREATE INDEX addresses_user ON addresses (organisation_id, user_id, position, bounced_at, address);
