-- What a source of people needs that is asked by LDAP. `settings` are as the actions write them; `read_by` is the mapping by which
-- all of it was last read. Whoever works on it holds it until `held_until`. `let_go` is how many people may vanish the next time,
-- where an administrator said so.
CREATE TABLE directories (
    organisation_id BYTEA NOT NULL,
    people_source_id BYTEA NOT NULL,
    settings TEXT NOT NULL,
    sealed_password BYTEA NOT NULL,
    passwords BOOLEAN NOT NULL,
    read_by TEXT NOT NULL,
    next_sync_at BIGINT,
    held_until BIGINT NOT NULL,
    let_go BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, people_source_id),
    FOREIGN KEY (organisation_id, people_source_id) REFERENCES people_sources (organisation_id, people_source_id)
        ON DELETE CASCADE
);

-- The last syncs and dry runs of each. `report` is as the actions write it.
CREATE TABLE directory_syncs (
    organisation_id BYTEA NOT NULL,
    people_source_id BYTEA NOT NULL,
    sync_id BYTEA NOT NULL,
    dry BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    started_by BYTEA,
    asked_at BIGINT NOT NULL,
    ended_at BIGINT,
    listed BIGINT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    same BIGINT NOT NULL,
    blocked BIGINT NOT NULL,
    let_in BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (organisation_id, people_source_id, sync_id),
    FOREIGN KEY (organisation_id, people_source_id) REFERENCES directories (organisation_id, people_source_id)
        ON DELETE CASCADE
);
