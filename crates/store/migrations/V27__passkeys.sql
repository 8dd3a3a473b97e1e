-- Passkeys and security keys (WebAuthn), each beside its row in `authenticators`, where the credential is sealed and its count is
-- `last_step`. A credential is one person's alone. `user_handle` is dice: the same for all of one person, and says nothing of them.
CREATE TABLE passkeys (
    organisation_id BYTEA NOT NULL,
    credential_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    authenticator_id BYTEA NOT NULL,
    user_handle BYTEA NOT NULL,
    verified BOOLEAN NOT NULL,
    may_be_copied BOOLEAN NOT NULL,
    backed_up BOOLEAN NOT NULL,
    transports TEXT NOT NULL,
    PRIMARY KEY (organisation_id, credential_id),
    FOREIGN KEY (organisation_id, user_id, authenticator_id)
        REFERENCES authenticators (organisation_id, user_id, authenticator_id) ON DELETE CASCADE
);
CREATE INDEX passkeys_user ON passkeys (organisation_id, user_id, authenticator_id);

-- Challenges that came back, right or wrong: none counts twice.
CREATE TABLE spent_challenges (
    organisation_id BYTEA NOT NULL,
    dice BYTEA NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, dice)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX spent_challenges_end ON spent_challenges (organisation_id, ends_at);
