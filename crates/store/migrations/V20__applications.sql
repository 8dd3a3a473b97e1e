-- Applications behind the sign-in: where each stands, and who may open what. `addresses` has a space between; the rule with
-- an empty path is for all pages that no other is for.
CREATE TABLE applications (
    organisation_id BYTEA NOT NULL,
    application_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    addresses TEXT NOT NULL,
    answering TEXT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, application_id)
);
CREATE UNIQUE INDEX applications_name ON applications (organisation_id, name_key);

CREATE TABLE application_rules (
    organisation_id BYTEA NOT NULL,
    application_id BYTEA NOT NULL,
    path TEXT NOT NULL,
    opens TEXT NOT NULL,
    selection_id BYTEA,
    second_factor BOOLEAN NOT NULL,
    max_age BIGINT,
    PRIMARY KEY (organisation_id, application_id, path),
    FOREIGN KEY (organisation_id, application_id) REFERENCES applications (organisation_id, application_id)
        ON DELETE CASCADE
);
CREATE INDEX application_rules_selection ON application_rules (organisation_id, selection_id);
