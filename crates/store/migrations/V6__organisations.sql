-- What an organisation asks of new passwords. Without a row the settings count. `words` has one a line.
CREATE TABLE password_rules (
    organisation_id BYTEA NOT NULL PRIMARY KEY,
    alone BIGINT NOT NULL,
    with_second_factor BIGINT NOT NULL,
    words TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- Requests to activate the module, with the settings asked for. One at most is open for each organisation.
CREATE TABLE activation_requests (
    organisation_id BYTEA NOT NULL,
    request_id BYTEA NOT NULL,
    asked_by BYTEA NOT NULL,
    asked_at BIGINT NOT NULL,
    ask_period BIGINT,
    stay_period BIGINT,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at BIGINT,
    PRIMARY KEY (organisation_id, request_id)
);
CREATE INDEX activation_requests_state ON activation_requests (organisation_id, state);
