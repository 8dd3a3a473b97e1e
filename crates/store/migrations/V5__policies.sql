-- The history of policies, and what proves that mail goes out.

-- Of two administrators who edit one policy at once, the second is told.
ALTER TABLE policies ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- What each policy was and is: one row for each change, `removed` where the change took it away. The selection has its
-- name beside it, for a reader to whom the selection is gone.
CREATE TABLE policy_versions (
    organisation_id BYTEA NOT NULL,
    policy_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    selection_id BYTEA,
    selection_name TEXT,
    requirement TEXT NOT NULL,
    deadline TEXT,
    grace_days BIGINT NOT NULL,
    ask_period BIGINT,
    stay_period BIGINT,
    idle BIGINT,
    authenticators TEXT NOT NULL,
    late_enrolment TEXT NOT NULL,
    removed BOOLEAN NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by BYTEA,
    overriding TEXT,
    PRIMARY KEY (organisation_id, policy_id, version)
);
CREATE INDEX policy_versions_time ON policy_versions (organisation_id, changed_at);

-- A duty outlives its policy: who comes under it again after it was brought back gets no new days of grace.
ALTER TABLE duties RENAME TO duties_before;
CREATE TABLE duties (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    policy_id BYTEA NOT NULL,
    came_under_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, policy_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
);
INSERT INTO duties (organisation_id, user_id, policy_id, came_under_at)
    SELECT organisation_id, user_id, policy_id, came_under_at FROM duties_before;
DROP TABLE duties_before;

-- Test messages. One that the mail server took proves that mail goes out; a few are kept.
CREATE TABLE mail_tests (
    organisation_id BYTEA NOT NULL,
    message_id BYTEA NOT NULL,
    recipient TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    asked_by BYTEA,
    PRIMARY KEY (organisation_id, message_id)
);

-- A deadline that was moved to a later day: whoever was told the old one is told the new one, page by page, and the
-- mark says how far that is.
CREATE TABLE deadline_moves (
    organisation_id BYTEA NOT NULL,
    policy_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    told_since BIGINT NOT NULL,
    before_at BIGINT NOT NULL,
    told_up_to BYTEA,
    PRIMARY KEY (organisation_id, policy_id, version)
);
