-- One text for SQLite and PostgreSQL. Ids are 16 bytes made by the program, times are microseconds since 1970 (UTC),
-- every table but schema bookkeeping carries its organisation and every statement names it. A comment that
-- begins with the word of an engine is read by that engine, and says only how a table is stored (docs/decisions/0001).

CREATE TABLE organisations (
    organisation_id BYTEA NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    host TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    language TEXT NOT NULL,
    module TEXT NOT NULL,
    closed BOOLEAN NOT NULL,
    helpdesk_telephone TEXT,
    support_url TEXT,
    created_at BIGINT NOT NULL,
    CONSTRAINT organisations_host UNIQUE (host)
);

-- `value` rises with every change that can take something away or demand more; caches of sessions compare it. `rules`
-- rises when policies, selections or attributes change; who decides compares it.
CREATE TABLE generations (
    organisation_id BYTEA NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL,
    rules BIGINT NOT NULL
);

-- Proof that the key in use is the one that sealed the data.
CREATE TABLE key_checks (
    organisation_id BYTEA NOT NULL,
    check_value TEXT NOT NULL,
    PRIMARY KEY (organisation_id, check_value)
);

CREATE TABLE users (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    user_name TEXT NOT NULL,
    user_name_key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    display_name_key TEXT NOT NULL,
    user_name_order BYTEA NOT NULL,
    display_name_order BYTEA NOT NULL,
    language TEXT,
    role TEXT NOT NULL,
    blocked BOOLEAN NOT NULL,
    password_hash TEXT,
    password_changed_at BIGINT,
    put_off_until BIGINT,
    last_sign_in_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id),
    CONSTRAINT users_user_name UNIQUE (organisation_id, user_name_key) /*postgres INCLUDE (user_id)*/
);

CREATE TABLE addresses (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    address_key TEXT NOT NULL,
    address TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, address_key),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX addresses_user ON addresses (organisation_id, user_id, position);

CREATE TABLE user_groups (
    organisation_id BYTEA NOT NULL,
    group_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    PRIMARY KEY (organisation_id, group_id),
    CONSTRAINT user_groups_name UNIQUE (organisation_id, name_key)
);

CREATE TABLE memberships (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    group_id BYTEA NOT NULL,
    PRIMARY KEY (organisation_id, user_id, group_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, group_id) REFERENCES user_groups (organisation_id, group_id) ON DELETE CASCADE
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX memberships_group ON memberships (organisation_id, group_id, user_id);

-- A dynamic selection has a filter; a static one has members.
CREATE TABLE selections (
    organisation_id BYTEA NOT NULL,
    selection_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    filter TEXT,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by BYTEA,
    PRIMARY KEY (organisation_id, selection_id)
);
CREATE UNIQUE INDEX selections_name ON selections (organisation_id, name_key);

CREATE TABLE policies (
    organisation_id BYTEA NOT NULL,
    policy_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    selection_id BYTEA,
    requirement TEXT NOT NULL,
    deadline TEXT,
    grace_days BIGINT NOT NULL,
    ask_period BIGINT,
    stay_period BIGINT,
    idle BIGINT,
    authenticators TEXT NOT NULL,
    late_enrolment TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, policy_id),
    CONSTRAINT policies_name UNIQUE (organisation_id, name_key),
    FOREIGN KEY (organisation_id, selection_id) REFERENCES selections (organisation_id, selection_id)
);

-- The moment a person first came under a policy. Written once and never moved.
CREATE TABLE duties (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    policy_id BYTEA NOT NULL,
    came_under_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, policy_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, policy_id) REFERENCES policies (organisation_id, policy_id) ON DELETE CASCADE
) /*sqlite WITHOUT ROWID*/;

CREATE TABLE exemptions (
    organisation_id BYTEA NOT NULL,
    exemption_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    reason TEXT NOT NULL,
    granted_by BYTEA,
    granted_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, exemption_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX exemptions_user ON exemptions (organisation_id, user_id, until_at);

CREATE TABLE authenticators (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    authenticator_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    sealed_secret BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    last_used_at BIGINT,
    -- The newest step that was tried once more after it was accepted: each is kept in the audit log once.
    replayed_step BIGINT,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, authenticator_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
) /*sqlite WITHOUT ROWID*/ /*postgres WITH (fillfactor = 70)*/;

CREATE TABLE factor_throttles (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    factor TEXT NOT NULL,
    failures BIGINT NOT NULL,
    wait_until BIGINT,
    unknown_failures BIGINT NOT NULL,
    unknown_since BIGINT,
    told_at BIGINT,
    PRIMARY KEY (organisation_id, user_id, factor)
) /*sqlite WITHOUT ROWID*/;

-- Keyed by a hash of the account or of the source, so that unknown names weigh the same and show nothing.
CREATE TABLE password_throttles (
    organisation_id BYTEA NOT NULL,
    throttle_key BYTEA NOT NULL,
    failures BIGINT NOT NULL,
    wait_until BIGINT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, throttle_key)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX password_throttles_age ON password_throttles (organisation_id, changed_at);

CREATE TABLE recovery_codes (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    selector TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, selector),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
) /*sqlite WITHOUT ROWID*/;

-- Password only. Another table than sessions, so that nothing can mistake one for the other.
CREATE TABLE half_sign_ins (
    organisation_id BYTEA NOT NULL,
    token_hash BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    started_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    return_to TEXT,
    proof_kind TEXT,
    proof_at BIGINT,
    late_proved_at BIGINT,
    PRIMARY KEY (organisation_id, token_hash),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX half_sign_ins_user ON half_sign_ins (organisation_id, user_id);
CREATE INDEX half_sign_ins_expiry ON half_sign_ins (organisation_id, expires_at);

CREATE TABLE sessions (
    organisation_id BYTEA NOT NULL,
    token_hash BYTEA NOT NULL,
    session_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    started_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    idle BIGINT,
    persistent BOOLEAN NOT NULL,
    last_seen_at BIGINT NOT NULL,
    proof_kind TEXT,
    proof_at BIGINT,
    factor_at BIGINT,
    password_at BIGINT NOT NULL,
    browser TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (organisation_id, token_hash),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX sessions_user ON sessions (organisation_id, user_id);
CREATE INDEX sessions_expiry ON sessions (organisation_id, expires_at);

CREATE TABLE trusted_devices (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    device_id BYTEA NOT NULL,
    token_hash BYTEA NOT NULL,
    passed_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    browser TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, device_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX trusted_devices_age ON trusted_devices (organisation_id, passed_at);

-- A secret that waits for its first code. It never authenticates.
CREATE TABLE pending_authenticators (
    organisation_id BYTEA NOT NULL,
    owner_hash BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    authenticator_id BYTEA NOT NULL,
    sealed_secret BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, owner_hash),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);
CREATE INDEX pending_authenticators_user ON pending_authenticators (organisation_id, user_id);
CREATE INDEX pending_authenticators_expiry ON pending_authenticators (organisation_id, expires_at);

-- E-mailed codes and helpdesk passes for late enrolment, one use each: one pass a person, and one e-mailed code a half
-- sign-in, whose token hash stands beside it. The hash of a pass is empty.
CREATE TABLE enrolment_codes (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    half_hash BYTEA NOT NULL,
    code_hash BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    sent_count BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, kind, half_hash),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);

-- Messages to send, written with the change that they tell. The content is sealed: some hold a code.
CREATE TABLE outbox (
    organisation_id BYTEA NOT NULL,
    message_id BYTEA NOT NULL,
    recipient TEXT NOT NULL,
    sealed_content BYTEA NOT NULL,
    written_at BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    give_up_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    state TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (organisation_id, message_id)
);
CREATE INDEX outbox_due ON outbox (organisation_id, state, next_try_at);

CREATE TABLE audit_events (
    organisation_id BYTEA NOT NULL,
    event_id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    subject_id BYTEA,
    source TEXT,
    details TEXT NOT NULL,
    PRIMARY KEY (organisation_id, event_id)
);
