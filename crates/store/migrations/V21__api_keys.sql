-- Keys of the API. `scopes` and `return_addresses` have a space between; the hash before the present one opens until `former_until`.
CREATE TABLE api_keys (
    organisation_id BYTEA NOT NULL,
    api_key_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    key_hash BYTEA NOT NULL,
    former_hash BYTEA,
    former_until BIGINT,
    scopes TEXT NOT NULL,
    return_addresses TEXT NOT NULL,
    requests_a_minute BIGINT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BYTEA,
    last_used_at BIGINT,
    PRIMARY KEY (organisation_id, api_key_id)
);
CREATE UNIQUE INDEX api_keys_name ON api_keys (organisation_id, name_key);

-- A half sign-in that a platform began: found by the handle that the platform has. A browser that goes on with it on our pages
-- comes with the ticket, once; what it brings back to the platform is the result, once.
ALTER TABLE half_sign_ins ADD COLUMN api_key_id BYTEA;
ALTER TABLE half_sign_ins ADD COLUMN handle_hash BYTEA;
ALTER TABLE half_sign_ins ADD COLUMN ticket_hash BYTEA;
ALTER TABLE half_sign_ins ADD COLUMN result_hash BYTEA;
ALTER TABLE half_sign_ins ADD COLUMN device_id BYTEA;
ALTER TABLE half_sign_ins ADD COLUMN device_hash BYTEA;
ALTER TABLE half_sign_ins ADD COLUMN browser TEXT;
ALTER TABLE half_sign_ins ADD COLUMN source TEXT;
ALTER TABLE half_sign_ins ADD COLUMN put_off BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE half_sign_ins ADD COLUMN remember BOOLEAN NOT NULL DEFAULT FALSE;
CREATE UNIQUE INDEX half_sign_ins_handle ON half_sign_ins (organisation_id, handle_hash) WHERE handle_hash IS NOT NULL;
CREATE UNIQUE INDEX half_sign_ins_ticket ON half_sign_ins (organisation_id, ticket_hash) WHERE ticket_hash IS NOT NULL;

-- A session that stands on a platform and not on our own pages, and a browser that is remembered there.
ALTER TABLE sessions ADD COLUMN api_key_id BYTEA;
ALTER TABLE trusted_devices ADD COLUMN api_key_id BYTEA;

-- Answers of the API that are given again to whoever asks again under the same idempotency key.
CREATE TABLE api_answers (
    organisation_id BYTEA NOT NULL,
    api_key_id BYTEA NOT NULL,
    repeat_hash BYTEA NOT NULL,
    request_hash BYTEA NOT NULL,
    status BIGINT,
    sealed_body BYTEA,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, api_key_id, repeat_hash),
    FOREIGN KEY (organisation_id, api_key_id) REFERENCES api_keys (organisation_id, api_key_id) ON DELETE CASCADE
);
CREATE INDEX api_answers_expiry ON api_answers (organisation_id, expires_at);
