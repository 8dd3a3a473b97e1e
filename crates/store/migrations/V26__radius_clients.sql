-- Devices that ask by RADIUS who may in. The secret is sealed, since answers are signed with it; the one before the present one
-- counts until `former_until`. `networks` are parted by spaces. What last went wrong is one word, with when and from where.
CREATE TABLE radius_clients (
    organisation_id BYTEA NOT NULL,
    radius_client_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    networks TEXT NOT NULL,
    selection_id BYTEA,
    second_factor BOOLEAN NOT NULL,
    way TEXT NOT NULL,
    groups_in TEXT NOT NULL,
    sealed_secret BYTEA NOT NULL,
    sealed_former BYTEA,
    former_until BIGINT,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    last_used_at BIGINT,
    fault TEXT,
    fault_at BIGINT,
    fault_from TEXT,
    PRIMARY KEY (organisation_id, radius_client_id)
);
CREATE UNIQUE INDEX radius_clients_name ON radius_clients (organisation_id, name_key);
CREATE INDEX radius_clients_selection ON radius_clients (organisation_id, selection_id);
