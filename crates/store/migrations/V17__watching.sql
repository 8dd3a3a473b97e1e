-- Policies that only watch, and what they would have done.
ALTER TABLE policies ADD COLUMN mode TEXT NOT NULL DEFAULT 'on';
ALTER TABLE policy_versions ADD COLUMN mode TEXT NOT NULL DEFAULT 'on';

-- What a policy that only watches would have done at a sign-in, where that would have been another: one row for each person,
-- day and effect. `version` is that of the policy as it watched; `day` is the local day and counts from 1970-01-01.
CREATE TABLE watched_sign_ins (
    organisation_id BYTEA NOT NULL,
    policy_id BYTEA NOT NULL,
    effect TEXT NOT NULL,
    user_id BYTEA NOT NULL,
    day BIGINT NOT NULL,
    version BIGINT NOT NULL,
    times BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, policy_id, effect, user_id, day, version),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX watched_sign_ins_user ON watched_sign_ins (organisation_id, user_id);
CREATE INDEX watched_sign_ins_time ON watched_sign_ins (organisation_id, last_at);
