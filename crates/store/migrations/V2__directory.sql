-- The directory: attributes of the organisation's own, the lists of static selections, and the orders in which lists stand.

CREATE TABLE attributes (
    organisation_id BYTEA NOT NULL,
    attribute_key TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    choices TEXT NOT NULL,
    position BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, attribute_key)
);

-- `value` is what is shown; `text_key` is there for texts alone; `order_key` is bytes, so that every engine orders alike.
CREATE TABLE attribute_values (
    organisation_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    attribute_key TEXT NOT NULL,
    value TEXT NOT NULL,
    text_key TEXT,
    order_key BYTEA NOT NULL,
    PRIMARY KEY (organisation_id, user_id, attribute_key),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, attribute_key) REFERENCES attributes (organisation_id, attribute_key)
);
CREATE INDEX attribute_values_order ON attribute_values (organisation_id, attribute_key, order_key, user_id);

CREATE TABLE selection_members (
    organisation_id BYTEA NOT NULL,
    selection_id BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    PRIMARY KEY (organisation_id, selection_id, user_id),
    FOREIGN KEY (organisation_id, user_id) REFERENCES users (organisation_id, user_id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, selection_id) REFERENCES selections (organisation_id, selection_id) ON DELETE CASCADE
) /*sqlite WITHOUT ROWID*/;
CREATE INDEX selection_members_user ON selection_members (organisation_id, user_id, selection_id);

CREATE INDEX users_display_name ON users (organisation_id, display_name_order, user_id);
CREATE INDEX users_last_sign_in ON users (organisation_id, last_sign_in_at, user_id);
CREATE INDEX users_created ON users (organisation_id, created_at, user_id);
