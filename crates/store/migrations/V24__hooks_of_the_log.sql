-- What of the audit log a connected system is told: kinds of events, each from the moment at which it was chosen. The mark
-- (`log_batch`, `log_event`) says how far the sealed log has been handed on; none where no kind is chosen.
CREATE TABLE hook_kinds (
    organisation_id BYTEA NOT NULL,
    system_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, system_id, kind),
    FOREIGN KEY (organisation_id, system_id) REFERENCES systems (organisation_id, system_id) ON DELETE CASCADE
);
ALTER TABLE systems ADD COLUMN log_batch BIGINT;
ALTER TABLE systems ADD COLUMN log_event BYTEA;

-- There may be many events now: what is due and how much waits is asked for each system, the list is read page by page, and
-- what is old is taken away by its age.
DROP INDEX hook_deliveries_due;
DROP INDEX hook_deliveries_system;
CREATE INDEX hook_deliveries_due ON hook_deliveries (organisation_id, system_id, state, next_try_at);
CREATE INDEX hook_deliveries_list ON hook_deliveries (organisation_id, system_id, delivery_id);
CREATE INDEX hook_deliveries_age ON hook_deliveries (organisation_id, written_at);
