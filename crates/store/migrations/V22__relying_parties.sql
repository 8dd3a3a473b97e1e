-- Applications that sign in by OpenID Connect. Addresses have a space between, claims a line each (`name source`); the hash before
-- the present one opens until `former_until`. `refresh_days`: nothing is never, 0 while the person is signed in.
CREATE TABLE relying_parties (
    organisation_id BYTEA NOT NULL,
    relying_party_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    template TEXT NOT NULL,
    kind TEXT NOT NULL,
    secret_hash BYTEA,
    former_hash BYTEA,
    former_until BIGINT,
    redirect_addresses TEXT NOT NULL,
    logout_addresses TEXT NOT NULL,
    back_channel TEXT,
    selection_id BYTEA,
    second_factor BOOLEAN NOT NULL,
    max_age BIGINT,
    consent BOOLEAN NOT NULL,
    refresh_days BIGINT,
    without_pkce BOOLEAN NOT NULL,
    algorithm TEXT NOT NULL,
    claims TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    last_used_at BIGINT,
    PRIMARY KEY (organisation_id, relying_party_id)
);
CREATE UNIQUE INDEX relying_parties_name ON relying_parties (organisation_id, name_key);
CREATE INDEX relying_parties_selection ON relying_parties (organisation_id, selection_id);

-- Keys that sign what relying parties are told. Every key is shown; of each algorithm the newest whose time has come signs.
CREATE TABLE signing_keys (
    organisation_id BYTEA NOT NULL,
    signing_key_id BYTEA NOT NULL,
    algorithm TEXT NOT NULL,
    sealed_key BYTEA NOT NULL,
    public_key TEXT NOT NULL,
    signs_from BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, signing_key_id)
);

-- What a person let a relying party have, from one sign-in on: first a code, then tokens, each kept as its hash. One that
-- stays goes on after the person has signed out.
CREATE TABLE grants (
    organisation_id BYTEA NOT NULL,
    grant_id BYTEA NOT NULL,
    relying_party_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    stays BOOLEAN NOT NULL,
    scopes TEXT NOT NULL,
    nonce TEXT,
    redirect_address TEXT NOT NULL,
    challenge BYTEA,
    acr TEXT NOT NULL,
    password_at BIGINT NOT NULL,
    proof_kind TEXT,
    proof_at BIGINT,
    made_at BIGINT NOT NULL,
    code_hash BYTEA NOT NULL,
    code_until BIGINT NOT NULL,
    redeemed_at BIGINT,
    access_hash BYTEA,
    access_until BIGINT,
    refresh_hash BYTEA,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, grant_id),
    FOREIGN KEY (organisation_id, relying_party_id) REFERENCES relying_parties (organisation_id, relying_party_id)
        ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX grants_party ON grants (organisation_id, relying_party_id, user_id);
CREATE INDEX grants_user ON grants (organisation_id, user_id);
CREATE INDEX grants_session ON grants (organisation_id, session_id);
CREATE INDEX grants_expiry ON grants (organisation_id, ends_at);

-- What people said when they were asked whether an application may.
CREATE TABLE consents (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    relying_party_id BYTEA NOT NULL,
    scopes TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, relying_party_id),
    FOREIGN KEY (organisation_id, relying_party_id) REFERENCES relying_parties (organisation_id, relying_party_id)
        ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX consents_party ON consents (organisation_id, relying_party_id);

-- Relying parties that have yet to be told that a session is over (OpenID Connect Back-Channel Logout 1.0).
CREATE TABLE sign_outs (
    organisation_id BYTEA NOT NULL,
    relying_party_id BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    tries BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, relying_party_id, session_id),
    FOREIGN KEY (organisation_id, relying_party_id) REFERENCES relying_parties (organisation_id, relying_party_id)
        ON DELETE CASCADE
);
CREATE INDEX sign_outs_due ON sign_outs (organisation_id, due_at);
