-- How the people under each policy stood at the end of each local day, as a whole and by selection and group, and today
-- until now. `part` says of which kind `part_id` is; the whole has sixteen zeros. `day` counts from 1970-01-01. Of a day
-- that was worked out from the audit log afterwards only `people` and `have` are known.
CREATE TABLE rollout_days (
    organisation_id BYTEA NOT NULL,
    policy_id BYTEA NOT NULL,
    day BIGINT NOT NULL,
    part_id BYTEA NOT NULL,
    part TEXT NOT NULL,
    people BIGINT NOT NULL,
    have BIGINT NOT NULL,
    exempt BIGINT,
    cannot BIGINT,
    never BIGINT,
    later BIGINT,
    not_yet BIGINT,
    blocked BIGINT,
    -- The ids of the first few who are left, one after the other.
    first_left BYTEA,
    taken_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, policy_id, day, part_id)
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX rollout_days_part ON rollout_days (organisation_id, policy_id, part_id, day);

-- What the board asks of the audit log, about many people at once. Rows of these kinds are few.
CREATE INDEX audit_events_rollout ON audit_events (organisation_id, subject_id)
    WHERE batch > 0 AND kind IN ('authenticator-added', 'authenticator-removed', 'begun-anew', 'offer-put-off', 'reminded',
    'second-factor-switched-off');
