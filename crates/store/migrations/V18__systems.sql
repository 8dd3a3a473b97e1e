-- Connected systems: what hands announcements on. The key opens the feeds and is kept as a hash; the secret signs what is
-- told to `hook_address` and is sealed.
CREATE TABLE systems (
    organisation_id BYTEA NOT NULL,
    system_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    key_hash BYTEA NOT NULL,
    hook_address TEXT,
    sealed_hook_secret BYTEA NOT NULL,
    hook_off_at BIGINT,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BYTEA,
    last_read_at BIGINT,
    PRIMARY KEY (organisation_id, system_id)
);
CREATE UNIQUE INDEX systems_name ON systems (organisation_id, name_key);
CREATE UNIQUE INDEX systems_key ON systems (organisation_id, key_hash);

-- Events that are told to a connected system, written with the change. A claim moves `next_try_at`, so that one whose
-- sender died is told again: at least once, under the same id.
CREATE TABLE hook_deliveries (
    organisation_id BYTEA NOT NULL,
    delivery_id BYTEA NOT NULL,
    system_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    tried_at BIGINT,
    state TEXT NOT NULL,
    answer TEXT,
    PRIMARY KEY (organisation_id, delivery_id),
    FOREIGN KEY (organisation_id, system_id) REFERENCES systems (organisation_id, system_id) ON DELETE CASCADE
);
CREATE INDEX hook_deliveries_due ON hook_deliveries (organisation_id, state, next_try_at);
CREATE INDEX hook_deliveries_system ON hook_deliveries (organisation_id, system_id, written_at);
