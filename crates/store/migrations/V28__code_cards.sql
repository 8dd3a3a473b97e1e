-- Code cards that were printed and wait for their first code. They never authenticate. A person has at most one of their own
-- making and one of the helpdesk. `maker` is where it was made, a half sign-in or a session: there it can be printed once more.
CREATE TABLE waiting_cards (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    by_desk BOOLEAN NOT NULL,
    authenticator_id BYTEA NOT NULL,
    sealed_secret BYTEA NOT NULL,
    maker BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, by_desk),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX waiting_cards_expiry ON waiting_cards (organisation_id, expires_at);
