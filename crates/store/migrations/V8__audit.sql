-- The audit log gets an order, and a chain that shows tampering. A row is written with `batch` 0; a sealer gives many at
-- once their place. `mac` proves that the program wrote the row; rows from before this version have none.
CREATE TABLE audit_rows (
    organisation_id BYTEA NOT NULL,
    batch BIGINT NOT NULL DEFAULT 0,
    event_id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    subject_id BYTEA,
    source TEXT,
    details TEXT NOT NULL,
    mac BYTEA,
    PRIMARY KEY (organisation_id, batch, event_id)
) /*sqlite WITHOUT ROWID*/;
INSERT INTO audit_rows (organisation_id, event_id, at, kind, actor, subject_id, source, details)
    SELECT organisation_id, event_id, at, kind, actor, subject_id, source, details FROM audit_events;
DROP TABLE audit_events;
ALTER TABLE audit_rows RENAME TO audit_events;

-- These hold sealed rows alone, so that whoever writes a row pays for neither.
CREATE INDEX audit_events_time ON audit_events (organisation_id, event_id) WHERE batch > 0;
CREATE INDEX audit_events_subject ON audit_events (organisation_id, subject_id, event_id) WHERE batch > 0;

-- `records` holds, for each row in the order of its id: a mark (1 byte), the id (16) and the hash (32).
CREATE TABLE audit_batches (
    organisation_id BYTEA NOT NULL,
    batch BIGINT NOT NULL,
    first_sequence BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    records BYTEA NOT NULL,
    last_hash BYTEA NOT NULL,
    sealed_at BIGINT NOT NULL,
    key_id BIGINT NOT NULL,
    signature BYTEA NOT NULL,
    link BYTEA NOT NULL,
    PRIMARY KEY (organisation_id, batch)
);

-- Where the chain ends. Whoever seals moves it; of two who try at once one does.
CREATE TABLE audit_heads (
    organisation_id BYTEA NOT NULL PRIMARY KEY,
    batch BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    link BYTEA NOT NULL
);
