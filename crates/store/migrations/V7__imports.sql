-- Imports of people from files. `choices` is JSON: what each column means, the key, what to do with bad lines. `line` is
-- the last line of the file that is done in this state, and moves in the transaction that does it, so that an import that
-- was cut off goes on behind it and no line is done twice. Whoever works on one holds it until `held_until`.
CREATE TABLE imports (
    organisation_id BYTEA NOT NULL,
    import_id BYTEA NOT NULL,
    started_by BYTEA,
    source TEXT,
    started_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    digest BYTEA NOT NULL,
    choices TEXT NOT NULL,
    state TEXT NOT NULL,
    line BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    same BIGINT NOT NULL,
    bad BIGINT NOT NULL,
    report TEXT NOT NULL,
    held_until BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, import_id)
);
CREATE INDEX imports_digest ON imports (organisation_id, digest, state);
CREATE INDEX imports_state ON imports (organisation_id, state, changed_at);

-- What was sent, in parts, until it is imported or given up.
CREATE TABLE import_parts (
    organisation_id BYTEA NOT NULL,
    import_id BYTEA NOT NULL,
    number BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (organisation_id, import_id, number),
    FOREIGN KEY (organisation_id, import_id) REFERENCES imports (organisation_id, import_id) ON DELETE CASCADE
);
