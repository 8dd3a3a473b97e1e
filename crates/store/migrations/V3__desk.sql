-- What administrators and the helpdesk work with: roles of the organisation's own, views, and who ended an exemption.

CREATE TABLE roles (
    organisation_id BYTEA NOT NULL,
    role_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    rights TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, role_id)
);
CREATE UNIQUE INDEX roles_name ON roles (organisation_id, name_key);

-- `columns`, `actions` and `seen_by` are words with a space between, in their order.
CREATE TABLE views (
    organisation_id BYTEA NOT NULL,
    view_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    selection_id BYTEA,
    columns TEXT NOT NULL,
    ordered_by TEXT NOT NULL,
    actions TEXT NOT NULL,
    seen_by TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, view_id),
    FOREIGN KEY (organisation_id, selection_id) REFERENCES selections (organisation_id, selection_id)
);
CREATE UNIQUE INDEX views_name ON views (organisation_id, name_key);
CREATE INDEX views_selection ON views (organisation_id, selection_id);

-- Of two administrators who edit one person at once, the second is told.
ALTER TABLE users ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX users_role ON users (organisation_id, role);

ALTER TABLE exemptions ADD COLUMN ended_by BYTEA;
-- The end for which the mail a week ahead was written.
ALTER TABLE exemptions ADD COLUMN told_at BIGINT;
CREATE INDEX exemptions_end ON exemptions (organisation_id, until_at);
