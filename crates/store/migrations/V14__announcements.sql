-- Announcements: what people read in the product between two days. The texts are those of `version`; whoever put one away
-- sees it again when it has changed.
CREATE TABLE announcements (
    organisation_id BYTEA NOT NULL,
    announcement_id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    selection_id BYTEA,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    weight TEXT NOT NULL,
    lacking_only BOOLEAN NOT NULL,
    dismissible BOOLEAN NOT NULL,
    shared BOOLEAN NOT NULL,
    made_at BIGINT NOT NULL,
    made_by BYTEA,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, announcement_id)
);
CREATE INDEX announcements_until ON announcements (organisation_id, until_day);
CREATE INDEX announcements_selection ON announcements (organisation_id, selection_id);

CREATE TABLE announcement_texts (
    organisation_id BYTEA NOT NULL,
    announcement_id BYTEA NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (organisation_id, announcement_id, language),
    FOREIGN KEY (organisation_id, announcement_id) REFERENCES announcements (organisation_id, announcement_id)
        ON DELETE CASCADE
);

-- What a person put away: an announcement at a version, or a message of a campaign.
CREATE TABLE put_away (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    source_id BYTEA NOT NULL,
    part TEXT NOT NULL,
    put_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, user_id, source_id, part),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE
) /*sqlite WITHOUT ROWID*/;

-- By which ways a campaign reaches people.
ALTER TABLE campaigns ADD COLUMN by_mail BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE campaigns ADD COLUMN on_home BOOLEAN NOT NULL DEFAULT FALSE;
