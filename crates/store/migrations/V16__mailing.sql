-- Whoever sends asks for the oldest few that wait, among a million that were written at one moment: the index has their whole
-- order, and only those that wait or are on their way.
DROP INDEX outbox_due;
CREATE INDEX outbox_waiting ON outbox (organisation_id, bulk, next_try_at, message_id) WHERE state = 'waiting';
CREATE INDEX outbox_sending ON outbox (organisation_id, next_try_at) WHERE state = 'sending';

-- Whether the mark of an address comes from a report of delivery: a mail server that takes everything first says nothing by
-- taking the next message.
ALTER TABLE addresses ADD COLUMN bounce_reported BOOLEAN NOT NULL DEFAULT FALSE;
