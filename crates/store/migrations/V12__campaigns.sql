-- Campaigns: what people are told ahead of a deadline. `rounds` counts the batches that were written: of two servers that
-- work at one campaign, one writes the next. `look_at` is when somebody may be due something next.
CREATE TABLE campaigns (
    organisation_id BYTEA NOT NULL,
    campaign_id BYTEA NOT NULL,
    policy_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    state TEXT NOT NULL,
    announce_on TEXT NOT NULL,
    days_before TEXT NOT NULL,
    on_the_day BOOLEAN NOT NULL,
    days_after TEXT NOT NULL,
    from_hour BIGINT NOT NULL,
    until_hour BIGINT NOT NULL,
    a_day BIGINT,
    tone TEXT NOT NULL,
    version BIGINT NOT NULL,
    rounds BIGINT NOT NULL,
    look_at BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BYTEA,
    started_at BIGINT,
    ended_at BIGINT,
    PRIMARY KEY (organisation_id, campaign_id)
);
CREATE UNIQUE INDEX campaigns_name ON campaigns (organisation_id, name_key);

-- Texts of the organisation's own, in every language at once; each change is a version, so that a message that waits says
-- what it said when it was written. A version with an empty subject is the product's own text again.
CREATE TABLE campaign_texts (
    organisation_id BYTEA NOT NULL,
    campaign_id BYTEA NOT NULL,
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, campaign_id, kind, version, language)
);

-- Who was told what, written with the message itself; which deadline it named.
CREATE TABLE campaign_messages (
    organisation_id BYTEA NOT NULL,
    campaign_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    told_at BIGINT NOT NULL,
    step TEXT NOT NULL,
    deadline_at BIGINT NOT NULL,
    message_id BYTEA NOT NULL,
    PRIMARY KEY (organisation_id, campaign_id, user_id, told_at),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX campaign_messages_time ON campaign_messages (organisation_id, campaign_id, told_at, step);

-- An address that the mail server refused for good, until it is written anew or mail arrives there again.
ALTER TABLE addresses ADD COLUMN bounced_at BIGINT;
ALTER TABLE addresses ADD COLUMN bounce_note TEXT;
CREATE INDEX addresses_bounced ON addresses (organisation_id, user_id) WHERE bounced_at IS NOT NULL;

-- Messages to many give way to those that somebody waits for, such as a code.
ALTER TABLE outbox ADD COLUMN bulk BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (organisation_id, state, bulk, next_try_at);
