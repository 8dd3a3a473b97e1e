-- Whoever changes a group says which version was read; the second of two is told.
ALTER TABLE user_groups ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
