-- Systems from which people come in. Of one that writes here (SCIM) the hash of its key; the one before the present one opens
-- until `former_until`. `mapping` has a line for each field (`field path`); `when_gone` says what becomes of whoever is there
-- no longer.
CREATE TABLE people_sources (
    organisation_id BYTEA NOT NULL,
    people_source_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    key_hash BYTEA,
    former_hash BYTEA,
    former_until BIGINT,
    mapping TEXT NOT NULL,
    takes_over BOOLEAN NOT NULL,
    when_gone TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (organisation_id, people_source_id)
);
CREATE UNIQUE INDEX people_sources_name ON people_sources (organisation_id, name_key);

-- Who came from where, under which name there, and what was said of them. One that the source blocked may be let in by it
-- again; one that an administrator blocked may not. Who is gone there keeps the row, and is known again on coming back.
CREATE TABLE sourced_people (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    people_source_id BYTEA NOT NULL,
    external_id TEXT,
    document TEXT NOT NULL,
    blocked_there BOOLEAN NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    gone_at BIGINT,
    PRIMARY KEY (organisation_id, user_id),
    FOREIGN KEY (organisation_id, people_source_id) REFERENCES people_sources (organisation_id, people_source_id)
        ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX sourced_people_source ON sourced_people (organisation_id, people_source_id, external_id);

CREATE TABLE sourced_groups (
    organisation_id BYTEA NOT NULL,
    group_id BYTEA NOT NULL,
    people_source_id BYTEA NOT NULL,
    external_id TEXT,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    gone_at BIGINT,
    PRIMARY KEY (organisation_id, group_id),
    FOREIGN KEY (organisation_id, people_source_id) REFERENCES people_sources (organisation_id, people_source_id)
        ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, group_id) REFERENCES user_groups (organisation_id, group_id) ON DELETE CASCADE
);
CREATE INDEX sourced_groups_source ON sourced_groups (organisation_id, people_source_id);
