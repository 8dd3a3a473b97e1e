-- The emergency code of an organisation: one at most, kept as a hash, deleted as it is used.
CREATE TABLE break_glass_codes (
    organisation_id BYTEA NOT NULL PRIMARY KEY,
    code_hash TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BYTEA
);
