-- How long an exemption may last at most, where an organisation says so. Without a row it is 90 days.
CREATE TABLE exemption_rules (
    organisation_id BYTEA NOT NULL PRIMARY KEY,
    days BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- For which week the list of exemptions was last mailed: days since 1970-01-01 of its Monday.
CREATE TABLE exemption_digests (
    organisation_id BYTEA NOT NULL PRIMARY KEY,
    monday BIGINT NOT NULL
);
