-- Hardware tokens that the organisation has. Who has one, and nobody else, holds an authenticator under the id of the token, with a seal of its own;
-- nobody does while it is in stock. `last_step` is the last that was used, whoever had it; `drift` how many steps its clock is
-- ahead; `seen_step` a code that came from too far off to count, and that the next one may prove right.
CREATE TABLE hardware_tokens (
    organisation_id BYTEA NOT NULL,
    token_id BYTEA NOT NULL,
    serial TEXT NOT NULL,
    serial_key TEXT NOT NULL,
    model TEXT NOT NULL,
    moving TEXT NOT NULL,
    digits BIGINT NOT NULL,
    sealed_secret BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    drift BIGINT NOT NULL,
    seen_step BIGINT,
    seen_at BIGINT,
    lost_at BIGINT,
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, token_id)
);
CREATE UNIQUE INDEX hardware_tokens_serial ON hardware_tokens (organisation_id, serial_key);
CREATE UNIQUE INDEX authenticators_id ON authenticators (organisation_id, authenticator_id);
